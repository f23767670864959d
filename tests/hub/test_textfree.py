"""The text-free edition has no word of the texts, loads like the other, and gets its texts back."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_pkg
from corpus_pkg import Corpus, CorpusError
from corpus_pkg.build import verify
from corpus_pkg.corpus import files
from corpus_pkg.corpus.about import About, Citation, about_toml
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.write import write_corpus, write_layers
from corpus_pkg.exchange.hub.builder import build_repository
from corpus_pkg.exchange.hub.read import open_repository
from corpus_pkg.exchange.reanchor.attach import attach
from corpus_pkg.layers import LAYER_NAMES
from tests.command_line import run
from tests.hub.conftest import LOAD_ALL, as_loaded, clean_environment, run_python
from tests.small_corpus import write_small_corpus

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The text-free repository of the packaged corpus; not to be changed."""
    out = tmp_path_factory.mktemp("free") / "repository"
    build_repository(None, out, texts=False)
    return out


@pytest.mark.parametrize("texts", [True, False])
def test_a_build_reads_every_layer_a_few_times_and_no_more(
    texts: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_small_corpus(tmp_path / "corpus")
    for document in corpus_pkg.load(root):
        for name in ("a", "b"):
            write_layers(root, document, name)
    reads: Counter[str] = Counter()
    read_bytes = files.read_bytes

    def counted(folder: Any, path: str) -> bytes:
        reads[path] += folder == root
        return read_bytes(folder, path)

    monkeypatch.setattr(files, "read_bytes", counted)
    build_repository(root, tmp_path / "out", texts=texts)
    layers = {path: times for path, times in reads.items() if path.endswith("-text.jsonl")}
    own = {path: times for path, times in layers.items() if "annotators" in path}
    assert len(own) == 2 * 2 * len(LAYER_NAMES)
    # To validate, to write what each document gives rows to, and what is in the order of the annotators.
    assert set(own.values()) == {3}
    # To validate, and to write; for the demonstrations of prompts, and what is about claims of several texts.
    assert {layers[path] for path in layers if path not in own} == {4 if texts else 2}


@pytest.mark.slow
def test_streaming_an_edition_without_texts_says_what_to_do(edition: Path) -> None:
    with pytest.raises(CorpusError, match="corpus-pkg attach"):
        list(corpus_pkg.open_records(edition))


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    return [text for item in value for text in strings(item)] if isinstance(value, list) else []


def test_no_file_has_a_sentence_or_a_quote(edition: Path, corpus: Corpus) -> None:
    # Headlines stay, and so do the registry's names, however long.
    registries = [corpus.registry, *(corpus.annotator(name).registry for name in corpus.annotators)]
    names = "\n".join(entry.name for registry in registries for entry in registry.values())
    titles = {document.metadata.title for document in corpus}
    long = [
        sentence.text
        for document in corpus
        for sentence in document.sentences
        if len(sentence.text) > 60 and sentence.text not in titles
    ]
    assert len(long) > 100
    for place in edition.iterdir():
        if place.suffix == ".parquet":
            held = "\n".join(strings(pq.read_table(place).to_pylist()))
        else:
            held = place.read_bytes().decode("utf-8", errors="replace")
        for sentence in long:
            for start in range(0, len(sentence) - 60, 20):
                part = sentence[start : start + 60]
                assert part not in held or part in names, (place.name, sentence)


def test_no_model_is_asked_about_texts_that_are_not_there(edition: Path) -> None:
    assert not (edition / "eval.yaml").exists()
    assert not list(edition.glob("ask_*"))


def test_no_record_has_a_text_column(edition: Path) -> None:
    for place in edition.glob("*.parquet"):
        names = {field.name for field in _fields(pq.read_schema(place))}
        assert not names & {"text", "sentence_text", "subject_text", "tokens"}, place.name


def _fields(kind: Any) -> list[Any]:
    found = []
    for number in range(kind.num_fields if hasattr(kind, "num_fields") else len(kind)):
        field = kind.field(number)
        found += [field, *_fields(field.type)]
    return found


def without_notes(document: Document) -> dict[str, Any]:
    """Return a document as JSON values without its notes and the bases of its metadata."""
    value = document.model_dump(mode="json")
    for evidence in value["metadata"]["evidence"]:
        del evidence["basis"]
    for layer in LAYER_NAMES:
        value[layer] = [{name: record[name] for name in record if name != "note"} for record in value[layer]]
    return value


def test_the_very_texts_give_the_corpus_back(edition: Path, corpus: Corpus, tmp_path: Path) -> None:
    report = attach(open_repository(edition), ROOT / "raw", tmp_path / "out")
    assert report.complete
    found = corpus_pkg.load(tmp_path / "out")
    assert [without_notes(document) for document in found] == [without_notes(document) for document in corpus]
    assert list(found.registry.items()) == list(corpus.registry.items())
    assert list(found.targets.items()) == list(corpus.targets.items())
    assert found.annotators == corpus.annotators
    for name in corpus.annotators:
        own, old = found.annotator(name), corpus.annotator(name)
        assert [without_notes(document) for document in own] == [without_notes(document) for document in old]
        assert list(found.annotator(name).registry.items()) == list(corpus.annotator(name).registry.items())


def test_the_commands_take_the_texts_out_and_put_them_back(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("only ours")
    secret = ["--secret-file", tmp_path / "secret"]
    free, back = tmp_path / "free", tmp_path / "back"
    built = run("hub", "build", "--without-texts", "--out", free, *secret).succeeded()
    guidelines = (ROOT / "annotations/GUIDELINES.md").read_bytes()
    assert (free / "GUIDELINES.md").read_bytes() == guidelines, "the guidelines quote no text"
    attached = run("attach", free, "--texts", ROOT / "raw", "--out", back, *secret).succeeded()
    for line in ("dates.note: ",):
        assert f"left out, because it quotes the texts: {line}" in built.output
        assert f"not in the edition: {line}" in attached.output
    for name in ("annotations/AGREEMENT.md", "annotations/GUIDELINES.md"):
        assert (back / name).read_bytes() == (ROOT / name).read_bytes()
    found = corpus_pkg.load(tmp_path / "back")
    assert [without_notes(document) for document in found] == [without_notes(document) for document in corpus]


def test_it_is_no_corpus_and_says_what_to_do(edition: Path) -> None:
    assert verify(edition) == []
    with pytest.raises(CorpusError, match="corpus-pkg attach"):
        corpus_pkg.load(edition)
    assert "edition without texts" in (edition / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_every_config_loads_with_datasets(edition: Path, tmp_path: Path) -> None:
    names = [place.stem for place in sorted(edition.glob("*.parquet"))]
    assert {"documents", "entities", "annotators"} <= set(names)
    env = clean_environment(tmp_path / "home", HF_HUB_OFFLINE="1")
    loaded = run_python(LOAD_ALL, str(edition), json.dumps(names), "{}", env=env)
    for name in names:
        assert loaded[name]["rows"] == as_loaded(pq.read_table(edition / f"{name}.parquet").to_pylist())


def test_the_offsets_in_the_sentence_are_those_of_the_full_edition(edition: Path, repository: Path) -> None:
    for name in ("entities", "dates", "figures", "stance"):
        columns = ["document", "id", "sentence", "start_in_sentence", "end_in_sentence"]
        free = pq.read_table(edition / f"{name}.parquet", columns=columns)
        assert free.to_pylist() == pq.read_table(repository / f"{name}.parquet", columns=columns).to_pylist()


@pytest.mark.parametrize("quoted", ["abstract", "answer"])
def test_a_card_that_would_quote_a_text_is_refused(quoted: str, corpus: Corpus, tmp_path: Path) -> None:
    root, out = tmp_path / "source", tmp_path / "out"
    write_corpus(root, corpus)
    titles = {document.metadata.title for document in corpus}
    sentence = next(s.text for d in corpus for s in d.sentences if len(s.text) > 150 and s.text not in titles)
    if quoted == "abstract":
        about = About(title="A corpus", citation=Citation(abstract=f"It begins: {sentence}"))
        (root / "corpus.toml").write_text(about_toml(about), "utf-8")
    else:
        (root / "DATASHEET.md").write_text(f"# Sheet\n\n**1. Why?** Because: {sentence}\n", "utf-8")
    ended = run("hub", "build", root, "--without-texts", "--out", out)
    ended.refused("README.md would quote the texts; see what in DATASHEET.md and corpus.toml does", status=1)
    assert not out.exists()
    run("hub", "build", root, "--out", out).succeeded()
