"""The rule on where adjudicated records come from: two annotators who have them alike, or a decision."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.checks.registry import REFERRING
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import translation
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.order import name_of
from corpus_pkg.corpus.problems import Problem, severity_of
from corpus_pkg.corpus.read import ReadDocument
from corpus_pkg.layers import LAYER_NAMES, SPECS, annotation_id

Decisions = Sequence[tuple[int, Mapping[str, Any]]]
Entries = Sequence[tuple[int, RegistryEntry]]
_CODE: Final = "adjudication"


@dataclass(frozen=True, slots=True)
class _Decided:
    """What the decisions say of one layer of one document, by the names of records."""

    named: set[str]
    adopted: set[str]


class Undecided:
    """The rule for the documents of a corpus, one after the other.

    Decisions say between which two annotators a document was adjudicated; one without a decision counts as
    the others do where these are all between the same two. Nothing is said of any other.

    Args:
        registry: The corpus's registry.
        own_registries: The registry of each annotator whose own layers there are, by the annotator's name.
        decisions: Line numbers and JSON objects of decisions that fit their schema.
    """

    def __init__(
        self, registry: Entries, own_registries: Mapping[str, Entries], decisions: Decisions
    ) -> None:
        pairs: dict[str, set[tuple[str, ...]]] = {}
        for _, decision in decisions:
            pairs.setdefault(decision["document"], set()).add(tuple(sorted(decision["proposals"])))
        self._pairs = {document: _pair(found, own_registries) for document, found in pairs.items()}
        self._other = _pair({pair for found in pairs.values() for pair in found}, own_registries)
        common = {entry.id: entry for _, entry in registry}
        self._known = {
            name: translation({entry.id: entry for _, entry in own_registries[name]}, common)
            for name in {*self._other, *(name for pair in self._pairs.values() for name in pair)}
        }
        self._decided = _decided(decisions) if self._known else {}

    def problems(self, item: ReadDocument, own: Mapping[str, ReadDocument]) -> Iterator[Problem]:
        """Yield the adjudicated records that neither two annotators' agreement nor a decision explains.

        Args:
            item: A document with its adjudicated layers.
            own: The document with the layers of each annotator who has any of it.
        """
        id_ = item.document.id
        names = self._pairs.get(id_, self._other)
        if not names or any(name not in own for name in names):
            return
        for layer in LAYER_NAMES:
            first, second = (_records(own[name].document, layer, self._known[name]) for name in names)
            about = self._decided.get((id_, layer), _Decided(set(), set()))
            yield from _of_layer(item, layer, (first, second), about)


def _pair(pairs: Set[tuple[str, ...]], annotators: Collection[str]) -> tuple[str, ...]:
    """Return the two annotators between whom all decisions are; nothing where there aren't two such."""
    names = next(iter(pairs)) if len(pairs) == 1 else ()
    return names if len(names) == 2 and all(name in annotators for name in names) else ()


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
        yield Problem(file, line, _CODE, message, id_, name, severity_of(_CODE))
    for name in agreed.keys() - present - decided.named:
        message = "both annotators have it, and no decision removes it; add it, or record the decision"
        yield Problem(file, 0, _CODE, message, id_, name, severity_of(_CODE))


def _records(document: Document, layer: str, known: Mapping[str, str]) -> dict[str, Any]:
    made = {}
    for record in document.layer(layer):
        value = record.model_dump(mode="json")
        for field in REFERRING[layer]:
            if isinstance(name := value[field], str):
                value[field] = known.get(name, name)
            elif name:
                value[field] = [known.get(one, one) for one in name]
        if SPECS[layer].in_id:
            named = {field: value[field] for field in SPECS[layer].in_id}
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
