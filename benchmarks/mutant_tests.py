"""Which tests are closest to a module: what `mutants.py` runs first."""

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

FILES: Final = 10
"""How many files of tests a mutant meets."""

SLOW: Final = re.compile(
    r"^tests/(?:growth|examples)/|stopped|benchmark|engines|harnesses|trainers|clients|environments"
    r"|accessibility|screenshots|studio_server|server_load|test_(?:docs|install|site|second_round)"
)
"""Test files that take long or need other programs."""


def names_in(path: Path, root: Path) -> set[str]:
    """Return the words of a file: those in its path, and the names it uses."""
    parts = re.split(r"[/._]", path.relative_to(root).as_posix())
    return {*parts, *re.findall(r"[A-Za-z_]\w{3,}", path.read_text("utf-8"))}


class Library:
    """The test files of a clone, and which of them are closest to a module.

    Attributes:
        words: The words of each test file.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = {
            path.relative_to(root).as_posix(): path for path in sorted((root / "tests").rglob("test_*.py"))
        }
        self.words = {test: names_in(path, root) for test, path in paths.items() if not SLOW.search(test)}
        self.common = Counter(word for words in self.words.values() for word in words)
        self.modules = {path: path.read_text("utf-8") for path in sorted((root / "corpus_pkg").rglob("*.py"))}

    def tests(self, file: str) -> list[str]:
        """Return the test files that share the rarest names with a module, or with those that import it."""
        path = self.root / file
        dotted = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        weights: dict[str, float] = defaultdict(float)
        users = [user for user, text in self.modules.items() if f"{dotted} import" in text]
        for module, weight in ((path, 1.0), *((user, 0.5 / len(users)) for user in users)):
            defined = re.findall(r"^(?:def |class )?(\w{4,})", self.modules[module], re.MULTILINE)
            for word in {*defined, *re.split(r"[/._]", module.relative_to(self.root).as_posix())}:
                weights[word] += weight / self.common[word] if word in self.common else 0
        own = {*re.split(r"[/._]", file)[2:]} - {"py"}
        close = {
            test: sum(weights[word] for word in words) + len(own.intersection(re.split(r"[/._]", test)))
            for test, words in self.words.items()
        }
        return sorted(close, key=lambda test: (-close[test], test))[:FILES]
