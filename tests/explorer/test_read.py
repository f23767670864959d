"""The Read view in a browser."""

import pytest

import corpus_pkg
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, IN_SENTENCES, SPECS
from tests.explorer.conftest import Open

pytestmark = pytest.mark.slow

CORPUS = corpus_pkg.load()
DOCUMENT = CORPUS["trade-nearly-doubles"]
MARKED = [layer for layer in IN_SENTENCES if not SPECS[layer].whole_sentence]


def test_the_text_on_the_page_is_the_text_of_the_document(open_page: Open) -> None:
    page = open_page("#/read/trade-nearly-doubles")
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.text .words')].map((words) => {
          const copy = words.cloneNode(true);
          for (const flag of copy.querySelectorAll('.flag')) flag.remove();
          return copy.textContent;
        })"""
    )
    assert shown == [segment.text for segment in DOCUMENT.segments]


def test_every_mention_is_highlighted(open_page: Open) -> None:
    page = open_page("#/read/trade-nearly-doubles")
    found = page.evaluate("() => [...document.querySelectorAll('mark.hl')].map((mark) => mark.dataset.id)")
    expected = {record.id for layer in MARKED for record in DOCUMENT.layer(layer)}
    assert set(found) == expected


def test_a_click_shows_all_fields_and_the_link_leads_back(open_page: Open) -> None:
    page = open_page("#/read/trade-nearly-doubles")
    figure = DOCUMENT.figures[1]
    page.click(f'mark[data-id="{figure.id}"]')
    panel = page.locator(".detail").inner_text()
    for words in (figure.id, figure.text, figure.kind, figure.value, figure.modifier, figure.change):
        assert str(words) in panel
    sentence = DOCUMENT.sentence_of(figure)
    assert sentence is not None
    assert sentence.text in panel
    address = page.get_attribute(".permalink", "href")
    assert address == f"#/read/trade-nearly-doubles/{figure.id}"
    assert page.url.endswith(address)
    again = open_page(address)
    assert again.locator(".detail h2").first.inner_text() == "Figure"
    assert again.locator("mark.selected").get_attribute("data-id") == figure.id


def test_a_click_in_an_overlap_chooses_the_innermost(open_page: Open) -> None:
    document, outer, inner = next(
        (document, outer, inner)
        for document in CORPUS
        for outer in document.entities
        for inner in document.entities
        if outer.start <= inner.start and inner.end <= outer.end and outer is not inner
    )
    page = open_page(f"#/read/{document.id}")
    page.click(f'mark[data-id="{inner.id}"]')
    assert page.locator(".detail dd").first.inner_text() == inner.id
    page.keyboard.press("ArrowUp")
    assert page.locator(".detail dd").first.inner_text() == outer.id


@pytest.mark.parametrize("layer", [ENTITIES.name, DATES.name, FIGURES.name])
def test_a_layer_and_a_type_are_switched_off_and_on(open_page: Open, layer: str) -> None:
    page = open_page("#/read/countering-russia-iran")
    marks = page.locator(f"mark.hl-{layer}[data-id]")
    records = CORPUS["countering-russia-iran"].layer(layer)
    assert marks.count() == len(records)
    page.uncheck(f'input[name="{layer}"]')
    assert marks.count() == 0
    page.check(f'input[name="{layer}"]')
    field = "kind" if layer == FIGURES.name else "type"
    some = getattr(records[0], field)
    page.uncheck(f'input[name="{layer}/{some}"]')
    assert marks.count() == sum(getattr(record, field) != some for record in records)


def test_boilerplate_can_be_left_out(open_page: Open) -> None:
    document = next(d for d in CORPUS if any(s.kind == "boilerplate" for s in d.segments))
    page = open_page(f"#/read/{document.id}")
    blocks = page.locator(".text .block")
    assert blocks.count() == len(document.segments)
    page.uncheck('input[name="segments/boilerplate"]')
    assert blocks.count() == sum(segment.kind != "boilerplate" for segment in document.segments)


def test_the_keyboard_goes_through_annotations_and_documents(open_page: Open) -> None:
    page = open_page("#/read/trade-nearly-doubles")
    page.locator("#text").focus()
    page.keyboard.press("ArrowRight")
    first = page.url
    page.keyboard.press("ArrowRight")
    assert page.url != first
    page.keyboard.press("ArrowLeft")
    assert page.url == first
    page.keyboard.press("Escape")
    assert page.url.endswith("#/read/trade-nearly-doubles")
    page.keyboard.press("]")
    page.wait_for_function("() => location.hash === '#/read/countering-russia-iran'")


def test_an_address_that_leads_nowhere_says_so(open_page: Open) -> None:
    assert "No such document" in open_page("#/read/none-of-these").inner_text("main")
    assert "No such annotation" in open_page("#/read/trade-nearly-doubles/ent-9-9999").inner_text(".detail")


def test_printing_leaves_only_the_text(open_page: Open) -> None:
    page = open_page("#/read/trade-nearly-doubles")
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    for place in (".bar", ".side", ".detail"):
        assert not page.locator(place).is_visible()
