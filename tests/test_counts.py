"""The counts in the README, the docs and the datasheet are those of the corpus."""

from fractions import Fraction
from pathlib import Path

import pytest

import corpus_pkg
from benchmarks import contents, conventions, overlap
from corpus_pkg.annotate.stats import as_markdown, corpus_counts, with_table

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["docs/statistics.md", "DATASHEET.md"])
def test_counts_are_those_of_the_corpus(page: str) -> None:
    made = as_markdown(corpus_counts(corpus_pkg.load()))
    text = (ROOT / page).read_text("utf-8")
    assert with_table(text, made) == text, f"run: corpus-pkg stats --markdown --into {page}"


def test_the_readme_shows_the_layers_of_the_corpus() -> None:
    text = contents.PAGE.read_text("utf-8")
    assert with_table(text, contents.table(corpus_pkg.load(ROOT))) == text, (
        "run: python -m benchmarks.contents --write"
    )


def test_the_conventions_page_has_the_counts_of_the_corpus() -> None:
    text = conventions.PAGE.read_text("utf-8")
    made = conventions.table(corpus_pkg.load(ROOT))
    assert with_table(text, made) == text, "run: python -m benchmarks.conventions --write"


def test_the_agreement_says_how_much_the_guidelines_gave_away() -> None:
    made = overlap.table(corpus_pkg.load(ROOT))
    for name in overlap.PAGES:
        text = (ROOT / name).read_text("utf-8")
        assert with_table(text, made) == text, "run: python -m benchmarks.overlap --write"


def test_the_datasheet_says_the_share_that_is_counted() -> None:
    rows = dict(
        row.strip("| ").split(" | ")[:2] for row in overlap.table(corpus_pkg.load(ROOT)).splitlines()[2:]
    )
    dates, figures = (
        Fraction(rows[f"{layer} whose text is an example"].replace(" of ", "/"))
        for layer in ("dates", "figures")
    )
    for page in ("DATASHEET.md", "annotations/AGREEMENT.md"):
        text = " ".join((ROOT / page).read_text("utf-8").split())
        assert "exact text of more than a third of the dates" in text
        assert "more than half of the figures" in text
    assert dates > Fraction(1, 3)
    assert figures > Fraction(1, 2)


def test_overlap_counts_whole_words_and_values_in_the_same_clause() -> None:
    assert overlap.examples("`May` or `a\nfew`, `PERSON`; `May`") == ["May", "a few"]
    assert overlap.inside("May", overlap.plain("In May, Maya's"))
    assert not overlap.inside("May", "maya’s")
    assert list(overlap.clauses("`a, b` is one, the other. End")) == ["`a, b` is one", " the other", "End"]
    (years,) = [date for date in corpus_pkg.load(ROOT)["section-907-repeal"].dates if date.value == "P99Y"]
    assert years.text == "a period of 99 years"
    assert overlap.given_away(years, ["`a period of 99 years`: `P99Y`"])
    assert not overlap.given_away(years, ["`a period of 99 years`", " `P99Y`"])


def test_page_without_the_comments_is_refused() -> None:
    with pytest.raises(ValueError, match="add the two lines"):
        with_table("# Page\n", "| a |\n")


def test_datasheet_answers_all_57_questions_in_order() -> None:
    text = (ROOT / "DATASHEET.md").read_text("utf-8")
    numbers = [
        int(line[2:].split(".")[0])
        for line in text.splitlines()
        if line.startswith("**") and line[2].isdigit()
    ]
    assert numbers == list(range(1, 58))
