"""The agreement report as a Markdown file, with what the figures mean and who the annotators were."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from corpus_pkg.annotate.agreement.alpha import Labels
from corpus_pkg.annotate.agreement.matching import Share, Tally
from corpus_pkg.annotate.agreement.measure import SPANS, LayerAgreement
from corpus_pkg.annotate.agreement.report import DocumentAgreement, Report, same_who
from corpus_pkg.corpus.markdown import inline
from corpus_pkg.corpus.models import NOT_STATED, Annotator
from corpus_pkg.layers.labels import AnnotatorKind, AnnotatorRole, DocumentStanceLabel
from corpus_pkg.values.counted import counted

TITLE: Final = "# Agreement"
"""The first line of a report."""
REMARKS_BEGIN: Final = "<!-- remarks: begin -->"
REMARKS_END: Final = "<!-- remarks: end -->"
"""What a person writes between these two lines of a report stays when the report is made again."""
NOTHING: Final = "–"

OTHER_BASE: Final = (
    "The figures that follow say something else than agreement: how much of each annotator's work is in the "
    "adjudicated layers. They are not a measure of quality."
)
DECIDED: Final = (
    " These layers hold what the two have alike, unless one of the decisions in "
    "`annotations/adjudication.jsonl` says otherwise, so the figures are high by construction."
)
HOW: Final = (
    (
        "- **F1** is `2 × matched / (annotations of the first + annotations of the second)`; it is "
        "the same whichever of the two is taken as the reference."
    ),
    (
        "- **Exact**: two spans match that have the same start and end. **Overlap**: two spans may "
        "match that share at least one character; each is matched at most once, and of all such "
        "pairings one with the most pairs is taken (a maximum matching; spans that share more of "
        "their characters are paired first). **With type**: spans match only if they have the same "
        "type as well (the kind of a segment or figure, the type of an entity or date)."
    ),
    "- **Boundaries**, of segments and sentences: the places where one begins and where one ends.",
    (
        "- **Values** are compared field by field on exactly matched spans. Links count as equal "
        "where the two registries mean the same thing: the same id, or the same Wikipedia article, or"
        " the same type and name. Numbers are compared as numbers. References to dates (a date's "
        "anchor, a figure's date) count as equal where the dates match, by overlap too."
    ),
    (
        "- **Alpha** is Krippendorff's, nominal: 1 is full agreement, 0 is what chance gives; – where"
        " all labels are one and it is not defined. Its units differ in what counts as the absence of"
        " a stance: *author* has every pair of a sentence and a target, for the holder `author`; *all"
        " holders* has every sentence, every holder that one of the two names in that document, and "
        "every target; *marked* has only the units of sentence, holder and target that one of the two"
        " marked, so that most of what could be agreed on is left out and the value is low. A unit "
        "that an annotator did not mark has the label `none`, as one has that is marked so. Whether two "
        "annotators find a sentence to be about the same targets is in F1 of sentence, holder, target."
    ),
    (
        "- Figures of several documents are made of their added counts, not averaged. `n` is the "
        "number of annotations of the first and the second annotator, of matched spans, or of units."
    ),
)


def _unmeasured(layers: Sequence[str]) -> list[str]:
    if not layers:
        return []
    names = ", ".join(f"`{layer}`" for layer in layers)
    return [*_wrap(f"Agreement on these layers is not measured: {names}."), ""]


def remarks_of(page: str) -> str:
    """Return the remarks of a report, from the line before them to the line after; empty where it has none.

    Raises:
        ValueError: One of the two lines is missing, or they are not there once, in their order.
    """
    begin, end = page.find(REMARKS_BEGIN), page.find(REMARKS_END)
    counts = page.count(REMARKS_BEGIN), page.count(REMARKS_END)
    if counts == (0, 0):
        return ""
    if counts != (1, 1) or end < begin:
        raise ValueError(
            f"remarks need one {REMARKS_BEGIN} and, after it, one {REMARKS_END}; correct the two lines"
        )
    return page[begin : end + len(REMARKS_END)]


def markdown(report: Report, remarks: str = "") -> str:
    """Return the text of `annotations/AGREEMENT.md`.

    Args:
        report: The figures.
        remarks: What a person has written in the report before (`remarks_of`); it follows the annotators.
    """
    first, second = report.annotators
    overall = report.overall
    parts = [
        TITLE,
        "",
        f"<!-- Made by `corpus-pkg agree --annotators {first} {second}`; edit only the remarks. -->",
        "",
        *_wrap(
            f"How far the annotators `{first}` and `{second}` agree before adjudication, measured from their "
            "own layers under `annotations/annotators/`. This file is made by "
            f"`corpus-pkg agree DIR --annotators {first} {second} --out DIR/annotations/AGREEMENT.md`, where "
            "DIR is the folder of the corpus; with `--check` the command says whether it is up to date."
        ),
        "",
        *_people(report.people),
        *([remarks, ""] if remarks else []),
        *_unmeasured(report.unmeasured),
        "## Overall",
        "",
        *_tables(overall),
        "## By document",
        "",
        *_by_document(report.documents),
        "## How the figures are made",
        "",
        *(line for item in HOW for line in _wrap(item, "  ")),
        "",
    ]
    if report.adjudicated:
        parts += ["## Something else: each annotator and the adjudicated layers", ""]
        parts += [*_wrap(OTHER_BASE + (DECIDED if report.decided else "")), ""]
        parts += _adjudicated(report.adjudicated)
    return "\n".join(parts).rstrip("\n") + "\n"


def _people(people: Iterable[Annotator]) -> list[str]:
    people = list(people)
    if not people:
        return []
    lines = ["## Who annotated", ""]
    for person in people:
        text = f"- `{person.name}`, {person.role}: {_kind_and_date(person)}."
        if not person.instructions.startswith(NOT_STATED):
            text += f" Worked from {inline(person.instructions)}."
        text += f" {inline(person.description)}" if person.description else ""
        lines += _wrap(text, "  ")
        for change in person.changes:
            lines += _wrap(f"  - Published with a change: {inline(change)}", "    ")
    lines.append("")
    if all(person.kind is AnnotatorKind.MODEL for person in people):
        lines += ["No human annotator took part.", ""]
        if len(people) > 1 and same_who(people):
            roles = {person.role for person in people}
            too = ONE_ADJUDICATOR if AnnotatorRole.ADJUDICATOR in roles else ""
            lines += [*_wrap(ONE_MODEL.format(adjudicator=too)), ""]
    return lines


def _kind_and_date(person: Annotator) -> str:
    """Return what annotators.jsonl says of who worked and when, without what nobody stated."""
    stated = not person.who.startswith(NOT_STATED)
    date = f"by {person.date[1:]}" if person.date.startswith("/") else person.date
    if not stated and person.kind is AnnotatorKind.PERSON:
        return date  # the kind that is written where nobody says one
    what = "a person" if person.kind is AnnotatorKind.PERSON else "a language model"
    return f"{what} ({inline(person.who)}), {date}" if stated else f"{what}, {date}"


ONE_MODEL: Final = (
    "All of this is the work of one model. Runs of one model share its blind spots: where it misreads a rule "
    "or a text, it is likely to do so every time{adjudicator}. The figures therefore say how clear the "
    "guidelines are, and how steadily the model follows them, more than how right the labels are. They do "
    "not measure agreement between people and must not be compared with such figures."
)
ONE_ADJUDICATOR: Final = ", and the adjudicator, being the same model, is likely to agree"
"""What one model for all means where an adjudicator is among those that are named."""


def _wrap(text: str, indent: str = "") -> list[str]:
    import textwrap

    return textwrap.wrap(text, 118, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _tables(found: DocumentAgreement) -> list[str]:
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


def _by_document(documents: Mapping[str, DocumentAgreement]) -> list[str]:
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


def _adjudicated(adjudicated: Mapping[str, DocumentAgreement]) -> list[str]:
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
