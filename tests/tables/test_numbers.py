"""Numbers and days are numbers and days in every library, next to the exact strings."""

import datetime
import json
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow.parquet as parquet
import pytest
from datasets import load_dataset
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

import corpus_pkg
from corpus_pkg import Corpus
from corpus_pkg.build.builder import DOCUMENT_TABLES, build
from corpus_pkg.build.job import Inputs
from corpus_pkg.build.units import Options
from corpus_pkg.layers.figures import Figure
from corpus_pkg.layers.labels import FigureKind
from corpus_pkg.tables.definitions import TABLE_NAMES
from corpus_pkg.values.codes import decimal_string, spelled

ROOT = Path(__file__).parents[2]
FIGURE = {
    "id": "fig-0-1",
    "start": 0,
    "end": 1,
    "text": "5",
    "kind": "COUNT",
    "modifier": "EXACT",
    "change": "LEVEL",
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("numbers") / "built"
    build(None, out)
    return out


@given(some.integers(-(10**30) + 1, 10**30 - 1), some.integers(0, 29))
def test_a_number_is_a_decimal_in_python_and_the_same_string_in_json(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places) if len(str(abs(digits))) + places < 30 else Decimal(digits)
    text = spelled(number)
    assert decimal_string(text) == text
    assert Fraction(text) == Fraction(number)
    line = json.dumps(FIGURE | {"value": text})
    figure = Figure.model_validate_json(line)
    assert isinstance(figure.value, Decimal)
    assert Fraction(figure.value) == Fraction(text)
    assert json.loads(figure.model_dump_json())["value"] == text
    assert figure.model_dump(mode="json")["value"] == text
    assert Figure.model_validate(figure.model_dump()) == figure
    assert figure.model_copy(update={"value": None, "value_min": figure.value}).value_min == number


@pytest.mark.parametrize("value", [5, 5.0, "5.0", "1e3", " 5", "NaN", "Infinity", True, ["5"]])
def test_what_is_not_the_one_spelling_of_a_number_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="value"):
        Figure.model_validate_json(json.dumps(FIGURE | {"value": value}))


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), Decimal("1e30"), 5.0])
def test_a_decimal_that_has_no_spelling_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="value"):
        Figure.model_validate(FIGURE | {"value": value, "kind": FigureKind.COUNT})


def expected_sums(corpus: Corpus) -> dict[str | None, float]:
    sums: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for document in corpus:
        for figure in document.figures:
            if figure.value is not None:
                sums[figure.unit] += figure.value
    return {unit: float(total) for unit, total in sums.items() if unit is not None}


def test_sums_by_unit_are_right_in_four_libraries(corpus: Corpus, built: Path) -> None:
    place = built / "figures.parquet"
    data_set = load_dataset("parquet", data_files=str(place), split="train", cache_dir=str(built / "cache"))
    by_unit = f"SELECT unit, sum(value_number) FROM '{place}' WHERE unit IS NOT NULL GROUP BY unit"
    frame = polars.read_parquet(place).filter(polars.col("unit").is_not_null())
    in_polars = frame.group_by("unit").agg(polars.col("value_number").sum()).rows()
    rows = [row for row in data_set if row["unit"] is not None and row["value_number"] is not None]
    units = {row["unit"] for row in rows}
    found: dict[str, dict[Any, float]] = {
        "pandas": pandas.read_parquet(place).groupby("unit")["value_number"].sum().to_dict(),
        "to_pandas": corpus.to_pandas("figures").groupby("unit")["value_number"].sum().to_dict(),
        "duckdb": dict(duckdb.execute(by_unit).fetchall()),
        "polars": dict(in_polars),
        "datasets": {unit: sum(row["value_number"] for row in rows if row["unit"] == unit) for unit in units},
    }
    expected = expected_sums(corpus)
    assert expected["USD"] > 10**9
    for name, sums in found.items():
        assert sums == pytest.approx(expected), name
    exact = {figure.id: figure.value for document in corpus for figure in document.figures}
    for row in rows:
        assert Decimal(row["value"]) == exact[row["id"]]
        assert row["value_number"] == float(row["value"])


def test_days_are_days_in_four_libraries(corpus: Corpus, built: Path) -> None:
    place = built / "dates.parquet"
    days = [date.first_day for document in corpus for date in document.dates if date.first_day is not None]
    first = min(days)
    data_set = load_dataset("parquet", data_files=str(place), split="train", cache_dir=str(built / "cache"))
    listed = [row["first_day"] for row in data_set if row["first_day"] is not None]
    assert min(listed) == first
    assert polars.read_parquet(place)["first_day"].min() == first
    assert duckdb.execute(f"SELECT min(first_day) FROM '{place}'").fetchall() == [(first,)]
    assert pandas.read_parquet(place)["first_day"].dropna().min() == first
    frame = corpus.to_pandas("dates")
    assert frame["first_day"].min() == pandas.Timestamp(first)
    assert (frame["last_day"] - frame["first_day"]).max() >= datetime.timedelta(days=364)


def test_both_build_paths_write_the_same_numbers(corpus: Corpus, tmp_path: Path) -> None:
    corpus.to_jsonl(tmp_path / "all.jsonl")
    inputs = Inputs([tmp_path / "all.jsonl"], registry=ROOT)
    for fast in (True, False):
        build(inputs, tmp_path / str(fast), options=Options(DOCUMENT_TABLES, fast=fast))
    for name in TABLE_NAMES:
        one, two = ((tmp_path / str(fast) / f"{name}.parquet").read_bytes() for fast in (True, False))
        assert one == two, name
    assert parquet.read_table(tmp_path / "True/figures.parquet")["value_number"].null_count


def test_labels_of_closed_lists_are_categories_in_pandas(corpus: Corpus) -> None:
    frame = corpus.to_pandas("figures")
    assert list(frame["kind"].cat.categories) == [kind.value for kind in FigureKind]
    assert list(frame["kind"].astype(str)) == [
        figure.kind.value for document in corpus for figure in document.figures
    ]
    assert str(corpus.to_pandas("documents")["genre"].dtype) == "category"
    assert str(corpus.to_pandas("registry")["type"].dtype) == "category"
