"""How far the second round of annotation agrees with the first, layer by layer.

`python -m benchmarks.first_round` prints the table; with `--write` it goes into `annotations/AGREEMENT.md`,
and what changed since release 1.0.0 into `CHANGELOG.md`. `python -m benchmarks.first_round --out FOLDER`
writes that release in the schema of today, for `corpus-pkg diff FOLDER packaged`.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg.annotate.agreement.matching import Tally
from corpus_pkg.annotate.agreement.report import DocumentAgreement, compare
from corpus_pkg.annotate.diff import Kind, diff
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import LAYER_MODELS, DocumentMetadata, RegistryEntry, Target
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.layers import LAYER_NAMES, STANCE

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "annotations/AGREEMENT.md"
CHANGELOG: Final = ROOT / "CHANGELOG.md"
FOLDER: Final = ROOT / "annotations/drafts/1/adjudicated"
BEGIN: Final = "<!-- first round: begin -->"
END: Final = "<!-- first round: end -->"


def first_round(now: Corpus, folder: Path = FOLDER) -> Corpus:
    """Return release 1.0.0 in the schema of today: its adjudicated layers, registry, targets and metadata.

    A stance of that release was `explicit` or not; here its basis is a statement or framing.
    """
    registry = {value["id"]: RegistryEntry.from_json(value) for value in _values(folder / "registry.jsonl")}
    targets = {value["id"]: Target.from_json(value) for value in _values(folder / "targets.jsonl")}
    known = {value["id"]: value for value in _values(folder.parent / "documents.jsonl")}
    documents = [
        _document(document, DocumentMetadata.from_json(known[document.id]), folder) for document in now
    ]
    return Corpus(documents, registry, targets)


def _document(document: Document, metadata: DocumentMetadata, folder: Path) -> Document:
    layers = {
        layer: tuple(
            LAYER_MODELS[layer].from_json(_today(layer, value))
            for value in _values(folder / layer / f"{document.id}.jsonl")
        )
        for layer in LAYER_NAMES
        if (folder / layer).is_dir()
    }
    return Document(id=document.id, text=document.text, metadata=metadata).model_copy(update=layers)


def _today(layer: str, value: dict[str, Any]) -> dict[str, Any]:
    if layer != STANCE.name:
        return value
    value["basis"] = "statement" if value.pop("explicit") else "framing"
    return value


def _values(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def table(now: Corpus) -> str:
    """Return the Markdown table."""
    old = first_round(now)
    sides = {"`c`": now.annotator("c"), "`d`": now.annotator("d"), "published": now}
    found = {
        name: reduce(add, compare(old, side).values(), DocumentAgreement()) for name, side in sides.items()
    }
    rows = [[layer, *(_layer(one, layer) for one in found.values())] for layer in found["`c`"].layers]
    rows += [
        ["stance: sentence, holder, target and side", *(_f1(one.stance.sides) for one in found.values())],
        [
            "stance: alpha of the author's sides",
            *(_number(one.stance.author.alpha) for one in found.values()),
        ],
        ["document stance: alpha", *(_number(one.document_stance.alpha) for one in found.values())],
    ]
    lines = [["layer", *found], ["---", *["---:"] * len(found)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _layer(found: DocumentAgreement, name: str) -> str:
    layer = found.layers[name]
    shares = [
        f"{field} {_number(share.share)}" for field, share in layer.fields.items() if share.equal < share.of
    ]
    return "; ".join([f"{_f1(layer.exact_type or layer.exact)}", *shares])


def _f1(tally: Tally) -> str:
    return _number(tally.f1)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def changes(now: Corpus) -> str:
    """Return the Markdown table of how many records of each kind changed since release 1.0.0."""
    kinds = list(Kind)
    rows = [
        [name, *(f"{counts[kind]:,}" for kind in kinds)]
        for name, counts in diff(first_round(now), now).counts().items()
    ]
    lines = [["", *kinds], ["---", *["---:"] * len(kinds)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def with_changes(page: str, made: str) -> str:
    """Return the changelog with the table of changes between its two comments."""
    return _between(page, made, "<!-- data diff: begin -->", "<!-- data diff: end -->")


def with_first_round(page: str, made: str) -> str:
    """Return the page with the table between its two comments."""
    return _between(page, made, BEGIN, END)


def _between(page: str, made: str, begin: str, end: str) -> str:
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{made}\n{end}{after}"


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table, or write it into its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the tables into their pages")
    parser.add_argument("--out", type=Path, help="write release 1.0.0 into this new folder as a corpus")
    given = parser.parse_args(arguments)
    now = corpus_pkg.load(ROOT)
    if given.out is not None:
        write_corpus(given.out, first_round(now))
    elif given.write:
        PAGE.write_text(with_first_round(PAGE.read_text("utf-8"), table(now)), "utf-8")
        CHANGELOG.write_text(with_changes(CHANGELOG.read_text("utf-8"), changes(now)), "utf-8")
    else:
        print(table(now))


if __name__ == "__main__":
    main()
