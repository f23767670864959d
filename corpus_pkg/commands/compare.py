"""`corpus-pkg compare`: whether one prediction is better than another, or that may be chance."""

from typing import Annotated, Any

import typer

from corpus_pkg.commands.compared import (
    Confidence,
    Form,
    LabelMapping,
    PredictedOnly,
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


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("compare")(compare)


def compare(
    gold: Annotated[str, source_argument("The gold annotations.")],
    first: Annotated[str, source_argument("A prediction, or a file of predictions.", metavar="A")],
    second: Annotated[str, source_argument("Another one of the same documents.", metavar="B")],
    layers: ScoredLayers = None,
    form: Form = None,
    label_map: LabelMapping = None,
    types: TypesOption = None,
    documents: DocumentsOption = None,
    fold: FoldOption = None,
    folds: FoldsOption = None,
    predicted_only: PredictedOnly = False,
    samples: Annotated[int, typer.Option(min=1, help="Bootstrap samples.")] = 1000,
    seed: Seed = 907,
    confidence: Confidence = 0.95,
    as_json: Annotated[bool, typer.Option("--json", help="Write all numbers as JSON.")] = False,
) -> None:
    """Compare two predictions: the difference of their scores, and whether it may be chance.

    Exit status: 0 when they were compared, 1 when an input has problems, 2 when they can't be compared.
    """
    from corpus_pkg.train.scoring import ScoringError
    from corpus_pkg.train.scoring import compare as compared

    corpus = read_gold(gold)
    sides = read_all_predicted([first, second], corpus, form, layers, label_map)
    try:
        found = compared(
            corpus,
            *sides,
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
        _show(found, first, second)


def _show(found: Any, first: str, second: str) -> None:
    from corpus_pkg.train.scoring.comparison import COLUMNS

    console = table_console()
    rows = [(one.layer.replace("_", " "), one.measure, *one.cells) for one in found.differences]
    head = ("layer", "measure", *COLUMNS)
    show_table(console, Grid(head=head, rows=rows, caption=f"A: {first}  B: {second}", numbers=COLUMNS))
    documents = counted(found.documents, "document")
    console.print(
        f"{documents}. Difference: A less B. Interval and p: {found.confidence:.0%} and two-sided, of "
        f"{found.samples} bootstrap samples of sentences (seed {found.seed}). Holm: p for so many layers."
    )
    console.print(
        f"p, documents: by exchanging A and B in whole documents. {documents} can't give a p below "
        f"{found.smallest_p:.4g}, however large the difference."
    )
    console.print("Detectable: the least difference that is found four times in five at the level 0.05.")
    tell_left_out(console, found, "compared")
