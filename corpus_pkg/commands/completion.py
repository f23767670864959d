"""What a shell completes after the options of the commands: formats, layers, annotators and documents."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final, TypeAlias, get_args, get_origin, get_type_hints

import typer

from corpus_pkg.commands.registered import functions
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.source import Kind, parse_source
from corpus_pkg.layers import LAYER_NAMES

Names: TypeAlias = Callable[[typer.Context], Iterable[str]]
"""Gives the names that an option may have, by what was written before it."""
_CORPORA: Final = ("directory", "source", "gold", "corpus")
"""The parameters that name a corpus, those that are looked at first before the others."""


def _written(_context: typer.Context) -> Iterable[str]:
    from corpus_pkg.exchange.formats.catalog import FORMATS

    return FORMATS


def _read(_context: typer.Context) -> Iterable[str]:
    from corpus_pkg.exchange.formats.catalog import READERS

    return READERS


def _layers(_context: typer.Context) -> Iterable[str]:
    return LAYER_NAMES


def _annotators(context: typer.Context) -> Iterable[str]:
    folder = _folder(context)
    return () if folder is None else layout.annotator_names(folder)


def _documents(context: typer.Context) -> Iterable[str]:
    """Return the ids of documents by the names of their texts: nothing is read."""
    folder = _folder(context)
    places = () if folder is None else files.list_folder(folder, "raw", [])
    return [place.name.removesuffix(".txt") for place in places if place.name.endswith(".txt")]


def _folder(context: typer.Context) -> Folder | None:
    """Return the corpus that the command line names, if it is one whose files are at hand."""
    # Before an option that has no value yet, arguments have not got their names.
    given = (*(context.params.get(name) for name in _CORPORA), *context.args)
    named = next(filter(None, given), None)
    try:
        source = parse_source(named if isinstance(named, str) else None)
    except CorpusError:
        return None
    if source.kind is Kind.PACKAGED:
        return layout.packaged()
    return Path(source.place) if source.kind is Kind.DIRECTORY else None


NAMES: Final[Mapping[str, Names]] = {
    "to": _written,
    "from_": _read,
    "layer": _layers,
    "layers": _layers,
    "replace": _layers,
    "annotator": _annotators,
    "annotators": _annotators,
    "documents": _documents,
}
"""What may be written, by the name of the parameter."""


def complete_names(app: typer.Typer) -> None:
    """Let shells complete the options of an application that are in `NAMES`."""
    for function in functions(app).values():
        for name, hint in get_type_hints(function, include_extras=True).items():
            if name in NAMES and get_origin(hint) is Annotated:
                for info in get_args(hint)[1:]:
                    if isinstance(info, typer.models.OptionInfo):
                        info.autocompletion = _completion(NAMES[name])


def _completion(names: Names) -> Callable[[typer.Context, str], list[str]]:
    """Return what completes one name, or the last of several with commas between."""

    def complete(context: typer.Context, incomplete: str) -> list[str]:
        before, comma, begun = incomplete.rpartition(",")
        return [f"{before}{comma}{name}" for name in names(context) if name.startswith(begun)]

    return complete
