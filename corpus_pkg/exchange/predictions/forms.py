"""The forms of predictions: which one a file has."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from corpus_pkg.corpus import files
from corpus_pkg.exchange.formats.catalog import READERS
from corpus_pkg.exchange.predictions.rows import ROWS
from corpus_pkg.values.nearest import nearest

ANSWERS: Final = "answers"
HF_NER: Final = "hf-ner"
FORMATS: Final = (*ROWS, ANSWERS, *READERS)
"""The forms of predictions, in addition to full records."""
SPAN_KEYS: Final = frozenset({"document", "start", "quote", "type", "label", "entity_group"})
"""What only rows of spans have on a line of their own."""
BY_NAME: Final[Mapping[str, str]] = {
    ".csv": "csv",
    ".conll": "conll2003",
    ".bio": "conll2003",
    ".iob": "conll2003",
    ".iob2": "conll2003",
    ".bioes": "conll2003",
    ".conllu": "conllu",
    ".conllup": "conll",
    ".spacy": "spacy",
}
"""The form of a file, by the end of its name; JSON Lines are told apart by their first line."""


def form_of(path: Path) -> str | None:
    """Return the form of a file of predictions by its name or its first line; None for full records."""
    if path.suffix.lower() in BY_NAME:
        return BY_NAME[path.suffix.lower()]
    if path.suffix.lower() == ".parquet" and path.is_file():
        return HF_NER
    if path.suffix.lower() not in (".jsonl", ".ndjson") or not path.is_file():
        return None
    with path.open("rb") as file:
        line = next(
            (line for line in iter(lambda: file.readline(files.MAX_LINE_BYTES), b"") if line.strip()), b""
        )
    if not line:
        return "spans"  # of which it has none
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return _of_line(first) if isinstance(first, dict) else None


def _of_line(first: Mapping[str, Any]) -> str | None:
    if "metadata" in first:
        return None
    if "reply" in first:
        return ANSWERS
    if isinstance(first.get("tokens"), list):
        return HF_NER
    if "document" in first and isinstance(first.get("entities"), list):
        return "gliner"
    return "spans" if first.keys() & SPAN_KEYS else None


def checked_form(path: Path, form: str | None) -> str:
    """Return the form that is named, or that a file has.

    Raises:
        ValueError: There is no such form, or the file does not tell it.
    """
    found = form or form_of(path)
    if found is None:
        raise ValueError(f"{path}: name the form of the predictions; choose from: {', '.join(FORMATS)}")
    if found not in FORMATS:
        raise ValueError(f"{found!r} is not a form of predictions; {nearest(found, FORMATS)}")
    return found
