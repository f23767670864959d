"""The models of the layers: spans of a text with what is said of them, and the stances on a whole text.

Offsets count Unicode code points of the raw text and are half open: `raw[start:end] == text`.
"""

import datetime
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from corpus_pkg.schema import codes, conditions, ids, labels, timex
from corpus_pkg.schema.base import (
    Anchor,
    CurrencyShape,
    DateId,
    DecimalString,
    End,
    EntityId,
    FigureId,
    FreeText,
    Offset,
    Quote,
    Record,
    SegmentId,
    SentenceId,
    Slug,
    StanceId,
    TimexString,
    UcumUnit,
)
from corpus_pkg.schema.labels import Layer


def _require_length(span: "Span | Annotation") -> None:
    if span.end - span.start != len(span.text):
        raise ValueError(
            f"the span {span.start}-{span.end} is {span.end - span.start} characters long "
            f"and its text {len(span.text)}; correct the offsets or the text"
        )


class Span(Record):
    """A stretch of the raw text."""

    start: Offset
    """First offset, in Unicode code points."""
    end: End
    """Offset after the last character, in Unicode code points."""
    text: Quote
    """The characters from start to end, as a check."""

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        _require_length(self)
        return self


class Annotation(Record):
    """A span with an id that is made from it."""

    layer: ClassVar[Layer]
    id: str
    """Made from the layer's prefix and the span; unique in the document."""
    start: Offset
    """First offset, in Unicode code points."""
    end: End
    """Offset after the last character, in Unicode code points."""
    text: Quote
    """The characters from start to end, as a check."""

    def expected_id(self) -> str:
        """Return the id that the annotation's own fields give."""
        return ids.annotation_id(self.layer, self.start, self.end)

    @model_validator(mode="after")
    def _span_and_id_agree(self) -> Self:
        _require_length(self)
        if self.id != self.expected_id():
            raise ValueError(f"the id is {self.id} and the fields give {self.expected_id()}; write that")
        return self


class Segment(Annotation):
    """A visible block of the text. Segments cover every non-space character once."""

    layer = Layer.SEGMENTS
    id: SegmentId
    """The segment's id, such as seg-0-64."""
    kind: labels.SegmentKind
    """What the block is."""


class Sentence(Annotation):
    """A sentence of a segment that is not boilerplate."""

    layer = Layer.SENTENCES
    id: SentenceId
    """The sentence's id, such as sen-0-64."""
    segment: SegmentId
    """The id of the segment that holds the sentence."""


class Entity(Annotation):
    """A mention of a named entity. Mentions of other entities may nest in it."""

    layer = Layer.ENTITIES
    rules = conditions.ENTITY
    id: EntityId
    """The mention's id, such as ent-120-128."""
    type: labels.EntityType
    """The name type of this mention."""
    entity: Slug
    """The id of the registry entry that the mention refers to."""
    stands_for: Slug | None = None
    """For a capital that acts as a government: the registry id of the state."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""


class Date(Annotation):
    """A temporal expression after TIMEX3 (TimeML 1.2.1)."""

    layer = Layer.DATES
    rules = conditions.DATE
    id: DateId
    """The date's id, such as dat-40-54."""
    type: labels.DateType
    """The TIMEX3 type."""
    value: TimexString
    """The normalised value in TIMEX3's form of ISO 8601, or a range START/END."""
    mod: labels.DateMod | None = None
    """The TIMEX3 modifier."""
    anchor: Anchor | None = None
    """`document` where the value was reckoned from the document's date, or the id of another date."""
    note: FreeText | None = None
    """A remark of the annotators, such as that the text errs; never blank."""

    @property
    def first_day(self) -> datetime.date | None:
        """The first day that the value covers; None for a duration or a reference."""
        return timex.first_day(self.value)

    @property
    def last_day(self) -> datetime.date | None:
        """The last day that the value covers; None for a duration or a reference."""
        return timex.last_day(self.value)


class Figure(Annotation):
    """A numeric statement that is neither a date nor part of a name."""

    layer = Layer.FIGURES
    rules = conditions.figure(codes.currency_codes())
    id: FigureId
    """The figure's id, such as fig-300-312."""
    kind: labels.FigureKind
    """What it counts or measures."""
    value: DecimalString | None
    """The plain number; null for words such as thousands."""
    value_min: DecimalString | None = None
    """Where there is no value, the least that the words can mean."""
    unit: Annotated[CurrencyShape | UcumUnit, Field(union_mode="left_to_right")] | None = None
    """ISO 4217 for MONEY, % for PERCENT, UCUM for MEASURE, else null."""
    modifier: labels.FigureModifier
    """How exactly the text states it."""
    change: labels.FigureChange
    """Whether it is a level, a change of one, or a planned level."""
    subject: Span | None = None
    """What is counted or measured, in the same segment."""
    date: DateId | None = None
    """The id of the date at which the figure holds."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""

    @model_validator(mode="after")
    def _measure_is_in_ucum(self) -> Self:
        if self.kind is labels.FigureKind.MEASURE and self.unit is not None:
            codes.ucum(self.unit)
        return self


class Stance(Annotation):
    """The side that a holder takes on a target in one sentence."""

    layer = Layer.STANCE
    id: StanceId
    """The stance's id, such as sta-0-64-author-russia."""
    sentence: SentenceId
    """The id of the sentence, whose span this is."""
    holder: Slug
    """`author`, or the registry id of the person or body whose stand is reported or quoted."""
    target: Slug
    """The id of the target."""
    label: labels.StanceLabel
    """The side."""
    explicit: bool
    """Whether the words themselves say it, and not only tone or framing."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""

    def expected_id(self) -> str:
        """Return the id that the annotation's own fields give."""
        return ids.annotation_id(self.layer, self.start, self.end, holder=self.holder, target=self.target)


class DocumentStance(Record):
    """The author's overall side on one target."""

    target: Slug
    """The id of the target."""
    label: labels.DocumentStanceLabel
    """The side, or none."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""


LayerModel = Segment | Sentence | Entity | Date | Figure | Stance | DocumentStance
"""A record of any layer."""

LAYER_MODELS: dict[Layer, type[Record]] = {
    Layer.SEGMENTS: Segment,
    Layer.SENTENCES: Sentence,
    Layer.ENTITIES: Entity,
    Layer.DATES: Date,
    Layer.FIGURES: Figure,
    Layer.STANCE: Stance,
    Layer.DOCUMENT_STANCE: DocumentStance,
}
"""The model of each layer's records."""
