"""A value of any type in any field of any record is a problem or is right; it never ends a command."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.odd_values import ODD_VALUES, corpus_of_all_kinds, document_line, kinds, odd_lines
from tests.command_line import run

CONTAINERS = ("null", "[]", "{}", "[{}]", '{"id":{}}')


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus_of_all_kinds(tmp_path_factory.mktemp("odd") / "corpus")


@pytest.mark.parametrize(
    ("command", "values"),
    [
        ("validate {corpus}", ODD_VALUES),
        ("build {corpus} --out {out}", CONTAINERS),
        ("hub build {corpus} --out {out}", CONTAINERS),
    ],
)
def test_every_odd_value_at_once_is_refused(command: str, values: tuple[str, ...], tmp_path: Path) -> None:
    corpus = corpus_of_all_kinds(tmp_path / "corpus")
    for path, records in kinds(corpus).items():
        with (corpus / path).open("a", encoding="utf-8", newline="") as file:
            file.writelines(f"{line}\n" for record in records for line in odd_lines(record, values))
    ended = run(*command.format(corpus=corpus, out=tmp_path / "out").split())
    ended.refused("annotations/adjudication.jsonl:", " schema: ", status=1)
    assert not (tmp_path / "out").exists()


@given(st.data())
@settings(max_examples=20)
def test_an_odd_value_alone_is_refused_or_right(corpus: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(kinds(corpus))), "file")
    place = corpus / path
    before = place.read_bytes()
    lines = before.decode("utf-8").splitlines()
    number = data.draw(st.integers(0, len(lines) - 1), "line")
    lines[number] = data.draw(st.sampled_from([*odd_lines(json.loads(lines[number]))]), "odd line")
    place.write_text("\n".join(lines) + "\n", "utf-8", newline="")
    try:
        ended = run("validate", corpus)
    finally:
        place.write_bytes(before)
    assert ended.status in (0, 1), ended


@pytest.mark.parametrize("option", ["--fast", "--no-fast"])
def test_an_odd_value_in_a_record_file_is_rejected(option: str, corpus: Path, tmp_path: Path) -> None:
    record = document_line(corpus)
    place = tmp_path / "records.jsonl"
    lines = [json.dumps(record), *odd_lines(record, ("[]", "{}"))]
    place.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="")
    options = ["--registry", corpus, "--on-error", "reject", option]
    ended = run("build", place, *options, "--out", tmp_path / "out")
    ended.refused("built 1 document", f"rejected {len(lines) - 1:,} lines", status=1)
