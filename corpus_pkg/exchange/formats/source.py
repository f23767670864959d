"""The foreign files that a reader reads, and where it notes what is wrong with them or can't be held."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.files import RefusedError, decode, read_bytes
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.flat import FlatDocument, kinds, refuse
from corpus_pkg.exchange.formats.jsonfile import objects, parse_json
from corpus_pkg.exchange.formats.label_map import AS_THEY_ARE, LabelMap, NewTypes, same_types
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.whose import Texts
from corpus_pkg.exchange.formats.words import Placed, Proof, Spans
from corpus_pkg.layers import BLOCKS


@dataclass(slots=True)
class Source:
    """The foreign files that are read.

    Attributes:
        root: The folder that holds them; an archive is one too.
        names: Their paths in it, sorted.
        problems: Where a reader notes what is wrong with a file or an annotation.
        losses: Where a reader notes what the corpus can't hold.
        corpus: The corpus that the texts belong to.
        labels: What the labels of the files are in the corpus.
        types: The types that labels of the files become in a new corpus, which is made of their texts; None
            where the texts are in the corpus.
        by: Whose annotations are read where files have those of several annotators; None for any.
        language: The language of texts that are to be a new corpus; None where it is not known.
        texts: Its documents by text and name.
        broken: The files that are not in their format.
        people: The annotators whom the files name, each by one name.
        items: What files say that ids of a registry are: the address of an item or article.
    """

    root: Folder
    names: list[str]
    problems: list[Problem]
    losses: LossReport
    corpus: Corpus
    labels: LabelMap = AS_THEY_ARE
    types: NewTypes | None = None
    _types: dict[str, set[str]] = field(default_factory=dict, init=False)
    by: str | None = None
    language: str | None = None
    texts: Texts = field(init=False)
    broken: set[str] = field(default_factory=set, init=False)
    people: set[str] = field(default_factory=set, init=False)
    _met: bool = field(default=False, init=False)
    items: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.texts = Texts(self.corpus)

    @property
    def kinds(self) -> Mapping[str, str]:
        """What each label of the corpus is: a layer, or a subject."""
        return kinds(self.corpus.labels) if self.types is None else self.types.kinds

    @property
    def new(self) -> bool:
        """Whether the files' texts are to be a new corpus: a reader without a text then makes one."""
        return self.types is not None

    def types_of(self, name: str) -> set[str]:
        """Return the types of the registry's entries of a name."""
        if not self._types:
            for entry in self.corpus.registry.values():
                self._types.setdefault(entry.name, set()).add(str(entry.type))
        return self._types.get(name, set())

    def meet(self, *names: str) -> None:
        """Note an annotator whom a file names.

        Args:
            names: What the annotator is called, the name to show first; empty ones count for nothing.
        """
        known = [name for name in names if name]
        self.people.update(known[:1])
        self._met = self._met or self.by in known

    def unmet(self) -> str:
        """Return what is wrong with `by` where the files that were read name no such annotator; else ''."""
        if self.by is None or self._met or self.broken:
            return ""
        if not self.people:
            return f"there is nobody {self.by!r}: the files do not say whose an annotation is; leave out --by"
        names = sorted(self.people)
        more = f" and {len(names) - 10:,} more" if len(names) > 10 else ""
        return f"no annotator {self.by!r}; the files have: {', '.join(names[:10])}{more}"

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None (and a problem) where it can't be read."""
        try:
            return read_bytes(self.root, name)
        except RefusedError as error:
            self.problems.append(error.problem)
            return None

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each file that can be read; of the others there is a problem."""
        for name in self.names:
            data = self.read(name)
            if data is not None:
                yield name, data

    def text_files(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the text of each file in UTF-8, without a byte order mark; else a problem."""
        for name, data in self.files():
            try:
                yield name, decode(data, name).removeprefix("\ufeff")
            except RefusedError as error:
                self.problems.append(error.problem)

    def json_files(self) -> Iterator[tuple[str, Any]]:
        """Yield the name and the JSON value of each file; of what can't be read there is a problem."""
        for name, data in self.files():
            try:
                yield name, parse_json(data, name)
            except ValueError as error:
                self.wrong(name, f"it is not JSON that can be read: {error}")

    def document(
        self, place: str, *names: str, text: str | None = None, sha256: str | None = None
    ) -> FlatDocument:
        """Return the document that a file is about, without annotations yet.

        Args:
            place: The file.
            names: What the file calls the document, the best name first.
            text: Its text, if the file has it.
            sha256: What the file says is the SHA-256 of the text.
        """
        known = self.texts.find([*names, place], text, sha256)
        name = next(filter(None, names), "") or place.rpartition(".")[0]
        return FlatDocument(known or name, text, [], place=place, sha256=sha256)

    def base(self, document: str) -> Document | None:
        """Return the corpus's document of that id, or None where there is none."""
        if document in self.corpus:
            return self.corpus[document]
        return None

    def objects(self, document: FlatDocument, value: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
        """Return the objects in an array of a JSON object; what else is in its place is refused."""
        array = value.get(name)
        for number, one in enumerate(array if isinstance(array, list) else [array], 1):
            if not isinstance(one, dict) and array is not None:
                message = f"{name} {number} is {json.dumps(one)[:40]}, which is not an object; correct it"
                self.refuse(document, "", "", message)
        return objects(array)

    def known(self, label: str) -> str | None:
        """Return the label of the corpus for one of a file; empty to leave it out, None if it is unknown."""
        found = self.labels.of(label, self.kinds)
        same = same_types(self.corpus.labels).get(label.casefold(), ())
        return next(iter(same), None) if found is None else found

    def label(self, document: FlatDocument, label: str, key: str, *, is_name: bool = True) -> str | None:
        """Return the label of the corpus for an annotation of a file; None to leave it out, which is counted.

        Args:
            document: The document.
            label: The label, as the file has it.
            key: What the file calls the annotation.
            is_name: Whether it can be a name: its label may then become a type of a new corpus.
        """
        found = self.known(label)
        if found is None and is_name and self.types is not None:
            found = self.types.of(label)
        if found is None:
            self.losses.add(document.id, label or "annotation without a label", key, "label-unknown")
        elif not found:
            self.losses.left_out[label] += 1
        elif found != label:
            self.losses.read_as[label, found] += 1
        return found or None

    def placed(
        self,
        proof: Proof,
        document: FlatDocument,
        layer: str,
        key: str,
        spans: Spans,
        words: str | None,
        line: int = 0,
    ) -> Spans | None:
        """Return where an annotation is, in code points; None where that is not certain: it is refused.

        A span without words is noted as such: it is compared with the words of the text once all is read.
        """
        # White space at the edges of blocks says nothing: tools differ in what they leave out.
        bare = words is None and layer in BLOCKS and 0 <= spans[0][0] < spans[-1][1] <= len(proof.text)
        found = Placed(spans) if bare else proof.place(spans, words)
        if isinstance(found, Placed):
            if words is None:
                where = (layer, found.spans[0][0], found.spans[-1][1])
                document.unproved[where] = proof.unit
            if found.reason:
                self.losses.add(document.id, layer, key, found.reason)
            return found.spans
        self.refuse(document, layer, key, found.message, line, found.code)
        return None

    def refuse(
        self,
        document: FlatDocument,
        layer: str,
        key: str,
        message: str,
        line: int = 0,
        code: str = "format-syntax",
    ) -> None:
        """Note that one annotation of a file is left out, since what it says is not certain.

        Args:
            document: The document.
            layer: Its layer; empty where that is not known.
            key: What the file calls it.
            message: Why, and what to do.
            line: Its line in the file; 0 where lines mean nothing there.
            code: The code of the problem.
        """
        problem = Problem(document.place, line, code, message, document.id, key)
        refuse(document, self.losses, self.problems, layer, problem)

    def wrong(self, name: str, message: str, line: int = 0, annotation: str | None = None) -> None:
        """Note that a file is not in its format, so that nothing of it is used."""
        self.broken.add(name)
        self.odd(name, message, line, annotation)

    def odd(self, name: str, message: str, line: int = 0, annotation: str | None = None) -> None:
        """Note that one of several documents in a file can't be read."""
        self.problems.append(Problem(name, line, "format-syntax", message, None, annotation))
