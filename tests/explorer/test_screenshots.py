"""Every view can be pictured, wide and narrow, in light and in dark."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.explorer.conftest import VIEWS
from tests.explorer.screenshots import take

pytestmark = pytest.mark.slow


def test_every_view_is_pictured(browser: Browser, page_file: Path, tmp_path: Path) -> None:
    made = take(browser, page_file, tmp_path / "screenshots")
    assert len(made) == 4 * len(VIEWS)
    # An empty page of this size has some kilobytes.
    assert min(place.stat().st_size for place in made) > 8_000
