"""Damaged files: what an import changes, or reads otherwise than it was written, is refused or reported."""

import json
import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from corpus_pkg.checks.words import cuts_word
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.formats.catalog import FORMATS, READERS
from corpus_pkg.exchange.formats.format import World
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.train.tokens import simple_tokens
from tests.formats.harbour import harbour
from tests.formats.mutations import MUTATIONS, mark, shift, turn, unit
from tests.formats.round_trip import bare

WITHOUT_WORDS: Final = ("cas-xmi", "cas-json", "pubannotation", "doccano")
"""The formats that repeat no words of the spans: only an edge inside a word shows that offsets are wrong."""
OFTEN: Final = 15
VERY_OFTEN: Final = 700


@cache
def whole() -> Corpus:
    """Return a corpus with a text that has an astral character before everything."""
    return harbour()


def tagged() -> Iterator[tuple[str, str]]:
    """Yield the tokens of the text with the tags of its names."""
    document = whole()["harbour"]
    for start, end in simple_tokens(document.text):
        tag = "O"
        for name in document.entities:
            if name.start <= start and end <= name.end:
                tag = f"{'B' if start == name.start else 'I'}-{name.type}"
        yield document.text[start:end], tag


def doccano() -> str:
    document = whole()["harbour"]
    names = [[name.start, name.end, name.type] for name in document.entities]
    return json.dumps({"text": document.text, "label": names}, ensure_ascii=False) + "\n"


def conll2003() -> str:
    lines = "".join(f"{word} {tag}\n" for word, tag in tagged())
    return f"-DOCSTART- O\n\n{lines}\n"


def hf_ner() -> str:
    words, tags = zip(*tagged(), strict=True)
    return json.dumps({"tokens": words, "ner_tags": tags}, ensure_ascii=False) + "\n"


ONLY_READ: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "conll2003": ("harbour.conll", conll2003),
    "doccano": ("harbour.jsonl", doccano),
    "hf-ner": ("harbour.jsonl", hf_ner),
}
TEXTUAL: Final = [*(name for name in FORMATS if name != "spacy"), *ONLY_READ]


def written(name: str, folder: Path) -> dict[Path, str]:
    """Write the files of a format, and return those with annotations or the text of one document."""
    if name in ONLY_READ:
        file, make = ONLY_READ[name]
        folder.mkdir()
        folder.joinpath(file).write_bytes(make().encode())
    else:
        FORMATS[name].write(whole(), World.of(whole()), folder)
    places = sorted(folder.iterdir())
    found = [place for place in places if place.name.startswith(("harbour.", "tasks."))]
    return {place: place.read_bytes().decode() for place in found}


def records(document: Document) -> dict[tuple[str, str], Any]:
    return {
        (layer, str(getattr(record, "id", None) or record.target)): record
        for layer in LAYER_NAMES
        for record in document.layer(layer)
    }


def is_reported(reading: Reading) -> bool:
    return bool(reading.problems or not reading.losses.complete)


def check(name: str, folder: Path, times: int) -> None:
    files = written(name, folder)
    draw = random.Random(name)
    naked = bare(whole())
    read = READERS[name].read
    first = read(folder, naked)
    expected = {document.id: records(document) for document in first.documents}
    usual = {loss.reason for loss in first.losses.losses}
    for _ in range(times):
        place, mutation = draw.choice(list(files)), draw.choice(MUTATIONS)
        content = mutation(files[place], draw, whole()["harbour"].text)
        place.write_bytes(content.encode())
        about = f"{name}, {place.name}: {mutation.__name__}"
        over = read(folder, whole())
        for document in over.documents:
            assert document == whole()[document.id] or is_reported(over), about
        fresh = read(folder, naked)
        reported = fresh.problems or {loss.reason for loss in fresh.losses.losses} - usual
        if mutation not in (shift, unit, mark, turn) or reported:
            fresh.documents.clear()
        for document in fresh.documents:
            for key, record in records(document).items():
                known = expected[document.id].get(key) == record
                assert known or (name in WITHOUT_WORDS and cuts_nothing(record, document)), about
        place.write_bytes(files[place].encode())


def cuts_nothing(record: Any, document: Document) -> bool:
    text = document.text
    return not any(cuts_word(text, at, 0, len(text)) for at in (record.start, record.end))


@pytest.mark.parametrize("name", TEXTUAL)
def test_damage_is_refused_or_reported(name: str, tmp_path: Path) -> None:
    check(name, tmp_path / "out", OFTEN)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEXTUAL)
def test_much_damage_is_refused_or_reported(name: str, tmp_path: Path) -> None:
    check(name, tmp_path / "out", VERY_OFTEN)
