"""An added layer and added fields on the page, in a browser."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.explorer.conftest import Open
from tests.toy_layer import package_with_layer, put_fields, put_moods, run_all

pytestmark = pytest.mark.slow

DOCUMENT = "trade-nearly-doubles"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with the layer `moods` and added fields, and the pages of two corpora."""
    tree = package_with_layer(tmp_path_factory.mktemp("package"))
    put_moods(tree, "annotations/moods", "GLAD")
    put_moods(tree, "annotations/annotators/c/moods", "SAD")
    put_moods(tree, "annotations/annotators/d/moods", "GLAD")
    put_fields(tree, tree / "fields")
    commands = {
        "moods": ["explore", ".", "--out", "moods.html"],
        "fields": ["explore", "fields", "--out", "fields.html"],
    }
    for ended in run_all(tree, commands).values():
        assert ended["status"] == 0, ended
        assert "note:" not in ended["output"]
    return tree


@pytest.fixture
def open_moods(open_page: Open, tree: Path) -> Page:
    """The page of a document with a mood."""
    return open_page(f"#/read/{DOCUMENT}", (tree / "moods.html").as_uri())


def mood(tree: Path) -> dict[str, str]:
    """Return the mood of the document."""
    found: dict[str, str] = json.loads((tree / f"annotations/moods/{DOCUMENT}.jsonl").read_text("utf-8"))
    return found


def test_it_is_highlighted_counted_and_switched_off(open_moods: Page, tree: Path) -> None:
    marks = open_moods.locator("mark.hl-moods")
    assert {one.get_attribute("data-id") for one in marks.all()} == {mood(tree)["id"]}
    assert "Mood: GLAD" in str(marks.first.get_attribute("title"))
    legend = open_moods.locator('[data-layer="moods"]')
    assert legend.inner_text().split() == ["a", "Moods", "1"]
    open_moods.uncheck('input[name="moods"]')
    assert marks.count() == 0


def test_all_its_fields_are_in_the_panel(open_moods: Page, tree: Path) -> None:
    open_moods.goto(f"{open_moods.url}/{mood(tree)['id']}")
    panel = open_moods.locator(".detail")
    assert panel.locator("h2").first.inner_text() == "Mood span"
    assert panel.locator("dt").all_inner_texts()[:4] == ["Id", "From", "To", "Mood"]
    assert panel.locator("dd").all_inner_texts()[3] == "GLAD"
    assert mood(tree)["text"] in panel.inner_text()


@pytest.mark.parametrize("query", ["layer:moods", "mood:GLAD", "mood:glad layer:moods"])
def test_it_is_found(open_page: Open, tree: Path, query: str) -> None:
    page = open_page(f"#/search?q={query}", (tree / "moods.html").as_uri())
    page.wait_for_function("() => document.querySelector('.lead').textContent.includes('5 places')")


def test_annotators_differ_on_it(open_page: Open, tree: Path) -> None:
    page = open_page(f"#/disagreement/{DOCUMENT}?layer=moods", (tree / "moods.html").as_uri())
    assert "1 difference in moods" in page.inner_text(".differences")
    assert "mood differs" in page.inner_text(".differences")
    assert page.locator(".side-cell mark.differs").count() == 3


def test_added_fields_are_in_the_panel_and_found(open_page: Open, tree: Path) -> None:
    dates = (tree / f"fields/annotations/dates/{DOCUMENT}.jsonl").read_text("utf-8").splitlines()
    date = json.loads(dates[0])
    page = open_page(f"#/read/{DOCUMENT}/{date['id']}", (tree / "fields.html").as_uri())
    shown = dict(
        zip(
            page.locator(".detail .fields > dt").all_inner_texts(),
            page.locator(".detail .fields > dd").all_inner_texts(),
            strict=True,
        )
    )
    assert shown["Mood"] == "SAD"
    assert shown["Source"] == date["source"]["text"]
    assert shown["Remark"] == date["remark"]
    assert shown["Remarks"].splitlines() == date["remarks"]
    page = open_page(f'#/search?q=source:"{date["source"]["text"]}"', (tree / "fields.html").as_uri())
    assert page.locator(".kwic-hit").count() >= 1
