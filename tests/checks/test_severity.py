"""A warning is reported everywhere and refuses nothing, unless warnings are to be taken as errors."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus_pkg.checks import rules
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import problems
from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.corpus.problems import Severity, errors
from corpus_pkg.corpus.write import json_line
from tests.command_line import run
from tests.small_corpus import SECOND, Editor

CODE = "entity-type"
PLACE = f"annotations/entities/{SECOND}.jsonl:11: warning: {CODE}: ent-"


@pytest.fixture
def warned(small_corpus_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with one warning, and no error."""
    made = [replace(rule, severity=Severity.WARNING) if rule.code == CODE else rule for rule in rules.RULES]
    monkeypatch.setattr(rules, "RULES", tuple(made))
    Editor(small_corpus_folder).change(f"annotations/entities/{SECOND}.jsonl", 11, type="ORG")
    return small_corpus_folder


@pytest.fixture
def lines(warned: Path) -> Path:
    """The same documents in a record file."""
    out = warned.parent / "lines.jsonl"
    documents = load_folder(warned)
    out.write_text(
        "".join(json_line(document.model_dump(mode="json")) for document in documents), "utf-8", newline=""
    )
    return out


def test_every_warning_that_no_rule_gives_is_a_code() -> None:
    assert set(problems.CODES) >= problems.WARNINGS


def test_validate_reports_a_warning_and_ends_with_status_0(warned: Path) -> None:
    first, _, last = run("validate", warned).succeeded().output.splitlines()
    assert first.startswith(PLACE)
    assert last == "2 documents, 47 annotations, no problems, 1 warning"


def test_strict_validation_takes_it_as_an_error(warned: Path) -> None:
    run("validate", warned, "--strict").refused(PLACE, status=1)


def test_the_severity_is_in_the_json_and_on_github(warned: Path) -> None:
    found = run("validate", warned, "--json").succeeded().json()["problems"]
    assert [(problem["code"], problem["severity"]) for problem in found] == [(CODE, "warning")]
    assert run("validate", warned, "--format", "github").output.startswith("::warning file=")


def test_python_tells_errors_from_warnings(warned: Path) -> None:
    found = validate(warned)
    assert [problem.severity for problem in found] == ["warning"]
    assert errors(found) == []
    assert errors(found, strict=True) == found


@pytest.mark.parametrize("fast", ["--fast", "--no-fast"])
@pytest.mark.parametrize("kind", ["directory", "record file"])
def test_build_takes_what_has_a_warning_and_counts_it(
    warned: Path, lines: Path, kind: str, fast: str, tmp_path: Path
) -> None:
    source = [warned] if kind == "directory" else [lines, "--registry", warned]
    run("build", *source, "--out", tmp_path / "out", fast).succeeded("1 warning;", "built 2 documents")
    strict = run("build", *source, "--out", tmp_path / "strict", fast, "--strict")
    strict.refused(f"warning: {CODE}: ent-", status=1)
    assert not (tmp_path / "strict").exists()


def test_a_strict_build_puts_lines_with_warnings_aside(warned: Path, lines: Path, tmp_path: Path) -> None:
    arguments = ("--registry", warned, "--out", tmp_path / "out", "--on-error", "reject", "--strict")
    run("build", lines, *arguments).refused("rejected 1 line", status=1)
    reported = json.loads((tmp_path / "out/rejected/problems.jsonl").read_text("utf-8"))
    assert [(problem["code"], problem["severity"]) for problem in reported["problems"]] == [(CODE, "warning")]


def test_hub_build_reports_a_warning(warned: Path, tmp_path: Path) -> None:
    run("hub", "build", warned, "--out", tmp_path / "out").succeeded(PLACE)
    run("hub", "build", warned, "--out", tmp_path / "strict", "--strict").refused(PLACE, status=1)
    assert not (tmp_path / "strict").exists()
