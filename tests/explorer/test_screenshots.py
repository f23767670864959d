"""Every view can be pictured, wide and narrow, in light and in dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.command_line import ROOT
from tests.explorer.conftest import VIEWS
from tests.explorer.screenshots import DOCS, SITE, SIZES, take


def test_every_picture_of_the_docs_is_one_that_the_command_makes() -> None:
    made = {f"explorer-{name}.jpg" for name in DOCS}
    made |= {f"{name}-{width}-{scheme}.jpg" for name in (*SITE, "explorer") for width, scheme in SIZES}
    images = ROOT / "docs/images"
    assert {place.name for place in images.iterdir()} - {"mark.svg"} == made
    assert sum(place.stat().st_size for place in images.iterdir()) < 2_000_000
    pages = "".join(page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.md"))
    assert [name for name in made if f"images/{name}" not in pages] == []


@pytest.mark.slow
def test_every_view_is_pictured(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    made = take(browser, page_file, tmp_path / "screenshots")
    assert len(made) == 4 * len(VIEWS)
    # An empty page of this size has some kilobytes.
    assert min(place.stat().st_size for place in made) > 8_000
