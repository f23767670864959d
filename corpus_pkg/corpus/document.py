"""A document: its text, its metadata, its layers, and the questions that people ask of them.

The layers of a document are those of `LAYERS`: their fields are made from it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self

from pydantic import AfterValidator, Field, ValidationInfo, create_model

from corpus_pkg.corpus.models import DocumentMetadata
from corpus_pkg.layers import (
    ENTITIES,
    INSTALLED,
    LAYERS,
    OWN_NAMES,
    SPAN_LAYERS,
    SPECS,
    Annotation,
    Claim,
    Date,
    DocumentStance,
    Entity,
    Figure,
    LayerSpec,
    Role,
    Segment,
    Sentence,
    Stance,
    layer_named,
)
from corpus_pkg.layers.base import Record, Slug
from corpus_pkg.values.counted import counted
from corpus_pkg.values.nearest import nearest

if TYPE_CHECKING:
    from corpus_pkg.corpus.offsets import OffsetMap
    from corpus_pkg.layers.labels import LabelSets


class HasSpan(Protocol):
    """Anything with a half-open span of code points."""

    @property
    def start(self) -> int:
        """First offset."""

    @property
    def end(self) -> int:
        """Offset after the last character."""


class _Document(Record):
    """What every document has, whatever its layers."""

    id: Slug
    """The document's id."""
    text: str
    """The raw text, byte for byte as received when encoded in UTF-8."""
    metadata: DocumentMetadata
    """What is known about it."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, which answers from its own layers."""
        copied = super().model_copy(update=update, deep=deep)
        for name, value in vars(_Document).items():
            if isinstance(value, cached_property):
                vars(copied).pop(name, None)
        return copied

    def layer(self, layer: str) -> tuple[Any, ...]:
        """Return the records of a layer by its name.

        Raises:
            ValueError: There is no such layer.
        """
        records: tuple[Any, ...] = getattr(self, layer_named(layer))
        return records

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
            raise KeyError(
                f"{self.id} has no annotation {annotation_id!r}; {nearest(annotation_id, self._by_id)}"
            ) from None

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
        sentences: tuple[Sentence, ...] = self.layer("sentences")
        if at >= 0 and annotation.end <= sentences[at].end:
            return sentences[at]
        return None

    @cached_property
    def offsets(self) -> "OffsetMap":
        """Conversion of code point offsets to and from UTF-8 bytes and UTF-16 code units."""
        from corpus_pkg.corpus.offsets import OffsetMap

        return OffsetMap(self.text)

    @cached_property
    def block_edges(self) -> tuple[int, ...]:
        """Where segments and sentences begin and end, in order: words end there, even if blocks are glued."""
        blocks = (*self.layer("segments"), *self.layer("sentences"))
        return tuple(sorted({edge for block in blocks for edge in (block.start, block.end)}))

    @cached_property
    def _by_id(self) -> dict[str, Annotation]:
        return {a.id: a for a in self.annotations}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.layer("sentences")]

    def _require(self, start: int, end: int) -> None:
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(
                f"[{start}, {end}) is not a span of {self.id}, which has {len(self.text)} characters; "
                "give a start and an end from 0 to that"
            )

    @property
    def _shown(self) -> list[str]:
        """The layers of spans, without those of other packages that it has no record of."""
        return [layer for layer in SPAN_LAYERS if layer in OWN_NAMES or self.layer(layer)]

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        found = [counted(len(self.text), "character")]
        for layer in self._shown:
            # An entity may have many mentions.
            what = "mention" if layer == ENTITIES.name else SPECS[layer].kind.replace("_", " ")
            found.append(counted(len(self.layer(layer)), what))
        return f"<Document {self.id}: {', '.join(found)}>"

    def _repr_html_(self) -> str:
        from corpus_pkg.corpus.html import legend, marked_text

        # Whole sentences first: what is in them is drawn over them.
        drawn = sorted(
            (spec for spec in LAYERS if spec.has_spans and spec.role is not Role.BLOCK),
            key=lambda spec: not spec.whole_sentence,
        )
        marks = []
        for spec in drawn:
            for one in self.layer(spec.name):
                label = getattr(one, spec.label) if spec.label else None
                said = " · ".join(part for part in (spec.kind.replace("_", " "), label) if part)
                marks.append((one.start, one.end, said, spec.color))
        shown = {spec.name for spec in drawn}
        counts = (
            (
                f"{len(self.layer(spec.name))} {spec.name.replace('_', ' ')}",
                spec.color if spec.name in shown else None,
            )
            for spec in LAYERS
            if spec.name in OWN_NAMES or self.layer(spec.name)
        )
        return (
            f"<div><b>{escape(self.metadata.title or self.id)}</b><br>"
            f"<small>{escape(f'{self.id} · {self.metadata.date}')}</small><br>"
            f"{legend(counts)}{marked_text(self.text, marks)}</div>"
        )


def _declared(value: Any, info: ValidationInfo) -> Any:
    """Return the records of a layer of another package, which a corpus must declare."""
    labels: LabelSets | None = info.context
    name = str(info.field_name)
    if value and labels is not None and name not in labels.layers:
        raise ValueError(INSTALLED.undeclared(name))
    return value


def _field(spec: LayerSpec) -> tuple[Any, Any]:
    records: Any = tuple.__class_getitem__((spec.model, ...))
    if spec.name in INSTALLED.packages:
        records = Annotated[records, AfterValidator(_declared)]
    return records, Field((), description=spec.contents)


if TYPE_CHECKING:

    class Document(_Document):
        """A whole document: the form in which record files hold it, one per line.

        The layers are tuples of frozen records, sorted by `(start, -end)`. Offsets count Unicode code
        points of `text` and are half open.
        """

        segments: tuple[Segment, ...] = ()
        sentences: tuple[Sentence, ...] = ()
        entities: tuple[Entity, ...] = ()
        dates: tuple[Date, ...] = ()
        figures: tuple[Figure, ...] = ()
        stance: tuple[Stance, ...] = ()
        claims: tuple[Claim, ...] = ()
        document_stance: tuple[DocumentStance, ...] = ()

else:
    Document = create_model(
        "Document",
        __base__=_Document,
        __module__=__name__,
        __doc__="""A whole document: the form in which record files hold it, one per line.

The layers are tuples of frozen records, sorted by `(start, -end)`. Offsets count Unicode code
points of `text` and are half open.
""",
        **{spec.name: _field(spec) for spec in LAYERS},
    )
