"""The Pydantic models: the one definition of every record of a corpus.

Here are the models of what is stored next to the layers. Those of the layers are in
`corpus_pkg.layers`, that of a document in `corpus_pkg.corpus.document`. All models are frozen
and strict: no coercion, no unknown field.
"""

from collections.abc import Mapping
from typing import Final, Literal, Self

from pydantic import model_validator

from corpus_pkg.layers import (
    LAYER_MODELS,
    Annotation,
    Claim,
    Date,
    DocumentStance,
    Entity,
    Figure,
    LayerName,
    LayerRecord,
    Segment,
    Sentence,
    Span,
    Stance,
    conditions,
    labels,
)
from corpus_pkg.layers.base import (
    ByAnnotator,
    Country,
    EdtfDate,
    EntityLabel,
    FileName,
    FreeText,
    GenreLabel,
    LanguageTag,
    License,
    Offset,
    Qid,
    Record,
    Sha256,
    Slug,
    UcumUnit,
    WikipediaTitle,
)
from corpus_pkg.layers.claims import ClaimId, Relation, TopicKind

__all__ = [
    "LAYER_MODELS",
    "LISTS",
    "Annotation",
    "Annotator",
    "Claim",
    "Date",
    "Decision",
    "DocumentMetadata",
    "DocumentStance",
    "Entity",
    "Evidence",
    "Figure",
    "LayerRecord",
    "PairOverride",
    "Record",
    "RegistryEntry",
    "RegistryEvidence",
    "Segment",
    "Sentence",
    "Span",
    "Stance",
    "Target",
    "Topic",
    "TopicValue",
]


class RegistryEntry(Record):
    """An entity of the corpus, shared by all mentions of the same thing in all documents."""

    rules = conditions.REGISTRY
    id: Slug
    """The entry's id."""
    type: EntityLabel
    """What it is."""
    name: FreeText
    """Its usual name."""
    wikipedia: WikipediaTitle | None = None
    """The title of English Wikipedia's article, or null where none is known to exist."""
    wikidata: Qid | None = None
    """The Wikidata item, only where it was looked up in a source."""
    iso_3166: Country | None = None
    """For a country, its ISO 3166-1 alpha-2 code."""
    seat_of: tuple[Slug, ...] = ()
    """For a city, the registry ids of the states or blocs of states whose seat of government it is."""
    note: FreeText | None = None
    """A remark, such as that the entry's name is one for the country of its code; never blank."""


class RegistryEvidence(Record):
    """Where one identifier of a registry entry was seen."""

    entry: Slug
    """The id of the registry entry."""
    field: Literal["wikipedia", "wikidata"]
    """The field of the entry."""
    value: FreeText
    """The identifier: what the entry has in that field."""
    source: FreeText
    """Where it was seen: a repository with its commit and a path (`owner/name@commit:path`), or a page."""
    quote: FreeText
    """The words there that tie the two together, white space as one space; ` … ` joins what is apart."""
    seen: EdtfDate
    """When it was seen, in EDTF level 1."""


class Target(Record):
    """Something that stance is taken on."""

    id: Slug
    """The target's id."""
    description: FreeText
    """What is favoured or opposed."""
    target_entities: tuple[Slug, ...] = ()
    """The registry ids whose mention makes a sentence a candidate pair with this target."""


class TopicValue(Record):
    """One value of the closed list of a topic."""

    value: Slug
    """The value."""
    definition: FreeText
    """What it means."""


class PairOverride(Record):
    """What an adjudicator decided about two claims where the derived relation does not hold."""

    document: Slug
    """The id of the document of one claim."""
    claim: ClaimId
    """The id of that claim."""
    other_document: Slug
    """The id of the document of the other claim, which may be the same."""
    other_claim: ClaimId
    """The id of the other claim."""
    relation: Relation
    """How the two relate to each other."""
    reason: FreeText
    """Why, with the rule that decides it; never blank."""

    @property
    def pair(self) -> frozenset[tuple[str, str]]:
        """The two claims, each as its document's id and its own, in no order."""
        return frozenset({(self.document, self.claim), (self.other_document, self.other_claim)})


class Topic(Record):
    """A question about one thing or quantity, which claims answer."""

    id: Slug
    """The topic's id."""
    question: FreeText
    """The question."""
    kind: TopicKind
    """What the answers are."""
    unit: UcumUnit | None = None
    """For a quantity, the unit in which it is given (UCUM)."""
    several: bool = False
    """For entities, whether more than one answer can be true at a time."""
    values: tuple[TopicValue, ...] = ()
    """For a closed list, its values."""
    exclude: tuple[tuple[Slug, Slug], ...] = ()
    """The pairs of values of which only one can be true at a time."""
    narrow: tuple[tuple[Slug, Slug], ...] = ()
    """The pairs of values of which the first is a special case of the second."""
    note: FreeText | None = None
    """What else counts as an answer, and what does not; never blank."""
    overrides: tuple[PairOverride, ...] = ()
    """The pairs of claims that relate to each other otherwise than values, times and tables say."""


LISTS: Final[Mapping[str, type[RegistryEntry] | type[Target] | type[Topic]]] = {
    "registry": RegistryEntry,
    "targets": Target,
    "topics": Topic,
}
"""The lists that all documents of a corpus share, by the names of their tables, files and attributes."""


class Evidence(Record):
    """Where one piece of a document's metadata comes from."""

    field: Literal["title", "publisher", "author", "date", "place", "genre", "language", "rights"]
    """The metadata field."""
    inferred: bool
    """Whether it was inferred, the text not saying it."""
    confidence: labels.Confidence
    """How sure it is."""
    basis: FreeText
    """The words or the reasoning that show it."""


class DocumentMetadata(Record):
    """What is known about a document, and how."""

    id: Slug
    """The document's id, and its file name."""
    title: FreeText | None
    """The headline, or null where the text as received has none."""
    publisher: FreeText | None
    """Who published the text."""
    author: FreeText | None
    """Who wrote it."""
    date: EdtfDate
    """When it was published, in EDTF level 1."""
    place: FreeText | None
    """Where it was written, as its dateline says."""
    genre: GenreLabel
    """What kind of text it is."""
    language: LanguageTag
    """Its language (BCP 47)."""
    source_file: FileName
    """The name of the file as received."""
    sha256: Sha256
    """The SHA-256 of the raw bytes."""
    bytes: Offset
    """The length of the raw text in bytes."""
    characters: Offset
    """The length of the raw text in Unicode code points."""
    rights: FreeText
    """Whose property the text is."""
    license: License
    """The text's licence: an SPDX expression, LicenseRef- with a name, or NOASSERTION."""
    synthetic: bool = False
    """Whether the text was made by a program from another document."""
    evidence: tuple[Evidence, ...] = ()
    """Where the fields above come from, one entry a field."""


NOT_STATED: Final = "not stated"
"""How a text begins that says of an annotator only that nobody said it."""


class Annotator(Record):
    """Who made the annotations, and how: a person or a program."""

    name: Slug
    """The name of the folder that holds the annotator's own layers."""
    role: labels.AnnotatorRole
    """Whether it annotated the texts alone, or decided between the annotators."""
    kind: labels.AnnotatorKind
    """Whether it is a person or a language model."""
    who: FreeText
    """Which person or which model, so far as it is made known; two of one `who` share their blind spots."""
    date: EdtfDate
    """When it worked, in EDTF level 1."""
    instructions: FreeText
    """What it was given to work from."""
    description: FreeText | None = None
    """How it worked, in a sentence or two."""
    changes: tuple[FreeText, ...] = ()
    """What the published layers leave out or alter of the work as it was handed in, one entry a change."""


class Decision(Record):
    """What adjudication decided about one place where annotators differ, or where both were wrong."""

    id: FreeText
    """The document's id, a stroke, and the id of the first record that is decided about."""
    document: Slug
    """The document's id."""
    layer: LayerName
    """The layer of the records."""
    context: str | None = None
    """The sentence or segment that holds them."""
    proposals: ByAnnotator[LayerRecord | None]
    """Each annotator's record by the annotator's name, linked to the corpus's registry; null for none."""
    fields: tuple[FreeText, ...] = ()
    """The fields in which the proposals differ; empty where only one annotator, or neither, has a record."""
    decision: Slug
    """Whose proposal was taken: an annotator's name; `neither`; or `own` for the records in `own`."""
    own: tuple[LayerRecord, ...] = ()
    """The records that were adopted in place of the proposals."""
    rule: FreeText | None = None
    """The rule of the guidelines that decides it."""
    note: FreeText | None = None
    """A remark of the adjudicator, never blank."""

    @model_validator(mode="after")
    def _records_fit(self) -> Self:
        model = LAYER_MODELS[self.layer]
        for record in (*self.proposals.values(), *self.own):
            if record is not None and not isinstance(record, model):
                raise ValueError(
                    f"a record is not of the layer {self.layer}; correct the layer or the record"
                )
        if self.decision not in (*self.proposals, "neither", "own"):
            names = ", ".join((*self.proposals, "neither", "own"))
            raise ValueError(f"the decision is {self.decision!r}; write one of: {names}")
        if (self.decision == "own") != bool(self.own):
            raise ValueError("`own` holds the adopted records where the decision is `own`, and only there")
        return self
