"""Pictures of the explorer, for a person to look at and for the documentation.

`python -m tests.explorer.screenshots FOLDER` writes every view, wide and narrow, light and dark;
with `--docs` only those that the documentation shows, those of the site's own pages too:
`python -m tests.explorer.screenshots docs/images --docs`.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

import corpus_pkg
from corpus_pkg.explorer import corpus_page
from tests.explorer.conftest import ARGUMENTS, CHROMIUM, VIEWS

DOCS = {
    "read": "#/read/trade-nearly-doubles/fig-336-348",
    "stance": "#/stance?row=author&target=section-907",
    "disagreement": "#/disagreement/section-907-repeal?layer=entities",
}

SITE = {
    "home": ".",
    "load-and-query": "guides/load-and-query",
    "language-models": "guides/language-models",
    "build-your-own-corpus": "guides/build-your-own-corpus",
    "notebook": "notebook",
}
SIZES = ((1280, "light"), (1280, "dark"), (400, "light"), (400, "dark"))


def take(browser: Browser, page_file: Path, folder: Path, *, docs: bool = False) -> list[Path]:
    """Write pictures of the explorer and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for width, scheme in SIZES[:1] if docs else SIZES:
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


def take_site(browser: Browser, site: Path, explorer: Path, folder: Path) -> list[Path]:
    """Write small pictures of pages of the site and of the explorer, as `docs/screenshots.md` shows them."""
    places = {name: (site / page / "index.html").as_uri() for name, page in SITE.items()}
    places["explorer"] = explorer.as_uri() + DOCS["read"]
    made = []
    for width, scheme in SIZES:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            device_scale_factor=0.5 if width > 1000 else 0.75,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = context.new_page()
        for name, address in places.items():
            page.goto(address)
            page.wait_for_selector("h1")
            page.wait_for_timeout(200)
            place = folder / f"{name}-{width}-{scheme}.jpg"
            page.screenshot(path=place, type="jpeg", quality=70)
            made.append(place)
        context.close()
    return made


def main() -> None:
    """Write the pictures into the folder that is named on the command line."""
    folder = Path(sys.argv[1])
    docs = "--docs" in sys.argv
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made, sync_playwright() as playwright:
        page_file = Path(made) / "azus.html"
        page_file.write_text(corpus_page(corpus_pkg.load()), "utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take(browser, page_file, folder, docs=docs)
        if docs:
            site = Path(made) / "site"
            subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--no-strict", "--site-dir", site], check=True
            )
            take_site(browser, site, page_file, folder)
        browser.close()


if __name__ == "__main__":
    main()
