"""Texts and labels that look like markup stay text, in the file, in a frame and from the server."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.explorer import Explorer, corpus_page
from tests.explorer.conftest import Open
from tests.explorer.hostile import ATTACK, hostile_corpus

ROUTES = [
    "#/read/a-document",
    "#/read/a-document/ent-7-{end}",
    "#/read/a-document/sta-0-{length}-x-t",
    "#/entities/x",
    "#/search?q=javascript",
    "#/search?q=layer:entities",
    "#/time",
    "#/figures",
    "#/stance?by=document&row=a-document&target=t",
    "#/stance?row=x&target=t",
    "#/disagreement/a-document?layer=entities",
    "#/disagreement/a-document?layer=document_stance",
    "#/<img src=x onerror=window.hit=7>",
    "#/read/<img src=x onerror=window.hit=8>",
    "#/search?q=<img src=x onerror=window.hit=9>",
]


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _page(attack: str) -> str:
    corpus = hostile_corpus(attack)
    return corpus_page(corpus, {"other": hostile_corpus(attack), attack: hostile_corpus(attack)})


@given(st.text(max_size=40) | st.just(ATTACK))
def test_no_text_changes_the_elements_of_the_page(text: str) -> None:
    expected, found = _Elements(), _Elements()
    expected.feed(_page("a"))
    page = _page(f"a{text}b")
    found.feed(page)
    assert [tag for tag, _ in found.found] == [tag for tag, _ in expected.found]
    data = re.search(r'<script type="application/json" id="corpus">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert json.loads(data[1])["documents"][0]["text"] == f"Before a{text}b after 5."


def test_no_element_has_an_inline_handler_or_style() -> None:
    elements = _Elements()
    elements.feed(_page(ATTACK))
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert not [attributes for _, attributes in elements.found if "style" in attributes]


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES)
def test_a_hostile_corpus_stays_inert(open_page: Open, tmp_path: Path, route: str) -> None:
    place = tmp_path / "hostile.html"
    place.write_text(_page(ATTACK), "utf-8")
    length = len(hostile_corpus()["a-document"].text)
    page = open_page(route.format(end=7 + len(ATTACK), length=length), place=place.as_uri())
    page.wait_for_timeout(100)
    assert page.evaluate("() => window.hit") is None
    assert page.locator("main img, main script, main iframe, main b").count() == 0
    hrefs = page.evaluate("() => [...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))")
    assert [href for href in hrefs if not href.startswith(("#", "https://en.wikipedia.org/wiki/"))] == []
    if route.startswith("#/read/a-document"):
        assert page.locator("mark.hl-entities").inner_text().startswith("<script>window.hit = 1</script>")


@pytest.mark.slow
def test_the_policy_refuses_what_is_put_into_the_page(open_page: Open) -> None:
    page = open_page()
    refused = page.evaluate(
        """async () => {
          const seen = [];
          const note = (event) => seen.push(event.effectiveDirective);
          document.addEventListener('securitypolicyviolation', note);
          const script = document.createElement('script');
          try { script.textContent = 'window.hit = 1'; } catch { seen.push('text'); }
          const image = '<img src=x onerror="window.hit=2">';
          try { document.body.innerHTML += image; } catch { seen.push('html'); }
          try { await fetch('http://127.0.0.1:9/'); } catch { seen.push('fetch'); }
          await new Promise((go) => setTimeout(go, 50));
          return seen;
        }"""
    )
    assert {"text", "html", "fetch", "connect-src"} <= set(refused)
    assert page.evaluate("() => window.hit") is None
    open_page.watched.errors.clear()  # the refusals themselves


@pytest.mark.slow
def test_a_notebook_shows_the_same_in_a_frame(open_page: Open, tmp_path: Path) -> None:
    shown = Explorer(_page(ATTACK))._repr_html_()
    place = tmp_path / "notebook.html"
    place.write_text(f"<!doctype html><title>Notebook</title><main><h1>Notebook</h1>{shown}</main>", "utf-8")
    page = open_page("", place=place.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("mark.hl-dates").first.click()
    assert "dat-7-" in frame.locator(".detail").inner_text()
    frame.locator(".views a", has_text="Stance").click()
    frame.locator(".view-stance h1").wait_for()
    frame.locator(".cell a").first.click()
    frame.locator(".sentences li").wait_for()
    assert page.evaluate("() => window.hit") is None
    assert page.url == place.as_uri()
