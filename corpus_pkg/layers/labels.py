"""The closed lists of the annotation guidelines, as enums, and the lists that belong to a corpus.

Light on purpose: every part of the package may import it. A member is its own JSON string
(`EntityType.GPE == "GPE"`), and its docstring in `LABELS` is what the docs show.

Segment kinds, entity types and genres are conventions: a corpus may declare its own in `corpus.toml`. Records
hold them as strings, a corpus's lists are its `LabelSets`, and the enums here are the lists of AzUS, which
are the default. What the code knows of a label holds in every corpus that has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final


class SegmentKind(StrEnum):
    """What a visible block of the text is."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    CAPTION = "caption"
    BYLINE = "byline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    BOILERPLATE = "boilerplate"


class EntityType(StrEnum):
    """The eleven name types of OntoNotes 5.0 (Weischedel et al. 2013)."""

    PERSON = "PERSON"
    NORP = "NORP"
    FAC = "FAC"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    PRODUCT = "PRODUCT"
    EVENT = "EVENT"
    WORK_OF_ART = "WORK_OF_ART"
    LAW = "LAW"
    LANGUAGE = "LANGUAGE"


class DateType(StrEnum):
    """The four types of TIMEX3 (TimeML 1.2.1)."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


class DateMod(StrEnum):
    """The modifiers of TIMEX3 that the guidelines use."""

    START = "START"
    MID = "MID"
    END = "END"
    APPROX = "APPROX"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    ON_OR_BEFORE = "ON_OR_BEFORE"
    ON_OR_AFTER = "ON_OR_AFTER"
    LESS_THAN = "LESS_THAN"
    MORE_THAN = "MORE_THAN"


class FigureKind(StrEnum):
    """What a figure counts or measures."""

    MONEY = "MONEY"
    PERCENT = "PERCENT"
    MEASURE = "MEASURE"
    COUNT = "COUNT"
    RANK = "RANK"
    RATIO = "RATIO"


class FigureModifier(StrEnum):
    """How exactly the text states a figure."""

    EXACT = "EXACT"
    APPROX = "APPROX"
    MORE_THAN = "MORE_THAN"
    LESS_THAN = "LESS_THAN"
    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"


class FigureChange(StrEnum):
    """Whether a figure is a level, a change of one, or a planned level."""

    LEVEL = "LEVEL"
    INCREASE = "INCREASE"
    DECREASE = "DECREASE"
    TARGET = "TARGET"


class StanceLabel(StrEnum):
    """The side that a holder takes on a target in one sentence that is about the target."""

    FAVOR = "favor"
    AGAINST = "against"
    MIXED = "mixed"
    NONE = "none"


class StanceBasis(StrEnum):
    """What a side rests on: the strongest that applies, in this order."""

    STATEMENT = "statement"
    ACT = "act"
    FRAMING = "framing"


class DocumentStanceLabel(StrEnum):
    """The author's overall side on a target in one document."""

    FAVOR = "favor"
    AGAINST = "against"
    MIXED = "mixed"
    NONE = "none"


class Genre(StrEnum):
    """What kind of text a document is."""

    NEWS = "news"
    ANALYSIS = "analysis"
    OPINION = "opinion"
    INTERVIEW = "interview"
    PRESS_RELEASE = "press_release"
    OTHER = "other"


class Confidence(StrEnum):
    """How sure an inferred piece of metadata is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class AnnotatorRole(StrEnum):
    """What an annotator did."""

    ANNOTATOR = "annotator"
    ADJUDICATOR = "adjudicator"


class AnnotatorKind(StrEnum):
    """What an annotator is."""

    PERSON = "person"
    MODEL = "model"


LABELS: Final[dict[type[StrEnum], dict[str, str]]] = {
    SegmentKind: {
        "title": "the headline",
        "subtitle": "a line under the title that sums the story up",
        "caption": "a picture caption, with its credit",
        "byline": "author, place-and-agency line, author's biography",
        "heading": "a section heading",
        "paragraph": "a block of running text",
        "list_item": "an item of a list",
        "boilerplate": "what is not the article: menus, counters, adverts, tags, newsletter boxes",
    },
    EntityType: {
        "PERSON": "people",
        "NORP": "nationalities, peoples, religious and political groups; adjectives of places",
        "FAC": "named buildings, roads, pipelines, airports, corridors and routes",
        "ORG": "companies, agencies, institutions, parliaments, media, blocs of states",
        "GPE": "countries, cities, states, also when they stand for their government",
        "LOC": "regions, seas and mountains that are not a GPE",
        "PRODUCT": "named goods, weapons, vehicles",
        "EVENT": "named wars, attacks, summits, campaigns, conflicts, missions",
        "WORK_OF_ART": "titles of books, songs, reports",
        "LAW": "statutes, sections, amendments, treaties, charters, declarations, memoranda, orders",
        "LANGUAGE": "languages",
    },
    DateType: {
        "DATE": "a calendar point or period, or a reference to the past, present or future",
        "TIME": "a time of day",
        "DURATION": "a length of time",
        "SET": "a recurring time",
    },
    DateMod: {
        "START": "the early part of the value",
        "MID": "the middle of the value",
        "END": "the late part of the value",
        "APPROX": "about the value",
        "BEFORE": "before the value",
        "AFTER": "after the value",
        "ON_OR_BEFORE": "on or before the value",
        "ON_OR_AFTER": "on or after the value",
        "LESS_THAN": "a duration shorter than the value",
        "MORE_THAN": "a duration longer than the value",
    },
    FigureKind: {
        "MONEY": "an amount of money; the unit is its ISO 4217 code",
        "PERCENT": "a percentage; the unit is %",
        "MEASURE": "a physical quantity; the unit is in UCUM",
        "COUNT": "a number of things",
        "RANK": "an ordinal; the value is the rank",
        "RATIO": "a proportion or factor (half, two-thirds, doubled)",
    },
    FigureModifier: {
        "EXACT": "the number as it stands",
        "APPROX": "about, close to, nearly, almost",
        "MORE_THAN": "more than the value",
        "LESS_THAN": "less than the value",
        "AT_LEAST": "the value or more",
        "AT_MOST": "the value or less",
    },
    FigureChange: {
        "LEVEL": "a level (reached $5)",
        "INCREASE": "a growth by the value",
        "DECREASE": "a fall by the value",
        "TARGET": "a planned level",
    },
    StanceLabel: {
        "favor": "the holder supports the target",
        "against": "the holder opposes the target",
        "mixed": "the holder does both in the one sentence",
        "none": "the sentence is about the target, and its author takes no side",
    },
    StanceBasis: {
        "statement": "the words judge, call for, promise, want, support or oppose",
        "act": "a reported act of the holder that is a stand, such as to sign, waive, vote or block",
        "framing": "tone, a loaded word, the choice or order of facts, without either",
    },
    DocumentStanceLabel: {
        "favor": "the author supports the target overall",
        "against": "the author opposes the target overall",
        "mixed": "the author does both",
        "none": "the author takes no side, or the target is absent",
    },
    Genre: {
        "news": "a report of events and of what others say of them; the writer argues for nothing",
        "analysis": "explains or assesses events, and calls for no course of action",
        "opinion": "argues for a course of action, in the writer's own name or the outlet's",
        "interview": "questions and answers, or one person's answers with little around them",
        "press_release": "a statement that a body publishes about its own doings",
        "other": "none of these",
    },
}


@dataclass(frozen=True)
class LabelSets:
    """What a corpus declares of its own: lists of labels, with what each label means, and layers."""

    segment_kinds: Mapping[str, str] = field(default_factory=lambda: dict(LABELS[SegmentKind]))
    """The kinds of segments."""
    entity_types: Mapping[str, str] = field(default_factory=lambda: dict(LABELS[EntityType]))
    """The types of names, of mentions and of entries in the registry."""
    genres: Mapping[str, str] = field(default_factory=lambda: dict(LABELS[Genre]))
    """The genres of documents."""
    layers: Mapping[str, str] = field(default_factory=dict)
    """The layers of other packages that it has, with the package that brings each."""

    def of(self, name: str) -> Mapping[str, str]:
        """Return a list by its name, such as `entity_types`."""
        found: Mapping[str, str] = getattr(self, name)
        return found

    @cached_property
    def _key(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        return (*(tuple(self.of(name).items()) for name in LISTS), tuple(sorted(self.layers.items())))

    def __eq__(self, other: object) -> bool:
        # The order counts: labels are stored as their numbers in a list.
        return isinstance(other, LabelSets) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


OF_AZUS: Final[Mapping[str, type[StrEnum]]] = {
    "segment_kinds": SegmentKind,
    "entity_types": EntityType,
    "genres": Genre,
}
"""The enum of each list as AzUS has it."""

LISTS: Final = ("segment_kinds", "entity_types", "genres")
"""The names of the lists that belong to a corpus."""

DEFAULT_LABELS: Final = LabelSets()
"""The lists of AzUS, and of every corpus that declares no others."""

LABEL_PATTERN: Final = "^[A-Za-z][A-Za-z0-9_]{0,63}$"
"""The shape of a label of a corpus: a name in every format that tools exchange."""

LABEL_SHAPE: Final = "A–Z, a–z, digits and _, a letter first"
"""That shape in words."""

_MENTIONS: Final[Mapping[str, frozenset[str]]] = {
    # An adjective of a place (Chilean, European, Western) is a NORP mention of the place's entry.
    EntityType.NORP: frozenset({EntityType.NORP, EntityType.GPE, EntityType.LOC}),
    # A palace or office is an ORG where it acts and a FAC where it is the place.
    EntityType.FAC: frozenset({EntityType.FAC, EntityType.ORG}),
    EntityType.ORG: frozenset({EntityType.ORG, EntityType.FAC}),
}
"""The types of mentions whose registry entry may have another type."""


def entry_types(mention: str) -> frozenset[str]:
    """Return the types that the registry entry of a mention of some type may have."""
    return _MENTIONS.get(mention) or frozenset({mention})


def mention_types(labels: Iterable[str]) -> dict[str, list[str]]:
    """Return for each type of mentions in a list the types of that list that its entry may have."""
    listed = list(labels)
    return {mention: [label for label in listed if label in entry_types(mention)] for mention in listed}
