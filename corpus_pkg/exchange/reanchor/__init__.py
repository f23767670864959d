"""Re-anchoring: placing the spans of a document in another copy of its text, each one verified."""

from corpus_pkg.exchange.reanchor.outcome import Outcome, Reanchored
from corpus_pkg.exchange.reanchor.rebuild import reanchor, reanchor_stripped

__all__ = ["Outcome", "Reanchored", "reanchor", "reanchor_stripped"]
