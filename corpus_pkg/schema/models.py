"""The Pydantic models: the one definition of every record of a corpus.

All models are frozen and strict: no coercion, no unknown field. Offsets count Unicode code points
of the raw text and are half open: `raw[start:end] == text`.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.json_schema import WithJsonSchema

from corpus_pkg.schema import codes, conditions, ids, labels, timex
from corpus_pkg.schema.checker import Check, compile_schema
from corpus_pkg.schema.derived import DerivedDays
from corpus_pkg.schema.labels import Layer

Slug = Annotated[str, StringConstraints(pattern=ids.SLUG_PATTERN, max_length=ids.SLUG_MAX_LENGTH)]
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]
End = Annotated[int, Field(ge=1, le=2**31 - 1)]
Words = Annotated[str, StringConstraints(min_length=1)]


SegmentId = Annotated[str, StringConstraints(pattern=ids.id_pattern(Layer.SEGMENTS))]
SentenceId = Annotated[str, StringConstraints(pattern=ids.id_pattern(Layer.SENTENCES))]
EntityId = Annotated[str, StringConstraints(pattern=ids.id_pattern(Layer.ENTITIES))]
DateId = Annotated[str, StringConstraints(pattern=ids.id_pattern(Layer.DATES))]
FigureId = Annotated[str, StringConstraints(pattern=ids.id_pattern(Layer.FIGURES))]
StanceId = Annotated[str, StringConstraints(pattern=ids.id_pattern(Layer.STANCE))]
Anchor = Annotated[str, StringConstraints(pattern=f"^{ids.DOCUMENT_ANCHOR}$|{ids.id_pattern(Layer.DATES)}")]


def _checked(check: Any, **json_schema: Any) -> tuple[AfterValidator, WithJsonSchema]:
    return AfterValidator(check), WithJsonSchema({"type": "string", **json_schema})


def _timex(value: str) -> str:
    timex.parse(value)
    return value


TimexString = Annotated[str, *_checked(_timex, pattern=timex.PATTERN, format="timex3")]
EdtfDate = Annotated[str, *_checked(codes.edtf_date, pattern=codes.EDTF_PATTERN, format="edtf")]
DecimalString = Annotated[str, *_checked(codes.decimal_string, pattern=codes.DECIMAL_PATTERN)]
CurrencyShape = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
UcumUnit = Annotated[str, *_checked(codes.ucum, pattern=codes.UCUM_PATTERN, format="ucum")]
Country = Annotated[str, *_checked(codes.country, enum=list(codes.country_codes()))]
LanguageTag = Annotated[str, *_checked(codes.language_tag, pattern=codes.LANGUAGE_PATTERN, format="language")]
Qid = Annotated[str, StringConstraints(pattern=codes.QID_PATTERN)]
Sha256 = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class Record(BaseModel):
    """What all records share: frozen, strict, closed; and the conditions between their fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)
    rules: ClassVar[tuple[conditions.Condition, ...]] = ()
    _checks: ClassVar[list[tuple[Check, Check, str]]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls._checks = [
            (compile_schema(rule.when, {}), compile_schema(rule.then, {}), rule.message) for rule in cls.rules
        ]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core_schema))
        if cls.rules:
            schema["allOf"] = [rule.schema() for rule in cls.rules]
        return schema

    @model_validator(mode="after")
    def _meets_conditions(self) -> Self:
        if self._checks:
            values = self.model_dump(mode="json")
            for when, then, message in self._checks:
                if when(values) and not then(values):
                    raise ValueError(message)
        return self


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
    text: Words
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
    text: Words
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
    note: Words | None = None
    """A remark of the annotators."""


class Date(Annotation, DerivedDays):
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
    note: Words | None = None
    """A remark of the annotators, such as that the text errs."""


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
    note: Words | None = None
    """A remark of the annotators."""

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
    note: Words | None = None
    """A remark of the annotators."""

    def expected_id(self) -> str:
        """Return the id that the annotation's own fields give."""
        return ids.annotation_id(self.layer, self.start, self.end, holder=self.holder, target=self.target)


class DocumentStance(Record):
    """The author's overall side on one target."""

    target: Slug
    """The id of the target."""
    label: labels.DocumentStanceLabel
    """The side, or none."""
    note: Words | None = None
    """A remark of the annotators."""


class RegistryEntry(Record):
    """An entity of the corpus, shared by all mentions of the same thing in all documents."""

    rules = conditions.REGISTRY
    id: Slug
    """The entry's id."""
    type: labels.EntityType
    """What it is."""
    name: Words
    """Its usual name."""
    wikipedia: Words | None = None
    """The title of English Wikipedia's article, or null where none is known to exist."""
    wikidata: Qid | None = None
    """The Wikidata item, only where it was looked up in a source."""
    iso_3166: Country | None = None
    """For a country, its ISO 3166-1 alpha-2 code."""


class Target(Record):
    """Something that stance is taken on."""

    id: Slug
    """The target's id."""
    description: Words
    """What is favoured or opposed."""
    target_entities: tuple[Slug, ...] = ()
    """The registry ids whose mention makes a sentence a candidate pair with this target."""


class Evidence(Record):
    """Where one piece of a document's metadata comes from."""

    field: Literal["title", "publisher", "author", "date", "place", "genre", "language", "rights"]
    """The metadata field."""
    inferred: bool
    """Whether it was inferred, the text not saying it."""
    confidence: labels.Confidence
    """How sure it is."""
    basis: Words
    """The words or the reasoning that show it."""


class DocumentMetadata(Record):
    """What is known about a document, and how."""

    id: Slug
    """The document's id, and its file name."""
    title: Words | None
    """The headline, or null where the text as received has none."""
    publisher: Words | None
    """Who published the text."""
    author: Words | None
    """Who wrote it."""
    date: EdtfDate
    """When it was published, in EDTF level 1."""
    place: Words | None
    """Where it was written, as its dateline says."""
    genre: labels.Genre
    """What kind of text it is."""
    language: LanguageTag
    """Its language (BCP 47)."""
    source_file: Words
    """The name of the file as received."""
    sha256: Sha256
    """The SHA-256 of the raw bytes."""
    bytes: Offset
    """The length of the raw text in bytes."""
    characters: Offset
    """The length of the raw text in Unicode code points."""
    rights: Words
    """Whose property the text is."""
    license: Words
    """The SPDX identifier or LicenseRef of the text's licence."""
    synthetic: bool = False
    """Whether the text was made by a program from another document."""
    evidence: tuple[Evidence, ...] = ()
    """Where the fields above come from, one entry a field."""


class Document(Record):
    """A whole document: the form in which record files hold it, one a line."""

    id: Slug
    """The document's id."""
    text: str
    """The raw text, byte for byte as received when encoded in UTF-8."""
    metadata: DocumentMetadata
    """What is known about it."""
    segments: tuple[Segment, ...] = ()
    """Its visible blocks."""
    sentences: tuple[Sentence, ...] = ()
    """Its sentences."""
    entities: tuple[Entity, ...] = ()
    """Its mentions of named entities."""
    dates: tuple[Date, ...] = ()
    """Its temporal expressions."""
    figures: tuple[Figure, ...] = ()
    """Its figures."""
    stance: tuple[Stance, ...] = ()
    """Its stances, sentence by sentence."""
    document_stance: tuple[DocumentStance, ...] = ()
    """The author's overall stances, one a target."""


LayerModel = Segment | Sentence | Entity | Date | Figure | Stance | DocumentStance
"""A record of any layer."""


class Annotator(Record):
    """Who made the annotations, and how: a person or a program."""

    name: Slug
    """The name of the folder that holds the annotator's own layers."""
    role: labels.AnnotatorRole
    """Whether it annotated the texts alone, or decided between the annotators."""
    kind: labels.AnnotatorKind
    """Whether it is a person or a language model."""
    who: Words
    """Which person or which model, so far as it is made known; two of one `who` share their blind spots."""
    date: EdtfDate
    """When it worked, in EDTF level 1."""
    instructions: Words
    """What it was given to work from."""
    description: Words | None = None
    """How it worked, in a sentence or two."""
    changes: tuple[Words, ...] = ()
    """What the published layers leave out or alter of the work as it was handed in, one entry a change."""


class Decision(Record):
    """What adjudication decided about one place where annotators differ, or where both were wrong."""

    id: Words
    """The document's id, a stroke, and the id of the first record that is decided about."""
    document: Slug
    """The document's id."""
    layer: Layer
    """The layer of the records."""
    context: str | None = None
    """The sentence or segment that holds them."""
    proposals: dict[str, LayerModel | None]
    """Each annotator's record by the annotator's name, linked to the corpus's registry; null for none."""
    fields: tuple[Words, ...] = ()
    """The fields in which the proposals differ; empty where only one annotator, or neither, has a record."""
    decision: Slug
    """Whose proposal was taken: an annotator's name; `neither`; or `own` for the records in `own`."""
    own: tuple[LayerModel, ...] = ()
    """The records that were adopted in place of the proposals."""
    rule: Words | None = None
    """The rule of the guidelines that decides it."""
    note: Words | None = None
    """A remark of the adjudicator."""

    @model_validator(mode="after")
    def _records_fit(self) -> Self:
        model = LAYER_MODELS[self.layer]
        for record in (*self.proposals.values(), *self.own):
            if record is not None and not isinstance(record, model):
                raise ValueError(
                    f"a record is none of the layer {self.layer}; correct the layer or the record"
                )
        if self.decision not in (*self.proposals, "neither", "own"):
            names = ", ".join((*self.proposals, "neither", "own"))
            raise ValueError(f"the decision is {self.decision!r}; write one of: {names}")
        if (self.decision == "own") != bool(self.own):
            raise ValueError("`own` holds the adopted records where the decision is `own`, and only there")
        return self


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

MODELS: dict[str, type[Record]] = {
    "segment": Segment,
    "sentence": Sentence,
    "entity": Entity,
    "date": Date,
    "figure": Figure,
    "stance": Stance,
    "document_stance": DocumentStance,
    "registry_entry": RegistryEntry,
    "target": Target,
    "document_metadata": DocumentMetadata,
    "document": Document,
    "annotator": Annotator,
    "decision": Decision,
}
"""Every model that has a JSON Schema file, by the name of the file."""
