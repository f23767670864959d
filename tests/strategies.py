"""Hypothesis strategies for arbitrary valid corpora: what every other part of the package must bear.

The texts hold any Unicode (astral, combining, right-to-left, no-break spaces, CRLF, emoji), the layers
nest and overlap as the guidelines allow, and any layer but those of the text itself may be empty.
"""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from corpus_pkg.checks import whole
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import (
    Claim,
    Date,
    DocumentMetadata,
    DocumentStance,
    Entity,
    Evidence,
    Figure,
    RegistryEntry,
    Segment,
    Sentence,
    Span,
    Stance,
    Target,
    Topic,
)
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import annotation_id, labels
from corpus_pkg.layers.claims import ClaimExtent, ClaimModality, TopicKind
from corpus_pkg.layers.labels import EntityType, FigureChange, FigureKind, FigureModifier
from corpus_pkg.values.ids import AUTHOR, UNNAMED

# Letters of each kind that has given trouble somewhere: astral, right-to-left, without case, odd folding.
INITIALS: Final = "AZÉÑİÞŽΩЖԱა字あאع𝐀𐐀ẞ"
PIECES: Final = ("a", "z", "é", "e\u0301", "ß", "ı", "ə", "ж", "字", "א", "ع", "𝓏", "9", "\u0928\u093f", "ﬁ")
ODD_WORDS: Final = (
    "👩\u200d👩\u200d👧",
    "🇦🇿",
    "☂\ufe0f",
    "👍🏽",
    "\u202eabc\u202c",
    "<b>&amp;</b>",
    "x\u00adx",
)
ODD_NAMES: Final = ("U.S.", "Oxu.Az", "O’Brien", "Nabucco (NB) pipeline", "C5", "post-Soviet")
_NOTES: Final = st.sampled_from((None, None, "the text errs", 'é 🙂 \\ " \u00a0 👩\u200d👧'))
COUNTRIES: Final = {1: "AZ", 2: "US", 3: "AM"}
SPACES: Final = (" ", " ", " ", "\u00a0", "  ", "\u2009", "\u3000", "\t")
BREAKS: Final = ("\n", "\r\n", "\n\n", "\r\n\r\n", " ", "\u2028", "\n \u00a0\n", "")
PERSONS_AND_BODIES: Final = frozenset(
    {EntityType.PERSON, EntityType.ORG, EntityType.GPE, EntityType.NORP, EntityType.LOC}
)

DATES: Final = (
    ("2024", "DATE", "2024", None),
    ("the first half of 2025", "DATE", "2025-H1", None),
    ("early September", "DATE", "2025-09", "START"),
    ("the 1990s", "DATE", "199", None),
    ("May 3–4, 2021", "DATE", "2021-05-03/2021-05-04", None),
    ("9/11", "DATE", "2001-09-11", None),
    ("recent days", "DATE", "PAST_REF", None),
    ("almost 20 years", "DURATION", "P20Y", "APPROX"),
    ("decades-old", "DURATION", "PXE", None),
    ("six months", "DURATION", "P6M", None),
    ("14:30", "TIME", "T14:30", None),
    ("every year", "SET", "P1Y", None),
)
FIGURES: Final[tuple[tuple[str, str, str | None, str | None, str | None, str], ...]] = (
    ("$1.7 billion", "MONEY", "1700000000", None, "USD", "EXACT"),
    ("close to 90%", "PERCENT", "90", None, "%", "APPROX"),
    ("12 billion cubic meters (bcm) per year", "MEASURE", "12000000000", None, "m3/a", "EXACT"),
    ("−5 °C", "MEASURE", "-5", None, "Cel", "EXACT"),
    ("two", "COUNT", "2", None, None, "EXACT"),
    ("thousands", "COUNT", None, "2000", None, "EXACT"),
    ("almost thirty million dollars’", "MONEY", "30000000", None, "USD", "APPROX"),
    ("5th", "RANK", "5", None, None, "EXACT"),
    ("two-thirds", "RATIO", "0.667", None, None, "EXACT"),
    ("doubled", "RATIO", "2", None, None, "EXACT"),
)


def slugs() -> SearchStrategy[str]:
    """Ids of documents, entities and targets."""
    return st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True).filter(
        lambda slug: slug not in (AUTHOR, UNNAMED)
    )


def words() -> SearchStrategy[str]:
    """Words that begin with a letter and are never cut by the rule on words."""
    tails = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
    return st.builds("{}{}".format, st.sampled_from(INITIALS), tails)


def names() -> SearchStrategy[str]:
    """Names of one to three words, joined by a space or a dash."""
    joined = st.builds(lambda parts, by: by.join(parts), st.lists(words(), min_size=1, max_size=3), _JOINS)
    return joined | st.sampled_from(
        ("U.S.", "Oxu.Az", "O’Brien", "Nabucco (NB) pipeline", "C5", "post-Soviet")
    )


_JOINS: Final = st.sampled_from((" ", "\u00a0", "-", "–"))


@st.composite
def registries(draw: DrawFn, min_size: int = 0, max_size: int = 5) -> dict[str, RegistryEntry]:
    """Entity registries, by id."""
    ids = draw(st.lists(slugs(), min_size=min_size, max_size=max_size, unique=True))
    types = {id_: draw(st.sampled_from(EntityType)) for id_ in ids}
    called = {id_: draw(names()) for id_ in ids}
    codes = (None, "AZ", "US", "AM", "FR")
    registry = {}
    for number, id_ in enumerate(ids):
        type_, name = types[id_], called[id_]
        code = codes[number] if type_ is EntityType.GPE and number < len(codes) else None
        alike = [other for other in ids if other != id_ and called[other].casefold() == name.casefold()]
        states = [other for other in ids if other != id_ and types[other] is EntityType.GPE]
        registry[id_] = RegistryEntry(
            id=id_,
            type=type_,
            name=name,
            wikipedia=draw(st.sampled_from((None, f"{name} ({number})"))),
            wikidata=draw(st.sampled_from((None, f"Q{number + 1}"))),
            iso_3166=code,
            seat_of=tuple(draw(st.lists(st.sampled_from(states), unique=True)))
            if states and type_ is EntityType.GPE
            else (),
            note=f"not {', '.join(alike)}, and of {code}" if alike or code else draw(_NOTES),
        )
    return registry


@st.composite
def target_lists(draw: DrawFn, registry: Mapping[str, RegistryEntry], max_size: int = 3) -> dict[str, Target]:
    """Stance targets, by id, over a registry."""
    ids = draw(st.lists(slugs(), max_size=max_size, unique=True))
    some: SearchStrategy[list[str]] = st.just([])
    if registry:
        some = st.lists(st.sampled_from(sorted(registry)), max_size=2, unique=True)
    return {id_: Target(id=id_, description=draw(names()), target_entities=tuple(draw(some))) for id_ in ids}


_ASKED: Final[dict[str, dict[str, Any]]] = {
    "when": {"kind": "date", "note": "é 🙂 <b>"},
    "how-many": {"kind": "quantity"},
    "how-long": {"kind": "quantity", "unit": "a"},
    "who": {"kind": "entity"},
    "who-else": {"kind": "entity", "several": True},
    "fate": {
        "kind": "closed",
        "values": [{"value": name, "definition": f"It {name}."} for name in ("sank", "burnt", "sailed")],
        "exclude": [["sailed", "sank"], ["sailed", "burnt"]],
    },
}
TOPICS: Final = tuple(
    Topic.from_json({"id": id_, "question": f"What of {id_}?", **fields}) for id_, fields in _ASKED.items()
)
EDTF: Final = ("2024", "2024-05", "2024-05-03", "199X", "2001/..", "../1999", "1931~", "2001/2003")


def topic_lists() -> SearchStrategy[dict[str, Topic]]:
    """Topics of claims, by id; none for a corpus without claims."""
    some = st.lists(st.sampled_from(TOPICS), min_size=1, unique_by=lambda topic: topic.id)
    return (st.just([]) | some).map(lambda topics: {topic.id: topic for topic in topics})


class _Text:
    """A text that grows, and its length in code points."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, piece: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += piece
        return start, len(self.text)

    def span(self, layer: str, start: int, end: int) -> dict[str, Any]:
        return {
            "id": annotation_id(layer, start, end),
            "start": start,
            "end": end,
            "text": self.text[start:end],
        }


class _World(NamedTuple):
    """What a document may refer to."""

    registry: Mapping[str, RegistryEntry]
    targets: Mapping[str, Target]
    topics: Mapping[str, Topic]


class _Layers:
    """The layers of a document that is being made."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.sentences: list[Sentence] = []
        self.entities: list[Entity] = []
        self.dates: list[Date] = []
        self.figures: list[Figure] = []
        self.stance: list[Stance] = []
        self.claims: list[Claim] = []


def _mention(draw: DrawFn, world: _World, text: _Text, start: int, end: int, entry_id: str) -> Entity:
    entry = world.registry[entry_id]
    fitting = [kind for kind in EntityType if entry.type in labels.entry_types(kind)]
    type_ = draw(st.sampled_from(fitting))
    stands_for = draw(st.sampled_from([None, *entry.seat_of])) if type_ is EntityType.GPE else None
    span = text.span("entities", start, end)
    return Entity(**span, type=type_, entity=entry_id, stands_for=stands_for, note=draw(_NOTES))


def _add_entity(draw: DrawFn, world: _World, text: _Text, layers: _Layers) -> None:
    chosen = draw(st.lists(st.sampled_from(sorted(world.registry)), min_size=1, max_size=3, unique=True))
    start, end = text.add(draw(names()))
    layers.entities.append(_mention(draw, world, text, start, end, chosen[0]))
    for entry_id in chosen[1:]:  # each name around the one before it: nested mentions
        text.add(draw(st.sampled_from((" of ", " ", "\u00a0for "))))
        text.add(draw(names()))
        end = len(text.text)
        layers.entities.append(_mention(draw, world, text, start, end, entry_id))
    if draw(st.booleans()):
        text.add(draw(st.sampled_from(("’s", "'s"))))


def _add_date(draw: DrawFn, world: _World, text: _Text, layers: _Layers) -> None:
    name_start = None
    in_a_name = draw(st.booleans())
    if in_a_name and world.registry:
        name_start, _ = text.add(draw(words()) + " Act of ")
    day = draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2025, 8, 28)))  # the document's own date
    spelled = (f"{day:%B} {day.day}, {day.year}", "DATE", day.isoformat(), None)
    words_, type_, value, mod = draw(st.sampled_from((spelled, *DATES)))
    start, end = text.add(words_)
    anchor = None
    if not value.endswith("_REF"):
        anchor = draw(st.sampled_from([None, "document", *[date.id for date in layers.dates]]))
    layers.dates.append(
        Date(
            **text.span("dates", start, end),
            type=labels.DateType(type_),
            value=value,
            mod=labels.DateMod(mod) if mod else None,
            anchor=anchor,
            note=draw(_NOTES),
        )
    )
    if name_start is not None:
        entry_id = draw(st.sampled_from(sorted(world.registry)))
        layers.entities.append(_mention(draw, world, text, name_start, end, entry_id))


def _add_figure(draw: DrawFn, _world: _World, text: _Text, layers: _Layers) -> None:
    words_, kind, value, value_min, unit, modifier = draw(st.sampled_from(FIGURES))
    start, end = text.add(words_)
    subject = None
    if draw(st.booleans()):
        text.add(" ")
        s, e = text.add(draw(words()))
        subject = Span(start=s, end=e, text=text.text[s:e])
    layers.figures.append(
        Figure(
            **text.span("figures", start, end),
            kind=FigureKind(kind),
            value=None if value is None else Decimal(value),
            value_min=None if value_min is None else Decimal(value_min),
            unit=unit,
            modifier=FigureModifier(modifier),
            change=draw(st.sampled_from(FigureChange)),
            subject=subject,
            date=draw(st.sampled_from([None, *[date.id for date in layers.dates]])),
            note=draw(_NOTES),
        )
    )


def _add_words(draw: DrawFn, _world: _World, text: _Text, _layers: _Layers) -> None:
    text.add(draw(words() | st.sampled_from(ODD_WORDS)))


def _add_sentence(draw: DrawFn, world: _World, text: _Text, layers: _Layers) -> tuple[int, int]:
    start = len(text.text)
    text.add(draw(st.sampled_from(("", "“", "(", "• "))))
    kinds = [_add_words, _add_date, _add_figure, *([_add_entity] * 2 if world.registry else [])]
    for number in range(draw(st.integers(1, 5))):
        if number:
            text.add(draw(st.sampled_from((*SPACES, ", ", " – ", " “"))))
        draw(st.sampled_from(kinds))(draw, world, text, layers)
    _, end = text.add(draw(st.sampled_from((".", ".”", ".)"))))
    return start, end


def _add_segment(draw: DrawFn, world: _World, text: _Text, layers: _Layers) -> None:
    kind = draw(st.sampled_from(labels.SegmentKind))
    start = len(text.text)
    spans: list[tuple[int, int]] = []
    if kind is labels.SegmentKind.BOILERPLATE:
        text.add(draw(st.lists(words() | st.sampled_from(ODD_WORDS), min_size=1, max_size=3).map("\n".join)))
    else:
        for number in range(draw(st.integers(1, 3))):
            if number:
                text.add(draw(st.sampled_from((*SPACES, "\n", ""))))
            spans.append(_add_sentence(draw, world, text, layers))
    segment = Segment(**text.span("segments", start, len(text.text)), kind=kind)
    layers.segments.append(segment)
    for s, e in spans:
        sentence = Sentence(**text.span("sentences", s, e), segment=segment.id)
        layers.sentences.append(sentence)
        layers.stance.extend(_stances(draw, world, sentence))
        layers.claims.extend(_claims(draw, world, sentence, layers))


def _stances(draw: DrawFn, world: _World, sentence: Sentence) -> list[Stance]:
    if not world.targets:
        return []
    holders = [AUTHOR, *sorted(e.id for e in world.registry.values() if e.type in PERSONS_AND_BODIES)]
    pairs = st.tuples(st.sampled_from(holders), st.sampled_from(sorted(world.targets)))
    made = []
    for holder, target in sorted(draw(st.lists(pairs, max_size=3, unique=True))):
        label, basis = draw(_sides(holder))
        made.append(
            Stance(
                id=annotation_id("stance", sentence.start, sentence.end, holder=holder, target=target),
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                sentence=sentence.id,
                holder=holder,
                target=target,
                label=label,
                basis=basis,
                note=draw(_NOTES),
            )
        )
    return made


def _claims(draw: DrawFn, world: _World, sentence: Sentence, layers: _Layers) -> list[Claim]:
    """Claims on the names, dates and figures of a sentence and on the whole of it."""
    if not world.topics:
        return []
    marked: list[Entity | Date | Figure] = [*layers.entities, *layers.dates, *layers.figures]
    inside = [one for one in marked if sentence.start <= one.start and one.end <= sentence.end]
    before = [record for record in layers.entities if record.end <= sentence.start]
    places = st.tuples(st.sampled_from([sentence, *inside]), st.sampled_from(list(world.topics.values())))
    made: dict[tuple[Any, ...], Claim] = {}
    for record, topic in draw(st.lists(places, max_size=3)):
        fields = _answer(draw, world, topic, inside)
        if fields is None:
            continue
        asserter = draw(st.sampled_from([AUTHOR, UNNAMED, *sorted(world.registry)]))
        others = [name for name in (UNNAMED, *sorted(world.registry)) if name != asserter]
        time = draw(st.none() | st.sampled_from(EDTF))
        has_interval = any("/" in (value or "") for value in (fields.get("value"), time))
        claim = Claim(
            id=annotation_id("claims", record.start, record.end, topic=topic.id, asserter=asserter),
            start=record.start,
            end=record.end,
            text=record.text,
            topic=topic.id,
            asserter=asserter,
            via=tuple(draw(st.lists(st.sampled_from(others), max_size=2))) if others else (),
            modality=draw(st.sampled_from(ClaimModality)),
            presupposed=draw(st.booleans()),
            extent=draw(st.sampled_from(ClaimExtent)) if has_interval else None,
            time=time,
            antecedent=draw(st.none() | st.sampled_from(before).map(_span_of)) if before else None,
            note=draw(_NOTES),
            **fields,
        )
        made.setdefault((claim.topic, claim.asserter, claim.answer, claim.modality), claim)
    return list({claim.id: claim for claim in made.values()}.values())


def _span_of(record: Entity) -> Span:
    return Span(start=record.start, end=record.end, text=record.text)


def _answer(
    draw: DrawFn, world: _World, topic: Topic, inside: Sequence[Entity | Date | Figure]
) -> dict[str, Any] | None:
    """The fields of an answer to a topic and what carries it; None where there can be none."""
    if topic.kind is TopicKind.CLOSED:
        return {"value": draw(st.sampled_from([one.value for one in topic.values]))}
    if topic.kind is TopicKind.DATE:
        return {"value": draw(st.sampled_from(EDTF))}
    if topic.kind is TopicKind.ENTITY:
        if not world.registry:
            return None
        ids = draw(st.lists(st.sampled_from(sorted(world.registry)), min_size=1, max_size=3, unique=True))
        mentions = [record.id for record in inside if isinstance(record, Entity) and record.entity in ids]
        return {"entities": tuple(ids), "carriers": tuple(mentions[:2])}
    counted = [record for record in inside if isinstance(record, Figure) and record.value is not None]
    if topic.unit is None and counted and draw(st.booleans()):
        figure = draw(st.sampled_from(counted))
        return {"value": str(figure.value), "modifier": figure.modifier, "carriers": (figure.id,)}
    fields: dict[str, Any] = {"unit": topic.unit, "modifier": draw(st.sampled_from(FigureModifier))}
    number = st.integers(0, 10**6).map(Decimal)
    if draw(st.booleans()):
        return {**fields, "value": str(draw(number))}
    low = draw(number)
    ends = draw(st.sampled_from([(low, None), (None, low), (low, low + 1)]))
    return {**fields, "value_min": ends[0], "value_max": ends[1]}


def _sides(holder: str) -> st.SearchStrategy[tuple[labels.StanceLabel, labels.StanceBasis | None]]:
    """Labels with the bases that a holder's may have."""
    none = labels.StanceLabel.NONE
    bases = [b for b in labels.StanceBasis if holder != AUTHOR or b is not labels.StanceBasis.ACT]
    sides = st.tuples(
        st.sampled_from([label for label in labels.StanceLabel if label is not none]), st.sampled_from(bases)
    )
    return sides | st.just((none, None)) if holder == AUTHOR else sides


def metadata_of(id_: str, text: str, **changes: Any) -> DocumentMetadata:
    """Return true metadata of a text, with some fields changed."""
    data = text.encode("utf-8")
    values: dict[str, Any] = {
        "id": id_,
        "title": None,
        "publisher": None,
        "author": None,
        "date": "2025-08-28",
        "place": None,
        "genre": labels.Genre.NEWS,
        "language": "en",
        "source_file": f"{id_}.txt",
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "characters": len(text),
        "rights": "nobody's",
        "license": "CC0-1.0",
        "synthetic": True,
        "evidence": (
            Evidence(field="date", inferred=False, confidence=labels.Confidence.HIGH, basis="invented"),
        ),
    }
    return DocumentMetadata(**(values | changes))


def _overall(target: str, layers: _Layers) -> SearchStrategy[labels.DocumentStanceLabel]:
    """Overall labels that go with the author's sentences on a target."""
    sides = {str(s.label) for s in layers.stance if s.holder == AUTHOR and s.target == target}
    fit = [
        label for label in labels.DocumentStanceLabel if not sides or whole.is_consistent_with(label, sides)
    ]
    return st.sampled_from(fit)


def _in_order(records: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda record: (record.start, -record.end)))


@st.composite
def documents_over(
    draw: DrawFn,
    registry: Mapping[str, RegistryEntry],
    targets: Mapping[str, Target],
    id_: str = "a-document",
    max_segments: int = 4,
    topics: Mapping[str, Topic] = MappingProxyType({}),
) -> Document:
    """Valid documents that refer to a given registry, and given targets and topics."""
    world = _World(registry, targets, topics)
    text, layers = _Text(), _Layers()
    text.add(draw(st.sampled_from(("", "", "\r\n", "\u00a0"))))
    for number in range(draw(st.integers(0, max_segments))):
        if number:
            text.add(draw(st.sampled_from(BREAKS)))
        _add_segment(draw, world, text, layers)
    text.add(draw(st.sampled_from(("", "\n", "\r\n"))))
    stances = tuple(DocumentStance(target=target, label=draw(_overall(target, layers))) for target in targets)
    title = whole.plain(" ".join(s.text for s in layers.segments if s.kind == labels.SegmentKind.TITLE))
    about = {"title": title or None, "language": draw(st.sampled_from(("en", "az-Latn-AZ")))}
    return Document(
        id=id_,
        text=text.text,
        metadata=metadata_of(id_, text.text, **about),
        segments=_in_order(layers.segments),
        sentences=_in_order(layers.sentences),
        entities=_in_order(layers.entities),
        dates=_in_order(layers.dates),
        figures=_in_order(layers.figures),
        stance=tuple(in_order("stance", layers.stance)),
        claims=tuple(in_order("claims", layers.claims)),
        document_stance=stances,
    )


@st.composite
def corpora(draw: DrawFn, min_documents: int = 0, max_documents: int = 3, max_segments: int = 4) -> Corpus:
    """Valid corpora in memory, with their registry, targets and topics."""
    registry = draw(registries())
    targets = draw(target_lists(registry))
    topics = draw(topic_lists())
    ids = draw(st.lists(slugs(), min_size=min_documents, max_size=max_documents, unique=True))
    made = [draw(documents_over(registry, targets, id_, max_segments, topics)) for id_ in ids]
    return Corpus(made, registry, targets, topics=topics)


def documents() -> SearchStrategy[Document]:
    """Valid documents; use `corpora` where their registry and targets are needed too."""
    return corpora(1, 1).map(lambda corpus: next(iter(corpus)))
