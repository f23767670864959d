"""The text-free edition of a corpus: its records without the texts, and how they come back."""

from corpus_pkg.exchange.textfree.strip import TextFreeDocument, restore, strip

__all__ = ["TextFreeDocument", "restore", "strip"]
