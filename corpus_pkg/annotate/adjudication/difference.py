"""What two annotators have differently: the list that adjudication decides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.annotate.agreement.matching import match, require_one_text
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.order import name_of, sort_key
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, STANCE

NEITHER: Final = "neither"
"""The decision that no annotator's record is taken."""
OWN: Final = "own"
"""The decision that the adjudicator's own records are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One place where two annotators differ."""

    document: str
    """The document's id."""
    layer: str
    """The layer of the records."""
    proposals: Mapping[str, Any]
    """Each annotator's record, by name; None where the annotator has none."""
    fields: tuple[str, ...] = ()
    """The fields in which two proposals differ, besides their ids."""
    context: str | None = None
    """The sentence, or else the segment, that holds the records."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the proposals (see `name_of`), each once."""
        proposed = (record for record in self.proposals.values() if record is not None)
        return tuple(dict.fromkeys(map(name_of, proposed)))

    @property
    def id(self) -> str:
        """A name of the difference, unique in the corpus: the document and the first record's key."""
        return difference_id(self.document, self.layer, self.keys[0] if self.keys else "")

    def as_dict(self) -> dict[str, Any]:
        """Return the difference as JSON values, with the keys of a decision, still empty."""
        return {
            "id": self.id,
            "document": self.document,
            "layer": self.layer,
            "context": self.context,
            "proposals": {
                name: None if record is None else record.model_dump(mode="json")
                for name, record in self.proposals.items()
            },
            "fields": list(self.fields),
            "decision": None,
            "own": [],
            "rule": None,
            "note": None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedDifference(Difference):
    """What was decided about a difference, or about what both annotators have wrong or missed."""

    decision: str
    """The name of the annotator whose proposal was taken, or `NEITHER`, or `OWN`."""
    own: tuple[Any, ...] = ()
    """The records taken where the decision is `OWN`."""
    rule: str | None = None
    """The rule of the guidelines that decides it."""
    note: str | None = field(default=None)
    """A remark of the adjudicator."""

    @property
    def id(self) -> str:
        """The name of the difference; of an addition, the document and the first added record's key."""
        keys = self.keys or tuple(name_of(record) for record in self.own)
        return difference_id(self.document, self.layer, keys[0] if keys else "")

    @property
    def adopted(self) -> tuple[Any, ...]:
        """The records that the decision puts into the adjudicated layer."""
        if self.decision == OWN:
            return self.own
        record = None if self.decision == NEITHER else self.proposals[self.decision]
        return () if record is None else (record,)

    def as_dict(self) -> dict[str, Any]:
        """Return the decision as JSON values: a line of `annotations/adjudication.jsonl`."""
        return Difference.as_dict(self) | {
            "decision": self.decision,
            "own": [record.model_dump(mode="json") for record in self.own],
            "rule": self.rule,
            "note": self.note,
        }


def difference_id(document: str, layer: str, first: str) -> str:
    """Return the id of a difference or decision about a record."""
    return f"{document}/{layer}-{first}" if layer == DOCUMENT_STANCE.name else f"{document}/{first}"


def differences(
    first: Mapping[str, Document], second: Mapping[str, Document], annotators: tuple[str, str]
) -> Iterator[Difference]:
    """Return what two annotators have differently, in the order of documents, layers and text.

    Records that differ in any field are listed, notes included; records with no equal span are paired
    where they overlap (stances: where they have the same sentence and target).

    Args:
        first: The first annotator's documents by id, in terms of the common registry (`translate`).
        second: The same of the second annotator.
        annotators: Their names.

    Raises:
        ValueError: The two have different texts, or an annotator has a name that stands for a decision.
    """
    if annotators[0] == annotators[1] or {NEITHER, OWN} & set(annotators):
        raise ValueError(f"annotators need two names, other than {NEITHER} and {OWN}")
    return _differences(first, second, annotators)


def _differences(
    first: Mapping[str, Document], second: Mapping[str, Document], annotators: tuple[str, str]
) -> Iterator[Difference]:
    for name, document in first.items():
        other = second[name]
        require_one_text(document, other)
        for layer in LAYER_NAMES:
            pairs = _pairs(layer, document.layer(layer), other.layer(layer))
            for a, b in pairs:
                yield make(document, layer, dict(zip(annotators, (a, b), strict=True)))


def make(document: Document, layer: str, proposals: Mapping[str, Any]) -> Difference:
    """Return the difference between proposals, with its context."""
    records = [record for record in proposals.values() if record is not None]
    differing = unlike(*records) if len(records) == 2 else ()
    return Difference(
        document=document.id,
        layer=layer,
        proposals=proposals,
        fields=differing,
        context=context(document, records[0]) if records else None,
    )


def _pairs(layer: str, first: Sequence[Any], second: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of records that differ, None where one has none, in the layer's order."""
    mine = {name_of(record): record for record in first}
    theirs = {name_of(record): record for record in second}
    pairs = [(mine[k], theirs[k]) for k in mine if k in theirs and mine[k] != theirs[k]]
    left = [mine[k] for k in mine if k not in theirs]
    right = [theirs[k] for k in theirs if k not in mine]
    matched: list[tuple[int, int]] = []
    if layer == STANCE.name:
        matched = match(left, right, lambda a, b: a.sentence == b.sentence and a.target == b.target)
    elif layer != DOCUMENT_STANCE.name:
        matched = match(left, right)
    pairs += [(left[i], right[j]) for i, j in matched]
    pairs += [(left[i], None) for i in sorted(set(range(len(left))) - {i for i, _ in matched})]
    pairs += [(None, right[j]) for j in sorted(set(range(len(right))) - {j for _, j in matched})]
    yield from sorted(pairs, key=lambda pair: sort_key(layer, pair[0] if pair[0] is not None else pair[1]))


def unlike(first: Any, second: Any) -> tuple[str, ...]:
    """Return the names of the fields, other than the id, in which two records of a layer differ."""
    return tuple(
        name
        for name in type(first).model_fields
        if name != "id" and getattr(first, name) != getattr(second, name)
    )


def context(document: Document, record: Any) -> str | None:
    """Return the text of the sentence that holds a record, or else of the segment; None without a span."""
    if not hasattr(record, "start"):
        return None
    for holder in (document.sentence_of(record), *_holding(document.segments, record)):
        if holder is not None:
            return str(holder.text)
    return None


def _holding(segments: Iterable[Any], record: Any) -> Iterator[Any]:
    return (s for s in segments if s.start <= record.start and record.end <= s.end)
