"""What each annotator said of each unit, next to what was decided: disagreement as data.

Where the annotators are runs of one model, as those of AzUS are, this is model variation: it shows how steady
the model is under the guidelines, and not how far people would disagree.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus_pkg.annotate.adjudication.translate import Translated
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Decision
from corpus_pkg.corpus.problems import CorpusError, Problems
from corpus_pkg.corpus.read import read_records
from corpus_pkg.layers import LAYERS, LayerSpec, layers_of
from corpus_pkg.train.misfits import Misfit, Reason
from corpus_pkg.train.tasks.view import View, numbered, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementRow:
    """What one annotator said of one unit."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    layer: str
    """The layer."""
    unit: str
    """What is judged: the record's id, with ids of the corpus's registry; without a span, its target."""
    sentence: str | None
    """The sentence's id; null for what lies in none."""
    text: str
    """The words that are judged; empty where the whole document is."""
    annotator: str
    """The annotator's name."""
    judgement: str | None
    """The label that the annotator gave; null where the annotator has no such record."""
    adjudicated: str | None
    """The label that the corpus has; null where it has no such record."""
    share: str
    """The share of the annotators with this judgement, as a decimal number: the soft label."""
    rule: str | None
    """The rule of the guidelines that decided a difference."""


def judgements(corpus: Corpus) -> View[JudgementRow]:
    """Return the view of all judgements: a row for each annotator and unit of a layer with labels.

    A unit is whatever an annotator or the corpus has a record of. Ids of an annotator's own registry are
    those of the same things in the corpus's; stances that become one by that are reported.

    Args:
        corpus: The corpus, with its annotators' own layers.

    Raises:
        CorpusError: An annotator's files, or the decisions, are broken.
    """
    misfits: list[Misfit] = []
    own: dict[str, Mapping[str, Document]] = {}
    for name in corpus.annotators:
        own[name] = moved = Translated(corpus.annotator(name), corpus.registry, keep=True)
        misfits += (Misfit(document, id_, name, Reason.MERGED) for document, id_ in moved.merged)
    rules = corpus.once(_rules)
    rows = [
        row
        for fold, document in numbered(corpus)
        for spec in layers_of(corpus.labels)
        if spec.label is not None
        for row in _rows(
            fold, document, spec, {name: made.get(document.id) for name, made in own.items()}, rules
        )
    ]
    places = {id_: place for place, id_ in enumerate(corpus.ids)}
    misfits = sorted(
        (found for found in misfits if found.document in places), key=lambda m: places[m.document]
    )
    return view_of(corpus, "judgements", JudgementRow, rows, misfits)


def _key(spec: LayerSpec, record: Any) -> str:
    return str(record.id if spec.has_spans else record.target)


def _rows(
    fold: int,
    document: Document,
    spec: LayerSpec,
    own: Mapping[str, Document | None],
    rules: Mapping[tuple[str, str, str], str],
) -> Iterator[JudgementRow]:
    gold = {_key(spec, record): record for record in document.layer(spec.name)}
    said = {
        name: {_key(spec, record): record for record in side.layer(spec.name)}
        for name, side in own.items()
        if side is not None
    }
    units = dict(gold)
    for records in said.values():
        for key, record in records.items():
            units.setdefault(key, record)
    ordered = sorted(units.items(), key=lambda unit: _order(spec, *unit))
    for key, record in ordered if said else ():
        labels = {name: _label(spec, records.get(key)) for name, records in said.items()}
        counts = Counter(labels.values())
        around = document.sentence_of(record) if spec.has_spans else None
        for name, label in labels.items():
            yield JudgementRow(
                document=document.id,
                fold=fold,
                layer=spec.name,
                unit=key,
                sentence=None if around is None else around.id,
                text=record.text if spec.has_spans else "",
                annotator=name,
                judgement=label,
                adjudicated=_label(spec, gold.get(key)),
                share=f"{counts[label] / len(labels):.3g}",
                rule=rules.get((document.id, spec.name, key)),
            )


def _order(spec: LayerSpec, key: str, record: Any) -> tuple[int, int, str]:
    return (record.start, -record.end, key) if spec.has_spans else (0, 0, key)


def _label(spec: LayerSpec, record: Any) -> str | None:
    return None if record is None else str(getattr(record, spec.label or ""))


def _rules(corpus: Corpus) -> dict[tuple[str, str, str], str]:
    """Return the rules that decided, by document, layer and unit."""
    if corpus.source is None or not files.is_there(corpus.source, layout.DECISIONS_FILE):
        return {}
    specs = {spec.name: spec for spec in LAYERS}
    problems = Problems()
    found: dict[tuple[str, str, str], str] = {}
    for _, decision in read_records(corpus.source, layout.DECISIONS_FILE, Decision, problems):
        if decision.rule is not None:
            spec = specs[decision.layer]
            for record in (*decision.proposals.values(), *decision.own):
                if record is not None:
                    found[decision.document, spec.name, _key(spec, record)] = decision.rule
    if problems:
        raise CorpusError(problems)
    return found
