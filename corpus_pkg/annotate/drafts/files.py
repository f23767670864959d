"""Draft files: read and resolved against the raw texts of a corpus."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from corpus_pkg.annotate.drafts.claims import Known, is_of_claims_alone
from corpus_pkg.annotate.drafts.resolve import Resolved, resolve
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import About, read_about
from corpus_pkg.corpus.models import RegistryEntry, Segment, Sentence, Topic
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.read import listed_documents, read_records
from corpus_pkg.layers import CLAIMS, LAYER_MODELS, LAYER_NAMES, SEGMENTS, SENTENCES
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.values.ids import is_slug
from corpus_pkg.values.nearest import nearest

REGISTRY_NAME: Final = "registry.jsonl"
"""The file among drafts that holds the registry and no document's annotations."""

_BASE: Final = (SEGMENTS.name, SENTENCES.name)


@dataclass(slots=True)
class Drafts:
    """What draft files came to."""

    documents: dict[str, Resolved] = field(default_factory=dict)
    """The resolved drafts, by document id."""
    registry: list[RegistryEntry] | None = None
    """The registry, where its file is among the drafts."""
    problems: Problems = field(default_factory=Problems)
    """All that could not be used."""
    about: About = field(default_factory=About)
    """What the corpus says of itself."""
    topics: dict[str, Topic] = field(default_factory=dict)
    """The topics of the corpus, by id."""


def read_drafts(
    root: Path, paths: Iterable[Path], annotator: str | None = None, *, registry: bool = False
) -> Drafts:
    """Read draft files and resolve them against a corpus's raw texts.

    Args:
        root: The corpus directory.
        paths: Draft files, each named after its document; one may be `registry.jsonl`.
        annotator: Whose segments and sentences a draft without such lines uses (those of the corpus where
            there are none), and whose annotations carry the claims of a draft of claims alone; the
            adjudicated ones where left out.
        registry: Whether the files hold a registry, whatever their names.

    Returns:
        All that could be resolved, and every problem with the draft's file and line.
    """
    drafts = Drafts()
    drafts.about, _ = read_about(root, drafts.problems)
    if files.is_there(root, layout.TOPICS_FILE):
        topics = read_records(root, layout.TOPICS_FILE, Topic, drafts.problems)
        drafts.topics = {topic.id: topic for _, topic in topics}
    for path in paths:
        problems = Problems()
        lines = list(files.read_json_lines(path.parent, path.name, problems))
        drafts.problems.extend(problems.changed(partial(_of_draft, path=path, root=root)))
        if any(not problem.line for problem in problems):
            continue  # there is nothing to resolve
        if registry or path.name == REGISTRY_NAME:
            drafts.registry = _registry(lines, path, drafts.problems, drafts.about.labels)
        else:
            _resolve_file(root, path, lines, annotator, drafts)
    return drafts


def _of_draft(problem: Problem, path: Path, root: Path) -> Problem:
    """Return a problem of a draft with its whole path; of one that is not there, with what to name."""
    message = problem.message
    if problem.code == "file-missing":
        inside = root / path  # as someone names it who counts from the corpus
        is_inside = os.path.isfile(inside)  # noqa: PTH113 - False also of a name that is too long
        message = f"there is no such file; name {inside if is_inside else 'a draft file that is there'}"
    elif os.path.isdir(path):  # noqa: PTH112 - likewise
        message = "it is a folder; name the draft files in it"
    return Problem(str(path), problem.line, problem.code, message, problem.document)


def _resolve_file(
    root: Path, path: Path, lines: list[tuple[int, dict[str, Any]]], annotator: str | None, drafts: Drafts
) -> None:
    document = path.stem
    if document in drafts.documents:
        message = "two drafts are for this document; name one of them"
        drafts.problems.append(Problem(str(path), 0, "draft", message, document))
        return
    try:
        _, text = files.read_text(root, layout.raw_file(document))
    except files.RefusedError as error:
        ids = [metadata.id for _, metadata in listed_documents(root, [], drafts.about.labels)]
        if document in ids:
            what = f"the text of {document} can't be read: {error.problem.file}: {error.problem.message}"
        else:
            what = f"a draft is named after its document, and there is no document {document!r}; "
            what += nearest(document, ids)
        drafts.problems.append(Problem(str(path), 0, error.problem.code, what, document))
        return
    has_cut = any(_is_there(root, layer, document, annotator) for layer in _BASE)
    base = _base(root, document, annotator if has_cut else None, drafts.about.labels)
    carriers = CLAIMS.many_refs["carriers"]
    known = Known(
        drafts.topics,
        {layer: _records(root, layer, document, annotator, drafts.about.labels) or [] for layer in carriers},
    )
    resolved = resolve(text, lines, str(path), document, base, drafts.about.labels, known)
    if not (has_cut or is_of_claims_alone(resolved.named)):  # who joins begins the layers that the corpus has
        resolved.named |= {
            layer
            for layer in LAYER_NAMES
            if layer not in _BASE
            and _is_there(root, layer, document, None)
            and not _is_there(root, layer, document, annotator)
        }
    drafts.problems += resolved.problems
    drafts.documents[document] = resolved


def _is_there(root: Path, layer: str, document: str, annotator: str | None) -> bool:
    return files.is_there(root, layout.layer_file(layer, document, annotator))


def _base(
    root: Path, document: str, annotator: str | None, labels: LabelSets
) -> tuple[list[Segment], list[Sentence]] | None:
    """Return the segments and sentences that the corpus has of a document, or None where it has none."""
    segments, sentences = (_records(root, layer, document, annotator, labels) for layer in _BASE)
    return None if segments is None or sentences is None else (segments, sentences)


def _records(
    root: Path, layer: str, document: str, annotator: str | None, labels: LabelSets
) -> list[Any] | None:
    """Return the records that the corpus has of a layer of a document, or None where it has none."""
    if not _is_there(root, layer, document, annotator):
        return None
    problems = Problems()
    lines = files.read_json_lines(root, layout.layer_file(layer, document, annotator), problems)
    records = [parse_value(LAYER_MODELS[layer], value, labels) for _, value in lines]
    if problems or any(isinstance(record, Invalid) for record in records):
        return None  # broken files are not a base; `corpus-pkg validate` says what is wrong with them
    return records


def _registry(
    lines: list[tuple[int, dict[str, Any]]], path: Path, problems: list[Problem], labels: LabelSets
) -> list[RegistryEntry]:
    entries: dict[str, RegistryEntry] = {}
    for number, value in lines:
        record = parse_value(RegistryEntry, value, labels)
        if isinstance(record, Invalid):
            problems += [Problem(str(path), number, *fault) for fault in record.faults]
        elif record.id in entries:
            message = f"another entry has the id {record.id!r}; keep one"
            problems.append(Problem(str(path), number, "draft", message))
        else:
            entries[record.id] = record
    return [entries[name] for name in sorted(entries)]


def require_name(annotator: str) -> None:
    """Refuse an annotator's name that can't be a folder's.

    Raises:
        ValueError: The name is not a slug.
    """
    if not is_slug(annotator):
        shape = "lower-case letters, digits, single hyphens, and not the name of a Windows device"
        raise ValueError(f"{annotator!r} is not an annotator's name: {shape}")


def stale(root: Path, contents: Mapping[str, bytes]) -> list[str]:
    """Return the paths, relative to a corpus, whose files do not hold what drafts make of them."""
    return [
        path
        for path, data in contents.items()
        if not (root / path).is_file() or (root / path).read_bytes() != data
    ]
