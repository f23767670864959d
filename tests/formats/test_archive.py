"""ZIP archives, as annotation servers export projects: read as they are, in bounded space."""

import io
import zipfile
from pathlib import Path

import pytest

from corpus_pkg.api import load
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.format import World
from corpus_pkg.layers import ENTITIES
from tests import command_line
from tests.formats.harbour import TEXT, harbour, without
from tests.formats.round_trip import bare


def packed(**files: bytes) -> bytes:
    """Return an archive of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    """An annotator's CAS of `harbour` with all names, a curated one with two, and their type system."""
    made = harbour()
    names = made["harbour"].entities
    found = {}
    for folder, kept in (("all", names), ("two", names[:2])):
        corpus = without(made, entities=kept)
        FORMATS["cas-xmi"].write(
            corpus, World.of(corpus), tmp_path / folder, layers=frozenset({ENTITIES.name})
        )
        found[folder] = (tmp_path / folder / "harbour.xmi").read_bytes()
    return found | {"types": (tmp_path / "all" / "TypeSystem.xml").read_bytes()}


def made_of(data: bytes, tmp_path: Path, *options: str) -> int:
    source = tmp_path / "export.zip"
    source.write_bytes(data)
    command_line.run("new", tmp_path / "new", source, "--from", "cas-xmi", *options).succeeded("made ")
    corpus = load(tmp_path / "new")
    assert [document.text for document in corpus] == [TEXT]
    return len(corpus[corpus.ids[0]].entities)


def test_a_document_is_read(files: dict[str, bytes], tmp_path: Path) -> None:
    data = packed(**{"harbour.xmi": files["all"], "TypeSystem.xml": files["types"]})
    assert made_of(data, tmp_path) == 4


def test_a_project_is_read_where_each_annotator_has_an_archive(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    inner = packed(**{"ada.xmi": files["all"], "TypeSystem.xml": files["types"]})
    start = packed(**{"INITIAL_CAS.xmi": files["two"], "TypeSystem.xml": files["types"]})
    project = {"annotation/harbour.txt/ada.zip": inner, "annotation/harbour.txt/INITIAL_CAS.zip": start}
    assert made_of(packed(**project, **{"exportedproject.json": b"{}"}), tmp_path) == 4


def test_what_was_curated_is_preferred(files: dict[str, bytes], tmp_path: Path) -> None:
    project = {
        "annotation/harbour.txt/ada.xmi": files["all"],
        "annotation/harbour.txt/ben.xmi": files["all"],
        "curation/harbour.txt/CURATION_USER.xmi": files["two"],
    }
    assert made_of(packed(**project), tmp_path) == 2


def test_several_annotators_are_named(files: dict[str, bytes], tmp_path: Path) -> None:
    project = {f"annotation/harbour.txt/{name}.xmi": files["all"] for name in ("ada", "ben")}
    source = tmp_path / "export.zip"
    source.write_bytes(packed(**project))
    ended = command_line.run("new", tmp_path / "new", source, "--from", "cas-xmi")
    ended.refused("harbour.txt was annotated by ada, ben; choose one of them with --by NAME", status=1)


def test_the_annotator_that_is_named_is_read(files: dict[str, bytes], tmp_path: Path) -> None:
    project = {f"annotation/harbour.txt/{name}.xmi": files[name] for name in ("all", "two")}
    assert made_of(packed(**project), tmp_path, "--by", "two") == 2


def test_one_of_several_annotators_is_chosen(files: dict[str, bytes], tmp_path: Path) -> None:
    project = {"annotation/harbour.txt/ada.xmi": files["all"], "annotation/harbour.txt/ben.xmi": files["two"]}
    source, corpus = tmp_path / "export.zip", tmp_path / "corpus"
    source.write_bytes(packed(**project, **{"TypeSystem.xml": files["types"]}))
    write_corpus(corpus, bare(harbour()))
    arguments = ("convert", "--from", "cas-xmi", source, "--out", corpus)
    command_line.run(*arguments).refused("annotated by ada, ben", "with --by NAME", status=1)
    command_line.run(*arguments, "--by", "ben").succeeded("stored 1 document in")
    assert len(load(corpus)["harbour"].entities) == 2
    command_line.run(*arguments, "--by", "eve").refused(
        "no annotator 'eve'; the files have: ada, ben", status=2
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is not a ZIP archive that can be read"),
        (b"PK\3\4" + bytes(90), "it is not a ZIP archive that can be read"),
        (packed(**{"a.xmi": bytes(200 << 20)}), "its files take too much space"),
        (packed(**{"b.zip": packed(**{"a.xmi": bytes(200 << 20)})}), "its files take too much space"),
        (packed(**{"b.zip": b"PK"}), "export.zip/b.zip: format-syntax: it is not a ZIP archive"),
        (packed(**{"readme.txt": b""}), "file-missing"),
    ],
    ids=["empty", "torn", "bomb", "bomb in an archive", "torn inside", "no file"],
)
@pytest.mark.parametrize("command", ["new", "convert"])
def test_what_cannot_be_read_is_refused(command: str, data: bytes, said: str, tmp_path: Path) -> None:
    source = tmp_path / "export.zip"
    source.write_bytes(data)
    arguments = (
        ("new", tmp_path / "new", source)
        if command == "new"
        else ("convert", source, "--out", tmp_path / "new")
    )
    ended = command_line.run(*arguments, "--from", "cas-xmi")
    assert ended.status in (1, 2)
    ended.refused(said, status=ended.status)
    assert not tmp_path.joinpath("new").exists()


def test_the_last_line_of_a_cut_archive_is_missed(files: dict[str, bytes], tmp_path: Path) -> None:
    data = packed(**{"harbour.xmi": files["all"]})
    source = tmp_path / "export.zip"
    for end in range(0, len(data), 397):
        source.write_bytes(data[:end])
        ended = command_line.run("new", tmp_path / "new", source, "--from", "cas-xmi")
        ended.refused("it is not a ZIP archive that can be read", status=1)


def test_a_brat_collection_is_read(tmp_path: Path) -> None:
    collection = {"demo/a.txt": b"Ann left.\n", "demo/a.ann": b"T1\tPERSON 0 3\tAnn\n"}
    source = tmp_path / "demo.zip"
    source.write_bytes(packed(**collection))
    command_line.run("new", tmp_path / "new", source, "--from", "brat").succeeded("documents 1", "entities 1")
    assert load(tmp_path / "new").ids == ("a",)
