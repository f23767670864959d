"""The lines of claims: answers in the form of their topic, and what carries them by quotes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.annotate.drafts.base import Unit
from corpus_pkg.annotate.drafts.lines import LineError
from corpus_pkg.annotate.drafts.locate import occurrences
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers import CLAIMS, SPECS
from corpus_pkg.layers.claims import TopicKind
from corpus_pkg.values.nearest import nearest

Search = Callable[[str, Unit, int | None, str], tuple[int, int]]
"""Returns the span of a quote in a stretch of text: which occurrence, or None for the only one; then a longer
quote around it, which must be the only one, or nothing."""

_QUANTITY: Final = frozenset({"value", "value_min", "value_max", "unit", "modifier"})
_LEFT_OUT: Final = {"modality": "asserted", "presupposed": False}


@dataclass(frozen=True, slots=True)
class Known:
    """What a corpus has to which the lines of a draft may refer."""

    topics: Mapping[str, Topic] = field(default_factory=dict)
    """The topics, by id."""
    annotations: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """The document's records of layers that the draft itself has no lines of, by layer."""


def claim_fields(
    text: str, given: Mapping[str, Any], claim: Unit, sentence: Unit, known: Known, search: Search
) -> dict[str, Any]:
    """Return the fields of a claim as its record has them.

    Args:
        text: The raw text.
        given: The fields of the line.
        claim: The span of the claim.
        sentence: Its sentence.
        known: The topics, and the annotations that may carry an answer.
        search: Finds a quote.

    Raises:
        LineError: The topic is unknown, the answer has another form, or what carries it is not annotated.
        NotFoundError: A quote does not occur.
    """
    fields = {**_LEFT_OUT, **given}
    name = str(fields.get("topic"))
    topic = known.topics.get(name)
    if topic is None:
        raise LineError(f"there is no topic {name[:60]!r}; {nearest(name, known.topics)}")
    fields |= _answer(topic, fields.pop("value", None))
    carriers = fields.get("carriers") or []
    if not isinstance(carriers, list):
        raise LineError(f"carriers is a list of quotes, and not {carriers!r}")
    fields["carriers"] = [_carrier(text, quote, claim, sentence, known, search) for quote in carriers]
    n, context = fields.pop("antecedent_n", None), fields.pop("antecedent_in", None)
    if fields.get("antecedent") is not None:
        start = _antecedent(text, fields["antecedent"], n, context or "", claim, search)
        end = start + len(fields["antecedent"])
        fields["antecedent"] = {"start": start, "end": end, "text": text[start:end]}
    return fields


def _answer(topic: Topic, value: Any) -> dict[str, Any]:
    """Return the fields that hold an answer to a topic."""
    if topic.kind is TopicKind.ENTITY:
        ids = [value] if isinstance(value, str) else value
        if isinstance(ids, list) and ids:
            return {"entities": ids}
        raise LineError(f"the topic {topic.id} asks for entities: value is an id or a list of ids")
    if topic.kind is TopicKind.QUANTITY:
        if isinstance(value, Mapping) and value.keys() <= _QUANTITY:
            return {"value": None, "modifier": "EXACT", **value}
        raise LineError(
            f"the topic {topic.id} asks for a quantity: value is an object with value, or value_min and "
            "value_max, unit and modifier"
        )
    if isinstance(value, str):
        return {"value": value}
    raise LineError(f"the topic {topic.id} asks for a {topic.kind} value: value is a text")


def _carrier(text: str, quote: Any, claim: Unit, sentence: Unit, known: Known, search: Search) -> str:
    """Return the id of the annotation that a quote names, in the claim or else in its sentence."""
    words, n, context = _named(quote)
    if context:
        start = search(words, sentence, n, context)[0]
    else:
        n = n or 1
        inside = occurrences(text, words, claim.start, claim.end)
        start = inside[n - 1] if n <= len(inside) else search(words, sentence, n, "")[0]
    layers = CLAIMS.many_refs["carriers"]
    found = [
        str(record.id)
        for layer in layers
        for record in known.annotations.get(layer, ())
        if (record.start, record.end) == (start, start + len(words))
    ]
    if len(found) == 1:
        return found[0]
    kinds = " or ".join(SPECS[layer].kind for layer in layers)
    if found:
        raise LineError(f"{words!r} is the words of {' and '.join(found)}; a carrier names one annotation")
    raise LineError(f"no {kinds} is annotated on {words!r}; annotate it, or leave it out of carriers")


def _named(carrier: Any) -> tuple[str, int | None, str]:
    """Return the words of a carrier, which occurrence it is, and the longer quote that it is in."""
    named: Any = {"quote": carrier} if isinstance(carrier, str) else carrier
    if isinstance(named, Mapping) and named.keys() <= {"quote", "n", "in"}:
        words, context = named.get("quote"), named.get("in", "")
        n = named.get("n")
        is_count = "n" not in named or (type(n) is int and n > 0)
        if isinstance(words, str) and words and isinstance(context, str) and is_count:
            return words, n, context
    raise LineError(f"a carrier is a quote, or an object with quote, n and in, and not {carrier!r}")


def _antecedent(text: str, words: str, n: int | None, context: str, claim: Unit, search: Search) -> int:
    """Return where the antecedent of a claim begins.

    It is the occurrence in the document that is named, or the nearest before the claim, or else after it.
    """
    if n is not None or context:
        return search(words, Unit(0, len(text)), n, context)[0]
    before = text.rfind(words, 0, claim.start) if words else -1
    return before if before >= 0 else search(words, Unit(claim.end, len(text)), 1, "")[0]


def is_of_claims_alone(layers: Iterable[str]) -> bool:
    """Return True if a draft has claims and nothing else.

    Args:
        layers: The layers of its lines, without those that cut the text.
    """
    return set(layers) == {CLAIMS.name}
