"""A corpus that is still being annotated: the server follows its files."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus_pkg.explorer.library import Library
from corpus_pkg.explorer.server import ExplorerServer, make_server
from corpus_pkg.explorer.watched import Watched
from tests.explorer.conftest import Open
from tests.explorer.test_server import ask
from tests.small_corpus import FIRST


@pytest.fixture
def root(small_corpus_folder: Path, tmp_path: Path) -> Path:
    """A corpus to be changed."""
    return Path(shutil.copytree(small_corpus_folder, tmp_path / "ports"))


@pytest.fixture
def server(root: Path) -> Iterator[ExplorerServer]:
    """A server that watches it."""
    server = make_server(Watched(root, lambda: Library(root)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def changes(server: ExplorerServer) -> dict[str, str | None]:
    """Return what the page is told."""
    found: dict[str, str | None] = json.loads(ask(server, "/api/changes")[1])
    return found


def test_a_changed_registry_is_served_and_the_page_has_another_stamp(
    server: ExplorerServer, root: Path
) -> None:
    first = changes(server)
    assert first["trouble"] is None
    assert f'"stamp":"{first["stamp"]}"'.encode() in ask(server, "/")[1]
    registry = root / "annotations/registry.jsonl"
    before = json.loads(ask(server, "/api/registry")[1])["total"]
    registry.write_text(registry.read_text("utf-8") + '{"id": "zzz", "type": "ORG", "name": "Z"}\n', "utf-8")
    second = changes(server)
    assert second["stamp"] != first["stamp"]
    assert f'"stamp":"{second["stamp"]}"'.encode() in ask(server, "/")[1]
    assert json.loads(ask(server, "/api/registry")[1])["total"] == before + 1
    assert changes(server) == second


def test_a_corpus_that_is_broken_for_a_while_is_served_as_it_was(server: ExplorerServer, root: Path) -> None:
    first = changes(server)
    targets = root / "annotations/targets.jsonl"
    good = targets.read_text("utf-8")
    targets.write_text("{not json\n", "utf-8")
    broken = changes(server)
    assert broken["stamp"] == first["stamp"]
    assert broken["trouble"]
    assert broken["trouble"].startswith("annotations/targets.jsonl:1: ")
    assert ask(server, f"/api/document?id={FIRST}")[0] == 200
    targets.write_text(good, "utf-8")
    fixed = changes(server)
    assert fixed["trouble"] is None
    assert fixed["stamp"] != first["stamp"]


def test_a_server_that_does_not_watch_has_no_changes(root: Path) -> None:
    server = make_server(Library(root))
    assert server.changes() is None
    server.server_close()


@pytest.mark.slow
def test_the_page_shows_what_has_changed_where_its_reader_is(
    open_page: Open, server: ExplorerServer, root: Path
) -> None:
    page = open_page(f"#/read/{FIRST}", place=f"http://127.0.0.1:{server.server_port}/")
    figures = root / f"annotations/figures/{FIRST}.jsonl"
    assert page.locator(".text mark.hl-figures").count() == len(figures.read_text("utf-8").splitlines()) > 0
    page.set_viewport_size({"width": 1280, "height": 300})
    page.evaluate("() => scrollTo(0, 40)")
    figures.write_text("", "utf-8")
    gone = "() => document.querySelector('main h1') && !document.querySelector('.text mark.hl-figures')"
    page.wait_for_function(gone)
    page.wait_for_function("() => scrollY === 40")
    targets = root / "annotations/targets.jsonl"
    targets.write_text("{not json\n", "utf-8")
    page.wait_for_selector(".trouble:not([hidden])")
    assert "annotations/targets.jsonl:1" in page.inner_text(".trouble")


@pytest.mark.slow
def test_a_served_list_says_of_how_many_it_shows_a_part(open_page: Open) -> None:
    from corpus_pkg.corpus import layout

    library = Library(layout.packaged())
    server = make_server(library)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        page = open_page("#/entities", place=f"http://127.0.0.1:{server.server_port}/")
        page.get_by_text(f"100 of {len(library.registry)} entities").wait_for()
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "label", "columns"),
    [
        ("#/figures", "All figures", ["In the text", "Value", "Unit", "Subject"]),
        ("#/topics/section-907-status-2025", "Pairs of answers", ["Relation", "One answer"]),
    ],
)
def test_a_narrow_table_begins_with_the_columns_that_matter(
    open_page: Open, address: str, label: str, columns: list[str]
) -> None:
    page = open_page(address, width=400)
    page.locator(f'[aria-label="{label}"] thead th').first.wait_for()
    shown = page.evaluate(
        """(label) => [...document.querySelectorAll(`[aria-label="${label}"] thead th`)]
          .filter((head) => head.getBoundingClientRect().right <= innerWidth)
          .map((head) => head.textContent.trim())""",
        label,
    )
    assert shown[: len(columns)] == columns
