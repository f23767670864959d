"""Two registries' ids mean the same by id, by article, or by type and name."""

from corpus_pkg.corpus.identity import Identity, translation
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.layers.labels import EntityType


def registry(*entries: tuple[str, str, str | None]) -> dict[str, RegistryEntry]:
    return {
        id_: RegistryEntry(id=id_, type=EntityType.ORG, name=name, wikipedia=article)
        for id_, name, article in entries
    }


FIRST = registry(("osce", "OSCE", "OSCE article"), ("acme", "Acme", None), ("x", "X", None))
SECOND = registry(
    ("organization", "Organization", "OSCE article"), ("acme-inc", "Acme", None), ("x", "Other", None)
)


def test_same_id_article_or_name_is_the_same() -> None:
    identity = Identity(FIRST, SECOND)
    assert identity.same("x", "x")
    assert identity.same("osce", "organization")
    assert identity.same("acme", "acme-inc")
    assert identity.same(None, None)
    assert identity.same("author", "author")


def test_others_are_not_the_same() -> None:
    identity = Identity(FIRST, SECOND)
    assert not identity.same("osce", "acme-inc")
    assert not identity.same("acme", "x")  # two missing articles are not a common article
    assert not identity.same("osce", None)
    assert not identity.same("author", "organization")
    assert not identity.same("unknown", "organization")


def test_translation_finds_the_same_and_leaves_out_the_rest() -> None:
    assert translation(FIRST, SECOND) == {"osce": "organization", "acme": "acme-inc", "x": "x"}
    assert translation(registry(("y", "Y", None)), SECOND) == {}


def test_the_same_name_of_another_type_is_another_thing() -> None:
    place = {"acme": RegistryEntry(id="acme", type=EntityType.GPE, name="Acme")}
    assert translation(place, registry(("acme-inc", "Acme", None))) == {}


def test_the_same_item_is_the_same_thing_and_goes_before_the_article() -> None:
    def entry(id_: str, item: str | None, article: str | None) -> RegistryEntry:
        return RegistryEntry(id=id_, type=EntityType.ORG, name=id_, wikidata=item, wikipedia=article)

    known = {one.id: one for one in (entry("by-article", None, "OSCE"), entry("by-item", "Q81299", None))}
    other = {"o": entry("o", "Q81299", "OSCE")}
    assert translation(other, known) == {"o": "by-item"}
    assert all(Identity(other, known).same("o", id_) for id_ in known)
    assert not Identity(other, {"p": entry("p", "Q8908", None)}).same("o", "p")
