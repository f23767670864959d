"""The peers of a build: record files to one Parquet file by other software, one a process.

`python -m benchmarks.build_peers duckdb SOURCE OUT` writes `OUT/documents.parquet`. All read with the schema
of the models and write the same rows; what they check, if anything, their names in `build.PROGRAMS` say.
"""

import argparse
import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, get_args

BATCH: Final = 500


def span_layers() -> tuple[str, ...]:
    """Return the layers whose records have offsets, a quote and an id."""
    from corpus_pkg.layers import LAYERS

    return tuple(spec.name for spec in LAYERS if spec.has_spans)


def schema() -> Any:
    """Return the Arrow schema of a document."""
    from corpus_pkg.build.fast.parse import record_schema

    return record_schema()


def closed_lists() -> dict[str, dict[str, tuple[tuple[str, ...], bool]]]:
    """Return the labels of every closed column of every layer, and whether it may be null."""
    from corpus_pkg.layers import LAYERS
    from corpus_pkg.tables.columns import Scalar, model_columns

    made: dict[str, dict[str, tuple[tuple[str, ...], bool]]] = {}
    for spec in LAYERS:
        columns = made.setdefault(spec.name, {})
        for column in model_columns(spec.model):
            if isinstance(column.type, Scalar) and column.type.labels is not None:
                nullable = type(None) in get_args(spec.model.model_fields[column.name].annotation)
                columns[column.name] = (tuple(column.type.labels), nullable)
    return made


def duckdb_reads(source: Path) -> str:
    """Return the SQL by which DuckDB reads the documents of a record file, with the types of the models."""
    import pyarrow as arrow

    def kind(type_: Any) -> str:
        if arrow.types.is_struct(type_):
            return "STRUCT(" + ", ".join(f'"{field.name}" {kind(field.type)}' for field in type_) + ")"
        if arrow.types.is_list(type_):
            return kind(type_.value_type) + "[]"
        return {"string": "VARCHAR", "int32": "INTEGER", "bool": "BOOLEAN"}[str(type_)]

    columns = ", ".join(f"'{field.name}': '{kind(field.type)}'" for field in schema())
    return f"read_ndjson('{source}', columns={{{columns}}})"


def _duckdb(source: Path, out: Path, where: str) -> None:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads=2")
    read = f"SELECT * FROM {duckdb_reads(source)} WHERE {where}"
    connection.execute(f"COPY ({read}) TO '{out}/documents.parquet' (COMPRESSION zstd)")


def duckdb_plain(source: Path, out: Path) -> None:
    _duckdb(source, out, "true")


def duckdb_checked(source: Path, out: Path) -> None:
    """Keep the documents whose offsets, quotes, ids and labels are right."""
    rules = []
    for layer, columns in closed_lists().items():
        right = []
        if layer in span_layers():
            right += ["a.start >= 0", "a.start < a.end", "a.end <= length(text)"]
            right += ["text[a.start + 1:a.end] = a.text"]
            ids = f"list_distinct(list_transform({layer}, lambda a: a.id))"
            rules.append(f"len({ids}) = len({layer})")
        for name, (labels, nullable) in columns.items():
            listed = ", ".join(f"'{label}'" for label in labels)
            right.append(f'(a."{name}" IN ({listed})' + (f' OR a."{name}" IS NULL)' if nullable else ")"))
        if right:
            rules.append(f"len(list_filter({layer}, lambda a: ({' AND '.join(right)}) IS NOT TRUE)) = 0")
    _duckdb(source, out, " AND ".join(rules))


def polars(source: Path, out: Path) -> None:
    module = importlib.import_module("polars")
    columns = module.from_arrow(schema().empty_table()).schema
    module.scan_ndjson(source, schema=columns).sink_parquet(
        out / "documents.parquet", compression="zstd", compression_level=3
    )


def pyarrow(source: Path, out: Path) -> None:
    import pyarrow.json as reader
    import pyarrow.parquet as parquet

    parse = reader.ParseOptions(explicit_schema=schema(), unexpected_field_behavior="error")
    read = reader.ReadOptions(block_size=4 << 20)
    place = out / "documents.parquet"
    with parquet.ParquetWriter(place, schema(), compression="zstd", compression_level=3) as writer:
        for batch in reader.open_json(source, parse_options=parse, read_options=read):
            writer.write_batch(batch)


def _datasets(out: Path, make: Callable[[Any, Any], Any]) -> None:
    import datasets

    datasets.disable_progress_bars()
    made = make(datasets, datasets.Features.from_arrow_schema(schema()))
    made.to_parquet(out / "documents.parquet")


def datasets_json(source: Path, out: Path) -> None:
    def make(module: Any, features: Any) -> Any:
        cache = str(out / "cache")
        return module.load_dataset(
            "json", data_files=str(source), split="train", features=features, cache_dir=cache
        )

    _datasets(out, make)


def _from_generator(out: Path, values: Callable[[], Iterator[Any]]) -> None:
    def make(module: Any, features: Any) -> Any:
        return module.Dataset.from_generator(values, features=features, cache_dir=str(out / "cache"))

    _datasets(out, make)


def datasets_generator(source: Path, out: Path) -> None:
    def values() -> Iterator[Any]:
        with source.open("rb") as file:
            for line in file:
                yield json.loads(line)

    _from_generator(out, values)


def _checked_by_pydantic(source: Path) -> Iterator[Any]:
    from corpus_pkg.corpus.document import Document

    with source.open("rb") as file:
        for line in file:
            yield Document.model_validate_json(line).model_dump(mode="json")


def datasets_pydantic(source: Path, out: Path) -> None:
    def values() -> Iterator[Any]:
        yield from _checked_by_pydantic(source)

    _from_generator(out, values)


def pydantic(source: Path, out: Path) -> None:
    import pyarrow as arrow

    _write(out, _checked_by_pydantic(source), lambda held: arrow.Table.from_pylist(held, schema=schema()))


def _write(out: Path, values: Iterator[Any], table: Callable[[list[Any]], Any]) -> None:
    import pyarrow.parquet as parquet

    held: list[Any] = []
    place = out / "documents.parquet"
    with parquet.ParquetWriter(place, schema(), compression="zstd", compression_level=3) as writer:
        for value in values:
            held.append(value)
            if len(held) == BATCH:
                writer.write_table(table(held))
                held = []
        if held:
            writer.write_table(table(held))


def msgspec(source: Path, out: Path) -> None:
    """Decode lines into structs with the labels' types, check spans and ids, and make columns."""
    from benchmarks.build_structs import decoded, table

    _write(out, decoded(source), table)


PEERS: Final[dict[str, Callable[[Path, Path], None]]] = {
    "duckdb": duckdb_plain,
    "duckdb-checked": duckdb_checked,
    "polars": polars,
    "pyarrow": pyarrow,
    "datasets-json": datasets_json,
    "datasets": datasets_generator,
    "datasets-pydantic": datasets_pydantic,
    "pydantic": pydantic,
    "msgspec": msgspec,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    chosen.out.mkdir()
    PEERS[chosen.peer](chosen.source, chosen.out)


if __name__ == "__main__":
    main()
