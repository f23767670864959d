"""Loading a corpus, and looking across its documents."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

import corpus_pkg
from corpus_pkg import Corpus, CorpusError
from corpus_pkg.corpus.write import write_corpus
from tests.strategies import corpora

ROOT = Path(__file__).parents[2]
IDS = (
    "section-907-repeal",
    "strategic-partnership-visit",
    "new-era-cooperation",
    "trade-nearly-doubles",
    "countering-russia-iran",
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("raw", "annotations"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def equal(one: Corpus, other: Corpus) -> bool:
    return (
        list(one) == list(other)
        and dict(one.registry) == dict(other.registry)
        and dict(one.targets) == dict(other.targets)
    )


def test_packaged_corpus_has_the_five_texts_in_order(corpus: Corpus) -> None:
    assert corpus.ids == IDS
    assert [document.id for document in corpus] == list(IDS)
    assert len(corpus) == 5
    assert "trade-nearly-doubles" in corpus
    assert "trade" not in corpus


def test_unknown_document_is_a_key_error_that_names_the_known(corpus: Corpus) -> None:
    with pytest.raises(KeyError, match="no document 'trade'; the nearest are: trade-nearly-doubles"):
        corpus["trade"]


def test_mentions_are_all_the_mentions_of_an_entity(corpus: Corpus) -> None:
    found = corpus.mentions("azerbaijan")
    assert {document.id for document, _ in found} == set(IDS)
    assert len(found) == sum(e.entity == "azerbaijan" for document in corpus for e in document.entities)


def test_mentions_of_an_unknown_entity_are_a_key_error(corpus: Corpus) -> None:
    with pytest.raises(KeyError, match="no entity 'atlantis'"):
        corpus.mentions("atlantis")


def test_annotators_have_layers_of_their_own(corpus: Corpus) -> None:
    assert corpus.annotators == ("c", "d")
    for name in corpus.annotators:
        own = corpus.annotator(name)
        assert own.ids == corpus.ids
        assert all(document.entities for document in own)


def test_unknown_annotator_is_a_key_error_that_names_the_known(corpus: Corpus) -> None:
    with pytest.raises(KeyError, match="no annotator 'z'; the corpus has: c, d"):
        corpus.annotator("z")


def test_loading_a_directory_gives_the_same_corpus(corpus: Corpus, copy: Path) -> None:
    assert equal(corpus_pkg.load(copy), corpus)
    assert equal(corpus_pkg.load(str(copy)), corpus)


@given(corpora())
@settings(max_examples=30)
def test_corpus_survives_its_directory(tmp_path_factory: pytest.TempPathFactory, made: Corpus) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, made)
    assert equal(corpus_pkg.load(folder), made)


def test_changed_text_is_refused(copy: Path) -> None:
    text = copy / "raw" / "trade-nearly-doubles.txt"
    text.write_bytes(text.read_bytes().replace(b"Baku, August", b"Baku, Augusu"))
    with pytest.raises(CorpusError) as caught:
        corpus_pkg.load(copy)
    assert {problem.code for problem in caught.value.problems} == {"text-checksum"}


def test_record_that_breaks_the_schema_is_refused_with_its_line(copy: Path) -> None:
    place = copy / "annotations" / "dates" / "trade-nearly-doubles.jsonl"
    lines = place.read_text("utf-8").splitlines()
    record = json.loads(lines[2])
    lines[2] = json.dumps(record | {"value": "2024-02-30"})
    place.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(
        CorpusError, match=r"annotations/dates/trade-nearly-doubles\.jsonl:3: schema: "
    ) as caught:
        corpus_pkg.load(copy)
    problem = caught.value.problems[0]
    assert (problem.document, problem.annotation) == ("trade-nearly-doubles", record["id"])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "there is no such file or folder"),
        ("x" * 5000, "there is no such file or folder"),
        ("a-file", "a-file: .* not a record file"),
    ],
)
def test_source_that_is_no_corpus_is_refused(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "a-file").write_text("x")
    with pytest.raises(CorpusError, match=reason):
        corpus_pkg.load(tmp_path / name)


def test_corpus_loads_from_a_zip_archive(tmp_path: Path) -> None:
    archive = tmp_path / "tree.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for name in ("corpus_pkg", "raw", "annotations", "schema"):
            for path in sorted((ROOT / name).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    zipped.write(path, path.relative_to(ROOT))
    code = "import corpus_pkg; c = corpus_pkg.load(); print(corpus_pkg.__file__, len(c), c.annotators)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(archive)},
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert str(archive) in result.stdout
    assert result.stdout.split()[1:] == ["5", "('c',", "'d')"]


def test_documents_are_selected_by_id_and_by_a_question(corpus: Corpus) -> None:
    first, *_, last = corpus.ids
    assert corpus.select([last, first, last]).ids == (last, first)
    assert corpus.select([]).documents == ()
    long = corpus.filter(lambda document: len(document.text) > 7000)
    assert long.ids == tuple(document.id for document in corpus if len(document.text) > 7000)
    assert long.registry == corpus.registry
    assert long.annotators == ()
    with pytest.raises(KeyError, match="no document 'x'"):
        corpus.select(["x"])


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("USA", "united-states"),
        ("united states", "united-states"),
        ("BAKU", "baku"),
        ("azerbaijan", "azerbaijan"),
    ],
)
def test_the_registry_is_searched_by_any_name_of_an_entry(corpus: Corpus, name: str, entry: str) -> None:
    assert corpus.search_registry(name)[0].id == entry


def test_a_part_of_a_name_finds_entries_after_those_of_the_whole_name(corpus: Corpus) -> None:
    found = [entry.id for entry in corpus.search_registry("azerbaijan", limit=1000)]
    assert found[0] == "azerbaijan"
    assert len(found) > 1
    assert len(corpus.search_registry("azerbaijan", limit=2)) == 2
    assert corpus.search_registry("zzzz") == []
    # Ukraine has the code UA, which is spelled much like USA.
    assert [entry.id for entry in corpus.search_registry("USA")] == ["united-states"]
    assert corpus.search_registry("") == []


def test_an_unknown_entity_names_the_nearest(corpus: Corpus) -> None:
    with pytest.raises(KeyError, match="no entity 'azerbaijn'; the nearest are: azerbaijan"):
        corpus.mentions("azerbaijn")


def test_records_of_a_model_share_what_pydantic_notes_of_each(corpus: Corpus) -> None:
    # A set for each record would take more memory than all the rest of it.
    noted = {id(one.__pydantic_fields_set__) for document in corpus for one in document.entities}
    assert len(noted) == 1
    first = corpus.documents[0].entities[0]
    changed = first.model_copy(update={"note": "a remark"})
    assert changed.note == "a remark"
    assert first.note != "a remark"
    assert first.model_copy() == first
