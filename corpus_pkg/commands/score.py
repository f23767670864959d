"""`corpus-pkg score`: predicted annotations against gold ones."""

from typing import Annotated, Any, Final

import typer

from corpus_pkg.api import load
from corpus_pkg.commands.ending import fail, show_json
from corpus_pkg.commands.source import source_argument
from corpus_pkg.layers import LAYER_NAMES, layer_named
from corpus_pkg.values.counted import counted

SUMMARY_GROUPS: Final = ("micro", "macro", "F1", "accuracy")
"""The groups that are shown without `--by-type`."""


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("score")(score)


def _known(layers: list[str] | None) -> list[str] | None:
    try:
        return [layer_named(layer) for layer in layers or ()]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def score(
    gold: Annotated[str, source_argument("The gold annotations.")],
    predicted: Annotated[str, source_argument("What is scored: all or some of the same documents.")],
    layers: Annotated[
        list[str] | None,
        typer.Option(
            "--layer",
            callback=_known,
            help=f"Score only this layer; may be given again: {', '.join(LAYER_NAMES)}.",
        ),
    ] = None,
    by_type: Annotated[
        bool, typer.Option("--by-type", help="Show the scores of each type, label and target too.")
    ] = False,
    samples: Annotated[int, typer.Option(min=0, help="Bootstrap samples; 0 for no intervals.")] = 1000,
    seed: Annotated[int, typer.Option(help="The seed of the bootstrap.")] = 907,
    confidence: Annotated[
        float, typer.Option(min=0.01, max=0.99, help="The share of samples within an interval.")
    ] = 0.95,
    as_json: Annotated[bool, typer.Option("--json", help="Write all scores as JSON.")] = False,
) -> None:
    """Score predicted annotations: spans, normalised values, links and stance, with intervals.

    Exit status: 0 when it was scored, 1 when an input has problems, 2 when the sides can't be compared.
    """
    from corpus_pkg.train.scoring import ScoringError
    from corpus_pkg.train.scoring import score as scored

    sides = [load(side) for side in (gold, predicted)]
    try:
        found = scored(*sides, layers=layers or None, samples=samples, seed=seed, confidence=confidence)
    except ScoringError as error:
        fail(str(error))
    if as_json:
        show_json(found.as_dict())
    else:
        _show(found, by_type)


def _show(found: Any, by_type: bool) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    # A pipe has no width of its own; there the numbers must not be folded away.
    width = console.width if console.is_terminal else 120
    console = Console(highlight=False, width=max(width, 100), soft_wrap=True)
    for layer in dict.fromkeys(score.layer for score in found.scores):
        console.print(_table(found, layer, by_type))
    console.print(
        f"{counted(found.documents, 'document')}. Intervals: {found.confidence:.0%} of {found.samples} "
        f"bootstrap samples (seed {found.seed})."
        if found.samples
        else f"{counted(found.documents, 'document')}."
    )
    if found.unscored:
        console.print(f"Not scored, since they have no scores: {', '.join(found.unscored)}", markup=False)
    if found.missing:
        console.print(f"Not predicted, so scored as empty: {', '.join(found.missing)}", markup=False)


def _table(found: Any, layer: str, by_type: bool) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(str(layer).replace("_", " ")), title_justify="left")
    table.add_column("measure", no_wrap=True)
    table.add_column("of", no_wrap=True)
    for name in ("score", "precision", "recall", "gold", "predicted", "by documents", "by sentences"):
        table.add_column(name, justify="right", no_wrap=True)
    shown = ""
    for score in found.scores:
        summary = score.group in SUMMARY_GROUPS or score.group == "overall"
        if score.layer != layer or not (by_type or summary):
            continue
        if score.measure != shown:
            table.add_section()
        table.add_row(
            # Text, since an id or label is no markup.
            Text(score.measure if score.measure != shown else ""),
            Text(score.group),
            _number(score.value),
            _number(score.precision),
            _number(score.recall),
            "" if score.gold is None else f"{score.gold:,.0f}",
            "" if score.predicted is None else f"{score.predicted:,.0f}",
            _interval(score.documents),
            _interval(score.sentences),
        )
        shown = score.measure
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _interval(value: tuple[float, float] | None) -> str:
    return "–" if value is None else f"{value[0]:.3f}–{value[1]:.3f}"
