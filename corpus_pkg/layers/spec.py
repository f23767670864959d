"""What a layer is: the facts from which the rest of the package derives what it needs to know of one.

Each layer has a module with its Pydantic model and its `LayerSpec`; `corpus_pkg.layers.LAYERS` lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import cached_property

from corpus_pkg.layers.base import Record
from corpus_pkg.layers.records import Annotation, plain_type, span_fields
from corpus_pkg.values.ids import id_pattern


class Role(Enum):
    """What a layer's records do in a text."""

    BLOCK = "block"
    """They cut the text into parts that do not overlap."""
    ANNOTATION = "annotation"
    """They mark something inside the blocks."""
    DOCUMENT = "document"
    """They are about the document as a whole and have no span."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A field whose value is the id of a record of another layer."""

    layer: str
    """The other layer."""
    implied: bool = False
    """Whether the spans alone tell which record it is, as the segment around a sentence."""


@dataclass(frozen=True)
class LayerSpec:
    """One layer of annotation."""

    name: str
    """Its name: that of its folder, its table and its field of a document."""
    model: type[Record]
    """The model of its records."""
    contents: str
    """What a document's records of it are, as a sentence."""
    description: str
    """What one row of its table is, for the card of a dataset."""
    role: Role = Role.ANNOTATION
    """What its records do in a text."""
    label: str | None = None
    """The field that is the type of a record."""
    refs: Mapping[str, Ref] = field(default_factory=dict)
    """The fields that refer to records of other layers."""
    many_refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The fields that hold several ids of records of other layers, with these layers."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """The fields that name records of a list that all documents share, with that list: `registry`, `targets`
    or `topics`."""
    labels: Mapping[type[StrEnum], Mapping[str, str]] = field(default_factory=dict)
    """The closed lists that its module has, with what each label means."""
    trimmed: bool = False
    """Whether determiners, possessives and punctuation at the edges are left out of its spans."""
    whole_sentence: bool = False
    """Whether each record is about a whole sentence and has its span."""
    color: str = "#cccccc"
    """The background of its spans in tools that show colours, as `#rrggbb`."""
    motivation: str = "describing"
    """Its motivation in the terms of the Web Annotation Vocabulary."""

    @property
    def has_spans(self) -> bool:
        """Whether its records have a span and an id that is made from it."""
        return issubclass(self.model, Annotation)

    @property
    def prefix(self) -> str:
        """The first part of its ids; empty where its records have none."""
        return self.model.prefix if issubclass(self.model, Annotation) else ""

    @property
    def in_id(self) -> tuple[str, ...]:
        """The fields that are part of an id after the span."""
        return self.model.in_id if issubclass(self.model, Annotation) else ()

    @property
    def id_pattern(self) -> str:
        """The regular expression of its ids (ECMA-262, anchored)."""
        return id_pattern(self.prefix, longer=bool(self.in_id))

    @cached_property
    def kind(self) -> str:
        """The name of one record: that of its JSON Schema file and of its lines in drafts."""
        name = self.model.__name__
        return name[0].lower() + "".join(f"_{c.lower()}" if c.isupper() else c for c in name[1:])

    @cached_property
    def field_types(self) -> dict[str, type]:
        """The type of each field where it is not null, without constraints."""
        return {name: plain_type(about.annotation) for name, about in self.model.model_fields.items()}

    @property
    def spans(self) -> tuple[str, ...]:
        """The fields that hold a span of their own, such as the subject of a figure."""
        return span_fields(self.model)

    @property
    def explicit_refs(self) -> dict[str, str]:
        """The fields that refer to records that the spans alone do not tell, with their layer."""
        return {name: ref.layer for name, ref in self.refs.items() if not ref.implied}

    @property
    def all_refs(self) -> dict[str, tuple[str, ...]]:
        """The fields that hold one or several ids of records of other layers, with these layers."""
        return {name: (ref.layer,) for name, ref in self.refs.items()} | dict(self.many_refs)

    @property
    def implied_ref(self) -> str | None:
        """The field that refers to the record around this one, if there is such a field."""
        return next((name for name, ref in self.refs.items() if ref.implied), None)
