"""The counts in the README and the datasheet are those of the corpus."""

from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg.stats import as_markdown, corpus_counts, with_table

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("page", "measures"),
    [("README.md", ("text", "layers")), ("DATASHEET.md", ())],
    ids=["readme", "datasheet"],
)
def test_counts_are_those_of_the_corpus(page: str, measures: tuple[str, ...]) -> None:
    counts = corpus_counts(corpus_pkg.load())
    chosen = [count for count in counts if not measures or count.measure in measures]
    text = (ROOT / page).read_text("utf-8")
    options = " ".join(f"--measure {name}" for name in measures)
    mend = f"run: corpus-pkg stats --markdown {options} --into {page}"
    assert with_table(text, as_markdown(chosen)) == text, mend


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
