"""The tokens of documents, with their names: what files have that hold tokens and no text."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from corpus_pkg.exchange.formats.chunk_tags import Chunk, read_chunks
from corpus_pkg.exchange.formats.source import Source

_SPACE: Final = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """One token.

    Attributes:
        form: Its characters.
        line: Its line (or row) in the file, from 1.
        after: The white space that follows it; None where the file does not say.
    """

    form: str
    line: int
    after: str | None = None


@dataclass(slots=True)
class TokenStream:
    """The tokens of one document, or of several that follow each other, with their names.

    Attributes:
        place: The file.
        names: What the file calls the document, and the file's own name: the best comes first.
        tokens: The tokens.
        sentences: The number of the first token of each sentence.
        paragraphs: The number of the first token of each paragraph, where the file says so.
        chunks: The names.
        named: Whether the file has names at all, or a place for them.
        starts: The number of the first token of each document.
        titles: What the file calls the document of each of these tokens.
        within: The numbers of tokens with which sentences begin whose ids the file says, with these ids.
        known: What the file says about the text of each of these documents: fields of the metadata.
        line: The last line that was read.
        same: What labels of the format are in the corpus: several types where the name decides.
    """

    place: str
    names: list[str]
    tokens: list[Token] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    named: bool = True
    starts: list[int] = field(default_factory=list)
    titles: dict[int, str] = field(default_factory=dict)
    within: list[tuple[int, str]] = field(default_factory=list)
    known: dict[int, dict[str, str]] = field(default_factory=dict)
    line: int = 0
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, token: Token, *, sentence: bool = False, document: bool = False) -> None:
        """Add the next token, with which a sentence or a document may begin."""
        if document:
            self.starts.append(len(self.tokens))
        if sentence or document:
            self.sentences.append(len(self.tokens))
        self.tokens.append(token)

    def tag(self, tags: Sequence[str], source: Source) -> None:
        """Add the names that a tag for each token makes; what is wrong goes to the source's problems."""
        lines = [token.line for token in self.tokens]
        chunks = read_chunks(tags, lines, self.sentences, self.starts)
        for line, message in chunks.faults:
            source.wrong(self.place, message, line)
        self.chunks.extend(chunks.found)

    def documents(self) -> Iterator["TokenStream"]:
        """Yield each document as a stream of its own, with its names."""
        if not self.tokens:
            return
        starts = sorted({0, *self.starts})
        self.chunks.sort(key=lambda chunk: chunk.first)
        for number, (first, last) in enumerate(pairwise([*starts, len(self.tokens)]), 1):
            part = self.part(first, last)
            own = [self.titles[first]] if first in self.titles else []
            stem = self.names[0] if len(starts) == 1 else f"{self.names[0]}-{number}"
            part.names = [*own, stem]
            part.known = {0: self.known[first]} if first in self.known else {}
            yield part

    def part(self, first: int, last: int) -> "TokenStream":
        """Return the document of the tokens from one number up to another."""
        names = slice(*(bisect_left(self.chunks, at, key=lambda chunk: chunk.first) for at in (first, last)))
        inside = [chunk for chunk in self.chunks[names] if chunk.last <= last]
        sentences = slice(*(bisect_left(self.within, at, key=lambda one: one[0]) for at in (first, last)))
        return TokenStream(
            self.place,
            self.names,
            self.tokens[first:last],
            _between(self.sentences, first, last),
            _between(self.paragraphs, first, last),
            [replace(chunk, first=chunk.first - first, last=chunk.last - first) for chunk in inside],
            self.named,
            within=[(at - first, id_) for at, id_ in self.within[sentences]],
            line=self.line if last == len(self.tokens) else self.tokens[last - 1].line,
            same=self.same,
        )


def _between(numbers: Sequence[int], first: int, last: int) -> list[int]:
    """Return the sorted numbers from one up to another, relative to the first."""
    return [number - first for number in numbers[bisect_left(numbers, first) : bisect_left(numbers, last)]]


def letters_of(text: str) -> str:
    """Return a text without its white space, and without byte order marks."""
    return "".join(text.split()).replace("\ufeff", "")


def gaps(text: str, forms: Sequence[str]) -> Sequence[str | None]:
    """Return the white space after each token in a text; unknown where they are not the text's tokens."""
    found: list[str | None] = []
    at = _after_space(text, 0)
    for form in forms:
        if not text.startswith(form, at):
            return [None] * len(forms)
        end = at + len(form)
        at = _after_space(text, end)
        found.append(text[end:at])
    return [*found[:-1], None] if found and at == len(text) else [None] * len(forms)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
