"""What was read of foreign files, until it is stored."""

from dataclasses import dataclass, field

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.exchange.formats.links import Registry
from corpus_pkg.exchange.formats.losses import LossReport


@dataclass(slots=True)
class Reading:
    """What was read of foreign files.

    Attributes:
        corpus: The corpus that the texts belong to.
        losses: What the corpus can't hold of them.
        problems: What is wrong with files, documents or single annotations; those are left out.
        documents: The documents, with the corpus's own annotations where the files say nothing.
        changed: The layers that the files change, for each document.
        unreadable: Whether there was nothing to read: no such file, or none of the format in a folder.
        linked: Whether a mention has a link.
        registry: The corpus's registry, with the entries that are made for mentions without a link.
    """

    corpus: Corpus
    losses: LossReport
    problems: Problems = field(default_factory=Problems)
    documents: list[Document] = field(default_factory=list)
    changed: dict[str, frozenset[str]] = field(default_factory=dict)
    unreadable: bool = False
    linked: bool = False
    registry: Registry = field(init=False)

    def __post_init__(self) -> None:
        self.registry = Registry(self.corpus.registry, labels=self.corpus.labels)

    @property
    def made(self) -> dict[str, RegistryEntry]:
        """The registry entries that were made for mentions without a link, by id."""
        return self.registry.made

    @property
    def broken(self) -> list[Problem]:
        """The problems of whole files and documents, of which nothing was read."""
        alone = set(self.losses.refused)
        return [problem for problem in self.problems if problem not in alone]

    @property
    def nothing(self) -> bool:
        """Whether there are problems, and nothing to store."""
        return bool(self.problems) and not any(self.changed.values())
