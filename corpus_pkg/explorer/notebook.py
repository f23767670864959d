"""The explorer as an object: shown by a notebook, or saved as a file."""

from collections.abc import Iterable
from html import escape
from os import PathLike
from pathlib import Path

from corpus_pkg.corpus.overwrite import require_own
from corpus_pkg.corpus.staging import replacing_file, write_atomically
from corpus_pkg.explorer.page import is_page, write_sealed


def require_page(place: Path) -> None:
    """Refuse to replace what is not an explorer page as this package wrote it.

    Raises:
        FileExistsError: There is another file.
    """
    require_own(place, is_page, "an explorer page as corpus-pkg wrote it")


def save_page(place: Path, parts: Iterable[str]) -> None:
    """Write a page from its parts, or over an earlier page.

    Raises:
        FileExistsError: There is a file that is not a page as this package wrote it.
    """
    require_page(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with replacing_file(place) as file:
        write_sealed(file, parts)


class Explorer:
    """The explorer of a corpus.

    A notebook shows it in a frame of its own, which can't reach the notebook's page.

    Attributes:
        html: The whole page.
        height: The frame's height in CSS pixels.
    """

    def __init__(self, html: str, height: int = 720) -> None:
        self.html = html
        self.height = height

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the page to a file, or over an earlier page, and return its path.

        Raises:
            FileExistsError: There is a file that is not a page as this package wrote it.
        """
        place = Path(path)
        require_page(place)
        write_atomically(place, self.html.encode("utf-8"))
        return place

    def _repr_html_(self) -> str:
        # Without allow-same-origin the frame has an origin of its own.
        return (
            f'<iframe srcdoc="{escape(self.html, quote=True)}" title="Corpus explorer" width="100%" '
            f'height="{int(self.height)}" style="border: 1px solid #8888; border-radius: 6px" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<Explorer: {len(self.html):,} characters of HTML; .save(path) writes it>"
