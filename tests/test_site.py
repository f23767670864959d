"""The documentation site: every page has its place, and every link leads somewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]


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


@pytest.mark.slow
def test_the_site_builds_with_every_link_checked(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    page = (tmp_path / "site/reference/corpus/index.html").read_text("utf-8")
    assert 'id="corpus_pkg.load"' in page
    assert "Annotation guidelines of AzUS" in (tmp_path / "site/guidelines/index.html").read_text("utf-8")
    for place in (tmp_path / "site").rglob("*.html"):
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="(https?:[^"]*)"', place.read_text("utf-8"))
        loaded += re.findall(
            r'<link[^>]* rel="stylesheet"[^>]* href="(https?:[^"]*)"', place.read_text("utf-8")
        )
        assert not loaded, f"{place} loads {loaded}"
