"""The types of names in files with another label set: what means the same as a type of the corpus."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from corpus_pkg.exchange.formats import ontonotes
from corpus_pkg.exchange.formats.flat import Item
from corpus_pkg.exchange.formats.label_map import same_types
from corpus_pkg.layers import DATES, ENTITIES, FIGURES

if TYPE_CHECKING:
    from corpus_pkg.exchange.formats.source import Source


class NameLabels:
    """The labels of one document's names, as types of the corpus.

    Args:
        source: The files; what is not known is reported there.
        document: The document's id.
        same: What the format's own label set has in addition to `same_types`. Of several types, the one that
            a name has in the registry is meant, or else the first.
    """

    def __init__(
        self, source: "Source", document: str, same: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        self.source = source
        self.document = document
        lists = source.corpus.labels
        types = lists.entity_types
        own = {label: tuple(t for t in listed if t in types) for label, listed in (same or {}).items()}
        self.same = {**same_types(lists), **{label: listed for label, listed in own.items() if listed}}

    def item(
        self,
        label: str,
        key: str,
        span: tuple[int, int],
        words: str,
        line: int = 0,
        *,
        link: str = "",
        is_name: bool = True,
    ) -> Item | None:
        """Return what an annotation with a label is; None where the corpus has nothing for it (reported).

        Dates and figures are read for a new corpus of English texts, where the words plainly say their value.

        Args:
            label: The label, as the file has it.
            key: What the report calls the annotation.
            span: Its offsets, in code points.
            words: Its words.
            line: Its line in the file.
            link: What the file says that it is: an id of the registry, or the address of an item or article.
            is_name: Whether it is a name, and not another mention of a thing, which the corpus does not have.
        """
        fields = {"entity": link} if link else {}
        said = ontonotes.LABELS.get(label, label)
        kind = self.source.kinds.get(self.source.labels.of(said, self.source.kinds) or "", "")
        if kind in (DATES.name, FIGURES.name) and self.source.new and self._english:
            found = self.source.labels.of(said, self.source.kinds) or ""
            value = ontonotes.value_of(found, words)
            if value is not None:
                self._count(label, found)
                return Item(key, kind, *span, found, value, line=line)
        type_ = self.type_of(label, key, words, is_name=is_name)
        return None if type_ is None else Item(key, ENTITIES.name, *span, type_, fields, line=line)

    @property
    def _english(self) -> bool:
        return (self.source.language or "").partition("-")[0] == "en"

    def _count(self, label: str, found: str) -> None:
        if found != label:
            self.source.losses.read_as[label, found] += 1

    def type_of(self, label: str, key: str, words: str, *, is_name: bool = True) -> str | None:
        """Return the type for a label; None where there is none, which is reported.

        Args:
            label: The label, as the file has it.
            key: What the report calls the annotation.
            words: The name itself.
            is_name: Whether it is a name, and not another mention of a thing, which the corpus does not have.
        """
        losses = self.source.losses
        found = self.source.labels.of(label, self.source.kinds)
        if found == "":
            losses.left_out[label] += 1
            return None
        if found is None:
            found = self._same(label, words)
        if found is None and is_name and self.source.types is not None:
            found = self.source.types.of(label)
        if found is None or self.source.kinds.get(found) != ENTITIES.name:
            known = found is not None or label in ontonotes.LABELS
            reason = "value-missing" if known else "label-unknown"
            losses.add(self.document, label, key, reason)
            return None
        if not is_name:
            losses.add(self.document, label, key, "not-a-name")
            return None
        self._count(label, found)
        return found

    def knows(self, label: str) -> bool:
        """Return True if a label is mapped, or means the same as a type of the corpus."""
        return self.source.labels.of(label, self.source.kinds) is not None or label.casefold() in self.same

    def _same(self, label: str, words: str) -> str | None:
        types: Sequence[str] = self.same.get(label.casefold(), ())
        if len(types) > 1:
            known = self.source.types_of(words)
            types = [type_ for type_ in types if type_ in known] or types
        return types[0] if types else None
