"""Every command that names a corpus takes every kind of source, or says in one sentence why not."""

import contextlib
import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import corpus_pkg
from corpus_pkg.build import Inputs, Options, build
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.commands import app
from corpus_pkg.commands.reference import commands_page
from corpus_pkg.commands.source import HELP
from tests.command_line import Ended, run
from tests.hub.conftest import clean_environment, run_python
from tests.hub.server import Blob, Hub, Repository, running
from tests.small_corpus import write_small_corpus

KINDS = (
    "built",
    "records",
    *(
        pytest.param(kind, marks=pytest.mark.slow)
        for kind in ("packaged", "directory", "packed records", "annotator", "hub", "hub annotator")
    ),
)

COMMANDS = {
    "validate": "validate {source}",
    "stats": "stats {source}",
    "pairs": "pairs {source}",
    "agree": "agree {source}",
    "score": "score {source} {directory} --samples 0",
    "score, predicted": "score {directory} {source} --samples 0",
    "errors": "errors {source} {directory}",
    "errors, predicted": "errors {directory} {source}",
    "compare": "compare {source} {directory} {directory} --samples 1",
    "compare, predicted": "compare {directory} {directory} {source} --samples 1",
    "diff": "diff {source} {directory}",
    "diff, the new": "diff {directory} {source}",
    "build": "build {source} --out {out}",
    "hub build": "hub build {source} --out {out}",
    "convert": "convert {source} --to brat --out {out}",
    "convert, from": "convert {foreign} --from brat --corpus {source} --out {out}",
    "llm ask": "llm ask {source} --layer dates --out {out}",
    "llm score": "llm score {source} --layer dates --replies {replies} --only-replied --samples 0",
    "llm lm-eval": "llm lm-eval {source} --out {out}",
    "detach": "detach {source} --out {out}",
    "explore": "explore {source} --out {out}.html",
    "explore, against": "explore {directory} --against {source} --out {out}.html",
    "attach": "attach {source} --texts {directory}/raw --out {out}",
    "adjudicate": "adjudicate {source} --out {out}",
    "draft": "draft {source} {drafts}",
    "add": "add {source} {foreign}/new.txt",
    "remove": "remove {source} first-text",
    "rename": "rename {source} first-text another-text",
}
"""Commands with a source in each place where they take one; other sides are the same corpus."""

WITHOUT_SOURCE = {"new", "schema", "verify", "hub push"}

WRITES = {"adjudicate", "draft", "add", "remove", "rename"}

Places = dict[str, str]
"""The places of sources and outputs by their names in `COMMANDS`."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """One small corpus as every kind of source on this machine."""
    root = tmp_path_factory.mktemp("sources")
    directory = write_small_corpus(root / "directory", ("a", "b"))
    build(directory, root / "built")
    corpus = corpus_pkg.load(directory)
    corpus.to_jsonl(root / "records.jsonl")
    (root / "records.jsonl.gz").write_bytes(gzip.compress((root / "records.jsonl").read_bytes()))
    run("convert", directory, "--to", "brat", "--out", root / "foreign").succeeded()
    (root / "foreign/new.txt").write_text("A new text.\n", "utf-8")
    sentence = next(iter(corpus)).sentences[0]
    reply = {"document": corpus.ids[0], "sentence": sentence.id, "reply": '{"dates": []}'}
    (root / "replies.jsonl").write_text(json.dumps(reply) + "\n", "utf-8")
    (root / f"{corpus.ids[0]}.jsonl").write_text("", "utf-8")
    return {
        "packaged": "packaged",
        "directory": str(directory),
        "built": str(root / "built"),
        "records": str(root / "records.jsonl"),
        "packed records": str(root / "records.jsonl.gz"),
        "annotator": f"{directory}#a",
        "foreign": str(root / "foreign"),
        "replies": str(root / "replies.jsonl"),
        "drafts": str(root / f"{corpus.ids[0]}.jsonl"),
    }


@pytest.fixture(scope="module")
def on_the_hub(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """The same corpus as a repository of a local Hub, too."""
    root = tmp_path_factory.mktemp("hub")
    run("hub", "build", places["directory"], "--out", root / "repository").succeeded()
    with running() as hub, _client(hub, root / "cache"):
        repository = Repository()
        blobs = {
            place.name: Blob(place.read_bytes(), place.suffix == ".parquet")
            for place in (root / "repository").iterdir()
        }
        repository.tags["v1.0.0"] = repository.commit("Add files", blobs).oid
        hub.repositories["org/small"] = repository
        address = "hf://datasets/org/small@v1.0.0"
        yield places | {"hub": address, "hub annotator": f"{address}#b"}


@contextlib.contextmanager
def _client(hub: Hub, cache: Path) -> Iterator[None]:
    """Let the client of the Hub in this process speak to a local server."""
    import huggingface_hub
    from huggingface_hub import constants
    from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "HF_HUB_OFFLINE": False,
            "HF_HUB_DISABLE_XET": True,
            "ENDPOINT": hub.url,
            "HUGGINGFACE_CO_URL_TEMPLATE": hub.url + "/{repo_id}/resolve/{revision}/{filename}",
            "HF_HUB_CACHE": str(cache),
        }.items():
            patch.setattr(constants, name, value)
        patch.setattr(huggingface_hub, "get_token", lambda: None)
        huggingface_hub.close_session()
        disable_progress_bars()
        yield
        enable_progress_bars()
        huggingface_hub.close_session()


def reason(name: str, kind: str) -> tuple[int, str] | None:
    """Return the status and the words with which a command refuses a kind of source, or None."""
    command = name.partition(",")[0]
    records = kind.endswith("records")
    if command in WRITES:
        return None if kind == "directory" else (2, "this command writes in the corpus, so name a corpus")
    if command == "attach":
        return 2, "is not an edition without texts"
    if command in ("hub build", "detach", "build") and records:
        return 2, "--registry" if command == "build" else "without the registry and targets"
    if command == "agree" and kind not in ("packaged", "directory", "hub", "annotator", "hub annotator"):
        return 2, "the corpus has: none"
    if kind == "packaged" and name.startswith(("score", "errors", "compare")):
        return 2, "gold document"
    if kind == "packaged" and name == "llm score":
        return 2, "which was not asked about"
    if kind == "packaged" and name == "convert, from":
        return 1, "the corpus has no document 'first-text'"
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_every_command_takes_every_kind_of_source(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    places: Places = request.getfixturevalue("on_the_hub" if kind.startswith("hub") else "places")
    for name, command in COMMANDS.items():
        out = tmp_path / name.replace(", ", "-").replace(" ", "-")
        directory = places["directory"]
        if name.partition(",")[0] in WRITES:  # which change it
            directory = str(tmp_path / "changed")
            shutil.copytree(places["directory"], directory, dirs_exist_ok=True)
        source = directory if kind == "directory" else places[kind]
        known = {**places, "directory": directory, "source": source, "out": out}
        ended = run(*(word.format(**known) for word in command.split()))
        refusal = reason(name, kind)
        if refusal is None:
            differs = name.startswith("diff") and kind == "packaged"
            assert ended.status == (1 if differs else 0), f"{name} of {kind}: {ended}"
        else:
            status, why = refusal
            assert one_sentence(ended.refused(why, status=status)), f"{name} of {kind}: {ended}"
        assert "hf:/d" not in ended.output.replace("hf://d", ""), ended


def one_sentence(ended: Ended) -> bool:
    """Return True if a command wrote one line that says why, and nothing else but notes."""
    quiet = ("note:", "looking at the sources", "second-text.ann:")
    return sum(not line.startswith(quiet) for line in ended.output.splitlines()) == 1


def test_every_command_is_asked() -> None:
    assert {name.partition(",")[0] for name in COMMANDS} | WITHOUT_SOURCE == set(_names(app, ""))


def test_all_kinds_of_a_corpus_are_the_same_corpus(places: Places) -> None:
    whole = corpus_pkg.load(places["directory"])
    for kind in ("built", "annotator"):
        found = corpus_pkg.load(places[kind])
        assert list(found) == list(whole), kind
        assert dict(found.registry) == dict(whole.registry), kind
        assert dict(found.targets) == dict(whole.targets), kind
    for kind in ("records", "packed records"):
        assert list(corpus_pkg.load(places[kind])) == list(whole)


@pytest.mark.parametrize("name", ["nothing", "no#body", "hf://datasets/org", "s3://bucket/corpus", "", "#a"])
def test_what_is_not_a_source_is_refused_with_the_kinds_that_there_are(name: str) -> None:
    ended = run("stats", name)
    assert ended.status == 2
    assert "hf://datasets/ORG/NAME" in ended.output


def test_a_name_with_a_number_sign_is_a_path_where_there_is_one(places: Places, tmp_path: Path) -> None:
    shutil.copytree(places["directory"], tmp_path / "corpus#a")
    assert corpus_pkg.load(tmp_path / "corpus#a").annotators == ("a", "b")
    run("stats", f"{tmp_path}/corpus#a#b").succeeded()


def test_faults_of_a_record_file_are_shown_at_their_lines(places: Places, tmp_path: Path) -> None:
    lines = Path(places["records"]).read_text("utf-8").splitlines()
    place = tmp_path / "faulty.jsonl"
    place.write_text("\n".join([lines[0], lines[1].replace('"type":"GPE"', '"type":"ORG"')]) + "\n", "utf-8")
    run("validate", place).succeeded("2 documents")
    place.write_text("\n".join([lines[0], "{", lines[1].replace('"kind":"RATIO"', '"kind":"SUM"')]), "utf-8")
    ended = run("validate", place).refused(f"{place}:2: ", status=1)
    assert "Traceback" not in ended.output
    place.write_text(lines[0].replace("Trade doubles", "Trade doublez", 1) + "\n", "utf-8")
    run("validate", place).refused(f"{place}:1: text-checksum", status=1)


def test_the_help_of_every_source_is_the_same() -> None:
    functions = {name: COMMANDS[name] for name in COMMANDS if name.partition(",")[0] not in WRITES}
    page = commands_page()
    for name in functions:
        section = page.partition(f"## corpus-pkg {name.partition(',')[0]}\n")[2].partition("\n## ")[0]
        assert HELP in section, name


LOAD_TABLES = """
import json, sys
from datasets import load_dataset

loaded = [load_dataset(folder, name, split="train") for folder, name in json.loads(sys.argv[1])]
print(json.dumps([rows.to_list() for rows in loaded]))
"""


def test_datasets_loads_each_table_of_a_build_by_its_name(places: Places, tmp_path: Path) -> None:
    shared = places["directory"]
    whole = corpus_pkg.load(shared)
    size = Path(places["records"]).stat().st_size
    for name, shard_bytes in (("one", size), ("two", size // 3)):
        options = Options(DOCUMENT_TABLES, shard_bytes=shard_bytes)
        build(Inputs([places["records"]], shared, shared), tmp_path / name, options=options)
        corpus = corpus_pkg.load(tmp_path / name)
        assert list(corpus) == list(whole)
        assert (dict(corpus.registry), dict(corpus.targets)) == (dict(whole.registry), dict(whole.targets))
    assert len(list((tmp_path / "two").glob("entities*.parquet"))) > 1
    wanted = [
        (str(tmp_path / folder), table) for folder in ("one", "two") for table in ("entities", "registry")
    ]
    found = run_python(
        LOAD_TABLES, json.dumps(wanted), env=clean_environment(tmp_path / "home", HF_HUB_OFFLINE="1")
    )
    assert found == [whole.to_arrow(table).to_pylist() for _, table in wanted]


def test_the_readme_of_a_build_is_a_part_of_it(places: Places, tmp_path: Path) -> None:
    built = tmp_path / "built"
    for _ in range(2):  # a build that is as it was is replaced
        run("build", places["directory"], "--out", built).succeeded("README.md")
    run("verify", built).succeeded("is as it was built")
    (built / "README.md").write_text("mine", "utf-8")
    run("build", places["directory"], "--out", built).refused("README.md is not as it was built", status=2)
    run("verify", built).refused("README.md", status=1)


def _names(group: typer.Typer, before: str) -> Iterator[str]:
    for command in group.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__)
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from _names(inner.typer_instance, f"{before}{inner.name} ")


def test_another_file_is_not_taken_for_records(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!doctype html>\n" * 5000, "utf-8")
    ended = run("explore", tmp_path / "page.html")
    ended.refused("page.html: file-missing: it is a file, and not a record file (.jsonl); name", status=2)
    assert ended.output.count("\n") == 1


def test_a_corpus_in_the_working_folder_is_not_mixed_up_with_the_packaged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "note: this is the packaged corpus; for the one in this folder name it: ."
    write_small_corpus(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    for command in (("validate",), ("stats",), ("build", "--out", tmp_path / "built")):
        assert note in run(*command).succeeded().output
        assert note not in run(*command, ".").succeeded().output
    monkeypatch.chdir(tmp_path)
    assert note not in run("validate").succeeded().output
