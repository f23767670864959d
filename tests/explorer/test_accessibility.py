"""Every view passes axe-core's rules, in light and in dark, wide and narrow."""

from collections.abc import Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.explorer.conftest import VIEWS, Open

pytestmark = pytest.mark.slow


def violations(page: Any) -> list[str]:
    """Return what axe-core finds in a page, one line a fault."""
    found: Mapping[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        f"{rule['id']}: {node['html'][:160]} {node['any'][0]['message'][:160] if node['any'] else ''}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_no_violation(open_page: Open, view: str, scheme: str) -> None:
    # The policy of the page refuses axe-core too, which is put in from outside.
    page = open_page(VIEWS[view], color_scheme=scheme, bypass_csp=True, reduced_motion="reduce")
    assert violations(page) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_narrow_view_has_no_violation_and_does_not_scroll_sideways(open_page: Open, view: str) -> None:
    page = open_page(VIEWS[view], width=400, bypass_csp=True, reduced_motion="reduce")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400
    assert violations(page) == []


def test_the_list_of_keys_has_no_violation(open_page: Open) -> None:
    page = open_page("", bypass_csp=True)
    page.keyboard.press("?")
    assert page.locator("dialog[open]").is_visible()
    assert violations(page) == []
