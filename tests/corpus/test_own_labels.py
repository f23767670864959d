"""A corpus has its own lists of labels, and everything that knows labels follows them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from jsonschema import Draft202012Validator

import corpus_pkg
from corpus_pkg import Corpus, CorpusError
from corpus_pkg.build.builder import DOCUMENT_TABLES, build
from corpus_pkg.build.job import Inputs
from corpus_pkg.build.units import Options
from corpus_pkg.corpus.about import About, about_toml, parse_about
from corpus_pkg.explorer.page import corpus_page
from corpus_pkg.layers.labels import DEFAULT_LABELS, LABELS, EntityType
from corpus_pkg.train import tasks
from corpus_pkg.train.llm import answer_schema, prompt
from tests.command_line import run
from tests.small_corpus import FIRST, SECOND, Editor, write_small_corpus

TYPES = ("PERSON", "CITY", "FAC", "ORG", "GPE", "LOC", "LAW")
KINDS = ("title", "paragraph", "photo", "boilerplate")
GENRES = ("blog", "news")
ABOUT = f"""\
name = "rivers"
title = "Rivers: a corpus of its own"
version = "2.1.0"
languages = ["en"]
homepage = "https://example.org/rivers"

[licences]
annotations = "CC0-1.0"

[citation]
authors = ["Ana Cruz", "River Group"]
released = 2024-05-07

[entity_types]
{chr(10).join(f'{name} = "what a {name} is"' for name in TYPES)}

[segment_kinds]
{chr(10).join(f'{name} = "what a {name} is"' for name in KINDS)}

[genres]
{chr(10).join(f'{name} = "what a {name} is"' for name in GENRES)}
"""


def own_corpus(root: Path) -> Path:
    """Write a valid corpus that has cities and photos, and no nationalities and captions."""
    write_small_corpus(root)
    (root / "corpus.toml").write_text(ABOUT, "utf-8")
    for place in root.rglob("*.jsonl"):
        lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
        for line in lines:
            if "rome" in (line.get("entity"), line.get("id")) and "type" in line:
                line["type"] = "CITY"
            if line.get("kind") == "caption":
                line["kind"] = "photo"
            if "genre" in line:
                line["genre"] = "blog"
        text = "".join(json.dumps(line, ensure_ascii=False, separators=(", ", ": ")) + "\n" for line in lines)
        place.write_text(text, "utf-8", newline="")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_corpus(tmp_path_factory.mktemp("own") / "rivers")


@pytest.fixture(scope="module")
def corpus(root: Path) -> Corpus:
    return corpus_pkg.load(root)


def types_of(corpus: Any) -> list[str]:
    return [mention.type for document in corpus for mention in document.entities]


def codes(root: Path) -> list[tuple[str, int, str]]:
    return [(p.file, p.line, p.code) for p in corpus_pkg.validate(root).problems if p.severity == "error"]


def test_a_corpus_of_its_own_labels_is_valid_and_knows_them(root: Path, corpus: Corpus) -> None:
    assert codes(root) == []
    assert tuple(corpus.labels.entity_types) == TYPES
    assert tuple(corpus.labels.segment_kinds) == KINDS
    assert corpus.labels.genres["blog"] == "what a blog is"
    assert types_of(corpus).count("CITY") == 2
    assert corpus.about.title == "Rivers: a corpus of its own"
    assert corpus.select([FIRST]).labels == corpus.filter(lambda _: True).labels == corpus.labels
    assert corpus.annotator("a").labels == corpus.labels
    assert all(half.labels == corpus.labels for pair in corpus_pkg.folds(corpus) for half in pair)


def test_a_corpus_without_the_file_has_the_lists_of_azus(tmp_path: Path) -> None:
    write_small_corpus(tmp_path)
    corpus = corpus_pkg.load(tmp_path)
    assert corpus.labels == DEFAULT_LABELS
    assert corpus.about == About()
    assert dict(corpus.labels.entity_types) == LABELS[EntityType]


@pytest.mark.parametrize(
    ("path", "id_", "fields"),
    [
        (f"annotations/entities/{FIRST}.jsonl", "ent-17-21", {"type": "NORP"}),
        (f"annotations/annotators/a/entities/{FIRST}.jsonl", "ent-17-21", {"type": "NORP"}),
        (f"annotations/segments/{FIRST}.jsonl", "seg-0-13", {"kind": "heading"}),
        ("annotations/registry.jsonl", "kim", {"type": "EVENT"}),
        ("raw/documents.jsonl", SECOND, {"genre": "analysis"}),
    ],
)
def test_a_label_that_a_corpus_does_not_have_is_a_problem_with_its_place(
    tmp_path: Path, path: str, id_: str, fields: dict[str, Any]
) -> None:
    edit = Editor(own_corpus(tmp_path))
    line = edit.line(path, id_)
    edit.change(path, line, **fields)
    assert (path, line, "label-unknown") in codes(tmp_path)
    if "annotators" not in path:
        with pytest.raises(CorpusError, match="the corpus has no such label; write one of:"):
            corpus_pkg.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "code", "said"),
    [
        ("name = 'x y'\n", 1, "corpus-toml", "name: "),
        ("\nname = \n", 2, "corpus-toml", "it is not TOML"),
        ("name = 'x'\n\n[citation]\nauthors = 'A'\n", 4, "corpus-toml", "citation.authors"),
        ("name = 'x'\nnmae = 'y'\n", 2, "corpus-toml", "there is no key nmae; did you mean name?"),
        ("version = '1 0'\n", 1, "corpus-toml", "version: write letters, digits"),
        ("homepage = 'example.org'\n", 1, "corpus-toml", "homepage: write an address"),
        ("[licences]\ntexts = 'free'\n", 2, "metadata-license", "licences.texts"),
        ("[genres]\n", 1, "corpus-toml", "genres: the list has no label"),
        ("[genres]\n'a b' = 'c'\n", 2, "corpus-toml", "'a b' is not a label"),
        (
            "[entity_types]\nGPE = 'p'\nMONEY = 'q'\n",
            3,
            "corpus-toml",
            "'MONEY' is a label of the layer figures already; choose another label",
        ),
        (
            "[segment_kinds]\nGPE = 'p'\n",
            2,
            "corpus-toml",
            "'GPE' is a label of the layer entities already",
        ),
        ("[segment_kinds]\nsubject = 'p'\n", 2, "corpus-toml", "'subject' is the name of something else"),
        ("[entity_types]\nGPE = 'p'\nBEHÖRDE = 'q'\n", 3, "corpus-toml", "write A–Z, a–z, digits and _"),
        ("[entity_types]\nGPE = 'p'\n'BEHÖRDE' = 'q'\n", 3, "corpus-toml", "write A–Z, a–z, digits and _"),
        (
            "[entity_type]\nGPE = 'p'\n",
            1,
            "corpus-toml",
            "did you mean entity_types?",
        ),
        ("[licenses]\ntexts = 'MIT'\n", 1, "corpus-toml", "there is no key licenses; did you mean licences?"),
        ("[citation]\nautors = ['A']\n", 2, "corpus-toml", "did you mean authors?"),
        ("x = 1\n", 1, "corpus-toml", "there is no key x; write one of: name, "),
        ("entity_types = ['GPE']\n", 1, "corpus-toml", "write a table: [entity_types] on a line"),
        ("[citation]\nreleased = '5. Mai 2026'\n", 2, "corpus-toml", "write a day such as 2026-11-30"),
        ("[citation]\nreleased = '2026-13-45'\n", 2, "corpus-toml", "released: there is no such day"),
        ("languages = 'de'\n", 1, "corpus-toml", "put it in square brackets"),
        ("version = 1\n", 1, "corpus-toml", "put it in quotes"),
        ("[layers]\nevents = 'rivers-events'\n", 2, "layer-missing", "rivers-events"),
        ("name = 'x'\nname = 'y'\n", 2, "corpus-toml", "it is not TOML"),
        ("x = " + "[" * 5000, 1, "corpus-toml", "it is not TOML"),
    ],
)
def test_a_broken_file_is_a_problem_with_its_line(
    tmp_path: Path, text: str, line: int, code: str, said: str
) -> None:
    write_small_corpus(tmp_path)
    (tmp_path / "corpus.toml").write_text(text, "utf-8")
    (problem,) = corpus_pkg.validate(tmp_path).problems
    assert (problem.file, problem.line, problem.code) == ("corpus.toml", line, code)
    assert said in problem.message
    run("validate", tmp_path).refused(f"corpus.toml:{line}", said, status=1)
    with pytest.raises(CorpusError):
        corpus_pkg.load(tmp_path)


def test_what_a_file_says_is_written_and_read_the_same(corpus: Corpus) -> None:
    assert parse_about(about_toml(corpus.about), "") == corpus.about
    assert parse_about(ABOUT, "") == corpus.about
    odd = About(title='a "b" \\ é 🙂', genres={"x": 'it says "y"'}, layers={"a-b": "c"})
    assert parse_about(about_toml(odd.model_copy(update={"layers": {}})), "") == odd.model_copy(
        update={"layers": {}}
    )


def test_the_schemas_of_a_corpus_list_its_labels(root: Path, corpus: Corpus, tmp_path: Path) -> None:
    run("schema", root, "--out", tmp_path).succeeded()
    schema = json.loads((tmp_path / "document.schema.json").read_text("utf-8"))
    check = Draft202012Validator(schema)
    line = corpus[SECOND].model_dump(mode="json")
    assert not list(check.iter_errors(line))
    line["entities"][0]["type"] = "NORP"
    assert [error.validator for error in check.iter_errors(line)] == ["enum"]
    usual = json.loads(Path("schema/entity.schema.json").read_text("utf-8"))
    assert usual["properties"]["type"]["enum"] == list(EntityType)


def test_tables_and_datasets_number_the_labels_of_the_corpus(corpus: Corpus) -> None:
    made = corpus.to_datasets()
    assert made["entities"].features["type"].names == list(TYPES)
    assert made["documents"].features["genre"].names == list(GENRES)
    nested = made["documents"].features["segments"].feature["kind"]
    assert nested.names == list(KINDS)
    assert [nested.names[s["kind"]] for s in made["documents"][1]["segments"]] == [
        segment.kind for segment in corpus[SECOND].segments
    ]
    assert list(corpus.to_pandas("entities")["type"].cat.categories) == list(TYPES)
    assert tasks.ner(corpus).to_datasets().features["tags"].feature.names[3:5] == ["B-CITY", "I-CITY"]


def test_both_build_paths_take_the_labels_of_the_corpus(root: Path, corpus: Corpus, tmp_path: Path) -> None:
    build(root, tmp_path / "from-root")
    corpus.to_jsonl(tmp_path / "a.jsonl")
    inputs = Inputs([tmp_path / "a.jsonl"], registry=root)
    for fast in (True, False):
        build(inputs, tmp_path / str(fast), options=Options(DOCUMENT_TABLES, fast=fast))
    built = sorted(place.name for place in (tmp_path / "from-root").iterdir())
    assert "corpus.toml" in built
    for name in (name for name in built if name != "manifest.json"):
        first, second, third = (
            (tmp_path / way / name).read_bytes() for way in ("from-root", "True", "False")
        )
        assert first == second == third, name
    loaded = corpus_pkg.load(tmp_path / "from-root")
    assert list(loaded) == list(corpus)
    assert (loaded.labels, loaded.about) == (corpus.labels, corpus.about)
    assert codes(tmp_path / "from-root") == []
    assert list(corpus_pkg.open_records(tmp_path / "from-root")) == list(corpus)


@pytest.mark.parametrize("fast", [True, False])
def test_both_build_paths_refuse_what_the_corpus_does_not_have(
    corpus: Corpus, root: Path, tmp_path: Path, fast: bool
) -> None:
    corpus.to_jsonl(tmp_path / "a.jsonl")
    text = (tmp_path / "a.jsonl").read_text("utf-8")
    for number, (old, new) in enumerate(
        [
            ('"kind": "photo"', '"kind": "caption"'),
            ('"type": "LAW"', '"type": "NORP"'),
            ('"blog"', '"opinion"'),
        ]
    ):
        (tmp_path / f"b{number}.jsonl").write_text(text.replace(old, new), "utf-8", newline="")
        inputs = Inputs([tmp_path / f"b{number}.jsonl"], registry=root)
        with pytest.raises(CorpusError) as raised:
            build(inputs, tmp_path / "out", options=Options(DOCUMENT_TABLES, fast=fast))
        assert {problem.code for problem in raised.value.problems} == {"label-unknown"}


def test_a_build_of_corpora_with_other_labels_is_refused(root: Path, tmp_path: Path) -> None:
    other = write_small_corpus(tmp_path / "other")
    with pytest.raises(CorpusError) as raised:
        build(Inputs([root, other]), tmp_path / "out")
    said = [problem.message for problem in raised.value.problems if problem.code == "corpus-toml"]
    assert said == [
        "the sources of the build have different lists of labels or layers; make their files agree"
    ]


def test_a_record_file_takes_the_labels_along(corpus: Corpus, tmp_path: Path) -> None:
    corpus.to_jsonl(tmp_path / "a.jsonl")
    assert sorted(place.name for place in tmp_path.iterdir()) == ["a.corpus.toml", "a.jsonl"]
    loaded = corpus_pkg.load(tmp_path / "a.jsonl")
    assert (list(loaded), loaded.about) == (list(corpus), corpus.about)
    assert list(corpus_pkg.open_records(tmp_path / "a.jsonl")) == list(corpus)
    shutil.move(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    with pytest.raises(CorpusError, match="label-unknown"):
        corpus_pkg.load(tmp_path / "b.jsonl")
    with pytest.raises(CorpusError, match="label-unknown"):
        list(corpus_pkg.open_records(tmp_path / "b.jsonl"))


@pytest.mark.parametrize("texts", [True, False])
def test_a_dataset_repository_takes_the_labels_along(
    root: Path, corpus: Corpus, tmp_path: Path, texts: bool
) -> None:
    out = tmp_path / "hub"
    run("hub", "build", root, "--out", out, *([] if texts else ["--without-texts"])).succeeded()
    features = json.loads(parquet.read_schema(out / "entities.parquet").metadata[b"huggingface"])
    assert features["info"]["features"]["type"]["names"] == list(TYPES)
    card = (out / "README.md").read_text("utf-8")
    assert "what a CITY is" in card
    assert "NORP" not in card
    croissant = json.loads((out / "croissant.json").read_text("utf-8"))
    (types,) = (made for made in croissant["recordSet"] if made["@id"] == "EntityType")
    assert [row["EntityType/name"] for row in types["data"]] == list(TYPES)
    if texts:
        loaded = corpus_pkg.load(out)
        assert (list(loaded), loaded.about) == (list(corpus), corpus.about)
        return
    run("attach", out, "--texts", root / "raw", "--out", tmp_path / "back").succeeded()
    assert list(corpus_pkg.load(tmp_path / "back")) == list(corpus)


def test_the_text_free_edition_takes_the_labels_along(root: Path, corpus: Corpus, tmp_path: Path) -> None:
    run("detach", root, "--out", tmp_path / "free").succeeded()
    run("attach", tmp_path / "free", "--texts", root / "raw", "--out", tmp_path / "back").succeeded()
    assert list(corpus_pkg.load(tmp_path / "back")) == list(corpus)
    assert codes(tmp_path / "back") == []


@pytest.mark.parametrize(
    "name",
    [
        "brat",
        "cas-json",
        "cas-xmi",
        "conll",
        "label-studio",
        "nif",
        "pubannotation",
        "spacy",
        "web-annotation",
    ],
)
def test_formats_take_the_labels_there_and_back(
    root: Path, corpus: Corpus, tmp_path: Path, name: str
) -> None:
    run("convert", root, "--to", name, "--out", tmp_path / "files").succeeded()
    own = shutil.copytree(root, tmp_path / "own")
    for document in corpus:
        (own / f"annotations/entities/{document.id}.jsonl").write_text("", "utf-8")
    run("convert", tmp_path / "files", "--from", name, "--out", own).succeeded("stored")
    assert types_of(corpus_pkg.load(own)) == types_of(corpus)


def test_the_configurations_of_tools_list_the_labels(root: Path, tmp_path: Path) -> None:
    run("convert", root, "--to", "brat", "--out", tmp_path / "brat").succeeded()
    run("convert", root, "--to", "label-studio", "--out", tmp_path / "studio").succeeded()
    for text in (
        (tmp_path / "brat/annotation.conf").read_text("utf-8"),
        (tmp_path / "brat/visual.conf").read_text("utf-8"),
        next((tmp_path / "studio").glob("*.xml")).read_text("utf-8"),
    ):
        assert "CITY" in text
        assert "photo" in text
        assert "NORP" not in text
        assert "caption" not in text


def test_labels_of_files_are_mapped_to_those_of_the_corpus(root: Path, tmp_path: Path) -> None:
    run("convert", root, "--to", "brat", "--out", tmp_path / "files").succeeded()
    for place in (tmp_path / "files").glob("*.ann"):
        place.write_text(place.read_text("utf-8").replace("\tCITY ", "\tTOWN "), "utf-8", newline="")
    own = shutil.copytree(root, tmp_path / "own")
    arguments = ("convert", tmp_path / "files", "--from", "brat", "--out", own)
    run(*arguments, "--map", "TOWN=NORP").refused("the corpus has no label 'NORP'", status=2)
    run(*arguments, "--map", "TOWN=CITY").succeeded("stored")
    assert types_of(corpus_pkg.load(own)).count("CITY") == 2


def test_stats_and_the_explorer_and_prompts_show_the_labels(root: Path, corpus: Corpus) -> None:
    counted = run("stats", root).succeeded("CITY", "photo").stdout
    assert "NORP" not in counted
    assert "caption" not in counted
    page = corpus_page(corpus)
    data = json.loads(page.split('id="corpus">')[1].split("</script>")[0])
    assert list(data["info"]["labels"]["EntityType"]) == list(TYPES)
    assert data["info"]["name"] == "Rivers: a corpus of its own"
    assert "<title>Rivers: a corpus of its own" in page
    asked = prompt(corpus, "entities", corpus[FIRST]).messages[0].content
    assert "- CITY: what a CITY is" in asked
    assert '"NORP"' not in asked
    types = answer_schema("entities", labels=corpus.labels)["properties"]["entities"]["items"]["properties"]
    assert types["type"]["enum"] == list(TYPES)


def test_texts_and_drafts_are_taken_in_with_the_labels_of_the_corpus(root: Path, tmp_path: Path) -> None:
    own = shutil.copytree(root, tmp_path / "own")
    (tmp_path / "new.txt").write_text(
        "A head\n\nThe river Rhine is long and it flows to Rome again.\n\n- One\n"
    )
    run("add", own, tmp_path / "new.txt", "--genre", "opinion").refused(
        "label-unknown", "blog, news", status=1
    )
    run("add", own, tmp_path / "new.txt", "--genre", "news", "--language", "en").succeeded("added new")
    segments = Editor(own).records("annotations/segments/new.jsonl")
    assert {segment["kind"] for segment in segments} <= {"title", "paragraph"}
    draft = tmp_path / "new.jsonl"
    draft.write_text('{"entity": "Rome", "type": "NORP", "id": "rome"}\n')
    run("draft", own, draft).refused("the corpus has no such label", status=1)
    draft.write_text('{"entity": "Rome", "type": "CITY", "id": "rome"}\n')
    run("draft", own, draft).succeeded()
    assert [entity["type"] for entity in Editor(own).records("annotations/entities/new.jsonl")] == ["CITY"]
