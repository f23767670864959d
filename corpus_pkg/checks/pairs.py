"""Rules on overrides: what an adjudicator decided about pairs of claims (see `Topic.overrides`)."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from corpus_pkg.checks.findings import Hit, Part
from corpus_pkg.checks.registry import Shared
from corpus_pkg.checks.rule import rule
from corpus_pkg.corpus.claim_pairs import verdict
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import PairOverride, Topic

if TYPE_CHECKING:
    from corpus_pkg.layers import Claim


class Broken(NamedTuple):
    """An override that breaks a rule over the whole corpus."""

    code: str
    hit: Hit


@rule(
    "pair-repeated",
    "An override is about one claim alone, or a pair has two; correct it or keep one.",
    Part.TOPICS,
)
def overrides_are_of_two_claims(shared: Shared) -> Iterator[Hit]:
    """An override is about two claims, and a pair has one override at most."""
    for index, topic in enumerate(shared.topics):
        seen: set[frozenset[tuple[str, str]]] = set()
        for override in topic.overrides:
            if len(override.pair) < 2:
                yield _hit(index, override, "is about one claim alone; name the other one")
            elif override.pair in seen:
                yield _hit(index, override, "is about a pair that has another override; keep one")
            seen.add(override.pair)


class Overrides:
    """The overrides of a corpus, and the claims that they name, which are gathered document by document.

    Attributes:
        documents: The documents that overrides name.
    """

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = topics
        self._wanted = {name for topic in topics for override in topic.overrides for name in override.pair}
        self.documents: Final = {document for document, _ in self._wanted}
        self._claims: dict[tuple[str, str], Claim] = {}
        self._documents: set[str] = set()

    def see(self, document: Document) -> None:
        """Take in a document."""
        if document.id in self.documents:
            self._documents.add(document.id)
            places = ((document.id, claim.id) for claim in document.claims)
            found = zip(places, document.claims, strict=True)
            self._claims.update((place, claim) for place, claim in found if place in self._wanted)

    def broken(self, unread: Collection[str] = ()) -> Iterator[Broken]:
        """Yield what is wrong, once all documents were seen.

        Args:
            unread: The ids of documents whose claims could not all be read.
        """
        for index, topic in enumerate(self._topics):
            for override in topic.overrides:
                if all(document not in unread for document, _ in override.pair):
                    yield from self._of(index, topic, override)

    def _of(self, index: int, topic: Topic, override: PairOverride) -> Iterator[Broken]:
        absent = sorted({document for document, _ in override.pair} - self._documents)
        if absent:
            message = f"names the document {absent[0]}, which is not here; remove it, unless this is a part"
            yield Broken("pair-document", _hit(index, override, message))
            return
        found = []
        for document, id_ in sorted(override.pair):
            claim = self._claims.get((document, id_))
            if claim is None:
                message = f"names {id_}, which {document} does not have; correct it"
                yield Broken("pair-claim", _hit(index, override, message))
            elif claim.topic != topic.id:
                message = f"names {id_}, a claim on {claim.topic}; move it to that topic or correct it"
                yield Broken("pair-claim", _hit(index, override, message))
            else:
                found.append(claim)
        if len(found) == 2 and verdict(topic, *found).relation is override.relation:
            message = f"says {override.relation}, which is derived too; remove it"
            yield Broken("pair-derived", _hit(index, override, message))


def _hit(index: int, override: PairOverride, message: str) -> Hit:
    names = f"{override.claim} and {override.other_claim}"
    return Hit(Part.TOPICS, index, f"the override of {names} {message}")
