"""`corpus-pkg hub`: what it prints, and that what goes wrong ends in a sentence and a status."""

from pathlib import Path

import huggingface_hub
import pytest

from corpus_pkg import Corpus
from corpus_pkg.corpus.write import write_corpus
from tests import command_line


def run(*arguments: str | Path) -> tuple[int, str]:
    ended = command_line.run("hub", *arguments)
    return ended.status, ended.output


def test_build_lists_the_files_it_made(tmp_path: Path) -> None:
    status, said = run("build", "--out", tmp_path / "out")
    assert status == 0
    assert f"built 5 documents in {tmp_path / 'out'}" in said
    assert "holds 5 texts under licences that do not allow redistribution" in said
    for place in (tmp_path / "out").iterdir():
        assert place.name in said or place.name == "manifest.json"


def test_a_wrong_value_of_the_card_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text("license: banana\nsize_categories: [small]\n")
    status, said = run("build", "--out", tmp_path / "out", "--card", tmp_path / "card.yaml")
    assert status == 1
    assert "license: 'banana' is not known to the Hub" in said
    assert "size_categories: 'small'" in said
    assert not (tmp_path / "out").exists()


def test_a_card_does_not_license_texts_that_are_not_to_be_passed_on(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text("license: cc-by-4.0\n")
    options = ("--out", tmp_path / "out", "--card", tmp_path / "card.yaml")
    status, said = run("build", *options)
    assert status == 1
    assert said.startswith("license: the repository holds texts under LicenseRef-AzUS-source-texts, so it is")
    assert run("build", *options, "--without-texts")[0] == 0
    card = (tmp_path / "out/README.md").read_text("utf-8")
    assert "license: cc-by-4.0\n" in card
    assert "license_name" not in card


@pytest.mark.parametrize("text", ["- a list\n", "license: [", "\x00"])
def test_a_card_file_that_is_none_is_a_usage_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.yaml").write_text(text)
    status, said = run("build", "--out", tmp_path / "out", "--card", tmp_path / "card.yaml")
    assert status == 2
    assert "card.yaml" in said


def test_a_missing_source_and_a_foreign_output_are_usage_errors(tmp_path: Path) -> None:
    missing = command_line.run("hub", "build", tmp_path / "none", "--out", tmp_path / "out")
    missing.refused("there is no such file or folder", status=2)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/letter.txt").write_text("dear")
    status, said = run("build", "--out", tmp_path / "mine")
    assert status == 2
    assert "not replaced" in said
    assert (tmp_path / "mine/letter.txt").read_text() == "dear"


def test_push_without_a_token_says_how_to_get_one(client: None, repository: Path) -> None:
    for folder in ((repository, "--private"), ()):
        status, said = run("push", "org/azus-corpus", *folder)
        assert status == 2
        assert said == "there is no token for the Hub; run `hf auth login`, or set HF_TOKEN\n"


def test_push_names_the_real_cause_before_it_builds(client: None, tmp_path: Path) -> None:
    status, said = run("push", "azus")
    assert status == 2
    assert said.startswith("'azus' has no namespace: write ORG/azus")
    status, said = run("push", "org/azus", tmp_path)
    assert status == 2
    assert "has no manifest.json" in said


def test_push_refuses_what_build_makes(client: None, corpus: Corpus, tmp_path: Path) -> None:
    write_corpus(tmp_path / "source", corpus)
    command_line.run("build", tmp_path / "source", "--out", tmp_path / "built").succeeded()
    status, said = run("push", "org/azus", tmp_path / "built")
    assert status == 2
    assert "is a folder of `corpus-pkg build`, not a repository; make one" in said


def test_push_refuses_a_name_in_a_process_of_its_own() -> None:
    ended = command_line.run_program("hub", "push", "org/a--b")
    ended.refused("'org/a--b' is not the name of a repository: write ORG/NAME", status=2)


def test_push_does_not_publish_texts_that_may_not_be_passed_on(
    client: None, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub, "get_token", lambda: "hf_" + "x" * 20)
    status, said = run("push", "org/azus", repository)
    assert status == 2
    assert "5 texts under licences that do not allow redistribution" in said
    assert "--private" in said
    status, said = run("push", "org/azus", repository, "--without-texts")
    assert status == 2
    assert "holds the texts: make one with `corpus-pkg hub build CORPUS --without-texts --out FOLDER`" in said
    status, said = run("push", "org/azus", repository, "--without-texts", "--with-texts")
    assert status == 2
    assert "not both" in said


def test_push_of_a_corpus_without_a_version_asks_for_one(
    corpus: Corpus, tmp_path: Path, client: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub, "get_token", lambda: "hf_" + "x" * 20)
    write_corpus(tmp_path / "source", corpus)
    (tmp_path / "source/corpus.toml").unlink()
    assert run("build", tmp_path / "source", "--out", tmp_path / "out")[0] == 0
    status, said = run("push", "org/azus-corpus", tmp_path / "out")
    assert status == 2
    assert "corpus.toml" in said
