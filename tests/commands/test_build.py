"""`corpus-pkg build` and `verify`: exit statuses, output, and what they refuse."""

import shutil
from pathlib import Path

import pytest

import corpus_pkg
from tests.command_line import run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_build_says_what_it_wrote_and_verify_finds_it_whole(out: Path) -> None:
    run("build", "--out", out).succeeded("documents.parquet", "built 5 documents")
    assert run("verify", out).succeeded().output == f"{out} is as it was built\n"


def test_verify_exits_with_1_for_a_changed_file_and_2_for_no_build(out: Path, tmp_path: Path) -> None:
    run("build", "--out", out).succeeded()
    (out / "dates.parquet").write_bytes(b"")
    run("verify", out).refused("dates.parquet: build-file:", status=1)
    run("verify", tmp_path).refused("it is not a build; name a folder or address that", status=2)


def test_a_folder_of_somebody_elses_is_refused_with_2(out: Path) -> None:
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    run("build", "--out", out).refused("not replaced", status=2)
    assert (out / "mine.txt").read_text() == "mine"


def test_a_source_that_is_not_there_is_unreadable_not_faulty(out: Path, tmp_path: Path) -> None:
    run("build", tmp_path / "nothing", "--out", out).refused("file-missing", status=2)
    assert not out.exists()


def test_a_corpus_without_one_of_its_texts_is_faulty_not_unreadable(out: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, broken / name)
    text = min((broken / "raw").glob("*.txt"))
    text.unlink()
    run("build", broken, "--out", out).refused(f"raw/{text.name}: file-missing", status=1)


def test_a_corpus_with_problems_is_refused_with_all_of_them(out: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, broken / name)
    for text in (broken / "raw").glob("*.txt"):
        text.write_bytes(text.read_bytes() + b" ")
    texts = [path.name for path in (broken / "raw").glob("*.txt")]
    ended = run("build", broken, "--out", out).refused("text-checksum", status=1)
    found = [line.partition(": its SHA-256")[0] for line in ended.stderr.splitlines() if "raw/" in line]
    assert sorted(found) == sorted(f"raw/{name}: text-checksum" for name in texts)
    assert not out.exists()


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A folder with the packaged documents as a record file, and their registry and targets as files."""
    corpus_pkg.load().to_jsonl(tmp_path / "records.jsonl")
    for name in ("registry", "targets"):
        shutil.copy(ROOT / f"annotations/{name}.jsonl", tmp_path)
    return tmp_path


def test_lists_that_were_not_given_are_named_once(lists: Path, out: Path) -> None:
    given = ("build", lists / "records.jsonl", "--out", out, "--registry", lists / "registry.jsonl")
    hint = "no topics were given: use --topics, or name a corpus directory as --registry\n"
    for mode in ("stop", "reject"):
        ended = run(*given, "--targets", lists / "targets.jsonl", "--on-error", mode)
        assert ended.status == 1
        assert ended.output.count(hint) == 1
        assert ("nothing was written; `--on-error reject` puts bad lines aside" in ended.output) == (
            mode == "stop"
        )
    run("build", lists / "records.jsonl", "--out", out, "--registry", ROOT).succeeded()


def test_a_list_that_is_not_there_is_named_in_full_and_alone(lists: Path, out: Path) -> None:
    absent = lists / "nowhere.jsonl"
    ended = run("build", lists / "records.jsonl", "--out", out, "--registry", absent)
    message = f"{absent}: file-missing: there is no such file; correct the path of the registry"
    assert ended.refused(message, status=2).output.splitlines()[-1] == message
