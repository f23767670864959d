"""Facts about the report on a text that was changed, and on annotators who took the corpus's sentences."""

import shutil
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.layers import BLOCKS, LAYER_NAMES
from tests import command_line
from tests.small_corpus import FIRST, FIRST_TEXT, SECOND, SECOND_TEXT


def test_a_changed_text_is_reported_once_and_first(small_corpus_folder: Path) -> None:
    (small_corpus_folder / f"raw/{SECOND}.txt").write_bytes(b"Now " + SECOND_TEXT.encode())
    (small_corpus_folder / "annotations/note.txt").write_text("stray")
    found = validate(small_corpus_folder)
    assert [problem.code for problem in found] == ["text-checksum", "file-unexpected"]
    assert "restore the text" in found[0].message


@pytest.mark.parametrize(
    ("document", "text", "words"),
    [
        (SECOND, SECOND_TEXT.replace("\n", "\r\n"), "from LF to CRLF"),
        (FIRST, FIRST_TEXT.replace("\r\n", "\n"), "from CRLF to LF"),
    ],
)
def test_the_first_line_says_that_line_ends_were_changed(
    small_corpus_folder: Path, document: str, text: str, words: str
) -> None:
    (small_corpus_folder / f"raw/{document}.txt").write_bytes(text.encode())
    ended = command_line.run("validate", small_corpus_folder)
    ended.refused("1 problem", status=1)
    first = ended.stdout.splitlines()[0]
    assert first.startswith(f"raw/{document}.txt: text-checksum: its line ends were changed {words}")
    assert "write `raw/** -text` into .gitattributes" in first


def test_other_documents_are_checked_next_to_a_changed_text(small_corpus_folder: Path) -> None:
    for document, text in ((FIRST, FIRST_TEXT), (SECOND, SECOND_TEXT)):
        (small_corpus_folder / f"raw/{document}.txt").write_bytes(text.upper().encode())
    assert [problem.code for problem in validate(small_corpus_folder)] == ["text-checksum"] * 2


@pytest.fixture
def joined(small_corpus_folder: Path) -> Path:
    """Return a corpus whose annotator `late` has no segments and sentences."""
    own = small_corpus_folder / layout.ANNOTATORS
    shutil.copytree(own / "a", own / "late")
    for layer in BLOCKS:
        shutil.rmtree(own / "late" / layer)
    return small_corpus_folder


def test_an_annotator_without_sentences_works_in_those_of_the_corpus(joined: Path) -> None:
    assert validate(joined) == []
    corpus = corpus_pkg.load(joined)
    late = corpus.annotator("late")
    for layer in BLOCKS:
        assert [one.layer(layer) for one in late] == [one.layer(layer) for one in corpus]


def test_an_annotator_may_join_for_one_document(joined: Path) -> None:
    for layer in LAYER_NAMES:
        if layer not in BLOCKS and layer != "entities":
            shutil.rmtree(joined / layout.layer_folder(layer, "late"), ignore_errors=True)
    (joined / layout.layer_file("entities", SECOND, "late")).unlink()
    assert [problem for problem in validate(joined) if problem.severity == "error"] == []
    assert corpus_pkg.load(joined).annotator("late").ids == (FIRST,)


def test_what_is_wrong_with_shared_sentences_is_reported_once(joined: Path) -> None:
    place = joined / layout.layer_file("sentences", SECOND)
    place.write_bytes(b"".join(place.read_bytes().splitlines(keepends=True)[1:]))
    assert all(
        not problem.file.startswith(f"{layout.ANNOTATORS}/late/sentences") for problem in validate(joined)
    )
    assert f"annotations/sentences/{SECOND}.jsonl" in {problem.file for problem in validate(joined)}


def test_an_annotator_is_not_loaded_with_broken_sentences_of_the_corpus(joined: Path) -> None:
    place = joined / layout.layer_file("sentences", SECOND)
    place.write_bytes(b"{}\n" + place.read_bytes())
    with pytest.raises(corpus_pkg.CorpusError, match=r"annotations/sentences/second-text\.jsonl:1: schema"):
        corpus_pkg.load(f"{joined}#late")


def test_agreement_on_shared_sentences_is_not_measured(joined: Path) -> None:
    found = command_line.run("agree", joined, "--annotators", "a", "late", "--json").succeeded().json()
    assert not set(BLOCKS) & set(found["overall"]["layers"])
    assert found["overall"]["layers"]["entities"]["exact"]["f1"] == 1
    page = command_line.run("agree", joined, "--annotators", "a", "late").succeeded().stdout
    rows = [[cell.strip() for cell in line.split("|")[1:3]] for line in page.splitlines()]
    assert ["late", "entities"] in rows
    assert ["a", "sentences"] in rows  # they are the annotator's own
    assert ["late", "sentences"] not in rows
    assert not any(row[:1] == ["sentences"] for row in rows)
