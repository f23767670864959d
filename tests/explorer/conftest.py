"""A browser for the explorer's tests, and pages that watch what happens in them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import corpus_pkg
from corpus_pkg.explorer import corpus_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Open:
    """Opens addresses of the explorer in pages that are watched."""

    def __init__(self, open_: Callable[..., Page], watched: "Watched") -> None:
        self._open = open_
        self.watched = watched

    def __call__(
        self, address: str = "", place: str | None = None, width: int = 1280, **options: Any
    ) -> Page:
        """Return a page that shows an address, of the packaged corpus or of the page at `place`."""
        return self._open(address, place, width, **options)


VIEWS = {
    "read": "#/read/section-907-repeal",
    "annotation": "#/read/trade-nearly-doubles/fig-336-348",
    "entities": "#/entities/section-907",
    "search": "#/search?q=type:LAW",
    "search-help": "#/search",
    "time": "#/time",
    "figures": "#/figures",
    "topics": "#/topics/section-907-status-2025",
    "stance": "#/stance?row=author&target=section-907",
    "stance-documents": "#/stance?by=document",
    "disagreement": "#/disagreement/countering-russia-iran",
}
"""An address of each view, and of its states that look different."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged corpus's explorer."""
    place = tmp_path_factory.mktemp("explorer") / "azus.html"
    place.write_text(corpus_page(corpus_pkg.load()), "utf-8")
    return place


class Watched:
    """What went wrong in a page, and what it asked of the world outside itself."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.requests: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", self._dialog)

    def _message(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _dialog(self, dialog: Any) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def open_page(browser: Browser, page_file: Path) -> Iterator[Open]:
    """Opens addresses of the explorer; after the test no page may have had an error or a request."""
    watched = Watched()
    contexts = []

    def open_(address: str, place: str | None, width: int, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watched.watch(page)
        page.goto((place or page_file.as_uri()) + address)
        page.wait_for_selector("main h1")
        return page

    yield Open(open_, watched)
    for context in contexts:
        context.close()
    assert watched.errors == []
    outside = [url for url in watched.requests if not url.startswith(("file:", "data:", "http://127.0.0.1:"))]
    assert outside == []
