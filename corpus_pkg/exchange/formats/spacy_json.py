"""JSON of spaCy and its annotation tools: `Doc.to_json`, Prodigy's lines, training data of versions 2 and 3.

Read are objects with `text` and `ents` (`Doc.to_json`) or `spans` (Prodigy), `["text", {"entities": …}]`, and
the trees of version 2 (`paragraphs`, with BILUO tags of tokens). Offsets count code points.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from corpus_pkg.exchange.formats.flat import FlatDocument
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.hf_rows import json_values
from corpus_pkg.exchange.formats.jsonfile import objects, string
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.text_spans import TextSpan, add_names
from corpus_pkg.exchange.formats.token_stream import Token, TokenStream, gaps
from corpus_pkg.exchange.formats.token_texts import Texts
from corpus_pkg.layers import ENTITIES

_FORMS: Final = (
    'an object with "text" and "ents" (Doc.to_json) or "spans" (Prodigy), ["text", {"entities": …}], or the '
    'trees of version 2 ("paragraphs")'
)
"""What is read, in words."""
_UNKNOWN_TAG: Final = "-"
_ENDINGS: Final = (".json", ".jsonl")
_REST: Final = ("relations", "cats")


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of files."""
    texts = Texts(source)
    for name, data in source.files():
        rows = [row for number, value in json_values(data, name, source) for row in _rows(number, value)]
        for at, (line, row) in enumerate(rows):
            about = PurePosixPath(name).stem + (f"-{at + 1}" if len(rows) > 1 else "")
            if isinstance(row, dict) and isinstance(row.get("paragraphs"), list):
                before = len(source.problems)
                stream = _tree(row, line, name, source)
                if len(source.problems) == before:
                    stream.names = [string(row.get("id")), about]
                    yield from texts.lay(stream)
                continue
            pair = _pair(row)
            if pair is None:
                source.odd(name, f"it is not a text with its spans; write {_FORMS}", line)
                continue
            text, spans = pair
            flat = source.document(name, about, text=text)
            yield _document(flat, spans, row, line, source)


def _rows(number: int, value: Any) -> list[tuple[int, Any]]:
    """Return the documents of a value: `{"annotations": […]}` has several."""
    if isinstance(value, dict) and isinstance(value.get("annotations"), list):
        return list(enumerate((one for one in value["annotations"] if one is not None), 1))
    return [(number, value)]


def _pair(row: Any) -> tuple[str, list[Any]] | None:
    """Return a text and its spans; None of anything else."""
    if isinstance(row, list) and len(row) == 2 and isinstance(row[1], dict):
        text, spans = row[0], row[1].get("entities", [])
    elif isinstance(row, dict):
        text = row.get("text")
        groups = [row.get("ents"), row.get("spans")]
        spans = next((group for group in groups if isinstance(group, list)), [])
    else:
        return None
    return (text, spans) if isinstance(text, str) and isinstance(spans, list) else None


def _document(flat: FlatDocument, given: list[Any], row: Any, line: int, source: Source) -> FlatDocument:
    """Return a document with its spans as names."""
    about = row if isinstance(row, dict) else row[1]
    if about.get("answer", "accept") != "accept":
        flat.annotated = False
        return flat
    for key in _REST:
        for _ in about.get(key) or ():
            source.losses.add(flat.id, key, f"line {line}", "annotation-not-held")
    groups = about.get("spans") if isinstance(about.get("spans"), dict) else {}
    for key, group in (groups or {}).items():
        for span in objects(group):
            place = f"{string(span.get('start'))}-{string(span.get('end'))}"
            source.losses.add(flat.id, f"spans {key}", place, "annotation-not-held")
    spans = []
    for span in given:
        found = _span(span)
        if found is None:
            message = f"{str(span)[:60]!r} is not START, END and a label; correct it"
            source.refuse(flat, ENTITIES.name, "", message, line)
        else:
            spans.append(found)
    add_names(flat, spans, line, source)
    return flat


def _span(span: Any) -> TextSpan | None:
    if isinstance(span, dict):
        start, end, label = (span.get(name) for name in ("start", "end", "label"))
    elif isinstance(span, list) and len(span) == 3:
        start, end, label = span
    else:
        return None
    if type(start) is not int or type(end) is not int or not isinstance(label, str) or not label:
        return None
    link = string(span.get("kb_id")) if isinstance(span, dict) else ""
    return TextSpan(start, end, label, f"{start}-{end}", link=link)


def _tree(row: dict[str, Any], line: int, name: str, source: Source) -> TokenStream:
    """Return the tokens of a tree of version 2."""
    stream = TokenStream(name, [], line=line)
    tags: list[str] = []
    for paragraph in objects(row["paragraphs"]):
        sentences = [objects(sentence.get("tokens")) for sentence in objects(paragraph.get("sentences"))]
        forms = [string(token.get("orth")) for tokens in sentences for token in tokens]
        raw = paragraph.get("raw")
        after = gaps(raw, forms) if isinstance(raw, str) else [None] * len(forms)
        stream.paragraphs.append(len(stream.tokens))
        for tokens in sentences:
            for at, token in enumerate(tokens):
                form, number = string(token.get("orth")), len(stream.tokens) - stream.paragraphs[-1]
                stream.add(Token(form, line, after[number]), sentence=not at)
                tag = string(token.get("ner"))
                tags.append("O" if tag in ("", _UNKNOWN_TAG) else tag)
    if not stream.tokens:
        source.odd(name, "the document has no tokens; export it again", line)
    stream.tag(tags, source)
    return stream


FORMAT: Final = FileFormat(
    "spacy-json", "JSON of spaCy", _ENDINGS, frozenset({ENTITIES.name}), None, decode_files
)
