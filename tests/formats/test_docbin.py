"""spaCy: its own library reads the DocBin, checks it as training data, and trains on it."""

import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.formats.docbin import FILE, FORMAT
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, SEGMENTS, STANCE
from tests.formats.round_trip import bare, world_of
from tests.formats.world import TEXT, small_corpus


def docs_of(corpus: Corpus, folder: Path) -> list[Any]:
    FORMAT.write(corpus, world_of(corpus), folder)
    return list(DocBin().from_disk(folder / FILE).get_docs(spacy.blank("en").vocab))


def test_spacy_reads_every_layer_of_the_packaged_corpus(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    for document, doc in zip(corpus, docs_of(corpus, tmp_path / "out"), strict=True):
        assert doc.text == document.text
        for layer in (SEGMENTS.name, ENTITIES.name, DATES.name, FIGURES.name, STANCE.name):
            spans = [(span.start_char, span.end_char, span.text) for span in doc.spans[layer]]
            assert sorted(spans) == sorted((a.start, a.end, a.text) for a in document.layer(layer))
        assert {span.kb_id_ for span in doc.spans["entities"]} == {e.entity for e in document.entities}
        sentences = {(sent.start_char, sent.end_char) for sent in doc.sents}
        assert len({start for start, _ in sentences} & {s.start for s in document.sentences}) == len(
            document.sentences
        )
        assert not any(token.ent_iob_ == "" for token in doc), "a token outside names must be known to be so"


def test_ents_are_the_outermost_names_with_their_links(tmp_path: Path) -> None:
    (doc,) = docs_of(small_corpus(), tmp_path / "out")
    assert doc.text == TEXT
    assert [(e.text, e.label_, e.kb_id_, e.ent_id_) for e in doc.ents] == [
        ("Oslo & <Bergen>", "ORG", "pair", "ent-2-17")
    ]
    assert [(e.text, e.kb_id_) for e in doc.spans["entities"]] == [
        ("Oslo & <Bergen>", "pair"),
        ("Oslo", "oslo"),
    ]
    assert doc.user_data["corpus"]["attributes"]["fig-27-36"]["value"] == "5"


def test_the_names_that_a_pipeline_found_come_in_and_the_rest_stays(tmp_path: Path) -> None:
    corpus = small_corpus()
    nlp: Any = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Oslo"}])
    DocBin(docs=[nlp(TEXT)]).to_disk(tmp_path / "found.spacy")
    reading = FORMAT.read(tmp_path / "found.spacy", corpus)
    assert reading.problems == []
    document = reading.documents[0]
    assert [(e.text, e.entity) for e in document.entities] == [("Oslo", "oslo")]
    assert document.dates == corpus["growth"].dates


def test_a_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FORMAT.write(small_corpus(), world_of(small_corpus()), tmp_path / "out")
    monkeypatch.setattr("corpus_pkg.exchange.formats.docbin.MAX_BYTES", 100)
    reading = FORMAT.read(tmp_path / "out", bare(small_corpus()))
    assert ["unpacks to more than 100 bytes" in problem.message for problem in reading.problems] == [True]


def test_a_small_file_may_not_become_absurdly_large(tmp_path: Path) -> None:
    (tmp_path / "bomb.spacy").write_bytes(zlib.compress(bytes(40_000_000)))
    reading = FORMAT.read(tmp_path, bare(small_corpus()))
    assert ["unpacks to more than" in problem.message for problem in reading.problems] == [True]


@pytest.mark.slow
def test_spacy_accepts_it_as_training_data_and_trains_a_step(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    data = str(tmp_path / "out" / FILE)
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    config = str(tmp_path / "config.cfg")
    paths = ["--paths.train", data, "--paths.dev", data]
    run(["init", "config", config, "--lang", "en", "--pipeline", "ner,spancat"])
    keys = ["--components.spancat.spans_key", "entities", "--training.score_weights.spans_sc_f", "0.0"]
    checked = run(["debug", "data", config, *paths, *keys], fails=True)
    faults = [line for line in checked.splitlines() if "✘" in line and "1 error" not in line]
    assert ["Low number of examples to train a new pipeline (5)" in line for line in faults] == [True]
    assert "Corpus is loadable" in checked
    assert "No entities crossing sentence boundaries" in checked
    assert "No entities consisting of or starting/ending with whitespace" in checked
    steps = ["--training.max_steps", "1", "--training.eval_frequency", "1"]
    run(["train", config, "--output", str(tmp_path / "model"), *paths, *keys, *steps])
    trained: Any = spacy.load(tmp_path / "model" / "model-last")
    assert set(trained.get_pipe("ner").labels) <= {e.type for document in corpus for e in document.entities}


def run(arguments: list[str], *, fails: bool = False) -> str:
    """Return what spaCy's command prints; five documents are too few for `debug data`, so it fails."""
    command = [sys.executable, "-m", "spacy", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == int(fails), result.stdout + result.stderr
    return result.stdout + result.stderr
