"""What adjudication reads: two annotators' layers, a common registry, and the file of decisions."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus_pkg.annotate.adjudication.difference import DecidedDifference
from corpus_pkg.annotate.adjudication.translate import Translated
from corpus_pkg.annotate.drafts.claims import Known
from corpus_pkg.annotate.drafts.lines import KINDS
from corpus_pkg.annotate.drafts.resolve import resolve
from corpus_pkg.corpus import files, layout, models
from corpus_pkg.corpus.about import About, read_about
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.models import RegistryEntry, Topic
from corpus_pkg.corpus.parse import Fault, Invalid, explain, parse_value
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.streamed import stream_folder
from corpus_pkg.layers import LAYER_MODELS, LAYER_NAMES, layer_named
from corpus_pkg.layers.claims import CARRIERS
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.values.nearest import nearest


@dataclass(frozen=True, slots=True)
class Annotations:
    """Two annotators' documents in terms of one registry."""

    annotators: tuple[str, str]
    """Their names."""
    first: Translated
    """The first's documents."""
    second: Translated
    """The second's."""
    registry: Mapping[str, RegistryEntry]
    """The common registry."""
    about: About
    """What the corpus says of itself."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """The topics of claims, by id."""


def read_annotations(
    root: Path,
    annotators: tuple[str, str],
    registry: Mapping[str, RegistryEntry] | None = None,
    *,
    keep: bool = False,
) -> Annotations:
    """Open two annotators' layers and put them in terms of one registry.

    Their documents are read when they are asked for.

    Args:
        root: The corpus directory.
        annotators: The names of the two.
        registry: The decided registry. Where left out it is the corpus's own, or where the corpus has
            none the first annotator's with what only the second has.
        keep: Whether a document is kept when it was read, for what asks for it again and again.

    Raises:
        CorpusError: There is no such annotator, or a file is broken.
    """
    first, second = (_open_annotator(root, name) for name in annotators)
    if registry is None:
        registry = _read_registry(root)
    if registry is None:
        registry = union(first.registry, second.registry)
    # There is nothing to decide about a text that only one of the two has annotated: it has to be sound.
    for corpus, other in ((first, second), (second, first)):
        deque((corpus[id_] for id_ in corpus.ids if id_ not in other), maxlen=0)
    sides = [
        Translated(corpus, registry, [id_ for id_ in corpus.ids if id_ in other], keep=keep)
        for corpus, other in ((first, second), (second, first))
    ]
    return Annotations(annotators, sides[0], sides[1], registry, first.about, first.topics)


def union(
    first: Mapping[str, RegistryEntry], second: Mapping[str, RegistryEntry]
) -> dict[str, RegistryEntry]:
    """Return the entries of a registry with those of another that name something else, by id."""
    known = translation(second, first)
    entries = {**first, **{name: entry for name, entry in second.items() if name not in known}}
    return {name: entries[name] for name in sorted(entries)}


def _open_annotator(root: Path, name: str) -> Corpus:
    folder = f"{layout.ANNOTATORS}/{name}"
    names = layout.annotator_names(root)
    if name not in names:
        problem = Problem(folder, 0, "file-missing", f"there is no such annotator; {nearest(name, names)}")
        raise CorpusError([problem], unreadable=True)
    return stream_folder(root, name)


def _read_registry(root: Path) -> dict[str, RegistryEntry] | None:
    if not (root / layout.REGISTRY_FILE).is_file():
        return None
    problems = Problems()
    entries = {}
    labels = read_about(root, problems)[1]
    for number, value in files.read_json_lines(root, layout.REGISTRY_FILE, problems):
        record = parse_value(RegistryEntry, value, labels)
        if isinstance(record, Invalid):
            problems += [Problem(layout.REGISTRY_FILE, number, *fault) for fault in record.faults]
        else:
            entries[record.id] = record
    if problems:
        raise CorpusError(problems)
    return entries


def read_decisions(
    place: Path,
    documents: Mapping[str, Document],
    problems: list[Problem],
    *,
    file: str | None = None,
    labels: LabelSets = DEFAULT_LABELS,
    topics: Mapping[str, Topic] = MappingProxyType({}),
    only_shared: bool = False,
) -> list[tuple[int, DecidedDifference]]:
    """Read a file of decisions.

    Args:
        place: The file: JSON Lines, a decision a line.
        documents: The documents that are decided about, for own records that are written as drafts.
        problems: Where problems are added; a line with one is passed over.
        file: The name of the file in problems; its path where left out.
        labels: The lists of labels of the corpus.
        topics: The topics of claims, by id.
        only_shared: Pass over decisions on other documents.

    Returns:
        Line numbers and decisions.
    """
    name = file or str(place)
    found = []
    refused = Problems()
    for number, value in files.read_json_lines(place.parent, place.name, refused):
        if only_shared and str(value.get("document")) not in documents:
            continue
        decision = parse_decision(value, documents, labels, topics)
        if isinstance(decision, Invalid):
            about = value.get("document")
            document = about if isinstance(about, str) else None
            problems += [Problem(name, number, "decision", m, document) for m in decision.messages]
        else:
            found.append((number, decision))
    problems.extend(refused.changed(lambda problem: replace(problem, file=name)))
    return found


def parse_decision(
    value: Mapping[str, Any],
    documents: Mapping[str, Document],
    labels: LabelSets = DEFAULT_LABELS,
    topics: Mapping[str, Topic] = MappingProxyType({}),
) -> DecidedDifference | Invalid:
    """Return the decision that a JSON object stands for, or why there is none.

    Args:
        value: A parsed line of a file of decisions; `id`, `fields` and `context` may be left out.
        documents: The documents that are decided about.
        labels: The lists of labels of the corpus.
        topics: The topics of claims, by id: own claims may be written as lines of drafts.
    """
    value = dict(value)
    if value.get("decision") is None:
        return _invalid(f"{value.get('id')!r} is not decided; write whose proposal is right, neither or own")
    layer = value.get("layer")
    if layer not in LAYER_NAMES:
        return _invalid(f"layer: it is one of {', '.join(LAYER_NAMES)} (found {layer!r})")
    document = documents.get(str(value.get("document")))
    if document is None:
        return _invalid(f"document: the corpus has no document {value.get('document')!r}")
    value.setdefault("id", "(new)")
    proposals, own = value.get("proposals", {}), value.get("own") or []
    if not isinstance(proposals, dict) or not isinstance(own, list):
        return _invalid("proposals is an object of annotators and records, and own a list of records")
    messages: list[str] = []
    own = [_drafted(document, record, value.get("context"), messages, labels, topics) for record in own]
    value |= {"proposals": proposals, "own": own}
    for record in (*proposals.values(), *own):
        if record is not None and not messages:
            messages += (
                [fault.message for fault in explain(LAYER_MODELS[layer_named(layer)], record, labels)]
                if isinstance(record, dict)
                else [f"a record is an object, and not {record!r}"]
            )
    messages = messages or [fault.message for fault in explain(models.Decision, value, labels)]
    if messages:
        return _invalid(*messages)
    return _decision(value)


def _invalid(*messages: str) -> Invalid:
    return Invalid(tuple(Fault("decision", message) for message in messages))


def _drafted(
    document: Document,
    record: Any,
    context: Any,
    messages: list[str],
    labels: LabelSets,
    topics: Mapping[str, Topic],
) -> Any:
    """Return a record that was written as a draft line (with a quote) as JSON values; others as they are."""
    if not isinstance(record, dict) or "start" in record or next(iter(record), None) not in KINDS:
        return record
    line = dict(record)
    if isinstance(context, str):
        line.setdefault("in", context)
    base = (document.segments, document.sentences)
    known = Known(topics, {layer: document.layer(layer) for layer in CARRIERS})
    resolved = resolve(document.text, [(0, line)], "", document.id, base, labels, known)
    messages += [problem.message for problem in resolved.problems]
    made = [found.model_dump(mode="json") for layer in LAYER_NAMES for found in resolved.layers[layer]]
    return made[0] if made else record


def _decision(value: Mapping[str, Any]) -> DecidedDifference:
    layer = layer_named(value["layer"])
    kind = LAYER_MODELS[layer]
    return DecidedDifference(
        document=value["document"],
        layer=layer,
        proposals={
            name: None if record is None else kind.from_json(record)
            for name, record in value["proposals"].items()
        },
        fields=tuple(value.get("fields", ())),
        context=value.get("context"),
        decision=value["decision"],
        own=tuple(kind.from_json(record) for record in value["own"]),
        rule=value.get("rule"),
        note=value.get("note"),
    )
