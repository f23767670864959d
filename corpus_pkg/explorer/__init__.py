"""The explorer: a corpus as one self-contained HTML page, or served page by page from this machine."""

from corpus_pkg.explorer.notebook import Explorer
from corpus_pkg.explorer.page import corpus_page

__all__ = ["Explorer", "corpus_page"]
