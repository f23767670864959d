"""Record files: JSON Lines, one document per line with its layers nested.

Reading streams: one line is in memory at a time, so a file may be larger than memory.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path

from corpus_pkg.corpus import files
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.parse import Invalid, parse_line
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.staging import replacing_file
from corpus_pkg.corpus.stored_text import span_problem
from corpus_pkg.corpus.write import json_line
from corpus_pkg.layers import INSTALLED
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets


def write_jsonl(documents: Iterable[Document], path: str | PathLike[str]) -> int:
    """Write documents as a record file, in the same bytes for the same documents.

    A reader sees the old file or the new, never half of one.

    Args:
        documents: The documents, streamed.
        path: The file.

    Returns:
        How many documents were written.
    """
    place = Path(path)
    count = 0
    with replacing_file(place) as file:
        for document in documents:
            # Where the package of a layer is not installed, nobody knows the name of the layer.
            empty = {layer for layer in INSTALLED.packages if not document.layer(layer)}
            file.write(json_line(document.model_dump(mode="json", exclude=empty)).encode("utf-8"))
            count += 1
    return count


def read_jsonl(
    path: str | PathLike[str],
    problems: list[Problem] | None = None,
    labels: LabelSets | None = DEFAULT_LABELS,
) -> Iterator[Document]:
    """Yield the documents of a record file.

    Every line is checked against the schema of a document, the text against its SHA-256 and
    lengths, and every span against the text.

    Args:
        path: The file.
        problems: Where problems are added; a bad line is then reported and passed over.
        labels: The lists of the corpus; any label passes where None.

    Returns:
        The documents, in the file's order.

    Raises:
        CorpusError: A line is wrong and no `problems` was given; documents before it were yielded.
        OSError: The file can't be read.
    """
    place = os.fspath(path)
    return read_documents(_lines(place), place, problems, labels)


def read_documents(
    lines: Iterable[tuple[int, bytes]],
    place: str,
    problems: list[Problem] | None = None,
    labels: LabelSets | None = DEFAULT_LABELS,
    places: dict[str, int] | None = None,
) -> Iterator[Document]:
    """Yield the documents on the lines of a record file, checked as `read_jsonl` does.

    Args:
        lines: The lines with their numbers from 1, without their ends.
        place: The file's name, for problems.
        problems: Where problems are added; a bad line is then reported and passed over.
        labels: The lists of the corpus; any label passes where None.
        places: Where the line of each document is noted, by its id.

    Raises:
        CorpusError: A line is wrong and no `problems` was given; documents before it were yielded.
    """
    seen: dict[str, int] = {} if places is None else places
    for number, line in lines:
        document: Document | list[Problem]
        try:
            document = parse_document(line, place, number, labels)
        except files.RefusedError as error:
            document = [error.problem]
        if isinstance(document, Document) and document.id in seen:
            message = f"line {seen[document.id]} has this id too; remove one of the two"
            document = [Problem(place, number, "document-duplicate", message, document.id)]
        if isinstance(document, Document):
            seen[document.id] = number
            yield document
        elif problems is None:
            raise CorpusError(document)
        else:
            problems.extend(document)


def _lines(path: str) -> Iterator[tuple[int, bytes]]:
    with Path(path).open("rb") as file:
        number = 0
        # A line that may be as long, with its end; of a longer one, a part that is seen to be too long.
        while line := file.readline(files.MAX_LINE_BYTES + 1):
            number += 1
            whole = line.endswith(b"\n")
            yield number, line.removesuffix(b"\n")
            while not whole and (rest := file.readline(files.MAX_LINE_BYTES)):
                whole = rest.endswith(b"\n")


def parse_document(
    line: bytes, place: str, number: int, labels: LabelSets | None = DEFAULT_LABELS
) -> Document | list[Problem]:
    """Return the document on a line of a record file, or what is wrong with it.

    Args:
        line: The bytes of the line, without its end.
        place: The file's name, for problems.
        number: The line number from 1, for problems.
        labels: The lists of the corpus; any label passes where None.

    Raises:
        RefusedError: The line is not one JSON object.
    """
    document = parse_line(Document, line, place, number, labels)
    if isinstance(document, Invalid):
        name = files.parse_object(line, place, number).get("id")
        about = name if isinstance(name, str) else None
        return [Problem(place, number, *fault, about) for fault in document.faults]
    return list(_document_problems(document, place, number)) or document


def _document_problems(document: Document, place: str, line: int) -> Iterator[Problem]:
    if document.id != document.metadata.id:
        message = f"metadata.id: it is {document.metadata.id} and the document's id {document.id}"
        yield Problem(place, line, "schema", f"{message}; write the same", document.id)
    yield from _text_problems(document, place, line)
    text = document.text
    for record in document.annotations:
        found = span_problem(record, text)
        if found is not None:
            yield Problem(place, line, *found, document.id, record.id)


def _text_problems(document: Document, place: str, line: int) -> Iterator[Problem]:
    metadata = document.metadata
    data = document.text.encode("utf-8")
    digest = hashlib.sha256(data).hexdigest()
    if digest != metadata.sha256:
        message = f"the text's SHA-256 is {digest} and its metadata say {metadata.sha256}; restore the text"
        yield Problem(place, line, "text-checksum", message, document.id)
    for name, found, said in (
        ("bytes", len(data), metadata.bytes),
        ("characters", len(document.text), metadata.characters),
    ):
        if found != said:
            message = f"the text has {found:,} {name} and its metadata say {said:,}; correct the metadata"
            yield Problem(place, line, "text-length", message, document.id)
