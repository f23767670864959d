"""`corpus-pkg convert`: out and back in, into a corpus that `validate` accepts, and what it refuses."""

import json
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.problems import errors
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.formats.catalog import FORMATS
from tests import command_line
from tests.command_line import Ended
from tests.small_corpus import Editor, write_small_corpus


def run(*arguments: str | Path) -> Ended:
    return command_line.run("convert", *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the packaged corpus."""
    write_corpus(tmp_path / "corpus", corpus_pkg.load())
    return tmp_path / "corpus"


def test_the_help_names_every_format() -> None:
    output = " ".join(run("--help").output.replace("│", " ").split())
    assert all(name in output for name in FORMATS)


@pytest.mark.parametrize("name", ["brat", "cas-xmi", "label-studio"])
def test_an_annotators_work_comes_in_as_a_layer_that_validate_accepts(
    name: str, folder: Path, tmp_path: Path
) -> None:
    run("--to", name, "--out", tmp_path / "out").succeeded()
    result = run("--from", name, tmp_path / "out", "--out", folder, "--annotator", "new-one")
    result.succeeded("stored 5 documents")
    assert validate(folder) == []
    packaged, own = corpus_pkg.load(), corpus_pkg.load(folder).annotator("new-one")
    for document in packaged:
        assert own[document.id].entities == document.entities
        assert own[document.id].sentences == document.sentences


def test_a_new_name_marked_in_brat_comes_in_with_a_registry_of_the_annotators_own(
    folder: Path, tmp_path: Path
) -> None:
    run("--to", "brat", "--out", tmp_path / "out")
    document = next(iter(corpus_pkg.load()))
    taken = [(e.start, e.end) for e in document.entities]
    place = tmp_path / "out" / f"{document.id}.ann"
    start = next(s.start for s in document.sentences if not any(a < s.end and s.start < b for a, b in taken))
    end = start + len(document.text[start:].split()[0])
    with place.open("a", encoding="utf-8") as file:
        file.write(f"T9999\tORG {start} {end}\t{document.text[start:end]}\n")
    result = run("--from", "brat", tmp_path / "out", "--out", folder, "--annotator", "new-one")
    result.succeeded("entity-made")
    own = corpus_pkg.load(folder).annotator("new-one")
    made = own.registry.keys() - corpus_pkg.load().registry.keys()
    assert len(made) == 1
    assert [e.start for e in own[document.id].entities if e.entity in made] == [start]
    assert corpus_pkg.load(folder).registry.keys() == corpus_pkg.load().registry.keys()
    again = run("--from", "brat", tmp_path / "out", "--out", folder, "--annotator", "new-one")
    assert "entity-made" not in again.output, "the second time the entry is there"


def test_a_new_folder_becomes_a_whole_corpus(tmp_path: Path) -> None:
    run("--to", "spacy", "--out", tmp_path / "out").succeeded()
    run("--from", "spacy", tmp_path / "out", "--out", tmp_path / "made").succeeded()
    assert validate(tmp_path / "made") == []
    assert [d.model_dump(mode="json") for d in corpus_pkg.load(tmp_path / "made")] == [
        d.model_dump(mode="json") for d in corpus_pkg.load()
    ]


def test_only_the_layers_that_are_wanted_are_written_and_stored(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("--to", "brat", "--out", out, "--layers", "entities, dates", "--strict").succeeded()
    assert "\tparagraph " not in "".join(path.read_text("utf-8") for path in out.glob("*.ann"))
    options = ("--annotator", "new-one", "--layers", "dates")
    run("--from", "brat", out, "--out", folder, *options).succeeded()
    stored = {path.name for path in (folder / "annotations" / "annotators" / "new-one").iterdir()}
    assert stored == {"dates", "segments", "sentences"}
    assert validate(folder) == []


def test_strict_writes_nothing_where_something_would_be_lost(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    result = run("--to", "timeml", "--out", tmp_path / "out", "--strict", "--report", report)
    result.refused("layer-not-held", status=1)
    assert not (tmp_path / "out").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    value = json.loads(report.read_bytes())
    corpus = corpus_pkg.load()
    dates = sum(len(document.dates) for document in corpus)
    records = sum(len(list(document.annotations)) + len(document.document_stance) for document in corpus)
    assert value["total"] == len(value["losses"]) == value["counts"]["layer-not-held"] == records - dates


def test_strict_stores_nothing_where_something_would_be_lost(folder: Path, tmp_path: Path) -> None:
    run("--to", "brat", "--out", tmp_path / "out")
    (place, *_) = tmp_path.glob("out/*.ann")
    place.write_text("T1\tProtein 0 4\twhat\n")
    before = {path: path.read_bytes() for path in folder.rglob("*.jsonl")}
    run("--from", "brat", tmp_path / "out", "--out", folder, "--strict").refused(
        "nothing was stored, since something would be lost", status=1
    )
    assert {path: path.read_bytes() for path in folder.rglob("*.jsonl")} == before


def test_problems_are_named_and_nothing_is_stored(folder: Path, tmp_path: Path) -> None:
    run("--to", "brat", "--out", tmp_path / "out")
    (place, *_) = sorted(tmp_path.glob("out/*.txt"))
    place.write_text("another text\x1b[2J", "utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*.jsonl")}
    result = run("--from", "brat", tmp_path / "out", "--out", folder)
    result.refused(f"{place.stem}.ann: text-checksum", status=1)
    assert {path: path.read_bytes() for path in folder.rglob("*.jsonl")} == before


def test_documents_that_an_annotator_has_not_done_are_named(folder: Path, tmp_path: Path) -> None:
    run("--to", "brat", "--out", tmp_path / "out")
    (place, *others) = sorted(tmp_path.glob("out/*.ann"))
    result = run("--from", "brat", place, "--out", folder, "--annotator", "new-one")
    result.succeeded(*(other.stem for other in others))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give either --to FORMAT or --from FORMAT"),
        (("--to", "brat", "--from", "brat"), "give either --to FORMAT or --from FORMAT"),
        (("--to", "odt"), "no format 'odt'"),
        (("--from", "brat"), "name the file or folder to read"),
        (("--to", "brat", "--layers", "moods"), "'moods' is not a layer"),
        (("--to", "brat", "--annotator", "../x"), "'../x' is not an annotator's name"),
        (("packaged#nobody", "--to", "brat"), "no annotator 'nobody'"),
        (("--to", "brat", "--annotator", "a"), "name the corpus as SOURCE#a"),
        (("no-such-folder", "--to", "brat"), "no-such-folder: file-missing: there is no such file or folder"),
    ],
)
def test_wrong_calls_end_with_2_and_one_line(arguments: tuple[str, ...], reason: str, tmp_path: Path) -> None:
    result = run(*arguments, "--out", tmp_path / "out").refused(reason, status=2)
    assert len(result.output.strip().splitlines()) == 1


def test_a_folder_that_holds_something_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    result = run("--to", "brat", "--out", tmp_path)
    result.refused("name a new folder", status=2)


def test_a_new_annotator_is_introduced_to_a_corpus_that_lists_its_annotators(tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path / "corpus")
    person = {"role": "annotator", "kind": "person", "who": "Ann", "date": "2025-11", "instructions": "X"}
    Editor(corpus).write(layout.ANNOTATORS_FILE, [{"name": "a"} | person])
    listed = (corpus / layout.ANNOTATORS_FILE).read_bytes()
    run("--to", "brat", corpus, "--out", tmp_path / "out").succeeded()
    bring = ("--from", "brat", tmp_path / "out", "--out", corpus, "--annotator")
    run(*bring, "new-one", "--layers", "entities").succeeded(
        "has a line for new-one now", "stored 2 documents"
    )
    run(*bring, "b", "--who", "Bob", "--kind", "model", "--date", "2025-10").succeeded("a line for b")
    run(*bring, "b").succeeded()
    data = (corpus / layout.ANNOTATORS_FILE).read_bytes()
    assert data.startswith(listed)
    one, bob = (json.loads(line) for line in data[len(listed) :].splitlines())
    assert (one["name"], one["who"], one["kind"], one["date"][0]) == ("new-one", "not stated", "person", "/")
    assert (bob["name"], bob["who"], bob["kind"], bob["date"]) == ("b", "Bob", "model", "2025-10")
    assert errors(validate(corpus)) == []
    own = corpus_pkg.load(corpus).annotator("new-one")
    assert all(document.sentences and document.entities for document in own)


def test_a_false_date_of_a_new_annotator_is_refused(folder: Path, tmp_path: Path) -> None:
    run("--to", "brat", "--out", tmp_path / "out").succeeded()
    arguments = ("--from", "brat", tmp_path / "out", "--out", folder, "--annotator", "b", "--date", "soon")
    run(*arguments).refused("date: ", status=2)


def test_a_fold_is_written_as_two_folders_and_documents_as_one(tmp_path: Path) -> None:
    ids = corpus_pkg.load().ids
    ended = run("packaged", "--to", "brat", "--fold", "1", "--out", tmp_path / "fold")
    ended.succeeded("wrote 4 documents to", "wrote 1 document to")
    written = {
        half: {path.stem for path in (tmp_path / "fold" / half).rglob("*.txt")} for half in ("train", "dev")
    }
    assert written == {"train": set(ids) - {ids[1]}, "dev": {ids[1]}}
    run("packaged", "--to", "brat", "--documents", ids[1], "--out", tmp_path / "one").succeeded()
    for path in (tmp_path / "one").rglob("*.ann"):
        assert (
            tmp_path / "fold" / "dev" / path.relative_to(tmp_path / "one")
        ).read_bytes() == path.read_bytes()


def test_a_fold_that_loses_something_is_not_written_if_that_is_forbidden(tmp_path: Path) -> None:
    out, report = tmp_path / "out", tmp_path / "report.json"
    arguments = ("packaged", "--to", "timeml", "--fold", "0", "--out", out, "--report", report)
    run(*arguments, "--strict").refused("layer-not-held", status=1)
    assert not out.exists()
    run(*arguments).succeeded()
    lost = {loss["document"] for loss in json.loads(report.read_text("utf-8"))["losses"]}
    assert lost == set(corpus_pkg.load().ids)


def test_folds_that_can_not_be_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("packaged", "--to", "brat", "--fold", "5", "--out", out).refused("0 to 4", status=2)
    run(out, "--from", "brat", "--fold", "1", "--out", out).refused("go with --to", status=2)
    assert not out.exists()
