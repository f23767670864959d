"""The configs of the text-free edition: offsets, labels and hashes, and no word of the texts.

The records are those of `exchange.textfree`, and its models give the columns. The proof of a span is a
column of JSON: it is for `corpus-pkg attach`, not for people. Task views have no config, since their
rows are text.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from corpus_pkg.corpus import files
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.staging import scratch
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
    TextFreeCorpus,
    detach,
)
from corpus_pkg.exchange.textfree.quotations import Quotations, QuotedTexts
from corpus_pkg.exchange.textfree.strip import Tally, TextFreeDocument, left_out_lines
from corpus_pkg.layers import IN_SENTENCES, LAYER_NAMES, SENTENCES, SPECS, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.columns import INT32, STRING, Column, ColumnType, ListOf, Struct, field_type
from corpus_pkg.tables.definitions import Table, table, with_number

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Edition:
    """A corpus and its text-free form, from which the rows are made."""

    corpus: Corpus
    stripped: TextFreeCorpus

    def beside(self, root: Folder, copied: Mapping[str, str]) -> tuple[dict[str, bytes], list[str]]:
        """Return the files that are taken over, and the paths of those that are not: they quote the texts.

        Args:
            root: The corpus's directory.
            copied: The names in the repository by the paths in the directory.
        """
        found: dict[str, bytes] = {}
        left_out = []
        for path, name in copied.items():
            if path in self.stripped.files:
                found[name] = self.stripped.files[path]
            elif files.is_there(root, path):
                data = files.read_bytes(root, path)
                if path in self.stripped.left_out or self.quotes(data.decode("utf-8", errors="replace")):
                    left_out.append(path)
                else:
                    found[name] = data
        if left_out:
            lines = "".join(json_line({"path": path}) for path in left_out)
            found[LEFT_OUT_FILE.rpartition("/")[2]] = lines.encode("utf-8")
        return found, left_out

    def lines_on_left_out(self) -> Iterator[str]:
        """Yield what of the records is left out, as lines for people."""
        tally = Tally()
        for documents in self.stripped.layers.values():
            for document in documents:
                tally.add_all(document.text["left_out"])
        return left_out_lines(tally.as_json())

    def quotes(self, text: str) -> bool:
        """Return True if a file quotes a text, headlines and names apart: those the edition has.

        Only a headline or name that is a quotation by itself is left out. A short one stays: without it, a
        sentence full of names would fall into parts too short to be seen.
        """
        for known in self._known:
            text = text.replace(known, " | ")
        return self._texts.quotes(text)

    @cached_property
    def _known(self) -> list[str]:
        """The headlines and names that are quotations by themselves, the longest first."""
        titles = {document.metadata.title or "" for document in self.corpus}
        names = {entry.name for entry in self.corpus.registry.values()}
        return [
            known
            for known in sorted(titles | names, key=len, reverse=True)
            if Quotations(known, words=WORDS_OF_A_FILE, letters=LETTERS_OF_A_FILE).quotes(known)
        ]

    @cached_property
    def _texts(self) -> QuotedTexts:
        texts = (document.text for document in self.corpus)
        return QuotedTexts(texts, words=WORDS_OF_A_FILE, letters=LETTERS_OF_A_FILE)


def edition(corpus: Corpus, root: Folder, secret: bytes = b"") -> Edition:
    """Return the text-free edition of a corpus.

    Args:
        corpus: The corpus.
        root: Its directory.
        secret: Makes the hashes useless to those who do not know it (see the page "The text-free edition").
    """

    def read(annotator: str | None) -> Corpus:
        return corpus if annotator is None else corpus.annotator(annotator)

    with scratch("edition") as folder:
        detach(root, folder / "edition", secret, read)
        stripped = TextFreeCorpus(folder / "edition")
        stripped.layers = {name: list(documents) for name, documents in stripped.layers.items()}
        return Edition(corpus, stripped)


def text_free_configs(labels: LabelSets = DEFAULT_LABELS) -> Iterator[Config]:
    """Yield the configs of the text-free edition; their rows are made from an `Edition`.

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
        _table("documents", [*placed, *metadata, *text, *layers]),
        _document_rows,
        "One row per document: metadata, hashes, and all layers as nested lists; no text.",
    )
    for layer in filter(declared.__contains__, FLAT_LAYERS):
        own = _flat(json_columns(TEXT_FREE_LAYER_MODELS[layer], labels=labels))
        columns = [*placed, *own, *_within_sentence(layer), license_]
        said = DESCRIPTIONS[layer].replace(", with its sentence", ", with its offsets in its sentence")
        yield Config(_table(layer, columns), _flat_rows(layer), said)
    for name in LISTS:
        yield Config(table(name, labels), partial(_list_rows, name))
    columns = [annotator, *placed, *known, *text, *layers, license_]
    yield Config(_table("annotators", columns), _annotator_rows)
    columns = [annotator, *json_columns(RegistryEntry, labels=labels)]
    yield Config(_table("annotator_registry", columns), _own_registries)


def _table(name: str, columns: Iterable[Column]) -> Table:
    return Table(name, tuple(columns), None)


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
    for name, field in model.model_fields.items():
        description = described[name]
        if only is not None and name not in only:
            continue
        if name == "proof":
            yield Column(name, STRING, lambda values: _proof(values.get("proof")), description)
        elif issubclass(kind := plain_type(field.annotation), TextFreeSpan):
            yield _column(name, Struct(tuple(json_columns(kind))), description)
        else:
            yield _column(name, _of_json(field_type(field, labels)), description)


def _of_json(kind: ColumnType) -> ColumnType:
    """Return a type whose records are JSON objects."""
    if isinstance(kind, ListOf):
        return ListOf(_of_json(kind.item))
    if isinstance(kind, Struct):
        return Struct(tuple(_column(c.name, _of_json(c.type), c.description) for c in kind.columns))
    return kind


def _proof(value: Any) -> str | None:
    return None if value is None else json.dumps(value, separators=(",", ":"), sort_keys=True)


def _flat(columns: Iterable[Column]) -> Iterator[Column]:
    """Yield columns with those of a record in place of the record, null where there is none."""
    for column in columns:
        if isinstance(column.type, Struct):
            for part in column.type.columns:
                description = f"{column.description} {part.description}".strip()
                yield Column(f"{column.name}_{part.name}", part.type, _inner(column, part), description)
        else:
            yield from with_number(column)


def _inner(column: Column, part: Column) -> Callable[[Any], Any]:
    def value(values: Any) -> Any:
        record = column.get(values)
        return None if record is None else part.get(record)

    return value


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


def _document_rows(edition: Edition) -> Iterator[Values]:
    for fold, document in enumerate(edition.stripped.layers[None]):
        yield {**document.metadata, **_about(document, fold), **_whole(document)}


def _annotator_rows(edition: Edition) -> Iterator[Values]:
    folds = {id_: fold for fold, id_ in enumerate(edition.corpus.ids)}
    for annotator, documents in edition.stripped.layers.items():
        if annotator is not None:
            for document in documents:
                yield {"annotator": annotator, **_about(document, folds[document.id]), **_whole(document)}


def _list_rows(name: str, edition: Edition) -> Iterable[Any]:
    return list_rows(name, edition.corpus)


def _own_registries(edition: Edition) -> Iterator[Values]:
    for entry in own_entries(edition.corpus):
        yield {"annotator": entry.annotator, **entry.row.model_dump(mode="json")}


def _flat_rows(layer: str) -> Callable[[Any], Iterator[Values]]:
    def flat_rows(edition: Edition) -> Iterator[Values]:
        for fold, document in enumerate(edition.stripped.layers[None]):
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
