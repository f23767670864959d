"""brat: its own server reads and verifies what is written, and new annotation made in it comes in."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.formats.brat import FORMAT
from corpus_pkg.exchange.formats.flat import SUBJECT, labels_of
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import SPAN_LAYERS
from corpus_pkg.layers.labels import DEFAULT_LABELS, FigureChange, FigureModifier
from tests import command_line
from tests.formats.round_trip import bare, world_of
from tests.formats.world import TEXT, small_corpus

# The registry's copy of brat's server asks for universal line ends with a mode that Python 3.11 dropped
# and that never had an effect here, since codecs.open reads bytes.
BRAT = """
import codecs, json, pathlib, sys, types
import brat
folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(pathlib.Path(list(brat.__path__)[0], "server", "src")))
sys.modules["config"] = types.SimpleNamespace(DATA_DIR=str(folder), BASE_DIR=str(folder), DEBUG=False)
import annotation
annotation.open_textfile = lambda name, mode="r": codecs.open(name, "r", "utf-8")
import projectconfig, verify_annotations
project = projectconfig.ProjectConfiguration(str(folder))
found = {}
for path in sorted(folder.glob("*.ann")):
    with annotation.TextAnnotations(str(path.with_suffix("")), read_only=True) as document:
        found[path.stem] = {
            "failed": document.failed_lines,
            "issues": [i.description for i in verify_annotations.verify_annotation(document, project)],
            "spans": [[span.type, span.spans, span.text] for span in document.get_textbounds()],
            "attributes": sorted([a.type, a.value] for a in document.get_attributes()),
            "links": sorted([n.refdb, n.refid] for n in document.get_normalizations()),
            "relations": [r.type for r in document.get_relations()],
        }
print(json.dumps(found))
"""


def brats_own(corpus: Corpus, folder: Path) -> Any:
    """Return what brat's own server finds in the files."""
    FORMAT.write(corpus, world_of(corpus), folder)
    command = [sys.executable, "-W", "ignore", "-c", BRAT, str(folder)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def read_lines(tmp_path: Path, *lines: str) -> Reading:
    tmp_path.joinpath("growth.ann").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    tmp_path.joinpath("growth.txt").write_bytes(TEXT.encode("utf-8"))
    return FORMAT.read(tmp_path, bare(small_corpus()))


def test_brat_itself_reads_and_verifies_the_packaged_corpus(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    found = brats_own(corpus, tmp_path / "out")
    assert list(found) == sorted(corpus.ids)
    for document in corpus:
        own = found[document.id]
        assert own["failed"] == []
        assert own["issues"] == []
        spans = {(type_, *span[0], text) for type_, span, text in own["spans"]}
        assert {(e.type, e.start, e.end, e.text) for e in document.entities} <= spans
        links = [id_ for name, id_ in own["links"] if name == "entity"]
        assert sorted(links) == sorted(e.entity for e in document.entities)


def test_brat_itself_reads_astral_characters_and_spans_over_line_ends(tmp_path: Path) -> None:
    own = brats_own(small_corpus(), tmp_path / "out")["growth"]
    assert own["failed"] == []
    assert own["issues"] == []
    assert ["GPE", [[2, 6]], "Oslo"] in own["spans"]
    assert ["favor", [[0, 22], [24, 45]], "😀 Oslo & <Bergen> grew by 5 percent in 2024."] in own["spans"]
    assert ["mod", "APPROX"] in own["attributes"]


def test_no_two_layers_share_a_type() -> None:
    every = [label for layer in SPAN_LAYERS for label in labels_of(layer, DEFAULT_LABELS)] + [SUBJECT]
    assert len(every) == len(set(every))


def test_a_mention_without_a_link_gets_a_registry_entry_of_its_own(tmp_path: Path) -> None:
    reading = read_lines(tmp_path, "T7\tGPE 10 16\tBergen", "T8\tGPE 2 6\tOslo")
    assert reading.problems == []
    assert [(e.text, e.entity) for e in reading.documents[0].entities] == [
        ("Oslo", "oslo"),
        ("Bergen", "bergen"),
    ]
    assert list(reading.made) == ["bergen"]
    assert reading.losses.counts() == {"entity-made": 1}


def test_a_figure_without_modifier_and_change_is_an_exact_level(tmp_path: Path) -> None:
    reading = read_lines(
        tmp_path, "T1\tPERCENT 27 36\t5 percent", "N1\tReference T1 value:5\t5", "N2\tReference T1 unit:%\t"
    )
    (figure,) = reading.documents[0].figures
    assert (figure.value, figure.unit) == (Decimal(5), "%")
    assert (figure.modifier, figure.change) == (FigureModifier.EXACT, FigureChange.LEVEL)


def test_what_the_corpus_cannot_hold_is_a_loss(tmp_path: Path) -> None:
    reading = read_lines(
        tmp_path,
        "T1\tProtein 2 6\tOslo",
        "T2\tGPE 2 6;10 16\tOslo Bergen",
        "E1\tgrew:T1 Theme:T2",
        "*\tEquiv T1 T2",
        "A1\tmood T1 glad",
    )
    assert reading.problems == []
    assert reading.losses.counts() == {"annotation-not-held": 3, "label-unknown": 2}


def test_a_broken_line_is_a_problem_with_its_place(tmp_path: Path) -> None:
    reading = read_lines(
        tmp_path, "T1\tGPE 2 99999\tOslo", "T2 GPE", "T3\tGPE a b\tOslo", "T4\tDATE 40 44\t2024"
    )
    found = {(problem.file, problem.line, problem.code) for problem in reading.problems}
    assert found == {
        ("growth.ann", 1, "span-range"),
        ("growth.ann", 2, "format-syntax"),
        ("growth.ann", 3, "format-syntax"),
    }
    (without_value,) = [loss for loss in reading.losses.losses if loss.reason == "value-missing"]
    assert without_value.annotation == "T4"


def test_a_configuration_that_can_not_be_read_is_a_problem(tmp_path: Path) -> None:
    tmp_path.joinpath("annotation.conf").write_bytes(b"[entities]\nGPE\n# caf\xe9\n")
    reading = read_lines(tmp_path, "T1\tGPE 2 6\tOslo")
    assert [(problem.file, problem.code) for problem in reading.problems] == [("annotation.conf", "encoding")]


def test_another_text_is_refused_by_its_checksum(tmp_path: Path) -> None:
    tmp_path.joinpath("growth.ann").touch()
    tmp_path.joinpath("growth.txt").write_bytes(TEXT.replace("Oslo", "Rome").encode("utf-8"))
    reading = FORMAT.read(tmp_path, bare(small_corpus()))
    assert [problem.code for problem in reading.problems] == ["text-checksum"]
    assert reading.documents == []


def test_every_type_has_a_colour_of_its_own_in_brat_and_label_studio(tmp_path: Path) -> None:
    command_line.run("convert", "--to", "brat", "--out", tmp_path / "brat").succeeded()
    command_line.run("convert", "--to", "label-studio", "--out", tmp_path / "studio").succeeded()
    conf = (tmp_path / "brat" / "visual.conf").read_text("utf-8")
    brat = dict(re.findall(r"(?m)^(\S+)\tbgColor:(#[0-9a-f]{6})$", conf))
    config = (tmp_path / "studio" / "label_config.xml").read_text("utf-8")
    studio = dict(re.findall('<Label value="([^"]+)" background="(#[0-9a-f]{6})"', config))
    assert brat == studio
    assert len(set(brat.values())) == len(brat) > 30
