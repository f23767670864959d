"""Facts about proposed segments and sentences."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import corpus_pkg
from corpus_pkg.annotate.agreement.matching import exact
from corpus_pkg.annotate.scaffold import Blocks, propose
from corpus_pkg.annotate.scaffold.propose import title_of
from corpus_pkg.checks.rules import check_document
from corpus_pkg.corpus.document import Document
from corpus_pkg.layers.labels import SegmentKind
from tests.command_line import run
from tests.strategies import metadata_of

PIECES = st.sampled_from(
    (
        *(
            "Mr. ",
            "U.S. ",
            "H.E. ",
            "H.E.",
            "The ",
            "a.b",
            "5.",
            "No. 7",
            "Inc. ",
            "end. ",
            "End! ",
            "why?” ",
        ),
        *(
            "… ",
            "\n",
            "\n\n",
            "\r\n\r\n",
            "\u2028",
            "\x85",
            "\x1c",
            " ",
            "\u00a0",
            "\u3000",
            "字。",
            "字。」",
        ),
        *(
            "🇦🇿",
            "👍🏽",
            "e\u0301",
            "\u0301",
            "\u200d",
            "\ufeff",
            "• item",
            "1) one",
            "-",
            ". ",
            ".”",
            "?",
            "(",
        ),
        *(")", "’s", "x", "Title"),
    )
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60
)


@given(TEXTS, st.sampled_from(Blocks), st.sampled_from((None, "de", "nb-NO")))
@example("A. \u0301b", Blocks.AUTO, None)
@example("He met Mr.\nSmith. a", Blocks.BLANK, None)
@example("The \nMr. ", Blocks.AUTO, None)
@example("Port\u200b opens\nIt did.", Blocks.AUTO, None)
@example("\u2800\nIt did.", Blocks.AUTO, None)
@example("Am 5. Mai. 5. Ja", Blocks.AUTO, "de")
def test_what_is_proposed_breaks_no_rule_on_any_text(text: str, by: Blocks, language: str | None) -> None:
    segments, sentences = propose(text, by, language=language)
    document = Document(
        id="a",
        text=text,
        metadata=metadata_of("a", text, title=title_of(segments)),
        segments=tuple(segments),
        sentences=tuple(sentences),
    )
    assert list(check_document(document, {}, {})) == []


def test_the_blocks_and_sentences_of_the_packaged_texts_are_found() -> None:
    for document in corpus_pkg.load():
        segments, sentences = propose(document.text)
        assert len(exact(document.segments, segments)) == len(document.segments) == len(segments)
        assert len(exact(document.sentences, sentences)) == len(document.sentences)


def kinds(text: str, by: Blocks = Blocks.AUTO) -> list[tuple[str, str]]:
    return [(segment.kind, segment.text) for segment in propose(text, by)[0]]


def cut(text: str) -> list[str]:
    return [sentence.text for sentence in propose(text)[1]]


def test_blank_lines_part_blocks_and_a_short_first_line_is_the_title() -> None:
    text = (
        "Port opens\n\nIt was\na long way.\n\nWhat it cost\n\n• one port of many\n\n2) two is longer\n\nShare"
    )
    assert kinds(text) == [
        ("title", "Port opens"),
        ("paragraph", "It was\na long way."),
        ("heading", "What it cost"),
        ("list_item", "• one port of many"),
        ("list_item", "2) two is longer"),
        ("paragraph", "Share"),
    ]


def test_without_blank_lines_each_line_is_a_block() -> None:
    assert kinds("Port opens\r\nIt was a long way.") == [
        ("title", "Port opens"),
        ("paragraph", "It was a long way."),
    ]


def test_lines_may_be_blocks_in_spite_of_blank_ones() -> None:
    assert len(kinds("One.\nTwo.\n\nThree.", Blocks.LINES)) == 3
    assert len(kinds("One.\nTwo.\n\nThree.", Blocks.BLANK)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "He met Mr. Smith of the U.S. Senate.",
        "Acme Inc. Bakers were there.",
        "It was 3.5 metres, or approx. 11 feet.",
        "J. R. Smith wrote it.",
        "“Why?” he asked.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It is in the U.S. The rest is not.", 2),
        ("He said: “Go.” She went.", 2),
        ("Is it? It is! Indeed.", 3),
        ("这是一句。这是两句。", 2),
        ("Wait… Nothing came.", 2),
    ],
)
def test_a_sentence_ends_at_its_stop(text: str, count: int) -> None:
    assert len(cut(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Der Rat hat am 5. Mai 2025 den Bau beschlossen. Er beginnt bald.", 2),
        ("Am 5. 5. 2025 begann der 3. Abschnitt.", 1),
        ("Es war 2025. Der Bau begann.", 2),
        ("Er kostet 2,5. Der Rat zahlt.", 2),
        ("Er kam um 17. „Warum?“", 2),
    ],
)
def test_an_ordinal_ends_no_sentence_where_a_language_writes_it_with_a_full_stop(
    text: str, count: int
) -> None:
    for language in ("de", "de-AT", "cs", "nb", "tr"):
        assert len(propose(text, language=language)[1]) == count
    english = "He came on May 5. Then he left."
    assert len(propose(english, language="en")[1]) == 2


def test_the_language_that_add_and_new_are_given_says_how_sentences_are_cut(tmp_path: Path) -> None:
    text = "Der Rat hat am 5. Mai 2025 den Bau beschlossen."
    tmp_path.joinpath("rat.txt").write_text(text)
    tmp_path.joinpath("brat").mkdir()
    tmp_path.joinpath("brat/rat.txt").write_text(text)
    tmp_path.joinpath("brat/rat.ann").write_text("T1\tORG 4 7\tRat\n")
    german = ("--language", "de")
    run("new", tmp_path / "mine").succeeded()
    run("add", tmp_path / "mine", tmp_path / "rat.txt", *german).succeeded("1 segment, 1 sentence")
    run("new", tmp_path / "theirs", tmp_path / "brat", "--from", "brat", *german).succeeded("sentences 1")


def test_a_title_is_cut_at_full_stops_only() -> None:
    text = "Who pays? The state. And you\n\nNobody said it, and nobody knew it."
    assert propose(text)[0][0].kind == SegmentKind.TITLE
    assert cut(text)[:2] == ["Who pays? The state.", "And you"]
