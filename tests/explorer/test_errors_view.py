"""The explorer's view of errors: gold and predicted annotations, counted as `score` counts them."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

import corpus_pkg
from corpus_pkg.corpus import layout
from corpus_pkg.explorer.errors import FILTERS, MAX_ERRORS
from corpus_pkg.explorer.library import Library
from corpus_pkg.explorer.server import make_server
from corpus_pkg.layers import DOCUMENT_STANCE, STANCE
from corpus_pkg.train.errors import Kind
from tests.command_line import run
from tests.explorer.conftest import Open
from tests.explorer.test_accessibility import violations

CORPUS = corpus_pkg.load()
NAME = "packaged#c"
FOUND = corpus_pkg.errors(CORPUS, CORPUS.annotator("c"))
SCORED = corpus_pkg.score(CORPUS, CORPUS.annotator("c"), samples=0)
LINES = [json.loads(line) for line in FOUND.lines().splitlines()]


@pytest.fixture(scope="module")
def page_of_errors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("errors") / "page.html"
    run("explore", "--predicted", NAME, "--out", place).succeeded("wrote")
    return place


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address of a server of the packaged corpus and of one prediction's errors."""
    server = make_server(Library(layout.packaged(), {NAME: FOUND}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def data_of(page: Path) -> Any:
    text = page.read_text("utf-8").split('id="corpus">')[1].split("</script>")[0]
    return json.loads(text)


def answer(address: str, path: str) -> Any:
    with urlopen(f"{address}api/{path}") as response:
        return json.load(response)


def test_the_numbers_of_the_view_are_those_of_score(page_of_errors: Path, served: str) -> None:
    summary = data_of(page_of_errors)["predictions"][NAME]
    assert len(summary.pop("errors")) == len(LINES)
    assert answer(served, "predicted?name=packaged%23c") == summary
    for layer, numbers in summary["layers"].items():
        measure = {STANCE.name: "attributed", DOCUMENT_STANCE.name: "accuracy"}.get(layer, "strict")
        whole = SCORED[layer, measure, "micro"]
        assert (numbers["gold"], numbers["recall"]) == (whole.gold, whole.recall)
        if layer != DOCUMENT_STANCE.name:
            assert (numbers["predicted"], numbers["precision"]) == (whole.predicted, whole.precision)
            assert numbers["f1"] == whole.value
        assert sum(numbers["kinds"].values()) == sum(error.layer == layer for error in FOUND.errors)
        for group in ("type", "document"):
            assert sum(n for _, _, n in numbers[group]) == sum(numbers["kinds"].values())
        assert sum(n for _, _, n in numbers["confusion"]) == sum(FOUND.confusion.get(layer, {}).values())


def test_the_server_gives_the_errors_page_by_page(served: str) -> None:
    chosen = [line for line in LINES if line["layer"] == "stance" and line["kind"] == "missed"]
    found = answer(served, "errors?name=packaged%23c&layer=stance&kind=missed&from=1&count=2")
    assert found["total"] == len(chosen) > 2
    assert [one["gold"]["id"] for one in found["errors"]] == [line["gold"]["id"] for line in chosen[1:3]]
    whole = answer(served, "errors?name=packaged%23c&count=100000")
    assert whole["total"] == len(LINES)
    assert len(whole["errors"]) == min(MAX_ERRORS, len(LINES))
    none = answer(served, "errors?name=packaged%23c&type=NONE")
    assert none == {"total": 0, "errors": []}
    assert set(FILTERS) == {"layer", "kind", "type", "document"}


@pytest.mark.parametrize("where", ["from disk", "served"])
def test_the_view_shows_all_errors_of_a_kind(
    where: str, open_page: Open, page_of_errors: Path, served: str
) -> None:
    place = page_of_errors.as_uri() if where == "from disk" else served
    page = open_page("#/errors?layer=claims&kind=boundary", place)
    chosen = [line for line in LINES if line["layer"] == "claims" and line["kind"] == Kind.BOUNDARY]
    page.wait_for_selector(".differences .difference")
    assert f"{len(chosen)} errors in claims: boundary" in page.inner_text(".differences h2")
    lines = page.locator(".differences .difference")
    assert lines.count() == len(chosen)
    for number, line in enumerate(chosen[:5]):
        shown = lines.nth(number)
        for side in ("gold", "predicted"):
            assert shown.locator(f".on-{side}").first.inner_text() in line[side]["text"]
            assert line[side]["text"][:60] in shown.locator(".said").first.inner_text()
    page.click(".view-errors button:has-text('By document')")
    by_document = page.locator("table", has_text="Errors by document and kind")
    documents = {line["document"] for line in LINES if line["layer"] == "claims"}
    assert by_document.locator("tbody tr").count() == len(documents)
    head = page.locator(".view-errors table").first
    cells = head.locator("tbody tr", has_text="F1").first.inner_text().split()
    counts = FOUND.counts.values()
    assert cells == ["F1", *("–" if count.f1 is None else f"{count.f1:.3f}" for count in counts)]


def test_a_page_without_predictions_has_no_such_view(open_page: Open) -> None:
    page = open_page("#/errors")
    assert page.locator(".view-read").count() == 1
    assert page.locator("[data-view=errors]").count() == 0


def test_quotes_that_were_not_found_are_listed(open_page: Open, tmp_path: Path) -> None:
    reply = {
        "document": CORPUS.ids[0],
        "sentence": CORPUS[CORPUS.ids[0]].sentences[0].id,
        "reply": json.dumps(
            {
                "dates": [
                    {"quote": "<b>never", "n": None, "type": "DATE", "value": "1999"}
                    | {"mod": None, "anchor": None, "anchor_n": None}
                ]
            }
        ),
    }
    (tmp_path / "replies.jsonl").write_text(json.dumps(reply) + "\n", "utf-8")
    place = tmp_path / "page.html"
    run("explore", "--predicted", tmp_path / "replies.jsonl", "--layer", "dates", "--out", place).succeeded()
    page = open_page("#/errors?kind=ungrounded", place.as_uri())
    page.wait_for_selector(".differences .difference")
    assert "<b>never" in page.inner_text(".differences")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--form", "spans"), "--layer, --form and --map need --predicted"),
        (("--watch", "--predicted", NAME), "use --watch or --predicted, not both"),
        (("--predicted", NAME, "--predicted", NAME), "two predictions are called packaged#c"),
    ],
)
def test_what_can_not_be_shown_is_refused(options: tuple[str, ...], said: str) -> None:
    run("explore", *options).refused(said, status=2)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["#/errors", "#/errors?layer=stance&kind=type", "#/errors?by=document"])
def test_the_view_has_no_violation(open_page: Open, page_of_errors: Path, address: str, scheme: str) -> None:
    for width in (1280, 400):
        page = open_page(
            address,
            page_of_errors.as_uri(),
            width=width,
            color_scheme=scheme,
            bypass_csp=True,
            reduced_motion="reduce",
        )
        page.wait_for_selector(".differences .difference")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert violations(page) == []
