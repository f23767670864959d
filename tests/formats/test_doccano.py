"""doccano's JSON Lines, by the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.api import load
from corpus_pkg.exchange.formats.catalog import READERS
from tests.formats.test_token_readers import TEXT, bring, corpus, made, names, plain

__all__ = ["corpus", "plain"]  # fixtures


def export(folder: Path, *lines: dict[str, Any], mark: str = "", end: str = "\n") -> Path:
    place = folder / "export.jsonl"
    content = "".join(json.dumps({"text": TEXT} | line, ensure_ascii=False) + end for line in lines)
    place.write_bytes((mark + content).encode())
    return place


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("key", ["label", "labels"])
def test_spans_are_names_of_the_text(key: str, end: str, mark: str, corpus: Path, tmp_path: Path) -> None:
    spans = [[0, 4, "GPE"], [29, 37, "Person"], [33, 37, "PER"], [33, 42, "Deed"]]
    source = export(tmp_path, {"id": 1, key: spans, "Comments": ["why?"]}, mark=mark, end=end)
    result = bring("doccano", source, corpus)
    result.succeeded("1 × Deed: label-unknown", "1 × Comments: annotation-not-held", "in plain (3 added)")
    assert names(corpus) == [("Oslo", "GPE"), ("Ann Berg", "PERSON"), ("Berg", "PERSON")]


def test_newer_exports_have_entities_and_relations(corpus: Path, tmp_path: Path) -> None:
    spans = [{"id": 7, "label": "GPE", "start_offset": 9, "end_offset": 15}]
    relations = [{"id": 0, "from_id": 7, "to_id": 7, "type": "same"}]
    source = export(tmp_path, {"id": 1, "entities": spans, "relations": relations})
    bring("doccano", source, corpus).succeeded("1 × relations: annotation-not-held", "(1 added)")
    assert names(corpus) == [("Bergen", "GPE")]
    bring("doccano", source, corpus, "--strict", "--map", "GPE=ORG").refused("nothing was stored", status=1)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"label": [[90, 99, "GPE"]]}, "export.jsonl:2: span-range: 90-99 the span 90-99 is not in the text"),
        ({"label": [[4, 4, "GPE"]]}, "export.jsonl:2: span-range"),
        ({"label": [[-4, 4, "GPE"]]}, "export.jsonl:2: span-range"),
        ({"label": [[1, 4, "GPE"]]}, "export.jsonl:2: span-in-word: "),
        ({"label": [[9, 16, "GPE"]]}, "export.jsonl:2: span-text: "),
        ({"label": [["0", 4, "GPE"]]}, "export.jsonl:2: format-syntax: "),
        ({"label": [[0, 4]]}, "export.jsonl:2: format-syntax: "),
        ({"label": [[0, 4, None]]}, "export.jsonl:2: format-syntax: "),
        ({"entities": [{"label": "GPE"}]}, "export.jsonl:2: format-syntax: "),
        ({"text": None, "label": []}, "export.jsonl:2: format-syntax: the line has no text"),
        ({"text": "Other.", "label": []}, "export.jsonl:2: format-document: the corpus has no document"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(line: dict[str, Any], said: str, tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", plain=TEXT, one="Ann met Bo.\n")
    source = export(tmp_path, {"text": "Ann met Bo.\n", "label": [[0, 3, "PERSON"]]}, line)
    ended = bring("doccano", source, corpus, "--strict")
    ended.refused(said, "nothing was stored", status=1)
    assert names(corpus, "one") == []
    ended = bring("doccano", source, corpus)
    assert (said in ended.output, ended.status) == (True, 1 if "text" in line else 0)
    assert names(corpus, "one") == [("Ann", "PERSON")]


def test_a_line_without_labels_is_not_annotated(corpus: Path, tmp_path: Path) -> None:
    bring("doccano", export(tmp_path, {"label": [[0, 4, "GPE"]]}), corpus).succeeded("1 added")
    bring("doccano", export(tmp_path, {"label": []}), corpus).succeeded("not-annotated", "stored 0 documents")
    bring("doccano", export(tmp_path, {"label": ["news"]}), corpus).succeeded("news: annotation-not-held")
    assert names(corpus) == [("Oslo", "GPE")]


def test_a_file_that_was_cut_is_refused_wherever_that_is(corpus: Path, tmp_path: Path) -> None:
    source = export(tmp_path, {"label": [[0, 4, "GPE"], [29, 37, "PERSON"]]})
    whole, loaded = source.read_bytes(), load(corpus)
    for end in range(0, len(whole) - 1, 3):
        source.write_bytes(whole[:end])
        reading = READERS["doccano"].read(source, loaded)
        assert reading.problems, whole[:end]
        assert reading.documents == []
