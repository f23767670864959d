"""Putting documents together again: one document once, one annotation a span, references that spans give."""

import re
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.models import Entity
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.jsonfile import dump_json
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import ENTITIES, SENTENCES, annotation_id
from corpus_pkg.layers.labels import EntityType
from tests.formats.round_trip import assert_accounted_for, bare, world_of
from tests.formats.world import TEXT, small_corpus


def read(tmp_path: Path, value: Any) -> Reading:
    place = tmp_path / "growth.json"
    place.write_bytes(dump_json(value))
    return FORMATS["pubannotation"].read(place, bare(small_corpus()))


def changed(**layers: Any) -> Corpus:
    corpus = small_corpus()
    return Corpus([corpus["growth"].model_copy(update=layers)], corpus.registry, corpus.targets)


def name(id_: str, label: str = "GPE") -> dict[str, Any]:
    return {"id": id_, "span": {"begin": 2, "end": 6}, "obj": label}


def test_a_document_that_comes_twice_is_a_problem(tmp_path: Path) -> None:
    reading = read(tmp_path, [{"text": TEXT, "sourceid": "growth"}] * 2)
    assert [problem.code for problem in reading.problems] == ["document-duplicate"]


def test_two_annotations_of_a_layer_on_one_span_are_a_problem(tmp_path: Path) -> None:
    reading = read(tmp_path, {"text": TEXT, "denotations": [name("T1"), name("T2", "ORG")]})
    assert [(problem.code, problem.annotation) for problem in reading.problems] == [
        ("annotation-duplicate", "ent-2-6")
    ]


def test_the_annotations_come_in_their_order_whatever_the_files(tmp_path: Path) -> None:
    inner, outer = name("T1"), name("T2", "ORG") | {"span": {"begin": 2, "end": 17}}
    reading = read(tmp_path, {"text": TEXT, "denotations": [inner, outer]})
    assert [e.id for e in reading.documents[0].entities] == ["ent-2-17", "ent-2-6"]


@pytest.mark.parametrize(("written", "kept"), [("  \n", None), ("it errs\n there ", "it errs there")])
def test_a_note_of_a_tool_is_put_on_one_line_and_a_blank_one_is_left_out(
    written: str, kept: str | None, tmp_path: Path
) -> None:
    about = {"id": "A1", "pred": "note", "subj": "T1", "obj": written}
    reading = read(tmp_path, {"text": TEXT, "denotations": [name("T1")], "attributes": [about]})
    assert reading.problems == []
    assert [entity.note for entity in reading.documents[0].entities] == [kept]
    lost = [("note-on-one-line", "note")] if kept else []
    assert [(loss.reason, loss.field) for loss in reading.losses.losses] == lost


def test_a_reference_that_the_spans_do_not_give_is_a_loss(tmp_path: Path) -> None:
    (sentence,) = small_corpus()["growth"].sentences
    corpus = changed(sentences=(sentence.model_copy(update={"segment": "seg-90-99"}),))
    report = FORMATS["brat"].write(
        corpus, world_of(corpus), tmp_path / "out", layers=frozenset({SENTENCES.name})
    )
    assert [(loss.annotation, loss.field, loss.reason) for loss in report.losses] == [
        (sentence.id, "segment", "reference-not-derivable")
    ]


@pytest.mark.parametrize("format_", ["conll", "spacy"])
def test_a_name_that_ends_on_a_space_has_no_tokens(format_: str, tmp_path: Path) -> None:
    id_ = annotation_id(ENTITIES.name, 2, 7)
    entity = Entity(id=id_, start=2, end=7, text=TEXT[2:7], type=EntityType.GPE, entity="oslo")
    corpus = changed(entities=(entity,))
    report = FORMATS[format_].write(corpus, world_of(corpus), tmp_path / "out")
    assert [(loss.annotation, loss.reason) for loss in report.losses] == [(id_, "ends-on-space")]


def test_a_name_over_the_edge_of_a_sentence_goes_on_in_the_next_block_of_conll(tmp_path: Path) -> None:
    (sentence,) = small_corpus()["growth"].sentences
    id_ = annotation_id(SENTENCES.name, 0, 16)
    short = sentence.model_copy(update={"id": id_, "end": 16, "text": TEXT[:16]})
    corpus = changed(sentences=(short,), stance=())
    assert_accounted_for(FORMATS["conll"], corpus)
    report = FORMATS["conll"].write(corpus, world_of(corpus), tmp_path / "out")
    assert report.losses == []
    place = tmp_path / "out" / "growth.conllup"
    place.write_text(place.read_text("utf-8").replace("\tI-ORG", "\tO"), "utf-8")
    reading = FORMATS["conll"].read(place, bare(corpus))
    assert ["is said to end at 17" in problem.message for problem in reading.problems] == [True]


@pytest.mark.parametrize("format_", ["timeml", "cas-xmi"])
def test_xml_with_a_document_type_is_refused_even_where_it_is_well_formed(
    format_: str, tmp_path: Path
) -> None:
    corpus = small_corpus()
    FORMATS[format_].write(corpus, world_of(corpus), tmp_path / "out")
    (place,) = (tmp_path / "out").glob(f"growth{FORMATS[format_].extensions[0]}")
    head, _, rest = place.read_text("utf-8").partition("?>")
    place.write_text(f'{head}?><!DOCTYPE x [<!ENTITY a "b">]>{rest}', "utf-8")
    reading = FORMATS[format_].read(tmp_path / "out", bare(corpus))
    assert ["document type" in problem.message for problem in reading.problems] == [True]
    assert reading.documents == []


@pytest.mark.parametrize(("other", "said"), [("favor", []), ("against", ["annotation-duplicate"])])
def test_an_overall_label_that_comes_twice_is_read_once(other: str, said: list[str], tmp_path: Path) -> None:
    corpus = small_corpus()
    FORMATS["conll"].write(corpus, world_of(corpus), tmp_path / "out")
    place = tmp_path / "out" / "growth.conllup"
    (line,) = [x for x in place.read_text("utf-8").splitlines() if x.startswith("# document_stance")]
    again = re.sub("label=[a-z_]+", f"label={other}", line) if said else line
    place.write_text(place.read_text("utf-8").replace(line, f"{line}\n{again}"), "utf-8")
    reading = FORMATS["conll"].read(place, bare(corpus))
    assert [problem.code for problem in reading.problems] == said
    assert reading.documents[0].document_stance == corpus["growth"].document_stance
