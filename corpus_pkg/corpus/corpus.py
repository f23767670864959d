"""The corpus: documents, registry, targets and topics, and the ways to look across them."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.about import About, about_toml, start_of
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import DocumentMetadata, Entity, Record, RegistryEntry, Target, Topic
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.read import has_layers, is_begun, lacks_list, missing_layers, read_corpus
from corpus_pkg.corpus.tabular import Grid, Listed, Tabular
from corpus_pkg.layers import ENTITIES, Role, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.values.counted import counted
from corpus_pkg.values.nearest import nearest

if TYPE_CHECKING:
    import datasets
    import pandas
    import pyarrow

M = TypeVar("M", bound=Record)
T = TypeVar("T")


class Page(Protocol):
    """A corpus as a page to look at: a notebook shows it."""

    html: str
    """The whole page."""

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page as one file, or over an earlier page, and return its path."""

    def _repr_html_(self) -> str: ...


_provided: dict[str, Callable[..., Any]] = {}


def provide(**functions: Callable[..., Any]) -> None:
    """Set how a corpus is turned into what is made above this module: tables, data sets, the explorer.

    Args:
        functions: A function for each of `arrow`, `pandas`, `datasets` and `explorer`; it gets the corpus and
            the arguments of the method.
    """
    _provided.update(functions)


def _made(what: str, corpus: "Corpus", *arguments: Any) -> Any:
    if not _provided:  # in a process that has got the corpus without loading it, as from a pickle
        import_module("corpus_pkg.api")
    return _provided[what](corpus, *arguments)


class Corpus(Tabular):
    """A corpus in memory.

    Iterating yields the documents in the order of `raw/documents.jsonl`; `corpus["some-id"]`,
    `"some-id" in corpus` and `len(corpus)` work by document.

    Attributes:
        registry: The entities, by id.
        targets: The stance targets, by id.
        topics: The topics of claims, by id.
        source: The directory that the corpus was read from, or None.
        about: What the corpus says of itself in `corpus.toml`.
        first: Where the corpus is a part of another, the place of its first document in that.
    """

    first: int = 0

    def __init__(
        self,
        documents: Iterator[Document] | list[Document] | Mapping[str, Document],
        registry: Mapping[str, RegistryEntry],
        targets: Mapping[str, Target],
        source: Folder | None = None,
        topics: Mapping[str, Topic] = MappingProxyType({}),
        about: About | None = None,
    ) -> None:
        self._documents: Mapping[str, Document] = (
            documents if isinstance(documents, Mapping) else {document.id: document for document in documents}
        )
        self.registry: Listed[RegistryEntry] = _read_only(RegistryEntry, registry)
        self.targets: Listed[Target] = _read_only(Target, targets)
        self.topics: Listed[Topic] = _read_only(Topic, topics)
        self.source = source
        self.about = about or About()
        self._own: dict[str, Corpus] = {}
        self._made: dict[Callable[[Corpus], Any], Any] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def __len__(self) -> int:
        return len(self._documents)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._documents

    def __getitem__(self, document_id: str) -> Document:
        """Return the document with an id.

        Raises:
            KeyError: There is none; the message names those that there are.
        """
        try:
            return self._documents[document_id]
        except KeyError:
            raise KeyError(f"no document {document_id!r}; {nearest(document_id, self._documents)}") from None

    def with_documents(
        self,
        documents: Iterator[Document] | list[Document] | Mapping[str, Document],
        source: Folder | None = None,
    ) -> "Corpus":
        """Return a corpus of other documents with the same registry, targets and topics.

        Args:
            documents: The documents.
            source: The directory that the new corpus is said to be from, or None.
        """
        return Corpus(documents, self.registry, self.targets, source, self.topics, self.about)

    @cached_property
    def labels(self) -> LabelSets:
        """The lists of labels that belong to the corpus: entity types, segment kinds and genres."""
        return self.about.labels

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the documents, in order."""
        return tuple(self._documents)

    @property
    def metadata(self) -> tuple[DocumentMetadata, ...]:
        """What is known about the documents, in order."""
        return tuple(document.metadata for document in self)

    @property
    def version(self) -> str | None:
        """The version of the corpus by its `corpus.toml`; None where it says none."""
        return self.about.version

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in order."""
        return tuple(self._documents.values())

    def select(self, ids: Iterable[str]) -> "Corpus":
        """Return the corpus of some documents, in the order in which they are named.

        Raises:
            KeyError: There is no such document.
            TypeError: It is one id, and not a list of them.
        """
        if isinstance(ids, str):
            raise TypeError(f"select takes a list of ids; write select([{ids!r}])")
        return self._of([self[id_] for id_ in dict.fromkeys(ids)])

    def filter(self, keep: Callable[[Document], bool]) -> "Corpus":
        """Return the corpus of the documents for which a function returns True.

        Examples:
            >>> import corpus_pkg
            >>> corpus_pkg.load().filter(lambda document: document.metadata.genre == "news").ids
            ('strategic-partnership-visit', 'trade-nearly-doubles')

        Raises:
            TypeError: It is not a function.
        """
        if not callable(keep):
            raise TypeError("filter takes a function of a document; `select` takes a list of ids")
        return self._of([document for document in self if keep(document)])

    def _of(self, documents: list[Document]) -> "Corpus":
        # Without the source: the annotators' layers there have all documents, those left out too.
        return self.with_documents(documents)

    def search_registry(self, name: str, limit: int = 10) -> list[RegistryEntry]:
        """Return the registry entries that a name may mean, the likeliest first.

        The name is compared with the ids, names and Wikipedia titles of the entries, with the names and codes
        of countries, and with the texts of the mentions, whatever the case. Entries of that name come first,
        then those with a name that contains it, then those with one that is spelled much like it.

        Args:
            name: A name, or a part of one.
            limit: The most entries to return.

        Examples:
            >>> import corpus_pkg
            >>> [entry.id for entry in corpus_pkg.load().search_registry("USA")]
            ['united-states']
        """
        wanted = name.casefold().strip()
        ranked: tuple[list[RegistryEntry], ...] = ([], [], [])
        for entry in self.registry.values() if wanted else ():
            names = self._names[entry.id]
            if wanted in names:
                ranked[0].append(entry)
            elif any(wanted in one for one in names):
                ranked[1].append(entry)
            # A code of two letters is near every word of three that has them.
            elif get_close_matches(wanted, [one for one in names if len(one) > 3], n=1, cutoff=0.8):
                ranked[2].append(entry)
        return [entry for entries in ranked for entry in entries][:limit]

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """All that each entry is called, in lower case."""
        from corpus_pkg.values.codes import country_names

        found = {}
        for entry in self.registry.values():
            own = (entry.id, entry.name, entry.wikipedia or "", entry.iso_3166 or "")
            countries = country_names(entry.iso_3166) if entry.iso_3166 else ()
            texts = (mention.text for _, mention in self._mentions.get(entry.id, ()))
            found[entry.id] = {one.casefold() for one in (*own, *countries, *texts) if one}
        return found

    def mentions(self, entity: str) -> list[tuple[Document, Entity]]:
        """Return every mention of a registry entry, with its document, in reading order.

        Raises:
            KeyError: The registry has no such entry.
        """
        if entity not in self.registry:
            raise KeyError(f"the registry has no entity {entity!r}; {nearest(entity, self.registry)}")
        return self._mentions.get(entity, [])

    @cached_property
    def _mentions(self) -> dict[str, list[tuple[Document, Entity]]]:
        found: dict[str, list[tuple[Document, Entity]]] = {}
        for document in self:
            for mention in document.entities:
                found.setdefault(mention.entity, []).append((document, mention))
        return found

    @cached_property
    def annotators(self) -> tuple[str, ...]:
        """The names of the annotators whose own layers the corpus holds."""
        if self.source is None:
            return ()
        return layout.annotator_names(self.source)

    def annotator(self, name: str) -> "Corpus":
        """Return the same texts with one annotator's own layers, as they were before adjudication.

        They are read once, and kept.

        Raises:
            KeyError: There is no such annotator.
            CorpusError: The annotator's files are broken.
        """
        if self.source is None or name not in self.annotators:
            known = ", ".join(self.annotators) or "none"
            raise KeyError(f"no annotator {name!r}; the corpus has: {known}")
        if name not in self._own:
            self._own[name] = self._read_own(self.source, name)
        return self._own[name]

    def _read_own(self, root: Folder, annotator: str) -> "Corpus":
        return load_folder(root, annotator)

    def once(self, make: Callable[["Corpus"], T]) -> T:
        """Return what a function makes of the corpus; it is called once, and kept.

        A part of a corpus has what is made of the whole.
        """
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def to_arrow(self, table: str = "documents") -> "pyarrow.Table":
        """Return one table of the corpus (see `corpus_pkg.tables`): a layer, or `documents`."""
        made: pyarrow.Table = _made("arrow", self, table)
        return made

    def to_pandas(self, table: str = "documents") -> "pandas.DataFrame":
        """Return one table of the corpus as a pandas data frame."""
        made: pandas.DataFrame = _made("pandas", self, table)
        return made

    def to_datasets(self) -> "datasets.DatasetDict":
        """Return every table of the corpus as a `datasets.DatasetDict`."""
        made: datasets.DatasetDict = _made("datasets", self)
        return made

    def to_jsonl(self, path: str | PathLike[str]) -> None:
        """Write the documents as a record file: JSON Lines, one document per line with its layers.

        Another file of that name is replaced, but for those of the corpus itself. Where the corpus has lists
        of labels of its own, they are written next to it: to `a.corpus.toml` for `a.jsonl`.

        Raises:
            FileExistsError: The path is a file of the directory that the corpus was read from.
        """
        from corpus_pkg.corpus.jsonl import write_jsonl
        from corpus_pkg.corpus.overwrite import require_outside
        from corpus_pkg.corpus.staging import write_atomically

        place = Path(path)
        lists = place.with_name(f"{start_of(place.name)}{layout.ABOUT_FILE}")
        for made in (place, lists):
            require_outside(made, self.source)
        if self.labels != DEFAULT_LABELS or lists.exists():
            write_atomically(lists, about_toml(self.about).encode("utf-8"))
        write_jsonl(self, path)

    def explore(self, height: int = 720, errors: Mapping[str, Any] | None = None) -> Page:
        """Return the corpus as a page to look at; a notebook shows it, `.save("corpus.html")` writes it.

        Args:
            height: The height of the notebook's frame, in CSS pixels.
            errors: What predictions get wrong, by the name of each: `corpus_pkg.errors(corpus, predicted)`.

        Raises:
            CorpusError: An annotator's files are broken.
        """
        made: Page = _made("explorer", self, height, errors)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        lists = dict(self.registry), dict(self.targets), self.source, dict(self.topics)
        return Corpus, (list(self), *lists, self.about)

    def cite(self, form: str = "text") -> str:
        """Return how to cite the corpus, by its `corpus.toml` or `CITATION.cff`.

        Args:
            form: `text`, or `bibtex`.

        Raises:
            ValueError: The corpus does not say how to cite it, or there is no such form.
        """
        made: str = _made("cite", self, form)
        return made

    def __repr__(self) -> str:
        found = [counted(len(self), "document")]
        for spec in layers_of(self.labels):
            if spec.role is Role.BLOCK or spec.role is Role.DOCUMENT:
                continue
            count = sum(len(document.layer(spec.name)) for document in self)
            what = spec.kind.replace("_", " ")
            found.append(
                f"{counted(count, 'mention')} of {counted(len(self.registry), what)}"
                if spec is ENTITIES
                else counted(count, what)
            )
        lists = ((self.targets, "target"), (self.topics, "topic"))
        found += [counted(len(records), what) for records, what in lists if records]
        return f"<Corpus: {', '.join(found)}>"

    def _grid(self) -> Grid:
        layers = [spec.name for spec in layers_of(self.labels) if spec.role is not Role.DOCUMENT]
        return Grid(
            head=("document", "date", "characters", *layers),
            rows=(
                (one.id, one.metadata.date, len(one.text), *(len(one.layer(layer)) for layer in layers))
                for one in self
            ),
            caption=repr(self),
            numbers=("characters", *layers),
        )


def _read_only(model: type[M], records: Mapping[str, M]) -> Listed[M]:
    # Those of another corpus are shared: folds make many corpora of one.
    return records if isinstance(records, Listed) else Listed(model, records)


def load_folder(root: Folder, annotator: str | None = None, *, adjudicated: bool = True) -> Corpus:
    """Load a corpus from a folder, in a file system or not: its adjudicated layers, or an annotator's.

    Args:
        root: The folder.
        annotator: Whose own layers to load; the adjudicated ones where left out.
        adjudicated: Whether there must be adjudicated layers; else they may all be missing, never some.

    Raises:
        CorpusError: Something in the corpus is wrong.
    """
    # All that a load makes stays: the garbage collector would only look at it again and again.
    collecting = gc.isenabled()
    gc.disable()
    try:
        read = read_corpus(root, annotator)
    finally:
        if collecting:
            gc.enable()
    if annotator is None and read.documents and (adjudicated or has_layers(root)):
        begun = any(is_begun(item.document) for item in read.documents)
        read.problems.extend(missing_layers(root, read.about, empty=read.empty_lists, begun=begun))
    if read.problems:
        raise CorpusError(read.problems, unreadable=lacks_list(read.problems))
    return Corpus(
        [item.document for item in read.documents],
        {entry.id: entry for _, entry in read.registry},
        {target.id: target for _, target in read.targets},
        root,
        {topic.id: topic if annotator is None else as_derived(topic) for _, topic in read.topics},
        read.about,
    )


def as_derived(topic: Topic) -> Topic:
    """Return a topic as it was before adjudication, without overrides."""
    return topic.model_copy(update={"overrides": ()})
