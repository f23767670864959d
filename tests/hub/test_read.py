"""A corpus comes back from a repository as it was, and a damaged repository is a problem with a place."""

import hashlib
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from huggingface_hub import constants
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg import Corpus, CorpusError
from corpus_pkg.annotate.agreement.report import read_annotators
from corpus_pkg.build import build
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.hub.builder import write_repository
from corpus_pkg.exchange.hub.facts import read_facts
from tests.build.parquet_bombs import BOMBS
from tests.command_line import run
from tests.strategies import corpora


def assert_same(found: Corpus, expected: Corpus) -> None:
    assert list(found) == list(expected)
    assert list(found.registry.items()) == list(expected.registry.items())
    assert list(found.targets.items()) == list(expected.targets.items())


def test_the_packaged_corpus_comes_back_with_its_annotators(corpus: Corpus, repository: Path) -> None:
    found = corpus_pkg.load(repository)
    assert_same(found, corpus)
    assert found.annotators == corpus.annotators
    for name in corpus.annotators:
        assert_same(found.annotator(name), corpus.annotator(name))
    assert read_annotators(found.source) == read_annotators(corpus.source)


@settings(deadline=None, max_examples=12)
@given(corpora())
def test_any_corpus_comes_back(corpus: Corpus) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "source", Path(folder) / "out"
        write_corpus(source, corpus)
        out.mkdir()
        if len(corpus):
            write_repository(corpus_pkg.load(source), read_facts(source), source, out)
            assert_same(corpus_pkg.load(out), corpus)


def test_the_documents_of_a_repository_stream_back_with_their_labels(
    corpus: Corpus, repository: Path
) -> None:
    assert list(corpus_pkg.open_records(repository)) == list(corpus)
    some = list(corpus_pkg.open_records(repository, layers=["stance"], text=False))
    assert [document.stance for document in some] == [document.stance for document in corpus]


def test_a_plain_build_can_be_loaded_too(corpus: Corpus, tmp_path: Path) -> None:
    build(None, tmp_path / "out")
    assert_same(corpus_pkg.load(tmp_path / "out"), corpus)


@pytest.fixture
def copy(repository: Path, tmp_path: Path) -> Path:
    """A repository that may be damaged."""
    shutil.copytree(repository, tmp_path / "copy")
    return tmp_path / "copy"


def vouch(folder: Path) -> None:
    """Write the manifest anew, so that it says of damaged files what they are."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for name, entry in manifest["files"].items():
        if (folder / name).is_file():
            data = (folder / name).read_bytes()
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def codes(folder: Path) -> list[str]:
    vouch(folder)
    with pytest.raises(CorpusError) as raised:
        corpus_pkg.load(folder)
    return [problem.code for problem in raised.value.problems]


def changed(place: Path, column: str, value: object, row: int = 0) -> None:
    """Write a Parquet file again with one value changed."""
    table = pq.read_table(place)
    values = table.column(column).to_pylist()
    values[row] = value
    number = table.column_names.index(column)
    field = table.schema.field(column)
    pq.write_table(table.set_column(number, field, pa.array(values, field.type)), place)


def test_a_file_that_differs_from_the_manifest_is_named(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository, tmp_path / "copy")
    changed(tmp_path / "copy/registry.parquet", "name", "Somebody Else")
    (tmp_path / "copy/targets.parquet").unlink()
    with pytest.raises(CorpusError) as raised:
        corpus_pkg.load(tmp_path / "copy")
    assert [(problem.file, problem.code) for problem in raised.value.problems] == [
        ("registry.parquet", "build-file"),
        ("targets.parquet", "build-file"),
    ]


def test_a_changed_text_is_refused(copy: Path) -> None:
    changed(copy / "documents.parquet", "text", "Another text.")
    assert "text-checksum" in codes(copy)


@pytest.mark.parametrize("value", ["../../etc/passwd", "", None, "A B", "a\n"])
def test_an_id_that_is_no_slug_is_refused(copy: Path, value: str | None) -> None:
    changed(copy / "documents.parquet", "document", value)
    assert codes(copy) == ["schema"]


def test_an_annotator_that_is_no_slug_is_refused(copy: Path) -> None:
    changed(copy / "annotators.parquet", "annotator", "..")
    assert codes(copy) == ["schema"]


def test_a_label_that_is_none_is_refused(copy: Path) -> None:
    changed(copy / "documents.parquet", "genre", 99, row=1)
    vouch(copy)
    with pytest.raises(CorpusError, match=r"documents\.parquet:2: schema: genre: 99 is not a label"):
        corpus_pkg.load(copy)


def test_a_repository_without_texts_says_what_to_do(copy: Path) -> None:
    changed(copy / "documents.parquet", "text", None)
    vouch(copy)
    with pytest.raises(CorpusError, match="corpus-pkg attach"):
        corpus_pkg.load(copy)


@pytest.mark.parametrize("content", [b"", b"PAR1 no parquet at all", None])
def test_a_damaged_file_is_a_problem(copy: Path, content: bytes | None) -> None:
    place = copy / "documents.parquet"
    if content is None:
        data = place.read_bytes()
        content = data[: len(data) // 2]
    place.write_bytes(content)
    assert codes(copy) == ["file-unreadable"]


def test_a_folder_with_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as raised:
        corpus_pkg.load(tmp_path)
    assert raised.value.problems[0].code == "file-missing"
    with pytest.raises(CorpusError):
        corpus_pkg.load(tmp_path)


@given(
    st.dictionaries(st.from_regex(r"[a-c]{1,2}(/[a-c]{1,2}){0,2}", fullmatch=True), st.binary(), max_size=6)
)
def test_a_folder_in_memory_is_like_one_on_disk(content: dict[str, bytes]) -> None:
    names = list(content)
    if any(other.startswith(f"{name}/") for name in names for other in names):
        return  # no file system has a file and a folder of one name
    root = MemoryFolder(content, name="root")
    assert root.is_dir()
    assert root.name == "root"

    def files(folder: MemoryFolder, path: str) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for place in folder.iterdir():
            inner = f"{path}{place.name}"
            assert place.is_dir() != place.is_file()
            found |= {inner: place.read_bytes()} if place.is_file() else files(place, f"{inner}/")
        return found

    assert files(root, "") == content
    with pytest.raises(FileNotFoundError):
        root.joinpath("z").read_bytes()


@pytest.mark.parametrize("name", ["registry.parquet", "targets.parquet", "annotators.parquet"])
def test_a_repository_without_one_of_its_tables_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(CorpusError, match=rf"^{name}: build-file: .*download it again"):
        corpus_pkg.load(copy)


@pytest.mark.parametrize("name", ["registry.parquet", "targets.parquet", "annotators.parquet"])
def test_a_table_that_the_manifest_counts_and_does_not_list_is_missed(copy: Path, name: str) -> None:
    (copy / name).unlink()
    manifest = json.loads((copy / "manifest.json").read_bytes())
    del manifest["files"][name]
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"^{name}: build-file: the manifest counts .* build again"):
        corpus_pkg.load(copy)


def test_a_repository_without_its_manifest_is_refused_by_the_command_too(copy: Path) -> None:
    (copy / "manifest.json").unlink()
    with pytest.raises(CorpusError, match=r"^manifest\.json: file-missing: .*download it too"):
        corpus_pkg.load(copy)
    run("explore", copy, "--out", copy / "x.html").refused("manifest.json: file-missing", status=2)


def test_a_manifest_that_does_not_know_the_registry_is_not_one_of_an_empty_registry(copy: Path) -> None:
    (copy / "registry.parquet").unlink()
    manifest = json.loads((copy / "manifest.json").read_bytes())
    del manifest["files"]["registry.parquet"], manifest["tables"]["registry"]
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"^registry\.parquet: file-missing: .*build again"):
        corpus_pkg.load(copy)


def test_a_corpus_without_targets_is_not_short_of_a_file(tmp_path: Path) -> None:
    whole = corpus_pkg.load()
    documents = [document.model_copy(update={"stance": (), "document_stance": ()}) for document in whole]
    write_corpus(tmp_path / "source", Corpus(documents, whole.registry, {}, topics=whole.topics))
    build(tmp_path / "source", tmp_path / "out")
    assert not (tmp_path / "out/targets.parquet").exists()
    assert_same(corpus_pkg.load(tmp_path / "out"), corpus_pkg.load(tmp_path / "source"))


@pytest.mark.parametrize("column", ["dates", "rights", "evidence"])
def test_a_column_that_is_missing_is_not_taken_for_empty(copy: Path, column: str) -> None:
    place = copy / "documents.parquet"
    pq.write_table(pq.read_table(place).drop_columns([column]), place)
    vouch(copy)
    with pytest.raises(CorpusError, match=rf"^documents\.parquet: schema: {column}: there is no such column"):
        corpus_pkg.load(copy)


@pytest.mark.parametrize("name", ["documents", "annotators", "registry", "annotator_registry"])
def test_a_column_that_is_unknown_is_refused(copy: Path, name: str) -> None:
    place = copy / f"{name}.parquet"
    table = pq.read_table(place)
    pq.write_table(table.append_column("mood", pa.array(["x"] * len(table))), place)
    vouch(copy)
    with pytest.raises(CorpusError, match=rf"^{name}\.parquet: schema: mood: the column is unknown"):
        corpus_pkg.load(copy)


def test_a_layer_that_is_null_is_not_taken_for_empty(copy: Path) -> None:
    changed(copy / "documents.parquet", "dates", None, row=2)
    vouch(copy)
    with pytest.raises(CorpusError, match=r"^documents\.parquet:3: schema: dates: there is no list"):
        corpus_pkg.load(copy)


@pytest.mark.parametrize("kind", BOMBS)
def test_a_small_file_that_takes_gigabytes_is_refused_before_it_is_read(copy: Path, kind: str) -> None:
    BOMBS[kind](pq.read_table(copy / "documents.parquet"), copy / "documents.parquet")
    vouch(copy)
    with pytest.raises(CorpusError, match=r"^documents\.parquet: file-too-large: "):
        corpus_pkg.load(copy)


def test_a_repository_that_can_not_be_reached_is_a_problem_with_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(CorpusError, match=r"^hf://datasets/nobody/nothing: hub: HF_HUB_OFFLINE is set"):
        corpus_pkg.load("hf://datasets/nobody/nothing")
