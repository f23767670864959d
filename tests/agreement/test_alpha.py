"""Krippendorff's alpha gives the values of his own worked examples, and those of another implementation."""

from collections import Counter

import krippendorff
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.annotate.agreement.alpha import Labels, nominal_alpha

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): sections A and B.
MEG, OWEN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbcccEddd".lower()

LABELS = st.sampled_from(["against", "favor", "mixed", "none"])


def test_two_observers_binary_data() -> None:
    assert Labels.of(zip(MEG, OWEN, strict=True)).alpha == pytest.approx(0.095, abs=0.0005)


def test_two_observers_nominal_data() -> None:
    assert Labels.of(zip(BEN, GERRY, strict=True)).alpha == pytest.approx(0.692, abs=0.0005)


def test_full_agreement_is_one() -> None:
    assert nominal_alpha({("favor", "favor"): 1, ("none", "none"): 1}) == 1.0


def test_systematic_disagreement_is_below_zero() -> None:
    # By hand: observed 2 of 2, expected 4/6 of all pairs of the four labels: 1 - 1 / (4/6).
    assert nominal_alpha({("favor", "none"): 1, ("none", "favor"): 1}) == -0.5


@pytest.mark.parametrize("counts", [{}, {("none", "none"): 5}])
def test_alpha_of_one_label_is_not_defined(counts: dict[tuple[str, str], int]) -> None:
    assert nominal_alpha(counts) is None


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=40))
def test_alpha_is_what_the_package_krippendorff_gives(pairs: list[tuple[str, str]]) -> None:
    found = nominal_alpha(Counter(pairs))
    if len({label for pair in pairs for label in pair}) < 2:
        assert found is None
    else:
        data = list(zip(*pairs, strict=True))
        expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert found == pytest.approx(expected, abs=1e-12)


def test_labels_add_up() -> None:
    labels = Labels({("a", "a"): 1}) + Labels({("a", "b"): 1})
    assert (labels.units, labels.equal) == (2, 1)
    assert labels.alpha == 0.0
