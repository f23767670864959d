"""Stance: one label a pair of sentence and target, and one a pair of document and target."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Sentence, Stance, Target
from corpus_pkg.layers.labels import DocumentStanceLabel, StanceLabel
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.pair_labels import PairLabel, merged_label
from corpus_pkg.train.tasks.view import View, numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderStance:
    """The side of one holder in a pair's sentence."""

    holder: str
    """`author`, or the registry id of the person or body whose stand is reported."""
    label: StanceLabel
    """The side."""
    explicit: bool
    """Whether the words themselves say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StancePairRow:
    """A sentence and a target."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    text: str
    """The sentence's text."""
    target: str
    """The target's id."""
    description: str
    """What is favoured or opposed."""
    label: PairLabel
    """The side; `none` is derived: the sentence mentions the target and takes no side on it."""
    holders: tuple[HolderStance, ...]
    """Who takes which side; empty where the label is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStanceRow:
    """A document and a target."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    title: str | None
    """The document's headline."""
    text: str
    """The document's text."""
    target: str
    """The target's id."""
    description: str
    """What is favoured or opposed."""
    label: DocumentStanceLabel
    """The author's overall side, or none."""


def stance_pairs(corpus: Corpus, *, holder: str | None = None) -> View[StancePairRow]:
    """Return the view for stance classification: a row a (sentence, target).

    There is a row for each pair that carries a stance, and one with the derived label `none` for each
    sentence that mentions an entity of the target's `target_entities` (itself, or a capital that stands
    for it) and carries no stance on the target. Where several holders take one side, that is the label;
    where they take different ones the label is `mixed`, and the stances are reported.

    Args:
        corpus: The corpus.
        holder: Only this holder's stances, such as `author`. Pairs on which only others take a side are
            then left out: they are not `none`.
    """
    misfits: list[Misfit] = []
    rows = []
    for fold, document in numbered(corpus):
        stances, mentioned = _stances(document, corpus, misfits), _mentioned(document)
        for sentence in document.sentences:
            for target in corpus.targets.values():
                found = stances.get((sentence.id, target.id), [])
                if not found and mentioned[sentence.id].isdisjoint(target.target_entities):
                    continue
                kept = [stance for stance in found if holder is None or stance.holder == holder]
                if bool(found) == bool(kept):
                    rows.append(_pair(document, fold, sentence, target, kept, misfits))
    return View(
        name="stance_pairs",
        record=StancePairRow,
        records=rows,
        misfits=tuple(misfits),
        documents=corpus.ids,
    )


def document_stance(corpus: Corpus) -> View[DocumentStanceRow]:
    """Return the view for document stance: a row a (document, target) that is labelled.

    Args:
        corpus: The corpus.
    """
    misfits: list[Misfit] = []
    rows = []
    for fold, document in numbered(corpus):
        for stance in document.document_stance:
            target = corpus.targets.get(stance.target)
            if target is None:
                misfits.append(Misfit(document.id, stance.target, stance.label, Reason.UNKNOWN_TARGET))
                continue
            rows.append(
                DocumentStanceRow(
                    document=document.id,
                    fold=fold,
                    title=document.metadata.title,
                    text=document.text,
                    target=target.id,
                    description=target.description,
                    label=stance.label,
                )
            )
    return View(
        name="document_stance",
        record=DocumentStanceRow,
        records=rows,
        misfits=tuple(misfits),
        documents=corpus.ids,
    )


def _stances(
    document: Document, corpus: Corpus, misfits: list[Misfit]
) -> dict[tuple[str, str], list[Stance]]:
    """Return a document's stances by (sentence, target), and report those that can make no row."""
    sentences = {sentence.id for sentence in document.sentences}
    stances = defaultdict(list)
    for stance in document.stance:
        if stance.sentence not in sentences:
            misfits.append(misfit(document, stance, Reason.OUTSIDE_SENTENCE))
        elif stance.target not in corpus.targets:
            misfits.append(misfit(document, stance, Reason.UNKNOWN_TARGET))
        else:
            stances[stance.sentence, stance.target].append(stance)
    return dict(stances)


def _mentioned(document: Document) -> defaultdict[str, set[str]]:
    """Return the registry ids that each sentence of a document mentions, by the sentence's id."""
    mentioned: defaultdict[str, set[str]] = defaultdict(set)
    for mention in document.entities:
        sentence = document.sentence_of(mention)
        if sentence is not None:
            mentioned[sentence.id].update(_referents(mention.entity, mention.stands_for))
    return mentioned


def _referents(entity: str, stands_for: str | None) -> Iterator[str]:
    yield entity
    if stands_for is not None:
        yield stands_for


def _pair(
    document: Document,
    fold: int,
    sentence: Sentence,
    target: Target,
    stances: Sequence[Stance],
    misfits: list[Misfit],
) -> StancePairRow:
    if len({stance.label for stance in stances}) > 1:
        misfits.extend(misfit(document, stance, Reason.HOLDERS_DISAGREE) for stance in stances)
    return StancePairRow(
        document=document.id,
        fold=fold,
        sentence=sentence.id,
        text=sentence.text,
        target=target.id,
        description=target.description,
        label=merged_label(stance.label for stance in stances),
        holders=tuple(
            HolderStance(holder=stance.holder, label=stance.label, explicit=stance.explicit)
            for stance in stances
        ),
    )
