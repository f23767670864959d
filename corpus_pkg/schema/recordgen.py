"""Write `corpus_pkg/records.py`: the light record classes, derived from the Pydantic models.

`corpus_pkg.load` makes these and not Pydantic models, because importing Pydantic takes longer than
loading the corpus. They have the models' fields, in the models' order, with the models'
descriptions, and behave as frozen dataclasses (see `corpus_pkg.schema.frozen`).
"""

import types
import typing
from enum import StrEnum
from typing import Any, Final

from pydantic_core import PydanticUndefined

from corpus_pkg.schema import models
from corpus_pkg.schema.derived import DerivedDays

CLASSES: Final[tuple[type[models.Record], ...]] = (
    models.Span,
    models.Segment,
    models.Sentence,
    models.Entity,
    models.Date,
    models.Figure,
    models.Stance,
    models.DocumentStance,
    models.RegistryEntry,
    models.Target,
    models.Evidence,
    models.DocumentMetadata,
    models.Annotator,
)
"""The models that have a light record: all but the document, which is a class with methods."""

HEADER: Final = '''"""Light records of the corpus: frozen, with the fields of the Pydantic models.

Generated from `corpus_pkg/schema/models.py` by `corpus-pkg schema`; edit the models, not this file.
"""

from corpus_pkg.schema import labels
from corpus_pkg.schema.derived import DerivedDays
from corpus_pkg.schema.frozen import Frozen, set_field

'''


def records_source() -> str:
    """Return the Python source of `corpus_pkg/records.py`, as ruff formats it."""
    names = ", ".join(f'"{cls.__name__}"' for cls in sorted(CLASSES, key=lambda cls: cls.__name__))
    parts = [HEADER, f"__all__ = [{names}]\n"]
    parts += [_class_source(cls) for cls in CLASSES]
    return "".join(parts)


def _class_source(cls: type[models.Record]) -> str:
    bases = "Frozen, DerivedDays" if issubclass(cls, DerivedDays) else "Frozen"
    names = ", ".join(f'"{name}"' for name in cls.model_fields)
    declared, given, kept = [], [], []
    for name, field in cls.model_fields.items():
        default = "" if field.default is PydanticUndefined else f" = {field.default!r}"
        annotation = type_name(cls.__annotations__.get(name, field.annotation))
        declared.append(f'    {name}: {annotation}\n    """{field.description}"""\n')
        given.append(f"        {name}: {annotation}{default},\n")
        kept.append(f'        set_field(self, "{name}", {name})\n')
    return "".join(
        [
            f'\n\nclass {cls.__name__}({bases}):\n    """{cls.__doc__}"""\n\n',
            f"    __slots__ = ({names},)\n\n",
            *declared,
            "\n    def __init__(\n        self,\n        *,\n",
            *given,
            "    ) -> None:\n",
            *kept,
        ]
    )


def type_name(annotation: Any) -> str:
    """Return the plain Python type of a model's field, without its constraints."""
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_name(arguments[0])
    if origin is typing.Literal:
        return "str"
    if origin in (typing.Union, types.UnionType):
        return " | ".join(dict.fromkeys(type_name(argument) for argument in arguments))
    if origin is tuple:
        return f"tuple[{type_name(arguments[0])}, ...]"
    if annotation is type(None):
        return "None"
    if issubclass(annotation, StrEnum):
        return f"labels.{annotation.__name__}"
    return str(annotation.__name__)
