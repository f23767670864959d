"""What commands say when they begin the layers of an annotator whom a corpus does not have yet."""

from collections.abc import Iterable
from pathlib import Path

from corpus_pkg.corpus import files, layout


def newcomers(corpus: Path, annotators: Iterable[str]) -> list[str]:
    """Return a note for each annotator of whom a corpus has no layers; ask before they are written.

    Args:
        corpus: The corpus directory.
        annotators: The names that the command was given.
    """
    there = layout.annotator_names(corpus)
    others = f"; the corpus has: {', '.join(there)}" if there else ""
    notes = [f"new annotator {name}{others}" for name in dict.fromkeys(annotators) if name not in there]
    if not notes or not files.is_there(corpus, layout.ANNOTATORS_FILE):
        return notes
    lines = files.read_json_lines(corpus, layout.ANNOTATORS_FILE, [])
    listed = {value["name"] for _, value in lines if isinstance(value.get("name"), str)}
    return notes + [
        f"{layout.ANNOTATORS_FILE} has no line for {name}; add one, since `validate` asks for it"
        for name in dict.fromkeys(annotators)
        if name not in there and name not in listed
    ]
