"""The text-free directory: written, read, refused, and turned back into the very corpus."""

import json
import shutil
from collections import Counter, deque
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.write import write_corpus, write_layers
from corpus_pkg.exchange.reanchor.attach import attach
from corpus_pkg.exchange.textfree.directory import TextFreeCorpus, detach
from tests import command_line
from tests.small_corpus import FIRST, SECOND, write_small_corpus
from tests.strategies import corpora

ROOT = Path(corpus_pkg.__file__).parent.parent
QUIET = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _handle: None)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged corpus without its texts; not to be changed."""
    folder = tmp_path_factory.mktemp("edition") / "bare"
    detach(ROOT, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def read_all(folder: Path) -> None:
    for documents in TextFreeCorpus(folder).layers.values():
        deque(documents, maxlen=0)


def packaged(folder: Path) -> Path:
    """Copy the packaged corpus, as the wheel carries it."""
    for top in ("raw", "annotations"):
        for path in (ROOT / top).rglob("*"):
            if path.is_file():
                place = folder / path.relative_to(ROOT)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(path.read_bytes())
    return folder


@QUIET
@given(corpora(max_documents=2))
def test_detach_then_attach_is_identity(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder / "corpus", corpus)
    for number, document in enumerate(corpus):
        write_layers(folder / "corpus", document, "ann")
        if number:  # not everyone annotates every text
            write_layers(folder / "corpus", document, "ben")
    done = detach(folder / "corpus", folder / "bare")
    assert done.rewritten == []
    report = attach(folder / "bare", folder / "corpus" / "raw", folder / "back")
    assert report.complete
    assert contents(folder / "back") == contents(folder / "corpus")


def test_packaged_corpus_comes_back_but_for_what_the_report_names(tmp_path: Path) -> None:
    source = packaged(tmp_path / "corpus")
    done = detach(source, tmp_path / "bare")
    assert done.rewritten == []
    report = attach(tmp_path / "bare", source / "raw", tmp_path / "back")
    assert report.complete
    assert (report.left_out, report.files) == (done.left_out, done.files)
    before, after = contents(source), contents(tmp_path / "back")
    assert before.keys() - after.keys() == set(done.files)
    assert not after.keys() - before.keys()
    lost: Counter[tuple[str, str]] = Counter()
    for path, data in after.items():
        if data != before[path]:
            lines = zip(before[path].splitlines(), data.splitlines(), strict=True)
            for old, new in ((json.loads(one), json.loads(other)) for one, other in lines):
                if path == "raw/documents.jsonl":
                    pairs = zip(old.pop("evidence"), new.pop("evidence"), strict=True)
                    lost["metadata", "evidence.basis"] += sum(one != other for one, other in pairs)
                names = [name for name in old if old[name] != new[name]]
                lost.update((path.split("/")[-2], name) for name in names)
                assert all(new[name] is None for name in names)
    assert lost == {(item["layer"], item["field"]): item["values"] for item in done.left_out}
    assert not any(item["records"] for item in done.left_out)


def test_no_text_is_in_the_directory(edition: Path) -> None:
    found = contents(edition)
    assert not [path for path in found if path.endswith(".txt")]
    whole = b"\n".join(found.values()).decode("utf-8", errors="replace")
    for document in corpus_pkg.load():
        for sentence in document.sentences:
            title = document.metadata.title or ""
            if len(sentence.text) > 60 and sentence.text not in title:
                assert sentence.text not in whole


def test_a_stray_text_in_raw_is_left_out(tmp_path: Path) -> None:
    source = packaged(tmp_path / "corpus")
    (source / "raw" / "draft.txt").write_text("not listed", "utf-8")
    assert "raw/draft.txt" in detach(source, tmp_path / "bare").files
    assert b"not listed" not in b"".join(contents(tmp_path / "bare").values())


def test_the_same_corpus_gives_the_same_bytes(edition: Path, tmp_path: Path) -> None:
    detach(ROOT, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(edition)


def test_file_that_is_written_otherwise_is_named(tmp_path: Path) -> None:
    source = packaged(tmp_path / "corpus")
    path = source / "annotations/dates/trade-nearly-doubles.jsonl"
    path.write_text("".join(json.dumps(json.loads(x)) + "\n" for x in path.read_text("utf-8").splitlines()))
    path.write_bytes(path.read_bytes().replace(b'"type": ', b'"type":'))
    assert detach(source, tmp_path / "bare").rewritten == ["annotations/dates/trade-nearly-doubles.jsonl"]


def test_output_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "mine").write_text("mine")
    with pytest.raises(CorpusError, match="exists already"):
        detach(ROOT, tmp_path / "bare")
    assert contents(tmp_path) == {"bare/mine": b"mine"}


def test_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    source = packaged(tmp_path / "corpus")
    (source / "raw/trade-nearly-doubles.txt").write_text("another text", "utf-8")
    with pytest.raises(CorpusError, match="text-checksum"):
        detach(source, tmp_path / "bare")
    assert [path.name for path in tmp_path.iterdir()] == ["corpus"]


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("annotations/entities/trade-nearly-doubles.jsonl", '"length": ', '"length": 1', "schema"),
        ("annotations/dates/trade-nearly-doubles.jsonl", '"hash": "', '"hash": "x', "schema"),
        ("raw/text_free.jsonl", '{"id": "trade-nearly-doubles"', '{"id": "another"', "no line for"),
        (
            "annotations/annotators/d/text_free.jsonl",
            '{"id": "trade-nearly-doubles"',
            '{"id": "another"',
            "no line for",
        ),
        ("raw/documents.jsonl", '{"id": "trade-nearly-doubles"', '{"id": "../x"', "schema"),
        ("annotations/stance/trade-nearly-doubles.jsonl", "{", "[", "json"),
    ],
)
def test_damaged_edition_is_refused(
    edition: Path, tmp_path: Path, path: str, old: str, new: str, said: str
) -> None:
    shutil.copytree(edition, tmp_path / "bare")
    place = tmp_path / "bare" / path
    place.write_bytes(place.read_bytes().replace(old.encode(), new.encode(), 1))
    with pytest.raises(CorpusError) as caught:
        read_all(tmp_path / "bare")
    assert any(said in str(problem) for problem in caught.value.problems)


def test_a_corpus_with_texts_is_no_text_free_edition() -> None:
    with pytest.raises(CorpusError, match="text_free"):
        read_all(ROOT)


@pytest.mark.parametrize(
    "command",
    [
        ("validate",),
        ("stats",),
        ("add", "text.txt"),
        ("draft", "text.txt"),
        ("rename", FIRST, "other"),
        ("build", "--out", "built"),
        ("convert", "--to", "brat", "--out", "brat"),
    ],
    ids=lambda command: command[0],
)
def test_who_opens_an_edition_hears_what_it_is(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Not of files that are missing, which nobody can create, or that are to be removed."""
    write_small_corpus(tmp_path / "corpus")
    detach(tmp_path / "corpus", tmp_path / "edition")
    before = {place: place.read_bytes() for place in tmp_path.rglob("*") if place.is_file()}
    name, *options = command
    ended = command_line.run(name, tmp_path / "edition", *options)
    said = "raw/text_free.jsonl: file-missing: this is an edition without texts; attach its texts first"
    ended.refused(said, status=2)
    assert "create it" not in ended.output
    assert {place: place.read_bytes() for place in tmp_path.rglob("*") if place.is_file()} == before


@pytest.mark.parametrize("hub", [False, True])
def test_an_annotator_who_joined_late_comes_back_with_their_documents(tmp_path: Path, *, hub: bool) -> None:
    """They have some of the documents, not the first, and the others are none of theirs after `attach`."""
    corpus, edition, back = tmp_path / "corpus", tmp_path / "edition", tmp_path / "back"
    write_small_corpus(corpus)
    write_layers(corpus, corpus_pkg.load(corpus)[SECOND], "late")
    (corpus / ".gitattributes").write_text("raw/** -text\n")
    (corpus / "README.md").write_text("About us.\n")
    (corpus / "raw/.DS_Store").write_text("x")
    (corpus / "annotations/GUIDELINES.md~").write_text("x")
    if hub:
        made = command_line.run("hub", "build", corpus, "--without-texts", "--out", edition)
        made.succeeded()
    else:
        made = command_line.run("detach", corpus, "--out", edition)
        made.succeeded("not in the edition, which has nothing from next to the corpus: README.md")
    command_line.run("attach", edition, "--texts", corpus / "raw", "--out", back).succeeded()
    left = {"README.md", "raw/.DS_Store", "annotations/GUIDELINES.md~"}
    left |= {".gitattributes"} if hub else set()
    assert contents(back) == {path: data for path, data in contents(corpus).items() if path not in left}
    if not hub:
        (edition / f"annotations/annotators/late/dates/{FIRST}.jsonl").write_text("")
        command_line.run("attach", edition, "--texts", corpus / "raw", "--out", tmp_path / "wrong").refused(
            f"late/text_free.jsonl: schema: it has no line for {FIRST}", status=1
        )
