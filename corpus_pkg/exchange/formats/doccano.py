"""doccano: JSON Lines with a document per line, its text, and spans with labels.

`label` (or `labels`) holds `[start, end, type]`; newer versions have `entities` with `start_offset`,
`end_offset` and `label`, and `relations`. Offsets count code points. The file has no words that prove them,
so a span that begins or ends inside a word is refused.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.flat import FlatDocument
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.hf_rows import json_rows
from corpus_pkg.exchange.formats.jsonfile import string
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.text_spans import TextSpan, add_names
from corpus_pkg.layers import ENTITIES

_TEXT: Final = ("text", "data")
_SPANS: Final = ("entities", "label", "labels")
_REST: Final = ("relations", "Comments", "comments", "cats")
_ENDINGS: Final = (".jsonl", ".ndjson", ".json")


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of exports."""
    for name, data in source.files():
        rows = list(json_rows(data, name, source))
        for number, row in rows:
            text = next((row[key] for key in _TEXT if isinstance(row.get(key), str)), None)
            if text is None:
                source.odd(name, "the line has no text; export it with its data", number)
                continue
            document = source.document(name, _about(name, row, number, single=len(rows) == 1), text=text)
            if not source.new and document.id not in source.corpus:
                message = f"the corpus has no document with the text {text[:40]!r}; add it first"
                source.problems.append(Problem(name, number, "format-document", message))
                continue
            yield _document(document, row, number, source)


def _about(name: str, row: dict[str, Any], number: int, *, single: bool) -> str:
    stem = PurePosixPath(name).stem
    return stem if single else f"{stem}-{string(row.get('id')) or number}"


def _document(flat: FlatDocument, row: dict[str, Any], line: int, source: Source) -> FlatDocument:
    """Return a document with the spans of its line as names."""
    for key in _REST:
        for _ in row[key] if isinstance(row.get(key), list) else ():
            source.losses.add(flat.id, key, f"line {line}", "annotation-not-held")
    given = [span for key in _SPANS for span in (row[key] if isinstance(row.get(key), list) else ())]
    spans = []
    for span in given:
        if isinstance(span, str):  # a label of the whole document
            source.losses.add(flat.id, span, f"line {line}", "annotation-not-held")
        elif (found := _span(span)) is None:
            message = f"{str(span)[:60]!r} is not START, END and a label; correct it"
            source.refuse(flat, ENTITIES.name, "", message, line)
        else:
            spans.append(found)
    add_names(flat, spans, line, source)
    flat.annotated = None if given else False
    return flat


def _span(span: Any) -> TextSpan | None:
    """Return a span of a line; None where it is not a span."""
    if isinstance(span, list) and len(span) == 3:
        start, end, label = span
        key = f"{start}-{end}"
    elif isinstance(span, dict):
        start, end, label = (span.get(name) for name in ("start_offset", "end_offset", "label"))
        key = string(span.get("id")) or f"{start}-{end}"
    else:
        return None
    if type(start) is not int or type(end) is not int or not isinstance(label, str) or not label:
        return None
    return TextSpan(start, end, label, key)


FORMAT: Final = FileFormat("doccano", "doccano", _ENDINGS, frozenset({ENTITIES.name}), None, decode_files)
