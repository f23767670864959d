"""A corpus of one's own: laying it out, and taking texts in."""

from corpus_pkg.annotate.scaffold.add import Added, add_texts
from corpus_pkg.annotate.scaffold.known import Known
from corpus_pkg.annotate.scaffold.layout import NotEmptyError, new_corpus
from corpus_pkg.annotate.scaffold.propose import Blocks, propose

__all__ = ["Added", "Blocks", "Known", "NotEmptyError", "add_texts", "new_corpus", "propose"]
