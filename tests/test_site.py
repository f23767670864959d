"""The documentation site: every page has its place, and every link leads somewhere."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from mkdocs_hooks import folded

ROOT = Path(__file__).parents[1]
HIGHEST = 8_000
"""The height that a page may have, in pixels on a screen that is 1,280 wide."""


def config() -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    return value


def pages(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav
    return [page for part in inner for page in pages(part)]


def test_every_page_has_one_place_in_the_navigation() -> None:
    listed = pages(config()["nav"])
    assert sorted(listed) == sorted(str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").rglob("*.md"))


def test_the_site_asks_for_nothing_from_elsewhere() -> None:
    assert config()["theme"]["font"] is False


def test_the_navigation_is_by_what_people_do() -> None:
    assert [name for entry in config()["nav"] for name in entry] == [
        "Home", "Use", "Train and evaluate", "Build your own", "Exchange", "Reference", "About",
    ]  # fmt: skip


def referenced() -> list[str]:
    """The names of all that the pages of the reference describe."""
    return [
        line.removeprefix("::: ")
        for page in sorted((ROOT / "docs/reference").glob("*.md"))
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("::: ")
    ]


@pytest.mark.parametrize(
    "module", ["", ".train.tasks", ".train.llm", ".train.scoring", ".train.errors", ".build"]
)
def test_the_reference_has_every_public_name(module: str) -> None:
    made = importlib.import_module(f"corpus_pkg{module}")
    named = {part for path in referenced() for part in path.split(".")}
    assert set(made.__all__) - {"__version__"} <= named


def test_nothing_is_in_the_reference_twice() -> None:
    listed = referenced()
    assert len(listed) == len(set(listed))


def test_addresses_are_in_one_place() -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    others = [
        page
        for page in [ROOT / "mkdocs.yml", *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        if any(address in page.read_text("utf-8") for address in urls.values())
    ]
    assert others == []


def test_nobody_is_sent_to_an_index_that_lacks_the_package() -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    if "//example.org/" not in urls["Repository"]:
        return  # it has been published
    sent = [
        f"{page.name}: {line}"
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for line in page.read_text("utf-8").splitlines()
        if re.search(r"pip install (?!--no-index)[^`#&]*\bcorpus-pkg\b", line)
    ]
    assert sent == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built with every link checked."""
    folder = tmp_path_factory.mktemp("site")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.slow
def test_the_site_has_what_its_pages_promise(site: Path) -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    assert 'id="corpus_pkg.load"' in (site / "reference/load/index.html").read_text("utf-8")
    assert "Annotation guidelines of AzUS" in (site / "guidelines/index.html").read_text("utf-8")
    assert "cff-version" in (site / "citing/index.html").read_text("utf-8")
    assert f'href="{urls["Repository"]}"' in (site / "index.html").read_text("utf-8")
    for place in site.rglob("*.html"):
        text = place.read_text("utf-8")
        assert "--8&lt;--" not in text, place
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="(https?:[^"]*)"', text)
        loaded += re.findall(r'<link[^>]* rel="stylesheet"[^>]* href="(https?:[^"]*)"', text)
        assert not loaded, f"{place} loads {loaded}"


def _measured(site: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Return the height of each page at 1,280 pixels, and its width at 400."""
    from playwright.sync_api import sync_playwright

    high: dict[str, int] = {}
    wide: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for place in sorted(site.rglob("index.html")):
            name = str(place.parent.relative_to(site))
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(place.as_uri())
            high[name] = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": 400, "height": 900})
            wide[name] = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    return high, wide


@pytest.mark.slow
def test_pages_fit_the_screen(site: Path) -> None:
    """No page is endless, and none is wider than a telephone."""
    # In a thread of its own, since other tests of the process may have a browser open.
    with ThreadPoolExecutor(1) as pool:
        high, wide = pool.submit(_measured, site).result()
    assert len(high) > 60
    assert {name: height for name, height in high.items() if height > HIGHEST} == {}
    assert {name: width for name, width in wide.items() if width > 400} == {}


def _unfolded(site: Path, address: str) -> tuple[int, int]:
    """Return how many sections of a page there are, and how many are open where a link leads into it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((site / "records/index.html").as_uri() + address)
        found = page.locator("details.fold").count(), page.locator("details.fold[open]").count()
        browser.close()
    return found


@pytest.mark.slow
def test_a_link_into_a_folded_section_opens_it(site: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_unfolded, site, "").result()[1] == 0
        sections, opened = pool.submit(_unfolded, site, "#stance").result()
    assert sections > 10
    assert opened == 1


def test_sections_are_folded_without_losing_anything() -> None:
    page = '<h1>A</h1><p>b</p><h2 id="c">C</h2><p>d</p><h3>E</h3><h2>F</h2>'
    made = folded(page)
    assert re.sub("</?(details|summary)[^>]*>", "", made) == page
    assert made.count("<details") == 2
    assert '<summary><h2 id="c">C</h2></summary><p>d</p><h3>E</h3></details>' in made
