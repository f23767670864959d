"""A corpus directory that lies in memory: what the tables of a repository are turned back into.

A corpus from tables is read by the same code as one from files, so that it is checked the same way
and has all that a corpus has, the annotators' own layers included.
"""

from collections.abc import Iterator, Mapping


class MemoryFolder:
    """A folder, or a file in it, as `corpus_pkg.corpus.layout.Folder` describes them."""

    def __init__(self, content: Mapping[str, bytes], path: str = "", name: str = "") -> None:
        self._content = content
        self._path = path
        self._name = name

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self._path.rpartition("/")[2] or self._name

    def joinpath(self, *names: str) -> "MemoryFolder":
        """Return a path below this one."""
        return MemoryFolder(self._content, "/".join(filter(None, (self._path, *names))), self._name)

    def iterdir(self) -> Iterator["MemoryFolder"]:
        """Yield what is in the folder."""
        inside = f"{self._path}/" if self._path else ""
        found = (path[len(inside) :] for path in self._content if path.startswith(inside))
        for name in dict.fromkeys(path.partition("/")[0] for path in found):
            yield self.joinpath(name)

    def is_dir(self) -> bool:
        """Say whether it is a folder."""
        return not self._path or any(path.startswith(f"{self._path}/") for path in self._content)

    def is_file(self) -> bool:
        """Say whether it is a file."""
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
