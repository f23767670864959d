"""The commands detach and attach: exit status, text and JSON."""

import json
import re
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.exchange.reanchor.outcome import MEANINGS
from tests.command_line import run

CORPUS = corpus_pkg.load()
RAW = Path(corpus_pkg.__file__).parent.parent / "raw"


def command(*arguments: object) -> tuple[int, str]:
    ended = run(*arguments)
    return ended.status, ended.output


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _handle: None)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged corpus without its texts; not to be changed."""
    folder = tmp_path_factory.mktemp("edition") / "bare"
    status, output = command("detach", "--out", folder)
    assert status == 0
    assert "5 documents without texts" in output
    return folder


def test_very_texts_give_status_0(bare: Path, tmp_path: Path) -> None:
    status, output = command("attach", bare, "--texts", RAW, "--out", tmp_path / "out")
    assert status == 0
    restored = [line for line in output.splitlines() if ": restored from " in line]
    sides = ("", " (c's own layers)", " (d's own layers)")
    expected = [f"{id_}{whose}: restored from {id_}.txt" for whose in sides for id_ in CORPUS.ids]
    assert sorted(restored) == sorted(expected)
    assert corpus_pkg.load(tmp_path / "out").ids == CORPUS.ids


def test_missing_records_give_status_1_and_are_in_the_json(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    for document in CORPUS:
        text = document.text.replace("Trump", "Tramp", 1)
        (tmp_path / "texts" / f"{document.id}.txt").write_text(text, "utf-8", newline="")
    status, output = command(
        "attach", bare, "--texts", tmp_path / "texts", "--out", tmp_path / "out", "--json"
    )
    assert status == 1
    report = json.loads(output)
    assert not report["complete"]
    assert any(record["reason"] == "changed" for x in report["documents"] for record in x.get("records", []))
    assert len(corpus_pkg.load(tmp_path / "out")) == 5
    lost = [record for x in report["documents"] for record in x.get("records", []) if "reason" in record]
    _, output = command("attach", bare, "--texts", tmp_path / "texts", "--out", tmp_path / "again")
    lines = re.findall(r"^    (\S+) missing: ([^()]+?)(?: \((.+)\))?$", output, re.MULTILINE)
    assert lines == [(one["id"], MEANINGS[one["reason"]], one.get("cause") or "") for one in lost]


def test_secret_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush")
    assert command("detach", "--out", tmp_path / "bare", "--secret-file", tmp_path / "secret")[0] == 0
    assert '"secret": true' in (tmp_path / "bare/raw/text_free.jsonl").read_text("utf-8")


def test_wrong_call_is_status_2(tmp_path: Path) -> None:
    run("attach", tmp_path).refused("Missing option '--texts'", status=2)
    run("detach", "--secret-file", tmp_path / "none").refused("none", status=2)
