"""Downloading a corpus from the Hub: `hf://datasets/ORG/NAME@REVISION`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.exchange.hub.errors import HubError, explained
from corpus_pkg.exchange.hub.read import READ
from corpus_pkg.extras import need

ADDRESS: Final = re.compile(
    r"hf://datasets/(?P<repository>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:@(?P<revision>[^@\s]+))?/?"
)


@dataclass(frozen=True, slots=True)
class Address:
    """A repository of the Hub, and which of its revisions."""

    repository: str
    revision: str | None
    """A tag, branch or commit; the main branch where None."""

    def __str__(self) -> str:
        return f"hf://datasets/{self.repository}" + (f"@{self.revision}" if self.revision else "")


def parse_address(address: str) -> Address:
    """Return the parts of an address.

    Args:
        address: `hf://datasets/ORG/NAME`, with `@REVISION` for a tag, branch or commit; a slash in a
            revision may be written `%2F`.

    Raises:
        CorpusError: It is not such an address.
    """
    found = ADDRESS.fullmatch(address)
    if found is None or ".." in found["repository"]:
        message = "write hf://datasets/ORG/NAME or hf://datasets/ORG/NAME@REVISION"
        raise CorpusError([Problem(address, 0, "hub-address", message)], unreadable=True)
    revision = found["revision"]
    return Address(found["repository"], unquote(revision.rstrip("/")) if revision else None)


def download(address: str) -> tuple[Path, str]:
    """Return the folder of a dataset repository of the Hub, downloaded, and the repository's full name.

    Only the files that a corpus is made from are downloaded; `huggingface_hub` keeps them in its cache
    and uses its token, where one is set. With `HF_HUB_OFFLINE=1` the cache alone is used.

    Args:
        address: `hf://datasets/ORG/NAME` or `hf://datasets/ORG/NAME@REVISION`.

    Raises:
        CorpusError: The repository can't be read.
        MissingExtraError: huggingface_hub is not installed.
    """
    where = parse_address(address)
    hub = need("huggingface_hub", "hub")
    try:
        with explained(where.repository, where.revision):
            folder = hub.snapshot_download(
                where.repository, repo_type="dataset", revision=where.revision, allow_patterns=list(READ)
            )
    except HubError as error:
        raise CorpusError([Problem(str(where), 0, "hub", str(error))], unreadable=True) from error
    return Path(folder), str(where)
