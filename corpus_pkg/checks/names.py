"""Rules on entities and how names nest (guidelines, section 2)."""

import re
from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, Final

from corpus_pkg.checks.findings import Case, Hit, Part
from corpus_pkg.checks.rule import rule
from corpus_pkg.layers import ENTITIES
from corpus_pkg.layers.labels import EntityType

ROLE: Final = re.compile(
    r"(?:H\.\s?E\.|Mrs?\.?|Ms\.?|MP|Dr\.|Prof\.|Sen\.|Rep\.|Gov\.|Gen\."
    r"|(?:(?:Vice|Prime|Foreign|Defen[cs]e|Economy|Deputy|Former)[ -])*"
    r"(?:President|Minister|Secretary|Senator|Ambassador|Chancellor|Professor|Governor|Congress(?:wo)?man))"
    r"(?=\s)"
)


@rule(
    "entity-crossing",
    "Two mentions cross; nest one in the other or part them.",
    ENTITIES.name,
    nets=("entities",),
)
def names_do_not_cross(case: Case) -> Iterator[Hit]:
    """Two mentions nest or are apart; they never cross."""
    return crossings(case.document.entities, ENTITIES.name, "nest one in the other or part them")


def crossings(spans: Sequence[Any], layer: str, hint: str) -> Iterator[Hit]:
    """Yield the spans that overlap an earlier one and reach beyond it."""
    ends: list[tuple[int, str]] = []  # of the spans that began before and are open, by end
    ordered = sorted(enumerate(spans), key=lambda item: (item[1].start, -item[1].end))
    for start, begun in groupby(ordered, key=lambda item: item[1].start):
        here = list(begun)
        del ends[: bisect_right(ends, start, key=itemgetter(0))]
        for index, span in here:
            if ends and ends[0][0] < span.end:
                yield Hit(layer, index, f"it crosses {ends[0][1]}; {hint}")
        for end, same in groupby((span for _, span in here), key=attrgetter("end")):
            insort(ends, (end, next(same).id))


@rule(
    "entity-nested",
    "A mention lies in a mention of the same entity; keep the longer one.",
    ENTITIES.name,
    nets=("entities",),
)
def no_nested_mention_of_the_same_entity(case: Case) -> Iterator[Hit]:
    """A name inside a longer one is marked only where it refers to another entity."""
    furthest: dict[str, Any] = {}  # for each entity the mention that ends last of those before
    ordered = sorted(enumerate(case.document.entities), key=lambda item: (item[1].start, -item[1].end))
    for index, mention in ordered:
        other = furthest.setdefault(mention.entity, mention)
        if mention.end > other.end:
            furthest[mention.entity] = mention
        elif (mention.start, mention.end) != (other.start, other.end):
            yield Hit(ENTITIES.name, index, f"{other.id} around it is the same entity; keep the longer one")


@rule(
    "entity-lower-case",
    "A mention is all in lower case, so it is not a name; remove it or mark the name.",
    ENTITIES.name,
    needs=(Part.REGISTRY,),
    nets=("entities",),
)
def names_are_capitalised(case: Case) -> Iterator[Hit]:
    """Names are marked, not descriptions: text all in lower case is not a name."""
    for span in case.marked:
        letters = [c for c in span.text if c.isalnum()]
        # Georgian letters are lower case to Unicode, but have no title case: names begin with them.
        if span.layer != ENTITIES.name or not letters:
            continue
        if not all(c.islower() and c.title() != c for c in letters):
            continue
        if span.text not in case.proper_names(span):
            yield span.hit("is all in lower case, so it is not a name; remove it or mark the name")


@rule(
    "entity-role",
    "A PERSON begins with a role or title; mark the name alone.",
    ENTITIES.name,
    needs=(Part.REGISTRY,),
    nets=("entities",),
)
def persons_come_without_roles(case: Case) -> Iterator[Hit]:
    """A role (`President`) or title (`Mr.`, `H.E.`) is not part of a PERSON."""
    for span in case.marked:
        if span.layer != ENTITIES.name or span.record.type != EntityType.PERSON:
            continue
        found = ROLE.match(span.text)
        if found and not any(name.startswith(found[0]) for name in case.proper_names(span)):
            yield span.hit(f"holds the role {found[0]!r}; mark the name alone")
