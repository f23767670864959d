"""Laying out an empty corpus directory."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.about import About, about_toml, labels_only, read_about
from corpus_pkg.corpus.change import changing, write_together
from corpus_pkg.corpus.problems import CorpusError, Problem
from corpus_pkg.corpus.staging import new_folder, remove_leftovers, write_new
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.values.slugs import slug_of

_ATTRIBUTES: Final = """\
# The texts are kept byte for byte, with their checksums in the metadata: git must not change line ends.
raw/** -text
*.jsonl text eol=lf
"""

_LISTS: Final = (layout.DOCUMENTS_FILE, layout.REGISTRY_FILE, layout.TARGETS_FILE)
"""The files that are empty in a new corpus."""

_README_NAME: Final = re.compile(r"readme(\.\w+)?", re.IGNORECASE)
_REPOSITORY: Final = re.compile(
    rf"\.git|\.gitignore|{_README_NAME.pattern}|(licen[cs]e|copying)([.-].+)?", re.IGNORECASE
)
"""What a repository has before anything is in it."""

GUIDELINES_FILE: Final = "annotations/GUIDELINES.md"

README_FILE: Final = "README.md"

_README: Final = """\
# {name}

A corpus of texts with stand-off annotations, in the layout of corpus-pkg.

| | |
|---|---|
| `raw/` | the texts, byte for byte as received, and `documents.jsonl`: what is known about each, and how |
| `annotations/` | the layers, one record a line; `registry.jsonl` (entities), `targets.jsonl` (of stance) |
| `annotations/annotators/` | each annotator's own layers |
| `corpus.toml` | name, version, licences and citation, and the corpus's own labels |
| `annotations/GUIDELINES.md` | the rules of annotation; those of AzUS to start with |

    corpus-pkg add . TEXT.txt      take a text in
    corpus-pkg draft . DRAFT.jsonl turn quotes into annotations
    corpus-pkg validate .          check everything
    corpus-pkg build . --out OUT   write Parquet files

To be written here: what the texts are, who chose them and how, whose property they are, who annotated them,
what the corpus is good for and what not.
"""


_GUIDELINES: Final = """\
# Annotation guidelines

This is a copy of the rules of AzUS, the corpus that comes with corpus-pkg. Change them to those of this
corpus, with examples of its own.

Every rule has a number, by which an adjudicator cites it; a reference looks like this: [0.2].
"""

_ABOUT: Final = """\
# What the corpus says of itself: see the page "corpus.toml" of the documentation. Take the # from what you
# fill in.
{named}
# version = "0.1.0"
# languages = ["en"]
# homepage = "https://example.org"
# contact = "name@example.org"

# [licences]
# annotations = "CC-BY-4.0"
# texts = "NOASSERTION"

# [citation]
# authors = ["Your name"]
# released = 2026-01-31

# The labels of the corpus, each with what it means; without a list it is that of AzUS:
{lists}"""
_NO_LISTS: Final = """\
# [entity_types]
# CITY = "cities and towns"
# [segment_kinds]
# [genres]
"""


def _about(name: str, labels: LabelSets) -> str:
    """Return the first `corpus.toml` of a corpus of that name and with these labels."""
    said = {"name": slug_of(name) or None, "title": name}
    named = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items() if value]
    lists = _NO_LISTS if labels == DEFAULT_LABELS else about_toml(labels_only(labels))
    return _ABOUT.format(named="\n".join(named), lists=lists)


def guidelines_template() -> str:
    """Return the rules that a new corpus begins with: those of AzUS, without what AzUS says of itself."""
    text = layout.packaged().joinpath(*GUIDELINES_FILE.split("/")).read_bytes().decode("utf-8")
    return _GUIDELINES + text[text.index("\n## ") :]


class NotEmptyError(ValueError):
    """The folder for a new corpus holds something already."""


def new_corpus(
    root: Path,
    name: str | None = None,
    contents: Mapping[str, bytes] | None = None,
    labels: LabelSets = DEFAULT_LABELS,
) -> tuple[str, ...]:
    """Lay out a corpus, an empty one or one of given files.

    The corpus appears whole or not at all. A folder that holds nothing but a `corpus.toml` and what a
    repository begins with (`.git`, `.gitignore`, a README, a licence) is filled, and with files given also
    one in which a corpus without documents was laid out. What they hold stays as it is; a list of types of
    names is added to a `corpus.toml` that has none.

    Args:
        root: The folder: a new one, an empty one, or one as above.
        name: The corpus's name; the folder's where left out.
        contents: The files that are not empty, by their paths.
        labels: The lists of labels of the corpus.

    Returns:
        The paths of the files, relative to the folder.

    Raises:
        NotEmptyError: The folder holds something else, or it is not a folder.
    """
    files = {
        layout.DOCUMENTS_FILE: b"",
        layout.REGISTRY_FILE: b"",
        layout.TARGETS_FILE: b"",
        GUIDELINES_FILE: guidelines_template().encode("utf-8"),
        layout.ABOUT_FILE: _about(name or root.resolve().name, labels).encode("utf-8"),
        layout.ATTRIBUTES_FILE: _ATTRIBUTES.encode("ascii"),
        README_FILE: _README.format(name=name or root.resolve().name).encode("utf-8"),
        **(contents or {}),
    }
    remove_leftovers(root)
    if root.is_symlink() or root.exists():
        if not root.is_dir():
            raise NotEmptyError(f"{root} is not a folder; name a new one")
        with changing(root):
            files = _filling(root, files, contents or {}, labels)
            write_together(root, files)
        return tuple(files)
    with new_folder(root) as made:
        for path, data in files.items():
            write_new(made / path, data, flush=False)
    return tuple(files)


def _filling(
    root: Path, files: Mapping[str, bytes], contents: Mapping[str, bytes], labels: LabelSets
) -> dict[str, bytes]:
    """Return those of a new corpus's files that are to be written into a folder, which may hold some."""
    there = set(_files_in(root))
    laid_out = files.keys() - contents.keys() | set(_LISTS)
    begun = laid_out if contents else {layout.ABOUT_FILE}
    filled = {name for name in there.intersection(_LISTS, begun) if (root / name).stat().st_size}
    own = {name for name in there - begun if not _REPOSITORY.fullmatch(name)}
    if strange := sorted(filled | own):
        raise NotEmptyError(
            f"{root} is not empty: it has {strange[0]}; name a new folder, or one that has no more than "
            "a README, a licence, .gitignore and .git"
        )
    if any(map(_README_NAME.fullmatch, there)):
        there.add(README_FILE)
    found = {path: data for path, data in files.items() if path not in there or path in _LISTS}
    if layout.ABOUT_FILE in there:
        about = about_of(root)
        if about.labels.entity_types != labels.entity_types and contents:
            text = (root / layout.ABOUT_FILE).read_text("utf-8").rstrip("\n")
            added = about_toml(About(entity_types=dict(labels.entity_types)))
            found[layout.ABOUT_FILE] = f"{text}\n\n{added}".encode()
    return found


def _files_in(root: Path) -> Iterator[str]:
    """Yield the paths of all files and links in a folder, but for those that git keeps in `.git`."""
    for top in root.iterdir():
        inside = [] if top.name == ".git" or top.is_symlink() else top.rglob("*")
        for place in (top, *inside):
            if place.is_symlink() or not place.is_dir():
                yield place.relative_to(root).as_posix()


def about_of(root: Path) -> About:
    """Return what the `corpus.toml` in a folder says; nothing where there is none.

    Args:
        root: The folder, which need not exist.

    Raises:
        CorpusError: The file is wrong.
    """
    problems: list[Problem] = []
    about, _ = read_about(root, problems)
    if problems:
        raise CorpusError(problems)
    return about
