"""The views over all documents, in a browser."""

import re
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.corpus.claim_pairs import claim_pairs
from corpus_pkg.layers import DATES, ENTITIES
from tests.explorer.conftest import VIEWS, Open

pytestmark = pytest.mark.slow

CORPUS = corpus_pkg.load()


def test_every_view_opens_from_the_bar(open_page: Open) -> None:
    page = open_page()
    for link in page.locator(".views a").all():
        name = link.inner_text()
        link.click()
        page.wait_for_selector(f".view-{name.lower()} h1")
        assert link.get_attribute("aria-current") == "page"
    page.go_back()
    page.wait_for_selector(".view-stance h1")


def test_every_view_opens_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    names = [link.get_attribute("data-view") for link in page.locator(".views a").all()]
    for number, name in enumerate(names, 1):
        page.keyboard.press(str(number))
        page.wait_for_selector(f".view-{name} h1")
    page.keyboard.press("/")
    page.keyboard.type("pipeline")
    page.keyboard.press("Enter")
    page.wait_for_selector(".view-search .kwic")


def test_single_keys_can_be_switched_off(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("?")
    page.uncheck("dialog input")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    assert page.locator(".view-read").count() == 1


@pytest.mark.parametrize("entity", ["united-states", "section-907"])
def test_an_entity_shows_all_its_mentions_and_its_article(open_page: Open, entity: str) -> None:
    page = open_page(f"#/entities/{entity}")
    stands_for = sum(mention.stands_for == entity for document in CORPUS for mention in document.entities)
    assert page.locator(".entry .kwic").count() == len(CORPUS.mentions(entity)) + stands_for
    title = CORPUS.registry[entity].wikipedia
    link = page.locator(".entry a.external").first
    if title is None:
        assert "no article" in page.inner_text(".entry")
    else:
        assert link.get_attribute("href") == f"https://en.wikipedia.org/wiki/{title.replace(' ', '_')}"
        assert link.get_attribute("rel") == "noopener noreferrer"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type:LAW", {e.id for e in CORPUS.registry.values() if e.type == "LAW"}),
        ("entity:section-907", {"section-907"}),
        ("/^Azer/", {e.id for e in CORPUS.registry.values() if re.match("Azer", e.name)}),
    ],
)
def test_the_registry_is_filtered(open_page: Open, query: str, expected: set[str]) -> None:
    page = open_page("#/entities")
    page.fill("#entity-filter", query)
    page.wait_for_function(
        "(n) => document.querySelectorAll('.entity-list a').length === n", arg=len(expected)
    )
    found = {link.get_attribute("data-entity") for link in page.locator(".entity-list a").all()}
    if query.startswith("/"):
        assert expected <= found  # a form of a mention may match too
    else:
        assert found == expected


def test_a_topic_shows_all_its_answers_and_how_every_two_of_them_stand(open_page: Open) -> None:
    topic = "section-907-status-2025"
    page = open_page(f"#/topics/{topic}")
    claims = [claim for document in CORPUS for claim in document.claims if claim.topic == topic]
    shown = page.locator(".answers .answer").all_inner_texts()
    assert len(shown) == len(claims)
    for claim in claims:
        assert any(f"{claim.value} {claim.modality}" in text and claim.text in text for text in shown)
    documents = {document.id for document in CORPUS if any(c.topic == topic for c in document.claims)}
    heads = page.locator(".answers thead a").all()
    assert {str(head.get_attribute("href")).rsplit("/", 1)[1] for head in heads} == documents
    pairs = [pair for pair in claim_pairs(CORPUS) if pair.topic.id == topic]
    page.wait_for_selector(".pairs h3")
    assert page.locator(".pairs tbody tr").count() == len(pairs)
    page.get_by_role("button", name="contradict").click()
    page.wait_for_selector(".pairs button[aria-pressed=true] >> text=contradict")
    expected = [pair for pair in pairs if pair.verdict.relation == "contradict"]
    assert expected
    rules = page.locator(".pairs tbody tr td:nth-child(4)").all_inner_texts()
    assert sorted(rules) == sorted(pair.verdict.rule for pair in expected)


def _entities(**fields: str) -> int:
    return sum(
        all(getattr(mention, name) == value for name, value in fields.items())
        for document in CORPUS
        for mention in document.entities
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type:LAW entity:section-907", _entities(type="LAW", entity="section-907")),
        ("layer:entities -type:GPE", sum(e.type != "GPE" for d in CORPUS for e in d.entities)),
        (
            "kind:MONEY value>=1000000000",
            sum(f.kind == "MONEY" and float(f.value or 0) >= 1e9 for d in CORPUS for f in d.figures),
        ),
        (
            "layer:dates first_day>=2025-01-01",
            sum(bool(x.first_day and x.first_day.year >= 2025) for d in CORPUS for x in d.dates),
        ),
        ("label:against target:section-907", sum(
            s.label == "against" and s.target == "section-907" for d in CORPUS for s in d.stance
        )),
        ('"Section 907"', sum(len(re.findall("section 907", d.text, re.IGNORECASE)) for d in CORPUS)),
        (r"/\b(19|20)\d\d\b/", sum(len(re.findall(r"\b(?:19|20)\d\d\b", d.text)) for d in CORPUS)),
    ],
)  # fmt: skip
def test_a_search_finds_what_it_should(open_page: Open, query: str, expected: int) -> None:
    page = open_page("#/search")
    page.fill("#query", query)
    page.keyboard.press("Enter")
    page.wait_for_selector(".results .lead:not(:empty)")
    if expected <= 100:
        assert page.locator(".results li").count() == expected
        assert page.inner_text(".results .lead").startswith(f"{expected} place")
    else:
        assert page.inner_text(".results .lead").startswith("The first 100 places")
        page.click(".more button")
        page.wait_for_function("() => document.querySelectorAll('.results li').length > 100")


@pytest.mark.parametrize("query", ["/(/", "nofield:x"])
def test_a_wrong_query_is_answered_in_words(open_page: Open, query: str) -> None:
    page = open_page("#/search")
    page.fill("#query", query)
    page.keyboard.press("Enter")
    assert page.locator("[role=alert]").inner_text()


def test_a_search_leads_to_the_text(open_page: Open) -> None:
    page = open_page("#/search?q=entity:section-907 type:LAW")
    page.locator(".kwic-hit").first.click()
    page.wait_for_selector(".view-read mark.selected")
    assert "section-907" in page.inner_text(".detail")


def test_the_time_line_has_every_date_and_leads_to_the_text(open_page: Open) -> None:
    page = open_page("#/time")
    placed = [d for document in CORPUS for d in document.dates if d.first_day]
    marks = page.locator('svg[aria-label^="Time line"] a.time-mark')
    page.wait_for_function("() => document.querySelector('a.time-mark')")
    assert marks.count() == len(placed)
    lengths = [
        d for document in CORPUS for d in document.dates if d.value.startswith("P") and "_" not in d.value
    ]
    assert page.locator('svg[aria-label^="Durations"] a.time-mark').count() == len(lengths)
    assert page.locator(".own").count() == len(CORPUS)
    href = marks.first.get_attribute("href")
    marks.first.dispatch_event("click")
    page.wait_for_selector(".view-read mark.selected")
    assert page.url.endswith(href or "?")


def test_the_years_of_the_time_line_are_chosen(open_page: Open) -> None:
    page = open_page("#/time?from=2020&to=2026")
    shown = sum(
        bool(d.first_day and d.last_day and d.last_day.year >= 2020 and d.first_day.year <= 2026)
        for document in CORPUS
        for d in document.dates
    )
    page.wait_for_selector("a.time-mark")
    assert page.locator('svg[aria-label^="Time line"] a.time-mark').count() == shown


def test_the_table_of_figures_sorts(open_page: Open) -> None:
    page = open_page("#/figures")
    figures = [figure for document in CORPUS for figure in document.figures]
    rows = page.locator(".data tbody tr")
    assert rows.count() == len(figures)
    page.click("th button:has-text('Value')")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    largest = max(figures, key=lambda figure: float(figure.value or figure.value_min or "-inf"))
    assert rows.first.locator("td").first.inner_text() == largest.text
    page.click("button:has-text('MONEY')")
    money = [figure for figure in figures if figure.kind == "MONEY"]
    page.wait_for_function("(n) => document.querySelectorAll('.data tbody tr').length === n", arg=len(money))
    assert page.locator(".scale .bars li").count() == len(money)


def test_a_cell_of_the_matrix_opens_its_sentences(open_page: Open) -> None:
    page = open_page("#/stance")
    expected = [s for d in CORPUS for s in d.stance if (s.holder, s.target) == ("author", "section-907")]
    page.click('a[aria-label^="the authors on section-907"]')
    page.wait_for_selector(".sentences li")
    shown = page.locator(".sentences li > a").all_inner_texts()
    assert sorted(shown) == sorted(stance.text for stance in expected)
    page.locator(".sentences li > a").first.click()
    page.wait_for_selector(".view-read .flag.selected")


def test_the_documents_stances_are_in_their_matrix(open_page: Open) -> None:
    page = open_page("#/stance?by=document")
    for document in CORPUS:
        for stance in document.document_stance:
            target, label = stance.target, stance.label
            sentences = [s for s in document.stance if s.target == target]
            if label == "none" and not sentences:
                continue
            cell = page.locator(f'a[href$="row={document.id}&target={target}"]')
            assert f"the author overall: {label}" in (cell.get_attribute("aria-label") or "")


def test_the_versions_stand_side_by_side_and_their_differences_are_counted(open_page: Open) -> None:
    document = next(iter(CORPUS))
    versions = [CORPUS, *(CORPUS.annotator(name) for name in CORPUS.annotators)]
    for layer in (ENTITIES.name, DATES.name):
        page = open_page(f"#/disagreement/{document.id}?layer={layer}")
        records = [version[document.id].layer(layer) for version in versions]
        spans = [{(record.start, record.end) for record in layer_records} for layer_records in records]
        common: set[Any] = set(spans[0]).intersection(*spans[1:])
        unequal = set[Any]().union(*spans) - common
        fields = (
            ("type", "entity", "stands_for") if layer == ENTITIES.name else ("type", "value", "mod", "anchor")
        )
        differ = sum(
            len({getattr(version[document.id][f"{prefix}-{start}-{end}"], field) for version in versions}) > 1
            for prefix in [{"entities": "ent", "dates": "dat"}[layer]]
            for start, end in common
            for field in fields
        )
        listed = page.locator(".difference").count()
        assert differ <= listed <= differ + len(unequal)
        assert (listed > 0) == bool(differ or unequal)
        assert page.locator(".side-heads > div").count() in {0, len(versions)}


def test_the_theme_changes_and_is_kept(open_page: Open) -> None:
    page = open_page()
    page.click("#theme")
    page.click("#theme")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    page.reload()
    page.wait_for_selector("main h1")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("() => getComputedStyle(document.body).colorScheme") in {"dark", "normal"}


@pytest.mark.parametrize("view", VIEWS)
def test_an_address_opens_its_view_again(open_page: Open, view: str) -> None:
    page = open_page(VIEWS[view])
    first = page.inner_text("main")
    page.reload()
    page.wait_for_selector("main h1")
    page.wait_for_timeout(50)
    assert page.inner_text("main") == first


def test_a_long_title_leaves_room_for_the_views(open_page: Open) -> None:
    page = open_page("", width=1280)
    assert page.locator("header .brand strong").inner_text() == "AzUS"
    views = page.locator("header nav.views")
    assert views.evaluate("views => views.scrollWidth <= views.clientWidth")
    assert page.locator("header.bar").evaluate("bar => bar.scrollWidth") <= 1280
