"""The tables of a corpus: which there are, their columns, and the rows that a document gives them.

`documents` is one row a document, its metadata as columns and its layers as nested lists: nothing
of a document is left out, so documents can be made from it again. The tables of the layers are one
row an annotation, each with the sentence around it, so that a row can be used alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LISTS, Sentence
from corpus_pkg.layers import DATES, DOCUMENT_STANCE, IN_SENTENCES, LAYER_NAMES, STANCE, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.columns import (
    DATE32,
    FLOAT64,
    INT32,
    NUMBER,
    STRING,
    Column,
    ListOf,
    Struct,
    model_columns,
    where_given,
)

TABLE_NAMES: Final = ("documents", *LAYER_NAMES, *LISTS)
"""The names of the tables, in the order in which files and docs list them."""


_NUMBER: Final = "The same as a number to compute with, exact to 15 digits."


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns and where its rows come from.

    The tables of the lists that documents share are the corpus's own: no document gives them rows.
    """

    name: str
    columns: tuple[Column, ...]
    document_rows: Callable[[Document], Iterable[Any]] | None = None


@dataclass(frozen=True, slots=True)
class LayerRow:
    """What a row of a layer's table is made of."""

    document: str
    record: Any
    sentence: Sentence | None


def table(name: str, labels: LabelSets = DEFAULT_LABELS) -> Table:
    """Return a table by its name.

    Args:
        name: The name.
        labels: The lists of the corpus: the closed lists of its columns; the rows are the same with any.

    Raises:
        ValueError: There is no such table; the message lists those that there are.
    """
    if name not in TABLE_NAMES:
        raise ValueError(f"no table {name!r}; choose from: {', '.join(TABLE_NAMES)}")
    return _tables(labels)[name]


def table_names(labels: LabelSets) -> list[str]:
    """Return the names of the tables of a corpus, in their order: none of a layer that it does not declare.

    Args:
        labels: What the corpus declares.
    """
    declared = {spec.name for spec in layers_of(labels)}
    return [name for name in TABLE_NAMES if name in declared or name not in LAYER_NAMES]


def rows(wanted: Table, corpus: Corpus) -> Iterator[Any]:
    """Yield what the rows of a table are made of, in the corpus's order."""
    if wanted.document_rows is not None:
        for document in corpus:
            yield from wanted.document_rows(document)
    else:
        yield from getattr(corpus, wanted.name).values()


@lru_cache(maxsize=16)
def _tables(labels: LabelSets) -> dict[str, Table]:
    tables = [
        Table("documents", tuple(_document_columns(labels)), _document_row),
        *(Table(layer, tuple(_layer_columns(layer, labels)), _layer_rows(layer)) for layer in LAYER_NAMES),
        *(Table(name, tuple(model_columns(model, labels=labels))) for name, model in LISTS.items()),
    ]
    return {made.name: made for made in tables}


def _document_row(document: Document) -> tuple[Document]:
    if document.id != document.metadata.id:  # the table has one column for the two
        raise ValueError(f"{document.id}: its metadata have another id, {document.metadata.id}")
    return (document,)


def _document_columns(labels: LabelSets) -> Iterator[Column]:
    """Yield the columns of `documents`: flat metadata, for filters and previews, and nested layers."""
    from corpus_pkg.corpus.models import LAYER_MODELS, DocumentMetadata

    yield Column("document", STRING, attrgetter("id"), "The document's id.")
    yield Column("text", STRING, attrgetter("text"), "The raw text, exactly as received.")
    for column in model_columns(DocumentMetadata, "metadata", labels):
        if column.name != "id":
            yield column
    for layer in (spec.name for spec in layers_of(labels)):
        attribute = "document_stance" if layer == DOCUMENT_STANCE.name else layer
        nested = ListOf(Struct(tuple(model_columns(LAYER_MODELS[layer], labels=labels))))
        yield Column(layer, nested, attrgetter(attribute), f"The layer {layer}.")


def _layer_columns(layer: str, labels: LabelSets) -> Iterator[Column]:
    from corpus_pkg.corpus.models import LAYER_MODELS

    yield Column("document", STRING, attrgetter("document"), "The document's id.")
    for column in model_columns(LAYER_MODELS[layer], "record", labels):
        yield from flat(column)
    if layer == DATES.name:
        yield Column("first_day", DATE32, attrgetter("record.first_day"), "The value's first day.")
        yield Column("last_day", DATE32, attrgetter("record.last_day"), "The value's last day.")
    if layer in IN_SENTENCES:
        if layer != STANCE.name:  # which names its sentence itself
            yield Column("sentence", STRING, _sentence("id"), "The id of the sentence around it.")
        yield Column("sentence_start", INT32, _sentence("start"), "The sentence's first offset.")
        yield Column("sentence_text", STRING, _sentence("text"), "The sentence's text.")


def number_column(column: Column) -> str:
    """Return the name of the column of floating-point numbers next to one of exact numbers."""
    return f"{column.name}_number"


def flat(column: Column) -> Iterator[Column]:
    """Yield a column as a flat table has it: those of its records, or it and one to compute with.

    SQL, CSV and data frames filter on flat columns, and "no subject" is a plain null.
    """
    return _flattened(column, column.type) if isinstance(column.type, Struct) else _with_number(column)


def _with_number(column: Column) -> Iterator[Column]:
    """Yield a column, and after one of exact numbers another to compute with."""
    yield column
    if column.type == NUMBER:
        yield Column(number_column(column), FLOAT64, where_given(column.get, float), _NUMBER)


def _sentence(attribute: str) -> Callable[[LayerRow], Any]:
    return lambda row: None if row.sentence is None else getattr(row.sentence, attribute)


def _flattened(column: Column, kind: Struct) -> Iterator[Column]:
    for part in kind.columns:
        description = f"{column.description} {part.description}".strip()
        yield Column(f"{column.name}_{part.name}", part.type, where_given(column.get, part.get), description)


def _layer_rows(layer: str) -> Callable[[Document], Iterator[LayerRow]]:
    def layer_rows(document: Document) -> Iterator[LayerRow]:
        by_id = {sentence.id: sentence for sentence in document.sentences}
        for record in document.layer(layer):
            if layer == STANCE.name:  # which names its sentence: the row must not show another
                sentence = by_id.get(record.sentence)
            else:
                sentence = document.sentence_of(record) if layer in IN_SENTENCES else None
            yield LayerRow(document.id, record, sentence)

    return layer_rows
