"""Laying out an empty corpus directory."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.change import changing, write_together
from corpus_pkg.corpus.staging import new_folder, remove_leftovers, write_new

GUIDELINES_FILE: Final = "annotations/GUIDELINES.md"

_README: Final = """\
# {name}

A corpus of texts with stand-off annotations, in the layout of corpus-pkg.

| | |
|---|---|
| `raw/` | the texts, byte for byte as received, and `documents.jsonl`: what is known about each, and how |
| `annotations/` | the layers, one record a line; `registry.jsonl` (entities), `targets.jsonl` (of stance) |
| `annotations/annotators/` | each annotator's own layers |
| `annotations/GUIDELINES.md` | the rules of annotation; those of AzUS to start with |

    corpus-pkg add . TEXT.txt      take a text in
    corpus-pkg draft . DRAFT.jsonl turn quotes into annotations
    corpus-pkg validate .          check everything
    corpus-pkg build . --out OUT   write Parquet files

To be written here: what the texts are, who chose them and how, whose property they are, who annotated them,
what the corpus is good for and what not.
"""


class NotEmptyError(ValueError):
    """The folder for a new corpus holds something already."""


def new_corpus(
    root: Path, name: str | None = None, contents: Mapping[str, bytes] | None = None
) -> tuple[str, ...]:
    """Lay out a corpus, an empty one or one of given files.

    The corpus appears whole or not at all.

    Args:
        root: The folder: a new one, or an empty one.
        name: The corpus's name; the folder's where left out.
        contents: The files that are not empty, by their paths.

    Returns:
        The paths of the files, relative to the folder.

    Raises:
        NotEmptyError: The folder holds something, or it is no folder.
    """
    files = {
        layout.DOCUMENTS_FILE: b"",
        layout.REGISTRY_FILE: b"",
        layout.TARGETS_FILE: b"",
        GUIDELINES_FILE: layout.packaged().joinpath(*GUIDELINES_FILE.split("/")).read_bytes(),
        "README.md": _README.format(name=name or root.resolve().name).encode("utf-8"),
        **(contents or {}),
    }
    remove_leftovers(root)
    if root.is_symlink() or root.exists():
        if not root.is_dir():
            raise NotEmptyError(f"{root} is not a folder; name a new one")
        with changing(root):
            if any(root.iterdir()):
                raise NotEmptyError(f"{root} is not empty; name a new folder, or an empty one")
            write_together(root, files)
        return tuple(files)
    with new_folder(root) as made:
        for path, data in files.items():
            write_new(made / path, data, flush=False)
    return tuple(files)
