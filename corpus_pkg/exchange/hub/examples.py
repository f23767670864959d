"""A real row of each config for the card, read back from the file that was written."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from corpus_pkg.extras import need
from corpus_pkg.tables.parquet_rows import decoded, file_features

LOOKED_AT: Final = 100
"""Rows of a file among which the example is chosen."""
LONGEST_TEXT: Final = 280
"""Characters of a string in an example; a longer one is cut, which the ellipsis shows."""
LONGEST_LIST: Final = 30
"""Single values of a list in an example."""
LONGEST_NESTED: Final = 2
"""Records of a list in an example."""
CUT: Final = "…"


def example(place: Path) -> dict[str, Any]:
    """Return one row of a Parquet file, its labels by name and nothing in it shortened.

    The row is the fullest of the file's first rows: the first of those with the fewest nulls.

    Args:
        place: A Parquet file with at least one row.
    """
    parquet = need("pyarrow.parquet", "hub")
    with parquet.ParquetFile(place) as file:
        rows = next(file.iter_batches(batch_size=LOOKED_AT)).to_pylist()
        features = file_features(file.schema_arrow)
    chosen = min(rows, key=lambda row: sum(value is None or value == [] for value in row.values()))
    return {name: decoded(value, features.get(name)) for name, value in chosen.items()}


def shown(row: dict[str, Any]) -> str:
    """Return a row as JSON for people: long strings and lists are cut, each cut shown."""
    return json.dumps(_short(row), ensure_ascii=False, indent=2)


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + CUT
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _short(part) for name, part in value.items()}
    if isinstance(value, list):
        return _short_list(value)
    return value


def _short_list(values: Sequence[Any]) -> list[Any]:
    most = LONGEST_NESTED if any(isinstance(value, dict) for value in values) else LONGEST_LIST
    made = [_short(value) for value in values[:most]]
    if len(values) > most:
        made.append(f"{CUT} {len(values) - most} more")
    return made


def fenced(text: str, language: str) -> str:
    """Return text as a fenced block of Markdown that nothing in the text can end."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"
