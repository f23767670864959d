"""What readers found wrong in the packaged corpus stays corrected."""

import pytest

import corpus_pkg
from corpus_pkg import Corpus
from corpus_pkg.layers.labels import Genre


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return corpus_pkg.load()


@pytest.mark.parametrize(
    ("document", "publisher", "author", "genre", "seen"),
    [
        ("section-907-repeal", "Forbes", "Mark Temnycky", Genre.OPINION, ("caliber.az", "report.az")),
        ("strategic-partnership-visit", "Islamabad Post", None, Genre.NEWS, ("islamabadpost.com.pk",)),
        ("new-era-cooperation", "APA", None, Genre.ANALYSIS, ("ain.az", "apa.az")),
        ("trade-nearly-doubles", "Azerbaijan.us", None, Genre.NEWS, ("azerbaijan.us/",)),
        ("countering-russia-iran", "Atlantic Council", "Vasif Huseynov", Genre.OPINION, ("new-atlanticist",)),
    ],
)
def test_sources_are_named_with_where_they_were_seen(
    corpus: Corpus, document: str, publisher: str, author: str | None, genre: Genre, seen: tuple[str, ...]
) -> None:
    metadata = corpus[document].metadata
    assert (metadata.publisher, metadata.author, metadata.genre) == (publisher, author, genre)
    basis = {entry.field: entry.basis for entry in metadata.evidence}
    assert all(place in basis["publisher"] for place in seen)
    assert "seen" in basis["publisher"]
    assert (author or publisher) in metadata.rights


def test_the_ministry_behind_a_report_is_named(corpus: Corpus) -> None:
    evidence = corpus["strategic-partnership-visit"].metadata.evidence
    assert any("foreign ministry" in entry.basis and "DNA" in entry.basis for entry in evidence)


def test_figures_have_no_possessive_and_count_something(corpus: Corpus) -> None:
    assert "almost thirty million dollars" in [f.text for f in corpus["countering-russia-iran"].figures]
    assert "doubled" not in [figure.text for figure in corpus["section-907-repeal"].figures]
    assert not any(figure.text.endswith(("’", "'")) for document in corpus for figure in document.figures)


def test_weeks_earlier_counts_from_the_summit(corpus: Corpus) -> None:
    document = corpus["countering-russia-iran"]
    (date,) = [date for date in document.dates if date.text == "weeks earlier"]
    assert (date.value, date.mod) == ("2023-05", "ON_OR_BEFORE")
    assert date.anchor is not None
    assert document[date.anchor].text == "May"


def test_notes_say_where_a_text_errs(corpus: Corpus) -> None:
    document = corpus["section-907-repeal"]
    (may,) = [date for date in document.dates if date.text == "May"]
    assert "30 April 2025" in (may.note or "")
    states = [figure for figure in document.figures if figure.text == "15"]
    assert len(states) == 2
    assert all("twelve" in (figure.note or "") for figure in states)
