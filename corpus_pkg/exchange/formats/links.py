"""What foreign files say that a name is: registry entries, items of Wikidata, articles of Wikipedia."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets, entry_types
from corpus_pkg.values.ids import RESERVED, SLUG_MAX_LENGTH
from corpus_pkg.values.slugs import slug_of

WIKIPEDIA: Final = "https://en.wikipedia.org/wiki/"
"""What the addresses of articles begin with; registry entries have titles of English Wikipedia."""
WIKIDATA: Final = "http://www.wikidata.org/entity/"
"""What the IRIs of items begin with."""

_ITEM: Final = re.compile(
    r"(?:https?://(?:www\.)?(?:m\.)?wikidata\.org/(?:entity|wiki)/|(?:wikidata|wd)[:/])?(Q[1-9][0-9]{0,11})",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"https?://en\.(?:m\.)?wikipedia\.org/wiki/([^?#]+)")


@dataclass(slots=True)
class Registry:
    """The registry of a corpus, with the entries that an import makes.

    Attributes:
        entries: The entries of the corpus, by id.
        made: Those that were made, by id.
    """

    entries: Mapping[str, RegistryEntry]
    made: dict[str, RegistryEntry] = field(default_factory=dict)
    labels: LabelSets = DEFAULT_LABELS
    _numbers: dict[str, int] = field(default_factory=dict, init=False)
    _by_name: dict[str, list[RegistryEntry]] = field(default_factory=dict, init=False)
    _by_source: dict[tuple[str, str], RegistryEntry] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for entry in self.entries.values():
            self._index(entry)

    def _index(self, entry: RegistryEntry) -> None:
        self._by_name.setdefault(entry.name, []).append(entry)
        for name, value in (("wikidata", entry.wikidata), ("wikipedia", entry.wikipedia)):
            if value is not None:
                self._by_source.setdefault((name, value), entry)

    def linked(self, link: str) -> RegistryEntry | None:
        """Return the entry that a link of a file names; None where the registry has none of it."""
        about = source_of(link)
        if link in self.entries or about is None:
            return self.entries.get(link)
        return self._by_source.get(about)

    def of_name(self, words: str, type_: str, link: str | None) -> RegistryEntry:
        """Return the entry of exactly this name and a fitting type, or a new one.

        Args:
            words: The words of a mention.
            type_: Its type.
            link: What the file says that it is, which no entry has; None where it says nothing.
        """
        about = source_of(link) if link else None
        for entry in self._by_name.get(words, ()):
            # What has another item is something else of the same name.
            if entry.type in entry_types(type_) and (about is None or not getattr(entry, about[0])):
                return entry
        slug = slug_of(words, SLUG_MAX_LENGTH - 8) or "unnamed"
        id_ = slug
        while any(id_ in ids for ids in (self.entries, self.made, ("author",), RESERVED)):
            self._numbers[slug] = self._numbers.get(slug, 1) + 1
            id_ = f"{slug}-{self._numbers[slug]}"
        value: dict[str, Any] = {"id": id_, "type": type_, "name": id_}
        # What no entry can have is left out: a name with what is not seen, a title that is not one.
        for known in ({"name": words}, {about[0]: about[1]} if about else {}):
            if not isinstance(parse_value(RegistryEntry, value | known, self.labels), Invalid):
                value |= known
        entry = RegistryEntry(**value)
        self.made[id_] = entry
        self._index(entry)
        return entry


def source_of(link: str) -> tuple[str, str] | None:
    """Return the field of a registry entry that a link is about, with its value; None of any other link."""
    if match := _ITEM.fullmatch(link):
        return "wikidata", match[1].upper()
    if match := _ARTICLE.fullmatch(link):
        return "wikipedia", unquote(match[1]).replace("_", " ")
    return None
