"""From two annotators' layers to one: the list of differences, the decisions, and their application.

`differences` lists what is to be decided, `apply` makes the adjudicated layers of the decisions,
and `derive` makes the decisions of adjudicated layers that were written some other way (as drafts
that cite rules). `docs/agreement.md` shows the cycle.
"""

from corpus_pkg.annotate.adjudication.apply import apply
from corpus_pkg.annotate.adjudication.derive import derive
from corpus_pkg.annotate.adjudication.difference import DecidedDifference, Difference, differences
from corpus_pkg.annotate.adjudication.translate import Translated

__all__ = ["DecidedDifference", "Difference", "Translated", "apply", "derive", "differences"]
