"""Rows of coded columns get numbers, whatever the columns hold."""

from collections.abc import Sequence

import numpy
from hypothesis import example, given
from hypothesis import strategies as st

from corpus_pkg.build.fast.flat import codes
from corpus_pkg.build.fast.labels import SPARSE, combinations
from corpus_pkg.tables.arrow_arrays import arrow_array
from corpus_pkg.tables.columns import STRING

ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.tuples(*[st.none() | st.sampled_from("abcdefghij")] * width), min_size=1)
)


@given(ROWS)
@example([(f"{number}",) * 9 for number in range(1000)])
@example([("a", "b")] * SPARSE)
def test_equal_rows_and_no_others_have_one_number(rows: Sequence[tuple[str | None, ...]]) -> None:
    columns = [codes(arrow_array(list(column), STRING)) for column in zip(*rows, strict=True)]
    which, values = combinations(columns)
    assert [values[number] for number in which.tolist()] == rows
    assert len(set(values)) == len(values)
    assert numpy.array_equal(numpy.unique(which), numpy.arange(len(values)))
