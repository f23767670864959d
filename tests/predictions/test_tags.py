"""Tags of tokens as predictions: the package's own views, in files that have no text."""

import json
import shutil
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import tasks
from tests.command_line import ROOT, run

CORPUS = corpus_pkg.load()
NAMES = sum(len(document.entities) for document in CORPUS)
OUTER = NAMES - tasks.ner(CORPUS).report["nested"]
QUICK = ("--layer", "entities", "--samples", "0", "--json")


def rows_of(unit: Any) -> list[dict[str, Any]]:
    return [
        {"document": row.document, "sentence": row.sentence, "tokens": row.tokens, "tags": row.tags}
        for row in tasks.ner(CORPUS, unit=unit)
    ]


def conll(rows: list[dict[str, Any]]) -> str:
    lines = []
    for _, sentences in groupby(rows, lambda row: row["document"]):
        lines += ["-DOCSTART- O", ""]
        for row in sentences:
            lines += [f"{token} {tag}" for token, tag in zip(row["tokens"], row["tags"], strict=True)] + [""]
    return "\n".join(lines)


def json_lines(rows: list[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def strict(path: Path) -> dict[str, Any]:
    scored: dict[str, Any] = run("score", "packaged", path, *QUICK).json()
    return dict(scored["scores"]["entities"]["strict"]["micro"])


@pytest.mark.parametrize("unit", ["sentence", "document"])
@pytest.mark.parametrize(("name", "write"), [("gold.conll", conll), ("gold.jsonl", json_lines)])
def test_the_tags_of_the_view_are_right_where_boilerplate_has_no_tokens(
    unit: str, name: str, write: Callable[[list[dict[str, Any]]], str], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(write(rows_of(unit)), "utf-8")
    found = strict(path)
    assert (found["precision"], found["predicted"]) == (1, OUTER)


def test_the_parquet_file_of_the_view_is_read_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ner.parquet"
    tasks.ner(CORPUS).to_datasets().to_parquet(path)
    assert strict(path)["predicted"] == OUTER


def test_rows_with_ids_may_be_of_some_sentences(tmp_path: Path) -> None:
    rows = rows_of("sentence")[::2]
    path = tmp_path / "half.jsonl"
    path.write_text(json_lines(rows), "utf-8")
    found = strict(path)
    inside = sum(tag[0] == "B" for row in rows for tag in row["tags"])
    assert (found["precision"], found["predicted"], found["gold"]) == (1, inside, NAMES)
    changed = [{**rows[0], "tokens": ["Oslo", *rows[0]["tokens"][1:]]}]
    path.write_text(json_lines(changed), "utf-8")
    run("score", "packaged", path, *QUICK).refused("half.jsonl:1:", "and the token 'Oslo'", status=1)


def test_an_import_of_some_sentences_deletes_no_names_in_others(tmp_path: Path) -> None:
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, tmp_path / "mine" / name)
    shutil.copy(ROOT / "corpus.toml", tmp_path / "mine")
    path = tmp_path / "half.jsonl"
    path.write_text(json_lines(rows_of("sentence")[:3]), "utf-8")
    ended = run("convert", "--from", "hf-ner", path, "--out", tmp_path / "mine")
    ended.refused("half.jsonl:1: format-document: the file has no tokens of", status=1)
