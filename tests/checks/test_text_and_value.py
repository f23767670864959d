"""What a date or figure says in words is what its value, unit and kind say."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, DocumentMetadata, Figure, Segment, Sentence
from corpus_pkg.layers import DATES, FIGURES, annotation_id
from corpus_pkg.layers.labels import DateType, FigureChange, FigureKind, FigureModifier, SegmentKind
from corpus_pkg.values import timex
from tests.growth.growing import assert_linear, repeated
from tests.strategies import metadata_of

SAID = frozenset({"date-text", "figure-value", "figure-unit", "figure-kind"})


def _codes(quote: str, language: str, **layers: object) -> set[str]:
    """Return which of these rules a text of one annotation breaks."""
    size = len(quote)
    segment = Segment(id=f"seg-0-{size}", start=0, end=size, text=quote, kind=SegmentKind.PARAGRAPH)
    sentence = Sentence(id=f"sen-0-{size}", start=0, end=size, text=quote, segment=segment.id)
    metadata: DocumentMetadata = metadata_of("a", quote, language=language)
    base: dict[str, object] = {"segments": (segment,), "sentences": (sentence,), **layers}
    made = Document(id="a", text=quote, metadata=metadata, **base)  # type: ignore[arg-type]
    return {finding.code for finding in check_document(made, {}, {})} & SAID


def date(quote: str, value: str, language: str = "en") -> set[str]:
    type_ = DateType(min(timex.allowed_types(value)))
    id_ = annotation_id(DATES.name, 0, len(quote))
    record = Date(id=id_, start=0, end=len(quote), text=quote, type=type_, value=value)
    return _codes(quote, language, dates=(record,))


def figure(
    quote: str,
    value: str | None,
    kind: str = "COUNT",
    unit: str | None = None,
    language: str = "en",
    change: str = "LEVEL",
    value_min: str | None = None,
) -> set[str]:
    record = Figure(
        id=annotation_id(FIGURES.name, 0, len(quote)),
        start=0,
        end=len(quote),
        text=quote,
        kind=FigureKind(kind),
        value=None if value is None else Decimal(value),
        value_min=None if value_min is None else Decimal(value_min),
        unit=unit,
        modifier=FigureModifier.EXACT,
        change=FigureChange(change),
    )
    return _codes(quote, language, figures=(record,))


@pytest.mark.parametrize(
    ("quote", "value", "kind"),
    [
        ("thirty million", "30000000", "COUNT"),
        ("twenty-one", "21", "COUNT"),
        ("one hundred and five", "105", "COUNT"),
        ("two million five hundred thousand", "2500000", "COUNT"),
        ("two and a half million", "2500000", "COUNT"),
        ("half a million", "500000", "COUNT"),
        ("half-dozen", "6", "COUNT"),
        ("two dozen", "24", "COUNT"),
        ("hundred", "100", "COUNT"),
        ("2\u00a0500", "2500", "COUNT"),
        ("1,234,567.8", "1234567.8", "COUNT"),
        ("1,7 million", "1700000", "COUNT"),
        ("number one", "1", "RANK"),
        ("twenty-first", "21", "RANK"),
        ("hundred and first", "101", "RANK"),
        ("third", "3", "RANK"),
        ("third", "0.333", "RATIO"),
        ("two-thirds", "0.667", "RATIO"),
        ("two-thirds", "0.66", "RATIO"),
        ("three quarters", "0.75", "RATIO"),
        ("½", "0.5", "RATIO"),
        ("2½", "2.5", "COUNT"),
        ("1 1/2", "1.5", "COUNT"),
        ("one third", "0.3333", "RATIO"),
        ("Nearly Doubles", "2", "RATIO"),
        ("halved", "0.5", "RATIO"),
        ("twice", "2", "RATIO"),
        ("threefold", "3", "RATIO"),
    ],
)
def test_a_number_in_digits_or_words_is_read(quote: str, value: str, kind: str) -> None:
    assert figure(quote, value, kind) == set()
    assert figure(quote, "17", kind) == {"figure-value"}


@pytest.mark.parametrize(
    "quote",
    [
        "five to ten",
        "5-10",
        "one in five",
        "nineteen ninety",
        "first two",
        "several",
        "a few",
        "10x",
        "5,12,7",
    ],
)
def test_what_is_not_plainly_one_number_is_left_to_people(quote: str) -> None:
    assert figure(quote, "17", "RATIO") == set()


@pytest.mark.parametrize(
    ("quote", "least"),
    [
        ("dozens", "24"),
        ("hundreds", "200"),
        ("thousands", "2000"),
        ("tens of thousands", "20000"),
        ("hundreds of millions", "200000000"),
    ],
)
def test_a_vague_number_has_its_least_and_no_value(quote: str, least: str) -> None:
    assert figure(quote, None, value_min=least) == set()
    assert figure(quote, None, value_min="17") == {"figure-value"}
    assert figure(quote, least) == {"figure-value"}
    assert figure("two", None, value_min="2") == {"figure-value"}
    assert figure("several thousand", None, value_min="3000") == set()


def test_a_minus_is_said() -> None:
    assert figure("−5", "-5") == figure("minus five", "-5") == set()
    assert figure("five", "-5") == {"figure-value"}
    assert figure("five", "-5", change="DECREASE") == set()


@pytest.mark.parametrize(
    ("quote", "value", "kind", "unit"),
    [
        ("$1.7 billion", "1700000000", "MONEY", "USD"),
        ("$5m", "5000000", "MONEY", "CAD"),
        ("C$5", "5", "MONEY", "CAD"),
        ("€5bn", "5000000000", "MONEY", "EUR"),
        ("₼5", "5", "MONEY", "AZN"),
        ("5 manats", "5", "MONEY", "AZN"),
        ("5 pounds sterling", "5", "MONEY", "GBP"),
        ("30 million U.S. dollars", "30000000", "MONEY", "USD"),
        ("EUR 5 million", "5000000", "MONEY", "EUR"),
        ("two percent", "2", "PERCENT", "%"),
        ("2 per cent", "2", "PERCENT", "%"),
        ("20 bcm", "20000000000", "MEASURE", "m3"),
        ("twelve pounds", "12", "MEASURE", "[lb_av]"),
    ],
)
def test_a_unit_that_agrees_is_right(quote: str, value: str, kind: str, unit: str) -> None:
    assert figure(quote, value, kind, unit) == set()


@pytest.mark.parametrize(
    ("quote", "value", "kind", "unit"),
    [
        ("$5", "5", "MONEY", "EUR"),
        ("$5", "5", "COUNT", None),
        ("C$5", "5", "MONEY", "USD"),
        ("€5", "5", "MONEY", "USD"),
        ("5 Canadian dollars", "5", "MONEY", "USD"),
        ("5 dollars", "5", "COUNT", None),
        ("5 roubles", "5", "MONEY", "TRY"),
        ("EUR 5", "5", "MONEY", "USD"),
        ("5%", "5", "COUNT", None),
        ("5 percent", "5", "RATIO", None),
        ("5%", "5", "MONEY", "USD"),
    ],
)
def test_a_unit_that_does_not_agree_is_found(quote: str, value: str, kind: str, unit: str | None) -> None:
    assert figure(quote, value, kind, unit) == {"figure-unit"}


@pytest.mark.parametrize(
    ("quote", "value", "kind"),
    [
        ("5th", "5", "COUNT"),
        ("second", "2", "RATIO"),
        ("doubled", "2", "COUNT"),
        ("two-thirds", "0.667", "COUNT"),
    ],
)
def test_an_ordinal_is_a_rank_and_a_part_is_a_ratio(quote: str, value: str, kind: str) -> None:
    assert figure(quote, value, kind) == {"figure-kind"}


def test_the_words_of_another_language_are_not_read_as_english() -> None:
    assert figure("1.700 Tonnen", "1700", language="de") == set()
    assert figure("1,7 Milliarden", "1700000000", language="de") == set()
    assert figure("zwei", "17", language="de") == figure("one", "17", language="yo") == set()
    assert figure("1,7 Milliarden", "1800000000", language="de") == {"figure-value"}
    assert date("mars 2024", "2023-05", language="fr") == set()


@pytest.mark.parametrize(
    ("quote", "value", "wrong"),
    [
        ("August 28, 2025", "2025-08-28", ("2025-07-28", "2025-08-27", "2024-08-28", "2025-08", "2025")),
        ("28 August 2025", "2025-08-28", ("2025-08-18",)),
        ("August 8", "2025-08-08", ("2025-08-18", "2025-09-08")),
        ("Sept. 11th", "2001-09-11", ("2001-09-12", "2001-10-11")),
        ("AUGUST 08", "2025-08-08", ("2025-08-09",)),
        ("July 7–8, 2025", "2025-07-07/2025-07-08", ("2025-07-07/2025-08-08", "2025-07-07/2026-07-08")),
        ("August 7, 8 and 9", "2025-08-07/2025-08-09", ("2025-08-07/2025-08-08",)),
        ("December 30–January 2, 2025", "2024-12-30/2025-01-02", ("2024-11-30/2025-01-02",)),
        ("July 2022", "2022-07", ("2022-06", "2021-07", "2022", "PAST_REF")),
        ("early September", "2023-09", ("2023-10",)),
        ("every May", "XXXX-05", ("XXXX-06",)),
        ("the week of August 4", "2025-W32", ("2025-W42",)),
        ("the 1990s", "199", ("198", "19", "1990")),
        ("the ’90s", "199", ("198",)),
        ("the early 1990s", "1990/1993", ("1980/1993",)),
        ("the 20th century", "19", ("20",)),
        ("the nineteenth century", "18", ("19",)),
        ("the autumn of 2023", "2023-FA", ("2023-SP", "2022-FA")),
        ("the winter of 2025", "2024-WI", ("2023-WI", "2025-SU")),
        ("the first half of 2025", "2025-H1", ("2025-H2", "2024-H1")),
        ("the last quarter of 2025", "2025-Q4", ("2025-Q1",)),
        ("2021–22", "2021/2022", ("2020/2022",)),
        ("9/11", "2001-09-11", ("2001-09-12",)),
        ("28.08.2025", "2025-08-28", ("2025-08-27", "2024-08-28")),
        ("2025-08-28", "2025-08-28", ("2025-08-27",)),
        ("Tuesday", "2024-05-07", ("2024-05-08",)),
        ("every Tuesday", "XXXX-WXX-2", ("XXXX-WXX-3",)),
        ("six months", "P6M", ("P6Y", "P16M", "PXM")),
        ("30-year", "P30Y", ("P3Y",)),
        ("half a century", "P50Y", ("P5Y",)),
        ("18 months", "P1Y6M", ()),
        ("48 hours", "P2D", ("P4D",)),
        ("a period of 99 years", "P99Y", ("P9Y",)),
        ("every two years", "P2Y", ("P3Y",)),
        ("decades-old", "PXE", ("PXY",)),
        ("several years", "PXY", ("PXM",)),
    ],
)  # fmt: skip
def test_a_date_has_the_value_that_its_text_spells_out(
    quote: str, value: str, wrong: tuple[str, ...]
) -> None:
    assert date(quote, value) == set()
    for other in wrong:
        assert date(quote, other) == {"date-text"}, other


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("two years after 2020", "2022"),
        ("a year later", "2025-05"),
        ("that time", "2001"),
        ("the time", "1992"),
        ("recent years", "PAST_REF"),
        ("a year and a half", "P18M"),
        ("one and a half weeks", "P11D"),
        ("twice a year", "P1Y"),
        ("May 3, 2024, at 5 p.m.", "2024-05-03T17:00"),
        ("August 2025", "2025-08-01/2025-08-31"),
        ("fiscal year 2024", "2023-10/2024-09"),
    ],
)
def test_a_text_that_says_less_than_the_value_is_right(quote: str, value: str) -> None:
    assert date(quote, value) == set()


@given(st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)), st.dates())
def test_any_spelled_day_is_its_own_value_and_no_other(day: datetime.date, other: datetime.date) -> None:
    spelled = f"{day:%B} {day.day}, {day.year}"
    for quote in (spelled, f"{day.day} {day:%b} {day.year}", f"{day:%A}, {spelled}"):
        assert date(quote, day.isoformat()) == set()
        assert (date(quote, other.isoformat()) == set()) == (day == other)


@pytest.mark.parametrize(
    "unit",
    [
        "one ",
        "1 111 ",
        "twenty one hundred and ",
        "1,",
        "May 1, ",
        "1990s ",
        "1 and ",
        "dollars ",
        "a ",
        "1–",
        "$",
    ],
)
@pytest.mark.parametrize("ask", [figure, date])
def test_time_is_linear_in_a_hostile_text(unit: str, ask: Callable[[str, str], set[str]]) -> None:
    assert_linear(
        lambda text: ask(text, "1990"), lambda size: f"x{repeated(unit)(size)}x", first=4_000, most=32_000
    )
