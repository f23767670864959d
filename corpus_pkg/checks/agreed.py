"""The rule on where adjudicated records come from: two annotators who have them alike, or a decision."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.order import name_of
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.corpus.read import ReadCorpus, ReadDocument
from corpus_pkg.layers import LAYER_NAMES, STANCE, annotation_id

Decisions = Sequence[tuple[int, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What the decisions say of one layer of one document, by the names of records."""

    named: set[str]
    adopted: set[str]


def undecided_problems(
    read: ReadCorpus, annotators: Mapping[str, ReadCorpus], decisions: Decisions
) -> Iterator[Problem]:
    """Yield the adjudicated records that neither two annotators' agreement nor a decision explains.

    Nothing is said of a corpus without decisions, nor where they aren't all between the same two annotators.

    Args:
        read: The corpus with its adjudicated layers.
        annotators: The corpus with each annotator's own layers, by the annotator's name.
        decisions: Line numbers and JSON objects of decisions that fit their schema.
    """
    pairs = {tuple(sorted(decision["proposals"])) for _, decision in decisions}
    names = next(iter(pairs)) if len(pairs) == 1 else ()
    if len(names) != 2 or any(name not in annotators for name in names):
        return
    sides = [_documents(annotators[name], read) for name in names]
    decided = _decided(decisions)
    for item in read.documents:
        id_ = item.document.id
        if all(id_ in side for side in sides):
            first, second = (side[id_] for side in sides)
            for layer in LAYER_NAMES:
                about = decided.get((id_, layer), _Decided(set(), set()))
                yield from _of_layer(item, layer, (first[layer], second[layer]), about)


def _of_layer(
    item: ReadDocument,
    layer: str,
    sides: tuple[Mapping[str, Any], Mapping[str, Any]],
    decided: _Decided,
) -> Iterator[Problem]:
    first, second = sides
    agreed = {name: record for name, record in first.items() if second.get(name) == record}
    id_, file = item.document.id, layout.layer_file(layer, item.document.id)
    present = set()
    for line, record in zip(item.lines[layer], item.document.layer(layer), strict=True):
        name = name_of(record)
        present.add(name)
        if name in decided.adopted or agreed.get(name) == record.model_dump(mode="json"):
            continue
        other = (
            "the annotators have it otherwise" if name in first or name in second else "no annotator has it"
        )
        message = f"{other}, and no decision adopts it; correct it, or record the decision"
        yield Problem(file, line, "adjudication", message, id_, name)
    for name in agreed.keys() - present - decided.named:
        message = "both annotators have it, and no decision removes it; add it, or record the decision"
        yield Problem(file, 0, "adjudication", message, id_, name)


def _documents(own: ReadCorpus, common: ReadCorpus) -> dict[str, dict[str, dict[str, Any]]]:
    """Return an annotator's records as JSON values with the ids of the common registry, by their names."""
    known = translation({e.id: e for _, e in own.registry}, {e.id: e for _, e in common.registry})
    return {
        item.document.id: {layer: _records(item.document, layer, known) for layer in LAYER_NAMES}
        for item in own.documents
    }


def _records(document: Document, layer: str, known: Mapping[str, str]) -> dict[str, Any]:
    made = {}
    for record in document.layer(layer):
        value = record.model_dump(mode="json")
        for field in ("entity", "stands_for", "holder"):
            if value.get(field) is not None:
                value[field] = known.get(value[field], value[field])
        if layer == STANCE.name:
            named = {"holder": value["holder"], "target": value["target"]}
            value["id"] = annotation_id(layer, value["start"], value["end"], **named)
        made[str(value.get("id") or value["target"])] = value
    return made


def _decided(decisions: Decisions) -> dict[tuple[str, str], _Decided]:
    found: dict[tuple[str, str], _Decided] = {}
    for _, decision in decisions:
        key = (decision["document"], decision["layer"])
        about = found.setdefault(key, _Decided(set(), set()))
        proposals = decision["proposals"]
        taken = decision.get("own", ()) if decision["decision"] == "own" else ()
        if decision["decision"] in proposals:
            taken = [proposals[decision["decision"]]]
        offered = [record for record in (*proposals.values(), *taken) if record]
        about.named.update(str(record.get("id") or record["target"]) for record in offered)
        about.adopted.update(str(record.get("id") or record["target"]) for record in taken if record)
    return found
