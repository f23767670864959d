"""Facts about laying out a corpus and taking texts in."""

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.annotate.agreement import agreement
from corpus_pkg.annotate.scaffold import Known, add_texts, new_corpus
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from tests import command_line
from tests.small_corpus import FIRST, SECOND, Editor

TEXT = "Port opens\n\nLima said the port cost $1.3 billion. Nobody doubts it.\r\n"


def run(*arguments: str | Path) -> tuple[int, str, str]:
    ended = command_line.run(*arguments)
    return ended.status, ended.stdout, ended.stderr


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    new_corpus(tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    place = tmp_path / "Port of Çhancay 2.txt"
    place.write_bytes(TEXT.encode())
    return place


def tree(root: Path) -> dict[str, bytes]:
    return {str(place.relative_to(root)): place.read_bytes() for place in root.rglob("*") if place.is_file()}


def metadata(corpus: Path, number: int = -1) -> dict[str, Any]:
    lines = (corpus / layout.DOCUMENTS_FILE).read_text("utf-8").splitlines()
    value: dict[str, Any] = json.loads(lines[number])
    return value


def test_a_new_corpus_is_valid_and_empty(tmp_path: Path) -> None:
    code, out, _ = run("new", tmp_path / "mine")
    assert code == 0
    assert len(out.splitlines()) == 7
    assert validate(tmp_path / "mine") == []
    assert len(corpus_pkg.load(tmp_path / "mine")) == 0
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o755


def test_an_empty_folder_may_become_a_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", ".", "--name", "Ports")[0] == 0
    assert (tmp_path / "README.md").read_text("utf-8").startswith("# Ports\n")


def test_a_new_corpus_says_its_name_and_one_with_an_odd_name_is_valid(tmp_path: Path) -> None:
    for number, name in enumerate(('Ports of "call"', "港", "a\\b")):
        assert run("new", tmp_path / str(number), "--name", name)[0] == 0
        assert validate(tmp_path / str(number)) == []
        assert corpus_pkg.load(tmp_path / str(number)).about.title == name
    assert corpus_pkg.load(tmp_path / "0").about.name == "ports-of-call"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    code, _, err = run("new", tmp_path)
    assert code == 2
    assert "is not empty: it has notes.txt; name a new folder" in err
    assert list(tree(tmp_path)) == ["notes.txt"]


@pytest.mark.parametrize("readme", ["README.md", "readme.rst", "README"])
def test_a_repository_that_was_just_made_is_filled_and_nothing_in_it_is_changed(
    tmp_path: Path, readme: str
) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name in (readme, "LICENSE", ".gitignore"):
        (tmp_path / name).write_text(f"my {name}")
    before = tree(tmp_path)
    assert run("new", tmp_path)[0] == 0
    after = tree(tmp_path)
    assert {name: after[name] for name in before} == before
    assert [name for name in after if name.lower().startswith("readme")] == [readme]
    assert (tmp_path / ".gitattributes").read_text().startswith("# The texts are kept byte for byte")
    assert run("validate", tmp_path)[0] == 0


@pytest.mark.parametrize("name", [".gitattributes", "README.d/a.md", "docs/LICENSE", "raw/.git"])
def test_a_repository_that_has_more_is_left_alone_and_the_message_names_a_file(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = tree(tmp_path)
    command_line.run("new", tmp_path).refused(f"is not empty: it has {name}; name a new folder", status=2)
    assert tree(tmp_path) == before


def test_a_new_corpus_is_not_written_through_a_link_in_the_folder(tmp_path: Path) -> None:
    elsewhere, repository = tmp_path / "elsewhere", tmp_path / "mine"
    elsewhere.mkdir()
    repository.mkdir()
    (repository / "raw").symlink_to(elsewhere)
    command_line.run("new", repository).refused("is not empty: it has raw;", status=2)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("make", [Path.touch, lambda place: place.symlink_to("nowhere")])
def test_what_is_no_folder_is_left_alone(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "mine")
    command_line.run("new", tmp_path / "mine").refused("mine is not a folder; name a new one", status=2)


def test_an_interrupted_new_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_self: Path, _to: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        new_corpus(tmp_path / "mine")
    assert list(tmp_path.iterdir()) == []


def test_a_text_is_added_byte_for_byte_with_its_checksum(corpus: Path, text: Path) -> None:
    code, out, _ = run("add", corpus, text, "--date", "2024-11", "--language", "en")
    assert code == 0
    assert out == "added port-of-chancay-2: 69 characters, 2 segments, 3 sentences\n"
    assert (corpus / "raw/port-of-chancay-2.txt").read_bytes() == TEXT.encode()
    assert validate(corpus) == []
    value = metadata(corpus)
    assert (value["title"], value["date"], value["bytes"]) == ("Port opens", "2024-11", 69)
    assert value["source_file"] == text.name
    evidence = {item["field"]: (item["inferred"], item["confidence"]) for item in value["evidence"]}
    assert evidence["date"] == (False, "high")
    assert evidence["title"] == (True, "medium")
    assert evidence["rights"] == (True, "low")


def test_what_is_not_known_is_said_to_be_assumed(corpus: Path, text: Path) -> None:
    added = add_texts(corpus, [text], Known(), today="2026-01-31")
    value = added.documents[0].metadata
    assert (value.date, value.language, value.genre) == ("/2026-01-31", "und", "other")
    assert (value.rights, value.license) == ("not stated", "NOASSERTION")
    assert validate(corpus) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=2
    )
)
def test_any_texts_make_a_valid_corpus(tmp_path: Path, texts: list[str]) -> None:
    shutil.rmtree(tmp_path)
    new_corpus(tmp_path / "mine")
    places = [tmp_path / f"text-{number}.txt" for number in range(len(texts))]
    for place, content in zip(places, texts, strict=True):
        place.write_bytes(content.encode())
    added = add_texts(
        tmp_path / "mine", places, Known(), annotators=("a",), allow_same=True, allow_empty=True
    )
    assert not added.problems
    assert validate(tmp_path / "mine") == []
    assert [document.text for document in corpus_pkg.load(tmp_path / "mine")] == texts


def test_a_text_may_join_an_annotated_corpus(small_corpus_folder: Path, text: Path) -> None:
    assert run("add", small_corpus_folder, text, "--id", "port")[0] == 0
    assert validate(small_corpus_folder) == []
    stances = (small_corpus_folder / "annotations/document_stance/port.jsonl").read_text("utf-8")
    assert stances.count('"label": "none"') == 2
    assert stances.count("not read yet") == 2
    annotator = corpus_pkg.load(small_corpus_folder).annotator("a")
    assert annotator.ids == (FIRST, SECOND)  # who has not seen the new text


def test_an_annotator_may_begin_with_the_proposals(small_corpus_folder: Path, text: Path) -> None:
    assert (
        run("add", small_corpus_folder, text, "--id", "port", "--annotator", "a", "--annotator", "b")[0] == 0
    )
    assert validate(small_corpus_folder) == []
    corpus = corpus_pkg.load(small_corpus_folder)
    assert corpus.annotator("a").ids == (FIRST, SECOND, "port")
    assert corpus.annotator("b").ids == ("port",)
    assert list(agreement(corpus, ("a", "b")).documents) == ["port"]


def test_a_layer_that_the_corpus_does_not_have_is_not_begun(small_corpus_folder: Path, text: Path) -> None:
    shutil.rmtree(small_corpus_folder / "annotations/dates")
    for name in (FIRST, SECOND):
        (small_corpus_folder / f"annotations/figures/{name}.jsonl").write_text("")
    add_texts(small_corpus_folder, [text], Known())
    assert not (small_corpus_folder / "annotations/dates").exists()
    missing = [p.file for p in validate(small_corpus_folder) if p.code == "file-missing"]
    assert missing == ["annotations/dates"]


def fifo(place: Path) -> None:
    os.mkfifo(place)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda place: place.write_bytes(b"caf\xe9"), "encoding"),
        (lambda place: place.write_bytes(b"a\0b"), "encoding"),
        (lambda place: place.write_bytes(b"PK\x03\x04\x14\0"), "encoding: this is a Word file"),
        (
            lambda place: place.write_bytes(b"%PDF-1.7\nplain"),
            "encoding: this is a PDF; save its text as plain",
        ),
        (lambda place: place.write_text("Lima waits.", "utf-16"), "encoding: this is a text in UTF-16"),
        (lambda place: place.mkdir(), "file-unreadable: it is a folder; name the text files in it"),
        (fifo, "file-unreadable"),
        (lambda place: place.symlink_to("/etc/hostname"), "file-outside"),
        (lambda _place: None, "file-missing"),
    ],
)
def test_a_text_that_can_not_be_taken_in_keeps_all_out(
    corpus: Path, text: Path, make: Any, code: str
) -> None:
    bad = text.parent / "bad.txt"
    make(bad)
    before = tree(corpus)
    status, _, err = run("add", corpus, text, bad)
    assert status == 1
    assert f"{bad}: {code}" in err or f"{bad}:1: {code}" in err
    assert tree(corpus) == before


def test_an_id_is_taken_once(corpus: Path, text: Path) -> None:
    other = text.parent / "port-of-chancay_2.txt"
    shutil.copy(text, other)
    status, _, err = run("add", corpus, text, other)
    assert status == 1
    assert "document-duplicate" in err
    assert run("add", corpus, text)[0] == 0
    status, _, err = run("add", corpus, text, "--date", "2025")
    assert status == 1
    assert (
        "it is there already, as 'port-of-chancay-2'; correct what is known of it in raw/documents.jsonl"
        in err
    )
    other.write_text("Lima waits.\n")
    status, _, err = run("add", corpus, other)
    assert status == 1
    assert "there is a document 'port-of-chancay-2'; choose an --id" in err


def test_the_current_folder_is_not_a_text(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus.parent)
    command_line.run("add", "mine", ".").refused(
        ".: file-unreadable: it is a folder; name the text", status=1
    )


def test_a_text_before_the_corpus_is_answered_with_the_right_order(corpus: Path, text: Path) -> None:
    said = f'the corpus directory comes first: corpus-pkg add {corpus} "{text}"'
    command_line.run("add", text, corpus).refused(said, status=2)
    draft = text.parent / "draft.jsonl"
    draft.write_text("{}\n")
    said = f"the corpus directory comes first: corpus-pkg draft {corpus} {draft}"
    command_line.run("draft", draft, corpus).refused(said, status=2)


def test_a_name_with_a_space_makes_one_folder_in_quotes(tmp_path: Path) -> None:
    ended = command_line.run("new", tmp_path / "my", "corpus")
    ended.refused(
        f'name one folder; put a name with a space in quotes: corpus-pkg new "{tmp_path}/my corpus"', status=2
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("page.HTML", "Lima <b>waits</b>"),
        ("page.txt", "\ufeff \n<!DOCTYPE html>\n"),
        ("page.txt", "{\\rtf1 Lima"),
    ],
)
def test_markup_is_taken_with_a_note(corpus: Path, tmp_path: Path, name: str, start: str) -> None:
    (tmp_path / name).write_text(f"{start}\n\nLima waits.\n", "utf-8")
    ended = command_line.run("add", corpus, tmp_path / name, "--date", "2025")
    ended.succeeded("note: page looks like markup, whose tags are part of the text now")
    assert validate(corpus) == []


def test_a_text_is_taken_twice_only_where_that_is_said(corpus: Path, text: Path) -> None:
    other = text.parent / "again.txt"
    shutil.copy(text, other)
    said = "it has the same bytes as port-of-chancay-2; leave it out, or give --allow-same"
    command_line.run("add", corpus, text, other).refused(f"{other}: document-duplicate: {said}", status=1)
    assert len(corpus_pkg.load(corpus)) == 0
    command_line.run("add", corpus, text).succeeded()
    command_line.run("add", corpus, other).refused(said, status=1)
    command_line.run("add", corpus, other, "--allow-same").succeeded("added again")


@pytest.mark.parametrize("content", [b"", b" \r\n\n", b"\xef\xbb\xbf\n"])
def test_a_text_without_words_is_taken_only_where_that_is_said(
    corpus: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "empty.txt").write_bytes(content)
    ended = command_line.run("add", corpus, tmp_path / "empty.txt")
    ended.refused("it has no words; leave it out, or give --allow-empty", status=1)
    command_line.run("add", corpus, tmp_path / "empty.txt", "--allow-empty").succeeded("added empty")
    assert validate(corpus) == []


def test_a_folder_that_is_not_a_corpus_is_refused_in_one_line(tmp_path: Path, text: Path) -> None:
    (tmp_path / "plain").mkdir()
    for command in (("add", tmp_path / "plain", text), ("remove", tmp_path / "plain", "x")):
        ended = command_line.run(*command)
        ended.refused("plain: file-missing: it is not a corpus", "corpus-pkg new", status=2)
        assert len(ended.stderr.splitlines()) == 1 + ended.stderr.count("nothing was written")


@pytest.mark.parametrize(
    ("date", "meant"),
    [
        ("5 May 2025", "2025-05-05"),
        ("May 5th, 2025", "2025-05-05"),
        ("Sept. 2025", "2025-09"),
        ("2025/5/5", "2025-05-05"),
        ("31.12.2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
    ],
)
def test_a_date_as_people_write_it_is_answered_with_the_one_to_write(
    corpus: Path, text: Path, date: str, meant: str
) -> None:
    ended = command_line.run("add", corpus, text, "--date", date)
    ended.refused(f"{date!r} is not an EDTF date of level 1: write {meant} (", status=1)


@pytest.mark.parametrize("date", ["04/05/2025", "31 June 2025", "5 May 6 2025"])
def test_a_date_that_may_be_several_or_none_is_not_guessed(corpus: Path, text: Path, date: str) -> None:
    command_line.run("add", corpus, text, "--date", date).refused("write 2025-08-28, 2025-08", status=1)


def test_a_date_that_is_not_given_is_left_open_aloud(corpus: Path, text: Path) -> None:
    ended = command_line.run("add", corpus, text)
    ended.succeeded("note: port-of-chancay-2 has the date /", "as no --date was given; write what is known")
    ended.succeeded(", in raw/documents.jsonl, or remove the document and add it again with --date")
    other = text.parent / "dated.txt"
    other.write_text("Lima waits.\n")
    assert command_line.run("add", corpus, other, "--date", "2025").succeeded().stderr == ""


def test_git_keeps_the_line_ends_of_a_new_corpus(corpus: Path, text: Path) -> None:
    def git(*words: str) -> None:
        options = ("-c", "core.autocrlf=true", "-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(corpus), *options, *words], check=True, capture_output=True)

    command_line.run("add", corpus, text).succeeded()
    before = tree(corpus)
    git("init")
    git("add", ".")
    git("commit", "-m", "all")
    shutil.rmtree(corpus / "raw")
    git("checkout", "--", ".")
    assert {name: data for name, data in tree(corpus).items() if not name.startswith(".git/")} == before


def test_a_file_that_is_there_is_not_overwritten(corpus: Path, text: Path) -> None:
    (corpus / "raw/port-of-chancay-2.txt").write_text("another")
    status, _, err = run("add", corpus, text)
    assert status == 1
    assert "file-unexpected" in err
    assert (corpus / "raw/port-of-chancay-2.txt").read_text() == "another"


def test_a_folder_that_leads_out_is_not_written_to(corpus: Path, text: Path) -> None:
    outside = corpus.parent / "outside"
    outside.mkdir()
    (corpus / "annotations/segments").symlink_to(outside)
    status, _, err = run("add", corpus, text)
    assert status == 1
    assert "file-outside" in err
    assert list(outside.iterdir()) == []


def test_an_interrupted_add_has_added_all_or_nothing(
    corpus: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = Path.replace, 0

    def stop(self: Path, to: Path) -> Path:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        return real(self, to)

    with monkeypatch.context() as context:
        context.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            add_texts(corpus, [text], Known())
    assert [name for name in tree(corpus) if Path(name).name.startswith(".")] == [".gitattributes"]
    assert validate(corpus) == []
    assert len(corpus_pkg.load(corpus)) == 1


def test_a_list_without_a_last_line_end_is_continued(small_corpus_folder: Path, text: Path) -> None:
    place = small_corpus_folder / layout.DOCUMENTS_FILE
    place.write_bytes(place.read_bytes().rstrip(b"\n"))
    add_texts(small_corpus_folder, [text], Known())
    assert validate(small_corpus_folder) == []


@pytest.mark.parametrize("option", [["--date", "yesterday"], ["--language", "english"]])
def test_wrong_metadata_is_refused(corpus: Path, text: Path, option: list[str]) -> None:
    status, _, err = run("add", corpus, text, *option)
    assert status == 1
    assert f": schema: {option[0][2:]}: " in err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--id", "../x"], "'../x' is not an id"),
        (["--annotator", "a/b"], "'a/b' is not an id"),
    ],
)
def test_wrong_options_are_refused(corpus: Path, text: Path, option: list[str], words: str) -> None:
    command_line.run("add", corpus, text, *option).refused(words, status=2)


def test_an_id_is_of_one_text(corpus: Path, text: Path) -> None:
    ended = command_line.run("add", corpus, text, text, "--id", "port")
    ended.refused("--id and --title are of a single text", status=2)


def test_a_broken_corpus_takes_nothing_in(small_corpus_folder: Path, text: Path) -> None:
    Editor(small_corpus_folder).change(layout.DOCUMENTS_FILE, 1, id="../x")
    with pytest.raises(corpus_pkg.CorpusError):
        add_texts(small_corpus_folder, [text], Known())


def test_a_block_that_no_record_may_hold_is_refused(
    corpus: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus_pkg.corpus.files.MAX_LINE_BYTES", 60)
    added = add_texts(corpus, [text], Known())
    assert [problem.code for problem in added.problems] == ["file-too-large"]


@pytest.mark.parametrize(
    ("title", "kind"), [("The port", "heading"), ("Port opens", "title"), (None, "title")]
)
def test_a_title_in_the_text_is_that_of_the_metadata(
    corpus: Path, text: Path, title: str | None, kind: str
) -> None:
    given = () if title is None else ("--title", title)
    assert run("add", corpus, text, *given)[0] == 0
    assert metadata(corpus)["title"] == (title or "Port opens")
    (document,) = corpus_pkg.load(corpus)
    assert document.segments[0].kind == kind
    assert validate(corpus) == []
