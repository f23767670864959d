"""Pictures of the explorer, for a person to look at and for the documentation.

`python -m tests.explorer.screenshots FOLDER` writes every view, wide and narrow, light and dark;
with `--docs` only those that the documentation shows, as `docs/images` has them.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import corpus_pkg
from corpus_pkg.explorer import corpus_page
from tests.explorer.conftest import ARGUMENTS, CHROMIUM, VIEWS

DOCS = {
    "read": "#/read/trade-nearly-doubles/fig-336-348",
    "stance": "#/stance?row=author&target=section-907",
    "disagreement": "#/disagreement/section-907-repeal?layer=entities",
}


def take(browser: Browser, page_file: Path, folder: Path, *, docs: bool = False) -> list[Path]:
    """Write pictures of the explorer and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    sizes = ((1280, "light"),) if docs else ((1280, "light"), (1280, "dark"), (400, "light"), (400, "dark"))
    for width, scheme in sizes:
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for name, address in (DOCS if docs else VIEWS).items():
            page.goto("about:blank")
            page.goto(page_file.as_uri() + address)
            page.wait_for_selector("main h1")
            page.wait_for_timeout(200)
            place = folder / (f"explorer-{name}.jpg" if docs else f"{name}-{width}-{scheme}.jpg")
            page.screenshot(path=place, type="jpeg", quality=72)
            made.append(place)
        context.close()
    return made


def main() -> None:
    """Write the pictures into the folder that is named on the command line."""
    folder = Path(sys.argv[1])
    page_file = folder / "azus.html"
    folder.mkdir(parents=True, exist_ok=True)
    page_file.write_text(corpus_page(corpus_pkg.load()), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take(browser, page_file.resolve(), folder, docs="--docs" in sys.argv)
        browser.close()
    page_file.unlink()


if __name__ == "__main__":
    main()
