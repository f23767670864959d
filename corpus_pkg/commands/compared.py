"""What the commands that compare predictions with gold annotations have in common."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from corpus_pkg.api import stream
from corpus_pkg.commands.ending import fail
from corpus_pkg.commands.formats import labels_of
from corpus_pkg.corpus.problems import CorpusError, printable
from corpus_pkg.layers import LAYER_NAMES, layer_named
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.train.predictions import Predictions

UNGROUNDED: Final = ", and counts as ungrounded"
"""What is said of a prediction that made no annotation where errors are counted."""
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
TypesOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--types",
        help="Only annotations of these types, on both sides, such as those that a model knows: "
        "PERSON,ORG,GPE.",
        metavar="TYPE,…",
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
Samples: TypeAlias = Annotated[int, typer.Option(min=0, help="Bootstrap samples; 0 for no intervals.")]
LabelMapping: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help="What labels of files of predictions are in the corpus: PER=PERSON,LOC=GPE,MISC= (MISC is left "
        "out); repeatable.",
        metavar="THEIRS=OURS,…",
    ),
]


def types_of(named: str | None) -> list[str] | None:
    """Return the types that an option names; None where it is not given."""
    return None if named is None else [name.strip() for name in named.split(",") if name.strip()]


def read_gold(named: str) -> "Corpus":
    """Return the corpus of the gold annotations; a file of predictions in its place ends the command."""
    from corpus_pkg.exchange.predictions.forms import form_of

    if form_of(Path(named)) is not None:
        fail(f"{named} is a file of predictions: name the corpus first, and predictions after it")
    return stream(named)


def read_all_predicted(
    named: Sequence[str],
    gold: "Corpus",
    form: str | None,
    layers: list[str] | None,
    label_map: list[str] | None,
    ungrounded: str = "; see `corpus-pkg errors`",
) -> "list[Corpus | Predictions]":
    """Return what sources and files of predictions have; what is wrong with one ends the command.

    Args:
        named: Sources, and files of predictions.
        gold: The corpus of the gold annotations, whose texts they are about.
        form: The form of the files, if it is named.
        layers: The layers that are named; empty for those that the predictions have.
        label_map: What labels of the files are in the corpus.
        ungrounded: What to say of predictions that made no annotation.
    """
    forms = [_form_of(one, form) for one in named]
    if not any(forms) and (label_map or form):
        fail(f"--form and --map are for files of predictions, and {named[0]} is a corpus; leave them out")
    mapped = labels_of(label_map or [], gold.labels).labels
    found: list[Corpus | Predictions] = []
    for one, of in zip(named, forms, strict=True):
        found.append(stream(one) if of is None else _read(one, gold, of, layers, mapped, ungrounded))
    return found


def _form_of(named: str, form: str | None) -> str | None:
    """Return the form of a file of predictions; None of a corpus."""
    from corpus_pkg.exchange.predictions.forms import form_of

    place = Path(named)
    if os.path.exists(named):  # noqa: PTH110 - False also of a name that is too long
        corpus = place.joinpath("raw").is_dir() or place.joinpath("manifest.json").is_file()
        return None if corpus else form or form_of(place)
    if form_of(place) is not None or (place.suffix and "#" not in named and ":" not in named):
        fail(f"there is no file {named}; name a file of predictions, or a corpus")
    return None


def _read(
    named: str,
    gold: "Corpus",
    form: str,
    layers: list[str] | None,
    labels: Mapping[str, str],
    ungrounded: str,
) -> "Predictions":
    from corpus_pkg.exchange.predictions import read_predictions

    one = layers[0] if layers and len(layers) == 1 else None
    try:
        found = read_predictions(named, gold, form=form, layer=one, labels=labels)
    except CorpusError:
        raise
    except ValueError as error:
        fail(str(error))
    for note in found.notes:
        typer.echo(printable(f"{named}: {note}"), err=True)
    if found.unplaced:
        what = counted(len(found.unplaced), "prediction")
        typer.echo(printable(f"{named}: {what} made no annotation{ungrounded}"), err=True)
    if found.layers and layers and not any(layer in found.layers for layer in layers):
        fail(f"{named} has no {' or '.join(layers)}; it has: {', '.join(found.layers)}")
    if not found.layers and not layers:
        fail(f"{named} has predictions of no layer; name with --layer what was to be predicted")
    return found


def tell_left_out(console: Any, found: Any, done: str) -> None:
    """Write which layers were left out, and which documents count as predicted empty.

    Args:
        console: Where to write.
        found: What has `unscored` and `missing`.
        done: What was done with the documents: `scored` or `compared`.
    """
    if found.unscored:
        console.print(f"Not {done}, since they have no scores: {', '.join(found.unscored)}", markup=False)
    if getattr(found, "unlinked", False):
        console.print(f"No predicted name has a link (`entity`), so links are not {done}.", markup=False)
    if found.missing:
        more = f" and {len(found.missing) - NAMED:,} more" if len(found.missing) > NAMED else ""
        names = ", ".join(found.missing[:NAMED]) + more
        console.print(f"Not predicted, so {done} as empty: {names} (see --predicted-only)", markup=False)
