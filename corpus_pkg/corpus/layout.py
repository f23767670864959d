"""Where the files of a corpus directory are, and where the packaged corpus is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

ABOUT_FILE: Final = "corpus.toml"
ATTRIBUTES_FILE: Final = ".gitattributes"
"""What keeps git from changing line ends."""
LEFT_BY_TOOLS: Final = re.compile(
    r"\.DS_Store|\._.*|Thumbs\.db|desktop\.ini|.*~|#.*#|\.#.*|\..*\.sw[a-p]|\.~lock\..*#"
)
"""The names of files that systems (macOS, Windows) and editors (Emacs, Vim, LibreOffice) leave in folders."""
DOCUMENTS_FILE: Final = "raw/documents.jsonl"
TEXT_FREE_FILE: Final = "raw/text_free.jsonl"
"""The file that is there in place of the texts in an edition without texts."""
REGISTRY_FILE: Final = "annotations/registry.jsonl"
REGISTRY_EVIDENCE_FILE: Final = "annotations/registry-evidence.jsonl"
TARGETS_FILE: Final = "annotations/targets.jsonl"
TOPICS_FILE: Final = "annotations/topics.jsonl"
"""The topics of claims; a corpus without claims needs no such file."""
ANNOTATORS: Final = "annotations/annotators"
ANNOTATORS_FILE: Final = f"{ANNOTATORS}/annotators.jsonl"
DECISIONS_FILE: Final = "annotations/adjudication.jsonl"
DRAFTS: Final = "drafts"
"""The folder under `annotations/` of drafts as annotators handed them in; nothing reads it."""
AGREEMENT_FILE: Final = "annotations/AGREEMENT.md"
ABOUT_FILES: Final = (ABOUT_FILE, "CITATION.cff", "DATASHEET.md", "LICENSE-DATA", "annotations/GUIDELINES.md")
"""Files about a corpus as a whole, whoever annotated it."""


class Folder(Protocol):
    """What reading needs of a directory: a `pathlib.Path`, or a `zipfile.Path` inside an archive."""

    @property
    def name(self) -> str:
        """The last part of the path."""

    def joinpath(self, *names: str) -> "Folder":
        """Return a path below this one."""

    def iterdir(self) -> Iterator["Folder"]:
        """Yield what is in the folder."""

    def is_dir(self) -> bool:
        """Return True if it is a folder."""

    def is_file(self) -> bool:
        """Return True if it is a file."""

    def read_bytes(self) -> bytes:
        """Return the content of the file."""


def raw_file(document: str) -> str:
    """Return the path of a document's raw text, relative to the corpus."""
    return f"raw/{document}.txt"


def layer_file(layer: str, document: str, annotator: str | None = None) -> str:
    """Return the path of one layer of one document, relative to the corpus."""
    return f"{layer_folder(layer, annotator)}/{document}.jsonl"


def layer_folder(layer: str, annotator: str | None = None) -> str:
    """Return the folder of one layer: the adjudicated one, or an annotator's own."""
    return f"{ANNOTATORS}/{annotator}/{layer}" if annotator else f"annotations/{layer}"


def list_file(name: str) -> str:
    """Return the path of a list that all documents share: `registry`, `targets` or `topics`."""
    return f"annotations/{name}.jsonl"


def registry_file(annotator: str | None = None) -> str:
    """Return the path of the entity registry: the corpus's, or an annotator's own."""
    return f"{ANNOTATORS}/{annotator}/registry.jsonl" if annotator else REGISTRY_FILE


def annotator_names(root: Folder) -> tuple[str, ...]:
    """Return the names of the annotators whose own layers a corpus holds, sorted."""
    folder = root.joinpath(*ANNOTATORS.split("/"))
    if not folder.is_dir():
        return ()
    return tuple(sorted(place.name for place in folder.iterdir() if place.is_dir()))


def packaged() -> Folder:
    """Return the folder of the packaged corpus.

    In an installed wheel it is `corpus_pkg/data`; in a source tree, the tree's own top level. Both
    may lie inside a zip archive that is on `sys.path`.

    Raises:
        FileNotFoundError: The package was installed without its data.
    """
    package = Path(__file__).parent.parent
    for root in (package / "data", package.parent):
        if (root / DOCUMENTS_FILE).is_file():
            return root
    for archive in package.parents:
        if archive.is_file():
            return _packaged_in_zip(archive, package.relative_to(archive))
    raise FileNotFoundError(
        "the packaged corpus is not next to the package; install corpus-pkg from its wheel or source tree"
    )


def _packaged_in_zip(archive: Path, package: Path) -> Folder:
    import zipfile

    for root in (package / "data", package.parent):
        prefix = "" if root == Path() else f"{root.as_posix()}/"
        folder = zipfile.Path(archive, prefix)
        if folder.joinpath(DOCUMENTS_FILE).is_file():
            return folder
    raise FileNotFoundError(
        f"the packaged corpus is not in {archive.name}; make the archive of the whole tree"
    )
