"""Which document of a corpus a foreign file is about: its text says so, and only then a name."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.formats.spacing import plain
from corpus_pkg.values.slugs import slug_of


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class Texts:
    """The documents of a corpus by their texts and names; the corpus is read once, and not held."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._by_text: defaultdict[str, list[str]] = defaultdict(list)
        self._by_plain_text: defaultdict[str, list[str]] = defaultdict(list)
        self._by_source_file: defaultdict[str, list[str]] = defaultdict(list)
        for document in corpus:
            name = document.metadata.source_file
            self._by_text[document.metadata.sha256].append(document.id)
            self._by_plain_text[sha256_of(plain(document.text))].append(document.id)
            for option in {name, name.rpartition(".")[0]}:
                self._by_source_file[option].append(document.id)

    def find(self, names: Iterable[str], text: str | None = None, sha256: str | None = None) -> str | None:
        """Return the id of the document that a file is about, or None where the corpus has none.

        A document of exactly this text comes first, then one whose text differs only in its spacing, then
        one of a name. Of several documents with one text the one is meant that has a name.

        Args:
            names: What the file calls the document, and the file's own name, with or without endings.
            text: The text, if the file has it.
            sha256: What the file says is the SHA-256 of the text.
        """
        named = list(dict.fromkeys(id_ for name in names for id_ in self._named(name)))
        found = self._by_text.get(sha256_of(text) if text is not None else sha256 or "", [])
        if not found and text is not None:
            found = self._by_plain_text.get(sha256_of(plain(text)), [])
        if not found:
            return named[0] if named else None
        both = [id_ for id_ in named if id_ in found]
        return both[0] if both else found[0] if len(found) == 1 else None

    def _named(self, name: str) -> list[str]:
        found = []
        for option in dict.fromkeys((name, name.rpartition(".")[0])):
            found += [id_ for id_ in (option, slug_of(option)) if option and id_ in self.corpus]
            found += self._by_source_file.get(option, ())
        return found
