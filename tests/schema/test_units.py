"""Units of UCUM: what is accepted is what the parser of ucumvert reads."""

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark.exceptions import LarkError
from ucumvert import get_ucum_parser, xml_util

from corpus_pkg.values.units import UCUM_MAX_LENGTH, UCUM_PATTERN, ucum

PREFIXES = xml_util.get_prefixes()
METRIC = xml_util.get_base_units() + xml_util.get_metric_units()
OTHER = xml_util.get_non_metric_units()


@cache
def parser() -> Any:
    """The parser of ucumvert, which takes half a second to make."""
    return get_ucum_parser()


def is_read(unit: str) -> bool:
    """Return True if ucumvert reads a unit."""
    try:
        parser().parse(unit)
    except LarkError:
        return False
    return True


def is_accepted(unit: str) -> bool:
    """Return True if the check returns a unit as it is."""
    try:
        return ucum(unit) == unit
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("m3", "", "or null"),
        ("m3/a", "m3/yr", "write its case-sensitive code"),
        ("km", "KM", "write its case-sensitive code"),
        ("%", "m³", "write its case-sensitive code"),
        ("10*9.m3/a", "bcm", "write its case-sensitive code"),
        ("[mi_i]", "m 3", "write its case-sensitive code"),
        ("{people}", "{two words}", "write its case-sensitive code"),
        ("MW.h", "m\n", "write its case-sensitive code"),
        ("/(m.(s/kg){a}){b}", "m)(s", "write its case-sensitive code"),
        ("[m/s2/Hz^(1/2)]", "(m", "write its case-sensitive code"),
        ("{)}/(m)", "({)}", "write its case-sensitive code"),
        ("kg.m/s2", "kg." * 30 + "kg", "longer than 64"),
    ],
)
def test_a_unit_is_returned_and_another_string_refused_with_what_to_write(
    good: str, bad: str, said: str
) -> None:
    assert ucum(good) == good
    with pytest.raises(ValueError) as refusal:
        ucum(bad)
    assert said in str(refusal.value)


def test_every_unit_of_the_standard_is_accepted_with_each_prefix_that_it_takes() -> None:
    assert len(METRIC + OTHER) > 300
    for unit in METRIC + OTHER + [prefix + unit for prefix in PREFIXES for unit in METRIC]:
        assert ucum(unit) == unit
        assert re.fullmatch(UCUM_PATTERN, unit)


ATOMS = st.one_of(
    st.sampled_from(METRIC + OTHER),
    st.builds(str.__add__, st.sampled_from(PREFIXES), st.sampled_from(METRIC + OTHER)),
    st.sampled_from(["1", "10", "100", "0", "{a}", "{(}", "{}"]),
)
PIECES = st.one_of(ATOMS, st.sampled_from([*"./()+-23{}", "{a}", "(/", "+1", "-2", ")(", "0"]))


@st.composite
def terms(draw: st.DrawFn) -> str:
    """Draw a term of the grammar."""
    simple = st.builds(
        "".join, st.tuples(ATOMS, st.sampled_from(["", "2", "-1", "+3"]), st.sampled_from(["", "{a}"]))
    )
    return draw(
        st.recursive(
            simple,
            lambda part: st.one_of(
                st.builds("({}){}".format, part, st.sampled_from(["", "{b}"])),
                st.builds("(/{})".format, part),
                st.builds("{}{}{}".format, part, st.sampled_from("./"), part),
            ),
            max_leaves=4,
        )
    )


@given(st.one_of(terms(), st.lists(PIECES, min_size=1, max_size=6).map("".join)))
def test_a_string_is_a_unit_exactly_if_ucumvert_reads_it(unit: str) -> None:
    if len(unit) <= UCUM_MAX_LENGTH:
        assert is_accepted(unit) == is_read(unit)
