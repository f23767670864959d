"""Krippendorff's alpha gives the values of his own worked examples."""

import pytest

from corpus_pkg.agreement.alpha import Labels, nominal_alpha

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): sections A and B.
MEG, OWEN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbcccEddd".lower()


def test_two_observers_binary_data() -> None:
    assert nominal_alpha(zip(MEG, OWEN, strict=True)) == pytest.approx(0.095, abs=0.0005)


def test_two_observers_nominal_data() -> None:
    assert nominal_alpha(zip(BEN, GERRY, strict=True)) == pytest.approx(0.692, abs=0.0005)


def test_full_agreement_is_one() -> None:
    assert nominal_alpha([("favor", "favor"), ("none", "none")]) == pytest.approx(1.0)


def test_systematic_disagreement_is_below_zero() -> None:
    # By hand: observed 2 of 2, expected 4/6 of all pairs of the four labels: 1 - 1 / (4/6).
    assert nominal_alpha([("favor", "none"), ("none", "favor")]) == pytest.approx(-0.5)


@pytest.mark.parametrize("pairs", [[], [("none", "none")] * 5])
def test_alpha_of_one_label_is_not_defined(pairs: list[tuple[str, str]]) -> None:
    assert nominal_alpha(pairs) is None


def test_labels_add_up() -> None:
    labels = Labels((("a", "a"),)) + Labels((("a", "b"),))
    assert (labels.units, labels.equal) == (2, 1)
    assert labels.alpha == pytest.approx(0.0)
