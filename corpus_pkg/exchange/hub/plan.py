"""What a push will do: what the Hub holds against what was built, and the steps in words."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus_pkg.values.counted import counted


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of the repository on the Hub, as its listing shows it."""

    size: int
    blob: str
    """The git id of the file, or of the pointer to it."""
    sha256: str | None
    """The SHA-256 of the content, for files that are stored apart."""

    def holds(self, data: bytes) -> bool:
        """Return True if the file has this content."""
        if len(data) != self.size:
            return False
        if self.sha256 is not None:
            return hashlib.sha256(data).hexdigest() == self.sha256
        return git_blob_id(data) == self.blob


def git_blob_id(data: bytes) -> str:
    """Return the id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push will do."""

    repository: str
    revision: str
    create_repository: bool
    private: bool
    """Whether a repository that is created will be private."""
    create_branch: bool
    add: tuple[str, ...]
    update: tuple[str, ...]
    remove: tuple[str, ...]
    """Files of an earlier push that are no longer built; others are left alone."""
    unchanged: tuple[str, ...]
    tag: str | None
    """The tag that will be made; None where it is there already, on the same content, or not wanted."""
    parent: str | None = None
    """The commit that was compared with."""
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def commits(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self.add or self.update or self.remove)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.create_repository or self.create_branch or self.commits or self.tag)

    def lines(self) -> list[str]:
        """Return the plan in words, one line per step."""
        if self.idle:
            return [f"{self.repository} has all this already; nothing to do"]
        made = []
        if self.create_repository:
            made.append(f"create the {'private' if self.private else 'public'} dataset {self.repository}")
        if self.create_branch:
            made.append(f"create the branch {self.revision}")
        for word, names in (("add", self.add), ("update", self.update), ("remove", self.remove)):
            for name in names:
                size = self.sizes.get(name)
                made.append(f"{word} {name}" + (f" ({size:,} bytes)" if size is not None else ""))
        if self.unchanged and self.commits:
            made.append(f"leave unchanged: {counted(len(self.unchanged), 'file')}")
        if self.tag:
            made.append(f"tag the commit {self.tag}")
        return made


def all_held(files: Mapping[str, bytes], remote: Mapping[str, RemoteFile]) -> bool:
    """Return True if all files are on the Hub with the same content."""
    return all(name in remote and remote[name].holds(data) for name, data in files.items())
