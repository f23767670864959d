"""How far two annotators agree: spans, types, values, links and stance, measured from their own layers.

`docs/agreement.md` defines every figure. The figures describe the annotation before adjudication;
what adjudication then decided is `corpus_pkg.annotate.adjudication`.
"""

from corpus_pkg.annotate.agreement.matching import Tally, match
from corpus_pkg.annotate.agreement.report import Report, agreement
from corpus_pkg.corpus.identity import Identity, translation

__all__ = ["Identity", "Report", "Tally", "agreement", "match", "translation"]
