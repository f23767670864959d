"""Streaming documents back at any scale: from record files or built Parquet, in part or whole."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.build.about import about_source
from corpus_pkg.build.blocks import Piece, PieceReader
from corpus_pkg.build.sources import InputFile, failures, find_sources, is_address, open_raw, unreadable
from corpus_pkg.corpus import files
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.corpus.models import DocumentMetadata
from corpus_pkg.corpus.parse import Invalid, parse_value, unchecked
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.exchange.opening import WITHOUT_TEXTS
from corpus_pkg.extras import need
from corpus_pkg.layers import ALL_LAYERS, LAYER_MODELS, LAYER_NAMES, OWN_NAMES
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.values.ids import SLUG_MAX_LENGTH, SLUG_PATTERN

if TYPE_CHECKING:
    import datasets

STREAMED_BYTES: Final = 1 << 20
"""About how much of a record file is read at once."""
_PART: Final = re.compile(r"documents(?:-[0-9]+-of-[0-9]+)?\.parquet")
_ID: Final = re.compile(SLUG_PATTERN)
_ADDED: Final = frozenset({"fold"})
"""Columns that the table of documents has in a dataset repository and not in a build."""


@dataclass(frozen=True, slots=True)
class Records:
    """Documents that are read as they are asked for; iterating starts anew each time.

    Attributes:
        sources: The files, in order.
        layers: The layers that are read; the others are empty.
        text: Whether the text and the metadata are read; else they are empty, but for the id.
        check: Whether what is read of Parquet files is checked.
    """

    sources: tuple[InputFile, ...]
    layers: tuple[str, ...]
    text: bool = True
    check: bool = True

    def __iter__(self) -> Iterator[Document]:
        for source in self.sources:
            yield from _documents(source, self.layers, text=self.text, check=self.check)

    @property
    def n_shards(self) -> int:
        """How many files there are, which workers can share out."""
        return len(self.sources)

    def shard(self, index: int, of: int) -> "Records":
        """Return every `of`-th file from the `index`-th on: the share of one of several readers.

        Raises:
            ValueError: There is no such share.
        """
        if not 0 <= index < of:
            raise ValueError(f"share {index} of {of}: give 0 to {of - 1}")
        return replace(self, sources=self.sources[index::of])

    def to_iterable_dataset(self) -> "datasets.IterableDataset":
        """Return the documents as a streaming dataset, one row per document as in a record file.

        It has a shard a file, so `torch` data-loader workers and `split_dataset_by_node` share out the
        files among themselves.

        Raises:
            MissingExtraError: datasets is not installed.
        """
        library = need("datasets", "datasets")
        made: datasets.IterableDataset = library.IterableDataset.from_generator(
            _rows,
            gen_kwargs={
                "sources": list(self.sources),
                "layers": self.layers,
                "text": self.text,
                "check": self.check,
            },
        )
        return made


def open_records(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    layers: Sequence[str] | None = None,
    text: bool = True,
    check: bool = True,
) -> Records:
    """Open record files or a build for streaming.

    Of Parquet only the columns that are wanted are read, and no more than a few hundred documents are in
    memory. Every document is checked as `load` does: its records against their schema, its text against its
    SHA-256 and its spans against the text. Without the texts, spans are only compared with the length of the
    words that they repeat. Two documents with one id are not noticed, which would take memory for all ids.

    Args:
        path: A record file (plain, gzip, zstd), a Parquet file of documents, a folder that `corpus-pkg build`
            made, a pattern, an address (`s3://…`, `hf://datasets/…`), or several of these.
        layers: The layers to read; all if left out.
        text: Whether to read texts and metadata. Without them a document has its id and the layers.
        check: Whether to check the rows of Parquet files. Leave the checks out only for a build of your own,
            which was checked when it was made: wrong values are then read as they are. Lines of record files
            are always checked.

    Returns:
        The documents, which iterating reads.

    Raises:
        CorpusError: There is no such file. Iterating raises it for a document that is wrong, and for a file
            that would take far more memory than its size; the problem names file, row and field.
        MissingExtraError: The address needs a package that is not installed.
    """
    given = [path] if isinstance(path, str | os.PathLike) else path
    named = [part for one in given for part in _parts(os.fspath(one))]
    wanted = LAYER_NAMES if layers is None else tuple(layer for layer in LAYER_NAMES if layer in set(layers))
    if layers is not None and (unknown := sorted(set(layers) - set(LAYER_NAMES))):
        raise ValueError(f"no layer {unknown[0]!r}; choose from: {', '.join(LAYER_NAMES)}")
    return Records(tuple(find_sources(named)), wanted, text, check)


def _parts(path: str) -> list[str]:
    """Return the files of documents in a build, or the path itself."""
    if is_address(path):
        if path.endswith((".jsonl", ".gz", ".zst", ".parquet", ".json")) or any(c in path for c in "*?"):
            return [path]
        return [f"{path.rstrip('/')}/documents*.parquet"]
    if Path(path).is_dir():
        found = sorted(str(place) for place in Path(path).iterdir() if _PART.fullmatch(place.name))
        if not found:
            message = "it holds no documents*.parquet; name a build or a record file"
            raise CorpusError([Problem(path, 0, "file-missing", message)], unreadable=True)
        return found
    return [path]


def _documents(source: InputFile, layers: Sequence[str], *, text: bool, check: bool) -> Iterator[Document]:
    problems: list[Problem] = []
    _, labels = about_source(source, problems)
    if problems:
        raise CorpusError(problems)
    if source.path.endswith(".parquet"):
        yield from _from_parquet(source, layers, labels, text=text, check=check)
        return
    for number, line in record_lines(source):
        yield _picked(_parsed(line, source.name, number, labels), layers, text=text)


def record_lines(source: InputFile) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a record file, plain or compressed, without their ends, numbered from 1.

    Raises:
        CorpusError: The file can't be read, or a line is too long.
    """
    for block in PieceReader(Piece(source), STREAMED_BYTES, hashed=False).blocks():
        if block.part is not None:
            message = f"the line has more than {files.MAX_LINE_BYTES:,} bytes; split the record"
            raise CorpusError([Problem(source.name, block.first, "file-too-large", message)])
        yield from enumerate(block.lines, block.first)


def _parsed(line: bytes, name: str, number: int, labels: LabelSets | None) -> Document:
    try:
        found = parse_document(line, name, number, labels)
    except files.RefusedError as error:
        raise CorpusError([error.problem]) from None
    if not isinstance(found, Document):
        raise CorpusError(found)
    return found


def _picked(document: Document, layers: Sequence[str], *, text: bool) -> Document:
    dropped: dict[str, Any] = {layer: () for layer in LAYER_NAMES if layer not in layers}
    if not text:
        dropped |= {"text": "", "metadata": _bare(document.id)}
    return document.model_copy(update=dropped) if dropped else document


def _bare(id_: str) -> DocumentMetadata:
    values: dict[str, Any] = dict.fromkeys(DocumentMetadata.model_fields)
    return DocumentMetadata.model_construct(**(values | {"id": id_, "synthetic": False, "evidence": ()}))


def _from_parquet(
    source: InputFile, layers: Sequence[str], labels: LabelSets | None, *, text: bool, check: bool
) -> Iterator[Document]:
    from corpus_pkg.tables.parquet_rows import parquet_errors

    read = partial(_checked_row, labels=labels) if check else _from_row
    try:
        for number, row in _parquet_rows(source, layers, text=text, check=check):
            there = [layer for layer in layers if layer in row]
            yield read(row, there, source.name, number, text=text)
    except (*parquet_errors(), *failures()) as error:
        if isinstance(error, CorpusError):
            raise
        raise unreadable(source.name, error) from None


def _parquet_rows(
    source: InputFile, layers: Sequence[str], *, text: bool, check: bool
) -> Iterator[tuple[int, dict[str, Any]]]:
    from corpus_pkg.tables.parquet_rows import table_rows

    parquet = need("pyarrow.parquet", "arrow")
    # Of a store the footer is fetched, then the wanted columns of one row group after the other.
    with (
        open_raw(source.path, ahead=False) as raw,
        parquet.ParquetFile(raw, pre_buffer=source.remote) as file,
    ):
        problems = _column_problems(file.schema_arrow, source.name, text=text, check=check)
        if problems:
            raise CorpusError(problems, unreadable=True)
        columns = ["document", *(layer for layer in layers if layer in file.schema_arrow.names)]
        if text:
            columns += ["text", *(name for name in DocumentMetadata.model_fields if name != "id")]
        yield from table_rows(file, raw, source.name, columns)


def _column_problems(schema: Any, name: str, *, text: bool, check: bool) -> list[Problem]:
    """Return what is wrong with the columns of a file; without `check`, only the columns that are missing."""
    from corpus_pkg.tables.arrow_check import column_problems
    from corpus_pkg.tables.definitions import table

    if "document" in schema.names and "letters" in schema.names:
        return [Problem(name, 0, "file-missing", WITHOUT_TEXTS)]
    if missing := sorted({"document", *OWN_NAMES}.difference(schema.names)):
        message = f"{missing[0]}: the file has no such column, as documents have; name another file"
        return [Problem(name, 0, "schema", message)]
    columns = table("documents", ALL_LAYERS).columns
    if text or check:
        return column_problems(schema, columns, name, known=_ADDED)
    return []


def _checked_row(
    row: dict[str, Any],
    layers: Sequence[str],
    name: str,
    number: int,
    *,
    text: bool,
    labels: LabelSets | None,
) -> Document:
    """Return the document of a row, checked like a line of a record file, so far as its columns were read."""
    if text:
        from corpus_pkg.tables.arrow_documents import checked_document

        return checked_document(row, name, number, labels)
    id_ = row["document"]
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or len(id_) > SLUG_MAX_LENGTH:
        message = f"document: {str(id_)[:80]!r} is not an id; build the table again"
        raise CorpusError([Problem(name, number, "schema", message)])
    problems = [
        Problem(name, number, code, message, id_)
        for layer in layers
        for code, message in _layer_problems(layer, row[layer], labels)
    ]
    if problems:
        raise CorpusError(problems)
    return _from_row(row, layers, name, number, text=False)


def _layer_problems(layer: str, records: Any, labels: LabelSets | None) -> Iterator[tuple[str, str]]:
    """Yield the code and message of what is wrong with the records of a layer, for want of the text."""
    if not isinstance(records, list):
        yield "schema", f"{layer}: there is no list of records; build the table again"
        return
    for at, record in enumerate(records):
        if not isinstance(record, dict):
            yield "schema", f"{layer}.{at}: there is no record; build the table again"
            continue
        model: type[Any] = LAYER_MODELS[layer]
        found = parse_value(model, record, labels)
        if isinstance(found, Invalid):
            yield from ((fault.code, f"{layer}.{at}.{fault.message}") for fault in found.faults)


def _from_row(row: dict[str, Any], layers: Sequence[str], name: str, number: int, *, text: bool) -> Document:
    try:
        found_layers: dict[str, Any] = {
            layer: tuple(unchecked(LAYER_MODELS[layer], record) for record in row[layer] or ())
            for layer in layers
        }
        metadata = _bare(row["document"])
        if text:
            fields = {name: row[name] for name in DocumentMetadata.model_fields if name in row}
            metadata = unchecked(DocumentMetadata, {"id": row["document"], **fields})
        return Document.model_construct(
            id=row["document"], text=row.get("text") or "", metadata=metadata, **found_layers
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = f"a value can't be read ({type(error).__name__}: {error}); build the table again"
        raise CorpusError([Problem(name, number, "schema", message)]) from None


def _rows(
    sources: Sequence[InputFile], layers: Sequence[str], text: bool, check: bool
) -> Iterator[dict[str, Any]]:
    for source in sources:
        for document in _documents(source, layers, text=text, check=check):
            row = document.model_dump(mode="json")
            yield row if text else {key: row[key] for key in ("id", *(layer for layer in layers))}
