"""Rules of what is kept next to the layers: who annotated, and what adjudication decided.

A decision is published as the reason for what is in the adjudicated layers, so it must be about a
document and a text that are there, and what it took must be in the layer.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.layers import DOCUMENT_STANCE, layer_named
from corpus_pkg.layers.labels import AnnotatorRole


def annotator_problems(annotators: Sequence[tuple[int, Any]], folders: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong between `annotators.jsonl` and the folders of annotators' own layers.

    Args:
        annotators: Line numbers and records of the file.
        folders: The names of the folders next to it.
    """
    seen: set[str] = set()
    for line, annotator in annotators:
        if annotator.name in seen:
            message = f"{annotator.name!r} appears twice; keep one line"
            yield Problem(layout.ANNOTATORS_FILE, line, "annotator", message, annotation=annotator.name)
        elif annotator.role is AnnotatorRole.ANNOTATOR and annotator.name not in folders:
            message = f"there are no layers of {annotator.name!r}; add their folder or remove the line"
            yield Problem(layout.ANNOTATORS_FILE, line, "annotator", message, annotation=annotator.name)
        seen.add(annotator.name)
    if annotators:
        for name in sorted(set(folders) - seen):
            message = "annotators.jsonl does not say who this is; add a line, or remove the folder"
            yield Problem(f"{layout.ANNOTATORS}/{name}", 0, "annotator", message, annotation=name)


def decision_problems(
    decisions: Sequence[tuple[int, Mapping[str, Any]]], document: Document | None
) -> Iterator[Problem]:
    """Yield what is wrong between the decisions about one document and its adjudicated layers.

    Args:
        decisions: Line numbers and JSON objects of the decisions, which fit their schema.
        document: The document with its adjudicated layers; None where there is no such document.
    """
    layers: dict[str, set[str]] = {}
    for line, decision in decisions:
        if document is None:
            message = f"there is no document {decision['document']!r}; correct the decision or remove it"
        else:
            layer = decision["layer"]
            if layer not in layers:
                records = document.layer(layer_named(layer))
                layers[layer] = {_filled(record.model_dump(mode="json")) for record in records}
            message = _fault(decision, document, layers[layer])
        if message:
            yield Problem(
                layout.DECISIONS_FILE, line, "decision", message, decision["document"], decision["id"]
            )


def _filled(record: Mapping[str, Any]) -> str:
    """Return a record without its empty fields, which a file may leave out, as text that can be compared."""
    return json.dumps({name: value for name, value in record.items() if value is not None}, sort_keys=True)


def _name(record: Mapping[str, Any]) -> str:
    """Return a record's id; a document stance has none, and is named by its layer and target."""
    return str(record.get("id") or f"{DOCUMENT_STANCE.name}-{record['target']}")


def _fault(decision: Mapping[str, Any], document: Document, layer: set[str]) -> str:
    proposals = decision["proposals"]
    offered = [record for record in (*proposals.values(), *decision.get("own", ())) if record]
    for record in offered:
        if "start" in record and document.text[record["start"] : record["end"]] != record["text"]:
            return f"the text at {record['start']}-{record['end']} is not {record['text'][:60]!r}; correct it"
    if offered and decision["id"] not in {f"{document.id}/{_name(record)}" for record in offered}:
        return "the id names none of its records; write the document's id, a stroke and the record's"
    taken = decision.get("own", ()) if decision["decision"] == "own" else ()
    if decision["decision"] in proposals:
        taken = [proposals[decision["decision"]]]
    for record in taken:
        if record is not None and _filled(record) not in layer:
            return f"{_name(record)} was decided for and is not so in the layer; apply the decisions again"
    if decision["decision"] == "neither" or taken == [None]:
        gone = [record for record in offered if _filled(record) in layer]
        if gone:
            return f"{_name(gone[0])} was decided against and is in the layer; apply the decisions again"
    return ""
