"""The rows of a dataset as Hugging Face stores it: JSON Lines, Parquet, or a folder of `save_to_disk`."""

import io
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from corpus_pkg.corpus.files import RefusedError, is_folder, list_folder
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.exchange.formats.jsonfile import parse_json
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.extras import need
from corpus_pkg.tables.arrow_bounds import require_stream_bounded
from corpus_pkg.tables.parquet_bounds import allowance, too_large
from corpus_pkg.tables.parquet_rows import decoded, file_features, parquet_errors, python_rows, table_rows

Rows = Iterator[tuple[int, dict[str, Any]]]
"""Rows with their numbers (lines, in JSON Lines), from 1."""

_SPLITS: Final = "dataset_dict.json"
_STATE: Final = "state.json"


def row_files(source: Source) -> Iterator[tuple[str, Rows]]:
    """Yield the files of a dataset with their rows; the parts of a split that was saved are one."""
    for name in source.names:
        if name.endswith(".arrow"):
            continue  # a part of a folder that was saved
        data = source.read(name)
        if data is None:
            continue
        rows = _parquet_rows if name.endswith(".parquet") else json_rows
        yield name, _guarded(rows(data, name, source), name, source)
    for folder in _saved(source):
        name = folder or source.root.name
        yield name, _guarded(_arrow_rows(folder, source), name, source)


def json_rows(data: bytes, name: str, source: Source) -> Rows:
    """Yield the objects of JSON Lines, or of one value; what is wrong goes to the source's problems."""
    for number, value in json_values(data, name, source):
        if isinstance(value, dict):
            yield number, value
        else:
            source.wrong(name, "the row is not a JSON object; write one per line", number)


def json_values(data: bytes, name: str, source: Source) -> Iterator[tuple[int, Any]]:
    """Yield the values of JSON Lines with their lines, or the values of one array with their numbers."""
    first, _, rest = data.strip().partition(b"\n")
    if rest.strip() and first.rstrip()[-1:] not in b"[{,:":
        yield from _lines(data, name, source)
        return
    try:
        value = parse_json(data, name)
    except ValueError as error:
        if rest.strip():
            source.wrong(name, f"it is not JSON that can be read: {error}")
        else:
            yield from _lines(data, name, source)
        return
    yield from enumerate(value if isinstance(value, list) else [value], 1)


def _lines(data: bytes, name: str, source: Source) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                yield number, parse_json(line, name)
            except ValueError as error:
                source.wrong(name, f"the line is not JSON that can be read: {error}", number)


def _saved(source: Source) -> list[str]:
    """Return the folders with tables that `save_to_disk` made: the root itself, or one for each split."""
    if source.root.joinpath(_STATE).is_file():
        return [""]
    if not source.root.joinpath(_SPLITS).is_file():
        return []
    return sorted(
        place.name
        for place in list_folder(source.root, "", source.problems)
        if is_folder(place) and place.joinpath(_STATE).is_file()
    )


def _arrow_rows(folder: str, source: Source) -> Rows:
    state = source.read(str(PurePosixPath(folder, _STATE)))
    if state is None:
        return
    number = 0
    for part in parse_json(state, _STATE)["_data_files"]:
        name = str(PurePosixPath(folder, part["filename"]))
        data = source.read(name)
        if data is None:
            return
        require_stream_bounded(data, name)
        reader = need("pyarrow", "arrow").ipc.open_stream(data)
        features = file_features(reader.schema, name)
        left = allowance(len(data))
        for batch in reader:
            left -= batch.nbytes
            if left < 0:
                raise too_large(name, allowance(len(data)))
            for row in python_rows(batch):
                number += 1
                yield number, {column: decoded(value, features.get(column)) for column, value in row.items()}


def _parquet_rows(data: bytes, name: str, _source: Source) -> Rows:
    raw = io.BytesIO(data)
    with need("pyarrow.parquet", "arrow").ParquetFile(raw) as file:
        yield from table_rows(file, io.BytesIO(data), name)


def _guarded(rows: Rows, name: str, source: Source) -> Rows:
    """Yield rows up to where they can't be read any more, which is a problem."""
    try:
        yield from rows
    except CorpusError as error:
        source.problems.extend(error.problems)
    except RefusedError as error:
        source.problems.append(error.problem)
    except _row_errors() as error:
        source.wrong(name, f"its rows can't be read ({type(error).__name__}); write it again")


def _row_errors() -> tuple[type[Exception], ...]:
    try:
        return parquet_errors()
    except ImportError:
        return (OSError, ValueError, KeyError, TypeError)
