"""What is placed in another copy of a text, and what is not: one fact a test."""

from decimal import Decimal
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Entity, Figure, Segment, Sentence, Span, Stance
from corpus_pkg.exchange.reanchor import Reanchored, reanchor
from corpus_pkg.exchange.reanchor.outcome import Reason, Status
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, SEGMENTS, SENTENCES, STANCE, annotation_id, labels
from tests.strategies import metadata_of

CORPUS = corpus_pkg.load()

LINES = (
    "Trade grows again between the two shores",
    "Freedonia sold 40 ships to Sylvania in 1933, said Rufus Firefly to the assembled press of the capital.",
    "Advertisement",
    "Sylvania had asked for them since 1931. Rufus Firefly praised the bargain as the best of his career.",
    "Advertisement",
    "Nobody in Freedonia had seen so many ships in one harbour, and nobody has seen them there since.",
)


def span(text: str, layer: str, quote: str, number: int = 0) -> dict[str, Any]:
    at = -1
    for _ in range(number + 1):
        at = text.index(quote, at + 1)
    end = at + len(quote)
    return {"id": annotation_id(layer, at, end), "start": at, "end": end, "text": quote}


def made_document() -> Document:
    text = "\n".join(LINES)
    kinds = dict.fromkeys(LINES, labels.SegmentKind.PARAGRAPH)
    kinds[LINES[0]], kinds[LINES[2]] = labels.SegmentKind.TITLE, labels.SegmentKind.BOILERPLATE
    numbers = [LINES[:at].count(line) for at, line in enumerate(LINES)]
    segments = [
        Segment(**span(text, SEGMENTS.name, line, number), kind=kinds[line])
        for line, number in zip(LINES, numbers, strict=True)
    ]
    cut = LINES[3].index(" Rufus")
    sentences = []
    for segment in segments:
        parts = [segment.text]
        if segment.text == LINES[3]:
            parts = [LINES[3][:cut], LINES[3][cut + 1 :]]
        if segment.kind != labels.SegmentKind.BOILERPLATE:
            sentences += [Sentence(**span(text, SENTENCES.name, x), segment=segment.id) for x in parts]
    gpe: dict[str, Any] = {"type": labels.EntityType.GPE}
    firefly: dict[str, Any] = {"type": labels.EntityType.PERSON, "entity": "firefly"}
    entities = [
        Entity(**span(text, ENTITIES.name, "Freedonia"), **gpe, entity="freedonia"),
        Entity(**span(text, ENTITIES.name, "Sylvania"), **gpe, entity="sylvania"),
        Entity(**span(text, ENTITIES.name, "Rufus Firefly"), **firefly),
        Entity(**span(text, ENTITIES.name, "Sylvania", 1), **gpe, entity="sylvania"),
        Entity(**span(text, ENTITIES.name, "Rufus Firefly", 1), **firefly),
        Entity(**span(text, ENTITIES.name, "Freedonia", 1), **gpe, entity="freedonia"),
    ]
    date = labels.DateType.DATE
    first = Date(**span(text, DATES.name, "1933"), type=date, value="1933")
    dates = [first, Date(**span(text, DATES.name, "1931"), type=date, value="1931", anchor=first.id)]
    ships = text.index("ships")
    figure = Figure(
        **span(text, FIGURES.name, "40"),
        kind=labels.FigureKind.COUNT,
        value=Decimal(40),
        modifier=labels.FigureModifier.EXACT,
        change=labels.FigureChange.LEVEL,
        subject=Span(start=ships, end=ships + 5, text="ships"),
        date=first.id,
    )
    sentence = sentences[3]
    stance = Stance(
        id=annotation_id(STANCE.name, sentence.start, sentence.end, holder="firefly", target="trade"),
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        sentence=sentence.id,
        holder="firefly",
        target="trade",
        label=labels.StanceLabel.FAVOR,
        basis=labels.StanceBasis.STATEMENT,
    )
    return Document(
        id="duck-soup",
        text=text,
        metadata=metadata_of("duck-soup", text),
        segments=tuple(segments),
        sentences=tuple(sentences),
        entities=tuple(entities),
        dates=tuple(dates),
        figures=(figure,),
        stance=(stance,),
    )


DOCUMENT = made_document()


def on(text: str) -> Reanchored:
    return reanchor(DOCUMENT, text)


def lost_texts(result: Reanchored) -> set[str]:
    return {DOCUMENT[item.id].text for item in result.missing}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n\r\n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\n"),
        lambda text: text.replace("\n", " "),
        lambda text: "\ufeff  " + text + "\n\n",
    ],
)
def test_white_space_loses_nothing(change: Any) -> None:
    result = on(change(DOCUMENT.text))
    assert not result.missing
    assert [e.entity for e in result.document.entities] == [e.entity for e in DOCUMENT.entities]


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document.id)
def test_quote_style_loses_nothing(document: Document) -> None:
    table = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "–", "…": "..."})
    result = reanchor(document, document.text.translate(table))
    assert not result.missing
    assert result.new_ids.keys() == {record.id for record in document.annotations}


def test_the_same_text_keeps_everything_where_it_is() -> None:
    result = on(DOCUMENT.text)
    assert {item.status for item in result.outcomes} == {Status.KEPT}
    assert result.document == DOCUMENT


def test_ids_and_references_follow_the_new_offsets() -> None:
    result = on("Extra line.\n" + DOCUMENT.text)
    figure = result.document.figures[0]
    assert figure.id == annotation_id(FIGURES.name, figure.start, figure.end)
    assert figure.date == result.document.dates[0].id == result.new_ids[DOCUMENT.dates[0].id]
    assert result.document.dates[1].anchor == figure.date
    assert result.document.stance[0].sentence in {x.id for x in result.document.sentences}
    assert {x.segment for x in result.document.sentences} <= {x.id for x in result.document.segments}


def test_typo_in_a_name_loses_the_name_and_its_sentence_alone() -> None:
    result = on(DOCUMENT.text.replace("Sylvania had", "Sylvana had"))
    sentence = LINES[3][: LINES[3].index(" Rufus")]
    # The line before is one of two equal ones, so it is known by its neighbours alone.
    assert lost_texts(result) == {"Sylvania", LINES[3], sentence, LINES[2]}


def test_typo_beside_a_name_leaves_names_farther_away() -> None:
    result = on(DOCUMENT.text.replace("assembled press of", "assembled pres of"))
    assert "Freedonia" not in lost_texts(result)
    assert "40" not in lost_texts(result)


def test_stance_on_a_changed_sentence_is_dropped_with_its_cause() -> None:
    result = on(DOCUMENT.text.replace("praised", "cursed"))
    (lost,) = [item for item in result.missing if item.layer == STANCE.name]
    assert lost.reason in (Reason.DEPENDS, Reason.CHANGED)
    assert result.document.stance == ()


def test_figure_falls_with_its_subject() -> None:
    result = on(DOCUMENT.text.replace("40 ships to", "40 shops to"))
    assert result.document.figures == ()


def test_what_depends_on_a_lost_date_falls_with_it() -> None:
    result = on(DOCUMENT.text.replace("in 1933, said", "in 1934, said"))
    lost = {item.id: item for item in result.missing}
    assert lost[DOCUMENT.figures[0].id].cause == DOCUMENT.dates[0].id or not result.document.figures
    assert lost[DOCUMENT.dates[1].id].reason is Reason.DEPENDS
    assert lost[DOCUMENT.dates[1].id].cause == DOCUMENT.dates[0].id


def test_reordered_paragraphs_move_with_what_is_in_them() -> None:
    order = [LINES[5], LINES[3], LINES[1], LINES[0]]
    result = on("\n".join(order))
    assert [e.entity for e in result.document.entities] == [
        "freedonia",
        "sylvania",
        "firefly",
        "freedonia",
        "sylvania",
        "firefly",
    ]


def test_dropped_line_is_missing_and_no_other_takes_its_place() -> None:
    result = on("\n".join(line for line in LINES if line != LINES[1]))
    assert [e.start for e in result.document.entities if e.entity == "freedonia"] == [
        result.document.text.index("Freedonia")
    ]
    assert len([item for item in result.missing if item.layer == ENTITIES.name]) == 3


def test_one_of_two_equal_lines_is_not_guessed() -> None:
    """Of the two advertisements one is left, between lines that neither was between."""
    result = on("\n".join([LINES[0], LINES[5], LINES[2], LINES[1], LINES[3]]))
    lost = [item for item in result.missing if item.layer == SEGMENTS.name]
    assert len(lost) == 2
    kinds = {x.text: x.kind for x in result.document.segments}
    assert kinds["Advertisement"] == labels.SegmentKind.BOILERPLATE  # made, not placed


def test_equal_lines_are_told_apart_by_what_is_around_them() -> None:
    result = on("\n".join(LINES[1:4]))
    ids = [x.id for x in DOCUMENT.segments]
    assert ids[2] in result.new_ids
    assert ids[4] not in result.new_ids


def test_text_that_stands_twice_is_placed_nowhere() -> None:
    result = on(DOCUMENT.text + "\n" + DOCUMENT.text)
    assert not result.document.entities
    assert {item.reason for item in result.missing if item.layer == ENTITIES.name} == {Reason.AMBIGUOUS}


def test_short_name_in_foreign_text_is_not_taken() -> None:
    result = on("In 1933 Rufus Firefly, 40, saw ships. Freedonia and Sylvania fought.")
    assert not result.document.entities
    assert not result.document.dates
    assert not result.document.figures


@pytest.mark.parametrize(
    "line",
    [
        "See our Strategic Outlook for 2026.\n",
        "A line put in.\nStrategic Outlook for 2026.\n",
        "See our Strategic Outlook\nA line put in.\n",
    ],
)
def test_short_heading_within_a_line_is_not_taken_for_the_heading(line: str) -> None:
    document = CORPUS["trade-nearly-doubles"]
    heading = next(x for x in document.segments if x.text == "Strategic Outlook")
    text = document.text.replace("Strategic Outlook\n", line)
    assert heading.id in {item.id for item in reanchor(document, text).missing}


def test_short_heading_on_a_line_of_its_own_is_found_between_other_lines() -> None:
    document = CORPUS["trade-nearly-doubles"]
    heading = next(x for x in document.segments if x.text == "Strategic Outlook")
    text = document.text.replace("Strategic Outlook\n", "A line put in.\n\t Strategic Outlook \nAnother.\n")
    result = reanchor(document, text)
    assert result.document[result.new_ids[heading.id]].start == text.index("Strategic Outlook")


def test_pull_quote_is_not_taken_for_the_sentence_whose_typo_it_does_not_share() -> None:
    text = DOCUMENT.text.replace("so many ships", "so meny ships") + "\n\n" + LINES[5]
    result = on(text)
    assert LINES[5] in lost_texts(result)
    (quote,) = [x.id for x in result.document.segments if x.text == LINES[5]]
    assert (SEGMENTS.name, quote) in result.made


def test_teaser_is_not_taken_for_the_heading_whose_typo_it_does_not_share() -> None:
    document = CORPUS["trade-nearly-doubles"]
    heading = next(x for x in document.segments if x.text == "Strategic Outlook")
    text = "Strategic Outlook\n\n" + document.text.replace("Strategic Outlook", "Strategic Outlok")
    assert heading.id in {item.id for item in reanchor(document, text).missing}


def test_name_that_grew_into_another_word_is_not_taken() -> None:
    result = on(DOCUMENT.text.replace("to Sylvania in", "to Sylvanians in"))
    assert "Sylvania" in lost_texts(result)


def test_extra_line_becomes_boilerplate_and_is_named() -> None:
    result = on("\n".join([LINES[0], "Read more about harbours", *LINES[1:]]))
    assert not result.missing
    (made,) = result.made
    segment = next(x for x in result.document.segments if x.id == made[1])
    assert (segment.text, segment.kind) == ("Read more about harbours", labels.SegmentKind.BOILERPLATE)


def test_segment_with_a_typo_keeps_its_kind_and_what_is_in_it() -> None:
    result = on(DOCUMENT.text.replace("the assembled press", "the asembled press"))
    segment = next(x for x in result.document.segments if "asembled" in x.text)
    assert segment.kind == labels.SegmentKind.PARAGRAPH
    assert segment.text == LINES[1].replace("assembled", "asembled")
    assert (SEGMENTS.name, segment.id) in result.made


def test_segment_whose_inside_differs_is_known_by_its_first_and_last_sentence() -> None:
    document = CORPUS["section-907-repeal"]
    wide = next(s for s in document.segments if len([x for x in document.sentences if x.segment == s.id]) > 2)
    middle = [x for x in document.sentences if x.segment == wide.id][1]
    at = document.text.index(" ", middle.start) + 1
    result = reanchor(document, document.text[:at] + "not " + document.text[at:])
    (edited,) = [item for item in result.outcomes if item.status is Status.EDITED]
    assert edited.id == wide.id
    assert edited.new_id == f"seg-{wide.start}-{wide.end + 4}"


@pytest.mark.parametrize(("moved", "lost"), [((1, 3), 4), ((3, 5), 2)])
def test_evidence_that_names_two_places_places_nothing(moved: tuple[int, int], lost: int) -> None:
    # The lines around one of the two equal lines are exchanged, so each neighbour names another place.
    lines = list(LINES)
    one, other = moved
    lines[one], lines[other] = lines[other], lines[one]
    contradicted = [item for item in on("\n".join(lines)).outcomes if item.reason is Reason.CONTRADICTED]
    at = sum(len(line) + 1 for line in LINES[:lost])
    assert [item.id for item in contradicted] == [annotation_id(SEGMENTS.name, at, at + len(LINES[lost]))]
