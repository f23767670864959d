"""A corpus of one short text, and commands on it, for tests of files that other tools wrote."""

import json
from pathlib import Path
from typing import Any

from corpus_pkg.api import load
from corpus_pkg.corpus.document import Document
from tests import command_line
from tests.command_line import Ended

TEXT = "🚢 Lisbon met Porto in June 2023. Eva Lind paid 7 million euros.\n\nA second line is on Lisbon.\n"
"""An astral character before every name, a name that occurs twice, and a blank line."""


_MADE: dict[tuple[str, str], dict[str, bytes]] = {}


def corpus(folder: Path, text: str = TEXT, name: str = "ferry.txt") -> Path:
    """Make a corpus of one text, with proposed segments and sentences."""
    if (text, name) not in _MADE:
        first = _new(folder, text, name)
        places = [place for place in first.rglob("*") if place.is_file()]
        _MADE[text, name] = {place.relative_to(first).as_posix(): place.read_bytes() for place in places}
        return first
    for path, data in _MADE[text, name].items():
        place = folder / "corpus" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder / "corpus"


def _new(folder: Path, text: str, name: str) -> Path:
    source = folder / name
    source.write_bytes(text.encode())
    made = folder / "corpus"
    command_line.run("new", made).succeeded()
    about = ("--date", "2023-06-01", "--publisher", "P", "--language", "en")
    command_line.run("add", made, *about, source).succeeded()
    source.unlink()
    return made


def bring(format_: str, source: Path, made: Path, *options: str) -> Ended:
    return command_line.run("convert", "--from", format_, source, "--out", made, *options)


def document(made: Path) -> Document:
    (found,) = load(str(made))
    return found


def names(made: Path) -> list[tuple[int, int, str, str]]:
    """Return the names of the corpus's one document: offsets, words and type."""
    return [(e.start, e.end, e.text, e.type) for e in document(made).entities]


def words(made: Path) -> list[str]:
    return [e.text for e in document(made).entities]


def span(said: str, text: str = TEXT) -> tuple[int, int]:
    """Return where words first are in a text, in code points."""
    start = text.index(said)
    return start, start + len(said)


def wrote(place: Path, content: Any) -> Path:
    """Write a file: text as it is, anything else as JSON."""
    place.parent.mkdir(exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    place.write_bytes(text.encode())
    return place


def brat(folder: Path, *lines: str, text: str = TEXT, name: str = "ferry") -> Path:
    """Write a text with its `.ann` and return the latter."""
    wrote(folder / "brat" / f"{name}.txt", text)
    return wrote(folder / "brat" / f"{name}.ann", "".join(f"{line}\n" for line in lines))


def bound(number: int, label: str, said: str, text: str = TEXT) -> str:
    start, end = span(said, text)
    return f"T{number}\t{label} {start} {end}\t{said}"


def region(said: str, label: str = "GPE", *, text: str = TEXT, **more: Any) -> dict[str, Any]:
    start, end = span(said, text)
    value = {"start": start, "end": end, "text": said, "labels": [label]} | more.pop("value", {})
    return {
        "id": f"r{start}",
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": value,
        **more,
    }


def task(*results: Any, text: str = TEXT, **more: Any) -> dict[str, Any]:
    annotation = {"id": 1, "completed_by": 3, "result": list(results)}
    return {
        "id": 7,
        "data": {"text": text},
        "annotations": [annotation],
        "file_upload": "ab12-ferry.txt",
        **more,
    }


def denotation(id_: str, said: str, obj: str = "GPE", text: str = TEXT) -> dict[str, Any]:
    start, end = span(said, text)
    return {"id": id_, "span": {"begin": start, "end": end}, "obj": obj}
