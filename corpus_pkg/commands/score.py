"""`corpus-pkg score`: predicted annotations against gold ones."""

from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.compared import (
    Confidence,
    Form,
    LabelMapping,
    PredictedOnly,
    Samples,
    ScoredLayers,
    Seed,
    TypesOption,
    read_all_predicted,
    read_gold,
    tell_left_out,
    types_of,
)
from corpus_pkg.commands.ending import fail, show_json
from corpus_pkg.commands.some import DocumentsOption, FoldOption, FoldsOption, chosen
from corpus_pkg.commands.source import source_argument
from corpus_pkg.commands.tables import show_table, table_console
from corpus_pkg.corpus.tabular import Grid
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.train.scoring.scores import Scores


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("score")(score)


def score(
    gold: Annotated[str, source_argument("The gold annotations.")],
    predicted: Annotated[
        str, source_argument("What is scored: all or some of the same documents, or a file of predictions.")
    ],
    layers: ScoredLayers = None,
    form: Form = None,
    label_map: LabelMapping = None,
    types: TypesOption = None,
    documents: DocumentsOption = None,
    fold: FoldOption = None,
    folds: FoldsOption = None,
    predicted_only: PredictedOnly = False,
    by_type: Annotated[
        bool, typer.Option("--by-type", help="Show the scores of each type, label and target too.")
    ] = False,
    samples: Samples = 1000,
    seed: Seed = 907,
    confidence: Confidence = 0.95,
    as_json: Annotated[bool, typer.Option("--json", help="Write all scores as JSON.")] = False,
) -> None:
    """Score predicted annotations: spans, normalised values, links and stance, with intervals.

    Exit status: 0 when it was scored, 1 when an input has problems, 2 when the sides can't be compared.
    """
    from corpus_pkg.train.scoring import ScoringError
    from corpus_pkg.train.scoring import score as scored

    corpus = read_gold(gold)
    (said,) = read_all_predicted([predicted], corpus, form, layers, label_map)
    try:
        found = scored(
            corpus,
            said,
            layers=layers or None,
            documents=chosen(corpus.ids, documents, fold, folds),
            predicted_only=predicted_only,
            types=types_of(types),
            samples=samples,
            seed=seed,
            confidence=confidence,
        )
    except ScoringError as error:
        fail(str(error))
    if as_json:
        show_json(found.as_dict())
    else:
        _show(found, by_type)


def _show(found: "Scores", by_type: bool) -> None:
    console = table_console()
    documents = counted(found.documents, "document")
    for layer in dict.fromkeys(score.layer for score in found.scores):
        show_table(console, _table(found, layer, by_type))
    console.print(
        f"{documents}. Intervals: {found.confidence:.0%} of {found.samples} bootstrap "
        f"samples (seed {found.seed})."
        if found.samples
        else f"{documents}."
    )
    tell_left_out(console, found, "scored")


def _table(found: "Scores", layer: str, by_type: bool) -> Grid:
    from corpus_pkg.train.scoring.scores import COLUMNS

    rows: list[tuple[str, ...]] = []
    shown = ""
    for score in found.scores if by_type else found.summary:
        if score.layer == layer:
            rows.append(("" if score.measure == shown else score.measure, score.group, *score.cells))
            shown = score.measure
    head = ("measure", "of", *COLUMNS)
    return Grid(head=head, rows=rows, caption=layer.replace("_", " "), numbers=COLUMNS)
