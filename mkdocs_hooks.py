"""What the site takes from the rest of the repository: the addresses of the project, and pages at its top.

A line `--8<-- "DATASHEET.md"` in a page is that file; a notebook is its cells with what they give. Links
between such files, which begin at the top of the repository, become links between the pages of the site.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

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


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Return the HTML of a page, with its sections folded where the configuration says so."""
    return folded(html) if page.file.src_uri in config.extra["folded"] else html


def folded(html: str) -> str:
    """Return HTML with what follows each heading of the second level folded under it."""
    head, *sections = re.split(r"(?=<h2[ >])", html)
    return head + "".join(
        re.sub(
            r"(<h2.*?</h2>)(.*)",
            r'<details class="fold"><summary>\1</summary>\2</details>',
            section,
            count=1,
            flags=re.DOTALL,
        )
        for section in sections
    )


def included(name: str, docs: Path) -> str:
    """Return the text of a file of the repository, with the links that a page at the top of the site has."""
    text = (ROOT / name).read_text("utf-8")
    if name.endswith(".ipynb"):
        text = "\n\n".join(part for cell in json.loads(text)["cells"] for part in shown(cell))
    for page in docs.glob("*.md"):
        whole = INCLUDE.fullmatch(page.read_text("utf-8").strip())
        if whole:
            text = text.replace(f"]({whole[1]})", f"]({page.name})")
    return text.replace("](docs/", "](")


def shown(cell: dict[str, Any]) -> Iterator[str]:
    """Yield the Markdown of a cell of a notebook, and of what it gives."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield source
        return
    yield f"```python\n{source}\n```"
    for output in cell["outputs"]:
        data = output.get("data", {"text/plain": output.get("text", [])})
        if "text/html" in data:
            table = re.sub(r"<style scoped>.*?</style>", "", "".join(data["text/html"]), flags=re.DOTALL)
            yield f'<div class="given">\n{table}\n</div>'
        else:
            yield f"```output\n{''.join(data['text/plain']).rstrip()}\n```"
