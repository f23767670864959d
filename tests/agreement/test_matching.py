"""Spans are matched one to one, as many as can be, and counted by hand-computed cases."""

from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.annotate.agreement.matching import Share, Tally, exact, match
from corpus_pkg.corpus.models import Span


class Placed(NamedTuple):
    """An annotation with an id at a place."""

    id: str
    start: int
    end: int


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end, text="x" * (end - start))


def spans() -> st.SearchStrategy[list[Span]]:
    one = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda pair: span(pair[0], sum(pair)))
    return st.lists(one, max_size=5, unique_by=lambda s: (s.start, s.end))


def test_f1_is_twice_the_matches_over_all_annotations() -> None:
    assert Tally(4, 6, 3).f1 == pytest.approx(0.6)
    assert Tally(2, 2, 2).f1 == 1.0
    assert Tally(3, 0, 0).f1 == 0.0


def test_nothing_has_no_f1_and_no_share() -> None:
    assert Tally().f1 is None
    assert Share().share is None


def test_tallies_and_shares_add_up() -> None:
    assert Tally(1, 2, 1) + Tally(3, 4, 2) == Tally(4, 6, 3)
    assert Share(1, 2) + Share(0, 3) == Share(1, 5)


def test_exact_needs_both_ends() -> None:
    first = [Placed("a", 0, 4), Placed("b", 5, 9), Placed("c", 10, 12)]
    second = [Placed("a", 0, 4), Placed("b", 5, 8), Placed("c", 10, 12), Placed("d", 20, 22)]
    assert exact(first, second) == [(0, 0), (2, 2)]


def test_annotations_of_one_place_are_paired_by_id_and_then_in_order() -> None:
    first = [Placed("a", 0, 4), Placed("b", 0, 4), Placed("c", 0, 4)]
    second = [Placed("x", 0, 4), Placed("a", 0, 4)]
    assert exact(first, second) == [(0, 1), (1, 0)]
    assert exact(first, first) == [(0, 0), (1, 1), (2, 2)]


def test_touching_spans_do_not_overlap() -> None:
    assert match([span(0, 4)], [span(4, 8)]) == []


def test_equal_spans_are_matched_before_overlapping_ones() -> None:
    assert match([span(0, 10), span(0, 4)], [span(0, 4), span(0, 10)]) == [(0, 1), (1, 0)]


def test_more_pairs_go_before_more_equal_pairs() -> None:
    # Pairing the two equal spans would leave the other two without a partner.
    first, second = [span(0, 10), span(0, 3)], [span(0, 10), span(5, 8)]
    assert match(first, second) == [(0, 1), (1, 0)]


def test_unlike_spans_are_not_matched() -> None:
    assert match([span(0, 4)], [span(0, 4)], lambda _a, _b: False) == []


def most_pairs(first: list[Span], second: list[Span]) -> int:
    """The size of the largest matching, by trying all."""
    padded = [*range(len(second)), *[None] * len(first)]
    best = 0
    for order in set(permutations(padded, len(first))):
        pairs = [(a, second[j]) for a, j in zip(first, order, strict=True) if j is not None]
        best = max(best, sum(a.start < b.end and b.start < a.end for a, b in pairs))
    return best


@given(spans().filter(lambda found: len(found) <= 4), spans().filter(lambda found: len(found) <= 4))
def test_no_other_matching_has_more_pairs(first: list[Span], second: list[Span]) -> None:
    pairs = match(first, second)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert all(first[i].start < second[j].end and second[j].start < first[i].end for i, j in pairs)
    assert len(pairs) == most_pairs(first, second)


@given(spans(), spans())
def test_matching_has_as_many_pairs_from_either_side(first: list[Span], second: list[Span]) -> None:
    assert len(match(first, second)) == len(match(second, first))
    assert match(first, first) == [(i, i) for i in range(len(first))]
