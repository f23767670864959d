"""`corpus-pkg draft`: writes layers from quotes, or says what it could not place."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.api import load
from corpus_pkg.checks.registry import references_of
from tests import command_line
from tests.drafts.drafting import flat_draft, nested_draft
from tests.small_corpus import FIRST, SECOND, write_small_corpus


def write(place: Path, lines: list[tuple[int, dict[str, Any]]]) -> Path:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for _, line in lines)
    place.write_text(text, "utf-8", newline="")
    return place


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_small_corpus(tmp_path / "corpus", ("a", "b"))


@pytest.fixture
def drafts(corpus: Path, tmp_path: Path) -> list[Path]:
    """Drafts of both documents and of the registry, which say what the corpus has."""
    registry = tmp_path / "registry.jsonl"
    registry.write_bytes((corpus / "annotations/registry.jsonl").read_bytes())
    made = [write(tmp_path / f"{document.id}.jsonl", nested_draft(document)) for document in load(corpus)]
    return [*made, registry]


def run(*arguments: object) -> tuple[int, str, str]:
    ended = command_line.run("draft", *arguments)
    return ended.status, ended.stdout, ended.stderr


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_drafts_become_an_annotators_layers(corpus: Path, drafts: list[Path]) -> None:
    status, out, _ = run(corpus, *drafts, "--annotator", "new")
    assert status == 0
    assert out.startswith("segments: 0 → 7 in 2 documents (7 added)\n")
    assert out.endswith("registry: 14 added, 0 changed\nwrote 17 files of 2 documents\n")
    made = load(corpus).annotator("new")
    for document in load(corpus):
        assert made[document.id] == document
    assert run(corpus, *drafts, "--annotator", "new", "--check") == (0, "", "")


def test_an_annotator_who_joins_works_in_the_segments_and_sentences_of_the_corpus(
    corpus: Path, tmp_path: Path
) -> None:
    """Such a draft begins the other layers that the corpus has; a later one leaves them."""
    first = load(corpus)[FIRST]
    entities = [(n, line) for n, line in flat_draft(first) if "entity" in line]
    dates = [(n, line) for n, line in flat_draft(first) if "date" in line and "figure" not in line]
    draft = tmp_path / f"{FIRST}.jsonl"
    assert run(corpus, write(draft, entities), "--annotator", "new")[0] == 0
    assert run(corpus, write(draft, dates), "--annotator", "new")[0] == 0
    own = load(corpus).annotator("new")[FIRST]
    assert (own.segments, own.sentences) == (first.segments, first.sentences)
    assert (own.entities, own.dates, own.figures) == (first.entities, first.dates, ())
    assert first.entities
    assert first.dates
    assert not (corpus / f"annotations/annotators/new/sentences/{FIRST}.jsonl").exists()


def test_drafts_without_an_annotator_become_the_adjudicated_layers(corpus: Path, drafts: list[Path]) -> None:
    before = snapshot(corpus)
    (corpus / f"annotations/entities/{FIRST}.jsonl").write_text("")
    assert run(corpus, *drafts)[0] == 0
    assert snapshot(corpus) == before


def test_a_problem_keeps_everything_from_being_written(corpus: Path, drafts: list[Path]) -> None:
    text = drafts[0].read_text("utf-8")
    drafts[0].write_text(text.replace('"entity": "BAKU"', '"entity": "BAKV"'), "utf-8", newline="")
    before = snapshot(corpus)
    status, out, err = run(corpus, *drafts)
    assert (status, out) == (1, "")
    assert f"{drafts[0]}:6: draft: 'BAKV' does not occur there; the nearest: 'BAKU'" in err
    assert "1 problem; nothing was written" in err
    assert snapshot(corpus) == before


def test_partial_leaves_the_bad_lines_out(corpus: Path, drafts: list[Path]) -> None:
    text = drafts[0].read_text("utf-8")
    drafts[0].write_text(text.replace('"entity": "BAKU"', '"entity": "BAKV"'), "utf-8", newline="")
    status, _, err = run(corpus, *drafts, "--partial", "--annotator", "new")
    assert status == 1
    assert "left out" in err
    own = load(corpus).annotator("new")[FIRST]
    assert [e.text for e in own.entities] == [e.text for e in load(corpus)[FIRST].entities][1:]


def test_check_names_the_stale_files_and_writes_nothing(corpus: Path, drafts: list[Path]) -> None:
    (corpus / f"annotations/dates/{SECOND}.jsonl").write_text("")
    before = snapshot(corpus)
    status, _, err = run(corpus, *drafts, "--check")
    assert (status, err.count("is not what the drafts say; run `corpus-pkg draft ")) == (1, 1)
    assert all(str(place) in err for place in (corpus, *drafts))
    assert f"annotations/dates/{SECOND}.jsonl" in err
    assert snapshot(corpus) == before


def test_a_flat_draft_writes_only_the_layers_that_it_names(corpus: Path, tmp_path: Path) -> None:
    document = load(corpus)[SECOND]
    lines = [line for line in flat_draft(document) if "entity" in line[1]]
    before = snapshot(corpus)
    (corpus / f"annotations/entities/{SECOND}.jsonl").write_text("")
    assert run(corpus, write(tmp_path / f"{SECOND}.jsonl", lines))[:2] == (
        0,
        f"entities: 0 → 11 in {SECOND} (11 added)\nwrote 1 file of 1 document\n",
    )
    assert snapshot(corpus) == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "firsttext.jsonl",
            b"",
            "after its document, and there is no document 'firsttext'; the nearest are: first-text",
        ),
        (f"{FIRST}.jsonl", b"{", "json: "),
        (f"{FIRST}.jsonl", b'"x"', "json: "),
        (f"{FIRST}.jsonl", b"\xff\n", "encoding: "),
        (f"{FIRST}.jsonl", b'{"entity": "' + b"x" * 100 + b"\0", "json: "),
        ("registry.jsonl", b'{"id": "Baku"}', "schema: id: "),
        (
            "registry.jsonl",
            b'{"id": "baku", "type": "GPE", "name": "Baku"}\n' * 2,
            ":2: draft: another entry has the id 'baku'; keep one",
        ),
    ],
)
def test_bad_files_are_problems(
    corpus: Path, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    place = tmp_path / name
    place.write_bytes(content)
    status, _, err = run(corpus, place)
    assert status == 1
    assert message in err
    assert str(place) in err


def test_a_missing_draft_or_a_folder_is_a_problem(corpus: Path, tmp_path: Path) -> None:
    status, _, err = run(corpus, tmp_path / "x.jsonl", tmp_path)
    assert status == 1
    folder, missing, count = err.splitlines()
    here = tmp_path / "x.jsonl"
    assert missing == f"{here}: file-missing: there is no such file; name a draft file that is there"
    assert folder == f"{tmp_path}: file-unreadable: it is a folder; name the draft files in it"
    assert count == "2 problems; nothing was written"
    assert f"{'x' * 300}: file-unreadable: " in run(corpus, "x" * 300)[2]


def test_a_draft_that_is_named_from_the_corpus_is_found_for_the_user(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = corpus / f"annotations/drafts/{FIRST}.jsonl"
    place.parent.mkdir()
    place.touch()
    monkeypatch.chdir(corpus.parent)
    named = f"annotations/drafts/{FIRST}.jsonl"
    said = f"{named}: file-missing: there is no such file; name corpus/{named}\n"
    assert run("corpus", named)[2].startswith(said)
    for command in (["draft", "corpus", named, "--check"], ["adjudicate", "corpus", "--from-drafts", named]):
        ended = command_line.run(*command)
        assert said in ended.stderr, ended


def test_two_drafts_of_one_document_are_refused(corpus: Path, drafts: list[Path]) -> None:
    status, _, err = run(corpus, drafts[0], drafts[0])
    assert status == 1
    assert "two drafts are for this document" in err


def test_a_name_that_leaves_the_corpus_is_refused(corpus: Path, drafts: list[Path]) -> None:
    status, _, err = run(corpus, *drafts, "--annotator", "../../x")
    assert status == 2
    assert "not an annotator's name" in err


def test_a_corpus_that_is_not_there_is_to_be_made_not_loaded_from_elsewhere(tmp_path: Path) -> None:
    status, _, err = run(tmp_path / "nowhere", tmp_path / "a.jsonl")
    assert status == 2
    assert "nowhere; name a corpus directory, or make one with `corpus-pkg new`" in err


ENTRY = {"id": "oxu", "type": "ORG", "name": "Oxu"}


def test_the_entries_of_a_draft_join_those_of_the_registry(corpus: Path, tmp_path: Path) -> None:
    place = corpus / "annotations/registry.jsonl"
    lines = place.read_bytes().splitlines(keepends=True)
    kim = next(number for number, line in enumerate(lines) if b'"kim"' in line)
    write(tmp_path / "registry.jsonl", [(1, json.loads(lines[kim]) | {"note": "a photographer"}), (2, ENTRY)])
    assert run(corpus, tmp_path / "registry.jsonl") == (0, "registry: 1 added, 1 changed\nwrote 1 file\n", "")
    after = place.read_bytes().splitlines(keepends=True)
    assert set(lines) - set(after) == {lines[kim]}
    assert len(after) == len(lines) + 1
    assert after == sorted(after)
    registry = load(corpus).registry
    assert (registry["kim"].note, registry["oxu"].name) == ("a photographer", "Oxu")
    assert run(corpus, tmp_path / "registry.jsonl", "--check") == (0, "", "")
    again = run(corpus, tmp_path / "registry.jsonl")
    assert again == (0, "registry: 0 added, 0 changed\nnothing to write\n", "")


def test_an_annotators_first_registry_keeps_the_entries_that_their_annotations_name(
    corpus: Path, drafts: list[Path], tmp_path: Path
) -> None:
    """Such an annotator worked with the registry of the corpus until then."""
    assert run(corpus, *drafts[:2], "--annotator", "new")[0] == 0
    one = write(tmp_path / "registry.jsonl", [(1, ENTRY | {"id": "rome", "type": "GPE", "name": "Rome"})])
    out = run(corpus, one, "--annotator", "new")[1]
    named = {id_ for document in load(corpus).annotator("new") for id_ in references_of(document)}
    named -= {"author", "unnamed"}
    assert (
        out == f"registry: 1 added, 0 changed, {len(named) - 1} taken over from the corpus's\nwrote 1 file\n"
    )
    assert named == set(load(corpus).annotator("new").registry)
    assert command_line.run("validate", corpus).status == 0


@pytest.mark.parametrize(
    "line", ['{"id": "Kim"}\n', "{\n", '{"id": "kim", "type": "PERSON", "name": "Kim"}\n']
)
def test_a_registry_that_can_not_be_read_whole_stays(corpus: Path, tmp_path: Path, line: str) -> None:
    place = corpus / "annotations/registry.jsonl"
    place.write_text(place.read_text("utf-8") + line, "utf-8", newline="")
    before = snapshot(corpus)
    draft = write(tmp_path / "registry.jsonl", [(1, ENTRY)])
    for options in ((), ("--partial",)):
        status, _, err = run(corpus, draft, *options)
        assert status == 1
        assert "annotations/registry.jsonl:15: " in err
        assert snapshot(corpus) == before


@pytest.fixture
def entities(corpus: Path, tmp_path: Path) -> tuple[Path, Path, int]:
    """A draft of all names of a document, one of all but the first two, and how many names there are."""
    lines = [line for line in flat_draft(load(corpus)[FIRST]) if "entity" in line[1]]
    fewer = tmp_path / "fewer"
    fewer.mkdir()
    name = f"{FIRST}.jsonl"
    return write(tmp_path / name, lines), write(fewer / name, lines[2:]), len(lines)


def test_a_draft_removes_nothing_that_it_lacks_unless_that_is_asked_for(
    corpus: Path, entities: tuple[Path, Path, int]
) -> None:
    whole, fewer, count = entities
    before = snapshot(corpus)
    change = f"entities: {count} → {count - 2} in {FIRST} (2 removed)"
    for options in ((), ("--partial",), ("--replace", "entities", "--check")):
        assert run(corpus, fewer, *options)[0] == 1
        assert snapshot(corpus) == before
    advice = "add them to the drafts, or give --replace entities"
    assert run(corpus, fewer) == (
        1,
        "",
        f"{change}\n2 annotations of the corpus are not in the drafts, so nothing was written; {advice}\n",
    )
    assert run(corpus, fewer, "--replace", "entities") == (0, f"{change}\nwrote 1 file of 1 document\n", "")
    assert len(load(corpus)[FIRST].entities) == count - 2
    added = f"entities: {count - 2} → {count} in {FIRST} (2 added)"
    assert run(corpus, whole) == (0, f"{added}\nwrote 1 file of 1 document\n", "")
    assert snapshot(corpus) == before


def test_a_draft_may_alter_what_it_has(corpus: Path, entities: tuple[Path, Path, int]) -> None:
    whole, _, count = entities
    lines = [json.loads(line) for line in whole.read_text("utf-8").splitlines()]
    lines[0]["note"] = "said first"
    write(whole, list(enumerate(lines, 1)))
    change = f"entities: {count} → {count} in {FIRST} (1 altered)"
    assert run(corpus, whole) == (0, f"{change}\nwrote 1 file of 1 document\n", "")


def test_a_line_that_can_not_be_read_is_not_lost_either(
    corpus: Path, entities: tuple[Path, Path, int]
) -> None:
    whole, _, count = entities
    place = corpus / f"annotations/entities/{FIRST}.jsonl"
    place.write_text(place.read_text("utf-8") + '{"id": \n', "utf-8", newline="")
    before = snapshot(corpus)
    status, _, err = run(corpus, whole)
    assert status == 1
    assert f"entities: {count + 1} → {count} in {FIRST} (1 removed)" in err
    assert "1 annotation of the corpus is not in the drafts" in err
    assert snapshot(corpus) == before


def test_a_layer_is_replaced_only_where_drafts_have_lines_of_it(
    corpus: Path, entities: tuple[Path, Path, int]
) -> None:
    status, _, err = run(corpus, entities[0], "--replace", "dates")
    assert (status, err) == (
        2,
        "--replace dates: the drafts have no line of this layer; leave the option out\n",
    )
    status, _, err = run(corpus, entities[0], "--replace", "names")
    assert status == 2
    assert "the layers are: " in err
