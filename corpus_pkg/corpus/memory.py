"""A corpus directory that lies in memory: what the tables of a repository are turned back into.

A corpus from tables is read by the same code as one from files, so that it is checked the same way
and has all that a corpus has, the annotators' own layers included.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

Tree = Mapping[str, Mapping[str, None]]
"""The names in each folder, in order, by the folder's path; that of the topmost one is empty."""


def _tree(content: Mapping[str, bytes]) -> Tree:
    tree: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for path in content:
        inside = path
        while inside:
            inside, _, name = inside.rpartition("/")
            if name in tree[inside]:
                break
            tree[inside][name] = None
    return dict(tree)


class MemoryFolder:
    """A folder, or a file in it, as `corpus_pkg.corpus.layout.Folder` describes them."""

    def __init__(
        self, content: Mapping[str, bytes], path: str = "", name: str = "", tree: Tree | None = None
    ) -> None:
        self._content = content
        self._tree = _tree(content) if tree is None else tree
        self._path = path
        self._name = name

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self._path.rpartition("/")[2] or self._name

    def joinpath(self, *names: str) -> "MemoryFolder":
        """Return a path below this one."""
        path = "/".join(filter(None, (self._path, *names)))
        return MemoryFolder(self._content, path, self._name, self._tree)

    def iterdir(self) -> Iterator["MemoryFolder"]:
        """Yield what is in the folder."""
        for name in self._tree.get(self._path, ()):
            yield self.joinpath(name)

    def is_dir(self) -> bool:
        """Return True if it is a folder."""
        return not self._path or self._path in self._tree

    def is_file(self) -> bool:
        """Return True if it is a file."""
        return self._path in self._content

    def read_bytes(self) -> bytes:
        """Return the content of the file.

        Raises:
            FileNotFoundError: There is none.
        """
        try:
            return self._content[self._path]
        except KeyError:
            raise FileNotFoundError(self._path) from None

    def __repr__(self) -> str:
        return f"<MemoryFolder {self._name}:{self._path or '/'}>"

    def __str__(self) -> str:
        return f"{self._name}:{self._path}"
