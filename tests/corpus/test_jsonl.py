"""Record files: what is written is read back, and what is wrong is named by its line."""

import json
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import Corpus, CorpusError, Document, Problem
from corpus_pkg.corpus import files
from corpus_pkg.corpus.jsonl import read_jsonl, write_jsonl


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


@pytest.fixture
def lines(corpus: Corpus) -> list[dict[str, Any]]:
    return [document.model_dump(mode="json") for document in corpus]


def written(place: Path, values: list[Any]) -> Path:
    file = place / "records.jsonl"
    file.write_text("".join(json.dumps(value) + "\n" for value in values), "utf-8")
    return file


def problems_of(file: Path) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    return [document.id for document in read_jsonl(file, problems)], problems


def test_the_corpus_writes_itself_one_document_a_line(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    corpus.to_jsonl(file)
    assert list(read_jsonl(file)) == list(corpus)
    assert [json.loads(line)["id"] for line in file.read_bytes().splitlines()] == list(corpus.ids)


def test_a_bad_line_is_named_and_passed_over_where_problems_are_collected(
    lines: list[dict[str, Any]], tmp_path: Path
) -> None:
    lines[1]["metadata"]["genre"] = "gossip"
    lines[2]["entities"][0]["start"] += 1
    file = written(tmp_path, lines)
    read, problems = problems_of(file)
    assert read == [lines[0]["id"], lines[3]["id"], lines[4]["id"]]
    assert {(problem.file, problem.line, problem.code) for problem in problems} == {
        (str(file), 2, "label-unknown"),
        (str(file), 3, "schema"),
    }
    assert "metadata.genre" in problems[0].message


def test_a_bad_line_raises_where_none_are_collected_after_those_before_it(
    lines: list[dict[str, Any]], tmp_path: Path
) -> None:
    del lines[1]["text"]
    found: list[Document] = []
    with pytest.raises(CorpusError, match=r"records\.jsonl:2: schema: text"):
        found.extend(read_jsonl(written(tmp_path, lines)))


def test_what_is_no_json_object_is_named_by_its_line(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    write_jsonl(list(corpus)[:1], file)
    good = file.read_bytes()
    bad = [
        b"",
        b"[]",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"\xff",
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b"{",
    ]
    file.write_bytes(good + b"\n".join(bad))
    read, problems = problems_of(file)
    assert read == [corpus.ids[0]]
    assert [problem.line for problem in problems] == list(range(2, 2 + len(bad)))
    assert {problem.code for problem in problems} == {"json", "encoding"}


def test_a_document_that_stands_twice_is_refused(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    read, problems = problems_of(written(tmp_path, [lines[0], lines[1], lines[0]]))
    assert read == [lines[0]["id"], lines[1]["id"]]
    assert [(problem.line, problem.code) for problem in problems] == [(3, "document-duplicate")]


def test_text_lengths_checksum_and_id_must_be_those_of_the_metadata(
    lines: list[dict[str, Any]], tmp_path: Path
) -> None:
    lines[0]["text"] += "é"
    lines[1]["id"] = "another"
    read, problems = problems_of(written(tmp_path, lines[:2]))
    assert read == []
    assert [(problem.line, problem.code) for problem in problems] == [
        (1, "text-checksum"),
        (1, "text-length"),
        (1, "text-length"),
        (2, "schema"),
    ]


def test_a_span_that_does_not_show_its_text_is_refused(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    figure = next(f for line in lines for f in line["figures"] if f["subject"])
    figure["subject"]["text"] = "x" * len(figure["subject"]["text"])
    _, problems = problems_of(written(tmp_path, lines))
    assert [(problem.code, problem.annotation) for problem in problems] == [("span-text", figure["id"])]


def test_what_json_schema_cant_say_is_refused(lines: list[dict[str, Any]], tmp_path: Path) -> None:
    lines[0]["segments"][0]["id"] = "seg-1-2"
    file = written(tmp_path, lines[:1])
    with pytest.raises(CorpusError, match="the id is seg-1-2 and the fields give seg-0-"):
        list(read_jsonl(file))


def test_a_line_that_is_too_long_is_named_and_the_next_is_read(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "records.jsonl"
    corpus.to_jsonl(file)
    lengths = [len(line) for line in file.read_bytes().splitlines()]
    longest = max(lengths)
    monkeypatch.setattr(files, "MAX_LINE_BYTES", longest)
    assert problems_of(file)[1] == []
    monkeypatch.setattr(files, "MAX_LINE_BYTES", longest - 1)
    read, problems = problems_of(file)
    assert len(read) == len(corpus) - 1
    assert [(p.line, p.code) for p in problems] == [(lengths.index(longest) + 1, "file-too-large")]
    monkeypatch.setattr(files, "MAX_LINE_BYTES", 1000)
    read, problems = problems_of(file)
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5]


def test_a_failed_write_leaves_the_old_file(corpus: Corpus, tmp_path: Path) -> None:
    def failing() -> Any:
        yield next(iter(corpus))
        raise RuntimeError("the source dried up")

    file = tmp_path / "records.jsonl"
    file.write_text("old")
    with pytest.raises(RuntimeError):
        write_jsonl(failing(), file)
    assert [place.name for place in tmp_path.iterdir()] == ["records.jsonl"]
    assert file.read_text() == "old"


def test_a_byte_order_mark_is_named(tmp_path: Path, lines: list[dict[str, Any]]) -> None:
    file = written(tmp_path, lines[:1])
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    with pytest.raises(CorpusError, match="begins with a byte order mark; save it as UTF-8 without one"):
        list(read_jsonl(file))
