"""JSON of spaCy and its annotation tools, by the command."""

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.training import docs_to_json

from corpus_pkg.api import load
from corpus_pkg.exchange.formats.catalog import READERS
from tests.formats.test_token_readers import TEXT, bring, corpus, made, names, plain

__all__ = ["corpus", "plain"]  # fixtures
NAMES = [("Oslo", "GPE"), ("Bergen", "ORG"), ("Ann Berg", "PERSON")]
SPANS: list[Any] = [[0, 4, "GPE"], [9, 15, "ORG"], [29, 37, "PER"], [19, 27, "DATE"]]


def doc() -> Any:
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    parsed: Any = language(TEXT)
    parsed.ents = [parsed.char_span(*span) for span in SPANS]
    return parsed


def prodigy(answer: str | None) -> dict[str, Any]:
    spans = [{"start": start, "end": end, "label": label} for start, end, label in SPANS]
    return {"text": TEXT, "spans": spans, "tokens": []} | ({"answer": answer} if answer else {})


@pytest.mark.parametrize(
    ("ending", "make"),
    [
        ("json", lambda: json.dumps(doc().to_json())),
        ("json", lambda: json.dumps([doc().to_json()], indent=1)),
        ("jsonl", lambda: json.dumps(doc().to_json()) + "\n"),
        ("jsonl", lambda: json.dumps(prodigy("accept")) + "\n"),
        ("jsonl", lambda: json.dumps(prodigy(None)) + "\r\n"),
        ("json", lambda: "\ufeff" + json.dumps([[TEXT, {"entities": SPANS}]])),
        (
            "json",
            lambda: json.dumps({"annotations": [None, [TEXT, {"entities": SPANS}]]}),
        ),
        ("json", lambda: json.dumps([docs_to_json([doc()])], indent=2)),
    ],
    ids=["to_json", "array", "lines", "prodigy", "no answer", "pairs", "annotations", "version 2"],
)
def test_what_spacy_and_its_tools_write_is_read(ending: str, make: Any, corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / f"any.{ending}"
    source.write_bytes(make().encode())
    result = bring("spacy-json", source, corpus)
    result.succeeded("1 × DATE: value-missing", "read PER as PERSON (1)", "in plain (3 added)")
    assert names(corpus) == NAMES


def test_spans_that_nobody_accepted_are_not_annotation(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "x.jsonl"
    for answer in ("reject", "ignore"):
        source.write_text(json.dumps(prodigy(answer)) + "\n")
        bring("spacy-json", source, corpus).succeeded("not-annotated", "stored 0 documents")
    value = doc().to_json() | {
        "cats": {"news": 1.0},
        "spans": {"sc": [{"start": 0, "end": 4, "label": "GPE"}]},
    }
    source.write_text(json.dumps(value) + "\n")
    result = bring("spacy-json", source, corpus)
    result.succeeded("1 × cats: annotation-not-held", "1 × spans sc: annotation-not-held")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"text": TEXT, "ents": [{"start": 1, "end": 4, "label": "GPE"}]}, "x.jsonl:2: span-in-word"),
        ({"text": TEXT, "ents": [{"start": 90, "end": 99, "label": "GPE"}]}, "x.jsonl:2: span-range"),
        ({"text": TEXT, "ents": [[0, 4]]}, "x.jsonl:2: format-syntax: '[0, 4]' is not START"),
        ({"text": 1}, "x.jsonl:2: format-syntax: it is not a text with its spans"),
        ([TEXT], "x.jsonl:2: format-syntax: it is not a text with its spans"),
        ({"text": "Other.", "ents": []}, "format-document: the corpus has no document"),
        ({"paragraphs": []}, "x.jsonl:2: format-syntax: the document has no tokens"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(second: Any, said: str, tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", plain=TEXT, one="Ann met Bo.\n")
    source = tmp_path / "x.jsonl"
    first = {"text": "Ann met Bo.\n", "ents": [{"start": 0, "end": 3, "label": "PERSON"}]}
    source.write_text("".join(json.dumps(value) + "\n" for value in (first, second)))
    bring("spacy-json", source, corpus, "--strict").refused(said, "nothing was stored", status=1)
    ended = bring("spacy-json", source, corpus)
    alone = isinstance(second, dict) and bool(second.get("ents"))
    assert (said in ended.output, ended.status) == (True, 0 if alone else 1)


def test_a_file_that_was_cut_is_refused_wherever_that_is(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    whole, loaded = json.dumps([doc().to_json()]).encode(), load(corpus)
    for end in range(0, len(whole) - 1, 23):
        source.write_bytes(whole[:end])
        reading = READERS["spacy-json"].read(source, loaded)
        assert reading.problems, whole[:end]
        assert reading.documents == []
