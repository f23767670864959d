"""Claims: how two statements on one topic relate to each other, and every answer to a topic's question."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from corpus_pkg.corpus.claim_pairs import ClaimPair, Placed, Rule, pairs_on, placed_claims
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import Claim
from corpus_pkg.layers.claims import ClaimModality, Relation
from corpus_pkg.train.misfits import Misfit, Reason
from corpus_pkg.train.tasks.view import View, numbered, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPairRow:
    """Two claims on one topic."""

    document: str
    """The id of the first claim's document."""
    fold: int
    """The number of the fold whose test half the first document is in."""
    topic: str
    """The topic's id."""
    question: str
    """The topic's question."""
    claim: str
    """The id of the first claim."""
    text: str
    """The sentence of the first claim."""
    quote: str
    """The words of the first claim."""
    other_document: str
    """The id of the second claim's document."""
    other_claim: str
    """The id of the second claim."""
    other_text: str
    """The sentence of the second claim."""
    other_quote: str
    """The words of the second claim."""
    label: Relation
    """How the two relate to each other."""
    rule: Rule
    """What decides it."""
    aspect: str
    """In what they agree or differ: date, count, party or status."""
    within: bool
    """Whether both are in one text."""
    reason: str | None
    """Why an adjudicator decided it; None where it is derived."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One answer to a topic's question, and who gives it."""

    document: str
    """The id of the document that gives it."""
    claim: str
    """The id of the claim."""
    asserter: str
    """`author`, the registry id of the one to whom it is ascribed, or `unnamed`."""
    via: tuple[str, ...]
    """Those who pass it on."""
    modality: ClaimModality
    """How it is put forward."""
    answer: str
    """The value as a string; several entities with commas between."""
    time: str | None
    """When it holds, in EDTF."""
    text: str
    """The sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAnswersRow:
    """A topic with all its answers."""

    document: str
    """The id of the first document that answers."""
    fold: int
    """The number of that document's fold."""
    topic: str
    """The topic's id."""
    question: str
    """The question."""
    versions: tuple[Version, ...]
    """All answers, in the corpus's order."""


def claim_pairs(corpus: Corpus) -> View[ClaimPairRow]:
    """Return the view for pairs of claims: a row for every two claims on one topic.

    The label is derived (see `corpus_pkg.corpus.claim_pairs`), or an adjudicator's with its reason. Pairs
    that stay open are reported and not in the view. A row is about two texts: to test on a text that is new,
    leave out of the training half the rows whose `other_document` is the test document too.
    """
    folds: dict[str, int] = {}
    by_topic: defaultdict[str, list[Placed]] = defaultdict(list)
    sentences: dict[tuple[str, str], str] = {}
    for fold, document in numbered(corpus):
        folds[document.id] = fold
        for topic, placed in placed_claims([document]).items():
            by_topic[topic] += placed
        for claim in document.claims:
            sentences[document.id, claim.id] = _sentence(document, claim)
    misfits: list[Misfit] = []
    rows = []
    for pair in chain.from_iterable(pairs_on(one, by_topic[one.id]) for one in corpus.topics.values()):
        if pair.verdict.relation is Relation.OPEN:
            claim = pair.first.claim
            misfits.append(Misfit(pair.first.document, claim.id, claim.text, Reason.OPEN_PAIR))
        else:
            rows.append(_pair(pair, sentences, folds))
    return view_of(corpus, "claim_pairs", ClaimPairRow, rows, misfits)


def topic_answers(corpus: Corpus) -> View[TopicAnswersRow]:
    """Return the view for questions that texts answer differently: a row per topic, with every version.

    A topic that no text answers has no row. `document` is the first that answers; the versions say which
    document each is from.
    """
    found: dict[str, list[tuple[int, Version]]] = {}
    for fold, document in numbered(corpus):
        for claim in document.claims:
            found.setdefault(claim.topic, []).append((fold, _version(document, claim)))
    rows = [
        TopicAnswersRow(
            document=versions[0][1].document,
            fold=versions[0][0],
            topic=topic.id,
            question=topic.question,
            versions=tuple(version for _, version in versions),
        )
        for topic in corpus.topics.values()
        if (versions := found.get(topic.id))
    ]
    return view_of(corpus, "topic_answers", TopicAnswersRow, rows)


def answer_of(claim: Claim) -> str:
    """Return what a claim answers as a string; several ids with commas, a number with its unit."""
    if claim.entities:
        return ", ".join(claim.entities)
    return " ".join(_parts(claim))


def _parts(claim: Claim) -> Iterator[str]:
    if claim.value is not None:
        yield claim.value
    elif claim.value_min is not None or claim.value_max is not None:
        low, high = ("" if end is None else str(end) for end in (claim.value_min, claim.value_max))
        yield f"{low or '..'}/{high or '..'}"
    if claim.unit is not None:
        yield claim.unit


def _pair(
    pair: ClaimPair, sentences: Mapping[tuple[str, str], str], folds: Mapping[str, int]
) -> ClaimPairRow:
    first, second = pair.first, pair.second
    return ClaimPairRow(
        document=first.document,
        fold=folds[first.document],
        topic=pair.topic.id,
        question=pair.topic.question,
        claim=first.claim.id,
        text=sentences[first.document, first.claim.id],
        quote=first.claim.text,
        other_document=second.document,
        other_claim=second.claim.id,
        other_text=sentences[second.document, second.claim.id],
        other_quote=second.claim.text,
        label=pair.verdict.relation,
        rule=pair.verdict.rule,
        aspect=pair.aspect,
        within=pair.within,
        reason=pair.reason,
    )


def _version(document: Document, claim: Claim) -> Version:
    return Version(
        document=document.id,
        claim=claim.id,
        asserter=claim.asserter,
        via=claim.via,
        modality=claim.modality,
        answer=answer_of(claim),
        time=claim.time,
        text=_sentence(document, claim),
    )


def _sentence(document: Document, claim: Claim) -> str:
    """Return the text of a claim's sentence; its own words where it lies in none."""
    sentence = document.sentence_of(claim)
    return claim.text if sentence is None else sentence.text
