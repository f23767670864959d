"""Writing a corpus directory and record files, atomically and always in the same bytes."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.convert import to_json
from corpus_pkg.corpus.document import Document
from corpus_pkg.schema.labels import Layer


def json_line(value: dict[str, Any]) -> str:
    """Return a JSON object as its line in a file: UTF-8 characters as they are, keys in order."""
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def write_atomically(place: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never half of one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with replacing_file(place) as file:
        file.write(data)


@contextmanager
def replacing_file(place: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place when all is written to it, and not at all where that fails."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write several files of one kind of content: all are on disk before the first takes its place.

    Each file is old or new, never half of one. Where the machine stops between two renames, some are
    old and some new; writing again mends that.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for place, data in contents.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
            staged.append((Path(name), place))
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
        for made, place in staged:
            made.replace(place)
    except BaseException:
        for made, _ in staged:
            made.unlink(missing_ok=True)
        raise


def records_bytes(records: Iterable[Any]) -> bytes:
    """Return records as the bytes of a JSON Lines file."""
    return "".join(json_line(to_json(record)) for record in records).encode("utf-8")


def write_records(place: Path, records: Iterable[Any]) -> None:
    """Write records as JSON Lines."""
    write_atomically(place, records_bytes(records))


def write_layers(root: Path, document: Document, annotator: str | None = None) -> None:
    """Write the layers of one document into a corpus directory, the adjudicated ones or an annotator's."""
    for layer in Layer:
        place = root / layout.layer_file(layer, document.id, annotator)
        write_records(place, document.layer(layer))


def write_corpus(root: Path, corpus: Any) -> None:
    """Write a whole corpus (its adjudicated layers) as a corpus directory.

    Args:
        root: The directory; made where it does not exist.
        corpus: A `corpus_pkg.Corpus`.
    """
    for document in corpus:
        write_atomically(root / layout.raw_file(document.id), document.text.encode("utf-8"))
        write_layers(root, document)
    write_records(root / layout.DOCUMENTS_FILE, [document.metadata for document in corpus])
    write_records(root / layout.REGISTRY_FILE, corpus.registry.values())
    write_records(root / layout.TARGETS_FILE, corpus.targets.values())
