"""An annotator's layers with the ids of another registry."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from corpus_pkg.checks.registry import REFERRING
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import in_order
from corpus_pkg.layers import SPECS, annotation_id
from corpus_pkg.values.ids import AUTHOR, UNNAMED


class Translated(Mapping[str, Document]):
    """An annotator's documents by id, in terms of another registry; each is translated when it is asked for.

    All fields that name entries are translated by what the entries name (see
    `corpus_pkg.corpus.identity`); ids that are made of such a field are made again.

    Args:
        corpus: The annotator's layers.
        registry: The other registry.
        documents: The ids of the documents; all where left out.
        keep: Whether a document is kept when it was asked for.
    """

    def __init__(
        self,
        corpus: Corpus,
        registry: Mapping[str, RegistryEntry],
        documents: Iterable[str] | None = None,
        *,
        keep: bool,
    ) -> None:
        self._corpus, self._registry = corpus, registry
        self._known = translation(corpus.registry, registry)
        self._notes: dict[str, _Notes | None] = dict.fromkeys(corpus.ids if documents is None else documents)
        self._keep = keep
        self._kept: dict[str, Document] = {}

    def __len__(self) -> int:
        return len(self._notes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._notes)

    def __contains__(self, document: object) -> bool:
        return document in self._notes

    def __getitem__(self, document: str) -> Document:
        return self._kept[document] if document in self._kept else self._read(document)[0]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Registry ids in use that the other registry has nothing for; they are left as they are."""
        return tuple(sorted({entry for _, notes in self._all_notes() for entry in notes.unknown}))

    @property
    def merged(self) -> tuple[tuple[str, str], ...]:
        """Document and id of each record that fell together with another, and was left out."""
        return tuple((document, id_) for document, notes in self._all_notes() for id_ in notes.merged)

    def _all_notes(self) -> Iterator[tuple[str, "_Notes"]]:
        for document, notes in self._notes.items():
            yield document, notes or self._read(document)[1]

    def _read(self, id_: str) -> tuple[Document, "_Notes"]:
        if id_ not in self._notes:
            raise KeyError(id_)
        document = self._corpus[id_]
        unknown: set[str] = set()
        merged: list[str] = []

        def name(entry: str) -> str:
            if entry in (AUTHOR, UNNAMED) or entry in self._registry:
                return entry
            if entry not in self._known:
                unknown.add(entry)
            return self._known.get(entry, entry)

        layers: dict[str, tuple[Any, ...]] = {}
        for layer, fields in REFERRING.items():
            if not fields:
                continue
            made: dict[str, Any] = {}
            for record in document.layer(layer):
                moved = renamed(layer, record, name)
                if moved.id in made:
                    merged.append(record.id)
                made.setdefault(moved.id, moved)
            layers[layer] = tuple(in_order(layer, made.values()))
        translated = document.model_copy(update=layers)
        if self._keep:
            self._kept[id_] = translated
        self._notes[id_] = notes = _Notes(frozenset(unknown), tuple(merged))
        return translated, notes


class _Notes(NamedTuple):
    """What could not be translated in a document."""

    unknown: frozenset[str]
    merged: tuple[str, ...]


def renamed(layer: str, record: Any, name: Callable[[str], str]) -> Any:
    """Return a record of a layer with other names of entries, and with the id that this gives."""
    update: dict[str, Any] = {}
    for field in REFERRING[layer]:
        value = getattr(record, field)
        if value:
            update[field] = name(value) if isinstance(value, str) else tuple(map(name, value))
    changed = record.model_copy(update=update)
    named = {field: getattr(changed, field) for field in SPECS[layer].in_id}
    return changed.model_copy(update={"id": annotation_id(layer, record.start, record.end, **named)})
