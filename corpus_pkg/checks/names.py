"""Rules on entities and how names nest (guidelines, section 2)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from corpus_pkg.checks.findings import Case, Hit
from corpus_pkg.schema.labels import EntityType, Layer

ROLE: Final = re.compile(
    r"(?:H\.\s?E\.|Mrs?\.?|Ms\.?|MP|Dr\.|Prof\.|Sen\.|Rep\.|Gov\.|Gen\."
    r"|(?:(?:Vice|Prime|Foreign|Defen[cs]e|Economy|Deputy|Former)[ -])*"
    r"(?:President|Minister|Secretary|Senator|Ambassador|Chancellor|Professor|Governor|Congress(?:wo)?man))"
    r"(?=\s)"
)


def names_nest_or_are_apart(case: Case) -> Iterator[Hit]:
    """Two mentions nest or are apart; they never cross."""
    return crossings(case.document.entities, Layer.ENTITIES, "nest one in the other or part them")


def crossings(spans: Sequence[Any], layer: Layer, mend: str) -> Iterator[Hit]:
    """Yield the spans that overlap an earlier one and reach beyond it."""
    open_: list[Any] = []
    ordered = sorted(enumerate(spans), key=lambda item: (item[1].start, -item[1].end))
    for index, span in ordered:
        open_ = [other for other in open_ if other.end > span.start]
        for other in open_:
            if other.start < span.start and other.end < span.end:
                yield Hit(layer, index, f"it crosses {other.id}; {mend}")
                break
        open_.append(span)


def no_name_inside_itself(case: Case) -> Iterator[Hit]:
    """A name inside a longer one is marked only where it refers to another entity."""
    open_: list[Any] = []
    ordered = sorted(enumerate(case.document.entities), key=lambda item: (item[1].start, -item[1].end))
    for index, mention in ordered:
        open_ = [other for other in open_ if other.end > mention.start]
        for other in open_:
            inside = mention.end <= other.end and (mention.start, mention.end) != (other.start, other.end)
            if inside and other.entity == mention.entity:
                yield Hit(
                    Layer.ENTITIES, index, f"{other.id} around it is the same entity; keep the longer one"
                )
                break
        open_.append(mention)


def names_are_capitalised(case: Case) -> Iterator[Hit]:
    """Names are marked, not descriptions: what is all in lower case is none."""
    for span in case.marked:
        letters = [c for c in span.text if c.isalnum()]
        # Georgian letters are lower case to Unicode, but have no title case: names begin with them.
        if span.layer is not Layer.ENTITIES or not letters:
            continue
        if not all(c.islower() and c.title() != c for c in letters):
            continue
        if span.text not in case.proper_names(span):
            yield span.hit("is all in lower case, so it is no name; remove it or mark the name")


def persons_come_without_roles(case: Case) -> Iterator[Hit]:
    """A role (`President`) or title (`Mr.`, `H.E.`) is no part of a PERSON."""
    for span in case.marked:
        if span.layer is not Layer.ENTITIES or span.record.type is not EntityType.PERSON:
            continue
        found = ROLE.match(span.text)
        if found and not any(name.startswith(found[0]) for name in case.proper_names(span)):
            yield span.hit(f"holds the role {found[0]!r}; mark the name alone")
