"""Write `corpus_pkg/records.py`: the light record classes, derived from the Pydantic models.

`corpus_pkg.load` makes frozen dataclasses, not Pydantic models, because importing Pydantic takes
longer than loading the corpus. They have the models' fields, in the models' order, with the
models' descriptions.
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

HEADER: Final = '''"""Light records of the corpus: frozen dataclasses with the fields of the Pydantic models.

Generated from `corpus_pkg/schema/models.py` by `corpus-pkg schema`; edit the models, not this file.
"""

from dataclasses import dataclass

from corpus_pkg.schema import labels
from corpus_pkg.schema.derived import DerivedDays

'''


def records_source() -> str:
    """Return the Python source of `corpus_pkg/records.py`, as ruff formats it."""
    names = ", ".join(f'"{cls.__name__}"' for cls in sorted(CLASSES, key=lambda cls: cls.__name__))
    parts = [HEADER, f"__all__ = [{names}]\n"]
    parts += [_class_source(cls) for cls in CLASSES]
    return "".join(parts)


def _class_source(cls: type[models.Record]) -> str:
    base = "(DerivedDays)" if issubclass(cls, DerivedDays) else ""
    lines = [
        "\n\n@dataclass(frozen=True, slots=True, kw_only=True)\n",
        f'class {cls.__name__}{base}:\n    """{cls.__doc__}"""\n\n',
    ]
    for name, field in cls.model_fields.items():
        default = "" if field.default is PydanticUndefined else f" = {field.default!r}"
        annotation = type_name(cls.__annotations__.get(name, field.annotation))
        lines.append(f'    {name}: {annotation}{default}\n    """{field.description}"""\n')
    return "".join(lines)


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
