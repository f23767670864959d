"""The page's modules by themselves: spans, highlights, queries, calendar, differences."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from corpus_pkg.explorer.bundle import asset, bundle
from corpus_pkg.explorer.pack import pack_layer
from corpus_pkg.layers import ENTITIES, STANCE

pytestmark = pytest.mark.slow

MODULES = ("calendar", "compare", "documents", "highlights", "query")


@pytest.fixture(scope="module")
def scripts(browser: Browser) -> Iterator[Page]:
    """A page in which the modules are there by name."""
    page = browser.new_page()
    for name in MODULES:
        page.evaluate(f"() => {{ {bundle(f'{name}.js', asset)}\nwindow.{name} = module_{name}; }}")
    yield page
    page.close()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    text=st.text(st.sampled_from("ab \n\u05d0é𝐀🇦👩\u200d"), min_size=1, max_size=30),
    spans=st.lists(st.tuples(st.integers(0, 29), st.integers(1, 10)), max_size=8),
)
def test_highlights_of_any_spans_leave_the_text_as_it_is(
    scripts: Page, text: str, spans: list[tuple[int, int]]
) -> None:
    records: list[dict[str, Any]] = [
        {"id": f"ent-{number}", "start": start, "end": min(len(text), start + length), "type": "GPE"}
        for number, (start, length) in enumerate(spans)
        if start < len(text)
    ]
    found = scripts.evaluate(
        """([text, records]) => {
          const doc = new documents.Doc({ id: "d", text, layers: { entities: records } });
          const pieces = {};
          const make = (node, children) => {
            (pieces[node.record.id] ??= []).push(doc.slice(node.start, node.end));
            return children.flat(Infinity).join("");
          };
          const roots = highlights.nest(doc.annotations, 0, doc.length);
          return {
            length: doc.length,
            whole: highlights.render(doc, roots, 0, doc.length, make).flat(Infinity).join(""),
            pieces: Object.fromEntries(Object.entries(pieces).map(([id, parts]) => [id, parts.length])),
            texts: Object.fromEntries(doc.annotations.map((record) => [record.id, doc.textOf(record)])),
          };
        }""",
        [text, records],
    )
    assert found["length"] == len(text)
    assert found["whole"] == text
    assert set(found["pieces"]) == {record["id"] for record in records}
    assert found["texts"] == {record["id"]: text[record["start"] : record["end"]] for record in records}


def test_code_points_are_found_from_utf_16_units(scripts: Page) -> None:
    text = "a𝐀b👩c"
    found = scripts.evaluate(
        """(text) => {
          const doc = new documents.Doc({ id: "d", text, layers: {} });
          return [...query.textHits(doc, query.parseQuery("/[bc]/").terms)];
        }""",
        text,
    )
    assert [text[hit["start"] : hit["end"]] for hit in found] == ["b", "c"]


@pytest.mark.parametrize(
    ("value", "days", "known"),
    [
        ("P1D", 1, True),
        ("P2W", 14, True),
        ("P20Y", 7305, True),
        ("P1Y6M", 365.25 + 6 * 30.44, True),
        ("PXE", 3652.5, False),
        ("PT12H", 0.5, True),
        ("PT1M", 1 / 1440, True),
        ("P1M", 30.44, True),
    ],
)
def test_durations_have_lengths(scripts: Page, value: str, days: float, known: bool) -> None:
    assert scripts.evaluate("(value) => calendar.durationDays(value)", value) == {
        "days": pytest.approx(days),
        "known": known,
    }


@pytest.mark.parametrize("value", ["2025", "PAST_REF", "PRESENT_REF", "T14:30", "P"])
def test_what_is_no_duration_has_no_length(scripts: Page, value: str) -> None:
    assert scripts.evaluate("(value) => calendar.durationDays(value)", value) is None


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2025-08-28", "2025-08-28", "2025-08-28"),
        ("2025-11~", "2025-11-01", "2025-11-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("2025-24", "2025-12-01", "2026-02-28"),
        ("2024-12/2025-01", "2024-12-01", "2025-01-31"),
        ("0099", "0099-01-01", "0099-12-31"),
    ],
)
def test_a_documents_date_covers_its_days(scripts: Page, edtf: str, first: str, last: str) -> None:
    days = scripts.evaluate("(edtf) => calendar.documentDays(edtf).map(calendar.isoDay)", edtf)
    assert days == [first, last]


@pytest.mark.parametrize(
    ("query", "fields", "holds"),
    [
        ("type:LAW", {"type": "LAW"}, True),
        ("type:law", {"type": "LAW"}, True),
        ("type:LA", {"type": "LAW"}, False),
        ("type:GPE|LOC", {"type": "LOC"}, True),
        ("-type:GPE", {"type": "LOC"}, True),
        ("entity:united-*", {"entity": "united-states"}, True),
        ("entity:a.c", {"entity": "abc"}, False),
        ("value>=10", {"value": "9"}, False),
        ("value>=10", {"value": "100"}, True),
        ("value<10", {"value": ""}, False),
        ("first_day<2000-01-01", {"first_day": "1999-12-31"}, True),
        ('note:"two words"', {"note": "some two words here"}, True),
        ("entity:/^a/", {"entity": "abc"}, True),
        ("type:LAW entity:x", {"type": "LAW", "entity": "y"}, False),
    ],
)
def test_a_query_means_what_the_guide_says(
    scripts: Page, query: str, fields: dict[str, str], holds: bool
) -> None:
    found = scripts.evaluate(
        "([source, fields]) => query.meets(query.parseQuery(source).terms, (name) => [fields[name] ?? ''])",
        [query, fields],
    )
    assert found is holds


def _mention(start: int, end: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"ent-{start}-{end}", "start": start, "end": end, "type": "GPE", "entity": "x", **fields}


@pytest.mark.parametrize(
    ("a", "b", "kinds"),
    [
        ([_mention(0, 5)], [_mention(0, 5)], []),
        ([_mention(0, 5, note="n")], [_mention(0, 5)], []),
        ([_mention(0, 5)], [_mention(0, 5, type="LOC")], ["type differs"]),
        ([_mention(0, 5)], [_mention(0, 5, type="LOC", entity="y")], ["type differs", "entity differs"]),
        ([_mention(0, 5)], [_mention(0, 5, stands_for="z")], ["stands_for differs"]),
        ([_mention(0, 5)], [_mention(0, 7)], ["boundaries"]),
        ([_mention(0, 5)], [], ["only in a"]),
        ([], [_mention(0, 5)], ["only in b"]),
        ([_mention(0, 5)], [_mention(5, 9)], ["only in a", "only in b"]),
        # A name within a name is no other boundary of it where both have the outer one.
        ([_mention(0, 9), _mention(2, 5)], [_mention(0, 9)], ["only in a"]),
        # Each is paired once, with what it overlaps most.
        ([_mention(0, 9)], [_mention(0, 8), _mention(2, 5)], ["boundaries", "only in b"]),
    ],
)
def test_a_difference_has_its_kind(
    scripts: Page, a: list[dict[str, Any]], b: list[dict[str, Any]], kinds: list[str]
) -> None:
    found = scripts.evaluate(
        "([facts, a, b]) => compare.differences(facts, { a, b }).map((one) => one.kind)",
        [pack_layer(ENTITIES), a, b],
    )
    assert found == kinds


def test_stance_is_compared_by_sentence_holder_and_target(scripts: Page) -> None:
    one = {
        "id": "s",
        "start": 0,
        "end": 9,
        "holder": "author",
        "target": "t",
        "label": "favor",
        "basis": "statement",
    }
    versions = {"a": [one], "b": [{**one, "label": "against"}, {**one, "target": "u"}]}
    found = scripts.evaluate(
        "([facts, versions]) => compare.differences(facts, versions).map((one) => one.kind)",
        [pack_layer(STANCE), versions],
    )
    assert found == ["label differs", "only in b"]
