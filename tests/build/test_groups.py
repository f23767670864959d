"""Rows become row groups of a bounded number of rows and characters, however they come."""

from itertools import islice

import numpy
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.build import groups
from corpus_pkg.build.groups import Groups, Rows

MOST_ROWS = 4
MOST_CHARACTERS = 10


def cut(sizes: list[list[int]]) -> list[list[int]]:
    """Return the sizes of the rows in each group, where rows come in some batches."""
    gathered = Groups("dates")
    gathered.most = MOST_ROWS
    found: list[pyarrow.RecordBatch] = []
    for batch in sizes:
        made = pyarrow.record_batch({"size": pyarrow.array(batch, "int64")})
        rows = Rows(made, numpy.array(batch, "int64"))
        # No more groups than rows: one that never ends would not end here either.
        found += islice(gathered.add(rows), len(batch) + 1)
    found += gathered.finish()
    return [group.column("size").to_pylist() for group in found]


@given(st.lists(st.lists(st.integers(0, 12), max_size=9), max_size=4))
def test_groups_are_cut_by_the_rows_alone(sizes: list[list[int]]) -> None:
    whole = [size for batch in sizes for size in batch]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups, "BATCH_CHARACTERS", MOST_CHARACTERS)
        found = cut(sizes)
        assert found == cut([whole])
    assert [size for group in found for size in group] == whole
    for group in found:
        assert 0 < len(group) <= MOST_ROWS
        assert sum(group[:-1]) < MOST_CHARACTERS, "it ended with the row that filled it"
    for group in found[:-1]:
        assert len(group) == MOST_ROWS or sum(group) >= MOST_CHARACTERS
