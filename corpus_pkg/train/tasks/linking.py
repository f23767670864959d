"""Entity linking: a mention in its sentence, its registry entry, and candidates from other documents."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import ENTITIES
from corpus_pkg.layers.base import EntityLabel
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.train.units import by_stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingRow:
    """A mention to be linked."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    annotation: str
    """The mention's id."""
    sentence: str
    """The sentence's id."""
    context: str
    """The sentence's text."""
    start: int
    """The mention's first offset in the context, in code points."""
    end: int
    """The offset after its last character in the context."""
    mention: str
    """The mention as written."""
    type: EntityLabel
    """Its name type."""
    entity: str
    """The registry id of what it refers to: the answer."""
    stands_for: str | None
    """For a capital that acts as a government: the registry id of the state."""
    candidates: tuple[str, ...]
    """Registry ids that the mention may refer to, the likeliest first."""


def entity_linking(corpus: Corpus) -> View[LinkingRow]:
    """Return the view for entity linking: one row per mention, nested ones too.

    Candidates are, letter case apart, the entries that the same words refer to in *other* documents, the
    most frequent first, then those whose name or Wikipedia title these words are. Nothing of the row's own
    document goes into them. Mentions whose entity is not among them are kept and reported.

    Args:
        corpus: The corpus.
    """
    uses = _uses(corpus)
    named = _named(corpus)
    misfits: list[Misfit] = []
    rows = []
    for fold, document in numbered(corpus):
        for stretch, mentions in by_stretch(document, ENTITIES.name, "sentence", misfits):
            for mention in mentions:
                words = mention.text.casefold()
                candidates = uses[words].candidates(document.id, named[words])
                if mention.entity not in candidates:
                    misfits.append(misfit(document, mention, Reason.NOT_A_CANDIDATE))
                rows.append(
                    LinkingRow(
                        document=document.id,
                        fold=fold,
                        annotation=mention.id,
                        sentence=stretch.id or "",
                        context=stretch.text,
                        start=mention.start - stretch.start,
                        end=mention.end - stretch.start,
                        mention=mention.text,
                        type=mention.type,
                        entity=mention.entity,
                        stands_for=mention.stands_for,
                        candidates=candidates,
                    )
                )
    return view_of(corpus, "entity_linking", LinkingRow, rows, misfits)


@dataclass(slots=True)
class _Uses:
    """How often the same words refer to each entry: in all documents, and in each."""

    total: Counter[str] = field(default_factory=Counter)
    by_document: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, document: str, entry: str) -> None:
        self.total[entry] += 1
        self.by_document.setdefault(document, Counter())[entry] += 1

    def candidates(self, document: str, named: set[str]) -> tuple[str, ...]:
        """Return the entries that other documents use the words for, then those that have them as a name."""
        elsewhere = self.total - self.by_document[document]
        by_use = sorted(elsewhere, key=lambda entry: (-elsewhere[entry], entry))
        return (*by_use, *sorted(named - elsewhere.keys()))


def _uses(corpus: Corpus) -> defaultdict[str, _Uses]:
    """Return the uses of all words, letter case apart."""
    uses: defaultdict[str, _Uses] = defaultdict(_Uses)
    for document in corpus:
        for mention in document.entities:
            uses[mention.text.casefold()].add(document.id, mention.entity)
    return uses


def _named(corpus: Corpus) -> defaultdict[str, set[str]]:
    """Return, by folded words, the entries of that name."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    for entry in corpus.registry.values():
        for name in (entry.name, entry.wikipedia):
            if name:
                named[name.casefold()].add(entry.id)
    return named
