"""Parquet files of strangers: every wrong value is a problem with its file, row and field."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpus_pkg
from corpus_pkg.build import Options, build
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.files import RefusedError
from corpus_pkg.corpus.jsonl import parse_document
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.layers import LAYER_NAMES
from tests.build.damage import damaged_values
from tests.build.parquet_bombs import BOMBS
from tests.build.records import line, write_lines

ROW = 2
"""The row that is damaged, from 1."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The documents of a build."""
    folder = tmp_path_factory.mktemp("built")
    source = write_lines(folder / "lines.jsonl", [line(number) for number in range(3)])
    build(source, folder / "out", options=Options(DOCUMENT_TABLES))
    return pq.read_table(folder / "out/documents.parquet")


def opened(table: pa.Table, place: Path, **options: Any) -> list[Document]:
    pq.write_table(table, place)
    return list(corpus_pkg.open_records(place, **options))


def refused(table: pa.Table, place: Path, **options: Any) -> str:
    with pytest.raises(CorpusError) as raised:
        opened(table, place, **options)
    return "\n".join(str(problem) for problem in raised.value.problems)


Row = dict[str, Any]


def _shift(row: Row) -> None:
    row["entities"][0] |= {"start": row["entities"][0]["start"] + 1, "end": row["entities"][0]["end"] + 1}


def _quote(row: Row) -> None:
    row["dates"][0]["text"] = "x" * len(row["dates"][0]["text"])


CHANGES: dict[str, tuple[Callable[[Row], object], str]] = {
    "offsets": (_shift, "schema: entities."),
    "quote": (_quote, "span-text: "),
    "text": (lambda row: row.update(text=row["text"].replace("e", "o", 1)), "text-checksum: "),
    "day": (lambda row: row["dates"][0].update(value="2025-13-99"), "schema: dates.0.value: "),
    "id": (lambda row: row.update(document="../../x"), "schema: id: "),
    "no id": (lambda row: row.update(document=None), "schema: id: "),
    "no mention's id": (lambda row: row["entities"][0].update(id=None), "schema: entities.0.id: "),
    "label": (lambda row: row["entities"][0].update(type="PLANET"), "label-unknown: entities.0.type: "),
    "genre": (lambda row: row.update(genre="poem"), "label-unknown: metadata.genre: "),
    "no layer": (lambda row: row.update(dates=None), "schema: dates: "),
    "no record": (lambda row: row["dates"].append(None), "schema: dates."),
    "number": (lambda row: row.update(bytes=-1), "schema: metadata.bytes: "),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_wrong_value_is_named_with_file_row_and_field(table: pa.Table, tmp_path: Path, change: str) -> None:
    rows = table.to_pylist()
    make, said = CHANGES[change]
    make(rows[ROW - 1])
    found = refused(pa.Table.from_pylist(rows, table.schema), tmp_path / "x.parquet")
    assert f"x.parquet:{ROW}: {said}" in found, found


LAYERS_ALONE = ("day", "no id", "id", "no mention's id", "label", "no layer", "no record")


@pytest.mark.parametrize("change", LAYERS_ALONE)
def test_layers_are_checked_without_the_texts_too(table: pa.Table, tmp_path: Path, change: str) -> None:
    rows = table.to_pylist()
    CHANGES[change][0](rows[ROW - 1])
    damaged = pa.Table.from_pylist(rows, table.schema)
    found = refused(damaged, tmp_path / "x.parquet", layers=["entities", "dates"], text=False)
    code = CHANGES[change][1].partition(": ")[0]
    assert found.startswith(f"x.parquet:{ROW}: {code}: "), found


def test_without_checks_wrong_values_are_read_and_what_cant_be_is_still_a_problem(
    table: pa.Table, tmp_path: Path
) -> None:
    rows = table.to_pylist()
    _shift(rows[ROW - 1])
    found = opened(pa.Table.from_pylist(rows, table.schema), tmp_path / "x.parquet", check=False)
    entity = found[ROW - 1].entities[0]
    assert found[ROW - 1].text[entity.start : entity.end] != entity.text
    CHANGES["label"][0](rows[ROW - 1])
    found = opened(pa.Table.from_pylist(rows, table.schema), tmp_path / "x.parquet", check=False)
    assert found[ROW - 1].entities[0].type == "PLANET"
    rows[ROW - 1]["dates"][0]["type"] = "PLANET"
    said = refused(pa.Table.from_pylist(rows, table.schema), tmp_path / "x.parquet", check=False)
    assert said.startswith(f"x.parquet:{ROW}: schema: a value can't be read"), said


def _without_nested(table: pa.Table, column: str, field: str) -> pa.Table:
    kind = table.schema.field(column).type.value_type
    fields = [part for part in kind if part.name != field]
    values = [
        [{k: v for k, v in record.items() if k != field} for record in records]
        for records in table.column(column).to_pylist()
    ]
    number = table.schema.names.index(column)
    return table.set_column(number, column, pa.array(values, pa.list_(pa.struct(fields))))


SCHEMAS: dict[str, tuple[Callable[[pa.Table], pa.Table], str]] = {
    "a missing layer": (lambda t: t.drop_columns(["dates"]), "dates: the file has no such column"),
    "a missing field": (lambda t: t.drop_columns(["evidence"]), "evidence: there is no such column"),
    "an unknown column": (lambda t: t.append_column("x", t.column("document")), "x: the column is unknown"),
    "a doubled column": (
        lambda t: t.append_column("text", t.column("document")),
        "text: there are two such columns",
    ),
    "another type": (
        lambda t: t.set_column(t.schema.names.index("bytes"), "bytes", pa.array([1.5] * t.num_rows)),
        "bytes: it has the type double and not int32",
    ),
    "no list": (
        lambda t: t.set_column(t.schema.names.index("dates"), "dates", t.column("document")),
        "dates: it has the type string and not a list",
    ),
    "a missing nested field": (
        lambda t: _without_nested(t, "entities", "note"),
        "entities.note: there is no such column",
    ),
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_table_with_other_columns_is_refused_by_name(table: pa.Table, tmp_path: Path, schema: str) -> None:
    change, said = SCHEMAS[schema]
    found = refused(change(table), tmp_path / "x.parquet")
    assert found.startswith(f"x.parquet: schema: {said}"), found


def test_documents_without_their_texts_are_refused_with_the_command_that_attaches_them(
    table: pa.Table, tmp_path: Path
) -> None:
    found = refused(table.rename_columns({"text": "letters"}), tmp_path / "x.parquet")
    assert found.startswith("x.parquet: file-missing: this is an edition without texts; attach"), found


def test_bytes_that_are_not_utf8_are_named_with_row_and_column(table: pa.Table, tmp_path: Path) -> None:
    titles = [title.encode() for title in table.column("title").to_pylist()]
    titles[ROW - 1] = b"\xff\xfe"
    wrong = pa.array(titles, pa.binary()).view(pa.string())
    found = refused(
        table.set_column(table.schema.names.index("title"), "title", wrong), tmp_path / "x.parquet"
    )
    assert found.startswith(f"x.parquet:{ROW}: encoding: title: "), found


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", None])
def test_a_file_that_is_not_parquet_is_a_problem(
    table: pa.Table, tmp_path: Path, content: bytes | None
) -> None:
    place = tmp_path / "x.parquet"
    pq.write_table(table, place)
    place.write_bytes(place.read_bytes()[:-200] if content is None else content)
    with pytest.raises(CorpusError, match=r"^x\.parquet: file-unreadable: "):
        list(corpus_pkg.open_records(place))


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("kind", BOMBS)
def test_a_small_file_that_takes_gigabytes_is_refused_before_it_is_read(
    table: pa.Table, tmp_path: Path, kind: str, check: bool
) -> None:
    place = tmp_path / "x.parquet"
    BOMBS[kind](table, place)
    assert place.stat().st_size < 100_000
    before = pa.total_allocated_bytes()
    with pytest.raises(CorpusError, match=r"^x\.parquet: file-too-large: "):
        list(corpus_pkg.open_records(place, check=check))
    assert pa.total_allocated_bytes() <= before


def test_rows_damaged_at_random_are_judged_as_lines_of_a_record_file_are(
    table: pa.Table, tmp_path: Path
) -> None:
    seen = set()
    for seed in range(120):
        value = json.loads(damaged_values(line(1), random.Random(seed)))
        row = value.get("metadata") | value if isinstance(value.get("metadata"), dict) else {}
        row = {name: row.get("id" if name == "document" else name) for name in table.schema.names}
        try:
            damaged = pa.Table.from_pylist([row], table.schema)
        except (pa.ArrowException, TypeError, OverflowError, ValueError):
            continue  # a value of a type that the column can't hold
        stored = damaged.to_pylist()[0]
        layers = {name: stored[name] for name in (layer for layer in LAYER_NAMES)}
        metadata = {"id": stored["document"]} | {
            k: v for k, v in stored.items() if k not in (*layers, "document", "text")
        }
        record = {"id": stored["document"], "text": stored["text"], "metadata": metadata, **layers}
        try:
            expected = parse_document(json.dumps(record).encode(), "x.parquet", 1)
        except RefusedError:  # a line may not even hold the escape of such a character
            assert refused(damaged, tmp_path / "x.parquet")
            continue
        if isinstance(expected, Document):
            assert opened(damaged, tmp_path / "x.parquet") == [expected]
        else:
            expected = CorpusError(expected).problems
            assert refused(damaged, tmp_path / "x.parquet") == "\n".join(map(str, expected))
        seen.add(isinstance(expected, Document))
    assert seen == {True, False}
