"""Which names stand for one another: the forms in which a corpus mentions each entity, and swaps of them."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final, NamedTuple

from corpus_pkg.augment.free import Free
from corpus_pkg.corpus.document import Document
from corpus_pkg.records import Date, Entity, RegistryEntry
from corpus_pkg.schema.labels import EntityType

_NEAREST: Final = {
    "name": ("name", "long", "short", "acronym"),
    "long": ("long", "name", "short", "acronym"),
    "short": ("short", "name", "acronym", "long"),
    "acronym": ("acronym", "short", "name", "long"),
}
"""For each kind of form, what may stand in its place, the best first."""


class Form(NamedTuple):
    """One way in which a corpus mentions an entity.

    Attributes:
        text: The words.
        type: The type of the mention.
        stands_for: The state that a capital stands for.
        kind: What form of the name it is: `name`, `long`, `short`, `acronym`, and for peoples and adjectives
            `adjective`, `plural`, or the prefix with its hyphen (`post-`).
        inner: The names and dates inside it, at offsets from its beginning.
    """

    text: str
    type: EntityType
    stands_for: str | None
    kind: str
    inner: tuple[Entity | Date, ...]


def kind_of(mention: Entity, entry: RegistryEntry) -> str:
    """Return what form of an entity's name a mention is."""
    text = mention.text
    if mention.type is EntityType.NORP:
        prefix, hyphen, _ = text.partition("-")
        if hyphen and prefix.islower():
            return prefix + hyphen
        return "plural" if text.endswith("s") else "adjective"
    letters = [character for character in text if character.isalpha()]
    if len(letters) <= 6 and text.isupper() and not entry.name.startswith(text.title()):
        return "acronym"
    if text == entry.name:
        return "name"
    return "long" if len(text) > len(entry.name) else "short"


class Lexicon:
    """The forms in which documents mention entities.

    Attributes:
        registry: The entities, by id.
    """

    def __init__(self, documents: Iterable[Document], registry: Mapping[str, RegistryEntry]) -> None:
        self.registry = registry
        self._forms: dict[str, Counter[Form]] = {}
        for document in documents:
            free = Free(document)
            for mention in free.outer_mentions:
                if (inner := free.inside_name(mention)) is None:
                    continue
                moved = tuple(_bare(each, mention.start) for each in inner)
                entry = registry[mention.entity]
                form = Form(mention.text, mention.type, mention.stands_for, kind_of(mention, entry), moved)
                self._forms.setdefault(mention.entity, Counter())[form] += 1
        self._rivals: dict[tuple[EntityType, bool], list[str]] = {}
        for id_ in sorted(self._forms):
            self._rivals.setdefault(self._sort(id_), []).append(id_)

    def _sort(self, entity: str) -> tuple[EntityType, bool]:
        entry = self.registry[entity]
        return entry.type, entry.iso_3166 is not None

    def rivals(self, entity: str) -> list[str]:
        """Return the other entities of the same type that were mentioned, countries for a country."""
        return [id_ for id_ in self._rivals.get(self._sort(entity), []) if id_ != entity]

    def form(self, entity: str, mention: Entity) -> Form | None:
        """Return the form of an entity that can stand for another's mention, the most used of the best.

        None where the entity has no mention of that type, of that kind of adjective, or none that stands (or
        does not stand) for a state.
        """
        kind = kind_of(mention, self.registry[mention.entity])
        stands = mention.stands_for is not None
        for wanted in _NEAREST.get(kind, (kind,)):
            fitting = [
                (-count, form.text, form)
                for form, count in self._forms.get(entity, Counter()).items()
                if form.type is mention.type
                and (form.stands_for is not None) is stands
                and form.kind == wanted
            ]
            if fitting:
                return _capitals(min(fitting, key=lambda each: each[:2])[2], mention, self.registry)
        return None


def _bare(record: Entity | Date, start: int) -> Entity | Date:
    return replace(record, start=record.start - start, end=record.end - start, note=None)


def _capitals(form: Form, mention: Entity, registry: Mapping[str, RegistryEntry]) -> Form:
    """Return a form in capitals where a mention is a name in capitals (`BAKU`)."""
    name = registry[mention.entity].name
    in_capitals = mention.text.isupper() and mention.text != name and mention.text.title() == name.title()
    if not in_capitals or form.inner or len(form.text.upper()) != len(form.text):
        return form
    return form._replace(text=form.text.upper())


def choose(
    mentions: Mapping[str, Sequence[Entity]],
    lexicon: Lexicon,
    kept: AbstractSet[str],
    rng: random.Random,
) -> dict[str, str]:
    """Return for each entity of a document the one that takes its place; those that stay are left out.

    No two entities become one: none is replaced by another's replacement, nor by one that stays.

    Args:
        mentions: The mentions that are to be replaced, by entity.
        lexicon: What can stand in their place.
        kept: Entities that stay and replace none.
        rng: Where chance comes from.
    """
    possible: dict[str, list[str]] = {}
    for entity, found in mentions.items():
        if entity in kept:
            continue
        rivals = [id_ for id_ in lexicon.rivals(entity) if id_ not in kept]
        rivals = [id_ for id_ in rivals if all(_fits(lexicon.form(id_, each), kept) for each in found)]
        possible[entity] = rng.sample(rivals, len(rivals))
    chosen: dict[str, str] = {}
    present = set(mentions)
    staying = present - possible.keys()
    while True:
        chosen.clear()
        for entity in sorted(possible, key=lambda each: (len(possible[each]), each)):
            if entity in staying:
                continue
            taken = {*chosen.values(), *staying}
            free = next((id_ for id_ in possible[entity] if id_ not in taken), None)
            if free is not None:
                chosen[entity] = free
        stuck = present - chosen.keys() - staying
        if not stuck:
            return dict(chosen)
        staying |= stuck


def _fits(form: Form | None, kept: AbstractSet[str]) -> bool:
    """Say whether there is a form, and no entity inside it that was to stay out."""
    return form is not None and not any(
        isinstance(each, Entity) and each.entity in kept for each in form.inner
    )


def protected(document: Document, targets: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the entities on which the stance of a document rests: targets' entities, holders, their seats.

    Args:
        document: The document.
        targets: For each stance target, the entities that it names.
    """
    named = {entity for entities in targets for entity in entities}
    named |= {stance.holder for stance in document.stance}
    yield from named
    for mention in document.entities:
        if mention.stands_for in named:
            yield mention.entity
