"""Streaming documents back at any scale: from record files or built Parquet, in part or whole."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.build.blocks import Piece, PieceReader
from corpus_pkg.build.sources import Source, failures, find_sources, is_address, open_raw, unreadable
from corpus_pkg.corpus import files
from corpus_pkg.corpus.convert import from_json
from corpus_pkg.corpus.document import RECORDS, Document
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.extras import need
from corpus_pkg.problems import CorpusError, Problem
from corpus_pkg.records import DocumentMetadata
from corpus_pkg.schema.labels import Layer

if TYPE_CHECKING:
    import datasets

BATCH_ROWS: Final = 256
_PART: Final = re.compile(r"documents(?:-[0-9]+-of-[0-9]+)?\.parquet")


@dataclass(frozen=True, slots=True)
class Records:
    """Documents that are read as they are asked for; iterating starts anew each time.

    Attributes:
        sources: The files, in order.
        layers: The layers that are read; the others are empty.
        text: Whether the text and the metadata are read; else they are empty, but for the id.
    """

    sources: tuple[Source, ...]
    layers: tuple[Layer, ...]
    text: bool = True

    def __iter__(self) -> Iterator[Document]:
        for source in self.sources:
            yield from _documents(source, self.layers, text=self.text)

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
        """Return the documents as a streaming dataset, a row a document as in a record file.

        It has a shard a file, so `torch` data-loader workers and `split_dataset_by_node` share out the
        files among themselves.

        Raises:
            MissingExtraError: datasets is not installed.
        """
        library = need("datasets", "datasets")
        made: datasets.IterableDataset = library.IterableDataset.from_generator(
            _rows,
            gen_kwargs={"sources": list(self.sources), "layers": self.layers, "text": self.text},
        )
        return made


def open_records(
    path: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    layers: Sequence[Layer | str] | None = None,
    text: bool = True,
) -> Records:
    """Open record files or a build for streaming.

    Of Parquet only the columns that are wanted are read, and no more than a few hundred documents are in
    memory. Lines of record files are checked as `read_jsonl` does; the rows of a build were when it was made.

    Args:
        path: A record file (plain, gzip, zstd), a Parquet file of documents, a folder that `corpus-pkg build`
            made, a pattern, an address (`s3://…`, `hf://datasets/…`), or several of these.
        layers: The layers to read; all if left out.
        text: Whether to read texts and metadata. Without them a document has its id and the layers.

    Returns:
        The documents, which iterating reads.

    Raises:
        CorpusError: There is no such file.
        MissingExtraError: The address needs a package that is not installed.
    """
    given = [path] if isinstance(path, str | os.PathLike) else path
    named = [part for one in given for part in _parts(os.fspath(one))]
    wanted = tuple(Layer) if layers is None else tuple(layer for layer in Layer if layer in set(layers))
    if layers is not None and (unknown := sorted(set(layers) - set(Layer))):
        raise ValueError(f"no layer {unknown[0]!r}; there are: {', '.join(Layer)}")
    return Records(tuple(find_sources(named)), wanted, text)


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


def _documents(source: Source, layers: Sequence[Layer], *, text: bool) -> Iterator[Document]:
    if source.path.endswith(".parquet"):
        yield from _from_parquet(source, layers, text=text)
        return
    for block in PieceReader(Piece(source)).blocks():
        if block.part is not None:
            message = f"the line has more than {files.MAX_LINE_BYTES:,} bytes; split the record"
            raise CorpusError([Problem(source.name, block.first, "file-too-large", message)])
        lines = block.data.removesuffix(b"\n").split(b"\n")
        for number, line in enumerate(lines, block.first):
            yield _picked(_parsed(line, source.name, number), layers, text=text)


def _parsed(line: bytes, name: str, number: int) -> Document:
    try:
        found = parse_document(files.parse_object(line, name, number), name, number)
    except files.RefusedError as error:
        raise CorpusError([error.problem]) from None
    if not isinstance(found, Document):
        raise CorpusError(found)
    return found


def _picked(document: Document, layers: Sequence[Layer], *, text: bool) -> Document:
    dropped: dict[str, Any] = {_attribute(layer): () for layer in Layer if layer not in layers}
    if not text:
        dropped |= {"text": "", "metadata": _bare(document.id)}
    return replace(document, **dropped) if dropped else document


def _attribute(layer: Layer) -> str:
    return "document_stances" if layer is Layer.DOCUMENT_STANCE else layer.value


def _bare(id_: str) -> DocumentMetadata:
    from corpus_pkg.corpus.convert import field_names

    values: dict[str, Any] = dict.fromkeys(field_names(DocumentMetadata))
    return DocumentMetadata(**(values | {"id": id_, "synthetic": False, "evidence": ()}))


def _from_parquet(source: Source, layers: Sequence[Layer], *, text: bool) -> Iterator[Document]:
    try:
        for row in _parquet_rows(source, layers, text=text):
            yield _from_row(row, layers, text=text)
    except failures() as error:
        if isinstance(error, CorpusError):
            raise
        raise unreadable(source.name, error) from None


def _parquet_rows(source: Source, layers: Sequence[Layer], *, text: bool) -> Iterator[dict[str, Any]]:
    parquet = need("pyarrow.parquet", "arrow")
    layer_names = {layer.value for layer in Layer}
    # Of a store the footer is fetched, then the wanted columns of one row group after the other.
    with (
        open_raw(source.path, ahead=False) as raw,
        parquet.ParquetFile(raw, pre_buffer=source.remote) as file,
    ):
        names = file.schema_arrow.names
        if missing := sorted({"document", *layer_names}.difference(names)):
            message = f"it has no column {missing[0]!r}, so it is no table of documents; name another file"
            raise CorpusError([Problem(source.name, 0, "schema", message)])
        columns = ["document", *(layer.value for layer in layers)]
        if text:
            columns += [name for name in names if name not in layer_names and name not in columns]
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[group], columns=columns):
                yield from batch.to_pylist()


def _from_row(row: dict[str, Any], layers: Sequence[Layer], *, text: bool) -> Document:
    held: dict[str, Any] = {
        _attribute(layer): tuple(from_json(RECORDS[layer], record) for record in row.get(layer.value) or ())
        for layer in layers
    }
    metadata = _bare(row["document"])
    if text:
        from corpus_pkg.corpus.convert import field_names

        fields = {name: row[name] for name in field_names(DocumentMetadata) if name in row}
        metadata = from_json(DocumentMetadata, {"id": row["document"], **fields})
    return Document(id=row["document"], text=row.get("text") or "", metadata=metadata, **held)


def _rows(sources: Sequence[Source], layers: Sequence[Layer], text: bool) -> Iterator[dict[str, Any]]:
    wanted: Callable[[Document], dict[str, Any]] = Document.as_dict
    for source in sources:
        for document in _documents(source, layers, text=text):
            row = wanted(document)
            yield row if text else {key: row[key] for key in ("id", *(layer.value for layer in layers))}
