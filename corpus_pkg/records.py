"""Light records of the corpus: frozen dataclasses with the fields of the Pydantic models.

Generated from `corpus_pkg/schema/models.py` by `corpus-pkg schema`; edit the models, not this file.
"""

from dataclasses import dataclass

from corpus_pkg.schema import labels
from corpus_pkg.schema.derived import DerivedDays

__all__ = [
    "Annotator",
    "Date",
    "DocumentMetadata",
    "DocumentStance",
    "Entity",
    "Evidence",
    "Figure",
    "RegistryEntry",
    "Segment",
    "Sentence",
    "Span",
    "Stance",
    "Target",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the raw text."""

    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A visible block of the text. Segments cover every non-space character once."""

    id: str
    """The segment's id, such as seg-0-64."""
    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""
    kind: labels.SegmentKind
    """What the block is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a segment that is not boilerplate."""

    id: str
    """The sentence's id, such as sen-0-64."""
    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""
    segment: str
    """The id of the segment that holds the sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A mention of a named entity. Mentions of other entities may nest in it."""

    id: str
    """The mention's id, such as ent-120-128."""
    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""
    type: labels.EntityType
    """The name type of this mention."""
    entity: str
    """The id of the registry entry that the mention refers to."""
    stands_for: str | None = None
    """For a capital that acts as a government: the registry id of the state."""
    note: str | None = None
    """A remark of the annotators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(DerivedDays):
    """A temporal expression after TIMEX3 (TimeML 1.2.1)."""

    id: str
    """The date's id, such as dat-40-54."""
    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""
    type: labels.DateType
    """The TIMEX3 type."""
    value: str
    """The normalised value in TIMEX3's form of ISO 8601, or a range START/END."""
    mod: labels.DateMod | None = None
    """The TIMEX3 modifier."""
    anchor: str | None = None
    """`document` where the value was reckoned from the document's date, or the id of another date."""
    note: str | None = None
    """A remark of the annotators, such as that the text errs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A numeric statement that is neither a date nor part of a name."""

    id: str
    """The figure's id, such as fig-300-312."""
    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""
    kind: labels.FigureKind
    """What it counts or measures."""
    value: str | None
    """The plain number; null for words such as thousands."""
    value_min: str | None = None
    """Where there is no value, the least that the words can mean."""
    unit: str | None = None
    """ISO 4217 for MONEY, % for PERCENT, UCUM for MEASURE, else null."""
    modifier: labels.FigureModifier
    """How exactly the text states it."""
    change: labels.FigureChange
    """Whether it is a level, a change of one, or a planned level."""
    subject: Span | None = None
    """What is counted or measured, in the same segment."""
    date: str | None = None
    """The id of the date at which the figure holds."""
    note: str | None = None
    """A remark of the annotators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """The side that a holder takes on a target in one sentence."""

    id: str
    """The stance's id, such as sta-0-64-author-russia."""
    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""
    sentence: str
    """The id of the sentence, whose span this is."""
    holder: str
    """`author`, or the registry id of the person or body whose stand is reported or quoted."""
    target: str
    """The id of the target."""
    label: labels.StanceLabel
    """The side."""
    explicit: bool
    """Whether the words themselves say it, and not only tone or framing."""
    note: str | None = None
    """A remark of the annotators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStance:
    """The author's overall side on one target."""

    target: str
    """The id of the target."""
    label: labels.DocumentStanceLabel
    """The side, or none."""
    note: str | None = None
    """A remark of the annotators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """An entity of the corpus, shared by all mentions of the same thing in all documents."""

    id: str
    """The entry's id."""
    type: labels.EntityType
    """What it is."""
    name: str
    """Its usual name."""
    wikipedia: str | None = None
    """The title of English Wikipedia's article, or null where none is known to exist."""
    wikidata: str | None = None
    """The Wikidata item, only where it was looked up in a source."""
    iso_3166: str | None = None
    """For a country, its ISO 3166-1 alpha-2 code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that stance is taken on."""

    id: str
    """The target's id."""
    description: str
    """What is favoured or opposed."""
    target_entities: tuple[str, ...] = ()
    """The registry ids whose mention makes a sentence a candidate pair with this target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where one piece of a document's metadata comes from."""

    field: str
    """The metadata field."""
    inferred: bool
    """Whether it was inferred, the text not saying it."""
    confidence: labels.Confidence
    """How sure it is."""
    basis: str
    """The words or the reasoning that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMetadata:
    """What is known about a document, and how."""

    id: str
    """The document's id, and its file name."""
    title: str | None
    """The headline, or null where the text as received has none."""
    publisher: str | None
    """Who published the text."""
    author: str | None
    """Who wrote it."""
    date: str
    """When it was published, in EDTF level 1."""
    place: str | None
    """Where it was written, as its dateline says."""
    genre: labels.Genre
    """What kind of text it is."""
    language: str
    """Its language (BCP 47)."""
    source_file: str
    """The name of the file as received."""
    sha256: str
    """The SHA-256 of the raw bytes."""
    bytes: int
    """The length of the raw text in bytes."""
    characters: int
    """The length of the raw text in Unicode code points."""
    rights: str
    """Whose property the text is."""
    license: str
    """The SPDX identifier or LicenseRef of the text's licence."""
    synthetic: bool = False
    """Whether the text was made by a program from another document."""
    evidence: tuple[Evidence, ...] = ()
    """Where the fields above come from, one entry a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotator:
    """Who made the annotations, and how: a person or a program."""

    name: str
    """The name of the folder that holds the annotator's own layers."""
    role: labels.AnnotatorRole
    """Whether it annotated the texts alone, or decided between the annotators."""
    kind: labels.AnnotatorKind
    """Whether it is a person or a language model."""
    who: str
    """Which person or which model, so far as it is made known; two of one `who` share their blind spots."""
    date: str
    """When it worked, in EDTF level 1."""
    instructions: str
    """What it was given to work from."""
    description: str | None = None
    """How it worked, in a sentence or two."""
    changes: tuple[str, ...] = ()
    """What the published layers leave out or alter of the work as it was handed in, one entry a change."""
