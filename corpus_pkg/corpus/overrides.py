"""The overrides of topics where documents and claims get other names, or go."""

from collections.abc import Callable

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.models import PairOverride, Topic
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.read import read_records
from corpus_pkg.corpus.write import records_bytes

Name = Callable[[str, str], tuple[str, str] | None]
"""From the ids of a document and a claim in it to their new ones; None where the claim is gone."""


def renamed(topic: Topic, name: Name) -> Topic:
    """Return a topic whose overrides have other names for claims, without those of claims that are gone."""
    found = (_renamed(override, name) for override in topic.overrides)
    return topic.model_copy(update={"overrides": tuple(one for one in found if one is not None)})


def _renamed(override: PairOverride, name: Name) -> PairOverride | None:
    one = name(override.document, override.claim)
    other = name(override.other_document, override.other_claim)
    if one is None or other is None:
        return None
    names = {"document": one[0], "claim": one[1], "other_document": other[0], "other_claim": other[1]}
    return override.model_copy(update=names)


def renamed_file(root: Folder, name: Name) -> dict[str, bytes]:
    """Return the file of topics with other names for claims, by its path; nothing where it stays as it is.

    Raises:
        CorpusError: The topics can't be read.
    """
    if not files.is_there(root, layout.TOPICS_FILE):
        return {}
    problems: list[Problem] = []
    before = [topic for _, topic in read_records(root, layout.TOPICS_FILE, Topic, problems)]
    if problems:
        raise CorpusError(problems)
    after = [renamed(topic, name) for topic in before]
    return {} if after == before else {layout.TOPICS_FILE: records_bytes(after)}
