"""Validation of whole directories: hostile files, damaged layers, annotators, absent layers."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.checks.rules import CODES
from corpus_pkg.checks.validate import report, validate
from corpus_pkg.corpus.problems import CorpusError, errors
from corpus_pkg.layers import LAYER_NAMES
from tests.small_corpus import FIRST, SECOND, Editor

Folder = Callable[[Path], object]
DATES = f"annotations/dates/{SECOND}.jsonl"


def codes(root: Path) -> set[tuple[str, str]]:
    """Return the file and code of each problem; every problem has a known code and says what to do."""
    problems = validate(root)
    assert all(problem.code in CODES and problem.message for problem in problems)
    return {(problem.file, problem.code) for problem in problems}


def test_the_packaged_corpus_is_valid() -> None:
    assert validate() == []


def test_it_counts_documents_and_adjudicated_annotations(small_corpus_folder: Path) -> None:
    found = report(small_corpus_folder)
    lines = sum(
        len(file.read_text("utf-8").split("\n")) - 1
        for layer in LAYER_NAMES
        for file in (small_corpus_folder / "annotations" / layer).iterdir()
    )
    assert (found.documents, found.annotations, found.problems) == (2, lines, [])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "encoding"),
        (b'{"id": "dat-3-10", "sta', "json"),
        (b"{}\n", "schema"),
        (b"[1, 2]\n", "json"),
        (b"\n\n", "json"),
        (b'{"id": NaN}\n', "json"),
        (b'{"id": 1e999}\n', "schema"),
        (b'{"id": 1, "id": 2}\n', "json"),
        (b'{"id": "\\ud800"}\n', "encoding"),
        (b'{"id": "\\u0000"}\n', "encoding"),
        (b'{"id": ' + b"9" * 5000 + b"}\n", "json"),
        (b'{"a":' * 100_000, "json"),
        (b"[" * 5_000_000, "json"),
        (b"\xef\xbb\xbf{}\n", "json"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_bad_content_is_a_problem_of_its_file(small_corpus_folder: Path, content: bytes, code: str) -> None:
    (small_corpus_folder / DATES).write_bytes(content)
    assert codes(small_corpus_folder) == {(DATES, code)}


@pytest.mark.slow
def test_a_line_of_a_hundred_megabytes_is_refused(small_corpus_folder: Path) -> None:
    with (small_corpus_folder / DATES).open("ab") as file:
        file.truncate(100 << 20)  # sparse: zeros that take no room on the disk
    assert codes(small_corpus_folder) == {(DATES, "file-too-large")}


def fifo(place: Path) -> None:
    os.mkfifo(place)


def link_to_itself(place: Path) -> None:
    place.symlink_to(place.name)


def broken_link(place: Path) -> None:
    place.symlink_to("nothing")


def link_to_a_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (Path.mkdir, "file-unreadable"),
        pytest.param(
            fifo, "file-unreadable", marks=pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs")
        ),
        (link_to_itself, "file-unreadable"),
        (broken_link, "file-missing"),
        (link_to_a_device, "file-outside"),
    ],
)
@pytest.mark.parametrize(
    "file",
    [
        DATES,
        f"raw/{SECOND}.txt",
        "raw/documents.jsonl",
        "annotations/registry.jsonl",
        "annotations/registry-evidence.jsonl",
        "annotations/targets.jsonl",
        "annotations/annotators/a/registry.jsonl",
        "annotations/annotators/annotators.jsonl",
        "annotations/GUIDELINES.md",
        "annotations/annotators/a/README.md",
    ],
)
def test_what_is_no_plain_file_is_refused(
    small_corpus_folder: Path, make: Folder, code: str, file: str
) -> None:
    place = small_corpus_folder / file
    place.unlink(missing_ok=True)
    make(place)
    assert (file, code) in codes(small_corpus_folder)


def test_a_layer_folder_that_leads_out_of_the_corpus_is_refused(small_corpus_folder: Path) -> None:
    outside = small_corpus_folder.parent / "outside"
    folder = small_corpus_folder / "annotations/dates"
    shutil.move(folder, outside)
    folder.symlink_to(outside, target_is_directory=True)
    assert {code for _, code in codes(small_corpus_folder)} == {"file-outside"}


def test_a_file_in_place_of_a_layer_folder_is_refused(small_corpus_folder: Path) -> None:
    shutil.rmtree(small_corpus_folder / "annotations/dates")
    (small_corpus_folder / "annotations/dates").write_text("")
    expected = {("annotations/dates", "file-unexpected"), ("annotations/dates", "file-unreadable")}
    assert codes(small_corpus_folder) == expected


# Root may read everything, so the work is done as nobody. The folder is entered before, since the way to it
# may be closed to nobody too, and validated once, so that all that is needed has been imported and read.
AS_NOBODY = """
import os, sys
from pathlib import Path
from corpus_pkg.checks.validate import validate

os.chdir(sys.argv[1])
assert validate(".") == []
place = Path(sys.argv[2])
mode = place.stat().st_mode
place.chmod(0)
try:
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setuid(65534)
        print(*sorted({problem.code for problem in validate(".")}), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
finally:
    place.chmod(mode)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no user ids")
@pytest.mark.parametrize("path", [DATES, "annotations/dates", "annotations", "raw", "annotations/annotators"])
def test_what_may_not_be_read_is_a_problem(small_corpus_folder: Path, path: str) -> None:
    command = [sys.executable, "-c", AS_NOBODY, str(small_corpus_folder), path]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert result.returncode == 0, result.stderr
    assert "file-unreadable" in result.stdout.split(), result.stdout + result.stderr


@pytest.mark.parametrize("id_", ["../second-text", "/etc/passwd", "a/b", "..", "", "CON.", "é", "x" * 5000])
def test_an_id_that_is_no_slug_never_becomes_a_path(small_corpus_folder: Path, id_: str) -> None:
    Editor(small_corpus_folder).change("raw/documents.jsonl", 2, id=id_)
    assert ("raw/documents.jsonl", "schema") in codes(small_corpus_folder)


@pytest.mark.parametrize(
    "stray",
    [
        "raw/third-text.txt",
        "raw/notes.md",
        "annotations/tokens/second-text.jsonl",
        "annotations/entities/.second-text.jsonl",
        "annotations/annotators/a/entities/third-text.jsonl",
        "annotations/annotators/a/more.txt",
        "annotations/annotators/readme.txt",
    ],
)
def test_a_stray_file_is_reported(small_corpus_folder: Path, stray: str) -> None:
    place = small_corpus_folder / stray
    place.parent.mkdir(exist_ok=True)
    place.write_text("")
    found = codes(small_corpus_folder)
    assert len(found) == 1
    file, code = found.pop()
    assert code == "file-unexpected"
    assert stray.startswith(file)


def test_notes_for_people_may_stand_beside_the_registry(small_corpus_folder: Path) -> None:
    (small_corpus_folder / "annotations/GUIDELINES.md").write_text("# Guidelines")
    (small_corpus_folder / "annotations/annotators/a/README.md").write_text("# Me")
    assert codes(small_corpus_folder) == set()


def test_a_damaged_line_does_not_bring_its_echoes(small_corpus_folder: Path) -> None:
    edit = Editor(small_corpus_folder)
    for layer in ("segments", "sentences", "dates"):
        edit.change(f"annotations/{layer}/{SECOND}.jsonl", 1, colour="red")
    edit.change("annotations/registry.jsonl", 4, colour="red")
    assert {code for _, code in codes(small_corpus_folder)} == {"schema"}


def test_drafts_that_were_handed_in_may_be_kept(small_corpus_folder: Path) -> None:
    kept = small_corpus_folder / "annotations/drafts/1/a"
    kept.mkdir(parents=True)
    (kept / f"{FIRST}.jsonl").write_text("{}\n", "utf-8")
    assert validate(small_corpus_folder) == []


def test_a_damaged_list_of_documents_does_not_make_strays_of_their_files(small_corpus_folder: Path) -> None:
    Editor(small_corpus_folder).change("raw/documents.jsonl", 2, genre="poem")
    assert codes(small_corpus_folder) == {("raw/documents.jsonl", "label-unknown")}


@pytest.mark.parametrize("layer", [name for name in LAYER_NAMES if name != "claims"])
def test_a_lost_layer_is_reported(small_corpus_folder: Path, layer: str) -> None:
    shutil.rmtree(small_corpus_folder / "annotations" / layer)
    assert (f"annotations/{layer}", "file-missing") in codes(small_corpus_folder)
    assert (f"annotations/{layer}", "file-missing") in refused(small_corpus_folder)


def test_a_corpus_without_topics_needs_no_layer_of_claims(small_corpus_folder: Path) -> None:
    shutil.rmtree(small_corpus_folder / "annotations/claims")
    assert codes(small_corpus_folder) == set()


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_a_document_without_a_layer_that_the_corpus_has_is_refused(
    small_corpus_folder: Path, layer: str
) -> None:
    (small_corpus_folder / "annotations" / layer / f"{SECOND}.jsonl").unlink()
    assert refused(small_corpus_folder) == {(f"annotations/{layer}/{SECOND}.jsonl", "file-missing")}


def test_a_corpus_that_is_still_to_be_annotated_can_be_loaded(small_corpus_folder: Path) -> None:
    for layer in set(LAYER_NAMES) - {"segments", "sentences"}:
        shutil.rmtree(small_corpus_folder / "annotations" / layer)
    shutil.rmtree(small_corpus_folder / "annotations/annotators")
    assert errors(validate(small_corpus_folder)) == []
    corpus = corpus_pkg.load(small_corpus_folder)
    assert corpus[SECOND].sentences
    assert not corpus[SECOND].entities


def refused(root: Path) -> set[tuple[str, str]]:
    """Return the places and codes for which a corpus is not loaded."""
    with pytest.raises(CorpusError) as caught:
        corpus_pkg.load(root)
    return {(problem.file, problem.code) for problem in caught.value.problems}


def test_the_loss_of_all_layers_is_reported(small_corpus_folder: Path) -> None:
    for layer in LAYER_NAMES:
        shutil.rmtree(small_corpus_folder / "annotations" / layer)
    expected = {(f"annotations/{layer}", "file-missing") for layer in ("segments", "sentences")}
    assert expected <= codes(small_corpus_folder)


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_an_annotator_may_lack_a_layer_that_nothing_refers_to(small_corpus_folder: Path, layer: str) -> None:
    shutil.rmtree(small_corpus_folder / "annotations/annotators/a" / layer)
    referred = {
        "segments": {"sentence-segment"},
        "sentences": {"stance-sentence"},
        "dates": {"figure-date"},
    }
    assert {code for _, code in codes(small_corpus_folder)} == referred.get(layer, set())


def test_an_annotator_is_held_to_the_same_rules(small_corpus_folder: Path) -> None:
    file = f"annotations/annotators/a/entities/{SECOND}.jsonl"
    Editor(small_corpus_folder).change(file, 11, type="ORG")
    assert codes(small_corpus_folder) == {(file, "entity-type")}


def test_an_annotator_may_have_a_registry_of_their_own(small_corpus_folder: Path) -> None:
    edit = Editor(small_corpus_folder)
    own = "annotations/annotators/a/registry.jsonl"
    entries = edit.records("annotations/registry.jsonl")
    entries[8]["id"] = "kim-the-photographer"
    edit.write(own, entries)
    file = f"annotations/annotators/a/entities/{SECOND}.jsonl"
    assert codes(small_corpus_folder) == {(file, "entity-unknown"), (own, "registry-unused")}
    edit.change(file, 11, entity="kim-the-photographer")
    assert codes(small_corpus_folder) == set()
    edit.change(own, 1, wikipedia="Kim")
    assert codes(small_corpus_folder) == {(own, "registry-same")}


def test_a_problem_that_all_annotators_share_is_told_once(small_corpus_folder: Path) -> None:
    Editor(small_corpus_folder).change("raw/documents.jsonl", 1, evidence=[], characters=1)
    assert [problem.code for problem in validate(small_corpus_folder)] == ["metadata-evidence", "text-length"]


def test_problems_are_sorted_by_place(small_corpus_folder: Path) -> None:
    edit = Editor(small_corpus_folder)
    edit.change(f"annotations/entities/{SECOND}.jsonl", 11, entity="nobody")
    edit.change(f"annotations/entities/{SECOND}.jsonl", 2, entity="nobody")
    edit.change(f"annotations/dates/{FIRST}.jsonl", 1, anchor="dat-0-1")
    places = [(problem.file, problem.line) for problem in validate(small_corpus_folder)]
    assert places == sorted(places)
    assert len(places) == 3


def test_a_corpus_inside_an_archive_is_checked_too(small_corpus_folder: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "corpus"), "zip", small_corpus_folder)
    with zipfile.ZipFile(archive) as opened:
        assert validate(zipfile.Path(opened)) == []


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, Path.exists])
def test_where_there_is_no_corpus_the_report_says_so(tmp_path: Path, make: Folder) -> None:
    make(tmp_path / "nothing")
    found = report(tmp_path / "nothing")
    assert not found.readable
    assert found.problems


LEFT = (".DS_Store", "._a", "Thumbs.db", "desktop.ini", "a.jsonl~", "#a#", ".#a", ".a.swp", ".~lock.a#")


@pytest.mark.parametrize("folder", ["raw", "annotations", "annotations/dates", "annotations/annotators"])
def test_what_systems_and_editors_leave_is_passed_over(small_corpus_folder: Path, folder: str) -> None:
    for name in LEFT:
        (small_corpus_folder / folder / name).write_text("x")
    assert codes(small_corpus_folder) == set()
    (small_corpus_folder / folder / "DS_Store").write_text("x")
    assert codes(small_corpus_folder) == {(f"{folder}/DS_Store", "file-unexpected")}
