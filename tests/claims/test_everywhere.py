"""Claims and topics go through every command and format unharmed."""

import json
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.annotate.diff import Kind, apply, diff
from corpus_pkg.corpus.corpus import Corpus, load_folder
from corpus_pkg.exchange.reanchor import reanchor
from corpus_pkg.layers import CLAIMS
from tests.command_line import run
from tests.small_corpus import SECOND, small_corpus, write_small_corpus

FORMATS = ("brat", "cas-json", "cas-xmi", "conll", "label-studio", "pubannotation", "spacy", "web-annotation")
LIKE_BEFORE = ("annotations/topics.jsonl", f"annotations/claims/{SECOND}.jsonl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_corpus(tmp_path / "corpus", claims=True)


def _same(one: Corpus, other: Corpus) -> bool:
    return [*one] == [*other] and dict(one.topics) == dict(other.topics)


def _is_back(old: Path, new: Path) -> bool:
    return all((old / path).read_bytes() == (new / path).read_bytes() for path in LIKE_BEFORE)


def test_a_corpus_with_claims_is_loaded(folder: Path) -> None:
    assert _same(corpus_pkg.load(folder), small_corpus(claims=True))
    assert len(corpus_pkg.load(folder)[SECOND].claims) == 5


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_claims_back(folder: Path, tmp_path: Path, name: str) -> None:
    run("convert", folder, "--to", name, "--out", tmp_path / "out").succeeded()
    (folder / f"annotations/claims/{SECOND}.jsonl").rename(tmp_path / "claims.jsonl")
    (folder / f"annotations/claims/{SECOND}.jsonl").write_bytes(b"")
    run("convert", "--from", name, tmp_path / "out", "--out", folder).succeeded()
    back = (folder / f"annotations/claims/{SECOND}.jsonl").read_bytes()
    assert back == (tmp_path / "claims.jsonl").read_bytes()


def test_timeml_counts_the_claims_that_it_does_not_hold(folder: Path, tmp_path: Path) -> None:
    run("convert", folder, "--to", "timeml", "--out", tmp_path / "out").succeeded(
        "timeml: 5 × claims: layer-not-held"
    )


def test_claims_leave_the_texts_and_come_back(folder: Path, tmp_path: Path) -> None:
    run("detach", folder, "--out", tmp_path / "free").succeeded()
    stored = (tmp_path / f"free/annotations/claims/{SECOND}.jsonl").read_text("utf-8")
    assert "Treaty" not in stored
    assert json.loads(stored.splitlines()[3])["antecedent"]["length"] == len("Treaty of Rome")
    run("attach", tmp_path / "free", "--texts", folder / "raw", "--out", tmp_path / "back").succeeded()
    assert _is_back(folder, tmp_path / "back")


def test_claims_find_their_places_in_another_copy_of_a_text() -> None:
    document = small_corpus(claims=True)[SECOND]
    moved = reanchor(document, "Read this first.\n\n" + document.text.replace(" ", "  "))
    assert not [missing for missing in moved.missing if missing.layer == CLAIMS.name]
    assert [claim.topic for claim in moved.document.claims] == [claim.topic for claim in document.claims]
    antecedent = moved.document.claims[3].antecedent
    assert antecedent is not None
    assert antecedent.text == "Treaty  of  Rome"


def test_carriers_follow_what_they_name_to_another_place() -> None:
    document = small_corpus(claims=True)[SECOND]
    day = next(date.id for date in document.dates if date.text == "Tuesday")
    claim = document.claims[0].model_copy(update={"carriers": (day,)})
    document = document.model_copy(update={"claims": (claim, *document.claims[1:])})
    moved = reanchor(document, "So. " + document.text.replace("On Tuesday", "On  Tuesday")).document
    (carrier,) = moved.claims[0].carriers
    assert moved[carrier].text == "Tuesday"
    assert carrier != day


@pytest.mark.parametrize("command", [("build",), ("hub", "build"), ("hub", "build", "--without-texts")])
def test_claims_are_built(folder: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    run(*command, folder, "--out", tmp_path / "built").succeeded()
    manifest = json.loads((tmp_path / "built/manifest.json").read_bytes())
    assert manifest["tables"]["claims"] == 5
    assert manifest["tables"]["topics"] == 5
    if "--without-texts" not in command:
        assert _same(corpus_pkg.load(tmp_path / "built"), load_folder(folder))


def test_records_with_claims_are_judged_by_the_topics(folder: Path, tmp_path: Path) -> None:
    corpus_pkg.load(folder).to_jsonl(tmp_path / "records.jsonl")
    common = ("build", tmp_path / "records.jsonl", "--out", tmp_path / "out", "--registry")
    run(*common, folder).succeeded()
    lists = folder / "annotations"
    alone = (*common, lists / "registry.jsonl", "--targets", lists / "targets.jsonl")
    run(*alone, "--topics", lists / "topics.jsonl").succeeded()
    run(*alone).refused("topic-unknown", status=1)
    run(*alone, "--topics", lists / "nothing.jsonl").refused("nothing.jsonl", status=2)


def test_a_diff_of_claims_and_topics_is_applied(folder: Path) -> None:
    new = corpus_pkg.load(folder)
    old = small_corpus()
    found = diff(old, new)
    assert found.counts()["topics"][Kind.ADDED] == 5
    assert found.counts()["claims"][Kind.ADDED] == 5
    assert _same(apply(found, old), new)


def test_a_corpus_with_topics_has_claims_and_one_without_needs_none(folder: Path) -> None:
    for place in (folder / "annotations/claims").iterdir():
        place.unlink()
    (folder / "annotations/claims").rmdir()
    run("validate", folder).refused("annotations/claims", "file-missing", status=1)
    (folder / "annotations/topics.jsonl").unlink()
    own = folder / "annotations/annotators/a/claims"
    for place in own.iterdir():
        place.write_bytes(b"")
    run("validate", folder).succeeded()


def test_pairs_of_a_corpus_without_claims_are_no_table(small_corpus_folder: Path) -> None:
    assert run("pairs", small_corpus_folder).succeeded().stdout == "no claims: nothing to compare\n"
    assert run("pairs", small_corpus_folder, "--json").succeeded().stdout == ""
