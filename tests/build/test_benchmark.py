"""The benchmark of builds: its peers write what a build writes, and check what they are said to check."""

import importlib.util
import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from benchmarks import build as benchmark
from benchmarks import build_peers, build_structs, build_workload, cluster, commands, growth, parsers
from benchmarks.build_workload import as_line
from benchmarks.processes import Run, build_command, environment, run, show
from corpus_pkg.build import Options, build
from corpus_pkg.checks.validate import report
from corpus_pkg.commands.app import app
from corpus_pkg.commands.hub import hub
from corpus_pkg.corpus.jsonl import read_jsonl
from corpus_pkg.corpus.problems import errors
from corpus_pkg.layers import labels
from corpus_pkg.layers.claims import Claim, ClaimExtent, ClaimModality
from tests.build.records import inputs, line, write_lines

LINES = 6
CLOSED: dict[str, dict[str, type[StrEnum]]] = {
    "segments": {"kind": labels.SegmentKind},
    "entities": {"type": labels.EntityType},
    "dates": {"type": labels.DateType, "mod": labels.DateMod},
    "figures": {
        "kind": labels.FigureKind,
        "modifier": labels.FigureModifier,
        "change": labels.FigureChange,
    },
    "stance": {"label": labels.StanceLabel, "basis": labels.StanceBasis},
    "claims": {"modality": ClaimModality, "modifier": labels.FigureModifier, "extent": ClaimExtent},
    "document_stance": {"label": labels.DocumentStanceLabel},
}
NULLABLE = {("dates", "mod"), ("stance", "basis"), ("claims", "modifier"), ("claims", "extent")}
"""Those that may be null."""
QUICK = ("duckdb-checked", "pyarrow")
"""The peers that are always run: one that checks, and one that does not."""


def whole(number: int) -> bytes:
    """Return a line with a record in every layer."""
    document = json.loads(line(number, 60))
    at = {name: document["sentences"][0][name] for name in ("start", "end", "text")}
    values = {"topic": "ferry-cost", "asserter": "author", "modality": "asserted", "presupposed": False}
    document["claims"] = [
        {**dict.fromkeys(Claim.model_fields), "via": [], "entities": [], "carriers": [], **values, **at}
        | {"id": f"clm-{at['start']}-{at['end']}-ferry-cost-author", "value": "2020/2021"}
        | {"extent": "throughout"}
    ]
    Claim.from_json(document["claims"][0])
    return as_line(document)


def kept(place: Path) -> list[str]:
    """Return the ids of the documents of a peer's output."""
    from pyarrow.parquet import ParquetFile

    return [str(id_) for id_ in ParquetFile(place / "documents.parquet").read(["id"])["id"].to_pylist()]


def checked(tmp_path: Path, lines: list[bytes]) -> list[str]:
    """Return what DuckDB with checks keeps of some lines."""
    write_lines(tmp_path / "lines.jsonl", lines)
    (tmp_path / "out").mkdir(exist_ok=True)
    build_peers.duckdb_checked(tmp_path / "lines.jsonl", tmp_path / "out")
    return kept(tmp_path / "out")


def in_first(layer: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document[layer][0].update(values)

    return change


def _past_the_end(document: dict[str, Any]) -> None:
    last, text = document["sentences"][-1], document["text"]
    last.update(end=len(text) + 1, text=text[last["start"] :])


def _double(document: dict[str, Any]) -> None:
    document["dates"].append(document["dates"][0])


FAULTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "start below 0": in_first("entities", start=-1),
    "no start": in_first("entities", start=None),
    "end before start": in_first("stance", start=5, end=5),
    "end far outside the text": in_first("dates", end=10**6),
    "end past the text's, with its last words": _past_the_end,
    "other quote": in_first("figures", text="x"),
    "other quote of a claim": in_first("claims", text="x"),
    "no quote": in_first("sentences", text=None),
    "doubled id": _double,
} | {
    f"{layer} {name} {value!r}": in_first(layer, **{name: value})
    for layer, columns in CLOSED.items()
    for name in columns
    for value in ("PLANET", "", None)
    if (layer, name) not in NULLABLE or value is not None
}


def test_the_closed_lists_are_those_of_the_labels() -> None:
    found = build_peers.closed_lists()
    assert {layer: columns for layer, columns in found.items() if columns} == {
        layer: {name: (tuple(kind), (layer, name) in NULLABLE) for name, kind in columns.items()}
        for layer, columns in CLOSED.items()
    }


def test_duckdb_with_checks_keeps_what_is_right(tmp_path: Path) -> None:
    lines = [whole(number) for number in range(4 * LINES)]
    assert {date["mod"] for one in lines for date in json.loads(one)["dates"]} > {None}
    assert checked(tmp_path, lines) == [json.loads(one)["id"] for one in lines]


def test_duckdb_with_checks_drops_a_line_with_any_fault(tmp_path: Path) -> None:
    lines, good = [], []
    for number, change in enumerate(FAULTS.values()):
        faulty, right = json.loads(whole(0)), json.loads(whole(0))
        faulty["id"], right["id"] = f"faulty-{number}", f"right-{number}"
        change(faulty)
        assert faulty | {"id": ""} != right | {"id": ""}
        lines += [as_line(faulty), as_line(right)]
        good.append(right["id"])
    names = dict(enumerate(FAULTS))
    found = checked(tmp_path, lines)
    assert [names[int(id_.partition("-")[2])] for id_ in found if id_.startswith("faulty")] == []
    assert found == good


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_structs_refuse_a_line_with_any_fault(fault: str, tmp_path: Path) -> None:
    faulty = json.loads(whole(0))
    write_lines(tmp_path / "lines.jsonl", [as_line(faulty)])
    assert len(list(build_structs.decoded(tmp_path / "lines.jsonl"))) == 1
    FAULTS[fault](faulty)
    write_lines(tmp_path / "lines.jsonl", [as_line(faulty)])
    with pytest.raises(ValueError, match=r"Invalid|Expected|is not at its place|occurs twice"):
        list(build_structs.decoded(tmp_path / "lines.jsonl"))


@pytest.mark.parametrize(
    "peer", [pytest.param(p, marks=() if p in QUICK else pytest.mark.slow) for p in build_peers.PEERS]
)
def test_a_peer_writes_the_rows_of_a_build(peer: str, tmp_path: Path) -> None:
    source = write_lines(tmp_path / "lines.jsonl", [line(number) for number in range(LINES)])
    build(source, tmp_path / "built", options=Options(("documents",)))
    (tmp_path / "out").mkdir()
    build_peers.PEERS[peer](tmp_path / "lines.jsonl", tmp_path / "out")
    env = environment(tmp_path)
    rows = benchmark.held(tmp_path / "built", env)
    assert rows[0] == LINES
    assert benchmark.held(tmp_path / "out", env) == rows


@pytest.mark.parametrize("name", parsers.PARSERS)
def test_every_parser_reads_every_document(name: str, tmp_path: Path) -> None:
    write_lines(tmp_path / "lines.jsonl", [line(0), line(1)])
    assert parsers.PARSERS[name][1](tmp_path / "lines.jsonl") == 2


@pytest.mark.parametrize("fault", parsers.FAULTS)
def test_the_parser_of_a_build_passes_over_no_fault(fault: str, tmp_path: Path) -> None:
    bad = parsers.FAULTS[fault](line(0))
    assert bad != line(0)
    write_lines(tmp_path / "lines.jsonl", [bad])
    with pytest.raises(ValueError, match="JSON"):
        parsers.arrow_json(tmp_path / "lines.jsonl")


def test_other_rows_are_told_apart(tmp_path: Path) -> None:
    value = json.loads(line(0))
    value["segments"][0]["kind"] = "other"
    found = []
    for name, data in (("one", line(0)), ("other", as_line(value))):
        write_lines(tmp_path / f"{name}.jsonl", [data])
        (tmp_path / name).mkdir()
        build_peers.pyarrow(tmp_path / f"{name}.jsonl", tmp_path / name)
        found.append(benchmark.held(tmp_path / name, environment(tmp_path)))
    assert [a == b for a, b in zip(*found, strict=True)].count(False) == 1


def test_lines_beyond_the_distinct_ones_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_workload, "DISTINCT", 3)
    place = tmp_path / "lines.jsonl"
    place.write_bytes(b"".join(build_workload.lines(11)))
    documents = list(read_jsonl(place))
    assert len({document.id for document in documents}) == 11
    assert len({document.text for document in documents}) == 3
    assert all(document.metadata.source_file == f"{document.id}.txt" for document in documents)
    assert build(inputs(place), tmp_path / "out").documents == 11


def test_the_directory_of_a_workload_is_a_valid_corpus(tmp_path: Path) -> None:
    build_workload.write_directory(tmp_path / "corpus", 3)
    found = report(tmp_path / "corpus")
    assert (found.documents, errors(found.problems)) == (3, [])


def test_every_command_is_measured_or_left_out_with_a_reason() -> None:
    names = {command.name for command in app.registered_commands if command.name} - {"hub"}
    names |= {f"hub {command.name}" for command in hub.registered_commands}
    measured = {" ".join(command[: 1 + (command[0] == "hub")]) for command in commands.COMMANDS.values()}
    assert len(names) > 15
    assert measured | commands.LEFT_OUT.keys() == names
    assert not measured & commands.LEFT_OUT.keys()


def test_growth_is_computed_from_the_last_two_sizes() -> None:
    runs: dict[str, list[Run | None]] = {
        "square": [Run(9, 50, 1), Run(9, 60, 2), Run(9, 200, 32)],
        "flat": [Run(9, 50, 1), Run(9, 50, 1), Run(9, 50, 1)],
        "too long": [Run(9, 50, 1), Run(9, 60, 9), None],
    }
    lines = list(commands.table(runs, [10, 50, 200]))
    assert "| square | 1.0, 50 | 2.0, 60 | 32.0, 200 | 2.00 | 0.93 |" in lines
    assert "| flat | 1.0, 50 | 1.0, 50 | 1.0, 50 | 0.00 | 0.00 |" in lines
    assert "| too long | 1.0, 50 | 9.0, 60 | – | – | – |" in lines
    assert any(line.endswith("0.15 MB a document: `square`, `too long`.") for line in lines)
    assert commands.expected(runs["square"][:2], [10, 50, 200]) == pytest.approx(8)
    square: list[Run | None] = [Run(9, 50, 1), Run(9, 50, 25)]
    assert commands.expected(square, [10, 50, 100]) == pytest.approx(100)


def test_modules_are_compiled_into_the_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = environment(tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in env
    measured = run(["-c", "import corpus_pkg"], tmp_path, env)
    assert measured.megabytes > 5
    assert list(tmp_path.rglob("corpus_pkg/__init__*.pyc"))


def test_a_program_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run(["-c", "raise SystemExit('no such thing')"], tmp_path, environment(tmp_path))
    source = tmp_path / "missing.jsonl"
    with pytest.raises(RuntimeError, match=r"missing\.jsonl"):
        run(build_command(source, tmp_path / "out"), tmp_path, environment(tmp_path))


def test_each_part_is_written_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "a\n<!-- one: begin -->\nold\n<!-- one: end -->\nb\n<!-- two: begin -->\n<!-- two: end -->\n"
    )
    show("new\n", page, "two")
    show("newer\n", page, "one")
    assert page.read_text() == (
        "a\n<!-- one: begin -->\n\nnewer\n\n<!-- one: end -->\nb\n"
        "<!-- two: begin -->\n\nnew\n\n<!-- two: end -->\n"
    )
    with pytest.raises(SystemExit, match="no marks"):
        show("new\n", page, "three")


@pytest.mark.parametrize("part", ["benchmark", "parsers", growth.PART, cluster.PART])
def test_the_page_has_the_marks_of_every_part(part: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "build.md").read_text("utf-8")
    assert page.count(f"<!-- {part}: begin -->") == page.count(f"<!-- {part}: end -->") == 1


@pytest.mark.slow
def test_the_whole_benchmark_runs(tmp_path: Path) -> None:
    text = benchmark.compare(tmp_path, 8, 1, validated=2, tiny=4)
    rows = [row.split(" | ")[0].removeprefix("| ") for row in text.splitlines() if row.startswith("| ")]
    absent = {"msgspec"} if importlib.util.find_spec("msgspec") is None else set()
    expected = [name for name, peer in benchmark.PEERS.items() if peer not in absent]
    assert rows == ["program", *benchmark.OWN, *expected]
    assert text.count("\n- ") == 3


@pytest.mark.slow
def test_growth_is_measured_in_order(tmp_path: Path) -> None:
    text = growth.grow(tmp_path, [3, 9], sample=2)
    assert [row.split(" | ")[0] for row in text.splitlines() if row.startswith("| ")][1:] == ["| 3", "| 9"]
    assert not list(tmp_path.glob("workload*"))
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_workers_are_compared(tmp_path: Path) -> None:
    text = cluster.scale(tmp_path, 60, 1, sample=30)
    assert [row.split(",")[0] for row in text.splitlines() if row.startswith("| ")][1:] == [
        "| Dask",
        "| processes",
    ]
