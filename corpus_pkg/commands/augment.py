"""`corpus-pkg augment`: make new training documents by swapping entities, dates and figures."""

from pathlib import Path
from typing import Annotated

import typer

from corpus_pkg.augment.modes import SEED, StanceMode


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("augment")(augment)


def augment(
    source: Annotated[
        Path | None,
        typer.Argument(metavar="SOURCE", help="The corpus directory; the packaged corpus where left out."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The record file to write (.jsonl); standard output if left out."),
    ] = None,
    number: Annotated[int, typer.Option("--number", min=0, help="How many documents to make.")] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The seed of all chance.")] = SEED,
    stance: Annotated[
        StanceMode,
        typer.Option(
            "--stance",
            help="keep: the stance layers stay, and so do the entities that they are about; "
            "drop: they are left out, and every entity may be swapped.",
        ),
    ] = StanceMode.KEEP,
) -> None:
    """Make new documents by swapping entities, dates and figures for others like them.

    All offsets, values, anchors and links are made again; each document passes every rule of `validate` and
    is marked `synthetic`. The same corpus and seed give the same bytes.

    Exit status: 0 when they were made, 1 when the corpus has problems, 2 when it can't be read.
    """
    import sys

    from corpus_pkg.augment import augment as made
    from corpus_pkg.corpus.corpus import load
    from corpus_pkg.corpus.jsonl import write_jsonl
    from corpus_pkg.corpus.write import json_line

    corpus = load(source)
    try:
        documents = made(corpus, number, seed, stance)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if out is None:
        for document in documents:
            sys.stdout.write(json_line(document.as_dict()))
        return
    count = write_jsonl(documents, out)
    typer.echo(f"wrote {out}: {count} documents")
