"""The documents of a new corpus before their annotations: ids, metadata, segments and sentences."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from corpus_pkg.annotate.scaffold.known import Known, described
from corpus_pkg.annotate.scaffold.propose import propose
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentMetadata
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.exchange.formats.flat import Derived, FlatDocument
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import SEGMENTS, SENTENCES
from corpus_pkg.values.ids import RESERVED, SLUG_MAX_LENGTH
from corpus_pkg.values.slugs import slug_of

_ROOM: Final = 8
"""How many characters of an id are kept for the number that tells it from others."""
_ENDINGS: Final = frozenset(
    (
        ".ann",
        ".conll",
        ".conllu",
        ".conllup",
        ".htm",
        ".html",
        ".json",
        ".jsonl",
        ".tml",
        ".txt",
        ".xmi",
        ".xml",
    )
)
"""Endings of names that are not part of a document's name."""


def named(flats: Sequence[FlatDocument], reading: Reading) -> Sequence[FlatDocument]:
    """Give each document an id that its own name or that of its file makes, and rename it in the report."""
    taken = set(RESERVED)
    given: dict[str, list[str]] = {}
    numbers: Counter[str] = Counter()
    for flat in flats:
        name = next(filter(None, (_slug(flat.id), _slug(PurePosixPath(flat.place).name), "document")))
        id_ = name
        while id_ in taken:
            numbers[name] += 1
            id_ = f"{name}-{numbers[name] + 1}"
        taken.add(id_)
        given.setdefault(flat.id, []).append(id_)
        flat.id = id_
    renamed = {old: new[0] for old, new in given.items() if len(new) == 1}
    reading.losses.losses = [
        replace(loss, document=renamed.get(loss.document, loss.document)) for loss in reading.losses.losses
    ]
    return flats


def base_of(flat: FlatDocument, known: Known, today: str) -> Document | Problem:
    """Return a document with its text, and proposals for the segments and sentences that a file lacks."""
    if flat.text is None:
        message = "it has no text, so no corpus can be made of it; add the texts, then use convert --from"
        return Problem(flat.place, 0, "format-document", message)
    kinds = {item.kind for item in flat.items}
    metadata = _metadata(flat, flat.text, known, today)
    if isinstance(metadata, Problem):
        return metadata
    segments, sentences = propose(flat.text, language=metadata.language)
    base = Document(id=flat.id, text=flat.text, metadata=metadata)
    if SEGMENTS.name not in kinds:
        base = base.model_copy(update={SEGMENTS.name: tuple(segments)})
        derived = Derived(base)
        theirs = [item for item in flat.items if item.kind == SENTENCES.name]
        if any(derived.reference(SENTENCES.name, item.start, item.end) is None for item in theirs):
            flat.items = [item for item in flat.items if item.kind != SENTENCES.name]
            kinds.discard(SENTENCES.name)
    if SENTENCES.name not in kinds:
        base = base.model_copy(update={SENTENCES.name: tuple(sentences)})
    return base


def _metadata(flat: FlatDocument, text: str, known: Known, today: str) -> DocumentMetadata | Problem:
    """Return what is known about a text: by the user, and of the rest what its file says and can be true."""
    metadata = _parsed_metadata(flat, text, known, today)
    said = replace(known, basis=f"{known.basis}, or in its file")
    for name, value in flat.known.items():
        if isinstance(metadata, DocumentMetadata) and getattr(known, name) is None:
            with_it = _parsed_metadata(flat, text, replace(said, **{name: value}), today)
            if isinstance(with_it, DocumentMetadata):
                metadata, said = with_it, replace(said, **{name: value})
    return metadata


def _parsed_metadata(flat: FlatDocument, text: str, known: Known, today: str) -> DocumentMetadata | Problem:
    """Return the metadata of a text; its title is that of its segments, once there are some."""
    data = text.encode("utf-8")
    name = PurePosixPath(flat.place).name
    value = described(known, None, today) | {
        "id": flat.id,
        "source_file": f"{name.removesuffix('.ann')}.txt" if name.endswith(".ann") else name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "characters": len(text),
        "synthetic": False,
    }
    metadata = parse_value(DocumentMetadata, {key: value[key] for key in DocumentMetadata.model_fields})
    if isinstance(metadata, Invalid):
        return Problem(flat.place, 0, metadata.faults[0].code, "; ".join(metadata.messages), flat.id)
    return metadata


def _slug(name: str) -> str:
    place = PurePosixPath(name)
    plain = place.stem if place.suffix.lower() in _ENDINGS else place.name
    return slug_of(plain, SLUG_MAX_LENGTH - _ROOM)
