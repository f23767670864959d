"""A corpus directory out of the Parquet files of a repository or a build, so that it is checked like one."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.write import json_line
from corpus_pkg.exchange.hub.configs import ANNOTATOR, FOLD, OF_THE_TEXT, TEXT_FREE
from corpus_pkg.exchange.textfree.directory import LEFT_OUT_FILE, text_free_file
from corpus_pkg.extras import need
from corpus_pkg.layers import ALL_LAYERS, INSTALLED, LAYER_NAMES, SPECS
from corpus_pkg.tables.arrow_check import column_problems
from corpus_pkg.tables.definitions import table
from corpus_pkg.tables.manifest import MANIFEST_FILE, Manifest, ManifestError, measure, read_manifest
from corpus_pkg.tables.parquet_rows import parquet_errors, table_rows
from corpus_pkg.values.ids import is_slug

if TYPE_CHECKING:
    from corpus_pkg.tables.columns import Column

DOCUMENTS: Final = "documents"
"""The table that has rows in every repository."""
TABLES: Final = (DOCUMENTS, *LISTS, "annotators", "annotator_registry")
"""The tables that a corpus is made from; those without rows have no file, and large ones several."""
_REQUIRED: Final = (DOCUMENTS, "registry", "targets")
"""The tables that every corpus has, with or without rows."""
BESIDE: Final = {
    "annotators.jsonl": layout.ANNOTATORS_FILE,
    "AGREEMENT.md": layout.AGREEMENT_FILE,
    "GUIDELINES.md": "annotations/GUIDELINES.md",
    "DATASHEET.md": "DATASHEET.md",
    "CITATION.cff": "CITATION.cff",
    "LICENSE-DATA": "LICENSE-DATA",
    "left_out.jsonl": LEFT_OUT_FILE,
    layout.ABOUT_FILE: layout.ABOUT_FILE,
}
"""Files of a repository that a corpus directory has too, with their places there."""
READ: Final = (
    *(f"{name}.parquet" for name in TABLES),
    *(f"{name}-*-of-*.parquet" for name in TABLES),
    *BESIDE,
    MANIFEST_FILE,
)
"""All files that loading needs, as patterns."""

_LAYERS: Final = frozenset(LAYER_NAMES)


def open_repository(folder: Path, name: str = "") -> MemoryFolder:
    """Return a dataset repository as the directory that it was built from, a text-free one as such.

    Args:
        folder: The folder with the files.
        name: How messages call the directory; the folder's path if empty.

    Raises:
        CorpusError: A file is missing or changed, or can't be read.
        MissingExtraError: pyarrow is not installed.
    """
    manifest = _manifest(folder)
    problems = [*_lacking(folder, manifest), *_changed(folder, manifest)]
    if problems:
        raise CorpusError(problems, unreadable=any(problem.code == "file-missing" for problem in problems))
    parts: defaultdict[str, list[bytes]] = defaultdict(list)
    for name_ in TABLES:
        for file in _parts(manifest, name_):
            for path, data in _FILES[name_](_rows(folder, file, name_), file):
                parts[path].append(data)
    content = {path: b"".join(found) for path, found in parts.items()}
    for name_ in _REQUIRED[1:]:
        content.setdefault(layout.list_file(name_), b"")  # a table without rows has no file
    for beside, path in BESIDE.items():
        if (folder / beside).is_file():
            content[path] = (folder / beside).read_bytes()
    return MemoryFolder(content, name=name or str(folder))


def _parts(manifest: Manifest, table_name: str) -> list[str]:
    """Return the files of a table, in the order of their rows."""
    return sorted(name for name, entry in manifest.files.items() if entry.table == table_name)


def _manifest(folder: Path) -> Manifest:
    """Return the manifest, without which nothing shows that a file is missing."""
    if not any(folder.glob(f"{DOCUMENTS}*.parquet")):
        problem = Problem(f"{DOCUMENTS}.parquet", 0, "file-missing", "a repository must have it; build again")
        raise CorpusError([problem], unreadable=True)
    if not (folder / MANIFEST_FILE).is_file():
        message = (
            "a repository must have it, since it says which other files there are; download it too, or build "
            "again (`open_records` streams the documents alone)"
        )
        raise CorpusError([Problem(MANIFEST_FILE, 0, "file-missing", message)], unreadable=True)
    try:
        return read_manifest(folder)
    except ManifestError as error:
        raise CorpusError(
            [Problem(MANIFEST_FILE, 0, "build-manifest", str(error))], unreadable=True
        ) from None


def _lacking(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    """Yield the tables that a corpus must have and that the build does not have, or does not have whole."""
    for name in TABLES:
        file = f"{name}.parquet"
        rows = manifest.tables.get(name)
        parts = _parts(manifest, name)
        listed = sum(manifest.files[part].rows for part in parts)
        if rows is None and name in _REQUIRED:
            message = f"the manifest knows no table {name}; build again"
            yield Problem(file, 0, "file-missing", message)
        elif rows and not parts:
            message = f"the manifest counts {rows:,} rows of it and does not list it; build again"
            yield Problem(file, 0, "build-file", message)
        elif rows and rows != listed:
            message = f"the manifest counts {rows:,} rows of it and lists files with {listed:,}; build again"
            yield Problem(file, 0, "build-file", message)
        elif not rows and (folder / file).exists():
            yield Problem(file, 0, "build-file", "the manifest does not list it; remove it or build again")


def _changed(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    """Yield what differs from the manifest among the files that loading needs."""
    for name, entry in manifest.files.items():
        if not any(fnmatchcase(name, pattern) for pattern in READ):
            continue
        if not (folder / name).is_file():
            message = "the manifest lists it and it is not there; download it again"
            yield Problem(name, 0, "build-file", message)
        elif measure(folder / name) != (entry.bytes, entry.sha256):
            yield Problem(name, 0, "build-file", "it is not what was built; download or build it again")


def _rows(folder: Path, name: str, table_name: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of a table with their labels by name."""
    parquet = need("pyarrow.parquet", "hub")
    try:
        with (folder / name).open("rb") as raw, parquet.ParquetFile(raw) as file:
            if problems := _column_problems(file.schema_arrow, name, table_name):
                raise CorpusError(problems, unreadable=True)
            for _, row in table_rows(file, raw, name):
                yield row
    except parquet_errors() as error:
        if isinstance(error, CorpusError):
            raise
        message = f"it can't be read ({error}); download or build it again"
        raise CorpusError([Problem(name, 0, "file-unreadable", message)], unreadable=True) from error


def _column_problems(schema: Any, file: str, name: str) -> list[Problem]:
    """Return what is wrong with the columns of a file, of the edition with texts or of the one without."""
    columns: Iterable[Column]
    if "letters" in schema.names:
        from corpus_pkg.exchange.hub.textfree import text_free_configs

        columns = next(
            config.table.columns for config in text_free_configs(ALL_LAYERS) if config.name == name
        )
    elif name == "annotators":
        own = ("document", "text", "license", *_LAYERS)
        columns = [
            ANNOTATOR,
            *(column for column in table("documents", ALL_LAYERS).columns if column.name in own),
        ]
    elif name == "annotator_registry":
        columns = [ANNOTATOR, *table("registry").columns]
    else:
        columns = table(name, ALL_LAYERS).columns
    wanted = [column for column in columns if column.name != FOLD.name]
    return column_problems(schema, wanted, file, known=(FOLD.name,))


def _document_files(rows: Iterator[dict[str, Any]], file: str) -> Iterator[tuple[str, bytes]]:
    yield layout.DOCUMENTS_FILE, b""
    for number, row in enumerate(rows, 1):
        document = _checked(row, "document", file, number)
        apart = {*_LAYERS, *TEXT_FREE, "document", "text", "fold"}
        rest = {key: value for key, value in row.items() if key not in apart}
        yield layout.DOCUMENTS_FILE, _line({"id": document, **rest})
        if "text" in row:
            yield layout.raw_file(document), _text(row, file, number)
        else:
            yield text_free_file(), _text_free(row, document)
        yield from _layers(row, document, None, file, number)


def _annotator_files(rows: Iterator[dict[str, Any]], file: str) -> Iterator[tuple[str, bytes]]:
    for number, row in enumerate(rows, 1):
        annotator = _checked(row, "annotator", file, number)
        document = _checked(row, "document", file, number)
        if "text" not in row:
            yield text_free_file(annotator), _text_free(row, document)
        yield from _layers(row, document, annotator, file, number)


def _text_free(row: Mapping[str, Any], document: str) -> bytes:
    """Return the line that is there in place of a text."""
    counts = {layer: len(row.get(layer) or ()) for layer in LAYER_NAMES if layer in row}
    of_text = {name: row.get(name) for name in (*OF_THE_TEXT, *TEXT_FREE)}
    return _line({"id": document, **of_text, "counts": counts})


def _layers(
    row: Mapping[str, Any], document: str, annotator: str | None, file: str, number: int
) -> Iterator[tuple[str, bytes]]:
    for layer in LAYER_NAMES:
        if layer in INSTALLED.packages and layer not in row:
            continue  # made where the package that brings it was not installed
        records = row.get(layer)
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            message = f"{layer}: there is no list of records; build the repository again"
            raise CorpusError([Problem(file, number, "schema", message)])
        lines = b"".join(_line(_with_proofs(record, SPECS[layer].spans)) for record in records)
        yield layout.layer_file(layer, document, annotator), lines


def _with_proofs(record: Mapping[str, Any], spans: Iterable[str] = ()) -> dict[str, Any]:
    """Return a record with the proofs that its spans may have as JSON values again."""
    made = dict(record)
    if isinstance(made.get("proof"), str):
        made["proof"] = json.loads(made["proof"])
    return made | {name: _with_proofs(made[name]) for name in spans if isinstance(made.get(name), dict)}


def _list_files(name: str) -> Callable[[Iterator[dict[str, Any]], str], Iterator[tuple[str, bytes]]]:
    def files_(rows: Iterator[dict[str, Any]], _file: str) -> Iterator[tuple[str, bytes]]:
        for row in rows:
            yield layout.list_file(name), _line(row)

    return files_


def _own_registry_files(rows: Iterator[dict[str, Any]], file: str) -> Iterator[tuple[str, bytes]]:
    for number, row in enumerate(rows, 1):
        annotator = _checked(row, "annotator", file, number)
        entry = {key: value for key, value in row.items() if key != "annotator"}
        yield layout.registry_file(annotator), _line(entry)


_FILES: Final = {
    DOCUMENTS: _document_files,
    **{name: _list_files(name) for name in LISTS},
    "annotators": _annotator_files,
    "annotator_registry": _own_registry_files,
}


def _checked(row: Mapping[str, Any], column: str, file: str, number: int) -> str:
    """Return an id that becomes part of a path."""
    value = row.get(column)
    if not isinstance(value, str) or not is_slug(value):
        message = f"{column}: {value!r} is not an id; build the repository again"
        raise CorpusError([Problem(file, number, "schema", message)])
    return value


def _text(row: Mapping[str, Any], file: str, number: int) -> bytes:
    text = row.get("text")
    if not isinstance(text, str):
        message = "text: there is none; a text-free edition gets its texts from `corpus-pkg attach`"
        raise CorpusError([Problem(file, number, "schema", message)])
    return text.encode("utf-8")


def _line(value: Mapping[str, Any]) -> bytes:
    return json_line(dict(value)).encode("utf-8")
