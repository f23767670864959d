"""How often the corpus follows the conventions that surprise readers of other corpora.

`python -m benchmarks.conventions` prints the table; with `--write` it goes into `docs/conventions.md`.
"""

import argparse
import re
from collections import Counter
from collections.abc import Callable
from itertools import starmap
from pathlib import Path
from typing import Final

import corpus_pkg
from corpus_pkg.annotate.stats import nested, with_table
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Date, Entity, Figure
from corpus_pkg.layers.labels import EntityType, FigureModifier, StanceLabel

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "conventions.md"
DETERMINER: Final = re.compile(r"(?:the|an?|its|that|this)\s", re.IGNORECASE)
BEFORE: Final = re.compile(r"\b(?:the|an?|its|that|this)\s\Z", re.IGNORECASE)
POSSESSIVE: Final = re.compile(r"[’'](?:s\b|(?!\w))")
HEAD: Final = re.compile(r"\s(?:administration|government|cabinet)\Z")
AFTER: Final = re.compile(r"(?:[’']s)?\s(?:administration|government|foreign ministry)\b")
REFERENCES: Final = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")


def _entities(corpus: Corpus, kept: Callable[[Document, Entity], bool]) -> tuple[int, int]:
    pairs = [(document, mention) for document in corpus for mention in document.entities]
    return sum(starmap(kept, pairs)), len(pairs)


def _dates(corpus: Corpus, kept: Callable[[Date], bool]) -> tuple[int, int]:
    dates = [date for document in corpus for date in document.dates]
    return sum(map(kept, dates)), len(dates)


def _figures(corpus: Corpus, kept: Callable[[Figure], bool]) -> tuple[int, int]:
    figures = [figure for document in corpus for figure in document.figures]
    return sum(map(kept, figures)), len(figures)


def counts(corpus: Corpus) -> dict[str, tuple[int, int]]:
    """Return, for each convention, how many annotations follow it, and of how many."""
    mentions = sum(len(document.entities) for document in corpus)
    rows = {
        "mentions with a determiner before them, outside the span": _entities(
            corpus, lambda document, m: BEFORE.search(document.text[: m.start]) is not None
        ),
        "mentions that begin with a determiner": _entities(
            corpus, lambda _, m: DETERMINER.match(m.text) is not None
        ),
        "dates that begin with a determiner, inside the span": _dates(
            corpus, lambda date: DETERMINER.match(date.text) is not None
        ),
        "mentions with a possessive after them, outside the span": _entities(
            corpus, lambda document, m: POSSESSIVE.match(document.text, m.end) is not None
        ),
        "mentions within a longer mention": (sum(nested(document.entities) for document in corpus), mentions),
        "governments named after a person: one `ORG`, the `PERSON` nested": _entities(
            corpus, lambda _, m: m.type == EntityType.ORG and HEAD.search(m.text) is not None
        ),
        "countries before the word for their government, which is outside the span": _entities(
            corpus,
            lambda document, m: (
                m.type in {EntityType.GPE, EntityType.NORP} and AFTER.match(document.text, m.end) is not None
            ),
        ),
        "mentions of a capital that acts, with `stands_for`": _entities(
            corpus, lambda _, m: m.stands_for is not None
        ),
    }
    dates = [date.value for document in corpus for date in document.dates]
    for value in ("PXE", *REFERENCES):
        rows[f"dates with the value `{value}`"] = dates.count(value), len(dates)
    rows["figures without a value, with `value_min` and `EXACT`"] = _figures(
        corpus, lambda figure: figure.value is None and figure.modifier is FigureModifier.EXACT
    )
    return rows | _stance(corpus)


def _stance(corpus: Corpus) -> dict[str, tuple[int, int]]:
    stances = [stance for document in corpus for stance in document.stance]
    on_section = Counter(stance.label for stance in stances if stance.target == "section-907")
    sentences = sum(len(document.sentences) for document in corpus)
    marked = len({(document.id, s.sentence) for document in corpus for s in document.stance})
    return {
        "stances on `section-907` with the label `against`": (
            on_section[StanceLabel.AGAINST],
            on_section.total(),
        ),
        "stances on `section-907` with the label `favor`": (
            on_section[StanceLabel.FAVOR],
            on_section.total(),
        ),
        "stances of another holder than the author": (
            sum(stance.holder != "author" for stance in stances),
            len(stances),
        ),
        "sentences with a stance": (marked, sentences),
    }


def table(corpus: Corpus) -> str:
    """Return the Markdown table of all counts."""
    lines = [f"| {name} | {number} of {total} |" for name, (number, total) in counts(corpus).items()]
    return "\n".join(["| convention | annotations |", "|---|---:|", *lines]) + "\n"


def main() -> None:
    """Print the table, or write it into its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into docs/conventions.md")
    made = table(corpus_pkg.load(ROOT))
    if parser.parse_args().write:
        PAGE.write_text(with_table(PAGE.read_text("utf-8"), made), "utf-8")
    else:
        print(made, end="")


if __name__ == "__main__":
    main()
