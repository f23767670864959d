"""Models of the text-free edition: the records of a corpus without a word of its texts.

They are derived from the full models: every field but `text`, which gives way to the span's length
and its proof, by which the span can be found in a text and verified.
"""

import typing
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import Field, StringConstraints, create_model, model_validator

from corpus_pkg.layers import LAYERS, Annotation, LayerName, Span
from corpus_pkg.layers.base import FreeText, Offset, Record, Sha256, Slug
from corpus_pkg.layers.descriptions import field_descriptions
from corpus_pkg.layers.records import plain_type
from corpus_pkg.values import ids

Length = Annotated[int, Field(ge=1, le=2**31 - 1)]
Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]


class Window(Record):
    """A stretch of letters around a span that occurs once in the text, as a keyed hash."""

    before: Offset
    """How many letters the window begins before the span."""
    after: Offset
    """How many letters the window ends after the span."""
    hash: Digest
    """The keyed BLAKE2b hash of the window's letters."""


class Proof(Record):
    """By what a span can be found in a text, and verified.

    Offsets count letters: the characters of the text's normal form, which has no white space and one kind of
    quotation mark and dash (see `corpus_pkg.exchange.textfree.letters`).
    """

    start: Offset
    """First letter of the span."""
    end: Offset
    """The letter after the span."""
    repeated: bool
    """Whether the span's letters occur again in the text."""
    echoes: Offset
    """How many runs of letters in and around the span occur again in the text."""
    windows: tuple[Window, ...] = ()
    """The windows that verify it; empty where only a longer span around it does."""


def _require_length(span: "TextFreeSpan | TextFreeAnnotation") -> None:
    if span.end - span.start != span.length:
        raise ValueError(
            f"the span {span.start}-{span.end} is {span.end - span.start} characters long "
            f"and its length {span.length}; correct the offsets or the length"
        )


class TextFreeSpan(Record):
    """A stretch of the raw text."""

    start: Offset
    """First offset, in Unicode code points."""
    end: Offset
    """Offset after the last character, in Unicode code points."""
    length: Length
    """The number of characters, in Unicode code points."""
    proof: Proof | None
    """By what it can be found; null where it begins or ends on a character that has no letter."""

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        _require_length(self)
        return self


class TextFreeAnnotation(Record):
    """A span with an id that is made from it."""

    prefix: ClassVar[str]
    in_id: ClassVar[tuple[str, ...]] = ()
    id: str
    """Made from the layer's prefix and the span; unique in the document."""
    start: Offset
    """First offset, in Unicode code points."""
    end: Offset
    """Offset after the last character, in Unicode code points."""
    length: Length
    """The number of characters, in Unicode code points."""
    proof: Proof | None
    """By what it can be found; null where it begins or ends on a character that has no letter."""

    @model_validator(mode="after")
    def _length_and_id_agree(self) -> Self:
        _require_length(self)
        parts = (getattr(self, name) for name in self.in_id)
        expected = ids.made_id(self.prefix, self.start, self.end, *parts)
        if self.id != expected:
            raise ValueError(f"the id is {self.id} and the fields give {expected}; write that")
        return self


class LeftOut(Record):
    """How much of one field quotes the text and is not in the edition."""

    layer: LayerName | Literal["metadata"]
    """The layer, or `metadata`."""
    field: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*$")]
    """The field; one of a record within a record as `outer.inner`."""
    values: Offset = 0
    """How many values are null or left out of their list because they quote the text."""
    records: Offset = 0
    """How many records are left out: they can't be without this field, or it refers to such a record."""


class TextFreeText(Record):
    """What is stored in place of a raw text: by what a copy of it is known, and what the edition lacks."""

    id: Slug
    """The document's id."""
    sha256: Sha256
    """The SHA-256 of the raw bytes, from which the hashes of its spans take their salt."""
    bytes: Offset
    """The length of the raw text in bytes."""
    characters: Offset
    """The length of the raw text in Unicode code points."""
    letters: Offset
    """The length of the text's normal form."""
    letters_hash: Digest
    """The keyed hash of the whole normal form."""
    secret: bool = False
    """Whether the hashes also need a secret that the edition does not hold."""
    counts: dict[LayerName, Offset]
    """How many records each layer has in the edition."""
    left_out: tuple[LeftOut, ...] = ()
    """What quotes the text and is not in the edition, by layer and field."""


class LeftOutFile(Record):
    """A file of the corpus that quotes its texts and is not in the edition."""

    path: FreeText
    """Its path in the corpus directory."""


def _derived(full: type[Annotation] | type[Span]) -> type[Record]:
    """Return the text-free form of a full model: its fields without the text, its rules, its id."""
    if full is Span:
        return TextFreeSpan
    base: type[Record] = TextFreeSpan
    about: dict[str, Any] = {"rules": full.rules, "__module__": __name__, "__doc__": full.__doc__}
    if issubclass(full, Annotation):
        base = TextFreeAnnotation
        about |= {"prefix": full.prefix, "in_id": full.in_id}
    hints = typing.get_type_hints(full, include_extras=True)
    described = field_descriptions(full)
    fields: dict[str, Any] = {}
    for name, field in full.model_fields.items():
        if name == "text" or (name in base.model_fields and name != "id"):
            continue
        plain = plain_type(field.annotation)
        kind = hints[name]
        if issubclass(plain, Span):
            kind = _derived(plain)
            kind = kind if plain is field.annotation else kind | None
        default = {} if field.is_required() else {"default": field.default}
        fields[name] = (kind, Field(description=described[name], **default))
    bare = type(f"_{full.__name__}", (base,), about)
    return create_model(f"TextFree{full.__name__}", __base__=bare, __doc__=full.__doc__, **fields)


TEXT_FREE_LAYER_MODELS: Final[dict[str, type[Record]]] = {
    spec.name: _derived(spec.model) if issubclass(spec.model, Annotation) else spec.model for spec in LAYERS
}
"""The model of each layer's records in the text-free edition."""

TEXT_FREE_MODELS: Final[dict[str, type[Record]]] = {
    **{f"text_free_{spec.kind}": TEXT_FREE_LAYER_MODELS[spec.name] for spec in LAYERS if spec.has_spans},
    "text_free_text": TextFreeText,
    "text_free_left_out": LeftOutFile,
}
"""Every model of the edition that has a JSON Schema file, by the name of the file."""
