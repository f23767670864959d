"""CoNLL-U and CoNLL-U Plus of other projects: mentions of `Entity=` in MISC (as in GUM), or tags of names.

`(1-person-…` opens a mention, `1)` closes it, `(1-person-…)` is one token; mentions nest, and several may be
in one value. Without `Entity=`, tags such as B-PER are read from a column named NE or NER, or from `ner=` in
MISC. Mentions whose head is not a proper noun are not names: they are counted in the report.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import quote

from corpus_pkg.exchange.formats.chunk_tags import EMPTY, OUTSIDE, Chunk
from corpus_pkg.exchange.formats.conllu_entity import Mention, Mentions
from corpus_pkg.exchange.formats.flat import FlatDocument
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.links import WIKIPEDIA
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.token_stream import Token, TokenStream
from corpus_pkg.exchange.formats.token_texts import Texts
from corpus_pkg.layers import ENTITIES
from corpus_pkg.values.counted import counted

_COLUMNS: Final = ("ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC")
_NAMES: Final = re.compile("(?:.*[:_-])?(?:NER?|NAMES?|IOB2?|BIO)", re.IGNORECASE)
"""The columns whose tags are names."""
_OF_TOKENS: Final = ("LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS")
"""What CoNLL-U says of tokens, which the corpus does not hold."""
_NER: Final = ("ner", "NER", "NE")
_ID: Final = re.compile(r"([1-9]\d{0,8})(?:-([1-9]\d{0,8}))?|(\d{1,9})\.([1-9]\d{0,8})")
_SPACES: Final = {r"\s": " ", r"\t": "\t", r"\n": "\n", r"\r": "\r", r"\p": "|", r"\\": "\\"}
_ESCAPE: Final = re.compile(r"\\[stnrp\\]")
_PROPER: Final = "PROPN"
KNOWN: Final = {"meta::author": "author", "meta::dateCreated": "date"}
"""What comments of GUM say about a text, as fields of the metadata."""
SAME: Final = {"place": ("GPE", "LOC")}
"""What labels of `Entity=` are in the corpus, in addition to what has the same name."""


def decode_files(source: Source) -> Iterator[FlatDocument]:
    """Yield the documents of CoNLL-U files."""
    texts = Texts(source)
    for name, content in source.text_files():
        before = len(source.problems)
        stream = _Reader(name, source).read(content)
        if len(source.problems) == before:
            for document in stream.documents():
                yield from texts.lay(document)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as a line has it: its id and that of its head, the number of its token, its part of speech."""

    id: str
    token: int
    upos: str
    head: str


@dataclass(slots=True)
class _Sentence:
    """What is known of the sentence that is being read."""

    words: list[_Word] = field(default_factory=list)
    last: int = 0
    """The last word of a token of several words."""
    mentions: Mentions = field(default_factory=Mentions)


class _Reader:
    """Reads one file."""

    def __init__(self, name: str, source: Source) -> None:
        self.name = name
        self.source = source
        self.stream = TokenStream(name, [PurePosixPath(name).stem], same=SAME)
        self.columns: tuple[str, ...] = _COLUMNS
        self.fields: tuple[str, ...] = ()
        self.tags: list[str] = []
        self.tagged = self.mentioned = False
        self.sentence: _Sentence | None = None
        self.document = True
        self.title: str | None = None
        self.known: dict[str, str] = {}
        self.paragraph = False
        self.unread: list[str] = []
        self.of_tokens: set[str] = set()

    def read(self, content: str) -> TokenStream:
        """Return the tokens of a file; what is wrong goes to the source's problems."""
        for number, raw in enumerate(content.split("\n"), 1):
            line = raw.removesuffix("\r")
            if line.startswith("#"):
                self._comment(line[1:].strip(), number)
            elif line.strip():
                self._row(line, number)
                self.stream.line = number
            else:
                self._close()
        self._close()
        if not self.stream.tokens:
            self.source.wrong(self.name, "there is no token in it")
        self.stream.named = self.mentioned or self.tagged
        if self.tagged and not self.mentioned:
            self.stream.tag(self.tags, self.source)
        elif self.tagged and any(tag != OUTSIDE for tag in self.tags):
            self._lose_of_tokens("NER")
        for column in sorted(self.of_tokens):
            self._lose_of_tokens(column)
        return self.stream

    def _lose_of_tokens(self, column: str) -> None:
        """Report what a column says of the tokens, once for a file."""
        self.source.losses.add(self.stream.names[0], "tokens", "", "annotation-not-held", column)

    def _comment(self, text: str, number: int) -> None:
        name, _, value = (part.strip() for part in text.partition("="))
        if name == "global.columns":
            self._set_columns(tuple(value.split()), number)
        elif name == "global.Entity":
            self.fields = tuple(value.split("-"))
            self.mentioned = True
        elif name in ("newdoc id", "newdoc"):
            self.document, self.title, self.known = True, value or None, {}
        elif name in KNOWN and value:
            self.known[KNOWN[name]] = value
        elif name in ("newpar id", "newpar"):
            self.paragraph = True

    def _set_columns(self, columns: tuple[str, ...], number: int) -> None:
        if self.stream.tokens or "FORM" not in columns or len(set(columns)) < len(columns):
            message = "name each column once, before the first token, FORM among them"
            self.source.wrong(self.name, message, number)
            return
        self.columns = columns
        self.tagged = any(_NAMES.fullmatch(column) for column in columns)
        tagged = [column for column in columns if _NAMES.fullmatch(column)]
        self.unread = [column for column in columns if column not in (*_COLUMNS, *tagged[:1])]

    def _row(self, line: str, number: int) -> None:
        cells = line.split("\t")
        if len(cells) != len(self.columns):
            message = (
                f"the line has {counted(len(cells), 'column')} and the file {len(self.columns)}; restore it"
            )
            self.source.wrong(self.name, message, number)
            return
        row = dict(zip(self.columns, cells, strict=True))
        id_ = row.get("ID", str(len(self.sentence.words) + 1 if self.sentence else 1))
        match = _ID.fullmatch(id_)
        if match is None:
            self.source.wrong(self.name, f"{id_[:40]!r} is not the id of a token; correct it", number)
            return
        sentence = self.sentence
        if sentence is None:
            sentence = self.sentence = _Sentence()
        misc = _pairs(row.get("MISC", "_"))
        for column in self.unread:
            if row[column] not in EMPTY:
                self.source.losses.add(self.stream.names[0], column, f"line {number}", "annotation-not-held")
        self.of_tokens |= {column for column in _OF_TOKENS if row.get(column, "_") not in EMPTY}
        if match[3] is None and (match[2] or int(match[1]) > sentence.last):
            self._token(row, misc, number, fresh=not sentence.words)
            sentence.last = int(match[2] or 0)
        if match[2] is None:
            self._word(id_, row, misc, number, empty=match[3] is not None)

    def _token(self, row: Mapping[str, str], misc: Mapping[str, str], number: int, *, fresh: bool) -> None:
        """Add what a line has of the text: a word, or several that are written as one."""
        stream = self.stream
        if self.document and self.title is not None:
            stream.titles[len(stream.tokens)] = self.title
        if self.document:
            stream.known[len(stream.tokens)] = self.known
        if self.paragraph:
            stream.paragraphs.append(len(stream.tokens))
        stream.add(Token(row["FORM"], number, _after(misc)), sentence=fresh, document=self.document)
        self.document, self.title, self.paragraph = False, None, False
        tag = next((row[column] for column in self.columns if _NAMES.fullmatch(column)), None)
        if tag is None:
            tag = next((misc[key] for key in _NER if key in misc), None)
            self.tagged = self.tagged or tag is not None
        self.tags.append(OUTSIDE if tag in (None, "_", "*", "") else tag or OUTSIDE)

    def _word(
        self, id_: str, row: Mapping[str, str], misc: Mapping[str, str], number: int, *, empty: bool
    ) -> None:
        """Add a word, with the mentions that begin and end on it."""
        sentence = self.sentence
        if sentence is None:
            return
        before = len(sentence.words)
        if not empty:
            word = _Word(id_, len(self.stream.tokens) - 1, row.get("UPOS", "_"), row.get("HEAD", "_"))
            sentence.words.append(word)
        if "Entity" in misc:
            self.mentioned = True
            for fault in sentence.mentions.read(misc["Entity"], before, number, self.fields, empty=empty):
                self.source.wrong(self.name, fault, number)

    def _close(self) -> None:
        """End a sentence: its mentions become names."""
        sentence, self.sentence = self.sentence, None
        if sentence is None:
            return
        for mention in sentence.mentions.unfinished():
            message = f"the mention {mention.key!r} has no end in its sentence; close it"
            self.source.wrong(self.name, message, mention.line)
        for mention in sentence.mentions.found:
            words = sentence.words[mention.first : mention.last]
            if mention.parted or not words:
                document = self.stream.names[0]
                self.source.losses.add(document, mention.label, f"line {mention.line}", "annotation-not-held")
                continue
            name = _is_name(mention, words)
            # GUM names what a mention is by the title of its article in Wikipedia.
            link = WIKIPEDIA + quote(mention.link.replace(" ", "_")) if mention.link else ""
            first, last = words[0].token, words[-1].token + 1
            self.stream.chunks.append(Chunk(first, last, mention.label, mention.line, name, link))


def _is_name(mention: Mention, words: list[_Word]) -> bool:
    """Return True if the head of a mention is a proper noun, or if the file has no parts of speech."""
    if all(word.upos == "_" for word in words):
        return True
    heads = [words[number - 1] for number in mention.heads if 0 < number <= len(words)]
    if not heads:
        inside = {word.id for word in words}
        heads = [word for word in words if word.head.isdecimal() and word.head not in inside]
    return any(word.upos == _PROPER for word in heads or words)


def _pairs(misc: str) -> dict[str, str]:
    """Return the values of MISC; of a name that is there twice, the last."""
    parts = (part.partition("=") for part in misc.split("|") if "=" in part)
    return {name: value for name, _, value in parts}


def _after(misc: Mapping[str, str]) -> str | None:
    """Return the white space after a token; None where the file does not say."""
    if misc.get("SpaceAfter") == "No":
        return ""
    spaces = misc.get("SpacesAfter")
    if spaces is None:
        return None
    found = _ESCAPE.sub(lambda escape: _SPACES[escape[0]], spaces)
    return found if found.isspace() or not found else None


FORMAT: Final = FileFormat(
    "conllu",
    "CoNLL-U with names",
    (".conllu", ".conllup", ".conll"),
    frozenset({ENTITIES.name}),
    None,
    decode_files,
)
