"""What is stored of a text next to it, and how it differs: checksum and lengths, and the words of spans."""

import hashlib
from collections.abc import Iterator
from typing import Any

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.models import DocumentMetadata
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.layers.records import span_fields


def text_problems(metadata: DocumentMetadata, data: bytes, text: str, line: int) -> Iterator[Problem]:
    """Yield what differs between a raw text and its metadata, which are on a line of documents.jsonl.

    The lengths of a text that was changed differ for that reason, and are not reported.
    """
    digest = hashlib.sha256(data).hexdigest()
    if digest != metadata.sha256:
        message = _line_ends_changed(data, metadata.sha256) or (
            f"its SHA-256 is {digest} and raw/documents.jsonl says {metadata.sha256}; restore the text, "
            "or, if it was meant to change, carry the annotations over with `corpus-pkg detach` and `attach`"
        )
        yield Problem(layout.raw_file(metadata.id), 0, "text-checksum", message, metadata.id)
        return
    for name, found, said in (
        ("bytes", len(data), metadata.bytes),
        ("characters", len(text), metadata.characters),
    ):
        if found != said:
            message = f"the text has {found:,} {name} and its metadata say {said:,}; correct the metadata"
            yield Problem(layout.DOCUMENTS_FILE, line, "text-length", message, metadata.id)


def _line_ends_changed(data: bytes, sha256: str) -> str:
    """Return what to say of a text that differs from the annotated one in its line ends only; else ''."""
    unix = data.replace(b"\r\n", b"\n")
    for was, now, text in (("LF", "CRLF", unix), ("CRLF", "LF", unix.replace(b"\n", b"\r\n"))):
        if hashlib.sha256(text).hexdigest() == sha256:
            return (
                f"its line ends were changed from {was} to {now}, as git does where core.autocrlf or "
                ".gitattributes say so; write `raw/** -text` into .gitattributes, delete the text and get it "
                "again with `git checkout -- raw`"
            )
    return ""


def span_problem(record: Any, text: str) -> tuple[str, str] | None:
    """Return the code and message of what is wrong between an annotation's span and the text."""
    start, end, words = record.start, record.end, record.text
    # Lengths first: a short record may claim the whole of a long text.
    if not (0 <= start < end and len(words) == end - start and text[start:end] == words):
        return _fault(start, end, words, text, "")
    model: Any = type(record)  # mypy takes a class for unhashable
    for name in span_fields(model):
        span = getattr(record, name)
        if span is not None and (found := _fault(span.start, span.end, span.text, text, f"{name} ")):
            return found
    return None


def _fault(start: int, end: int, words: str, text: str, name: str) -> tuple[str, str] | None:
    if not 0 <= start < end <= len(text):
        return "span-range", (
            f"the {name}span {start}-{end} is not in the text, which has {len(text)} "
            "characters; correct the offsets"
        )
    if len(words) != end - start or text[start:end] != words:
        found = text[start : min(end, start + 60)]
        return "span-text", (
            f"the text at {start}-{end} is {found!r} and the {name}stored text "
            f"{words[:60]!r}; correct the offsets or the text"
        )
    return None
