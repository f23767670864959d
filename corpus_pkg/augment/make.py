"""Making new documents out of those of a corpus."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from typing import Any, Final

from corpus_pkg.augment.articles import article_edit
from corpus_pkg.augment.dates import other_dates
from corpus_pkg.augment.edits import Edit, Key, apply, fingerprint, without_overlaps
from corpus_pkg.augment.figures import other_figure
from corpus_pkg.augment.free import Free
from corpus_pkg.augment.modes import SEED, StanceMode
from corpus_pkg.augment.names import Lexicon, choose, protected
from corpus_pkg.checks.findings import Finding
from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import SPAN_LAYERS, Document
from corpus_pkg.problems import CorpusError, Problem
from corpus_pkg.records import DocumentMetadata, Entity, Evidence
from corpus_pkg.schema.ids import SLUG_MAX_LENGTH
from corpus_pkg.schema.labels import Confidence, Layer, SegmentKind

_ATTEMPTS: Final = 6


def augment(
    corpus: Corpus, number: int | None = None, seed: int = SEED, stance: StanceMode | str = StanceMode.KEEP
) -> Iterator[Document]:
    """Yield new documents made from those of a corpus, one source after the other, round and round.

    In each, entities are swapped for others of their type (all mentions of one for mentions of another, in
    the forms in which the corpus mentions it), dates and figures for others of their form. All offsets, ids,
    values, anchors and links are made again, and the document passes `check_document` with the corpus's
    registry and targets (with no targets where stance is dropped).

    The n-th document is a function of the corpus, the seed and n: the same call yields the same bytes.

    Args:
        corpus: The sources, all valid; the new names are those of its documents alone.
        number: How many documents to make; without end where left out.
        seed: The seed of all chance, not negative.
        stance: What becomes of the stance layers.

    Yields:
        The documents, one at a time, with `synthetic` set in their metadata.

    Raises:
        CorpusError: A source breaks a rule (see `corpus-pkg validate`).
        ValueError: The number or seed is negative, or there is nothing to make documents from.

    Example:
        >>> import corpus_pkg
        >>> from corpus_pkg.augment import augment
        >>> made = next(augment(corpus_pkg.load()))
        >>> made.id, made.metadata.synthetic
        ('section-907-repeal-made-907-0', True)
    """
    mode = StanceMode(stance)
    if seed < 0 or (number is not None and number < 0):
        raise ValueError("the number and the seed are 0 or more")
    if not len(corpus) and number != 0:
        raise ValueError("the corpus has no document to make others from")
    return islice(_made(corpus, seed, mode), number)


def _made(corpus: Corpus, seed: int, mode: StanceMode) -> Iterator[Document]:
    makers: list[_Maker] = []
    lexicon = Lexicon(corpus, corpus.registry)
    for document in corpus:
        problems = check_document(document, corpus.registry, corpus.targets)
        if problems:
            raise CorpusError([_problem(finding, document) for finding in problems])
        makers.append(_Maker(document, corpus, lexicon, mode))
    for n in count():
        yield makers[n % len(makers)].make(seed, n)


def _problem(finding: Finding, document: Document) -> Problem:
    message = f"{finding.message} (nothing is made from a document that breaks a rule)"
    return Problem(document.id, 0, finding.code, message, document.id)


class _Maker:
    """A source, and what is worked out once for all that is made from it."""

    def __init__(self, document: Document, corpus: Corpus, lexicon: Lexicon, mode: StanceMode) -> None:
        self.corpus, self.lexicon, self.mode = corpus, lexicon, mode
        if mode is StanceMode.DROP:
            document = replace(document, stance=(), document_stances=())
        self.document, self.free = document, Free(document)
        self.mentions: dict[str, list[Entity]] = {}
        fixed: set[str] = set()
        for mention in self.free.outer_mentions:
            self.mentions.setdefault(mention.entity, []).append(mention)
            if self.free.inside_name(mention) is None:
                fixed.add(mention.entity)
        if mode is StanceMode.KEEP:
            fixed.update(protected(document, [each.target_entities for each in corpus.targets.values()]))
        self.kept = frozenset(fixed)
        self.dates = [i for i, each in enumerate(document.dates) if self.free.alone(each.start, each.end)]
        self.figures = [each for each in document.figures if self.free.alone(each.start, each.end)]

    def make(self, seed: int, n: int) -> Document:
        # Text as a seed is hashed by SHA-512, the same on every machine.
        rng = random.Random(f"{seed} {n} {self.document.id}")
        edits = [*self._names(rng), *self._dates(rng), *self._figures(rng)]
        for _ in range(_ATTEMPTS):
            made = self._document(edits, seed, n)
            findings = self._check(made)
            if not findings:
                return made
            wrong = _touched(edits, made, findings)
            edits = [edit for edit in edits if edit.key not in wrong] if wrong else []
        # What is left unchanged breaks no rule, since the source breaks none.
        return self._document([], seed, n)

    def _check(self, made: Document) -> list[Finding]:
        targets = {} if self.mode is StanceMode.DROP else self.corpus.targets
        return check_document(made, self.corpus.registry, targets)

    def _names(self, rng: random.Random) -> Iterator[Edit]:
        chosen = choose(self.mentions, self.lexicon, self.kept, rng)
        for old, new in chosen.items():
            for mention in self.mentions[old]:
                form = self.lexicon.form(new, mention)
                if form is None:
                    raise AssertionError(f"{new} was chosen for {old} without a form for {mention.id}")
                changes = {"entity": new, "stands_for": form.stands_for, "note": None}
                key = Key(Layer.ENTITIES, old)
                edit = Edit(mention.start, mention.end, form.text, key, changes, form.inner)
                yield edit
                if (article := article_edit(self.document.text, edit, self.free)) is not None:
                    yield article

    def _dates(self, rng: random.Random) -> Iterator[Edit]:
        dates = self.document.dates
        for value, swaps in other_dates(dates, self.document.metadata.date, self.dates, rng):
            for index, text, new in swaps:
                changes = {"value": new, "note": None}
                date = dates[index]
                yield Edit(date.start, date.end, text, Key(Layer.DATES, value), changes)

    def _figures(self, rng: random.Random) -> Iterator[Edit]:
        for figure in self.figures:
            other = other_figure(figure, rng)
            if other is None:
                continue
            changes = {"value": other.value, "value_min": other.value_min, "note": None}
            edit = Edit(figure.start, figure.end, other.text, Key(Layer.FIGURES, figure.id), changes)
            yield edit
            if (article := article_edit(self.document.text, edit, self.free)) is not None:
                yield article

    def _document(self, edits: Sequence[Edit], seed: int, n: int) -> Document:
        made = apply(self.document, without_overlaps(edits))
        tail = f"-made-{seed}-{n}"
        id_ = self.document.id[: SLUG_MAX_LENGTH - len(tail)].rstrip("-") + tail
        return replace(made, id=id_, metadata=self._metadata(made, id_))

    def _metadata(self, made: Document, id_: str) -> DocumentMetadata:
        old = self.document.metadata
        titles = zip(self.document.segments, made.segments, strict=True)
        title = next(
            (new.text for was, new in titles if was.kind is SegmentKind.TITLE and was.text == old.title), None
        )
        changes: dict[str, Any] = {
            "id": id_,
            "title": title,
            "author": None,
            "source_file": f"{id_}.txt",
            "synthetic": True,
            "evidence": (
                Evidence(
                    field="date",
                    inferred=True,
                    confidence=Confidence.HIGH,
                    basis=f"the date of {self.document.id}, from which a program made this text",
                ),
            ),
        }
        return replace(old, **changes, **fingerprint(made.text))


def _touched(edits: Sequence[Edit], made: Document, findings: Sequence[Finding]) -> set[Key]:
    """Return what was swapped in the sentences in which a rule is now broken."""
    spans = []
    for finding in findings:
        if finding.part not in SPAN_LAYERS or finding.index is None:
            return set()
        record = made.layer(Layer(finding.part))[finding.index]
        sentence = made.sentence_of(record)
        spans.append((sentence.start, sentence.end) if sentence else (record.start, record.end))
    found: set[Key] = set()
    grown = 0
    for edit in without_overlaps(edits):
        start = edit.start + grown
        end = start + len(edit.text)
        grown = end - edit.end
        if any(low <= end and start <= high for low, high in spans):
            found.add(edit.key)
    return found
