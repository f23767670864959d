"""Makes the README into the description of the distributions: its links lead into the repository.

The address of the repository is in `pyproject.toml` and nowhere else: `[project.urls]`.
"""

import re
from pathlib import Path
from typing import Any, Final

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK: Final = re.compile(r"(!?)\[([^\]]*)\]\((?!https?://|#)([^)]+)\)")


def absolute(text: str, repository: str) -> str:
    """Return a Markdown page with its relative links and pictures as addresses in the repository."""

    def lengthened(link: re.Match[str]) -> str:
        folder = "raw" if link[1] else "blob"
        return f"{link[1]}[{link[2]}]({repository}/{folder}/HEAD/{link[3]})"

    return LINK.sub(lengthened, text)


class ReadmeHook(MetadataHookInterface):
    """Gives the metadata of the package its long description."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme`."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        repository = metadata["urls"]["Repository"].removesuffix("/")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, repository)}
