"""The agreement of two annotators on a whole corpus, by document and overall."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any, Final

from corpus_pkg.annotate.agreement.alpha import Labels
from corpus_pkg.annotate.agreement.matching import Share, Tally
from corpus_pkg.annotate.agreement.measure import MEASURED, SPANS, Comparison, LayerAgreement, StanceAgreement
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import Identity, translation
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import NOT_STATED, Annotator
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.read import base_of
from corpus_pkg.corpus.tabular import Grid, Tabular
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, STANCE, layers_of
from corpus_pkg.values.counted import counted

COLUMNS: Final = ("document", "layer", "measure", "value")
"""What a table of figures has of each."""


@dataclass(frozen=True, slots=True)
class DocumentAgreement:
    """The agreement on one document, or on all of them together."""

    layers: Mapping[str, LayerAgreement] = field(default_factory=dict)
    """The agreement on each layer of spans."""
    stance: StanceAgreement = field(default_factory=StanceAgreement)
    """The agreement on the stance of sentences."""
    document_stance: Labels = field(default_factory=Labels)
    """The labels of the author's overall stances."""

    def __add__(self, other: "DocumentAgreement") -> "DocumentAgreement":
        layers = {
            layer: reduce(add, [part.layers[layer] for part in (self, other) if layer in part.layers])
            for layer in SPANS
            if layer in self.layers or layer in other.layers
        }
        return DocumentAgreement(
            layers, self.stance + other.stance, self.document_stance + other.document_stance
        )

    def as_dict(self) -> dict[str, Any]:
        """Return all figures as JSON values, each with its counts."""
        return {
            "layers": {layer: _layer_dict(found) for layer, found in self.layers.items()},
            "stance": _stance_dict(self.stance),
            "document_stance": _labels_dict(self.document_stance),
        }


@dataclass(frozen=True, slots=True)
class Report(Tabular):
    """Agreement between two annotators, and how much of each the adjudicated layers kept."""

    annotators: tuple[str, str]
    """The names of the two."""
    documents: Mapping[str, DocumentAgreement]
    """Their agreement on each document, before adjudication."""
    adjudicated: Mapping[str, DocumentAgreement]
    """Each annotator, by name, against the adjudicated layers; empty where there are none."""
    people: tuple[Annotator, ...] = ()
    """What is recorded of the annotators and the adjudicator."""
    unmeasured: tuple[str, ...] = ()
    """Layers with records of either annotator on which agreement is not measured."""
    decided: bool = False
    """Whether there are published decisions between the two, so that the adjudicated layers are theirs."""

    @property
    def overall(self) -> DocumentAgreement:
        """The agreement on all documents, their counts added up."""
        return reduce(add, self.documents.values(), DocumentAgreement())

    @property
    def rows(self) -> list[tuple[str, str, str, float | None]]:
        """The figures as document, layer, measure and value; those of all documents are of `all`."""
        parts = {"all": self.overall, **self.documents}
        return [
            (document, layer, name, tally.f1)
            for document, part in parts.items()
            for layer, found in part.layers.items()
            for name, tally in (
                ("exact", found.exact),
                ("overlap", found.overlap),
                ("type", found.exact_type),
            )
            if tally is not None
        ] + [
            (document, layer, name, value)
            for document, part in parts.items()
            for layer, name, value in (
                (STANCE.name, "marked", part.stance.marked.f1),
                (STANCE.name, "label", part.stance.label.f1),
                (DOCUMENT_STANCE.name, "alpha", part.document_stance.alpha),
            )
        ]

    def _frame_rows(self) -> list[dict[str, Any]]:
        return [dict(zip(COLUMNS, row, strict=True)) for row in self.rows]

    def __repr__(self) -> str:
        return f"<Agreement of {' and '.join(self.annotators)}: {counted(len(self.documents), 'document')}>"

    def _grid(self) -> Grid:
        shown = ((*names, "–" if value is None else f"{value:.3f}") for *names, value in self.rows)
        return Grid(head=COLUMNS, rows=shown, caption=repr(self), numbers=COLUMNS[-1:])

    def as_dict(self) -> dict[str, Any]:
        """Return the whole report as JSON values."""
        unmeasured = {"unmeasured": list(self.unmeasured)} if self.unmeasured else {}
        return {
            "annotators": list(self.annotators),
            **unmeasured,
            "overall": self.overall.as_dict(),
            "documents": {name: found.as_dict() for name, found in self.documents.items()},
            "against_adjudicated": {name: found.as_dict() for name, found in self.adjudicated.items()},
        }


def agreement(corpus: Corpus, annotators: tuple[str, str]) -> Report:
    """Measure the agreement of two annotators of a corpus from their own layers.

    Args:
        corpus: A corpus that was loaded from a directory.
        annotators: The names of two annotators.

    Returns:
        The figures, with the adjudicated layers compared where the corpus has them.

    Raises:
        KeyError: The corpus has no such annotator.
        CorpusError: An annotator's files are broken.
    """
    first, second = (corpus.annotator(name) for name in annotators)
    between = _Compared(first, second)
    against = [(own, _Compared(corpus, own)) for own in (first, second)]
    found: dict[str, DocumentAgreement] = {}
    kept = [DocumentAgreement(), DocumentAgreement()]
    annotated: set[str] = set()
    layers: set[str] = set()
    # One document after the other: a corpus that reads them as they are asked for keeps none.
    for document in corpus:
        annotated |= _layers_of(document)
        sides: list[Document] = []
        shared: list[frozenset[str]] = []
        for number, (own, compared) in enumerate(against):
            if document.id in own:
                sides.append(own[document.id])
                shared.append(_taken(corpus, document.id, annotators[number]))
                layers |= _layers_of(sides[-1])
                kept[number] += compared.document(document, sides[-1], shared[-1])
        if len(sides) == len(against):
            one, other = sides
            found[document.id] = between.document(one, other, shared[0] | shared[1])
    adjudicated = dict(zip(annotators, kept, strict=True)) if annotated else {}
    unmeasured = tuple(layer for layer in LAYER_NAMES if layer not in MEASURED and layer in layers)
    people = tuple(read_annotators(corpus.source))
    return Report(annotators, found, adjudicated, people, unmeasured, _are_decided(corpus.source, annotators))


def _are_decided(source: Folder | None, annotators: tuple[str, str]) -> bool:
    """Return True if a corpus has decisions between two annotators."""
    if source is None or not files.is_there(source, layout.DECISIONS_FILE):
        return False
    found = (line.get("proposals") for _, line in files.read_json_lines(source, layout.DECISIONS_FILE, []))
    return any(isinstance(proposals, dict) and proposals.keys() == set(annotators) for proposals in found)


def overall(corpus: Corpus, annotators: tuple[str, str]) -> DocumentAgreement:
    """Return the agreement of two annotators on all documents, as `agreement` does, and nothing else.

    Args:
        corpus: A corpus that was loaded from a directory, or a part of one.
        annotators: The names of two annotators.

    Raises:
        KeyError: The corpus has no such annotator.
        CorpusError: An annotator's files are broken.
    """
    first, second = (corpus.annotator(name) for name in annotators)
    compared = _Compared(first, second)
    found = DocumentAgreement()
    for document in first:
        if document.id in second:
            one, other = (_taken(corpus, document.id, name) for name in annotators)
            found += compared.document(document, second[document.id], one | other)
    return found


def _layers_of(document: Document) -> set[str]:
    """Return the layers of which a document has records."""
    return {layer for layer in LAYER_NAMES if document.layer(layer)}


def _taken(corpus: Corpus, document: str, annotator: str) -> frozenset[str]:
    """Return the layers that an annotator took from the corpus: they agree without any work."""
    return base_of(corpus.source, document, annotator) if corpus.source else frozenset()


def compare(first: Corpus, second: Corpus) -> dict[str, DocumentAgreement]:
    """Return the agreement of two annotations of the same texts, document by document.

    Args:
        first: One annotation.
        second: The other.
    """
    compared = _Compared(first, second)
    return {
        document.id: compared.document(document, second[document.id])
        for document in first
        if document.id in second  # else only one of the two has annotated it
    }


class _Compared:
    """Two annotations of the same texts."""

    def __init__(self, first: Corpus, second: Corpus) -> None:
        self._targets = first.targets
        self._spans = [spec.name for spec in layers_of(first.labels) if spec.name in SPANS]
        self._identity = Identity(first.registry, second.registry)
        self._translated = translation(second.registry, first.registry)

    def document(
        self, first: Document, second: Document, shared: Collection[str] = frozenset()
    ) -> DocumentAgreement:
        """Return the agreement on one document.

        Args:
            first: The document as the one has it.
            second: The document as the other has it.
            shared: The layers that one of the two took from the corpus; they are not compared.
        """
        comparison = Comparison(first, second, self._identity)
        return DocumentAgreement(
            {layer: comparison.layer(layer) for layer in self._spans if layer not in shared},
            comparison.stance(self._targets, self._translated),
            comparison.document_stance(self._targets),
        )


def read_annotators(source: Folder | None) -> list[Annotator]:
    """Return what `annotations/annotators/annotators.jsonl` says of the annotators; empty without the file.

    Raises:
        CorpusError: The file is broken.
    """
    if source is None or not source.joinpath(*layout.ANNOTATORS_FILE.split("/")).is_file():
        return []
    problems = Problems()
    found = []
    for number, value in files.read_json_lines(source, layout.ANNOTATORS_FILE, problems):
        record = parse_value(Annotator, value)
        if isinstance(record, Invalid):
            problems += [Problem(layout.ANNOTATORS_FILE, number, *fault) for fault in record.faults]
        else:
            found.append(record)
    if problems:
        raise CorpusError(problems)
    return found


def _layer_dict(layer: LayerAgreement) -> dict[str, Any]:
    tallies = {
        "exact": layer.exact,
        "overlap": layer.overlap,
        "exact_type": layer.exact_type,
        "overlap_type": layer.overlap_type,
        "boundaries": layer.boundaries,
    }
    found: dict[str, Any] = {name: _tally_dict(tally) for name, tally in tallies.items() if tally is not None}
    return {**found, "fields": _shares_dict(layer.fields)}


def _stance_dict(stance: StanceAgreement) -> dict[str, Any]:
    return {
        "marked": _tally_dict(stance.marked),
        "label": _tally_dict(stance.label),
        "sides": _tally_dict(stance.sides),
        "fields": _shares_dict(stance.fields),
        "author": _labels_dict(stance.author),
        "holders": _labels_dict(stance.holders),
        "union": _labels_dict(stance.union),
        "sentences": _share_dict(stance.sentences),
    }


def _tally_dict(tally: Tally) -> dict[str, Any]:
    return {"f1": tally.f1, "first": tally.first, "second": tally.second, "matched": tally.matched}


def _shares_dict(shares: Mapping[str, Share]) -> dict[str, Any]:
    return {name: _share_dict(share) for name, share in shares.items()}


def _share_dict(share: Share) -> dict[str, Any]:
    return {"share": share.share, "equal": share.equal, "of": share.of}


def _labels_dict(labels: Labels) -> dict[str, Any]:
    return {"alpha": labels.alpha, "units": labels.units, "equal": labels.equal}


def same_who(people: Iterable[Annotator]) -> bool:
    """Return True if several annotators are known to be one person or model."""
    found = {(person.kind, person.who) for person in people}
    return len(found) == 1 and not any(who.startswith(NOT_STATED) for _, who in found)
