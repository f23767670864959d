"""An output replaces what its command wrote before, and nothing else."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.explorer.page import is_page
from tests.command_line import run
from tests.small_corpus import Editor, write_small_corpus

STRANGE = b"<!doctype html>\n<title>My thesis</title>\n"
OUTPUTS = {
    "explore": ("explore {corpus} --out {out}", "an explorer page"),
    "convert": ("convert {corpus} --to brat --out {new} --report {out}", "a loss report"),
    "agree": ("agree {corpus} --out {out}", "an agreement report"),
    "agree --json": ("agree {corpus} --json --out {out}", "an agreement report"),
    "adjudicate": ("adjudicate {corpus} --out {out}", "a list of differences that are still undecided"),
}
"""Commands with an output, and what they may replace."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    root = write_small_corpus(tmp_path / "corpus", ("a", "b"))
    Editor(root).drop("annotations/annotators/b/entities/first-text.jsonl", 1)
    return root


def words(template: str, corpus: Path, out: Path) -> list[str]:
    new = corpus.parent / f"new-{len(list(corpus.parent.iterdir()))}"
    return template.format(corpus=corpus, out=out, new=new).split()


@pytest.mark.parametrize("name", OUTPUTS)
def test_another_file_is_not_replaced(name: str, corpus: Path, tmp_path: Path) -> None:
    template, kind = OUTPUTS[name]
    strange = tmp_path / "thesis.html"
    strange.write_bytes(STRANGE)
    of_the_corpus = ("raw/first-text.txt", "raw/documents.jsonl", "annotations/registry.jsonl")
    for place in (strange, *(corpus / path for path in of_the_corpus)):
        before = place.read_bytes()
        run(*words(template, corpus, place)).refused(f"is not {kind}", "name another file", status=2)
        assert place.read_bytes() == before
    assert not list(tmp_path.glob("new-*"))


@pytest.mark.parametrize("name", OUTPUTS)
def test_an_earlier_output_and_an_empty_file_are_replaced(name: str, corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.touch()
    run(*words(OUTPUTS[name][0], corpus, out)).succeeded()
    first = out.read_bytes()
    assert first
    run(*words(OUTPUTS[name][0], corpus, out)).succeeded()
    assert out.read_bytes() == first


def test_a_page_that_was_edited_is_not_replaced(corpus: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run("explore", corpus, "--out", page).succeeded()
    page.write_text(page.read_text("utf-8").replace("<body>", "<body><p>My notes</p>"), "utf-8")
    edited = page.read_bytes()
    run("explore", corpus, "--out", page).refused("as corpus-pkg wrote it", status=2)
    with pytest.raises(FileExistsError, match="remove it or name another file"):
        corpus_pkg.load(corpus).explore().save(page)
    assert page.read_bytes() == edited


def test_decisions_are_not_replaced_by_a_new_list(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "differences.jsonl"
    run("adjudicate", corpus, "--out", place).succeeded("wrote 1 difference")
    line = json.loads(place.read_text("utf-8")) | {"decision": "a", "rule": "section 2"}
    place.write_text(json.dumps(line) + "\n", "utf-8")
    decided = place.read_bytes()
    run("adjudicate", corpus, "--out", place).refused("still undecided", status=2)
    assert place.read_bytes() == decided


@pytest.mark.parametrize("path", ["raw/first-text.txt", "raw/documents.jsonl", "annotations/registry.jsonl"])
def test_a_record_file_does_not_replace_a_file_of_its_corpus(path: str, corpus: Path, tmp_path: Path) -> None:
    before = (corpus / path).read_bytes()
    link = tmp_path / "link.jsonl"
    link.symlink_to(corpus / path)
    for place in (corpus / path, link):
        with pytest.raises(FileExistsError, match="is a file of the corpus"):
            corpus_pkg.load(corpus).to_jsonl(place)
    assert (corpus / path).read_bytes() == before
    corpus_pkg.load(corpus).to_jsonl(tmp_path / "all.jsonl")
    corpus_pkg.load(corpus).to_jsonl(tmp_path / "all.jsonl")


def test_stats_are_not_written_into_a_file_of_the_corpus(corpus: Path) -> None:
    place = corpus / "annotations/GUIDELINES.md"
    place.write_text("<!-- stats: begin -->\n<!-- stats: end -->\n", "utf-8")
    run("stats", corpus, "--markdown", "--into", place).refused("is a file of the corpus", status=2)
    assert place.read_text("utf-8") == "<!-- stats: begin -->\n<!-- stats: end -->\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_a_pipe_is_written_to_and_a_link_is_followed(corpus: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        run("convert", corpus, "--to", "brat", "--out", tmp_path / "brat", "--report", pipe).succeeded()
        assert json.loads(os.read(reading, 1 << 16))["format"] == "brat"
    finally:
        os.close(reading)
    with ThreadPoolExecutor() as pool:
        page = pool.submit(pipe.read_bytes)
        run("explore", corpus, "--out", pipe).succeeded()
    assert is_page(page.result())
    assert pipe.is_fifo()
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "page.html")
    run("explore", corpus, "--out", link).succeeded()
    assert link.is_symlink()
    assert (tmp_path / "page.html").is_file()
