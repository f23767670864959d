"""What the explorer says of the corpus, and of documents without a title, in a browser."""

import pytest

import corpus_pkg
from corpus_pkg.annotate.agreement.report import read_annotators
from tests.explorer.conftest import Open

pytestmark = pytest.mark.slow

CORPUS = corpus_pkg.load()


def test_the_page_says_version_licence_citation_and_who_annotated(open_page: Open) -> None:
    page = open_page("#/read")
    page.click("#about")
    shown = page.locator(".about-corpus").inner_text()
    assert CORPUS.cite() in shown
    for words in (CORPUS.about.version, CORPUS.about.licences.annotations, CORPUS.about.licences.texts):
        assert words
        assert words in shown
    people = read_annotators(CORPUS.source)
    assert people
    for person in people:
        assert person.who in shown
    assert "a language model" in shown
    page.click(".about-corpus button")
    assert not page.locator(".about-corpus").is_visible()


def test_a_document_without_a_title_has_a_headline_that_is_marked(open_page: Open) -> None:
    assert CORPUS["section-907-repeal"].metadata.title is None
    page = open_page("#/read/section-907-repeal")
    assert page.locator("h1").inner_text() == "Section 907 repeal (from its id)"
    assert page.locator("h1 .made").count() == 1
    listed = page.locator(".documents li", has_text="Section 907 repeal")
    assert listed.locator(".made").count() == 1
    titled = open_page("#/read/trade-nearly-doubles")
    assert titled.locator("h1").inner_text() == CORPUS["trade-nearly-doubles"].metadata.title
    assert titled.locator("h1 .made").count() == 0


def test_the_list_of_entities_says_how_many_there_are(open_page: Open) -> None:
    page = open_page("#/entities")
    page.get_by_text(f"100 of {len(CORPUS.registry)} entities").wait_for()


def test_the_space_at_which_a_highlight_is_wrapped_is_not_painted(open_page: Open) -> None:
    page = open_page("#/read/section-907-repeal")
    widths = page.evaluate(
        """() => {
          const found = [];
          const box = (node, at) => {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            return range.getBoundingClientRect();
          };
          for (const mark of document.querySelectorAll('mark.hl')) {
            const walker = document.createTreeWalker(mark, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
              const node = walker.currentNode;
              for (let at = 1; at < node.data.length - 1; at++) {
                const wrapped = box(node, at + 1).top > box(node, at - 1).top + 5;
                if (wrapped && node.data[at] === ' ') found.push(box(node, at).width);
              }
            }
          }
          return found;
        }"""
    )
    assert widths
    assert set(widths) == {0}


def test_highlights_begin_and_end_on_words(open_page: Open) -> None:
    for document in CORPUS:
        page = open_page(f"#/read/{document.id}")
        texts = page.evaluate("() => Array.from(document.querySelectorAll('mark.hl'), (m) => m.textContent)")
        assert texts
        assert [text for text in texts if text != text.strip()] == []
