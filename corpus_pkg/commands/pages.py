"""The docs' pages of labels and of records, made from the enums and the models."""

import types
import typing
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from corpus_pkg.corpus import models
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import LABELS, LAYERS
from corpus_pkg.layers.descriptions import field_descriptions
from corpus_pkg.layers.labels import DEFAULT_LABELS, mention_types

_LABELS_HEAD: Final = """\
# Labels

The closed lists of the schema, in their order: that of the enums in `corpus_pkg.layers.labels` and of the
`ClassLabel`s of the datasets. [The guidelines](guidelines.md) say when to use which. Made by
`corpus-pkg schema --docs docs`; edit `corpus_pkg/layers/labels.py`, not this page.
"""

_RECORDS_HEAD: Final = """\
# Records

Every record of a corpus with its fields, in their order. The Pydantic models in `corpus_pkg.corpus.models`
are the one definition; JSON Schema (`schema/`), the columns of the tables and this page are made from them.
Offsets count Unicode code points and are half open. Made by `corpus-pkg schema --docs docs`;
edit the models, not this page.
"""

RECORDS: Final[tuple[tuple[type[models.Record], str], ...]] = (
    *((spec.model, f"`annotations/{spec.name}/<document>.jsonl`") for spec in LAYERS),
    (models.RegistryEntry, "`annotations/registry.jsonl`"),
    (models.RegistryEvidence, "`annotations/registry-evidence.jsonl`"),
    (models.Target, "`annotations/targets.jsonl`"),
    (models.Topic, "`annotations/topics.jsonl`"),
    (models.TopicValue, "in a topic"),
    (models.PairOverride, "in a topic"),
    (models.DocumentMetadata, "`raw/documents.jsonl`"),
    (Document, "record files: JSON Lines, one document per line"),
    (models.Annotator, "`annotations/annotators/annotators.jsonl`"),
    (models.Decision, "`annotations/adjudication.jsonl`"),
    (models.Span, "in other records"),
    (models.Evidence, "in a document's metadata"),
)
"""The records, and where each is stored."""


def labels_page() -> str:
    """Return the text of `docs/labels.md`."""
    parts = [_LABELS_HEAD]
    for kind, members in LABELS.items():
        parts.append(f"\n## {kind.__name__}\n\n{_cell(kind.__doc__)}\n\n| label | what it is |\n|---|---|\n")
        parts += [f"| `{name}` | {_cell(meaning)} |\n" for name, meaning in members.items()]
    parts.append(
        "\n## Types of mentions\n\nA mention may have another type than its registry entry:\n\n"
        "| type of the mention | types of its entry |\n|---|---|\n"
    )
    for mention, allowed in mention_types(DEFAULT_LABELS.entity_types).items():
        parts.append(f"| `{mention}` | {', '.join(f'`{name}`' for name in sorted(allowed))} |\n")
    return "".join(parts)


def records_page() -> str:
    """Return the text of `docs/records.md`."""
    return _RECORDS_HEAD + "".join(_record(model, place) for model, place in RECORDS)


def _record(model: type[models.Record], place: str) -> str:
    described = field_descriptions(model)
    rows = [
        f"| `{name}` | {_type(model, name)} | {_default(field.default)} | {_cell(described[name])} |\n"
        for name, field in model.model_fields.items()
    ]
    conditions = [f"- {_cell(rule.message)}\n" for rule in model.rules]
    return (
        f"\n## {model.__name__}\n\n{_cell(model.__doc__)} Stands in: {place}.\n\n"
        "| field | type | default | what it is |\n|---|---|---|---|\n"
        + "".join(rows)
        + ("\nBetween the fields:\n\n" + "".join(conditions) if conditions else "")
    )


def _type(model: type[BaseModel], name: str) -> str:
    annotation = model.__annotations__.get(name) or model.model_fields[name].annotation
    # In code within a table a stroke can't be written so that every reader of Markdown shows it.
    return " or ".join(f"`{part}`" for part in _written(annotation).split(" | "))


def _written(annotation: Any) -> str:
    if typing.get_origin(annotation) is dict:
        return "dict[" + ", ".join(map(_written, typing.get_args(annotation))) + "]"
    if typing.get_origin(annotation) is tuple:
        parts = ("..." if part is ... else _written(part) for part in typing.get_args(annotation))
        return f"tuple[{', '.join(parts)}]"
    if annotation == models.LayerRecord:
        return "record"
    if annotation == models.LayerRecord | None:
        return "record or None"
    return type_name(annotation)


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
    if annotation is type(None):
        return "None"
    return str(annotation.__name__)


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    return "empty" if value == () else f"`{'null' if value is None else str(value).lower()}`"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")
