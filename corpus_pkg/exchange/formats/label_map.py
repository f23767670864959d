"""What the labels of foreign files are in the corpus, as the user says."""

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from corpus_pkg.corpus.problems import printable
from corpus_pkg.exchange.formats import ontonotes
from corpus_pkg.exchange.formats.flat import SUBJECT, kinds
from corpus_pkg.layers import ENTITIES, LAYER_NAMES, Role, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LABEL_PATTERN, LABEL_SHAPE, LabelSets
from corpus_pkg.values.slugs import ascii_words

_SHAPE: Final = re.compile(LABEL_PATTERN)
_NAMES: Final = frozenset((SUBJECT, *LAYER_NAMES))
"""Names of other things, which no type of names can have."""
_LONGEST: Final = 50
"""How many characters of a label are kept that has to be changed to be one of a corpus."""

_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "per": ("PERSON",),
    "pers": ("PERSON",),
    "organization": ("ORG",),
    "organisation": ("ORG",),
    "location": ("LOC",),
    "facility": ("FAC",),
}
"""The type of a name for what other label sets call it, in small letters, where both mean the same."""


@lru_cache(maxsize=16)
def same_types(lists: LabelSets) -> Mapping[str, tuple[str, ...]]:
    """Return the types of names in a corpus for what files call them, in small letters.

    Args:
        lists: The lists of labels of the corpus.
    """
    types = lists.entity_types
    known = {label: fit for label, listed in _SAME.items() if (fit := tuple(t for t in listed if t in types))}
    return known | {label.casefold(): (label,) for label in types}


@dataclass(frozen=True, slots=True)
class LabelMap:
    """What labels of foreign files are to be in the corpus.

    Attributes:
        labels: The label of the corpus for each label that the user has named; empty to leave it out.
    """

    labels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(
        cls, items: Iterable[str], lists: LabelSets = DEFAULT_LABELS, *, new: bool = False
    ) -> "LabelMap":
        """Return the map that `PER=PERSON,MISC=` stands for.

        Args:
            items: Parts of the map; each holds one pair, or several with commas between.
            lists: The lists of labels of the corpus.
            new: Whether a label that the corpus does not have is to be a new type of names.

        Raises:
            ValueError: A part is not a pair, a label is mapped twice, or the corpus has no such label.
        """
        pairs: list[tuple[str, str]] = []
        for pair in (pair for item in items for pair in item.split(",") if pair.strip()):
            theirs, sign, ours = (part.strip() for part in pair.rpartition("="))
            if not sign or not theirs:
                raise ValueError(
                    f"{pair.strip()!r} does not map a label; write THEIRS=OURS, or THEIRS= to leave it out"
                )
            pairs.append((theirs, ours))
        return cls.of_pairs(pairs, lists, new=new)

    @classmethod
    def of_pairs(
        cls, pairs: Iterable[tuple[str, str]], lists: LabelSets = DEFAULT_LABELS, *, new: bool = False
    ) -> "LabelMap":
        """Return the map of labels of files to labels of the corpus.

        Args:
            pairs: Each label with that of the corpus, which is empty to leave it out.
            lists: The lists of labels of the corpus.
            new: Whether a label that the corpus does not have is to be a new type of names.

        Raises:
            ValueError: A label is mapped twice, or the corpus has no such label.
        """
        known = kinds(lists)
        labels: dict[str, str] = {}
        for theirs, ours in pairs:
            if ours and (ours in _NAMES or (ours not in known and not new)):
                raise ValueError(
                    f"the corpus has no label {ours!r}; choose from: {_choice(lists)}; or add it to "
                    "[entity_types] in its corpus.toml"
                )
            if ours and not _SHAPE.fullmatch(ours):
                raise ValueError(f"{ours!r} can't be a label; write {LABEL_SHAPE}")
            if labels.setdefault(theirs, ours) != ours:
                raise ValueError(f"{theirs!r} is mapped to {labels[theirs]!r} and to {ours!r}; choose one")
        return cls(labels)

    def of(self, label: str, known: Container[str]) -> str | None:
        """Return the label of the corpus for one of a file; empty to leave it out, None if it is unknown.

        Args:
            label: The label, as the file has it.
            known: The labels of the corpus.
        """
        if label in self.labels:
            return self.labels[label]
        return label if label in known else None


def _choice(lists: LabelSets) -> str:
    """Return the labels that annotations in other formats may have, by their layers."""
    found = {
        spec.name: [label for label, kind in kinds(lists).items() if kind == spec.name]
        for spec in layers_of(lists)
        if spec.role is Role.ANNOTATION and spec.label is not None and not spec.in_id
    }
    return "; ".join(f"{', '.join(labels)} ({layer})" for layer, labels in found.items() if labels)


class NewTypes:
    """The labels of files that become types of names in a new corpus, which has no other place for them.

    Args:
        lists: The lists of labels that a corpus has without them.
        mapped: What labels of the files are to be, by the user: a label that the corpus does not have is new.
        closed: Whether no other label becomes a type: the corpus has a list of its own.

    Attributes:
        kinds: What each label of the new corpus is: a layer, or a subject.
    """

    def __init__(self, lists: LabelSets, mapped: Mapping[str, str], *, closed: bool = False) -> None:
        self.kinds = dict(kinds(lists))
        self._lists = lists
        self._closed = closed
        self._meanings: dict[str, str] = {}
        for theirs, ours in mapped.items():
            if ours and ours not in kinds(lists):
                self._add(ours, theirs)

    def _add(self, name: str, label: str) -> None:
        self.kinds[name] = ENTITIES.name
        self._meanings.setdefault(name, f"what the files call {printable(label)[:_LONGEST]}")

    def of(self, label: str) -> str | None:
        """Return the type for a label that the corpus does not have; None where it can't be one.

        Labels that differ only in signs between their words are one type.

        Args:
            label: The label, as the file has it.
        """
        if self._closed or label in ontonotes.LABELS:  # these are of dates and figures
            return None
        name = label if _SHAPE.fullmatch(label) else "_".join(ascii_words(label))[:_LONGEST]
        if not name:
            return None
        if not name[0].isalpha():
            name = f"label_{name}"
        if same := same_types(self._lists).get(name.casefold()):
            return same[0]
        if name in LAYER_NAMES or self.kinds.get(name, ENTITIES.name) != ENTITIES.name:
            name = f"{name}_label"
        if self.kinds.get(name, ENTITIES.name) == ENTITIES.name and name not in self._lists.entity_types:
            self._add(name, label)
        return name

    @property
    def labels(self) -> LabelSets:
        """The lists of labels of the new corpus."""
        if not self._meanings:
            return self._lists
        return replace(self._lists, entity_types={**self._lists.entity_types, **self._meanings})


AS_THEY_ARE: Final = LabelMap()
"""The map of a user who has named no label."""
