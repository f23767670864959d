"""Tokens laid over the texts of a corpus, or made into a text.

White space aside, the tokens of a document are its whole text, or what lies in its sentences. So they say
which document they are of, prove every offset, and show where a file was cut or edited.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, pairwise
from typing import Final

from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.flat import FlatDocument, Item
from corpus_pkg.exchange.formats.name_labels import NameLabels
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.token_cover import Cover, cover_of, covers
from corpus_pkg.exchange.formats.token_stream import TokenStream, letters_of
from corpus_pkg.layers import ENTITIES, SENTENCES
from corpus_pkg.values.slugs import slug_of

_SHOWN: Final = 40
_ALIKE: Final = 20
"""How many letters a text must share with tokens to be the one that is meant."""
_COMPARED: Final = 20
"""How many documents without a text in the corpus are compared with every text, to say where they differ."""


class Texts:
    """The texts of a corpus as tokens are compared with them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._by_id = {document.id: list(covers(document)) for document in source.corpus}
        self._by_digest: dict[bytes, dict[str, Cover]] = {}
        for cover in chain.from_iterable(self._by_id.values()):
            self._by_digest.setdefault(_digest(cover.letters), {}).setdefault(cover.document.id, cover)
        self._compared = 0

    def lay(self, stream: TokenStream) -> Iterator[FlatDocument]:
        """Yield the documents that tokens are of; where there are none, the source has a problem."""
        if not stream.tokens:
            return
        if self.source.new:
            yield rebuilt(stream, self.source)
            return
        letters = letters_of("".join(token.form for token in stream.tokens))
        named = self._named(stream)
        if named is not None and named.letters == letters:
            yield from self._laid(stream, {named.document.id: named})
            return
        found = self._by_digest.get(_digest(letters), {})
        if found:
            yield from self._laid(stream, found)
            return
        parts = list(self._parts(stream))
        if not parts:
            self._refuse(stream, letters, named)
        elif sum(len(part.chunks) for part, _ in parts) < len(stream.chunks):
            self.source.wrong(stream.place, "a name goes over the end of a document; correct its tags")
        for part, found in parts:
            yield from self._laid(part, found)

    def _named(self, stream: TokenStream) -> Cover | None:
        """Return the sentences that a file says the tokens are of; None where it does not say all of them."""
        document = self.source.base(stream.names[0]) if stream.names else None
        if document is None or not stream.within or len(stream.within) < len(stream.sentences):
            return None
        return cover_of(document, (id_ for _, id_ in stream.within))

    def _laid(self, stream: TokenStream, found: dict[str, Cover]) -> Iterator[FlatDocument]:
        named = [name for name in found if name in _ids(stream.names)]
        if len(named or found) > 1:
            message = (
                f"the documents {', '.join([*found][:5])} have this text; name the file after one of them"
            )
            self._wrong(stream, message)
            return
        cover = found[next(iter(named or found))]
        document = cover.document
        if (words := cover.left_out()) is not None:
            lacks = f"the file has no tokens of {words[:_SHOWN]!r}"
            self._wrong(stream, f"{lacks}, which the corpus has as a name; add them")
            return
        flat = FlatDocument(document.id, document.text, [], place=stream.place)
        yield _with_names(flat, stream, list(cover.places(stream.tokens)), self.source)

    def _wrong(self, stream: TokenStream, message: str) -> None:
        problem = Problem(stream.place, stream.tokens[0].line, "format-document", message)
        self.source.problems.append(problem)

    def _parts(self, stream: TokenStream) -> Iterator[tuple[TokenStream, dict[str, Cover]]]:
        """Yield the documents that follow each other in a stream; none where it does not end with one."""
        found = []
        first, digest = 0, hashlib.sha256()
        ends = [*stream.sentences[1:], len(stream.tokens)]
        for begin, end in zip(stream.sentences, ends, strict=True):
            for token in stream.tokens[begin:end]:
                digest.update(letters_of(token.form).encode())
            covered = self._by_digest.get(digest.digest(), {})
            if covered:
                found.append((stream.part(first, end), covered))
                first, digest = end, hashlib.sha256()
        if first == len(stream.tokens):
            yield from found

    def _refuse(self, stream: TokenStream, letters: str, named: Cover | None) -> None:
        """Say which tokens are not those of the text that they seem to be of."""
        self._compared += 1
        compared = [named] if named is not None else []
        for id_ in _ids(stream.names):
            compared = compared or self._by_id.get(id_, [])
        least = 0
        if not compared and self._compared <= _COMPARED:
            compared, least = list(chain.from_iterable(self._by_id.values())), _ALIKE
        alike = max(compared, key=lambda cover: _shared(letters, cover.letters), default=None)
        if alike is not None and _shared(letters, alike.letters) < least:
            alike = None
        if alike is None:
            begin = " ".join(token.form for token in stream.tokens[:8])[:_SHOWN]
            self._wrong(
                stream,
                f"the corpus has no document of the tokens that begin with {begin!r}; add its text first",
            )
            return
        message, line = self._departure(stream, letters, alike)
        problem = Problem(stream.place, line, "format-syntax", message, alike.document.id)
        self.source.problems.append(problem)

    @staticmethod
    def _departure(stream: TokenStream, letters: str, cover: Cover) -> tuple[str, int]:
        """Return where tokens stop to be those of a text, as a message with its line."""
        text, ours = cover.document.text, cover.letters
        at = _shared(letters, ours)
        places = cover.letter_places()
        if at == len(letters):
            where = f"the tokens end at character {places[at - 1] + 1 if at else 0:,} of {len(text):,}"
            goes_on = text[places[at] :][:_SHOWN]
            return f"{where}, and the text goes on with {goes_on!r}; restore the rest", stream.line
        ends = list(accumulate(len(letters_of(token.form)) for token in stream.tokens))
        number = bisect_left(ends, at + 1)
        token, first = stream.tokens[number], ends[number - 1] if number else 0
        if at == len(ours):
            message = (
                f"the text ends before the end of the token {token.form[:_SHOWN]!r}; remove what follows"
            )
            return message, token.line
        there = text[places[first] :][:_SHOWN]
        message = f"the text at {places[first]} is {there!r} and the token {token.form[:_SHOWN]!r}"
        return f"{message}; keep the tokens", token.line


def _shared(one: str, other: str) -> int:
    """Return how many characters at their beginnings two strings share."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def _digest(letters: str) -> bytes:
    return hashlib.sha256(letters.encode()).digest()


def _ids(names: Iterable[str]) -> list[str]:
    """Return the ids that documents of these names may have."""
    return [id_ for name in names for id_ in (name, slug_of(name)) if id_]


def rebuilt(stream: TokenStream, source: Source) -> FlatDocument:
    """Return a document whose text is made of its tokens, with the sentences of the file.

    Tokens are parted by the white space that the file says, and else by a space, sentences by a line end
    (by a space where the file has paragraphs), paragraphs by a blank line.
    """
    begins, paragraphs = frozenset(stream.sentences), frozenset(stream.paragraphs)
    parts: list[str] = []
    places: list[tuple[int, int] | None] = []
    at = 0
    for number, token in enumerate(stream.tokens):
        form = token.form.strip()
        if number and form:
            parts.append(_gap(stream, number, begins, paragraphs))
            at += len(parts[-1])
        parts.append(form)
        places.append((at, at + len(form)) if form else None)
        at += len(form)
    flat = FlatDocument(stream.names[0], f"{''.join(parts)}\n", [], place=stream.place)
    flat.known = stream.known.get(0, {})
    source.losses.add(flat.id, "text", "", "text-rebuilt")
    for first, last in pairwise([*stream.sentences, len(stream.tokens)]):
        inside = [place for place in places[first:last] if place is not None]
        if inside:
            start, end = inside[0][0], inside[-1][1]
            flat.items.append(Item(f"sentence {start}", SENTENCES.name, start, end, SENTENCES.name))
    return _with_names(flat, stream, places, source)


def _gap(stream: TokenStream, number: int, begins: frozenset[int], paragraphs: frozenset[int]) -> str:
    """Return the white space before a token that is not the first one."""
    if number in paragraphs:
        return "\n\n"
    after = stream.tokens[number - 1].after
    if after is not None:
        return after
    return "\n" if number in begins and not paragraphs else " "


def _with_names(
    flat: FlatDocument, stream: TokenStream, places: list[tuple[int, int] | None], source: Source
) -> FlatDocument:
    """Return a document with the names of a stream."""
    if not stream.named:
        flat.annotated = False
        return flat
    flat.layers = frozenset({ENTITIES.name})
    labels = NameLabels(source, flat.id, stream.same)
    for chunk in stream.chunks:
        inside = [place for place in places[chunk.first : chunk.last] if place is not None]
        if not inside:
            message = "the name has no characters; mark it again"
            source.refuse(flat, ENTITIES.name, f"line {chunk.line}", message, chunk.line)
            continue
        start, end = inside[0][0], inside[-1][1]
        key = f"line {chunk.line}"
        tokens = stream.tokens[chunk.first : chunk.last]
        if len(letters_of((flat.text or "")[start:end])) != sum(len(letters_of(one.form)) for one in tokens):
            message = "the name goes over text without tokens; correct its tags"
            source.refuse(flat, ENTITIES.name, key, message, chunk.line)
            continue
        words = " ".join((flat.text or "")[start:end].split())
        item = labels.item(
            chunk.label, key, (start, end), words, chunk.line, link=chunk.link, is_name=chunk.is_name
        )
        if item is not None:
            flat.items.append(item)
    return flat
