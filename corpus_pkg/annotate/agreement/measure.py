"""Comparing two annotators' layers of one document.

Everything here is counts, so that the figures of several documents are the sums of their counts.
"""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.annotate.agreement.alpha import Labels
from corpus_pkg.annotate.agreement.matching import Share, Tally, exact, match, require_one_text
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.identity import Identity
from corpus_pkg.layers import BLOCKS, DATES, DOCUMENT_STANCE, LAYERS, SPECS, STANCE
from corpus_pkg.values.ids import AUTHOR, DOCUMENT_ANCHOR

NONE: Final = "none"
"""The label of a unit on which an annotator marks no side, or which has no row."""

SPANS: Final = tuple(spec.name for spec in LAYERS if spec.has_spans and not spec.whole_sentence)
TYPE_FIELDS: Final = {layer: label for layer in SPANS if (label := SPECS[layer].label) is not None}
"""The field that is the type of a span, for the layers that have one."""

MEASURED: Final[tuple[str, ...]] = (*SPANS, STANCE.name, DOCUMENT_STANCE.name)
"""The layers on which agreement is measured."""
BASE: Final = BLOCKS

Equal = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class LayerAgreement:
    """The agreement on one layer of spans, as counts."""

    exact: Tally = field(default_factory=Tally)
    """Spans with the same start and end."""
    overlap: Tally = field(default_factory=Tally)
    """Spans that share a character, matched one to one."""
    exact_type: Tally | None = None
    """Spans with the same start, end and type."""
    overlap_type: Tally | None = None
    """Spans of the same type that share a character, matched one to one."""
    boundaries: Tally | None = None
    """For segments and sentences: the places where one begins or ends."""
    fields: Mapping[str, Share] = field(default_factory=dict)
    """For each field, how many of the exactly matched spans have equal values."""

    def __add__(self, other: "LayerAgreement") -> "LayerAgreement":
        return LayerAgreement(
            self.exact + other.exact,
            self.overlap + other.overlap,
            _plus(self.exact_type, other.exact_type),
            _plus(self.overlap_type, other.overlap_type),
            _plus(self.boundaries, other.boundaries),
            sum_shares(self.fields, other.fields),
        )


@dataclass(frozen=True, slots=True)
class StanceAgreement:
    """The agreement on stance, as counts and labels."""

    marked: Tally = field(default_factory=Tally)
    """Units of sentence, holder and target that carry a stance."""
    label: Tally = field(default_factory=Tally)
    """The same with the same label."""
    sides: Tally = field(default_factory=Tally)
    """Those of them whose label is a side, and not `none`."""
    fields: Mapping[str, Share] = field(default_factory=dict)
    """For each field, how many of the units that both marked have equal values."""
    author: Labels = field(default_factory=Labels)
    """The author's labels of all pairs of a sentence and a target; `none` without a row too."""
    holders: Labels = field(default_factory=Labels)
    """The same for every holder that either annotator names in the document, the author among them."""
    union: Labels = field(default_factory=Labels)
    """The labels of the units that at least one annotator marked; `none` without a row too."""
    sentences: Share = field(default_factory=Share)
    """How many of the first annotator's sentences the second has too: the units are made of these."""

    def __add__(self, other: "StanceAgreement") -> "StanceAgreement":
        return StanceAgreement(
            self.marked + other.marked,
            self.label + other.label,
            self.sides + other.sides,
            sum_shares(self.fields, other.fields),
            self.author + other.author,
            self.holders + other.holders,
            self.union + other.union,
            self.sentences + other.sentences,
        )


def _plus(first: Tally | None, second: Tally | None) -> Tally | None:
    if first is None or second is None:
        return first or second
    return first + second


def sum_shares(first: Mapping[str, Share], second: Mapping[str, Share]) -> dict[str, Share]:
    """Return the sums of the shares of the same names."""
    names = dict.fromkeys((*first, *second))
    return {name: first.get(name, Share()) + second.get(name, Share()) for name in names}


class Comparison:
    """One document as two annotators have it."""

    def __init__(self, first: Document, second: Document, identity: Identity) -> None:
        require_one_text(first, second)
        self.first = first
        self.second = second
        self.identity = identity
        pairs = match(first.dates, second.dates)
        self._dates = {(first.dates[i].id, second.dates[j].id) for i, j in pairs}

    def same_date(self, first: str | None, second: str | None) -> bool:
        """Return True if two references to dates mean the same one: dates that match, by overlap too."""
        return first == second or (first, second) in self._dates

    def same_anchor(self, first: str | None, second: str | None) -> bool:
        """Return True if two anchors mean the same: none, the document, or dates that match."""
        if DOCUMENT_ANCHOR in (first, second):
            return first == second
        return self.same_date(first, second)

    def same_entry(self, first: Any, second: Any) -> bool:
        """Return True if two fields name the same entries, in one order, of the annotators' registries."""
        if not isinstance(first, tuple):
            return self.identity.same(first, second)
        return len(first) == len(second) and all(map(self.identity.same, first, second))

    def field_tests(self, layer: str) -> dict[str, Equal]:
        """Return the fields of a layer that are compared, each with what makes two values equal."""
        spec = SPECS[layer]
        apart = {"id", "start", "end", "text", "note", spec.implied_ref, *spec.in_id}
        special: dict[str, Equal] = {
            **{name: self.same_entry for name, listed in spec.lists.items() if listed == "registry"},
            **{name: self.same_anchor for name, other in spec.explicit_refs.items() if other == DATES.name},
        }
        names = (name for name in spec.model.model_fields if name not in apart)
        return {name: special.get(name, operator.eq) for name in names}

    def layer(self, layer: str) -> LayerAgreement:
        """Return the agreement on a layer of spans."""
        first, second = self.first.layer(layer), self.second.layer(layer)
        pairs = exact(first, second)
        equal = {
            name: Share(
                sum(test(getattr(first[i], name), getattr(second[j], name)) for i, j in pairs), len(pairs)
            )
            for name, test in self.field_tests(layer).items()
        }

        def tally(matched: int) -> Tally:
            return Tally(len(first), len(second), matched)

        kind = TYPE_FIELDS.get(layer)
        typed = overlap_typed = None
        if kind is not None:
            typed = tally(equal[kind].equal)
            overlap_typed = tally(
                len(match(first, second, lambda a, b: getattr(a, kind) == getattr(b, kind)))
            )
        overlap = tally(len(match(first, second)))
        edges = boundaries(first, second) if layer in BASE else None
        return LayerAgreement(tally(len(pairs)), overlap, typed, overlap_typed, edges, equal)

    def stance(self, targets: Iterable[str], translated: Mapping[str, str]) -> StanceAgreement:
        """Return the agreement on stance.

        Args:
            targets: The ids of all targets.
            translated: The ids of the second annotator's registry as ids of the first's.
        """
        first = {unit_key(stance): stance for stance in self.first.stance}
        second = {unit_key(stance, translated): stance for stance in self.second.stance}
        both = [(first[unit], second[unit]) for unit in first if unit in second]
        fields = {
            name: Share(sum(test(getattr(a, name), getattr(b, name)) for a, b in both), len(both))
            for name, test in self.field_tests(STANCE.name).items()
        }
        spans = {(sentence.start, sentence.end) for sentence in self.second.sentences}
        mine = [(sentence.start, sentence.end) for sentence in self.first.sentences]
        shared = Counter(span for span in mine if span in spans)
        holders = {unit[2] for unit in (*first, *second)} | {AUTHOR}
        targets = set(targets)
        union = dict.fromkeys((*first, *second))

        def labels(holders: set[str]) -> Labels:
            """Count the labels of each shared sentence, holder and target; few are other than `none`."""
            counts: Counter[tuple[str, str]] = Counter()
            for unit in union:
                start, end, holder, target = unit
                if holder in holders and target in targets:
                    counts[_label(first.get(unit)), _label(second.get(unit))] += shared[start, end]
            unmarked = shared.total() * len(holders) * len(targets) - counts.total()
            return Labels(+(counts + Counter({(NONE, NONE): unmarked})))

        return StanceAgreement(
            Tally(len(first), len(second), len(both)),
            Tally(len(first), len(second), fields["label"].equal),
            Tally(
                sum(_label(one) != NONE for one in first.values()),
                sum(_label(one) != NONE for one in second.values()),
                sum(_label(a) == _label(b) != NONE for a, b in both),
            ),
            fields,
            labels({AUTHOR}),
            labels(holders),
            Labels.of((_label(first.get(unit)), _label(second.get(unit))) for unit in union),
            Share(shared.total(), len(mine)),
        )

    def document_stance(self, targets: Iterable[str]) -> Labels:
        """Return the two labels of each target, `none` where there is none."""
        first, second = (
            {stance.target: stance.label for stance in document.document_stance}
            for document in (self.first, self.second)
        )
        return Labels.of((first.get(target, NONE), second.get(target, NONE)) for target in targets)


def unit_key(stance: Any, translated: Mapping[str, str] | None = None) -> tuple[int, int, str, str]:
    """Return what a stance is about: its sentence, its holder (translated) and its target."""
    holder = stance.holder
    if translated is not None and holder != AUTHOR:
        # An id that the other registry has for something else must not fall together with it.
        holder = translated.get(holder, f"?{holder}")
    return stance.start, stance.end, holder, stance.target


def _label(stance: Any) -> str:
    return NONE if stance is None else str(stance.label)


def boundaries(first: Iterable[Any], second: Iterable[Any]) -> Tally:
    """Return the tally of the places at which spans begin and of those at which they end."""
    mine = {(edge, place) for span in first for edge, place in (("start", span.start), ("end", span.end))}
    theirs = {(edge, place) for span in second for edge, place in (("start", span.start), ("end", span.end))}
    return Tally(len(mine), len(theirs), len(mine & theirs))
