"""TimeML: what other parsers see in the files, and what the format can't hold."""

import xml.etree.ElementTree as ET
from pathlib import Path

import corpus_pkg
from corpus_pkg.corpus.models import Date
from corpus_pkg.exchange.formats.timeml import FORMAT
from corpus_pkg.layers import DATES, annotation_id
from corpus_pkg.layers.labels import DateType
from tests.formats.round_trip import bare, there_and_back, world_of
from tests.formats.world import TEXT, small_corpus


def written(tmp_path: Path) -> str:
    corpus = small_corpus()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    return tmp_path.joinpath("out", "growth.tml").read_text("utf-8")


def test_another_parser_sees_the_text_the_dates_and_the_creation_time(tmp_path: Path) -> None:
    root = ET.fromstring(written(tmp_path))
    text = root.find("TEXT")
    assert text is not None
    assert "".join(text.itertext()) == TEXT
    assert [(t.text, t.attrib) for t in text.iter("TIMEX3")] == [
        (
            "2024",
            {
                "tid": "t1",
                "type": "DATE",
                "value": "2024",
                "mod": "APPROX",
                "comment": "first: “second” \\n | é",
                "anchorTimeID": "t0",
                "temporalFunction": "true",
            },
        )
    ]
    creation = root.find("DCT/TIMEX3")
    assert creation is not None
    assert (creation.get("value"), creation.get("functionInDocument")) == ("2025-08-28", "CREATION_TIME")


def test_every_document_of_the_packaged_corpus_has_its_dates_inline(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    for document in corpus:
        text = ET.parse(tmp_path / "out" / f"{document.id}.tml").find("TEXT")
        assert text is not None
        assert sorted(t.text or "" for t in text.iter("TIMEX3")) == sorted(d.text for d in document.dates)


def test_crossing_dates_lose_the_later_one_and_nested_ones_stay() -> None:
    corpus = small_corpus()
    document = corpus["growth"]
    spans = [(27, 36), (30, 39), (27, 28), (37, 44)]
    dates = [
        Date(
            id=annotation_id(DATES.name, s, e),
            start=s,
            end=e,
            text=TEXT[s:e],
            type=DateType.DATE,
            value="2024",
        )
        for s, e in spans
    ]
    kept = sorted(dates, key=lambda date: (date.start, -date.end))
    other = type(corpus)(
        [document.model_copy(update={"dates": tuple(kept), "figures": ()})], corpus.registry, corpus.targets
    )
    report, reading = there_and_back(FORMAT, other)
    assert [loss.annotation for loss in report.losses if loss.reason == "crossing"] == ["dat-30-39"]
    assert [d.id for d in reading.documents[0].dates] == ["dat-27-36", "dat-27-28", "dat-37-44"]


def test_a_text_that_xml_cannot_hold_is_a_loss(tmp_path: Path) -> None:
    corpus = small_corpus(TEXT.replace("\r", "\x0c"))
    report = FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    assert [loss.annotation for loss in report.losses if loss.reason == "text-not-xml"] == ["dat-40-44"]
    assert not tmp_path.joinpath("out", "growth.tml").exists()


def test_events_of_other_tools_are_losses_and_their_words_stay(tmp_path: Path) -> None:
    xml = written(tmp_path).replace("grew", '<EVENT eid="e1">grew</EVENT><!-- said -->')
    place = tmp_path / "growth.tml"
    place.write_text(xml, "utf-8")
    reading = FORMAT.read(place, bare(small_corpus()))
    assert reading.problems == []
    assert [(loss.layer, loss.annotation) for loss in reading.losses.losses] == [("EVENT", "e1")]
    assert reading.documents[0].dates == small_corpus()["growth"].dates
