"""The configs of the text-free edition: offsets, labels and hashes, and no word of the texts.

The records are those of `exchange.textfree`, and its models give the columns. The proof of a span is a
column of JSON: it is for `corpus-pkg attach`, not for people. Task views have no config, since their
rows are text.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from typing import Any

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.write import json_line
from corpus_pkg.exchange.hub.configs import (
    ANNOTATOR,
    DESCRIPTIONS,
    FLAT_LAYERS,
    FOLD,
    LICENSE,
    OF_THE_TEXT,
    TEXT_FREE,
    Config,
    list_rows,
    own_entries,
)
from corpus_pkg.exchange.textfree.directory import (
    LEFT_OUT_FILE,
    LETTERS_OF_A_FILE,
    WORDS_OF_A_FILE,
    quoting_texts,
)
from corpus_pkg.exchange.textfree.quotations import Quotations
from corpus_pkg.exchange.textfree.strip import Tally, TextFreeDocument, strip
from corpus_pkg.layers import IN_SENTENCES, LAYER_NAMES, SENTENCES, SPECS, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.columns import INT32, STRING, Column, ColumnType, ListOf, Struct, field_type
from corpus_pkg.tables.definitions import Table, flat, table

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Edition:
    """The text-free edition of a corpus.

    Attributes:
        corpus: The corpus.
        root: Its directory.
        secret: Makes the hashes useless to those who do not know it (see the page "The text-free edition").
        tally: What is left out of the records that were made so far.
    """

    corpus: Corpus
    root: Folder
    secret: bytes = b""
    tally: Tally = field(default_factory=Tally)

    def part(self, corpus: Corpus) -> "EditionPart":
        """Return the edition of the corpus, or of a part of it, from which rows are made."""
        return EditionPart(self, corpus)

    def stripped(self, document: Document, *, own: bool = False) -> TextFreeDocument:
        """Return a document without its text.

        Args:
            document: The document.
            own: Whether its layers are an annotator's own.
        """
        made = strip(document, self.secret, own=own)
        self.tally.add_all(made.text["left_out"])
        return made

    def beside(self, copied: Mapping[str, str]) -> tuple[dict[str, bytes], list[str]]:
        """Return the files that are taken over, and the paths of those that are not: they quote the texts.

        Args:
            copied: The names in the repository by the paths in the directory.
        """
        there = {
            path: files.read_bytes(self.root, path) for path in copied if files.is_there(self.root, path)
        }
        said = {path: data.decode("utf-8", errors="replace") for path, data in there.items()}
        said.pop(layout.ABOUT_FILE, None)  # which has facts about the world
        quoting = self.quoting(said)
        left_out = [path for path in there if path in quoting]
        found = {copied[path]: data for path, data in there.items() if path not in quoting}
        if left_out:
            lines = "".join(json_line({"path": path}) for path in left_out)
            found[LEFT_OUT_FILE.rpartition("/")[2]] = lines.encode("utf-8")
        return found, left_out

    def quoting(self, said: Mapping[str, str]) -> set[str]:
        """Return the names of files that quote a text, headlines and names apart: those the edition has.

        Only a headline or name that is a quotation by itself is left out. A short one stays: without it, a
        sentence full of names would fall into parts too short to be seen.

        Args:
            said: What is in each file, by its name.
        """
        asked = {name: self._without_known(text) for name, text in said.items()}
        return quoting_texts(self.root, self.corpus.ids, asked)

    def _without_known(self, text: str) -> str:
        return reduce(lambda left, known: left.replace(known, " | "), self._known, text)

    @cached_property
    def _known(self) -> list[str]:
        """The headlines and names that are quotations by themselves, the longest first."""
        titles = {about.title or "" for about in self.corpus.metadata}
        names = {entry.name for entry in self.corpus.registry.values()}
        return [
            known
            for known in sorted(titles | names, key=len, reverse=True)
            if Quotations(known, words=WORDS_OF_A_FILE, letters=LETTERS_OF_A_FILE).quotes(known)
        ]


@dataclass(frozen=True)
class EditionPart:
    """The text-free edition of a corpus, or of a part of one, from which rows are made."""

    edition: Edition
    corpus: Corpus

    @cached_property
    def documents(self) -> list[tuple[int, TextFreeDocument]]:
        """The documents without their texts, with the numbers of their folds."""
        return [(fold, self.edition.stripped(one)) for fold, one in enumerate(self.corpus, self.corpus.first)]


def text_free_configs(labels: LabelSets = DEFAULT_LABELS) -> Iterator[Config]:
    """Yield the configs of the text-free edition; their rows are made from an `EditionPart`.

    Args:
        labels: The lists of the corpus.
    """
    from corpus_pkg.corpus.models import DocumentMetadata, RegistryEntry
    from corpus_pkg.exchange.textfree.models import TEXT_FREE_LAYER_MODELS, TextFreeText

    declared = {spec.name for spec in layers_of(labels)}
    metadata = [column for column in json_columns(DocumentMetadata, labels=labels) if column.name != "id"]
    text = list(json_columns(TextFreeText, TEXT_FREE))
    known = [column for column in metadata if column.name in OF_THE_TEXT]
    layers = [
        _column(layer, ListOf(Struct(tuple(json_columns(model, labels=labels)))), f"The layer {layer}.")
        for layer, model in TEXT_FREE_LAYER_MODELS.items()
        if layer in declared
    ]
    license_ = _of_values(LICENSE)
    placed = [_column("document", STRING, "The document's id."), _of_values(FOLD)]
    annotator = _of_values(ANNOTATOR)
    yield Config(
        Table("documents", (*placed, *metadata, *text, *layers)),
        _document_rows,
        "One row per document: metadata, hashes, and all layers as nested lists; no text.",
    )
    for layer in filter(declared.__contains__, FLAT_LAYERS):
        own = [
            part
            for column in json_columns(TEXT_FREE_LAYER_MODELS[layer], labels=labels)
            for part in flat(column)
        ]
        columns = [*placed, *own, *_within_sentence(layer), license_]
        said = DESCRIPTIONS[layer].replace(", with its sentence", ", with its offsets in its sentence")
        yield Config(Table(layer, tuple(columns)), _flat_rows(layer), said)
    for name in LISTS:
        yield Config(table(name, labels), partial(_list_rows, name), whole=True)
    columns = [annotator, *placed, *known, *text, *layers, license_]
    yield Config(Table("annotators", tuple(columns)), _annotator_rows, whole=True)
    columns = [annotator, *json_columns(RegistryEntry, labels=labels)]
    yield Config(Table("annotator_registry", tuple(columns)), _own_registries, whole=True)


def _column(name: str, kind: ColumnType, description: str) -> Column:
    return Column(name, kind, lambda values: values.get(name), description)


def _of_values(column: Column) -> Column:
    return _column(column.name, column.type, column.description)


def json_columns(
    model: Any, only: Iterable[str] | None = None, labels: LabelSets = DEFAULT_LABELS
) -> Iterator[Column]:
    """Yield the columns of a model whose records are at hand as JSON objects, a proof as a string.

    Args:
        model: The Pydantic model.
        only: The fields that are wanted; all where None.
        labels: The lists of the corpus.
    """
    from corpus_pkg.exchange.textfree.models import TextFreeSpan
    from corpus_pkg.layers.descriptions import field_descriptions
    from corpus_pkg.layers.records import plain_type

    described = field_descriptions(model)
    for name, about in model.model_fields.items():
        description = described[name]
        if only is not None and name not in only:
            continue
        if name == "proof":
            yield Column(name, STRING, lambda values: _proof(values.get("proof")), description)
        elif issubclass(kind := plain_type(about.annotation), TextFreeSpan):
            yield _column(name, Struct(tuple(json_columns(kind))), description)
        else:
            yield _column(name, _of_json(field_type(about, labels)), description)


def _of_json(kind: ColumnType) -> ColumnType:
    """Return a type whose records are JSON objects."""
    if isinstance(kind, ListOf):
        return ListOf(_of_json(kind.item))
    if isinstance(kind, Struct):
        return Struct(tuple(_column(c.name, _of_json(c.type), c.description) for c in kind.columns))
    return kind


def _proof(value: Any) -> str | None:
    return None if value is None else json.dumps(value, separators=(",", ":"), sort_keys=True)


def _within_sentence(layer: str) -> Iterator[Column]:
    if layer in IN_SENTENCES:
        if "sentence" not in SPECS[layer].refs:
            yield _column("sentence", STRING, "The id of the sentence around it.")
        for edge in ("start", "end"):
            yield _column(f"{edge}_in_sentence", INT32, f"Its {edge}, counted from the sentence's.")


def _about(document: TextFreeDocument, fold: int) -> dict[str, Any]:
    return {"document": document.id, "fold": fold, "license": document.metadata["license"]}


def _whole(document: TextFreeDocument) -> dict[str, Any]:
    layers = {layer: document.layers.get(layer, []) for layer in LAYER_NAMES}
    return {**{name: document.text.get(name) for name in (*OF_THE_TEXT, *TEXT_FREE)}, **layers}


def _document_rows(part: EditionPart) -> Iterator[Values]:
    for fold, document in part.documents:
        yield {**document.metadata, **_about(document, fold), **_whole(document)}


def _annotator_rows(part: EditionPart) -> Iterator[Values]:
    folds = {document: fold for fold, document in enumerate(part.corpus.ids)}
    for annotator in part.corpus.annotators:
        for document in part.corpus.annotator(annotator):
            made = part.edition.stripped(document, own=True)
            yield {"annotator": annotator, **_about(made, folds[made.id]), **_whole(made)}


def _list_rows(name: str, part: EditionPart) -> Iterable[Any]:
    return list_rows(name, part.corpus)


def _own_registries(part: EditionPart) -> Iterator[Values]:
    for entry in own_entries(part.corpus):
        yield {"annotator": entry.annotator, **entry.row.model_dump(mode="json")}


def _flat_rows(layer: str) -> Callable[[EditionPart], Iterator[Values]]:
    def flat_rows(part: EditionPart) -> Iterator[Values]:
        for fold, document in part.documents:
            sentences = document.layers.get(SENTENCES.name, [])
            for record in document.layers.get(layer, []):
                around = _around(record, sentences) if layer in IN_SENTENCES else {}
                yield {**around, **record, **_about(document, fold)}

    return flat_rows


def _around(record: Values, sentences: Iterable[Values]) -> dict[str, Any]:
    for sentence in sentences:
        if sentence["start"] <= record["start"] and record["end"] <= sentence["end"]:
            return {
                "sentence": sentence["id"],
                "start_in_sentence": record["start"] - sentence["start"],
                "end_in_sentence": record["end"] - sentence["start"],
            }
    return {}
