"""How two claims on a topic relate to each other, derived from values, modality, times and tables.

Two claims contradict each other where no state of affairs makes both true. Nothing is known here of the
world: what excludes what is in the tables of the topic. Who makes a claim, and whether it is presupposed,
plays no part. Where an adjudicator decided otherwise, the topic has an override with the reason.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from typing import Final, NamedTuple

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import Claim
from corpus_pkg.layers.claims import ClaimModality, Relation, TopicKind
from corpus_pkg.layers.labels import FigureModifier
from corpus_pkg.values import edtf


class Rule(StrEnum):
    """What decides how two claims relate to each other."""

    EQUAL = "equal"
    """The values are equal."""
    COARSER = "coarser"
    """One value holds the other: a month its day, a general value a special one, a list its part."""
    ROUNDING = "rounding"
    """The numbers differ by no more than rounding."""
    OTHER_TIME = "other-time"
    """The claims are about times that have no day in common."""
    MODALITY = "modality"
    """One says what is, the other what is planned or possible; or both say what may be."""
    NOT_EXCLUDED = "not-excluded"
    """The topic's tables let both values be true at one time, or several answers are true."""
    DENIED = "denied"
    """One denies what the other says, or what follows from it."""
    DENIED_ELSE = "denied-else"
    """One denies something that the other does not say."""
    APART = "apart"
    """The dates or numbers have nothing in common, or the full lists differ."""
    EXCLUDED = "excluded"
    """The topic's table says that the values exclude each other."""
    APPROXIMATE = "approximate"
    """The dates have nothing in common, and one of them is approximate or uncertain."""
    OVERRIDDEN = "overridden"
    """An adjudicator decided it; the topic's override has the reason."""


class Verdict(NamedTuple):
    """How two claims relate to each other, and what decides it."""

    relation: Relation
    rule: Rule


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim and the id of its document."""

    document: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """Two claims on one topic."""

    topic: Topic
    first: Placed
    second: Placed
    verdict: Verdict
    reason: str | None = None
    """Why an adjudicator decided it; None where it is derived."""

    @property
    def within(self) -> bool:
        """Whether both are in one document."""
        return self.first.document == self.second.document

    @property
    def aspect(self) -> str:
        """In what they agree or differ: `date`, `count`, `party` or `status`."""
        return ASPECTS[self.topic.kind]


ASPECTS: Final = {
    TopicKind.DATE: "date",
    TopicKind.QUANTITY: "count",
    TopicKind.ENTITY: "party",
    TopicKind.CLOSED: "status",
}
"""What pairs on topics of each kind are about."""

_SAME: Final = Verdict(Relation.SAME, Rule.EQUAL)
_COARSER: Final = Verdict(Relation.COMPATIBLE, Rule.COARSER)
_APART: Final = Verdict(Relation.CONTRADICT, Rule.APART)
_SURE: Final = frozenset({ClaimModality.ASSERTED, ClaimModality.DENIED})


def claim_pairs(corpus: Corpus) -> Iterator[ClaimPair]:
    """Yield every two claims on one topic, in the order of the topics and of the texts.

    Pairs within one text are among them (see `ClaimPair.within`). Claims on a topic that the corpus does not
    have are in none.
    """
    by_topic = placed_claims(corpus)
    for topic in corpus.topics.values():
        yield from pairs_on(topic, by_topic[topic.id])


def placed_claims(documents: Iterable[Document]) -> defaultdict[str, list[Placed]]:
    """Return the claims of documents by their topics."""
    by_topic: defaultdict[str, list[Placed]] = defaultdict(list)
    for document in documents:
        for claim in document.claims:
            by_topic[claim.topic].append(Placed(document.id, claim))
    return by_topic


def pairs_on(topic: Topic, placed: Iterable[Placed]) -> Iterator[ClaimPair]:
    """Yield every two of some claims on a topic."""
    pair = pair_of(topic)
    for first, second in combinations(placed, 2):
        yield pair(first, second)


def pair_of(topic: Topic) -> Callable[[Placed, Placed], ClaimPair]:
    """Return what makes a pair of two claims on a topic.

    What the topic's overrides say goes before what is derived.
    """
    decided = {override.pair: override for override in topic.overrides}

    def pair(first: Placed, second: Placed) -> ClaimPair:
        override = decided.get(frozenset({(one.document, one.claim.id) for one in (first, second)}))
        if override is None:
            return ClaimPair(topic, first, second, verdict(topic, first.claim, second.claim))
        found = Verdict(override.relation, Rule.OVERRIDDEN)
        return ClaimPair(topic, first, second, found, override.reason)

    return pair


def verdict(topic: Topic, one: Claim, two: Claim) -> Verdict:
    """Return how two claims on a topic relate to each other as derived, the same in either order."""
    found = _of_values(topic, one, two)
    if one.modality is two.modality and found == _SAME and not _at_other_times(one, two):
        return _SAME
    if one.modality not in _SURE or two.modality not in _SURE:
        return Verdict(Relation.COMPATIBLE, Rule.MODALITY)
    if _at_other_times(one, two):
        return Verdict(Relation.COMPATIBLE, Rule.OTHER_TIME)
    if one.modality is two.modality is ClaimModality.ASSERTED:
        return found
    if one.modality is two.modality:
        return Verdict(Relation.COMPATIBLE, Rule.DENIED_ELSE)
    asserted, denied = (one, two) if one.modality is ClaimModality.ASSERTED else (two, one)
    if _implies(topic, asserted, denied):
        return Verdict(Relation.CONTRADICT, Rule.DENIED)
    return Verdict(Relation.COMPATIBLE, Rule.DENIED_ELSE)


def _of_values(topic: Topic, one: Claim, two: Claim) -> Verdict:
    """Return how two claims relate to each other if both are asserted of one time."""
    if one.answer == two.answer:
        return _SAME
    if topic.kind is TopicKind.DATE:
        return _of_dates(one.value or "", two.value or "")
    if topic.kind is TopicKind.QUANTITY:
        return _of_numbers(one, two)
    if topic.kind is TopicKind.ENTITY:
        return _of_entities(topic, frozenset(one.entities), frozenset(two.entities))
    return _of_closed_values(topic, one.value or "", two.value or "")


def _of_dates(one: str, two: str) -> Verdict:
    if _meet(edtf.bounds(one), edtf.bounds(two)):
        return _COARSER
    if any(sign in value for value in (one, two) for sign in "?~%"):
        return Verdict(Relation.OPEN, Rule.APPROXIMATE)
    return _APART


def _of_numbers(one: Claim, two: Claim) -> Verdict:
    first, second = _range(one), _range(two)
    if first[0] <= second[1] and second[0] <= first[1]:
        return _COARSER
    apart = max(second[0] - first[1], first[0] - second[1])
    if apart <= max(_step(one), _step(two)) / 2:
        return Verdict(Relation.COMPATIBLE, Rule.ROUNDING)
    return _APART


def _range(claim: Claim) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a claim may mean."""
    if claim.value is None:
        low = Decimal("-Infinity") if claim.value_min is None else claim.value_min
        return low, Decimal("Infinity") if claim.value_max is None else claim.value_max
    number = Decimal(claim.value)
    if claim.modifier in (FigureModifier.MORE_THAN, FigureModifier.AT_LEAST):
        return number, Decimal("Infinity")
    if claim.modifier in (FigureModifier.LESS_THAN, FigureModifier.AT_MOST):
        return Decimal("-Infinity"), number
    return number, number


def _step(claim: Claim) -> Decimal:
    """Return the unit of the last digit that is not a closing zero, to which a number may be rounded."""
    if claim.value is None:
        return Decimal(0)
    exponent = Decimal(claim.value).normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent > 0 else Decimal(0)


def _of_entities(topic: Topic, one: frozenset[str], two: frozenset[str]) -> Verdict:
    if one == two:
        return _SAME
    if topic.several:
        return _COARSER if one < two or two < one else Verdict(Relation.COMPATIBLE, Rule.NOT_EXCLUDED)
    return _APART


def _of_closed_values(topic: Topic, one: str, two: str) -> Verdict:
    if (one, two) in topic.narrow or (two, one) in topic.narrow:
        return _COARSER
    if (one, two) in topic.exclude or (two, one) in topic.exclude:
        return Verdict(Relation.CONTRADICT, Rule.EXCLUDED)
    return Verdict(Relation.COMPATIBLE, Rule.NOT_EXCLUDED)


def _implies(topic: Topic, asserted: Claim, denied: Claim) -> bool:
    """Return True if what one claim asserts can't be so where what the other denies is not so."""
    if asserted.answer == denied.answer:
        return True
    if topic.kind is TopicKind.DATE:
        (low, high), (least, most) = edtf.bounds(asserted.value or ""), edtf.bounds(denied.value or "")
        return _is_within(low, high, least, most)
    if topic.kind is TopicKind.QUANTITY:
        (small, great), (minimum, maximum) = _range(asserted), _range(denied)
        return minimum <= small and great <= maximum
    if topic.kind is TopicKind.ENTITY:
        return topic.several and set(denied.entities) <= set(asserted.entities)
    return (asserted.value, denied.value) in topic.narrow


def _is_within(low: date | None, high: date | None, least: date | None, most: date | None) -> bool:
    starts = least is None or (low is not None and least <= low)
    ends = most is None or (high is not None and high <= most)
    return starts and ends


def _at_other_times(one: Claim, two: Claim) -> bool:
    if one.time is None or two.time is None:
        return False
    return not _meet(edtf.bounds(one.time), edtf.bounds(two.time))


def _meet(one: tuple[date | None, date | None], two: tuple[date | None, date | None]) -> bool:
    (first, last), (begins, ends) = one, two
    return not (first and ends and ends < first) and not (last and begins and last < begins)
