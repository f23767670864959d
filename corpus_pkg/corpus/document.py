"""A document: its text, its metadata, its layers, and the questions that people ask of them."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from corpus_pkg.corpus.convert import from_json, to_json
from corpus_pkg.records import (
    Date,
    DocumentMetadata,
    DocumentStance,
    Entity,
    Figure,
    Segment,
    Sentence,
    Stance,
)
from corpus_pkg.schema.frozen import Frozen, set_field
from corpus_pkg.schema.labels import DocumentStanceLabel, Layer

if TYPE_CHECKING:
    from corpus_pkg.offsets import OffsetMap

Annotation: TypeAlias = Segment | Sentence | Entity | Date | Figure | Stance

RECORDS: Final[dict[Layer, type[Any]]] = {
    Layer.SEGMENTS: Segment,
    Layer.SENTENCES: Sentence,
    Layer.ENTITIES: Entity,
    Layer.DATES: Date,
    Layer.FIGURES: Figure,
    Layer.STANCE: Stance,
    Layer.DOCUMENT_STANCE: DocumentStance,
}
"""The record class of each layer."""

SPAN_LAYERS: Final = tuple(layer for layer in Layer if layer is not Layer.DOCUMENT_STANCE)


class HasSpan(Protocol):
    """Anything with a half-open span of code points."""

    @property
    def start(self) -> int:
        """First offset."""

    @property
    def end(self) -> int:
        """Offset after the last character."""


class Document(Frozen):
    """One text of the corpus with its annotations.

    The layers are tuples of frozen records, sorted by `(start, -end)`. Offsets count Unicode code
    points of `text` and are half open.
    """

    id: str
    text: str
    metadata: DocumentMetadata
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    dates: tuple[Date, ...]
    figures: tuple[Figure, ...]
    stance: tuple[Stance, ...]
    document_stances: tuple[DocumentStance, ...]

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the field's name
        text: str,
        metadata: DocumentMetadata,
        segments: tuple[Segment, ...] = (),
        sentences: tuple[Sentence, ...] = (),
        entities: tuple[Entity, ...] = (),
        dates: tuple[Date, ...] = (),
        figures: tuple[Figure, ...] = (),
        stance: tuple[Stance, ...] = (),
        document_stances: tuple[DocumentStance, ...] = (),
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "text", text)
        set_field(self, "metadata", metadata)
        set_field(self, "segments", segments)
        set_field(self, "sentences", sentences)
        set_field(self, "entities", entities)
        set_field(self, "dates", dates)
        set_field(self, "figures", figures)
        set_field(self, "stance", stance)
        set_field(self, "document_stances", document_stances)

    @property
    def document_stance(self) -> Mapping[str, DocumentStanceLabel]:
        """The author's overall label on each target."""
        return MappingProxyType({stance.target: stance.label for stance in self.document_stances})

    def layer(self, layer: Layer | str) -> tuple[Any, ...]:
        """Return the records of a layer by its name.

        Raises:
            ValueError: There is no such layer.
        """
        layer = Layer(layer)
        return self.document_stances if layer is Layer.DOCUMENT_STANCE else tuple(getattr(self, layer))

    @property
    def annotations(self) -> Iterator[Annotation]:
        """All annotations that have a span, layer by layer."""
        for layer in SPAN_LAYERS:
            yield from self.layer(layer)

    def __getitem__(self, annotation_id: str) -> Annotation:
        """Return the annotation with an id.

        Raises:
            KeyError: The document has no such annotation.
        """
        try:
            return self._by_id[annotation_id]
        except KeyError:
            raise KeyError(f"{self.id} has no annotation {annotation_id!r}") from None

    def __contains__(self, annotation_id: object) -> bool:
        return annotation_id in self._by_id

    def covering(self, start: int, end: int) -> list[Annotation]:
        """Return the annotations whose span holds all of `[start, end)`, layer by layer.

        Raises:
            ValueError: The span does not lie in the text.
        """
        self._require(start, end)
        return [a for a in self.annotations if a.start <= start and end <= a.end]

    def inside(self, span: HasSpan) -> list[Annotation]:
        """Return the annotations that lie within a span, without the one that was asked about."""
        self._require(span.start, span.end)
        return [a for a in self.annotations if span.start <= a.start and a.end <= span.end and a is not span]

    def sentence_of(self, annotation: HasSpan) -> Sentence | None:
        """Return the sentence that holds an annotation, or None where it is in none (boilerplate)."""
        at = bisect_right(self._sentence_starts, annotation.start) - 1
        if at >= 0 and annotation.end <= self.sentences[at].end:
            return self.sentences[at]
        return None

    @cached_property
    def offsets(self) -> "OffsetMap":
        """Conversion of code point offsets to and from UTF-8 bytes and UTF-16 code units."""
        from corpus_pkg.offsets import OffsetMap

        return OffsetMap(self.text)

    @cached_property
    def _by_id(self) -> dict[str, Annotation]:
        return {a.id: a for a in self.annotations}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def _require(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(
                f"[{start}, {end}) is no span of {self.id}, which has {len(self.text)} characters"
            )

    def as_dict(self) -> dict[str, Any]:
        """Return the document as JSON values: the form of a line of a record file."""
        layers = {layer.value: [to_json(record) for record in self.layer(layer)] for layer in Layer}
        return {"id": self.id, "text": self.text, "metadata": to_json(self.metadata), **layers}

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "Document":
        """Return the document that checked JSON values stand for (see `corpus_pkg.corpus.parse`)."""
        layers: dict[str, Any] = {
            "document_stances" if layer is Layer.DOCUMENT_STANCE else layer.value: tuple(
                from_json(RECORDS[layer], record) for record in value.get(layer.value, ())
            )
            for layer in Layer
        }
        metadata = from_json(DocumentMetadata, value["metadata"])
        return cls(id=value["id"], text=value["text"], metadata=metadata, **layers)

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.layer(layer))} {layer.replace('_', ' ')}" for layer in SPAN_LAYERS)
        return f"<Document {self.id}: {len(self.text)} characters, {counts}>"

    def _repr_html_(self) -> str:
        from corpus_pkg.corpus.html import document_html

        return document_html(self)
