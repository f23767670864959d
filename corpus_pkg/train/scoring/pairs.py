"""Pairs of claims that follow from predicted claims, against those that follow from gold ones."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from corpus_pkg.corpus.claim_pairs import Placed, pair_of
from corpus_pkg.corpus.models import Topic
from corpus_pkg.layers.claims import Relation
from corpus_pkg.train.scoring.marks import Mark, match
from corpus_pkg.train.scoring.tally import Tally, Unit

SCORED: Final[tuple[Relation, ...]] = tuple(
    relation for relation in Relation if relation is not Relation.OPEN
)
"""The relations that are scored: what is open is kept out."""


class _Claim(NamedTuple):
    """A claim of one side."""

    placed: Placed
    unit: Unit
    number: int
    """Its place among the claims of its side."""


def pair_tallies(
    ids: Sequence[str], sides: Sequence[tuple[Sequence[Mark], Sequence[Mark]]], topics: Mapping[str, Topic]
) -> tuple[Tally, dict[str, Tally], Tally]:
    """Return the counts of pairs: all together, by relation, and of those whose two claims are matched.

    Claims are matched where they share a character and have one topic. A predicted pair is right where its
    two claims are matched with gold ones that relate to each other in the same way. Pairs that are open on
    either side are not counted. A pair counts in the sentence of its first gold claim.

    Args:
        ids: The ids of the documents.
        sides: For each document its gold and its predicted claims.
        topics: The topics, by id; claims on others make no pairs.
    """
    gold, predicted, partners = _by_topic(ids, sides, topics)
    whole, matched = Tally(), Tally()
    by_relation: dict[Relation, Tally] = {relation: Tally() for relation in SCORED}
    for topic in topics.values():
        pair = pair_of(topic)
        for first, second in combinations(gold[topic.id], 2):
            relation = pair(first.placed, second.placed).verdict.relation
            if relation is not Relation.OPEN:
                whole.add(first.unit, gold=1)
                by_relation[relation].add(first.unit, gold=1)
        for first, second in combinations(predicted[topic.id], 2):
            relation = pair(first.placed, second.placed).verdict.relation
            ones = [partners.get(one.number) for one in (first, second)]
            true = sorted((one for one in ones if one is not None), key=lambda one: one.number)
            wanted = None
            if len(true) == 2:
                wanted = pair(true[0].placed, true[1].placed).verdict.relation
            if Relation.OPEN in (relation, wanted):
                continue
            unit, right = (true[0].unit if true else first.unit), relation is wanted
            whole.add(unit, predicted=1, right=right, found=right)
            by_relation[relation].add(unit, predicted=1, right=right, found=right)
            if wanted is not None:
                matched.hit(unit, right)
    return whole, {str(relation): tally for relation, tally in by_relation.items()}, matched


_Claims = dict[str, list[_Claim]]


def _by_topic(
    ids: Sequence[str], sides: Sequence[tuple[Sequence[Mark], Sequence[Mark]]], topics: Mapping[str, Topic]
) -> tuple[_Claims, _Claims, dict[int, _Claim]]:
    """Return the claims of both sides by topic, and for each predicted one the gold one that it matches."""
    gold: _Claims = {id_: [] for id_ in topics}
    predicted: _Claims = {id_: [] for id_ in topics}
    partners: dict[int, _Claim] = {}
    count = 0
    for id_, (true, said) in zip(ids, sides, strict=True):
        made: dict[int, _Claim] = {}
        for side, marks in ((gold, true), (predicted, said)):
            for mark in marks:
                made[id(mark)] = claim = _Claim(Placed(id_, mark.record), mark.unit, count)
                count += 1
                if mark.record.topic in topics:
                    side[mark.record.topic].append(claim)
        for one in match(true, said, lambda a, b: a.record.topic == b.record.topic):
            partners[made[id(one.predicted)].number] = made[id(one.gold)]
    return gold, predicted, partners
