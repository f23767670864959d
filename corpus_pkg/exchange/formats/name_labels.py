"""The types of names in files with another label set: what means the same as a type of the corpus."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from corpus_pkg.exchange.formats.flat import KINDS
from corpus_pkg.exchange.formats.label_map import SAME
from corpus_pkg.layers import ENTITIES

if TYPE_CHECKING:
    from corpus_pkg.exchange.formats.source import Source


class NameLabels:
    """The labels of one document's names, as types of the corpus.

    Args:
        source: The files; what is not known is reported there.
        document: The document's id.
        same: What the format's own label set has in addition to `SAME`. Of several types, the one that a name
            has in the registry is meant, or else the first.
    """

    def __init__(
        self, source: "Source", document: str, same: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.source = source
        self.document = document
        self.same = {**SAME, **(same or {})}

    def type_of(self, label: str, key: str, words: str, *, is_name: bool = True) -> str | None:
        """Return the type for a label; None where there is none, which is reported.

        Args:
            label: The label, as the file has it.
            key: What the report calls the annotation.
            words: The name itself.
            is_name: Whether it is a name, and not another mention of a thing, which the corpus does not have.
        """
        losses = self.source.losses
        found = self.source.labels.of(label)
        if found == "":
            losses.left_out[label] += 1
            return None
        if found is None:
            found = self._same(label, words)
        if found is None or KINDS.get(found) != ENTITIES.name:
            reason = "label-unknown" if found is None else "value-missing"
            losses.add(self.document, label, key, reason)
            return None
        if not is_name:
            losses.add(self.document, label, key, "not-a-name")
            return None
        if found != label:
            losses.read_as[label, found] += 1
        return found

    def knows(self, label: str) -> bool:
        """Return True if a label is mapped, or means the same as a type of the corpus."""
        return self.source.labels.of(label) is not None or label.casefold() in self.same

    def _same(self, label: str, words: str) -> str | None:
        types: Sequence[str] = self.same.get(label.casefold(), ())
        if len(types) > 1:
            known = self.source.types_of(words)
            types = [type_ for type_ in types if type_ in known] or types
        return types[0] if types else None
