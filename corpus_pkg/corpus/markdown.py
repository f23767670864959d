"""Foreign text in Markdown: shown as it is, so that it makes no link, image, heading or HTML of its own."""

import re
from typing import Final

from corpus_pkg.corpus.problems import printable

_CODE: Final = re.compile(r"(?<!`)(`[^`]+`)(?!`)")
_MARKUP: Final = re.compile(r"[\\`*{}\[\]<>#|!~$^&]|(?<![^\W_])_|_(?![^\W_])")
_STARTS_A_BLOCK: Final = re.compile(r"(?<!\S)([-+=]+|\d{1,9}(?=[.)](?!\S)))(?!\w)")
"""Words that begin a list, or underline a heading, where they come first on a line."""
_ADDRESS: Final = re.compile(
    r"(?i)(?<=http)(?=:)|(?<=https)(?=:)|(?<=mailto)(?=:)|(?<=www)(?=\.)|(?<=@)(?=\\?\w)"
)
_LIVE_LINE: Final = re.compile(r"(?m)^([ \t]*)(#|=+[ \t]*$|-+[ \t]*$|~{3,}|`{3,}|\[[^\]\n]*\]:)")


def one_line(text: object) -> str:
    """Return a text on one line, its white space single and what a terminal would obey as escapes."""
    return printable(" ".join(str(text).split()))


def inline(text: object) -> str:
    """Return a text as Markdown that shows it, on one line: in a paragraph, a heading or a cell.

    Code spans stay. Line ends become spaces. Addresses are broken by an empty comment, since viewers make
    links of them.
    """
    parts = _CODE.split(one_line(text))
    return "".join(code(part[1:-1]) if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    escaped = _MARKUP.sub(lambda found: "&amp;" if found[0] == "&" else f"\\{found[0]}", text)
    return _ADDRESS.sub("<!---->", _STARTS_A_BLOCK.sub(_escaped_start, escaped))


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def paragraphs(text: str) -> str:
    """Return a text of several paragraphs as Markdown that shows it."""
    return "\n\n".join(inline(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def code(text: object) -> str:
    """Return a text as a code span that nothing in the text can end."""
    shown = one_line(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    # In a cell of a table a stroke ends the cell even within a code span.
    shown = shown.replace("|", "\\|")
    ticks = "`" * (longest + 1)
    return f"{ticks} {shown} {ticks}" if longest else f"{ticks}{shown}{ticks}"


def prose(text: str) -> str:
    """Return Markdown that a corpus's makers wrote, without what would break into the page around it.

    It keeps emphasis, code spans, lists and links; HTML, images and headings become plain text.
    """
    shown = re.sub(r"<(?=[A-Za-z/!?])|!(?=\[)", lambda found: f"\\{found[0]}", text)
    return _LIVE_LINE.sub(lambda found: f"{found[1]}\\{found[2]}", shown)
