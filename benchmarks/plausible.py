"""How many well-formed but wrong records validation notices, with and without the annotators' own layers.

    python -m benchmarks.plausible --write docs/validation.md

Each mutant is one mistake of `benchmarks.plausible_kinds` in a copy of the packaged corpus, and is caught
where `validate` reports any problem, a warning or an error. The same seed makes the same mutants.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.plausible_edits import Draft, Named, Records
from benchmarks.plausible_kinds import KINDS
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.write import json_line

ROOT: Final = Path(__file__).parents[1]
EACH: Final = 4
"""How many mutants are made of each kind."""
HEAD: Final = "## Values that are well formed and wrong"

INTRODUCTION: Final = """\
{made} mistakes of {kinds} kinds were made in copies of the packaged corpus, one at a time. All are well
formed, as a person might write them. A mistake is caught where `validate` reports any problem, a warning
included. Where the annotators' own layers and the decisions between them are kept, a record that nobody made
or decided for is seen; without them, only what contradicts the text, the registry or the world. No program
can see some of the kinds, such as another genre or a misspelt author; they are counted too."""


class Mutant(NamedTuple):
    """A changed corpus.

    Attributes:
        kind: The kind of mistake.
        files: The changed files with their records.
    """

    kind: Named
    files: dict[str, Records]


class Count(NamedTuple):
    """A row of the table: how many mutants of a kind there are, and how many were caught."""

    part: str
    name: str
    mutants: int
    caught: int
    caught_alone: int


def read(root: Path) -> tuple[dict[str, Records], dict[str, str]]:
    """Return the records of a corpus's own files, and its texts."""
    places = [root / layout.DOCUMENTS_FILE, root / layout.REGISTRY_FILE, root / layout.TARGETS_FILE]
    places += [
        place
        for place in sorted((root / "annotations").glob("*/*.jsonl"))
        if place.parent.name != "annotators"
    ]
    files = {
        place.relative_to(root).as_posix(): [
            json.loads(line) for line in place.read_text("utf-8").splitlines()
        ]
        for place in places
    }
    texts = {place.stem: place.read_bytes().decode("utf-8") for place in (root / "raw").glob("*.txt")}
    return files, texts


def mutants(
    root: Path = ROOT, each: int = EACH, seed: int = 0, kinds: Sequence[Named] = KINDS
) -> Iterator[Mutant]:
    """Yield mutants of a corpus, as many of each kind, no two alike."""
    files, texts = read(root)
    for kind in kinds:
        made: list[dict[str, Records]] = []
        chance = random.Random(f"{seed} {kind.part} {kind.name}")
        for _ in range(400):
            draft = Draft(files, texts, chance)
            try:
                kind.make(draft)
            except IndexError:
                continue  # the document that was drawn has nothing to get wrong
            changed = {file: records for file, records in draft.changed.items() if records != files[file]}
            if changed and changed not in made:
                made.append(changed)
            if len(made) == each:
                break
        yield from (Mutant(kind, changed) for changed in made)


def _copy(root: Path, into: Path, *, alone: bool) -> Path:
    for name in ("raw", "annotations"):
        shutil.copytree(root / name, into / name)
    if alone:
        shutil.rmtree(into / layout.ANNOTATORS)
        (into / layout.DECISIONS_FILE).unlink()
    return into


def is_caught(folder: Path, mutant: Mutant) -> bool:
    """Return True if validation has anything to say of a corpus with a mutant's files; these are put back."""
    kept = {file: (folder / file).read_bytes() for file in mutant.files}
    for file, records in mutant.files.items():
        text = "".join(json_line(record) for record in records)
        (folder / file).write_text(text, "utf-8", newline="")
    try:
        return bool(validate(folder))
    finally:
        for file, data in kept.items():
            (folder / file).write_bytes(data)


def count(found: Iterable[Mutant], root: Path = ROOT) -> tuple[list[Count], list[Mutant]]:
    """Return how many mutants of each kind are caught, and those that nothing notices."""
    totals: dict[Named, list[int]] = {}
    missed = []
    with tempfile.TemporaryDirectory() as place:
        whole = _copy(root, Path(place) / "whole", alone=False)
        alone = _copy(root, Path(place) / "alone", alone=True)
        for mutant in found:
            caught_alone = is_caught(alone, mutant)
            caught = caught_alone or is_caught(whole, mutant)  # the annotators' layers only add problems
            total = totals.setdefault(mutant.kind, [0, 0, 0])
            for at, one in enumerate((True, caught, caught_alone)):
                total[at] += one
            if not caught:
                missed.append(mutant)
    return [Count(kind.part, kind.name, *total) for kind, total in totals.items()], missed


def section(rows: Sequence[Count]) -> str:
    """Return the section of `docs/validation.md` on these mutants."""
    made = sum(row.mutants for row in rows)
    caught, alone = sum(row.caught for row in rows), sum(row.caught_alone for row in rows)
    lines = [
        HEAD,
        "",
        INTRODUCTION.format(made=made, kinds=len(rows)),
        "",
        f"Caught: **{_share(caught, made)}**, and {_share(alone, made)} without the annotators' layers.",
        "",
        "Made by `python -m benchmarks.plausible --write docs/validation.md`.",
        "",
        "| in | mistake | made | caught | caught without the annotators' layers |",
        "|---|---|---:|---:|---:|",
        *(f"| {row.part} | {row.name} | {row.mutants} | {row.caught} | {row.caught_alone} |" for row in rows),
        f"| **all** | | {made} | {caught} | {alone} |",
    ]
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{100 * part // whole}%"


def with_section(page: str, made: str) -> str:
    """Return the page with this section in place of its old one, at its end."""
    return page.partition(HEAD)[0].rstrip("\n") + "\n\n" + made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--each", type=int, default=EACH, help="mutants of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", type=Path, help="put the table into this page")
    parser.add_argument("--missed", action="store_true", help="show the kinds of those that nothing notices")
    options = parser.parse_args()
    rows, missed = count(mutants(each=options.each, seed=options.seed))
    made = section(rows)
    if options.write:
        options.write.write_text(with_section(options.write.read_text("utf-8"), made), "utf-8")
    print(made)
    if options.missed:
        for mutant in missed:
            print(mutant.kind.part, mutant.kind.name, *mutant.files)


if __name__ == "__main__":
    main()
