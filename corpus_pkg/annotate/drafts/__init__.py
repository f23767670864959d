"""Drafts: annotations written down as quotes, and the program that finds them in the text.

People and language models copy words without fault and count characters badly. A draft is a JSON
Lines file that names every span by its words; `resolve` turns it into stand-off annotations or
says which quote it could not place. `docs/drafts.md` describes the lines.
"""

from corpus_pkg.annotate.drafts.resolve import Resolved, Ruling, resolve

__all__ = ["Resolved", "Ruling", "resolve"]
