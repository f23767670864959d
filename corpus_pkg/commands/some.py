"""The options that choose some documents of a corpus (by ids, or as the test half of a fold), or layers."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from corpus_pkg.commands.ending import fail
from corpus_pkg.layers import layer_named
from corpus_pkg.values.nearest import nearest

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus

DocumentsOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--documents", help="Only these documents: their ids, with commas between.", metavar="ID,…"),
]
FoldOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--fold", help="Only the documents that fold N leaves out, from 0: one each.", metavar="N"),
]
FoldsOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--folds", help="With --fold, how many folds there are; as many as documents if left out."),
]


def chosen(
    ids: Sequence[str], documents: str | None, fold: int | None, folds: int | None
) -> tuple[str, ...] | None:
    """Return the ids of the documents that the options choose, in the corpus's order; None for all.

    Ends the command where there is no such document or fold, or where both options are given.
    """
    if folds is not None and fold is None:
        fail("--folds goes with --fold")
    if fold is not None and documents is not None:
        fail("give --documents or --fold, not both")
    if fold is not None:
        from corpus_pkg.train.folds import fold_documents

        try:
            return fold_documents(ids, fold, folds)
        except ValueError as error:
            fail(str(error))
    if documents is None:
        return None
    named = {name.strip() for name in documents.split(",") if name.strip()}
    if unknown := sorted(named.difference(ids)):
        fail(f"there is no document {unknown[0]!r}; {nearest(unknown[0], ids)}")
    if not named:
        fail("--documents names no document; give at least one id")
    return tuple(id_ for id_ in ids if id_ in named)


def layers_named(options: Iterable[str]) -> frozenset[str]:
    """Return the layers that options name, each one or several with commas between.

    Ends the command where there is no such layer.
    """
    try:
        return frozenset(layer_named(name.strip()) for names in options for name in names.split(","))
    except ValueError as error:
        fail(str(error))


def require_layers(corpus: "Corpus", layers: Iterable[str]) -> None:
    """End the command where a layer that is named is not one of the corpus."""
    try:
        for layer in sorted(layers):
            corpus.about.layer_named(layer)
    except ValueError as error:
        fail(str(error))
