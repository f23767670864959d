"""What the commands that compare predictions with gold annotations have in common."""

from typing import Annotated, Any, TypeAlias

import typer

from corpus_pkg.layers import LAYER_NAMES, layer_named


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
        console.print(
            f"Not predicted, so {done} as empty: {', '.join(found.missing)} (see --predicted-only)",
            markup=False,
        )
