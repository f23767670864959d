"""How well spans are placed in other copies of their texts.

Run it as `python -m benchmarks.reanchor [--runs 1000]`. It mutates the packaged texts in seeded ways,
re-anchors each from the text-free edition, and compares every record with the truth that the mutation
knows. Exit status 1 if a record was placed wrong, or if white space and quotes alone made one go missing.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable

import corpus_pkg
from benchmarks.mutations import KINDS, Mutated, mutate, seeds
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Figure
from corpus_pkg.exchange.reanchor import Reanchored
from corpus_pkg.exchange.reanchor.outcome import Outcome, Status
from corpus_pkg.exchange.reanchor.rebuild import reanchor_stripped
from corpus_pkg.exchange.textfree import strip

HARMLESS = ("white space", "quotes and dashes", "white space, quotes and dashes")
"""The kinds after which every record must be placed."""


def measure(corpus: Corpus, runs: Iterable[tuple[str, int]]) -> dict[str, Counter[str]]:
    """Return what became of the records, by kind of mutation.

    Args:
        corpus: The corpus whose texts are mutated, in turn.
        runs: The kind and seed of each mutation.
    """
    documents = list(corpus)
    stripped = [strip(document) for document in documents]
    found: dict[str, Counter[str]] = {}
    for kind, seed in runs:
        number = seed % len(documents)
        mutated = mutate(documents[number].text, kind, seed)
        result = reanchor_stripped(stripped[number], mutated.text)
        found.setdefault(kind, Counter()).update(judge(documents[number], mutated, result))
    return found


def judge(document: Document, mutated: Mutated, result: Reanchored) -> Counter[str]:
    """Return how many records were placed right and wrong, and how many are missing, and why."""
    counts = Counter(runs=1, made=len(result.made))
    intact = mutated.intact(document.text)
    for item in result.outcomes:
        old = document[item.id]
        counts["records"] += 1
        if item.status is Status.MISSING:
            counts["missing"] += 1
            counts["missing though intact"] += intact((old.start, old.end))
        else:
            verdict = "right" if _right(document, mutated, result, item) else "wrong"
            counts[verdict] += 1
            counts["edited"] += item.status is Status.EDITED
    return counts


def _right(document: Document, mutated: Mutated, result: Reanchored, item: Outcome) -> bool:
    old, new = document[item.id], result.document[str(item.new_id)]
    span, place = (old.start, old.end), (new.start, new.end)
    if item.status is Status.EDITED:
        return mutated.has_image_edges(span, place)
    pairs = [(span, place)]
    if isinstance(old, Figure) and old.subject is not None:
        assert isinstance(new, Figure)
        assert new.subject is not None
        pairs.append(((old.subject.start, old.subject.end), (new.subject.start, new.subject.end)))
    return all(mutated.is_image(document.text, a, b) for a, b in pairs)


def table(found: dict[str, Counter[str]]) -> str:
    """Return the measurement as a Markdown table."""
    rows = [
        "| what was changed | runs | records | placed right | missing | of these intact | placed wrong |",
        "|---|---|---|---|---|---|---|",
    ]
    total: Counter[str] = sum(found.values(), Counter())
    for kind, counts in {**found, "all": total}.items():
        share = counts["right"] / counts["records"]
        rows.append(
            f"| {kind} | {counts['runs']:,} | {counts['records']:,} | {counts['right']:,} ({share:.1%}) | "
            f"{counts['missing']:,} | {counts['missing though intact']:,} | {counts['wrong']:,} |"
        )
    return "\n".join(rows)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    began = time.perf_counter()
    found = measure(corpus_pkg.load(), seeds(options.runs, options.first))
    print(table({kind: found[kind] for kind in KINDS if kind in found}))
    print(f"\n{time.perf_counter() - began:.0f} seconds")
    lost = sum(found[kind]["missing"] for kind in HARMLESS if kind in found)
    wrong = sum(counts["wrong"] for counts in found.values())
    return 1 if lost or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
