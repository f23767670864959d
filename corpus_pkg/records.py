"""Light records of the corpus: frozen, with the fields of the Pydantic models.

Generated from `corpus_pkg/schema/models.py` by `corpus-pkg schema`; edit the models, not this file.
"""

from corpus_pkg.schema import labels
from corpus_pkg.schema.derived import DerivedDays
from corpus_pkg.schema.frozen import Frozen, set_field

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


class Span(Frozen):
    """A stretch of the raw text."""

    __slots__ = (
        "start",
        "end",
        "text",
    )

    start: int
    """First offset, in Unicode code points."""
    end: int
    """Offset after the last character, in Unicode code points."""
    text: str
    """The characters from start to end, as a check."""

    def __init__(
        self,
        *,
        start: int,
        end: int,
        text: str,
    ) -> None:
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)


class Segment(Frozen):
    """A visible block of the text. Segments cover every non-space character once."""

    __slots__ = (
        "id",
        "start",
        "end",
        "text",
        "kind",
    )

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

    def __init__(
        self,
        *,
        id: str,
        start: int,
        end: int,
        text: str,
        kind: labels.SegmentKind,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)
        set_field(self, "kind", kind)


class Sentence(Frozen):
    """A sentence of a segment that is not boilerplate."""

    __slots__ = (
        "id",
        "start",
        "end",
        "text",
        "segment",
    )

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

    def __init__(
        self,
        *,
        id: str,
        start: int,
        end: int,
        text: str,
        segment: str,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)
        set_field(self, "segment", segment)


class Entity(Frozen):
    """A mention of a named entity. Mentions of other entities may nest in it."""

    __slots__ = (
        "id",
        "start",
        "end",
        "text",
        "type",
        "entity",
        "stands_for",
        "note",
    )

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
    stands_for: str | None
    """For a capital that acts as a government: the registry id of the state."""
    note: str | None
    """A remark of the annotators, never blank."""

    def __init__(
        self,
        *,
        id: str,
        start: int,
        end: int,
        text: str,
        type: labels.EntityType,
        entity: str,
        stands_for: str | None = None,
        note: str | None = None,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)
        set_field(self, "type", type)
        set_field(self, "entity", entity)
        set_field(self, "stands_for", stands_for)
        set_field(self, "note", note)


class Date(Frozen, DerivedDays):
    """A temporal expression after TIMEX3 (TimeML 1.2.1)."""

    __slots__ = (
        "id",
        "start",
        "end",
        "text",
        "type",
        "value",
        "mod",
        "anchor",
        "note",
    )

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
    mod: labels.DateMod | None
    """The TIMEX3 modifier."""
    anchor: str | None
    """`document` where the value was reckoned from the document's date, or the id of another date."""
    note: str | None
    """A remark of the annotators, such as that the text errs; never blank."""

    def __init__(
        self,
        *,
        id: str,
        start: int,
        end: int,
        text: str,
        type: labels.DateType,
        value: str,
        mod: labels.DateMod | None = None,
        anchor: str | None = None,
        note: str | None = None,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)
        set_field(self, "type", type)
        set_field(self, "value", value)
        set_field(self, "mod", mod)
        set_field(self, "anchor", anchor)
        set_field(self, "note", note)


class Figure(Frozen):
    """A numeric statement that is neither a date nor part of a name."""

    __slots__ = (
        "id",
        "start",
        "end",
        "text",
        "kind",
        "value",
        "value_min",
        "unit",
        "modifier",
        "change",
        "subject",
        "date",
        "note",
    )

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
    value_min: str | None
    """Where there is no value, the least that the words can mean."""
    unit: str | None
    """ISO 4217 for MONEY, % for PERCENT, UCUM for MEASURE, else null."""
    modifier: labels.FigureModifier
    """How exactly the text states it."""
    change: labels.FigureChange
    """Whether it is a level, a change of one, or a planned level."""
    subject: Span | None
    """What is counted or measured, in the same segment."""
    date: str | None
    """The id of the date at which the figure holds."""
    note: str | None
    """A remark of the annotators, never blank."""

    def __init__(
        self,
        *,
        id: str,
        start: int,
        end: int,
        text: str,
        kind: labels.FigureKind,
        value: str | None,
        value_min: str | None = None,
        unit: str | None = None,
        modifier: labels.FigureModifier,
        change: labels.FigureChange,
        subject: Span | None = None,
        date: str | None = None,
        note: str | None = None,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)
        set_field(self, "kind", kind)
        set_field(self, "value", value)
        set_field(self, "value_min", value_min)
        set_field(self, "unit", unit)
        set_field(self, "modifier", modifier)
        set_field(self, "change", change)
        set_field(self, "subject", subject)
        set_field(self, "date", date)
        set_field(self, "note", note)


class Stance(Frozen):
    """The side that a holder takes on a target in one sentence."""

    __slots__ = (
        "id",
        "start",
        "end",
        "text",
        "sentence",
        "holder",
        "target",
        "label",
        "explicit",
        "note",
    )

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
    note: str | None
    """A remark of the annotators, never blank."""

    def __init__(
        self,
        *,
        id: str,
        start: int,
        end: int,
        text: str,
        sentence: str,
        holder: str,
        target: str,
        label: labels.StanceLabel,
        explicit: bool,
        note: str | None = None,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "start", start)
        set_field(self, "end", end)
        set_field(self, "text", text)
        set_field(self, "sentence", sentence)
        set_field(self, "holder", holder)
        set_field(self, "target", target)
        set_field(self, "label", label)
        set_field(self, "explicit", explicit)
        set_field(self, "note", note)


class DocumentStance(Frozen):
    """The author's overall side on one target."""

    __slots__ = (
        "target",
        "label",
        "note",
    )

    target: str
    """The id of the target."""
    label: labels.DocumentStanceLabel
    """The side, or none."""
    note: str | None
    """A remark of the annotators, never blank."""

    def __init__(
        self,
        *,
        target: str,
        label: labels.DocumentStanceLabel,
        note: str | None = None,
    ) -> None:
        set_field(self, "target", target)
        set_field(self, "label", label)
        set_field(self, "note", note)


class RegistryEntry(Frozen):
    """An entity of the corpus, shared by all mentions of the same thing in all documents."""

    __slots__ = (
        "id",
        "type",
        "name",
        "wikipedia",
        "wikidata",
        "iso_3166",
        "seat_of",
        "note",
    )

    id: str
    """The entry's id."""
    type: labels.EntityType
    """What it is."""
    name: str
    """Its usual name."""
    wikipedia: str | None
    """The title of English Wikipedia's article, or null where none is known to exist."""
    wikidata: str | None
    """The Wikidata item, only where it was looked up in a source."""
    iso_3166: str | None
    """For a country, its ISO 3166-1 alpha-2 code."""
    seat_of: tuple[str, ...]
    """For a city, the registry ids of the states or blocs of states whose seat of government it is."""
    note: str | None
    """A remark, such as that the entry's name is one for the country of its code; never blank."""

    def __init__(
        self,
        *,
        id: str,
        type: labels.EntityType,
        name: str,
        wikipedia: str | None = None,
        wikidata: str | None = None,
        iso_3166: str | None = None,
        seat_of: tuple[str, ...] = (),
        note: str | None = None,
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "type", type)
        set_field(self, "name", name)
        set_field(self, "wikipedia", wikipedia)
        set_field(self, "wikidata", wikidata)
        set_field(self, "iso_3166", iso_3166)
        set_field(self, "seat_of", seat_of)
        set_field(self, "note", note)


class Target(Frozen):
    """Something that stance is taken on."""

    __slots__ = (
        "id",
        "description",
        "target_entities",
    )

    id: str
    """The target's id."""
    description: str
    """What is favoured or opposed."""
    target_entities: tuple[str, ...]
    """The registry ids whose mention makes a sentence a candidate pair with this target."""

    def __init__(
        self,
        *,
        id: str,
        description: str,
        target_entities: tuple[str, ...] = (),
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "description", description)
        set_field(self, "target_entities", target_entities)


class Evidence(Frozen):
    """Where one piece of a document's metadata comes from."""

    __slots__ = (
        "field",
        "inferred",
        "confidence",
        "basis",
    )

    field: str
    """The metadata field."""
    inferred: bool
    """Whether it was inferred, the text not saying it."""
    confidence: labels.Confidence
    """How sure it is."""
    basis: str
    """The words or the reasoning that show it."""

    def __init__(
        self,
        *,
        field: str,
        inferred: bool,
        confidence: labels.Confidence,
        basis: str,
    ) -> None:
        set_field(self, "field", field)
        set_field(self, "inferred", inferred)
        set_field(self, "confidence", confidence)
        set_field(self, "basis", basis)


class DocumentMetadata(Frozen):
    """What is known about a document, and how."""

    __slots__ = (
        "id",
        "title",
        "publisher",
        "author",
        "date",
        "place",
        "genre",
        "language",
        "source_file",
        "sha256",
        "bytes",
        "characters",
        "rights",
        "license",
        "synthetic",
        "evidence",
    )

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
    """The text's licence: an SPDX expression, LicenseRef- with a name, or NOASSERTION."""
    synthetic: bool
    """Whether the text was made by a program from another document."""
    evidence: tuple[Evidence, ...]
    """Where the fields above come from, one entry a field."""

    def __init__(
        self,
        *,
        id: str,
        title: str | None,
        publisher: str | None,
        author: str | None,
        date: str,
        place: str | None,
        genre: labels.Genre,
        language: str,
        source_file: str,
        sha256: str,
        bytes: int,
        characters: int,
        rights: str,
        license: str,
        synthetic: bool = False,
        evidence: tuple[Evidence, ...] = (),
    ) -> None:
        set_field(self, "id", id)
        set_field(self, "title", title)
        set_field(self, "publisher", publisher)
        set_field(self, "author", author)
        set_field(self, "date", date)
        set_field(self, "place", place)
        set_field(self, "genre", genre)
        set_field(self, "language", language)
        set_field(self, "source_file", source_file)
        set_field(self, "sha256", sha256)
        set_field(self, "bytes", bytes)
        set_field(self, "characters", characters)
        set_field(self, "rights", rights)
        set_field(self, "license", license)
        set_field(self, "synthetic", synthetic)
        set_field(self, "evidence", evidence)


class Annotator(Frozen):
    """Who made the annotations, and how: a person or a program."""

    __slots__ = (
        "name",
        "role",
        "kind",
        "who",
        "date",
        "instructions",
        "description",
        "changes",
    )

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
    description: str | None
    """How it worked, in a sentence or two."""
    changes: tuple[str, ...]
    """What the published layers leave out or alter of the work as it was handed in, one entry a change."""

    def __init__(
        self,
        *,
        name: str,
        role: labels.AnnotatorRole,
        kind: labels.AnnotatorKind,
        who: str,
        date: str,
        instructions: str,
        description: str | None = None,
        changes: tuple[str, ...] = (),
    ) -> None:
        set_field(self, "name", name)
        set_field(self, "role", role)
        set_field(self, "kind", kind)
        set_field(self, "who", who)
        set_field(self, "date", date)
        set_field(self, "instructions", instructions)
        set_field(self, "description", description)
        set_field(self, "changes", changes)
