"""Files of spans: JSON Lines or CSV with a span on each line, and what GLiNER predicts."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus_pkg.corpus import files
from corpus_pkg.corpus.files import RefusedError
from corpus_pkg.corpus.problems import Problem

NUMBERS: Final = ("start", "end", "n")
"""The cells of a CSV file that are numbers."""
GLINER_KEYS: Final = frozenset({"start", "end", "text", "label", "score", "class_index"})
"""What GLiNER's `predict_entities` gives of each span."""


@dataclass(frozen=True, slots=True)
class Row:
    """One predicted record, as a file has it."""

    line: int
    """Its line in the file, from 1."""
    values: Mapping[str, Any]
    """The document, a span or quote, and fields of the record; the document alone where it has none."""


def json_objects(path: Path, problems: list[Problem]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a JSON Lines file, which may end in blank lines; another line is a problem."""
    blank = 0
    for number, line in files.read_lines(path.parent, path.name, problems):
        if not line.strip():
            blank = blank or number
            continue
        if blank:
            problems.append(Problem(path.name, blank, "json", files.EMPTY_LINE))
            blank = 0
        try:
            yield number, files.parse_object(line, path.name, number)
        except RefusedError as error:
            problems.append(error.problem)


def json_rows(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """Yield the spans of a JSON Lines file; a line that is not an object is a problem."""
    for number, value in json_objects(path, problems):
        yield Row(number, value)


def csv_rows(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """Yield the spans of a CSV file with a heading; empty cells are left out, a wrong row is a problem."""
    try:
        text = files.decode(files.read_bytes(path.parent, path.name), path.name).removeprefix("\ufeff")
    except RefusedError as error:
        problems.append(error.problem)
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if wrong := _heading(list(reader.fieldnames or ())):
            problems.append(_problem(path, 1, wrong))
            return
        for cells in reader:
            values: dict[str, Any] = {}
            if None in cells:
                problems.append(
                    _problem(
                        path,
                        reader.line_num,
                        "the row has more cells than the heading; quote cells that have commas",
                    )
                )
                continue
            for name, cell in cells.items():
                if cell:
                    values[name] = int(cell) if name in NUMBERS and cell.isdecimal() else cell
            yield Row(reader.line_num, values)
    except csv.Error as error:
        problems.append(_problem(path, reader.line_num, f"this is not CSV: {error}"))


def _heading(names: list[str]) -> str | None:
    """Return what is wrong with the heading of a CSV file."""
    if not names:
        return "the file is empty; write a heading: document,start,end,type"
    if "" in names:
        return f"column {names.index('') + 1} has no name; name it, or leave it out (pandas: index=False)"
    if twice := next((name for name in names if names.count(name) > 1), None):
        return f"two columns are called {twice!r}; rename one"
    if "document" not in names:
        hint = "; write commas between cells" if len(names) == 1 else ""
        return f"the heading lacks `document`; it has: {', '.join(names)}{hint}"
    return None


def gliner_rows(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """Yield the spans that GLiNER predicted: lines with `document`, `sentence` and a list `entities`.

    Their offsets count in the sentence's text where `sentence` has its id, else in the document's.
    """
    for number, value in json_objects(path, problems):
        spans = value.get("entities")
        if not isinstance(spans, list) or not all(isinstance(span, dict) for span in spans):
            problems.append(_problem(path, number, "`entities` is the list that `predict_entities` returns"))
            continue
        if unknown := {name for span in spans for name in span} - GLINER_KEYS:
            problems.append(_problem(path, number, f"GLiNER's spans have no {min(unknown)!r}"))
            continue
        about = {"document": value.get("document"), "within": value.get("sentence")}
        if not spans:
            yield Row(number, {"document": about["document"]})
        for span in spans:
            yield Row(
                number, {**about, **{name: span.get(name) for name in ("start", "end", "label", "text")}}
            )


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(path.name, line, "format-syntax", message)


ROWS: Final[Mapping[str, Callable[[Path, list[Problem]], Iterator[Row]]]] = {
    "spans": json_rows,
    "csv": csv_rows,
    "gliner": gliner_rows,
}
"""What reads each form of spans."""
