"""Rules on claims: what they refer to, and how value, topic and carriers agree (guidelines, section 7)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from corpus_pkg.checks.findings import Case, Hit, Part
from corpus_pkg.checks.rule import rule
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import CLAIMS, DATES, ENTITIES, FIGURES, SENTENCES, Claim
from corpus_pkg.layers.claims import CARRIERS, TopicKind
from corpus_pkg.values import edtf, timex
from corpus_pkg.values.codes import decimal_string
from corpus_pkg.values.ids import AUTHOR, UNNAMED

_FORMS: Final = {
    TopicKind.DATE: "its answer is a date in EDTF as `value`, without unit and modifier",
    TopicKind.QUANTITY: "its answer is a number with its modifier, in the topic's unit",
    TopicKind.ENTITY: "its answer is one or more registry ids as `entities`",
    TopicKind.CLOSED: "its answer is one of the topic's values as `value`, without unit and modifier",
}
_NEEDS: Final = (CLAIMS.name, SENTENCES.name, *CARRIERS, Part.TOPICS, Part.REGISTRY)


@rule(
    "topic-unknown",
    "topics.jsonl has no such topic; correct the reference.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def topics_exist(case: Case) -> Iterator[Hit]:
    """The topics of claims are those of topics.jsonl."""
    for index, claim in enumerate(case.document.claims):
        if claim.topic not in case.topics:
            yield _hit(index, f"topics.jsonl has no {claim.topic!r}; correct it or add it there")


@rule(
    "claim-asserter",
    "Who makes a claim, or passes it on, is unknown or misplaced; correct it.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def asserters_are_registered(case: Case) -> Iterator[Hit]:
    """Who asserts a claim or passes it on is in the registry, the author, or unnamed."""
    for index, claim in enumerate(case.document.claims):
        for name in (claim.asserter, *claim.via):
            if name not in case.registry and name not in (AUTHOR, UNNAMED):
                yield _hit(index, f"the registry has no {name!r}; add it, correct it, or write {UNNAMED}")
        if AUTHOR in claim.via or claim.asserter in claim.via:
            yield _hit(index, "via lists those between author and asserter; leave these two out")


@rule(
    "claim-entity",
    "An entity that answers a topic is not in the registry, or is named twice; correct it.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def answers_are_registered(case: Case) -> Iterator[Hit]:
    """The entities that are an answer are in the registry, each named once."""
    for index, claim in enumerate(case.document.claims):
        for number, name in enumerate(claim.entities):
            if name not in case.registry:
                yield _hit(index, f"the registry has no {name!r}; add it or correct it")
            elif name in claim.entities[:number]:
                yield _hit(index, f"its entities name {name} twice; keep one")


@rule(
    "claim-value",
    "A claim's value is not of its topic's kind, or not on the topic's list; correct it.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def values_fit_topics(case: Case) -> Iterator[Hit]:
    """The value of a claim has the form of its topic's kind and, of a closed list, is on it."""
    for index, claim in enumerate(case.document.claims):
        topic = case.topics.get(claim.topic)
        if topic is None:
            continue  # another rule says so
        if not _has_form(claim, topic):
            yield _hit(index, f"{topic.id} asks for a {topic.kind}: {_FORMS[topic.kind]}; write it so")
        elif topic.kind is TopicKind.CLOSED and claim.value not in {one.value for one in topic.values}:
            listed = ", ".join(one.value for one in topic.values)
            yield _hit(index, f"{topic.id} has no value {claim.value!r}; write one of: {listed}")


def _has_form(claim: Claim, topic: Topic) -> bool:
    if topic.kind is TopicKind.ENTITY:
        return bool(claim.entities)
    if topic.kind is TopicKind.QUANTITY:
        return claim.modifier is not None and claim.unit == topic.unit and _is_number(claim.value)
    if claim.value is None or claim.modifier is not None:
        return False
    return topic.kind is not TopicKind.DATE or _is_date(claim.value)


def _is_number(value: str | None) -> bool:
    try:
        decimal_string(value or "0")
    except ValueError:
        return False
    return True


def _is_date(value: str) -> bool:
    try:
        edtf.edtf_date(value)
    except ValueError:
        return False
    return True


@rule(
    "claim-sentence",
    "A claim lies in no single sentence; mark a run inside one.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def claims_lie_in_sentences(case: Case) -> Iterator[Hit]:
    """A claim is a run inside one sentence."""
    for index, claim in enumerate(case.document.claims):
        if case.sentence_of(claim.start, claim.end) is None:
            yield _hit(index, "it lies in no single sentence; mark a run inside one")


@rule(
    "claim-repeated",
    "A sentence makes one claim twice (topic, asserter, value, modality); keep the fuller.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def claims_are_made_once(case: Case) -> Iterator[Hit]:
    """A sentence has one claim of each topic, asserter, value and modality."""
    seen: dict[tuple[Any, ...], str] = {}
    for index, claim in enumerate(case.document.claims):
        sentence = case.sentence_of(claim.start, claim.end)
        if sentence is None:
            continue
        key = (sentence.id, claim.topic, claim.asserter, claim.answer, claim.modality)
        first = seen.setdefault(key, claim.id)
        if first != claim.id:
            yield _hit(index, f"{first} says it in the same sentence; keep the fuller one")


@rule(
    "claim-antecedent",
    "A claim overlaps its antecedent; quote the words before it, or write null.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("check_places",),
)
def antecedents_do_not_overlap_claims(case: Case) -> Iterator[Hit]:
    """The words that an expression of a claim takes up lie outside the claim."""
    for index, claim in enumerate(case.document.claims):
        span = claim.antecedent
        if span is not None and span.start < claim.end and claim.start < span.end:
            yield _hit(index, "its antecedent overlaps it; quote the words before it, or write null")


@rule(
    "claim-carrier",
    "A carrier is not an annotation of the claim's sentence; correct the reference.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def carriers_exist(case: Case) -> Iterator[Hit]:
    """What carries a value is an entity, date or figure in the claim's sentence, named once."""
    known = _carriers(case)
    for index, claim in enumerate(case.document.claims):
        sentence = case.sentence_of(claim.start, claim.end)
        for number, id_ in enumerate(claim.carriers):
            found = known.get(id_)
            if found is None:
                yield _hit(index, f"there is no {id_}; correct the carrier")
            elif id_ in claim.carriers[:number]:
                yield _hit(index, f"it names the carrier {id_} twice; keep one")
            elif sentence and not (sentence.start <= found.start and found.end <= sentence.end):
                yield _hit(index, f"the carrier {id_} is in another sentence; name one of its own")


@rule(
    "claim-carrier-value",
    "The annotation that carries a claim's value has another; correct one of them.",
    CLAIMS.name,
    needs=_NEEDS,
    nets=("claims",),
)
def carriers_have_the_value(case: Case) -> Iterator[Hit]:
    """The annotations that carry a value agree with it: the same entities, time or number."""
    known = _carriers(case)
    for index, claim in enumerate(case.document.claims):
        topic = case.topics.get(claim.topic)
        if topic is None or not _has_form(claim, topic):
            continue
        for id_ in claim.carriers:
            carrier = known.get(id_)
            if carrier is not None and not _agrees(topic.kind, claim, carrier):
                yield _hit(index, f"the carrier {id_} ({carrier.text!r}) has another value; correct one")


def _carriers(case: Case) -> dict[str, Any]:
    layers = (ENTITIES.name, DATES.name, FIGURES.name)
    return {record.id: record for layer in layers for record in case.document.layer(layer)}


def _agrees(kind: TopicKind, claim: Claim, carrier: Any) -> bool:
    layer = carrier.prefix
    if kind is TopicKind.ENTITY:
        return layer == ENTITIES.prefix and bool({carrier.entity, carrier.stands_for} & set(claim.entities))
    if kind is TopicKind.DATE:
        return layer == DATES.prefix and _meets(claim.value or "", carrier.value)
    if kind is TopicKind.QUANTITY:
        return _number(carrier) in (None, *map(_decimal, (claim.value, claim.value_min, claim.value_max)))
    return False  # the words of a closed value are not an annotation


def _meets(value: str, timex_value: str) -> bool:
    """Return True if a date and a date of the text have a day in common, so far as both are placed."""
    first, last = edtf.bounds(value)
    begins, ends = timex.first_day(timex_value), timex.last_day(timex_value)
    return not (first and ends and ends < first) and not (last and begins and last < begins)


def _number(carrier: Any) -> Decimal | None:
    """Return the number that a figure or a length of time says; None where it says no single one."""
    if carrier.prefix == FIGURES.prefix:
        return _decimal(carrier.value_min if carrier.value is None else carrier.value)
    if carrier.prefix == DATES.prefix and carrier.value.startswith("P"):
        digits = carrier.value[1:-1]
        return Decimal(digits) if digits.isdecimal() else None
    return Decimal("NaN")


def _decimal(value: str | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _hit(index: int, message: str) -> Hit:
    return Hit(CLAIMS.name, index, message)
