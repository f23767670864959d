"""CoNLL-2002 and CoNLL-2003: a token per line, its tag in the last column, blank lines between sentences.

The files have no text: their tokens say which texts of the corpus they are of. Tags are IOB1, as the original
has them, IOB2, IOBES or BILOU. Lines of `-DOCSTART-` part documents.
"""

import re
from collections.abc import Iterator
from typing import Final

from corpus_pkg.exchange.formats.flat import FlatDocument
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.token_stream import Token, TokenStream
from corpus_pkg.exchange.formats.token_texts import Texts
from corpus_pkg.layers import ENTITIES
from corpus_pkg.values.counted import counted

_DOCUMENT: Final = "-DOCSTART-"
_PARTS: Final = re.compile("[ \t]+")
_ENDINGS: Final = (
    ".conll",
    ".txt",
    ".bio",
    ".iob",
    ".iob2",
    ".bioes",
    ".tsv",
    ".train",
    ".testa",
    ".testb",
    ".dev",
    ".test",
)


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of files with a token per line."""
    texts = Texts(source)
    for name, content in source.text_files():
        stream = _read(name, content, source)
        if stream is not None:
            for document in stream.documents():
                yield from texts.lay(document)


def _read(name: str, content: str, source: Source) -> TokenStream | None:
    """Return the tokens of a file; None where a line is wrong."""
    before = len(source.problems)
    stream = TokenStream(name, [name.rpartition(".")[0]])
    tags: list[str] = []
    width = 0
    sentence = document = True
    for number, line in enumerate(content.split("\n"), 1):
        cells = _PARTS.split(line.strip(" \t\r"))
        if cells == [""]:
            sentence = True
        elif cells[0] == _DOCUMENT:
            sentence = document = True
        elif len(cells) < 2 or len(cells) != (width or len(cells)):
            message = f"the line has {counted(len(cells), 'column')}" + (
                f" and the file {width}" if width else ""
            )
            source.wrong(name, f"{message}; write the token first and its tag last", number)
        else:
            width = len(cells)
            stream.add(Token(cells[0], number), sentence=sentence, document=document)
            tags.append(cells[-1])
            sentence = document = False
    stream.line = content.rstrip().count("\n") + 1
    if not stream.tokens:
        source.wrong(name, "there is no token with a tag in it")
    stream.tag(tags, source)
    return stream if len(source.problems) == before else None


FORMAT: Final = FileFormat(
    "conll2003", "CoNLL-2003", _ENDINGS, frozenset({ENTITIES.name}), None, decode_files
)
