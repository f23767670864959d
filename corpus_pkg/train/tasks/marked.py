"""The labelled spans of each sentence, of one layer or of several together, for trainers of span models."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers import LAYERS, LayerSpec, Role, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.layers.lists import meanings
from corpus_pkg.layers.sentences import Sentence
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.view import numbered


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with the records of some layers in it."""

    fold: int
    document: Document
    sentence: Sentence
    records: tuple[tuple[LayerSpec, Any], ...]
    """Each record with its layer, by where it begins, the longer first."""

    def within(self, span: Any) -> tuple[int, int] | None:
        """Return a span's offsets in the sentence; None where it is not in it."""
        if span is None or span.start < self.sentence.start or self.sentence.end < span.end:
            return None
        return span.start - self.sentence.start, span.end - self.sentence.start


def labelled_layers(layers: Sequence[str] | None, labels: LabelSets = DEFAULT_LABELS) -> list[LayerSpec]:
    """Return the specs of layers of labelled spans; of all that there are if none are named.

    Layers that may have several records on one span are not among them: span models can't tell them apart
    (see `several`).

    Args:
        layers: Their names.
        labels: The lists of labels of the corpus.

    Raises:
        ValueError: A layer has no labelled spans, or two layers have a label in common.
    """
    there = {
        str(spec.name): spec
        for spec in layers_of(labels)
        if spec.role is Role.ANNOTATION and spec.has_spans and not spec.in_id and spec.label
    }
    for name in layers or ():
        if name not in there:
            raise ValueError(f"{name!r} is not a layer of labelled spans; choose from: {', '.join(there)}")
    specs = list(there.values()) if layers is None else [there[name] for name in layers]
    seen: dict[str, str] = {}
    for spec in specs:
        for label in descriptions(spec, labels):
            if label in seen:
                raise ValueError(
                    f"{seen[label]} and {spec.name} both have {label}; name one of the two layers"
                )
            seen[label] = spec.name
    return specs


def several(corpus: Corpus, layers: Sequence[str] | None) -> Iterator[Misfit]:
    """Yield what views of all layers leave out: spans of layers that may have several records on one span.

    Args:
        corpus: The corpus.
        layers: The layers that were named: of these nothing is left out.
    """
    if layers is not None:
        return
    left = [
        spec
        for spec in LAYERS
        if spec.role is Role.ANNOTATION and spec.has_spans and not spec.whole_sentence and spec.in_id
    ]
    for document in corpus:
        for spec in left:
            for record in document.layer(spec.name):
                yield misfit(document, record, Reason.SEVERAL_ON_SPAN)


def descriptions(spec: LayerSpec, labels: LabelSets = DEFAULT_LABELS) -> Mapping[str, str]:
    """Return what each label of a layer means; empty where its labels are not a closed list."""
    return meanings(spec, spec.label or "", labels) or {}


def marked(corpus: Corpus, specs: Sequence[LayerSpec], misfits: list[Misfit]) -> Iterator[Marked]:
    """Yield each sentence with its records; report those that lie in none."""
    for fold, document in numbered(corpus):
        inside: dict[str, list[tuple[LayerSpec, Any]]] = {sentence.id: [] for sentence in document.sentences}
        for spec in specs:
            for record in document.layer(spec.name):
                around = document.sentence_of(record)
                if around is None:
                    misfits.append(misfit(document, record, Reason.OUTSIDE_SENTENCE))
                else:
                    inside[around.id].append((spec, record))
        for sentence in document.sentences:
            found = sorted(inside[sentence.id], key=lambda one: (one[1].start, -one[1].end))
            yield Marked(fold, document, sentence, tuple(found))


def sort_by_document(misfits: list[Misfit], corpus: Corpus) -> None:
    """Sort what was gathered in several walks over a corpus by the order of its documents."""
    places = {id_: place for place, id_ in enumerate(corpus.ids)}
    misfits.sort(key=lambda found: places[found.document])
