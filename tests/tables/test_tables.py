"""The tables hold what the corpus holds, and documents come back from them unchanged."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings

import corpus_pkg
from corpus_pkg import Corpus, CorpusError, Document
from corpus_pkg.corpus.jsonl import read_jsonl, write_jsonl
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.layers import CLAIMS, DATES, ENTITIES, FIGURES, LAYER_NAMES, SPECS, STANCE
from corpus_pkg.tables import TABLE_NAMES, arrow_table, dataset_dict, documents_from_arrow, pandas_frame
from corpus_pkg.tables.arrow_arrays import arrow_array, batches
from corpus_pkg.tables.columns import INT32, Kind, ListOf, Scalar
from corpus_pkg.tables.definitions import rows, table
from tests.strategies import corpora

ROOT = Path(__file__).parents[2]
NUMBERS = {FIGURES.name: ("value", "value_min"), CLAIMS.name: ("value_min", "value_max")}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


def layer_rows(document: Document, layer: str) -> list[dict[str, Any]]:
    """Say again, apart from the package, which rows a document gives to a layer's table."""
    made = []
    for record in document.layer(layer):
        row = {"document": document.id, **record.model_dump(mode="json")}
        for field in SPECS[layer].spans:
            span = row.pop(field) or {"start": None, "end": None, "text": None}
            row |= {f"{field}_{name}": value for name, value in span.items()}
        numbers = {name: getattr(record, name) for name in NUMBERS.get(layer, ())}
        row |= {f"{name}_number": None if n is None else float(n) for name, n in numbers.items()}
        if layer == DATES.name:
            row |= {"first_day": record.first_day, "last_day": record.last_day}
        if layer in (ENTITIES.name, DATES.name, FIGURES.name, STANCE.name, CLAIMS.name):
            around = [s for s in document.sentences if s.start <= record.start and record.end <= s.end]
            sentence = around[0] if around else None
            row["sentence"] = sentence and sentence.id
            row |= {f"sentence_{name}": getattr(sentence, name, None) for name in ("start", "text")}
        made.append(row)
    return made


def a_layers_table_has_one_row_an_annotation_with_its_sentence(corpus: Corpus) -> None:
    for layer in LAYER_NAMES:
        expected = [row for document in corpus for row in layer_rows(document, layer)]
        found = arrow_table(corpus, layer)
        found.validate(full=True)
        assert found.to_pylist() == expected
        for row in found.to_pylist():
            if row.get("sentence_text"):
                at = row["start"] - row["sentence_start"]
                assert row["sentence_text"][at : at + len(row["text"])] == row["text"]


@settings(deadline=None, max_examples=25)
@given(corpora())
def test_any_corpus_survives_its_forms_and_has_its_rows(
    tmp_path_factory: pytest.TempPathFactory, corpus: Corpus
) -> None:
    a_layers_table_has_one_row_an_annotation_with_its_sentence(corpus)
    a_corpus_survives_directory_jsonl_and_arrow_unchanged(corpus, tmp_path_factory.mktemp("corpus"))


def a_corpus_survives_directory_jsonl_and_arrow_unchanged(corpus: Corpus, place: Path) -> None:
    write_corpus(place, corpus)
    loaded = corpus_pkg.load(place)
    assert list(loaded) == list(corpus)
    for name in LISTS:
        assert dict(getattr(loaded, name)) == dict(getattr(corpus, name))
    assert write_jsonl(loaded, place / "all.jsonl") == len(corpus)
    read = list(read_jsonl(place / "all.jsonl"))
    assert read == list(corpus)
    made = arrow_table(corpus.with_documents(read))
    made.validate(full=True)
    assert list(documents_from_arrow(made)) == list(corpus)
    for name in LISTS:
        listed = getattr(corpus, name).values()
        assert arrow_table(corpus, name).to_pylist() == [one.model_dump(mode="json") for one in listed]


def test_the_packaged_corpus_survives_arrow_unchanged(corpus: Corpus) -> None:
    assert list(documents_from_arrow(corpus.to_arrow())) == list(corpus)


def test_an_unknown_table_is_refused_with_the_names_that_there_are(corpus: Corpus) -> None:
    for make in (corpus.to_arrow, corpus.to_pandas):
        with pytest.raises(ValueError, match="no table 'dokuments'; choose from: documents, segments"):
            make("dokuments")


def test_arrow_tables_are_made_and_read_without_importing_pandas() -> None:
    code = (
        "import sys, corpus_pkg; from corpus_pkg.tables import *; corpus = corpus_pkg.load()\n"
        "for name in TABLE_NAMES: arrow_table(corpus, name)\n"
        "assert list(documents_from_arrow(arrow_table(corpus))) == list(corpus)\n"
        "print({'pandas', 'datasets', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'pyarrow'}"


def test_batches_depend_on_the_rows_alone_and_are_cut_at_a_fixed_size(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus_pkg.tables.arrow_arrays.FLAT_BATCH_ROWS", 100)
    entities = table("entities")
    found = list(batches(entities, rows(entities, corpus)))
    whole = sum(len(document.entities) for document in corpus)
    assert [batch.num_rows for batch in found] == [100] * (whole // 100) + [whole % 100]
    monkeypatch.setattr("corpus_pkg.tables.arrow_arrays.BATCH_CHARACTERS", 1)
    documents = table("documents")
    assert [batch.num_rows for batch in batches(documents, rows(documents, corpus))] == [1] * len(corpus)


def test_a_table_with_a_missing_or_unknown_column_is_no_table_of_documents(corpus: Corpus) -> None:
    made = arrow_table(corpus)
    with pytest.raises(CorpusError, match="rights: there is no such column"):
        list(documents_from_arrow(made.drop_columns(["rights"])))
    with pytest.raises(CorpusError, match="extra: the column is unknown"):
        list(documents_from_arrow(made.append_column("extra", pa.nulls(len(made)))))


def test_a_row_whose_span_is_wrong_is_refused_with_its_place(corpus: Corpus) -> None:
    made = arrow_table(corpus).to_pylist()
    made[1]["entities"][0]["text"] = "x" * len(made[1]["entities"][0]["text"])
    broken = pa.Table.from_pylist(made, schema=arrow_table(corpus).schema)
    with pytest.raises(CorpusError) as caught:
        list(documents_from_arrow(broken))
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.code) == ("documents", 2, "span-text")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], ListOf(INT32)),
        ([None, None], ListOf(INT32)),
        ([[], None, [1, None, 3]], ListOf(INT32)),
        ([True, None, False] * 7, Scalar(Kind.BOOL)),
        (["", None, "𝐀\u0301\r\n", "א"], Scalar(Kind.STRING)),
        ([0, None, 2**31 - 1, -1], INT32),
    ],
)
def test_arrays_from_buffers_hold_what_pyarrows_own_hold(values: list[Any], kind: Any) -> None:
    found = arrow_array(values, kind)
    found.validate(full=True)
    assert found.equals(pa.array(values, found.type))


def test_a_number_beyond_int32_is_refused_and_not_cut() -> None:
    with pytest.raises(OverflowError):
        arrow_array([2**31], INT32)


def test_pandas_has_nullable_offsets_and_days_that_compute(corpus: Corpus) -> None:
    dates = pandas_frame(corpus, "dates")
    assert str(dates["start"].dtype) == "Int32"
    assert str(dates["first_day"].dtype).startswith("datetime64")
    for row in dates.to_dict("records"):
        assert corpus[row["document"]].text[row["start"] : row["end"]] == row["text"]
    first = next(date for document in corpus for date in document.dates if date.first_day)
    found = dates[dates["id"] == first.id].iloc[0]["first_day"]
    assert found.date() == first.first_day


def test_datasets_hold_every_table_with_labels_as_classes(corpus: Corpus) -> None:
    made = dataset_dict(corpus)
    assert tuple(made) == TABLE_NAMES
    assert {name: made[name].num_rows for name in made} == {
        name: arrow_table(corpus, name).num_rows for name in TABLE_NAMES
    }
    for row, expected in zip(made["dates"], arrow_table(corpus, "dates").to_pylist(), strict=True):
        mods = made["dates"].features["mod"]
        mod = row["mod"] if row["mod"] is None else mods.int2str(row["mod"])
        kind = made["dates"].features["type"].int2str(row["type"])
        assert row | {"mod": mod, "type": kind} == expected
    nested = made["documents"].features["figures"].feature["kind"]
    document = next(document for document in corpus if document.figures)
    row = next(row for row in made["documents"] if row["document"] == document.id)
    assert [nested.int2str(f["kind"]) for f in row["figures"]] == [f.kind for f in document.figures]
    assert [f["subject"] for f in row["figures"]] == [
        None if f.subject is None else f.subject.model_dump(mode="json") for f in document.figures
    ]


@settings(deadline=None, max_examples=15)
@given(corpora(min_documents=0, max_documents=2))
def test_datasets_can_be_made_of_any_corpus(corpus: Corpus) -> None:
    made = dataset_dict(corpus)
    assert made["documents"].num_rows == len(corpus)
    assert [row["text"] for row in made["documents"]] == [document.text for document in corpus]
