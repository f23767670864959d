"""How much of the guidelines stands in the texts: examples, and dates and figures with their values.

`python -m benchmarks.overlap` prints the table; with `--write` it goes into the pages that show it.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import corpus_pkg
from corpus_pkg.annotate.stats import with_table
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.models import LAYER_MODELS
from corpus_pkg.layers import DATES, FIGURES, Date, Figure
from corpus_pkg.layers.labels import LABELS

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ("annotations/AGREEMENT.md",)
GUIDELINES: Final = tuple(f"annotations/drafts/{number}/GUIDELINES.md" for number in (1, 2))
"""The guidelines that the annotators of each round worked from."""
FIRST_ROUND: Final = "annotations/drafts/1"
ANNOTATORS: Final = ("a", "b")
QUOTED: Final = re.compile(r"`([^`]+)`")
CLAUSE: Final = re.compile(r"`[^`]*`|[,;]|\.\s")
NAMES: Final = frozenset(
    [str(member) for kind in LABELS for member in kind]
    + [field for model in LAYER_MODELS.values() for field in model.model_fields]
)
"""Labels and fields: the guidelines quote them as names, not as examples."""


class Part(NamedTuple):
    """A part of the guidelines: its heading in the table, and its text."""

    name: str
    text: str


def parts(root: Path = ROOT) -> list[Part]:
    """Return the guidelines of both rounds."""
    pages = [(root / name).read_text("utf-8") for name in GUIDELINES]
    return [Part(f"version {version(page)}", page) for page in pages]


def version(guidelines: str) -> str:
    """Return the version that the first line of guidelines names."""
    return guidelines.partition("\n")[0].rpartition(" ")[2]


def plain(text: str) -> str:
    """Return a text with one kind of apostrophe and single spaces, in lower case."""
    return " ".join(text.replace("'", "’").split()).casefold()


def examples(part: str) -> list[str]:
    """Return what a part quotes, each once; names of labels and fields are left out."""
    found = (" ".join(quote.split()) for quote in QUOTED.findall(part))
    return [quote for quote in dict.fromkeys(found) if quote not in NAMES]


def inside(needle: str, text: str) -> bool:
    """Return True if a text holds the needle at the edges of words."""
    return re.search(rf"(?<!\w){re.escape(plain(needle))}(?!\w)", text) is not None


def clauses(part: str) -> Iterator[str]:
    """Yield what commas, semicolons and full stops divide, those in quotes apart."""
    start = 0
    for found in CLAUSE.finditer(part):
        if not found[0].startswith("`"):
            yield part[start : found.start()]
            start = found.end()
    yield part[start:]


def values(record: Date | Figure) -> list[str]:
    """Return the values of a record that a clause may give away; none that is its text again."""
    given = (record.value, record.mod) if isinstance(record, Date) else (record.value, record.value_min)
    return [str(value) for value in given if value is not None and str(value) != record.text]


def given_away(record: Date | Figure, pieces: Iterable[str]) -> bool:
    """Return True if one clause has the text of a record and its value, modifier or least value."""
    return any(
        inside(record.text, plain(piece)) and any(inside(value, plain(piece)) for value in values(record))
        for piece in pieces
    )


def both_marked(layer: str, root: Path = ROOT) -> list[Date | Figure]:
    """Return the dates or figures that both annotators of the first round have marked."""
    first, second = ({record.id: record for record in _marked(root, name, layer)} for name in ANNOTATORS)
    return [record for id_, record in first.items() if id_ in second]


def _marked(root: Path, annotator: str, layer: str) -> Iterator[Date | Figure]:
    for path in sorted((root / FIRST_ROUND / annotator / layer).glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            record: Any = LAYER_MODELS[layer].from_json(json.loads(line))
            yield record.model_copy(update={"id": f"{path.stem}/{record.id}"})


def table(corpus: Corpus, root: Path = ROOT) -> str:
    """Return the Markdown table of all counts."""
    columns = [_column(part, corpus, root) for part in parts(root)]
    head = ["", *(part.name for part in parts(root))]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for number, (label, _) in enumerate(columns[0]):
        lines.append("| " + " | ".join([label, *(column[number][1] for column in columns)]) + " |")
    return "\n".join(lines) + "\n"


def _column(part: Part, corpus: Corpus, root: Path) -> list[tuple[str, str]]:
    quoted = examples(part.text)
    texts = [plain(document.text) for document in corpus]
    verbatim = [quote for quote in quoted if any(inside(quote, text) for text in texts)]
    long = [quote for quote in verbatim if " " in quote or re.search(r"\d", quote)]
    rows = [
        ("strings quoted, each once", str(len({" ".join(q.split()) for q in QUOTED.findall(part.text)}))),
        ("of these examples, not names of labels or fields", str(len(quoted))),
        ("examples that occur verbatim in a text", str(len(verbatim))),
        ("of these with two words or more, or a digit", str(len(long))),
    ]
    for layer in (DATES.name, FIGURES.name):
        rows += _records(part.text, quoted, layer, both_marked(layer, root))
    return rows


def _records(
    text: str, quoted: Sequence[str], layer: str, records: Sequence[Date | Figure]
) -> list[tuple[str, str]]:
    whole = {plain(quote) for quote in quoted}
    pieces = list(clauses(text))
    counts = (
        ("whose text is an example", sum(plain(record.text) in whole for record in records)),
        (
            "whose text is an example or a part of one",
            sum(any(inside(record.text, quote) for quote in whole) for record in records),
        ),
        ("whose text has its value next to it", sum(given_away(record, pieces) for record in records)),
    )
    return [(f"{layer} {label}", f"{number} of {len(records)}") for label, number in counts]


def main() -> None:
    """Print the table, or write it into the pages that show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into the pages that show it")
    made = table(corpus_pkg.load(ROOT))
    if not parser.parse_args().write:
        print(made, end="")
        return
    for name in PAGES:
        page = ROOT / name
        page.write_text(with_table(page.read_text("utf-8"), made), "utf-8")


if __name__ == "__main__":
    main()
