"""Datasets of names as the Hugging Face Hub has them: a row per sentence, with `tokens` and their tags.

Tags are in the column `ner_tags` or `tags`: names, or numbers where the file itself says what they mean (the
features in Parquet and saved folders). Read are JSON Lines, Parquet files, and folders that `datasets` saved.
Rows that have the ids of a document and a sentence of the corpus need not be of all sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, Final

from corpus_pkg.exchange.formats.flat import FlatDocument
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.hf_rows import Rows, row_files
from corpus_pkg.exchange.formats.jsonfile import string
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.token_stream import Token, TokenStream, gaps
from corpus_pkg.exchange.formats.token_texts import Texts
from corpus_pkg.layers import ENTITIES
from corpus_pkg.values.counted import counted

_TOKENS: Final = ("tokens", "words")
_TAGS: Final = ("ner_tags", "ner", "tags", "labels", "entities")
_DOCUMENT: Final = ("document_id", "doc_id", "document", "doc")
_SENTENCE: Final = "sentence"
_SPACES: Final = ("space_after", "trailing_whitespace")
_ENDINGS: Final = (".jsonl", ".ndjson", ".json", ".parquet", ".arrow")
_STORED_NAMES: Final = frozenset(
    {"dataset_dict.json", "dataset_info.json", "dataset_infos.json", "state.json"}
)


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of a dataset's files."""
    texts = Texts(source)
    source.names = [name for name in source.names if name not in _STORED_NAMES]
    for name, rows in row_files(source):
        before = len(source.problems)
        stream = _read(name, rows, source)
        if not stream.tokens and len(source.problems) == before:
            source.wrong(name, "there is no row with tokens and their tags in it")
        if len(source.problems) == before:
            for document in stream.documents():
                yield from texts.lay(document)


@dataclass(frozen=True, slots=True)
class _Row:
    """A sentence of a dataset."""

    number: int
    document: str
    sentence: str
    forms: Sequence[str]
    tags: Sequence[str]
    after: Sequence[str | None]


def _read(name: str, rows: Rows, source: Source) -> TokenStream:
    """Return the tokens of one file, with what is wrong in the source's problems."""
    stream = TokenStream(name, [PurePosixPath(name).stem])
    tags: list[str] = []
    found = (_row(row, number, name, source) for number, row in rows)
    for title, sentences in groupby((row for row in found if row is not None), lambda row: row.document):
        document = True
        for row in sentences:
            if title and document:
                stream.titles[len(stream.tokens)] = title
            if row.sentence and row.forms:
                stream.within.append((len(stream.tokens), row.sentence))
            for at, (form, after) in enumerate(zip(row.forms, row.after, strict=True)):
                stream.add(Token(form, row.number, after), sentence=not at, document=document and not at)
            tags += row.tags
            document = document and not row.forms
            stream.line = row.number
    stream.tag(tags, source)
    return stream


def _row(row: dict[str, Any], number: int, name: str, source: Source) -> _Row | None:
    """Return a row's tokens and tags; None (and a problem) where it does not have them."""
    forms: Any = next((row[key] for key in _TOKENS if key in row), None)
    tags = _tags(row)
    if not _strings(forms) or not isinstance(tags, list):
        message = f"the row has no lists of {_TOKENS[0]} and {_TAGS[0]}; write both"
        source.wrong(name, message, number)
    elif len(forms) != len(tags):
        both = f"{counted(len(forms), 'token')} and {counted(len(tags), 'tag')}"
        message = f"the row has {both}; write a tag for each token"
        source.wrong(name, message, number)
    elif not _strings(tags):
        message = (
            "the tags are numbers, and the file does not say what they mean; write their names, or save the "
            "dataset as Parquet, which keeps them"
        )
        source.wrong(name, message, number)
    else:
        title = next((string(row[key]) for key in _DOCUMENT if key in row), "")
        return _Row(number, title, string(row.get(_SENTENCE)), forms, tags, _spaces(row, forms))
    return None


def _tags(row: dict[str, Any]) -> Any:
    """Return the tags of a row: of several columns, one with names is preferred to one with numbers."""
    lists = [row[key] for key in _TAGS if isinstance(row.get(key), list)]
    return next((tags for tags in lists if _strings(tags)), lists[0] if lists else None)


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _spaces(row: dict[str, Any], forms: Sequence[str]) -> Sequence[str | None]:
    """Return the white space after each token of a row, where the row says it."""
    flags = next((row[key] for key in _SPACES if key in row), None)
    if isinstance(flags, list) and len(flags) == len(forms) and all(type(flag) is bool for flag in flags):
        return [" " if flag else "" for flag in flags]
    text = row.get("text")
    return gaps(text, forms) if isinstance(text, str) else [None] * len(forms)


FORMAT: Final = FileFormat(
    "hf-ner", "names of Hugging Face datasets", _ENDINGS, frozenset({ENTITIES.name}), None, decode_files
)
