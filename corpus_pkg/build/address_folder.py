"""Files behind fsspec addresses, as `corpus_pkg.corpus.layout.Folder` describes files and folders.

What a build refers to is read through it by the code that reads files of this machine: the same checks, the
same limits, and problems that name the whole address.
"""

from collections.abc import Iterator
from typing import Any

from corpus_pkg.build.sources import failures, filesystem
from corpus_pkg.corpus.files import MAX_FILE_BYTES, refused


class AddressFolder:
    """A file or folder behind an address; the empty address is above all of them."""

    def __init__(self, address: str = "") -> None:
        self.address = address

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.address.rstrip("/").rpartition("/")[2]

    def joinpath(self, *names: str) -> "AddressFolder":
        """Return an address below this one."""
        return AddressFolder("/".join([self.address.rstrip("/"), *names] if self.address else names))

    def iterdir(self) -> Iterator["AddressFolder"]:
        """Yield what is in the folder."""
        fs, path = filesystem(self.address)
        try:
            found = [str(fs.unstrip_protocol(name)) for name in fs.ls(path, detail=False)]
        except failures() as error:
            raise _as_os_error(error) from None
        yield from map(AddressFolder, found)

    def is_dir(self) -> bool:
        """Return True if it is a folder."""
        return self._about().get("type") == "directory"

    def is_file(self) -> bool:
        """Return True if it is a file."""
        return self._about().get("type") == "file"

    def read_bytes(self) -> bytes:
        """Return the content of the file, which is fetched only if it is not too large.

        Raises:
            RefusedError: It is too large.
            OSError: It can't be read.
        """
        size = int(self._about().get("size") or 0)
        if size <= MAX_FILE_BYTES:
            data = self._first(MAX_FILE_BYTES + 1)
            size = len(data)
            if size <= MAX_FILE_BYTES:
                return data
        raise refused(self.address, "file-too-large", f"it has {size:,} bytes or more; split it")

    def _first(self, size: int) -> bytes:
        try:
            fs, path = filesystem(self.address)
            with fs.open(path, "rb") as file:
                data: bytes = file.read(size)
                return data
        except failures() as error:
            raise _as_os_error(error) from None

    def _about(self) -> dict[str, Any]:
        """Return what the store says of it; nothing where there is no such thing."""
        try:
            fs, path = filesystem(self.address)
            about: dict[str, Any] = fs.info(path)
        except FileNotFoundError:
            return {}
        except failures() as error:
            raise _as_os_error(error) from None
        return about

    def __str__(self) -> str:
        return self.address


def _as_os_error(error: Exception) -> OSError:
    return error if isinstance(error, OSError) else OSError(str(error))
