"""The steps of adjudication on a corpus directory: list, decide, or take over from drafts.

Each step returns the files that it makes; writing them is the caller's.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from corpus_pkg.annotate.adjudication.apply import ConflictError, apply
from corpus_pkg.annotate.adjudication.derive import Rules, derive
from corpus_pkg.annotate.adjudication.difference import DecidedDifference, Difference, differences
from corpus_pkg.annotate.adjudication.earlier import Earlier
from corpus_pkg.annotate.adjudication.sources import Annotations, read_decisions
from corpus_pkg.annotate.drafts.files import Drafts
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import name_of
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.write import json_line, records_bytes, without_undeclared
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES


@dataclass(slots=True)
class Adjudicated:
    """What a step of adjudication came to."""

    annotations: Annotations
    """The two annotators' documents, in terms of the common registry."""
    documents: Mapping[str, Document] = field(default_factory=dict)
    """The adjudicated documents; empty where there were problems."""
    decisions: list[DecidedDifference] = field(default_factory=list)
    """The decisions, in the order in which they are published."""
    problems: Problems = field(default_factory=Problems)
    """What has to be fixed first."""

    @property
    def without_rule(self) -> list[DecidedDifference]:
        """The decisions that cite no rule."""
        return [decision for decision in self.decisions if decision.rule is None]

    def contents(self, earlier: Earlier) -> dict[str, bytes]:
        """Return the files of the adjudicated layers, the registry and the decisions, by their path.

        Args:
            earlier: The decisions that the corpus has already; those on other documents stay.
        """
        made = {}
        for document in self.documents.values():
            for layer in LAYER_NAMES:
                made[layout.layer_file(layer, document.id)] = records_bytes(document.layer(layer))
        made[layout.REGISTRY_FILE] = records_bytes(self.annotations.registry.values())
        made[layout.DECISIONS_FILE] = earlier.file_with(self.decisions)
        return without_undeclared(made, self.annotations.about)


def lines_bytes(differences_: Iterable[Difference]) -> bytes:
    """Return differences or decisions as the bytes of a JSON Lines file."""
    return b"".join(json_line(item.as_dict()).encode("utf-8") for item in differences_)


def is_undecided(data: bytes) -> bool:
    """Return True if a file is a list of differences to which nobody has added anything yet."""
    made: dict[str, Any] = {"decision": None, "own": [], "rule": None, "note": None}
    try:
        values = [json.loads(line) for line in data.splitlines()]
    except (ValueError, RecursionError):
        return False
    return all(isinstance(value, dict) and made.items() <= value.items() for value in values)


def list_differences(annotations: Annotations) -> Iterator[Difference]:
    """Return what two annotators have differently, to be decided."""
    return differences(annotations.first, annotations.second, annotations.annotators)


def decide(
    annotations: Annotations, place: Path, *, rules_needed: bool = True, published: bool = False
) -> Adjudicated:
    """Apply a file of decisions to two annotators' layers.

    Args:
        annotations: The two annotators' layers.
        place: The file: the list of differences, decided.
        rules_needed: Whether a decision without a rule is a problem.
        published: Whether it is the corpus's own file, which may hold decisions on documents that the two
            don't share; those are passed over.

    Returns:
        The adjudicated documents, or what is wrong with the decisions: each difference needs one, each
        decision must be about what the two annotators' layers hold now.
    """
    result = Adjudicated(annotations)
    first, second = annotations.first, annotations.second
    numbered = read_decisions(
        place,
        first,
        result.problems,
        labels=annotations.about.labels,
        topics=annotations.topics,
        only_shared=published,
    )

    def problem(number: int, document: str | None, message: str) -> None:
        result.problems.append(Problem(str(place), number, "decision", message, document))

    open_ones = {difference.id: difference for difference in list_differences(annotations)}
    for number, decision in numbered:
        difference = open_ones.pop(decision.id, None)
        message = _misfit(decision, difference, annotations)
        if message:
            problem(number, decision.document, message)
        elif rules_needed and decision.rule is None and decision.fields != ("note",):
            problem(number, decision.document, f"{decision.id} cites no rule; write which rule decides it")
        elif difference is not None:
            result.decisions.append(replace(decision, fields=difference.fields, context=difference.context))
        else:
            result.decisions.append(decision)
    if not result.problems:
        for name, difference in open_ones.items():
            problem(
                0, difference.document, f"{name} is not decided; list the differences again and decide it"
            )
    if result.problems:
        return result
    try:
        result.documents = apply(first, second, result.decisions)
    except ConflictError as error:
        lines = {decision.id: (number, decision.document) for number, decision in numbered}
        for name, message in error.messages.items():
            problem(*lines[name], message)
    return result


def _misfit(decision: DecidedDifference, difference: Difference | None, annotations: Annotations) -> str:
    """Return what is wrong between a decision and the annotators' layers, or nothing."""
    if set(decision.proposals) - set(annotations.annotators):
        return f"{decision.id}: the proposals are not those of {' and '.join(annotations.annotators)}"
    given = {name: decision.proposals.get(name) for name in annotations.annotators}
    if difference is not None:
        if given != difference.proposals:
            return f"{decision.id}: the annotators' layers have changed since; list the differences again"
        return ""
    records = list(given.values())
    if records[0] != records[1]:
        return f"{decision.id}: there is no such difference; list the differences again"
    if records[0] is not None:
        for side in (annotations.first, annotations.second):
            if records[0] not in side[decision.document].layer(decision.layer):
                return f"{decision.id}: the annotators have no such record; list the differences again"
    return ""


def take_over(annotations: Annotations, drafts: Drafts) -> Adjudicated:
    """Make the decisions of adjudicated drafts, which cite rules line by line.

    Args:
        annotations: The two annotators' layers, in terms of the drafts' registry.
        drafts: The resolved drafts: one for every document.

    Returns:
        The documents as the drafts have them, and the decisions that make them of the annotators'.
    """
    result = Adjudicated(annotations, problems=Problems(drafts.problems))
    first, second = annotations.first, annotations.second
    final = {}
    for name, document in first.items():
        resolved = drafts.documents.get(name)
        if resolved is None:
            result.problems.append(
                Problem(name, 0, "file-missing", "there is no draft of this document", name)
            )
        else:
            final[name] = _with_draft(document, resolved.layers)
    if result.problems:
        return result
    result.decisions = derive(first, second, final, annotations.annotators, rules_of(drafts))
    result.documents = apply(first, second, result.decisions)
    for name, document in result.documents.items():
        if document != final[name]:
            raise AssertionError(f"the decisions do not make the drafted layers of {name}")
    return result


def _with_draft(document: Document, layers: Mapping[str, list[Any]]) -> Document:
    """Return a document with a draft's layers, its document stances in the annotator's order."""
    made: dict[str, Any] = {layer: tuple(layers[layer]) for layer in LAYER_NAMES}
    order = [stance.target for stance in document.document_stance]
    stances = made.pop(DOCUMENT_STANCE.name)
    known = {target: number for number, target in enumerate(order)}
    made["document_stance"] = tuple(
        sorted(stances, key=lambda s: (known.get(s.target, len(order)), s.target))
    )
    return document.model_copy(update=made)


def rules_of(drafts: Drafts) -> Rules:
    """Return the rules that drafts cite, by document, layer and record."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for document, resolved in drafts.documents.items():
        for ruling in resolved.rulings:
            place = (document, ruling.layer, ruling.key)
            found[place] = (*found.get(place, ()), ruling.rule)
    return found


def by_id(entries: Iterable[RegistryEntry]) -> dict[str, RegistryEntry]:
    """Return registry entries by id."""
    return {entry.id: entry for entry in entries}


def uncited(adjudicated: Adjudicated, drafts: Drafts) -> list[Problem]:
    """Return the rules of drafts that belong to no decision, as notes with file and line.

    Such a line cites a rule for a record that both annotators have just so.
    """
    used = {
        (decision.document, decision.layer, k)
        for decision in adjudicated.decisions
        for k in (*decision.keys, *(name_of(record) for record in decision.adopted))
    }
    return [
        Problem(document, ruling.line, "decision", f"{ruling.key} cites a rule and nothing is decided there")
        for document, resolved in drafts.documents.items()
        for ruling in resolved.rulings
        if (document, ruling.layer, ruling.key) not in used
    ]
