"""What is wrong with an option, in plain words: Typer passes on those of Pydantic, which are about models."""

from typing import Any, Final

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from corpus_pkg.corpus.problems import printable

_SHOWN: Final = 50
"""How many characters of what was found are shown."""
_KINDS: Final = {
    "int_parsing": "is not a whole number; write one",
    "int_parsing_size": "… has too many digits; write a smaller number",
    "float_parsing": "is not a number; write one",
    "greater_than_equal": "is out of range; write a number from {ge}",
    "less_than_equal": "is out of range; write a number up to {le}",
}
"""What is said of a value that is not what an option takes."""


class PlainlyWorded(TyperGroup):
    """A group of commands that says what is wrong with a value in plain words."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a value that is refused ends it with a sentence for the user."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if isinstance(error.__cause__, ValidationError):
                error.message = in_plain_words(error.__cause__)
            raise


def in_plain_words(error: ValidationError) -> str:
    """Return what is wrong with the value of an option, and what to write.

    Args:
        error: What Pydantic found.
    """
    detail = error.errors(include_url=False)[0]
    context = detail.get("ctx", {})
    if detail["type"] in _KINDS:
        found = printable(str(detail["input"])[:_SHOWN])
        return f"{found} {_KINDS[detail['type']].format_map(context)}"
    return printable(str(context.get("error", detail["msg"])))
