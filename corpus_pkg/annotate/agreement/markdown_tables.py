"""The tables of figures in the agreement report."""

from collections.abc import Mapping
from typing import Final

from corpus_pkg.annotate.agreement.alpha import Labels
from corpus_pkg.annotate.agreement.matching import Share, Tally
from corpus_pkg.annotate.agreement.measure import SPANS, LayerAgreement
from corpus_pkg.annotate.agreement.report import DocumentAgreement
from corpus_pkg.layers.labels import DocumentStanceLabel
from corpus_pkg.values.counted import counted

NOTHING: Final = "–"


def overall_tables(found: DocumentAgreement) -> list[str]:
    """Return the tables of all documents together: spans, values and stance."""
    layers = {layer: part for layer, part in found.layers.items() if _annotated(part.exact)}
    rows = [
        [
            layer,
            _ratio(part.exact.f1),
            _ratio(part.overlap.f1),
            _f1(part.exact_type),
            _f1(part.overlap_type),
            _f1(part.boundaries),
            _n(part.exact),
        ]
        for layer, part in layers.items()
    ]
    head = ["Spans, F1", "exact", "overlap", "exact, type", "overlap, type", "boundaries", "n"]
    lines = _table(head, rows)
    values = [
        [layer, name, _ratio(share.share), f"{share.equal} of {share.of}"]
        for layer, part in layers.items()
        for name, share in part.fields.items()
    ]
    lines += _table(["Equal values", "field", "share", "n"], values)
    stance = found.stance
    if not _has_stance(found):
        return lines
    lines += _table(
        ["Stance of sentences", "", "n"],
        [
            ["F1: sentence, holder, target", _f1(stance.marked), _n(stance.marked)],
            ["F1: the same with label", _f1(stance.label), _n(stance.label)],
            ["F1: those with a side, with label", _f1(stance.sides), _n(stance.sides)],
            *(
                [f"equal {name}, where both marked", _ratio(share.share), f"{share.equal} of {share.of}"]
                for name, share in stance.fields.items()
            ),
            _alpha_row("alpha: author", stance.author),
            _alpha_row("alpha: all holders", stance.holders),
            _alpha_row("alpha: marked", stance.union),
        ],
    )
    lines += _table(
        ["Stance of documents", "", "n"], [_alpha_row("alpha: document, target", found.document_stance)]
    )
    if stance.sentences.equal != stance.sentences.of:
        lines += [f"Alpha is over the {counted(stance.sentences.equal, 'sentence')} that both have.", ""]
    return lines


def _alpha_row(name: str, labels: Labels) -> list[str]:
    return [name, _ratio(labels.alpha), f"{labels.equal} of {labels.units} units equal"]


def document_tables(documents: Mapping[str, DocumentAgreement]) -> list[str]:
    """Return a table for each layer, and one for stance, with a row for each document."""
    lines: list[str] = []
    for layer in SPANS:
        rows = []
        measured = {name: found.layers[layer] for name, found in documents.items() if layer in found.layers}
        if not any(_annotated(part.exact) for part in measured.values()):
            continue  # nobody annotated it, or an annotator took it from the corpus
        for name, part in measured.items():
            typed = part.exact_type or part.exact
            rows.append(
                [name, _f1(part.exact), _f1(part.overlap), _f1(typed), *_values(part), _n(part.exact)]
            )
        values = [f"same {name}" for name in next(iter(measured.values())).fields] if measured else []
        lines += _table([layer, "exact", "overlap", "exact, type", *values, "n"], rows)
    head = [
        "stance",
        "F1",
        "F1, label",
        "F1, sides",
        "same basis",
        "alpha author",
        "alpha all holders",
        "alpha marked",
        "alpha document",
        "n",
    ]
    rows = [
        [
            name,
            _f1(found.stance.marked),
            _f1(found.stance.label),
            _f1(found.stance.sides),
            _ratio(found.stance.fields.get("basis", Share()).share),
            _ratio(found.stance.author.alpha),
            _ratio(found.stance.holders.alpha),
            _ratio(found.stance.union.alpha),
            _ratio(found.document_stance.alpha),
            _n(found.stance.marked),
        ]
        for name, found in documents.items()
    ]
    return lines + (_table(head, rows) if any(map(_has_stance, documents.values())) else [])


def _values(part: LayerAgreement) -> list[str]:
    return [_ratio(share.share) for share in part.fields.values()]


def adjudicated_tables(adjudicated: Mapping[str, DocumentAgreement]) -> list[str]:
    """Return the tables of each annotator's layers against the adjudicated ones."""
    rows = [
        [
            name,
            layer,
            _ratio(part.exact.f1),
            _f1(part.exact_type),
            "; ".join(f"{label} {_ratio(share.share)}" for label, share in part.fields.items()) or NOTHING,
            _n(part.exact),
        ]
        for name, found in adjudicated.items()
        for layer, part in found.layers.items()
        if _annotated(part.exact)
    ]
    lines = _table(
        ["annotator", "layer", "exact", "exact, type", "equal values", "n (adjudicated, own)"], rows
    )
    stance = [
        [
            name,
            _f1(found.stance.marked),
            _f1(found.stance.label),
            _ratio(found.stance.author.alpha),
            _ratio(found.document_stance.alpha),
            _n(found.stance.marked),
        ]
        for name, found in adjudicated.items()
    ]
    head = ["annotator", "stance, F1", "F1, label", "alpha author", "alpha document", "n (adjudicated, own)"]
    return lines + (_table(head, stance) if any(map(_has_stance, adjudicated.values())) else [])


def _annotated(tally: Tally) -> bool:
    """Return True if one of two annotators has any annotation that was counted."""
    return bool(tally.first or tally.second)


def _has_stance(found: DocumentAgreement) -> bool:
    """Return True if one of two annotators found a stance on a target, of a sentence or a document."""
    nothing = (DocumentStanceLabel.NONE, DocumentStanceLabel.NONE)
    return _annotated(found.stance.marked) or any(pair != nothing for pair in found.document_stance.counts)


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    if not rows:
        return []
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [line(head), rule, *(line(row) for row in rows), ""]


def _f1(tally: Tally | None) -> str:
    return _ratio(None if tally is None else tally.f1)


def _n(tally: Tally) -> str:
    return f"{tally.first}, {tally.second}; matched {tally.matched}"


def _ratio(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
