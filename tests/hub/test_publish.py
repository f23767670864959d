"""Pushing: a plan, one commit, a tag; and a fault anywhere leaves no half of it."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

import corpus_pkg
from corpus_pkg import Corpus, CorpusError
from corpus_pkg.build import verify
from corpus_pkg.exchange.hub.builder import build_repository
from corpus_pkg.exchange.hub.errors import HubError, explained, without_tokens
from corpus_pkg.exchange.hub.plan import Plan
from corpus_pkg.exchange.hub.publish import push as push_to
from tests.hub.conftest import LOAD_ALL, as_loaded, clean_environment, run_python
from tests.hub.server import READER, WRITER, Hub, running

NAME = "org/azus-corpus"
TAG = "v1.0.0"


@pytest.fixture
def hub(client: None) -> Iterator[Hub]:
    """A server that holds nothing yet."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> Path:
    """A repository of one document, quickly pushed; not to be changed."""
    return built(tmp_path_factory.mktemp("small"), corpus)


def built(place: Path, corpus: Corpus, note: str | None = None, license_: str | None = None) -> Path:
    """Build a repository of one document, with a version, whose first mention has a note, and a licence."""
    from corpus_pkg.corpus.write import write_corpus

    document = corpus["trade-nearly-doubles"]
    entities = (document.entities[0].model_copy(update={"note": note}), *document.entities[1:])
    metadata = document.metadata
    if license_ is not None:
        metadata = metadata.model_copy(update={"license": license_})
    document = document.model_copy(update={"entities": entities, "metadata": metadata})
    one = Corpus([document], corpus.registry, corpus.targets, topics=corpus.topics)
    write_corpus(place / "source", one)
    (place / "source/CITATION.cff").write_text("title: One\nversion: 1.0.0\nlicense: CC-BY-4.0\n")
    build_repository(place / "source", place / "out")
    return place / "out"


def api(hub: Hub, token: str | None = WRITER) -> Any:
    return huggingface_hub.HfApi(endpoint=hub.url, token=token)


def push(hub: Hub, folder: Path, token: str | None = WRITER, **options: Any) -> Plan:
    """Push without waiting, and with the lines of the report checked for tokens."""
    said = options.setdefault("said", [])
    waits = options.setdefault("waits", [])
    kept = {key: value for key, value in options.items() if key not in ("said", "waits")}
    try:
        return push_to(
            NAME,
            folder,
            **{"tag": TAG, "with_texts": True, **kept},
            api=api(hub, token),
            report=said.append,
            sleep=waits.append,
        )
    finally:
        assert not [line for line in said if "hf_" in line.replace("hf_***", "")]


def files_of(hub: Hub, revision: str = "main") -> dict[str, bytes]:
    commit = hub.repositories[NAME].find(revision)
    assert commit is not None
    return {path: blob.data for path, blob in commit.files.items() if path != ".gitattributes"}


def content(folder: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in folder.iterdir()}


def published(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder as a push sends them: with the repository's name."""
    files = content(folder)
    manifest = json.loads(files["manifest.json"])
    for name in ("README.md", "croissant.json"):
        assert b"ORG/NAME" in files[name]
        files[name] = files[name].replace(b"ORG/NAME", NAME.encode())
        manifest["files"][name]["bytes"] = len(files[name])
        manifest["files"][name]["sha256"] = hashlib.sha256(files[name]).hexdigest()
    written = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
    return files | {"manifest.json": f"{written}\n".encode()}


CLI = "from corpus_pkg.commands import main; main()"


@pytest.mark.slow
def test_the_whole_way_with_unmodified_clients(corpus: Corpus, repository: Path, tmp_path: Path) -> None:
    """Build, push, tag, load every config by revision, streaming and not, push again, load the corpus."""
    tag = f"v{corpus.version}"
    with running() as hub:
        env = clean_environment(tmp_path / "home", HF_ENDPOINT=hub.url, HF_TOKEN=WRITER)

        def cli(*arguments: str) -> str:
            command = [
                sys.executable,
                "-c",
                CLI,
                "hub",
                "push",
                NAME,
                str(repository),
                "--with-texts",
                *arguments,
            ]
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            assert WRITER not in done.stdout + done.stderr
            return done.stdout

        assert f"tag the commit {tag}" in cli("--dry-run")
        assert hub.repositories == {}
        assert f"tagged {tag}" in cli()
        held = hub.repositories[NAME]
        assert held.titles() == [f"Publish {tag}", "initial commit"]
        assert held.tags == {tag: held.branches["main"]}
        assert files_of(hub, tag) == published(repository)
        assert "nothing to do" in cli()
        assert len(held.titles()) == 2
        names = [place.stem for place in sorted(repository.glob("*.parquet"))]
        code = f"""{LOAD_ALL}
streamed = {{}}
for name in configs:
    (rows,) = load_dataset(path, name, streaming=True, **options).values()
    streamed[name] = {{"rows": list(rows), "features": rows.features.to_dict()}}
    assert json.dumps(streamed[name], default=str) == json.dumps(found[name], default=str), name
import corpus_pkg
corpus = corpus_pkg.load(f"hf://datasets/{{path}}@{{options['revision']}}")
found["corpus"] = [document.model_dump(mode="json") for document in corpus]
own = {{name: corpus.annotator(name) for name in corpus.annotators}}
found["own"] = {{name: [d.model_dump(mode="json") for d in documents] for name, documents in own.items()}}
found["pandas"] = len(__import__("pandas").read_parquet(f"hf://datasets/{{path}}/entities.parquet"))
print(json.dumps(found, default=str))
"""
        loaded = run_python(code, NAME, json.dumps(names), json.dumps({"revision": tag}), env=env)
    import pyarrow.parquet as pq

    for name in names:
        assert loaded[name]["rows"] == as_loaded(pq.read_table(repository / f"{name}.parquet").to_pylist())
    assert loaded["corpus"] == as_loaded([document.model_dump(mode="json") for document in corpus])
    own = {
        name: [document.model_dump(mode="json") for document in corpus.annotator(name)]
        for name in corpus.annotators
    }
    assert loaded["own"] == as_loaded([own])[0]
    assert loaded["pandas"] == sum(len(document.entities) for document in corpus)


@pytest.mark.slow
def test_the_way_through_xet(small: Path, tmp_path: Path) -> None:
    """Uploads and downloads go by Xet's own client library and its local store, not by the server."""
    pytest.importorskip("hf_xet", reason="huggingface_hub brings Xet on common systems only")
    store = tmp_path / "store"
    store.mkdir()
    with running() as hub:
        hub.xet = store
        hub.contents = {hashlib.sha256(data).hexdigest(): data for data in published(small).values()}
        env = clean_environment(tmp_path / "home", HF_ENDPOINT=hub.url, HF_TOKEN=WRITER)
        del env["HF_HUB_DISABLE_XET"]
        command = [sys.executable, "-c", CLI, "hub", "push", NAME, str(small), "--with-texts"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert hub.asked("POST", "/lfs/") == hub.asked("PUT", "/lfs/") == 0
        assert hub.asked("GET", "/xet-write-token/")
        assert files_of(hub, TAG) == published(small)
        assert hub.repositories[NAME].titles() == ["Publish v1.0.0", "initial commit"]
        (found,) = run_python(LOAD, f"hf://datasets/{NAME}@{TAG}", env=env)
        assert found == 1
        assert hub.asked("GET", "/xet-read-token/")
        assert not hub.asked("GET", r"/resolve/.*\.parquet")
    assert [place for place in store.rglob("*") if place.is_file()]


def test_a_dry_run_changes_nothing(hub: Hub, small: Path) -> None:
    plan = push(hub, small, dry_run=True)
    assert plan.create_repository
    assert set(plan.add) == {place.name for place in small.iterdir()}
    assert hub.repositories == {}
    assert not [method for method, _, _ in hub.requests if method not in ("GET", "HEAD")]


def test_a_dry_run_does_not_wait_for_a_hub_that_fails(hub: Hub, small: Path) -> None:
    hub.fail("GET", "/refs", 503, times=9)
    waits: list[float] = []
    with pytest.raises(HubError, match="try again later"):
        push(hub, small, dry_run=True, waits=waits)
    assert waits == []
    assert hub.asked("GET", "/refs") == 1


def test_the_card_that_is_published_names_its_repository_and_fits_the_manifest(
    hub: Hub, small: Path, tmp_path: Path
) -> None:
    push(hub, small)
    for name, data in files_of(hub).items():
        (tmp_path / name).write_bytes(data)
    assert verify(tmp_path) == []
    text = (tmp_path / "README.md").read_text("utf-8")
    assert f'load_dataset("{NAME}", "entities"' in text
    assert f'corpus_pkg.load("hf://datasets/{NAME}@v1.0.0")' in text
    assert f"url = {{https://huggingface.co/datasets/{NAME}}}" in text
    assert not [name for name, data in files_of(hub).items() if b"ORG/NAME" in data]


def test_a_push_of_what_is_there_sends_nothing(hub: Hub, small: Path) -> None:
    push(hub, small)
    before = len(hub.requests)
    assert push(hub, small).idle
    assert not [method for method, _, _ in hub.requests[before:] if method not in ("GET", "HEAD")]


def test_only_what_changed_is_sent_and_what_is_no_longer_built_removed(
    hub: Hub, small: Path, corpus: Corpus, tmp_path: Path
) -> None:
    push(hub, small)
    held = hub.repositories[NAME]
    first = held.find("main")
    assert first is not None
    by_hand = {**first.files, "notes.txt": first.files["README.md"]}
    held.commit("by hand", by_hand)
    again = built(tmp_path, corpus, note="a remark")
    plan = push(hub, again, tag="v1.0.1")
    assert "entities.parquet" in plan.update
    assert "registry.parquet" in plan.unchanged
    assert plan.remove == ()
    assert files_of(hub) == {**published(again), "notes.txt": files_of(hub)["notes.txt"]}
    assert files_of(hub, TAG) == published(small)
    (tmp_path / "source/annotations/figures/trade-nearly-doubles.jsonl").write_text("")
    build_repository(tmp_path / "source", tmp_path / "out")
    assert push(hub, tmp_path / "out", tag="v1.0.2").remove == ("figure_frames.parquet", "figures.parquet")
    assert files_of(hub).keys() == {*content(tmp_path / "out"), "notes.txt"}


def test_a_tag_with_other_content_is_an_error_before_anything_is_sent(
    hub: Hub, small: Path, corpus: Corpus, tmp_path: Path
) -> None:
    push(hub, small)
    before = hub.repositories[NAME].titles()
    with pytest.raises(HubError, match=r"tag v1\.0\.0 with other content.*raise the version"):
        push(hub, built(tmp_path, corpus, note="a remark"))
    assert hub.repositories[NAME].titles() == before


def test_a_branch_is_made_and_pushed_to(hub: Hub, small: Path) -> None:
    push(hub, small, revision="next", tag=None)
    held = hub.repositories[NAME]
    assert held.titles("main") == ["initial commit"]
    assert files_of(hub, "next") == published(small)
    assert held.tags == {}
    assert push(hub, small, revision="next", tag=None).idle


def test_a_private_repository_is_made_private_and_a_public_one_is_not_pushed_to_as_private(
    hub: Hub, small: Path
) -> None:
    push(hub, small, private=True)
    assert hub.repositories[NAME].private
    assert push(hub, small, private=True).idle
    hub.repositories[NAME].private = False
    with pytest.raises(HubError, match="is public"):
        push(hub, small, private=True)


def test_a_folder_that_was_changed_is_not_pushed(hub: Hub, small: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(small, changed)
    (changed / "README.md").write_text("---\nlicense: mit\n---\n")
    with pytest.raises(CorpusError, match=r"README\.md"):
        push(hub, changed)
    for folder, said in {
        tmp_path: "has no manifest.json: it is not a build; name a folder that `corpus-pkg hub build` made",
        tmp_path / "none": "there is no folder .*none; make it with `corpus-pkg hub build --out .*none`",
        small.parent / "source": "is a corpus, not a repository; run `corpus-pkg hub build",
    }.items():
        with pytest.raises(HubError, match=said):
            push(hub, folder)
    assert hub.requests == []


def test_without_a_token_nothing_is_asked(hub: Hub, small: Path) -> None:
    with pytest.raises(HubError, match=r"no token.*hf auth login"):
        push(hub, small, token=None)
    assert hub.requests == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("azus", "'azus' has no namespace: write ORG/azus"),
        ("hf://datasets/org/azus", "is not the name of a repository: write org/azus"),
        ("https://huggingface.co/datasets/org/azus/", "is not the name of a repository: write org/azus"),
        ("", "is not the name of a repository: write ORG/NAME"),
        ("org/a--b", "is not the name of a repository: write ORG/NAME"),
    ],
)
def test_a_name_that_is_not_whole_is_refused_with_the_right_one(
    hub: Hub, small: Path, name: str, said: str
) -> None:
    with pytest.raises(HubError, match=said):
        push_to(name, small, with_texts=True, api=api(hub))
    assert hub.requests == []


def test_texts_that_may_not_be_passed_on_are_not_published_unless_that_is_said(hub: Hub, small: Path) -> None:
    said: list[str] = []
    with pytest.raises(HubError, match="1 text under licences that do not allow redistribution") as refusal:
        push(hub, small, with_texts=False, said=said)
    for way in ("--with-texts", "--without-texts", "--private"):
        assert way in str(refusal.value)
    assert hub.requests == []
    assert said == []


def test_a_dry_run_says_first_what_texts_there_are_and_that_a_push_would_be_refused(
    hub: Hub, small: Path
) -> None:
    said: list[str] = []
    push(hub, small, with_texts=False, dry_run=True, said=said)
    licence = "1 LicenseRef-AzUS-source-texts"
    assert said[0] == (
        f"the repository holds 1 text under licences that do not allow redistribution ({licence})"
    )
    assert said[1].startswith("a push would be refused: ")
    said.clear()
    push(hub, small, private=True, with_texts=False, dry_run=True, said=said)
    assert "refused" not in "".join(said)


def test_texts_may_be_kept_in_a_private_repository(hub: Hub, small: Path) -> None:
    push(hub, small, private=True, with_texts=False)
    assert hub.repositories[NAME].private


@pytest.mark.parametrize(
    ("license_", "said"),
    [
        ("CC-BY-4.0", "the repository holds 1 text, which may be passed on (1 CC-BY-4.0)"),
        ("NOASSERTION", "the repository holds 1 text under licences that do not allow redistribution"),
        ("MIT AND LicenseRef-x", "the repository holds 1 text under licences that do not allow"),
    ],
)
def test_a_licence_says_whether_a_text_may_be_published(
    hub: Hub, corpus: Corpus, tmp_path: Path, license_: str, said: str
) -> None:
    folder = built(tmp_path, corpus, license_=license_)
    lines: list[str] = []
    push(hub, folder, with_texts=False, dry_run=True, said=lines)
    assert lines[0].startswith(said)
    if "may be passed on" in said:
        assert push(hub, folder, with_texts=False).commits


def test_an_edition_without_texts_is_published_without_more_ado(
    hub: Hub, small: Path, tmp_path: Path
) -> None:
    build_repository(small.parent / "source", tmp_path / "free", texts=False)
    said: list[str] = []
    push(hub, tmp_path / "free", with_texts=False, said=said)
    assert said[0] == "the repository holds no texts"
    assert files_of(hub).keys() == content(tmp_path / "free").keys()


@pytest.mark.parametrize(
    ("token", "message"),
    [("hf_unknownUNKNOWN", "has no right|does not know|not exist"), (READER, "no right to do this")],
)
def test_a_token_without_the_right_changes_nothing(hub: Hub, small: Path, token: str, message: str) -> None:
    with pytest.raises(HubError, match=message) as raised:
        push(hub, small, token=token)
    assert token not in str(raised.value)
    assert hub.repositories == {}


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("hf_unknownUNKNOWN", "^the Hub does not know the token; make a new one"),
        ("", f"^{NAME} does not exist, or is private: check the name, or run `hf auth login`"),
    ],
)
def test_who_is_not_known_is_told_whether_that_is_for_the_token(
    hub: Hub, token: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huggingface_hub, "get_token", lambda: token or None)
    unknown = huggingface_hub.HfApi(endpoint=hub.url, token=token or False)
    with pytest.raises(HubError, match=said), explained(NAME):
        unknown.repo_info(NAME, repo_type="dataset")


def test_no_network_is_said_in_one_sentence(hub: Hub, small: Path) -> None:
    dead = huggingface_hub.HfApi(endpoint="http://127.0.0.1:9", token=WRITER)
    waits: list[float] = []
    with pytest.raises(HubError, match=r"could not be reached .*check the network"):
        push_to(NAME, small, tag=TAG, with_texts=True, api=dead, sleep=waits.append)
    assert waits == [1, 2, 4]


def test_no_such_organisation(hub: Hub, small: Path) -> None:
    hub.fail("POST", "/repos/create", 404, times=9)
    with pytest.raises(HubError, match="does not exist"):
        push(hub, small)


COMMIT, TAGGING, CREATE, LFS = "/commit/", "/tag/", "/repos/create", "^/lfs/"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", COMMIT), ("POST", TAGGING), ("POST", CREATE), ("GET", "/refs"), ("GET", "/tree/")],
)
@pytest.mark.parametrize("fault", ["429", "500", "cut", "cut-after", "half"])
def test_a_passing_fault_ends_in_a_finished_push(
    hub: Hub, small: Path, method: str, path: str, fault: str
) -> None:
    waits: list[float] = []
    if fault == "429":
        hub.fail(method, path, 429, Retry_After="7")
    elif fault == "500":
        hub.fail(method, path, 500)
    else:
        hub.fail(method, path, action=fault)
    push(hub, small, waits=waits)
    held = hub.repositories[NAME]
    assert held.titles() == ["Publish v1.0.0", "initial commit"]
    assert held.tags == {TAG: held.branches["main"]}
    assert files_of(hub, TAG) == published(small)
    assert all(fault.times == 0 for fault in hub.faults) or path == "/tree/"
    if fault == "429" and waits:
        assert waits == [7]


@pytest.mark.parametrize("fault", ["429", "500", "cut"])
def test_a_fault_in_the_middle_of_an_upload_ends_in_a_finished_push(
    hub: Hub, small: Path, fault: str
) -> None:
    if fault == "cut":
        hub.fail("PUT", LFS, action="cut")
    else:
        hub.fail("PUT", LFS, int(fault), Retry_After="0")
    push(hub, small)
    assert hub.asked("PUT", LFS) == len(list(small.glob("*.parquet"))) + 1
    assert files_of(hub, TAG) == published(small)


@pytest.mark.parametrize("path", [COMMIT, TAGGING])
@pytest.mark.parametrize("fault", [403, 500, "cut"])
def test_a_lasting_fault_is_an_error_without_a_tag_and_the_next_push_finishes(
    hub: Hub, small: Path, path: str, fault: int | str
) -> None:
    if isinstance(fault, int):
        hub.fail("POST", path, fault, times=99)
    else:
        hub.fail("POST", path, action=fault, times=99)
    with pytest.raises(HubError, match=r"no right|try again later|could not be reached"):
        push(hub, small)
    held = hub.repositories[NAME]
    assert held.tags == {}
    assert held.titles() == (["initial commit"] if path == COMMIT else ["Publish v1.0.0", "initial commit"])
    hub.faults.clear()
    push(hub, small)
    assert held.titles() == ["Publish v1.0.0", "initial commit"]
    assert held.tags == {TAG: held.branches["main"]}


def test_a_hub_that_asks_for_a_long_wait_is_not_waited_for(hub: Hub, small: Path) -> None:
    hub.fail("POST", COMMIT, 429, times=99, Retry_After="3600")
    waits: list[float] = []
    with pytest.raises(HubError, match="wait 3600 seconds"):
        push(hub, small, waits=waits)
    assert waits == []
    hub.faults.clear()
    hub.fail("POST", COMMIT, 429, Retry_After="300")
    push(hub, small, waits=waits)
    assert waits == [300]


def test_a_commit_by_someone_else_meanwhile_is_not_overwritten(hub: Hub, small: Path) -> None:
    push(hub, small, tag=None)
    held = hub.repositories[NAME]
    first = held.find("main")
    assert first is not None
    plan_files = {name: place for name, place in first.files.items() if name != "README.md"}
    held.commit("without a card", plan_files)
    hub.fail("POST", COMMIT, 412)
    with pytest.raises(HubError, match="changed by someone else"):
        push(hub, small, tag=None)


def test_no_message_shows_a_token() -> None:
    said = without_tokens("Authorization: Bearer abcdef and hf_AbCdEfGh1234 in a URL")
    assert "abcdef" not in said
    assert "AbCd" not in said


@pytest.mark.parametrize(
    "address",
    ["hf://datasets/azus", "hf://models/org/name", "hf://datasets/org/../name", "hf://datasets/org/name@"],
)
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(CorpusError) as raised:
        corpus_pkg.load(address)
    assert raised.value.problems[0].code == "hub-address"


LOAD = """
import json, sys
import corpus_pkg
found = []
for address in sys.argv[1:]:
    try:
        found.append(len(corpus_pkg.load(address)))
    except corpus_pkg.CorpusError as error:
        found += [problem.code + ": " + problem.message for problem in error.problems]
print(json.dumps(found))
"""


def test_what_goes_wrong_with_loading_is_one_sentence(hub: Hub, small: Path, tmp_path: Path) -> None:
    env = clean_environment(tmp_path / "home", HF_ENDPOINT=hub.url, HF_TOKEN=READER)
    missing, unknown, there = f"{NAME}-no", f"{NAME}@v9", NAME
    push(hub, small)
    found = run_python(LOAD, *(f"hf://datasets/{name}" for name in (missing, unknown, there)), env=env)
    assert [problem.partition(": ")[0] for problem in found[:2]] == ["hub", "hub"]
    assert "does not exist" in found[0]
    assert "has no revision v9" in found[1]
    assert found[2] == 1
    dead_env = {**env, "HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "empty")}
    (unreached,) = run_python(LOAD, f"hf://datasets/{NAME}", env=dead_env)
    assert unreached.startswith("hub: http://127.0.0.1:9 could not be reached")
