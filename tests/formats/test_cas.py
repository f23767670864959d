"""UIMA CAS: dkpro-cassis reads it, in INCEpTION's names and in UTF-16 offsets."""

import re
from pathlib import Path
from typing import Any

import cassis

import corpus_pkg
from corpus_pkg.exchange.formats.cas import JSON_FORMAT, TYPE_SYSTEM, XMI_FORMAT
from corpus_pkg.exchange.formats.reading import Reading
from tests.formats.round_trip import bare, world_of
from tests.formats.world import TEXT, small_corpus

NAMED_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"


def load(folder: Path, document: str) -> Any:
    types = cassis.load_typesystem(folder / TYPE_SYSTEM)
    return cassis.load_cas_from_xmi(folder / f"{document}.xmi", typesystem=types)


def small(tmp_path: Path) -> Path:
    corpus = small_corpus()
    XMI_FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    return tmp_path / "out"


def read(cas: Any, tmp_path: Path) -> Reading:
    folder = tmp_path / "made"
    folder.mkdir()
    cas.typesystem.to_xml(folder / TYPE_SYSTEM)
    cas.to_xmi(folder / "growth.xmi")
    return XMI_FORMAT.read(folder, bare(small_corpus()))


def test_cassis_reads_every_layer_of_the_packaged_corpus_and_finds_no_type_error(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    XMI_FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    for document in corpus:
        cas = load(tmp_path / "out", document.id)
        assert cas.sofa_string == document.text
        assert cas.typecheck() == []
        names = [(n.begin, n.end, n.value, n.identifier) for n in cas.select(NAMED_ENTITY)]
        assert sorted(names) == sorted((e.start, e.end, e.type, e.entity) for e in document.entities)
        assert [s.get_covered_text() for s in cas.select(SENTENCE)] == [s.text for s in document.sentences]
        assert "".join(t.get_covered_text() for t in cas.select(TOKEN)) == "".join(document.text.split())
        figures = {f.begin: f for f in cas.select("custom.Figure")}
        for figure in document.figures:
            links = figures[figure.start].subject
            subject = links.elements[0].target.get_covered_text() if links else None
            assert subject == (figure.subject.text if figure.subject else None)


def test_offsets_in_the_file_are_utf_16_code_units(tmp_path: Path) -> None:
    xmi = small(tmp_path).joinpath("growth.xmi").read_text("utf-8")
    (found,) = re.findall(
        '<[a-z0-9]+:NamedEntity[^>]*begin="([0-9]+)" end="([0-9]+)"[^>]*identifier="oslo"', xmi
    )
    start, end = map(int, found)
    assert (start, end) == (3, 7), "the emoji before it is two units"
    assert TEXT.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le") == "Oslo"


def test_offsets_in_json_are_utf_16_code_units_too_and_cassis_turns_them_back(tmp_path: Path) -> None:
    corpus = small_corpus()
    JSON_FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    text = tmp_path.joinpath("out", "growth.json").read_text("utf-8")
    assert re.search(r'"begin": ?3,\s*"end": ?7\b', text)
    cas = cassis.load_cas_from_json(text)
    assert {n.get_covered_text() for n in cas.select(NAMED_ENTITY)} == {"Oslo & <Bergen>", "Oslo"}


def test_a_name_that_was_marked_in_inception_comes_in(tmp_path: Path) -> None:
    """INCEpTION exports its own type system, in which the built-in layer has no feature of this corpus."""
    types = cassis.TypeSystem()
    entity = types.create_type(NAMED_ENTITY)
    types.create_feature(entity, "value", "uima.cas.String")
    types.create_feature(entity, "identifier", "uima.cas.String")
    mood = types.create_type("webanno.custom.Mood")
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string = TEXT
    cas.add_all(
        [entity(begin=10, end=16, value="GPE"), entity(begin=2, end=6, value="GPE", identifier="oslo")]
    )
    cas.add(mood(begin=2, end=6))
    reading = read(cas, tmp_path)
    assert reading.problems == []
    assert [(e.text, e.entity) for e in reading.documents[0].entities] == [
        ("Oslo", "oslo"),
        ("Bergen", "bergen"),
    ]
    assert reading.losses.counts() == {"annotation-not-held": 1, "entity-made": 1}


def test_a_broken_span_is_a_problem_with_its_place(tmp_path: Path) -> None:
    out = small(tmp_path)
    place = out.joinpath("growth.xmi")
    place.write_text(place.read_text("utf-8").replace('begin="3" end="7"', 'begin="30" end="7"'), "utf-8")
    reading = XMI_FORMAT.read(out, bare(small_corpus()))
    assert {(problem.code, problem.file) for problem in reading.problems} == {("span-range", "growth.xmi")}


def test_a_text_that_xml_cannot_hold_is_a_loss_in_xmi_and_none_in_json(tmp_path: Path) -> None:
    corpus = small_corpus(TEXT.replace("\r", "\x0c"))
    report = XMI_FORMAT.write(corpus, world_of(corpus), tmp_path / "xmi")
    everything = len(list(corpus["growth"].annotations)) + 1 + 1  # the subject, the document's stance
    assert report.counts() == {"text-not-xml": everything}
    assert not JSON_FORMAT.write(corpus, world_of(corpus), tmp_path / "json")
