"""`corpus-pkg errors`: what predictions get wrong, by kind, type and document."""

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from corpus_pkg.commands.compared import (
    UNGROUNDED,
    Form,
    LabelMapping,
    PredictedOnly,
    ScoredLayers,
    TypesOption,
    read_all_predicted,
    read_gold,
    tell_left_out,
    types_of,
)
from corpus_pkg.commands.ending import fail, show_json
from corpus_pkg.commands.some import DocumentsOption, FoldOption, FoldsOption, chosen
from corpus_pkg.commands.source import HELP, source_argument
from corpus_pkg.commands.tables import show_table, table_console
from corpus_pkg.corpus.problems import printable
from corpus_pkg.corpus.tabular import Grid
from corpus_pkg.values.counted import counted

_TOTALS: Final = ("gold", "predicted", "right")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("errors")(errors)


def errors(
    gold: Annotated[str, source_argument("The gold annotations.")],
    predicted: Annotated[
        list[str],
        typer.Argument(
            help=f"One or more predictions of the same documents, or files of predictions. {HELP}"
        ),
    ],
    layers: ScoredLayers = None,
    form: Form = None,
    label_map: LabelMapping = None,
    types: TypesOption = None,
    documents: DocumentsOption = None,
    fold: FoldOption = None,
    folds: FoldsOption = None,
    predicted_only: PredictedOnly = False,
    by: Annotated[
        str, typer.Option(help="By what errors are counted in the table: kind, type or document.")
    ] = "kind",
    confusion: Annotated[
        bool, typer.Option("--confusion", help="Show which type was predicted for which.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Write every error to this file, as JSON Lines.", dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the counts as JSON.")] = False,
) -> None:
    """Show what predictions get wrong: missed and spurious annotations, boundaries, types, links, values.

    The counts are those of `corpus-pkg score`. Exit status: 0 when it was compared, 1 when an input has
    problems, 2 when the sides can't be compared.
    """
    from corpus_pkg.train.errors import errors as wrong
    from corpus_pkg.train.errors.report import GROUPS
    from corpus_pkg.train.scoring import ScoringError

    if by not in GROUPS:
        fail(f"--by {by}: errors are counted by {', '.join(GROUPS)}")
    if len(set(predicted)) < len(predicted):
        fail("a prediction is named twice; name each once")
    corpus = read_gold(gold)
    wanted = chosen(corpus.ids, documents, fold, folds)
    sides = read_all_predicted(predicted, corpus, form, layers, label_map, UNGROUNDED)
    found = {}
    for name, said in zip(predicted, sides, strict=True):
        try:
            found[name] = wrong(
                corpus,
                said,
                layers=layers or None,
                documents=wanted,
                predicted_only=predicted_only,
                types=types_of(types),
            )
        except ScoringError as error:
            fail(f"{name}: {error}")
    if out is not None:
        _save(found, out)
    if as_json:
        show_json({name: one.as_dict() for name, one in found.items()})
    else:
        _show(found, by, confusion)


def _save(found: dict[str, Any], out: Path) -> None:
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.corpus.staging import write_atomically

    require_own(out, lambda data: data.startswith(b'{"prediction": '), "a file of errors")
    lines = [
        json.dumps({"prediction": name, **error.as_dict()}, ensure_ascii=False)
        for name, one in found.items()
        for error in one.errors
    ]
    write_atomically(out, "".join(f"{line}\n" for line in lines).encode("utf-8"))
    typer.echo(printable(f"wrote {counted(len(lines), 'error')} to {out}"), err=True)


def _show(found: dict[str, Any], by: str, confusion: bool) -> None:
    console = table_console()
    first = next(iter(found.values()))
    layers = dict.fromkeys(layer for one in found.values() for layer in one.counts)
    for layer in layers:
        numbers = [one.by(by) if layer in one.counts else None for one in found.values()]
        rows = [
            *((what, *(_count(one, layer, what) for one in found.values())) for what in _TOTALS),
        ]
        for block in _blocks(
            layer, by, sorted({name for one in numbers for of, name in one or () if of == layer})
        ):
            rows += [("", *("" for _ in found))]
            rows += [(name, *(_errors(n, layer, name) for n in numbers)) for name in block]
        title = layer.replace("_", " ")
        show_table(console, Grid(head=(by, *found), rows=rows, caption=title, numbers=tuple(found)))
        if confusion:
            for name, one in found.items():
                _show_confusion(console, f"{layer.replace('_', ' ')}: {name}", one.confusion.get(layer, {}))
    console.print(f"{counted(first.documents, 'document')}.")
    for name, one in found.items():
        if len(found) > 1 and (one.missing or one.unscored or one.unlinked):
            console.print(f"{name}:", markup=False)
        tell_left_out(console, one, "compared")


def _errors(number: dict[tuple[str, str], int] | None, layer: str, name: str) -> str:
    return "–" if number is None else f"{number.get((layer, name), 0):,}"


def _blocks(layer: str, by: str, names: list[str]) -> list[list[str]]:
    """Return what is counted in the blocks of a table: what adds up to the totals, and all else."""
    from corpus_pkg.train.errors.report import fields_of

    apart = fields_of(layer) if by == "kind" else frozenset()
    blocks = [[name for name in names if (name in apart) == other] for other in (False, True)]
    return [block for block in blocks if block]


def _count(one: Any, layer: str, what: str) -> str:
    return f"{getattr(one.counts[layer], what):,}" if layer in one.counts else "–"


def _show_confusion(console: Any, title: str, matrix: dict[tuple[str, str], int]) -> None:
    if not matrix:
        return
    columns = sorted({predicted for _, predicted in matrix})
    rows = (
        (row, *(f"{matrix.get((row, name), 0) or '·'}" for name in columns))
        for row in sorted({gold for gold, _ in matrix})
    )
    caption = f"{title} (rows: gold; columns: predicted)"
    show_table(console, Grid(head=("", *columns), rows=rows, caption=caption, numbers=columns))
