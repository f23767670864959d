"""Taking texts into a corpus directory, unchanged, with what is known about them."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from corpus_pkg.annotate.scaffold.known import Known, described
from corpus_pkg.annotate.scaffold.propose import Blocks, propose, title_of
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import About, read_about
from corpus_pkg.corpus.change import changing, outside, write_together
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentMetadata, DocumentStance, Target
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.read import lacks_list, read_records
from corpus_pkg.corpus.write import records_bytes, without_undeclared
from corpus_pkg.layers import DOCUMENT_STANCE, IN_SENTENCES, LAYER_NAMES
from corpus_pkg.layers.labels import DocumentStanceLabel, LabelSets
from corpus_pkg.values.ids import is_slug, not_reserved
from corpus_pkg.values.slugs import slug_of

_MARKUP: Final = re.compile(r"\ufeff?\s{0,1000}(<!doctype|<html|<\?xml|\{\\rtf)", re.IGNORECASE)
"""How files begin whose text is HTML, XML or RTF."""
_STARTED: Final = IN_SENTENCES
"""The layers that begin empty."""


@dataclass(slots=True)
class Added:
    """What adding texts came to."""

    documents: list[Document] = field(default_factory=list)
    """The new documents with what was proposed for them."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """The files to be written, by their path in the corpus; the list of documents is the last."""
    problems: Problems = field(default_factory=Problems)
    """All that keeps the texts out."""
    notes: list[str] = field(default_factory=list)
    """What a person should look at."""


def add_texts(
    root: Path,
    sources: Sequence[Path],
    known: Known,
    *,
    document_id: str | None = None,
    annotators: Sequence[str] = (),
    blocks: Blocks = Blocks.AUTO,
    today: str | None = None,
    allow_same: bool = False,
    allow_empty: bool = False,
) -> Added:
    """Take texts into a corpus: all of them, or none where something is wrong with one.

    The bytes are kept as they are. Segments and sentences are proposed (`propose`); the layers of
    entities, dates, figures and stance begin empty; and where the corpus has overall stances,
    `none` with a note stands for each target.

    Args:
        root: The corpus directory.
        sources: The text files, in UTF-8.
        known: What is known about them.
        document_id: The document's id, of a single text; made from the file's name where left out.
        annotators: Whose own layers begin with the same proposals.
        blocks: What parts the blocks of the texts.
        today: The latest date that a text without one may have (ISO 8601); today's in UTC where left out.
        allow_same: Whether a text may have the same bytes as another of the corpus.
        allow_empty: Whether a text may be without words.

    Returns:
        What was added. Where there are problems, nothing was written.

    Raises:
        CorpusError: It is not a corpus, or its list of documents or targets can't be read.
        ValueError: An id was given for several texts.
    """
    if document_id is not None and len(sources) != 1:
        raise ValueError("an id is one text's")
    with changing(root):
        there, targets, about = _read_lists(root)
        added = Added()
        ids = {metadata.id for metadata in there}
        same = {metadata.sha256: metadata.id for metadata in there}
        today = today or datetime.now(UTC).date().isoformat()
        for source in sources:
            try:
                data = _read(source)
                name = document_id or _id_of(source)
                if name in ids:
                    message = f"there is a document {name!r}; choose an --id"
                    if same.get(hashlib.sha256(data).hexdigest()) == name:
                        message = (
                            f"it is there already, as {name!r}; correct what is known of it in "
                            f"{layout.DOCUMENTS_FILE}, or remove the document first"
                        )
                    raise files.refused(str(source), "document-duplicate", message)
                if kind := files.kind_of(data):
                    message = f"this is {kind}; save its text as plain .txt in UTF-8, and add that"
                    raise files.refused(str(source), "encoding", message)
                text = files.decode(data, str(source))
                if not allow_empty:
                    _require_words(source, text)
                document = _document(source, name, data, text, known, blocks, today, about.labels)
                twin = same.get(document.metadata.sha256)
                if twin is not None and not allow_same:
                    message = f"it has the same bytes as {twin}; leave it out, or give --allow-same"
                    raise files.refused(str(source), "document-duplicate", message)
                contents = _files(root, document, data, there, targets, annotators)
                added.contents |= without_undeclared(contents, about)
            except files.RefusedError as error:
                added.problems.append(error.problem)
                continue
            ids.add(name)
            added.notes += _notes(document, text, dated=known.date is not None)
            same.setdefault(document.metadata.sha256, name)
            added.documents.append(document)
        added.problems += _places_problems(root, added.contents)
        if not added.problems and added.documents:
            listed = files.read_bytes(root, layout.DOCUMENTS_FILE)
            end = b"\n" if listed and not listed.endswith(b"\n") else b""
            new = records_bytes(document.metadata for document in added.documents)
            added.contents[layout.DOCUMENTS_FILE] = listed + end + new
            write_together(root, added.contents)
        return added


def _read_lists(root: Path) -> tuple[list[DocumentMetadata], list[Target], About]:
    require_corpus(root)
    problems = Problems()
    about, labels = read_about(root, problems)
    listed = read_records(root, layout.DOCUMENTS_FILE, DocumentMetadata, problems, labels=labels)
    there = [item for _, item in listed]
    targets = [item for _, item in read_records(root, layout.TARGETS_FILE, Target, problems)]
    if problems:
        raise CorpusError(problems, unreadable=lacks_list(problems))
    return there, targets, about


def _id_of(source: Path) -> str:
    """Return the id that a file's name gives: its letters and digits in ASCII, joined by hyphens."""
    name = slug_of(source.stem)
    if not name:
        raise files.refused(str(source), "schema", "its name gives no id; give one with --id")
    return name


def _read(source: Path) -> bytes:
    """Return the bytes of a text file that is to be added."""
    try:
        status = source.lstat()
        if stat.S_ISLNK(status.st_mode):
            message = "it is a symbolic link; name the file itself"
            raise files.refused(str(source), "file-outside", message)
        if stat.S_ISDIR(status.st_mode):
            raise files.refused(str(source), "file-unreadable", "it is a folder; name the text files in it")
        if not stat.S_ISREG(status.st_mode):
            raise files.refused(str(source), "file-unreadable", "it is not a plain file; name a text file")
        return files.read_bytes(source.parent, source.name)
    except FileNotFoundError:
        raise files.refused(str(source), "file-missing", "there is no such file; name a text file") from None
    except OSError as error:
        message = f"{error.strerror or error}; name a text file that can be read"
        raise files.refused(str(source), "file-unreadable", message) from None


def _document(
    source: Path,
    name: str,
    data: bytes,
    text: str,
    known: Known,
    blocks: Blocks,
    today: str,
    labels: LabelSets,
) -> Document:
    segments, sentences = propose(text, blocks, known.title, labels.segment_kinds, known.language)
    value = described(known, title_of(segments), today) | {
        "id": name,
        "source_file": _storable(source),
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "characters": len(text),
        "synthetic": False,
    }
    ordered = {key: value[key] for key in DocumentMetadata.model_fields}
    metadata = parse_value(DocumentMetadata, ordered, labels)
    if isinstance(metadata, Invalid):
        raise files.refused(str(source), metadata.faults[0].code, "; ".join(metadata.messages))
    return Document(
        id=name, text=text, metadata=metadata, segments=tuple(segments), sentences=tuple(sentences)
    )


def _storable(source: Path) -> str:
    try:
        source.name.encode("utf-8")
    except UnicodeEncodeError:
        message = "its name is not UTF-8; rename it"
        raise files.refused(repr(str(source)), "encoding", message) from None
    return source.name


def _files(
    root: Path,
    document: Document,
    data: bytes,
    there: Sequence[DocumentMetadata],
    targets: Iterable[Target],
    annotators: Sequence[str],
) -> dict[str, bytes]:
    """Return the files of a new document, by their path in the corpus."""
    made = {layout.raw_file(document.id): data}
    stances = [
        DocumentStance(
            target=target.id,
            label=DocumentStanceLabel.NONE,
            note="proposed when the text was added; not read yet",
        )
        for target in targets
    ]
    for annotator in (None, *annotators):
        for layer in _layers(root, annotator, first=annotator is not None or not there):
            started = () if layer in _STARTED else document.layer(layer)
            records = stances if layer == DOCUMENT_STANCE.name else started
            made[layout.layer_file(layer, document.id, annotator)] = records_bytes(records)
    for path, content in made.items():
        longest = max(map(len, content.split(b"\n"))) if path.endswith(".jsonl") else 0
        if longest > files.MAX_LINE_BYTES:
            message = f"a block of it makes a record of {longest:,} bytes; part it by blank lines"
            raise files.refused(document.metadata.source_file, "file-too-large", message)
    return made


def _layers(root: Path, annotator: str | None, *, first: bool) -> list[str]:
    """Return the layers to begin: those that the documents have which are there already.

    A layer that is new to the corpus would be missing from the others.
    """
    known = [layer for layer in LAYER_NAMES if files.is_there(root, layout.layer_folder(layer, annotator))]
    return known or [layer for layer in LAYER_NAMES if first and layer != DOCUMENT_STANCE.name]


def _notes(document: Document, text: str, *, dated: bool) -> list[str]:
    notes = []
    if not dated:
        date = document.metadata.date
        notes.append(
            f"{document.id} has the date {date} (that day or before), as no --date was given; write what is "
            f"known, such as 2025-05-05, 2025-05 or 2025, in {layout.DOCUMENTS_FILE}, or remove the document "
            "and add it again with --date"
        )
    if _MARKUP.match(text) or document.metadata.source_file.lower().endswith((".html", ".htm", ".xhtml")):
        notes.append(
            f"{document.id} looks like markup, whose tags are part of the text now; if they should not be, "
            "remove the document and add the text alone"
        )
    if text.startswith("\ufeff"):
        notes.append(f"{document.id} begins with a byte order mark, which is kept")
    return notes


def require_corpus(root: Path) -> None:
    """Refuse a folder that is not a corpus.

    Raises:
        CorpusError: It has no list of documents.
    """
    if not files.is_there(root, layout.DOCUMENTS_FILE):
        message = f"it is not a corpus: it has no {layout.DOCUMENTS_FILE}; make one with `corpus-pkg new`"
        raise CorpusError([Problem(str(root), 0, "file-missing", message)], unreadable=True)


def _require_words(source: Path, text: str) -> None:
    if not text.removeprefix("\ufeff").strip():
        message = "it has no words; leave it out, or give --allow-empty"
        raise files.refused(str(source), "schema", message)


def _places_problems(root: Path, contents: dict[str, bytes]) -> list[Problem]:
    """Return what prevents writing files: links out of the corpus, and other files.

    A file with the very same bytes is what an interrupted call has left, and is not a problem.
    """
    problems = []
    for path, data in contents.items():
        place = root / path
        if not files.is_inside(root, place):
            problems.append(outside(path))
        elif os.path.lexists(place) and not (place.is_file() and place.read_bytes() == data):
            message = "there is such a file, and no document of it is listed; remove it or choose an --id"
            problems.append(Problem(path, 0, "file-unexpected", message))
    return problems


def check_id(name: str) -> None:
    """Refuse what is not an id of a document or annotator.

    Raises:
        ValueError: It is not one; the message says what to write.
    """
    not_reserved(name)
    if not is_slug(name):
        raise ValueError(f"{name!r} is not an id: write lower-case letters and digits with single hyphens")
