"""Stance: the author's side on what a sentence is about, the sides it reports, and overall sides."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Sentence, Stance, Target
from corpus_pkg.layers.labels import DocumentStanceLabel, StanceBasis, StanceLabel
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.values.ids import AUTHOR


@dataclass(frozen=True, slots=True, kw_only=True)
class StancePairRow:
    """A sentence and a target that it is about."""

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
    label: StanceLabel
    """The author's side; `none` is annotated: the sentence is about the target and takes no side on it."""
    basis: StanceBasis | None
    """What the side rests on; null where the label is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedStanceRow:
    """A sentence, a target, and someone other than the author whose side the sentence reports."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    text: str
    """The sentence's text."""
    holder: str
    """The registry id of the person or body whose side it is."""
    holder_name: str | None
    """The holder's name in the registry; null where the registry does not have it."""
    target: str
    """The target's id."""
    description: str
    """What is favoured or opposed."""
    label: StanceLabel
    """The holder's side; never none."""
    basis: StanceBasis | None
    """What the side rests on."""


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


def stance_pairs(corpus: Corpus) -> View[StancePairRow]:
    """Return the view for stance classification: a row for each sentence and target that it is about.

    The label is the author's side. Only annotated pairs have a row; sides of others are in
    `stance_reported`.

    Args:
        corpus: The corpus.
    """
    misfits: list[Misfit] = []
    rows = [
        StancePairRow(
            document=document.id,
            fold=fold,
            sentence=sentence.id,
            text=sentence.text,
            target=target.id,
            description=target.description,
            label=stance.label,
            basis=stance.basis,
        )
        for fold, document, sentence, target, stance in _placed(corpus, misfits, by_author=True)
    ]
    return view_of(corpus, "stance_pairs", StancePairRow, rows, misfits)


def stance_reported(corpus: Corpus) -> View[ReportedStanceRow]:
    """Return the view for attributed stance: a row for each sentence, holder and target.

    The holders are those whose side a sentence reports; the author's own sides are in `stance_pairs`.

    Args:
        corpus: The corpus.
    """
    misfits: list[Misfit] = []
    rows = [
        ReportedStanceRow(
            document=document.id,
            fold=fold,
            sentence=sentence.id,
            text=sentence.text,
            holder=stance.holder,
            holder_name=entry.name if (entry := corpus.registry.get(stance.holder)) else None,
            target=target.id,
            description=target.description,
            label=stance.label,
            basis=stance.basis,
        )
        for fold, document, sentence, target, stance in _placed(corpus, misfits, by_author=False)
    ]
    return view_of(corpus, "stance_reported", ReportedStanceRow, rows, misfits)


def document_stance(corpus: Corpus) -> View[DocumentStanceRow]:
    """Return the view for document stance: one row per (document, target) that is labelled.

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
    return view_of(corpus, "document_stance", DocumentStanceRow, rows, misfits)


def _placed(
    corpus: Corpus, misfits: list[Misfit], *, by_author: bool
) -> Iterator[tuple[int, Document, Sentence, Target, Stance]]:
    """Yield the author's stances, or those of others, and report those that can make no row."""
    order = {target: number for number, target in enumerate(corpus.targets)}
    for fold, document in numbered(corpus):
        sentences = {sentence.id: sentence for sentence in document.sentences}
        found = []
        for stance in document.stance:
            if (stance.holder == AUTHOR) is not by_author:
                continue
            if stance.sentence not in sentences:
                misfits.append(misfit(document, stance, Reason.OUTSIDE_SENTENCE))
            elif stance.target not in corpus.targets:
                misfits.append(misfit(document, stance, Reason.UNKNOWN_TARGET))
            else:
                found.append(stance)
        for stance in sorted(found, key=lambda one: (one.start, order[one.target])):
            yield fold, document, sentences[stance.sentence], corpus.targets[stance.target], stance
