"""What the site takes from the rest of the repository: the addresses of the project, and pages at its top.

A line `--8<-- "DATASHEET.md"` in a page is that file. Links between such files, which begin at the top of the
repository, become links between the pages of the site.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig

ROOT: Final = Path(__file__).parent
INCLUDE: Final = re.compile(r'^--8<-- "(.+)"$', re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set the address of the site, and of the repository that its pages link to."""
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    config.site_url = urls["Documentation"].removesuffix("/") + "/"
    config.repo_url = urls["Repository"]
    config.repo_name = "Repository"
    return config


def on_page_markdown(markdown: str, config: MkDocsConfig, **_: Any) -> str:
    """Return a page with the files that it includes."""
    return INCLUDE.sub(lambda line: included(line[1], Path(config.docs_dir)), markdown)


def included(name: str, docs: Path) -> str:
    """Return the text of a file of the repository, with the links that a page at the top of the site has."""
    text = (ROOT / name).read_text("utf-8")
    for page in docs.glob("*.md"):
        whole = INCLUDE.fullmatch(page.read_text("utf-8").strip())
        if whole:
            text = text.replace(f"]({whole[1]})", f"]({page.name})")
    return text.replace("](docs/", "](")
