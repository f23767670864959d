"""The agreement report as a Markdown file, with what the figures mean and who the annotators were."""

from collections.abc import Iterable, Sequence
from typing import Final

from corpus_pkg.annotate.agreement.markdown_tables import adjudicated_tables, document_tables, overall_tables
from corpus_pkg.annotate.agreement.report import Report, same_who
from corpus_pkg.corpus.markdown import inline
from corpus_pkg.corpus.models import NOT_STATED, Annotator
from corpus_pkg.layers.labels import AnnotatorKind, AnnotatorRole

TITLE: Final = "# Agreement"
"""The first line of a report."""
REMARKS_BEGIN: Final = "<!-- remarks: begin -->"
REMARKS_END: Final = "<!-- remarks: end -->"
"""What a person writes between these two lines of a report stays when the report is made again."""

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
        *overall_tables(overall),
        "## By document",
        "",
        *document_tables(report.documents),
        "## How the figures are made",
        "",
        *(line for item in HOW for line in _wrap(item, "  ")),
        "",
    ]
    if report.adjudicated:
        parts += ["## Something else: each annotator and the adjudicated layers", ""]
        parts += [*_wrap(OTHER_BASE + (DECIDED if report.decided else "")), ""]
        parts += adjudicated_tables(report.adjudicated)
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
