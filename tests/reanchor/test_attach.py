"""Attaching texts to a text-free directory: what is restored, re-anchored, left out and reported."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.exchange.reanchor.attach import Attached, AttachReport, attach, report_json, report_text
from corpus_pkg.exchange.textfree.directory import detach
from corpus_pkg.exchange.textfree.strip import LEFT_OUT
from corpus_pkg.layers import ENTITIES

ROOT = Path(corpus_pkg.__file__).parent.parent
CORPUS = corpus_pkg.load()
ONE = CORPUS["trade-nearly-doubles"]


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fsync", lambda _handle: None)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged corpus without its texts; not to be changed."""
    folder = tmp_path_factory.mktemp("edition") / "bare"
    detach(ROOT, folder)
    return folder


@pytest.fixture
def bare(edition: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(edition, tmp_path / "bare"))


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for document in CORPUS:
        (folder / f"{document.id}.txt").write_bytes(document.text.encode("utf-8"))
    return folder


def of_one(report: AttachReport, annotator: str | None = None) -> Attached:
    (item,) = [x for x in report.documents if x.id == ONE.id and x.annotator == annotator]
    return item


def test_texts_are_known_by_their_checksum_whatever_their_names(
    bare: Path, texts: Path, tmp_path: Path
) -> None:
    (texts / "deep").mkdir()
    for number, path in enumerate(sorted(texts.glob("*.txt"))):
        path.rename(texts / "deep" / f"{number}.txt")
    report = attach(bare, texts, tmp_path / "out")
    assert report.complete
    assert corpus_pkg.load(tmp_path / "out").ids == CORPUS.ids


def test_copy_with_other_white_space_loads_with_every_annotation(
    bare: Path, texts: Path, tmp_path: Path
) -> None:
    (texts / f"{ONE.id}.txt").write_bytes(ONE.text.replace("\n", "\r\n").encode("utf-8"))
    report = attach(bare, texts, tmp_path / "out")
    item = of_one(report)
    assert item.status == "reanchored"
    assert item.result is not None
    assert not item.result.missing
    corpus = corpus_pkg.load(tmp_path / "out")
    assert [e.text for e in corpus[ONE.id].entities] == [e.text for e in ONE.entities]
    for name in CORPUS.annotators:
        found = [e.text for e in corpus.annotator(name)[ONE.id].entities]
        assert found == [e.text for e in CORPUS.annotator(name)[ONE.id].entities]


def test_metadata_of_a_copy_are_the_copys_own(bare: Path, texts: Path, tmp_path: Path) -> None:
    data = ONE.text.replace("\n", "\r\n").encode("utf-8")
    (texts / f"{ONE.id}.txt").write_bytes(data)
    attach(bare, texts, tmp_path / "out")
    metadata = corpus_pkg.load(tmp_path / "out")[ONE.id].metadata
    assert metadata.sha256 == hashlib.sha256(data).hexdigest()
    assert metadata.bytes == len(data)
    assert metadata.source_file == f"{ONE.id}.txt"
    assert metadata.title == ONE.metadata.title


def test_what_quotes_the_texts_is_named_as_what_the_edition_does_not_hold(
    bare: Path, texts: Path, tmp_path: Path
) -> None:
    stored = json.loads((bare / "raw/documents.jsonl").read_text("utf-8").splitlines()[3])
    bases = [evidence["basis"] for evidence in stored["evidence"]]
    assert LEFT_OUT in bases
    (texts / f"{ONE.id}.txt").write_text(ONE.text + "\n", "utf-8", newline="")
    report = attach(bare, texts, tmp_path / "out")
    item = of_one(report)
    assert item.result is not None
    assert [(one["field"], one["values"]) for one in item.result.left_out if one["layer"] == "metadata"] == [
        ("evidence.basis", bases.count(LEFT_OUT))
    ]
    assert report.complete
    said = list(report_text(report))
    assert report.files
    assert [line for line in said if line.startswith("not in the edition: annotations/")] == [
        f"not in the edition: {path}" for path in report.files
    ]
    assert any(line.startswith("not in the edition: metadata.evidence.basis: ") for line in said)
    values = json.loads(report_json(report))["not_in_the_edition"]
    assert values["files"] == report.files
    assert values["fields"] == report.left_out


def test_document_without_a_text_is_left_out_and_named(bare: Path, texts: Path, tmp_path: Path) -> None:
    (texts / f"{ONE.id}.txt").unlink()
    report = attach(bare, texts, tmp_path / "out")
    assert of_one(report).status == "left-out"
    assert ONE.id not in corpus_pkg.load(tmp_path / "out")
    assert len(corpus_pkg.load(tmp_path / "out")) == len(CORPUS) - 1


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "another text"), (b"Quite another text.", "another text"), (b"\xff\xfe", "UTF-8")],
)
def test_another_text_is_left_out(bare: Path, texts: Path, tmp_path: Path, data: bytes, said: str) -> None:
    (texts / f"{ONE.id}.txt").write_bytes(data)
    item = of_one(attach(bare, texts, tmp_path / "out"))
    assert item.status == "left-out"
    assert said in str(item.reason)


def test_secret_is_needed_for_a_copy_and_not_for_the_very_text(texts: Path, tmp_path: Path) -> None:
    detach(ROOT, tmp_path / "bare", b"hush")
    assert attach(tmp_path / "bare", texts, tmp_path / "very").complete
    (texts / f"{ONE.id}.txt").write_text(ONE.text + "\n", "utf-8", newline="")
    assert "secret" in str(of_one(attach(tmp_path / "bare", texts, tmp_path / "none")).reason)
    item = of_one(attach(tmp_path / "bare", texts, tmp_path / "right", b"hush"))
    assert item.result is not None
    assert not item.result.missing
    assert "another text" in str(of_one(attach(tmp_path / "bare", texts, tmp_path / "wrong", b"x")).reason)


def test_report_names_every_missing_record_with_its_reason(bare: Path, texts: Path, tmp_path: Path) -> None:
    (texts / f"{ONE.id}.txt").write_text(
        ONE.text.replace("$1.7 billion", "$1.8 billion"), "utf-8", newline=""
    )
    report = attach(bare, texts, tmp_path / "out")
    item = of_one(report)
    assert item.result is not None
    lost = {x.id for x in item.result.missing}
    assert {x.id for x in ONE.figures if x.text == "$1.7 billion"} <= lost
    text = "\n".join(report_text(report, every=True))
    values = next(x for x in json.loads(report_json(report))["documents"] if x["document"] == ONE.id)
    for name in lost:
        assert f"{name} missing: " in text
        assert any(x["id"] == name and x["reason"] for x in values["records"])
    assert values["counts"]["figures"]["missing"] >= 1
    assert sum(values["counts"][ENTITIES.name].values()) == len(ONE.entities)
    assert values["counts"][ENTITIES.name]["kept"] > 0
    assert not [x for x in item.result.outcomes if x.status == "kept"]  # they are counted, and not held


def test_folder_that_is_not_there_is_a_problem(bare: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        attach(bare, tmp_path / "none", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_edition_whose_offsets_do_not_fit_is_refused(bare: Path, texts: Path, tmp_path: Path) -> None:
    path = bare / f"annotations/segments/{ONE.id}.jsonl"
    lines = path.read_text("utf-8").splitlines()
    record = json.loads(lines[-1])
    record |= {"end": 9999999, "length": 9999999 - record["start"], "id": f"seg-{record['start']}-9999999"}
    path.write_text("\n".join([*lines[:-1], json.dumps(record)]) + "\n", "utf-8")
    with pytest.raises(CorpusError, match="damaged"):
        attach(bare, texts, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_fault_in_the_last_document_leaves_nothing_behind_and_is_named_with_all_others(
    bare: Path, texts: Path, tmp_path: Path
) -> None:
    faulty = [f"annotations/annotators/d/dates/{CORPUS.ids[-1]}.jsonl", f"annotations/dates/{ONE.id}.jsonl"]
    for path in faulty:
        (bare / path).write_bytes(b"{}\n")
        with pytest.raises(CorpusError) as caught:
            attach(bare, texts, tmp_path / "out")
        assert {problem.file for problem in caught.value.problems} == set(faulty[: faulty.index(path) + 1])
    assert sorted(place.name for place in tmp_path.iterdir()) == ["bare", "texts"]
