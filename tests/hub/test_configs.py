"""The configs hold what the corpus holds, and each row can be used alone."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from corpus_pkg import Corpus, llm
from corpus_pkg.corpus.models import LISTS
from corpus_pkg.exchange.hub.configs import DESCRIPTIONS, VIEWS, configs
from corpus_pkg.exchange.hub.features import hub_schema, stored_batch
from corpus_pkg.layers import LAYER_NAMES, SEGMENTS
from corpus_pkg.tables import arrow_table
from corpus_pkg.tables.arrow_arrays import batches
from corpus_pkg.tables.parquet_rows import decoded, file_features
from corpus_pkg.train import tasks
from tests.strategies import corpora

WITH_DOCUMENT = [name for name in DESCRIPTIONS if name not in (*LISTS, "annotator_registry")]


def stored_rows(corpus: Corpus, name: str) -> list[dict[str, Any]]:
    """Return a config's rows as they would be stored, with labels decoded by the metadata."""
    config = next(config for config in configs() if config.name == name)
    schema = hub_schema(config.table)
    made = [stored_batch(config.table, b, schema) for b in batches(config.table, config.rows(corpus))]
    table = pa.Table.from_batches(made, schema=schema)
    table.validate(full=True)
    features = file_features(schema)
    return [{key: decoded(row[key], features[key]) for key in row} for row in table.to_pylist()]


def file_rows(repository: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(repository / f"{name}.parquet").to_pylist()
    return rows


def test_every_config_of_the_specification_has_rows(repository: Path) -> None:
    named = """documents sentences entities dates figures stance claims document_stance registry targets
        topics annotators annotator_registry ner stance_pairs stance_reported date_normalization
        figure_frames claim_pairs chat gliner gliner2 langextract judgements"""
    assert sorted(place.stem for place in repository.glob("*.parquet")) == sorted(
        [*named.split(), *(f"ask_{layer}" for layer in llm.ANSWERED)]
    )


@settings(deadline=None, max_examples=15)
@given(corpora())
def test_a_layers_config_has_the_corpus_tables_rows_and_true_offsets_in_sentences(corpus: Corpus) -> None:
    for layer in (*LAYER_NAMES, *LISTS):
        if layer == SEGMENTS.name:
            continue
        expected = arrow_table(corpus, str(layer)).to_pylist()
        found = stored_rows(corpus, str(layer))
        assert [{key: row[key] for key in was} for row, was in zip(found, expected, strict=True)] == expected
        if layer in ("entities", "dates", "figures", "stance"):
            for row in found:
                check_offsets_in_sentence(row)


def check_offsets_in_sentence(row: dict[str, Any]) -> None:
    if row["sentence_text"] is None:
        assert row["start_in_sentence"] is None
        return
    assert row["sentence_text"][row["start_in_sentence"] : row["end_in_sentence"]] == row["text"]
    if row.get("subject_start_in_sentence") is not None:
        span = slice(row["subject_start_in_sentence"], row["subject_end_in_sentence"])
        assert row["sentence_text"][span] == row["subject_text"]


def test_every_annotation_of_the_packaged_corpus_lies_in_its_sentence(repository: Path) -> None:
    for name in ("entities", "dates", "figures", "stance", "claims"):
        assert all(row["start_in_sentence"] is not None for row in file_rows(repository, name))


@pytest.mark.parametrize("name", WITH_DOCUMENT)
def test_rows_name_their_fold_and_the_rights_in_their_text(
    corpus: Corpus, repository: Path, name: str
) -> None:
    rows = file_rows(repository, name)
    assert rows
    for row in rows:
        document = corpus[row["document"]]
        assert row["fold"] == corpus.ids.index(row["document"])
        assert row["license"] == document.metadata.license
        assert row.get("rights", document.metadata.rights) == document.metadata.rights
        assert ("rights" in row) == (name == "documents")


def test_annotators_have_their_own_layers_and_registry(corpus: Corpus, repository: Path) -> None:
    assert corpus.annotators
    features = file_features(pq.read_schema(repository / "annotators.parquet"))
    rows = file_rows(repository, "annotators")
    assert [(row["annotator"], row["document"]) for row in rows] == [
        (name, document) for name in corpus.annotators for document in corpus.ids
    ]
    for row in rows:
        own = corpus.annotator(row["annotator"])[row["document"]].model_dump(mode="json")
        for layer in LAYER_NAMES:
            assert decoded(row[layer], features[layer]) == own[layer]
    entries = [(row["annotator"], row["id"]) for row in file_rows(repository, "annotator_registry")]
    assert entries == [
        (name, entry) for name in corpus.annotators for entry in corpus.annotator(name).registry
    ]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_has_the_rows_of_its_task(corpus: Corpus, name: str) -> None:
    expected = tasks.TASKS[name](corpus).to_arrow().to_pylist()
    found = stored_rows(corpus, name)
    assert [{key: row[key] for key in was} for row, was in zip(found, expected, strict=True)] == expected


def test_a_number_that_is_no_label_is_refused() -> None:
    feature = {"names": ["a", "b"], "_type": "ClassLabel"}
    assert decoded([1, None], [feature]) == ["b", None]
    for number in (2, -1):
        with pytest.raises(ValueError, match="not a label"):
            decoded(number, feature)
