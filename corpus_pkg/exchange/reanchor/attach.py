"""Putting texts back: a text-free directory and a folder of texts become a corpus directory."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.overrides import Name, renamed_file
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.staging import write_new
from corpus_pkg.corpus.write import write_records
from corpus_pkg.exchange.reanchor.outcome import Changes, Status, changes_of
from corpus_pkg.exchange.reanchor.rebuild import reanchor_stripped
from corpus_pkg.exchange.textfree.directory import TextFreeCorpus, new_directory
from corpus_pkg.exchange.textfree.strip import Tally, TextFreeDocument, left_out_lines, restore
from corpus_pkg.layers import CLAIMS
from corpus_pkg.values.counted import counted

NO_TEXT: Final = "the folder has no text for it: none with its SHA-256, {id}.txt or {source}"
LOCKED: Final = "its text differs, and to place its records the edition needs the secret it was made with"
ANOTHER: Final = "nothing of it could be placed: this is another text"


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of one document, in the adjudicated layers or an annotator's own.

    Attributes:
        id: The document's id.
        annotator: The annotator's name; None for the adjudicated layers.
        status: `restored`: all that the edition holds; `reanchored`: on a text that differs; `left-out`.
        file: The file that holds the text, within the folder of texts.
        reason: Why it was left out.
        result: What became of the records, where it was re-anchored.
    """

    id: str
    annotator: str | None
    status: Literal["restored", "reanchored", "left-out"]
    file: str | None = None
    reason: str | None = None
    result: Changes | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        values: dict[str, Any] = {
            "document": self.id,
            "annotator": self.annotator,
            "status": self.status,
            "file": self.file,
            "reason": self.reason,
        }
        if self.result is not None:
            values["counts"] = {
                layer: {status.value: found[status] for status in Status}
                for layer, found in self.result.counts.items()
            }
            values["records"] = [item.as_dict() for item in self.result.outcomes]
            values["made"] = [{"layer": layer, "id": name} for layer, name in self.result.made]
        return values


@dataclass(slots=True)
class AttachReport:
    """What became of a text-free corpus.

    Attributes:
        documents: One entry a document, and one more for each annotator's own layers.
        left_out: What of the records the edition does not hold, as JSON values of `LeftOut`.
        files: The files of the corpus that the edition does not hold.
    """

    documents: list[Attached] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every record of every document in the edition is there."""
        return all(
            item.status == "restored" or (item.result is not None and not item.result.missing)
            for item in self.documents
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "complete": self.complete,
            "documents": [item.as_dict() for item in self.documents],
            "not_in_the_edition": {"fields": self.left_out, "files": self.files},
        }


def attach(source: Folder, texts: Path, out: Path, secret: bytes = b"") -> AttachReport:
    """Put texts back into a text-free directory.

    A text with the document's SHA-256 gives all of the document back that the edition holds. On another
    copy the records are re-anchored: each is verified, and what can't be placed is left out and reported.

    Args:
        source: The text-free directory.
        texts: The folder with the texts, as `.txt` files in UTF-8. One with the SHA-256 of a document is
            taken whatever its name; otherwise one named after the document's id or source file.
        out: The corpus directory to write; new or empty.
        secret: The secret that the edition was made with, if any.

    Returns:
        What became of each document.

    Raises:
        CorpusError: The directory is not a text-free edition or is damaged, or `out` is not empty.
    """
    corpus = TextFreeCorpus(source)
    found = _Texts(texts)
    report = AttachReport(files=corpus.left_out)
    tally = Tally()
    with new_directory(out) as work:
        attached: dict[str, Any] = {}
        for annotator, documents in corpus.layers.items():
            for stripped in documents:
                tally.add_all(stripped.text["left_out"])
                if annotator is not None and stripped.id not in attached:
                    continue
                item, document = _attach_one(stripped, annotator, found.of(stripped), secret)
                report.documents.append(item)
                if document is not None and annotator is None:
                    attached[document.id] = document.metadata
                    write_new(work / layout.raw_file(document.id), document.text.encode("utf-8"), flush=False)
                if stripped.id in attached:
                    for layer in stripped.layers:
                        records = () if document is None else document.layer(layer)
                        write_records(work / layout.layer_file(layer, stripped.id, annotator), records)
        write_records(work / layout.DOCUMENTS_FILE, attached.values())
        for path, data in {**corpus.files, **renamed_file(source, _named(report))}.items():
            write_new(work / path, data, flush=False)
    report.left_out = tally.as_json()
    return report


def _named(report: AttachReport) -> Name:
    """Return what says how claims are called now; those of documents that were left out are gone."""
    adjudicated = [item for item in report.documents if item.annotator is None]
    gone = {item.id for item in adjudicated if item.status == "left-out"}
    names = {
        (item.id, outcome.id): outcome.new_id
        for item in adjudicated
        if item.result is not None
        for outcome in item.result.outcomes
        if outcome.layer == CLAIMS.name
    }

    def named(document: str, claim: str) -> tuple[str, str] | None:
        new = None if document in gone else names.get((document, claim), claim)
        return None if new is None else (document, new)

    return named


def _attach_one(
    stripped: TextFreeDocument, annotator: str | None, text: tuple[str, bytes] | None, secret: bytes
) -> tuple[Attached, Document | None]:
    def left_out(reason: str, file: str | None = None) -> tuple[Attached, None]:
        return Attached(stripped.id, annotator, "left-out", file, reason), None

    if text is None:
        return left_out(NO_TEXT.format(id=stripped.id, source=stripped.metadata["source_file"]))
    file, data = text
    if hashlib.sha256(data).hexdigest() == stripped.text["sha256"]:
        try:
            document = restore(stripped, data.decode("utf-8"))
        except ValueError as error:
            message = f"{error}; the edition is damaged, get it again"
            raise CorpusError([Problem(file, 0, "span-range", message, stripped.id)]) from None
        return Attached(stripped.id, annotator, "restored", file), document
    if stripped.text["secret"] and not secret:
        return left_out(LOCKED, file)
    try:
        decoded = files.decode(data, file)
    except files.RefusedError as error:
        return left_out(error.problem.message, file)
    result = reanchor_stripped(stripped, decoded, secret)
    if result.outcomes and len(result.missing) == len(result.outcomes):
        return left_out(ANOTHER, file)
    metadata = result.document.metadata.model_copy(update={"source_file": file.rpartition("/")[2]})
    document = result.document.model_copy(update={"metadata": metadata})
    return Attached(stripped.id, annotator, "reanchored", file, None, changes_of(result)), document


class _Texts:
    """The files of a folder that hold texts, which are read when they are needed."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            message = "there is no such folder; name the folder that holds the texts"
            raise CorpusError([Problem(str(folder), 0, "file-missing", message)], unreadable=True)
        self._folder = folder
        self._by_hash: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for path in _text_files(folder):
            digest = hashlib.sha256(files.read_bytes(folder, path)).hexdigest()
            self._by_hash.setdefault(digest, path)
            self._by_name.setdefault(path.rpartition("/")[2], path)

    def of(self, document: TextFreeDocument) -> tuple[str, bytes] | None:
        """Return the file and the bytes of a document's text, if there is one."""
        path = self._by_hash.get(document.text["sha256"])
        for name in (f"{document.id}.txt", document.metadata["source_file"]):
            path = path or self._by_name.get(name)
        return None if path is None else (path, files.read_bytes(self._folder, path))


def _text_files(folder: Path) -> Iterator[str]:
    """Yield the relative paths of the texts below a folder, those at the top first."""
    paths = [path.relative_to(folder) for path in folder.rglob("*.txt") if path.is_file()]
    yield from (
        path.as_posix() for path in sorted(paths, key=lambda path: (len(path.parts), path.as_posix()))
    )


def report_text(report: AttachReport, *, every: bool = False) -> Iterator[str]:
    """Yield the report as lines for people.

    Args:
        report: The report.
        every: Whether to name the records that moved, too, and not only those that are missing.
    """
    for item in report.documents:
        whose = f" ({item.annotator}'s own layers)" if item.annotator else ""
        if item.result is None:
            yield f"{item.id}{whose}: {item.reason or f'restored from {item.file}'}"
            continue
        yield f"{item.id}{whose}: {item.file} differs from the text that was annotated"
        yield from _result_lines(item.result, every)
    for line in left_out_lines(report.left_out):
        yield f"not in the edition: {line}"
    for path in report.files:
        yield f"not in the edition: {path}"


def _result_lines(result: Changes, every: bool) -> Iterator[str]:
    from corpus_pkg.exchange.reanchor.outcome import MEANINGS

    for layer, counts in result.counts.items():
        yield f"  {layer}: " + ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    for item in result.outcomes:
        if item.reason is not None:
            cause = f" ({item.cause})" if item.cause else ""
            yield f"    {item.id} missing: {MEANINGS[item.reason]}{cause}"
        elif every:
            yield f"    {item.id} {item.status}: {item.new_id}"
    if result.made:
        made = counted(len(result.made), "new segment or sentence", "new segments and sentences")
        yield f"  {made} for what nothing placed covers: {', '.join(name for _, name in result.made)}"


def report_json(report: AttachReport) -> str:
    """Return the report as JSON."""
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2)
