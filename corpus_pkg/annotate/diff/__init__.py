"""What differs between two corpora, annotation by annotation, and how to make one of the other."""

from corpus_pkg.annotate.diff.changes import By, Change, CorpusDiff, DocumentDiff, Kind, ListDiff
from corpus_pkg.annotate.diff.compare import diff
from corpus_pkg.annotate.diff.patch import apply

__all__ = ["By", "Change", "CorpusDiff", "DocumentDiff", "Kind", "ListDiff", "apply", "diff"]
