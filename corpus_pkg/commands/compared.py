"""What the commands that compare predictions with gold annotations have in common."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from corpus_pkg.api import stream
from corpus_pkg.commands.ending import fail
from corpus_pkg.corpus.problems import CorpusError, printable
from corpus_pkg.layers import LAYER_NAMES, layer_named
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.train.predictions import Predictions

NAMED: Final = 10
"""How many documents are named where more are meant."""


def _known(layers: list[str] | None) -> list[str] | None:
    try:
        return [layer_named(layer) for layer in layers or ()]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


ScoredLayers: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--layer",
        callback=_known,
        help=f"Only this layer; may be given again: {', '.join(LAYER_NAMES)}.",
    ),
]
PredictedOnly: TypeAlias = Annotated[
    bool,
    typer.Option("--predicted-only", help="Leave out gold documents that are not predicted."),
]
Seed: TypeAlias = Annotated[int, typer.Option(help="The seed of the bootstrap.")]
Confidence: TypeAlias = Annotated[
    float, typer.Option(min=0.01, max=0.99, help="The share of samples within an interval.")
]
Form: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--form",
        help="The form of the predictions, where they are not full records: spans, csv, gliner, answers, or "
        "a format of `convert --from`; known by the name or first line of most files.",
    ),
]
LabelMapping: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="What labels of the predictions are in the corpus: PER=PERSON,MISC= (MISC is left "
        "out); repeatable.",
        metavar="THEIRS=OURS,…",
    ),
]


def read_predicted(
    named: str, gold: "Corpus", form: str | None, layers: list[str] | None, label_map: list[str] | None
) -> "Corpus | Predictions":
    """Return what a source or a file of predictions has; what is wrong with it ends the command.

    Args:
        named: A source, or a file of predictions.
        gold: The corpus of the gold annotations, whose texts they are about.
        form: The form, if it is named.
        layers: The layers that are named; empty for those that the predictions have.
        label_map: What labels are in the corpus.
    """
    from corpus_pkg.commands.convert import labels_of
    from corpus_pkg.exchange.predictions import read_predictions
    from corpus_pkg.exchange.predictions.read import form_of

    form = form or form_of(Path(named))
    if form is None:
        if label_map:
            fail("--map is for predictions that are not full records; name their --form")
        return stream(named)
    one = layers[0] if layers and len(layers) == 1 else None
    try:
        found = read_predictions(
            named, gold, form=form, layer=one, labels=labels_of(label_map or [], gold.labels).labels
        )
    except CorpusError:
        raise
    except ValueError as error:
        fail(str(error))
    if found.unplaced:
        what = counted(len(found.unplaced), "prediction")
        message = f"{named}: {what} made no annotation; `corpus-pkg errors` counts them as ungrounded"
        typer.echo(printable(message), err=True)
    return found


def wide_console() -> Any:
    """Return a console for tables of numbers, which a narrow pipe must not fold away."""
    from rich.console import Console

    console = Console(highlight=False)
    width = console.width if console.is_terminal else 120
    return Console(highlight=False, width=max(width, 100), soft_wrap=True)


def tell_left_out(console: Any, found: Any, done: str) -> None:
    """Write which layers were left out, and which documents count as predicted empty.

    Args:
        console: Where to write.
        found: What has `unscored` and `missing`.
        done: What was done with the documents: `scored` or `compared`.
    """
    if found.unscored:
        console.print(f"Not {done}, since they have no scores: {', '.join(found.unscored)}", markup=False)
    if found.missing:
        more = f" and {len(found.missing) - NAMED:,} more" if len(found.missing) > NAMED else ""
        names = ", ".join(found.missing[:NAMED]) + more
        console.print(f"Not predicted, so {done} as empty: {names} (see --predicted-only)", markup=False)
