"""Whether the texts of a built repository may be passed on, and what a push says of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from corpus_pkg.extras import need
from corpus_pkg.values.counted import counted
from corpus_pkg.values.licenses import allows_redistribution

DOCUMENTS_FILE: Final = "documents.parquet"
WAYS: Final = (
    "to publish without them, push a folder of `corpus-pkg hub build --without-texts`; to keep them to "
    "those whom you invite, use --private; if you have the permission of the rights holders, use --with-texts"
)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a repository by the licence that they are under.

    Attributes:
        licenses: How many texts are under each licence; empty for the edition without texts.
    """

    licenses: Mapping[str, int] = field(default_factory=dict)

    @property
    def withheld(self) -> dict[str, int]:
        """The licences that do not allow their texts to be passed on, with the number of texts."""
        return {name: count for name, count in self.licenses.items() if not allows_redistribution(name)}

    @classmethod
    def of(cls, licenses: Iterable[str]) -> Self:
        """Return the texts that are under these licences, one for each text."""
        return cls(dict(Counter(licenses)))

    def line(self) -> str:
        """Return what a repository has of texts, and whether they may be passed on, in one line."""
        if not self.licenses:
            return "the repository holds no texts"
        if self.withheld:
            return f"the repository holds {self._of_whom()}"
        number = counted(sum(self.licenses.values()), "text")
        return f"the repository holds {number}, which may be passed on ({_listed(self.licenses)})"

    def refusal(self, folder: Path) -> str:
        """Return why a folder is not published, and what can be done."""
        return f"{folder} holds {self._of_whom()}; nothing was sent: {WAYS}"

    def _of_whom(self) -> str:
        number, withheld = sum(self.licenses.values()), sum(self.withheld.values())
        some = (
            counted(withheld, "text")
            if withheld == number
            else f"{counted(number, 'text')}, {withheld:,} of them"
        )
        return f"{some} under licences that do not allow redistribution ({_listed(self.withheld)})"


def _listed(licenses: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(licenses.items()))


def texts_of(folder: Path) -> Texts:
    """Return the texts of a built repository."""
    parquet = need("pyarrow.parquet", "hub")
    place = folder / DOCUMENTS_FILE
    if not place.is_file() or "text" not in parquet.read_schema(place).names:
        return Texts()
    column = parquet.read_table(place, columns=["license"])["license"]
    return Texts.of(column.to_pylist())
