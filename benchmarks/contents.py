"""What the corpus holds, for the README: each layer with its count and one record.

`python -m benchmarks.contents` prints the table; with `--write` it goes into `README.md`.
"""

import argparse
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg.annotate.stats import with_table
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import LAYERS

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "README.md"
DOCUMENT: Final = "trade-nearly-doubles"
"""The document from which the examples are taken."""
PLACE: Final = frozenset({"id", "start", "end", "text", "note", "sentence", "segment"})
"""The fields that say where a record is: the quote says it better."""
LONGEST: Final = 60
MOST: Final = 5
"""The number of fields that are shown."""


def quoted(text: str) -> str:
    """Return a text as a quotation in a table cell, cut at a word where it is long."""
    line = " ".join(text.split())
    short = line if len(line) <= LONGEST else line[:LONGEST].rpartition(" ")[0] + " […]"
    return f"“{short.strip('“”')}”".replace("|", "\\|")


def example(record: Any) -> str:
    """Return a record as its quote and its other fields."""
    fields = [
        (name, value) for name, value in record.model_dump(mode="json").items() if name not in PLACE and value
    ]
    quote = getattr(record, "text", None)
    parts = [quoted(quote)] if quote else []
    for name, value in fields[:MOST]:
        shown = quoted(value["text"]) if isinstance(value, dict) and "text" in value else f"`{value}`"
        parts.append(f"{name} {shown}")
    return ", ".join(parts)


def says_most(records: list[Any]) -> Any:
    """Return the first of the records that have the most fields set."""
    return max(records, key=lambda record: sum(map(bool, record.model_dump(mode="json").values())))


def table(corpus: Corpus) -> str:
    """Return the table of layers as Markdown."""
    rows = ["| layer | count | example |", "|---|---:|---|"]
    for spec in LAYERS:
        every = [record for document in corpus for record in document.layer(spec.name)]
        near = list(corpus[DOCUMENT].layer(spec.name)) or every
        cell = example(says_most(near)) if near else "not annotated yet"
        rows.append(f"| {spec.name} | {len(every):,} | {cell} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Print the table, or write it into the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into README.md")
    made = table(corpus_pkg.load(ROOT))
    if parser.parse_args().write:
        PAGE.write_text(with_table(PAGE.read_text("utf-8"), made), "utf-8")
    else:
        print(made, end="")


if __name__ == "__main__":
    main()
