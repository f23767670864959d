"""Which files an output may replace: those of its own kind, and none of the corpus that is read."""

import os
from collections.abc import Callable
from pathlib import Path

from corpus_pkg.corpus.layout import Folder


def require_own(place: Path, is_own: Callable[[bytes], bool], what: str) -> None:
    """Refuse an output whose replacement would lose something that this package did not write.

    An empty file, a pipe and a device may be written to.

    Args:
        place: The output.
        is_own: Whether content is of the kind that is written here.
        what: What that kind is, such as `an explorer page`.

    Raises:
        FileExistsError: There is another file.
    """
    if place.is_file():
        data = place.read_bytes()
        if data and not is_own(data):
            raise FileExistsError(f"{place} exists and is not {what}; remove it or name another file")


def require_outside(place: Path, corpus: Folder | None) -> None:
    """Refuse an output that is a file of the corpus that is read.

    Args:
        place: The output.
        corpus: The corpus directory; None, or a folder in an archive, where there is nothing to lose.

    Raises:
        FileExistsError: It is such a file.
    """
    if not isinstance(corpus, Path) or not os.path.lexists(place):
        return
    real = Path(os.path.realpath(place))
    for part in ("raw", "annotations"):
        if real.is_relative_to(os.path.realpath(corpus / part)):
            raise FileExistsError(f"{place} is a file of the corpus; name another file")
