"""The nets take nothing that the rules say a word of: every breach of a rule, and changes at random."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from benchmarks.build_workload import as_line
from corpus_pkg.build.line import judge
from corpus_pkg.build.references import read_references
from corpus_pkg.checks.findings import Case
from corpus_pkg.checks.rule import Rule
from corpus_pkg.checks.rules import RULES
from corpus_pkg.layers import LAYER_NAMES
from tests.build.damage import Tally, block_of, disagreements
from tests.build.records import line, references
from tests.build.test_fast import judge_of
from tests.checks.cases import ADDED, CASES
from tests.small_corpus import Editor, write_small_corpus

CODES = {
    "date-text", "document-stance-text", "figure-kind", "figure-unit", "figure-value", "metadata-date",
    "metadata-date-text", "metadata-title",
}  # fmt: skip
DATES = (
    "2000", "2001-09-11", "2020-XX", "2022-06~", "2023-06-28", "2023-09~", "2024", "202X", "2025-08-08",
    "2025-22", "2022/2023", "../2022", "2022/..", "8000-01-01", "8000/..", "2024/8000",
)  # fmt: skip


def _lines_of(root: Path) -> Iterator[bytes]:
    """Yield the documents of a corpus directory as lines, whatever is wrong with them."""
    for row in (root / "raw/documents.jsonl").read_text("utf-8").splitlines():
        metadata = json.loads(row)
        text = (root / f"raw/{metadata['id']}.txt").read_bytes().decode("utf-8")
        document = {"id": metadata["id"], "text": text, "metadata": metadata}
        for layer in LAYER_NAMES:
            place = root / f"annotations/{layer}/{metadata['id']}.jsonl"
            rows = place.read_text("utf-8").splitlines() if place.is_file() else []
            document[layer] = [json.loads(record) for record in rows]
        yield as_line(document)[:-1]


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.code not in ADDED], ids=lambda rule: rule.code
)
def test_no_net_takes_a_breach_of_its_rule(rule: Rule[Case], tmp_path: Path) -> None:
    broken = 0
    for number, break_it in enumerate(CASES[rule.code]):
        root = write_small_corpus(tmp_path / str(number), annotators=(), claims=True)
        sound = list(_lines_of(root))
        break_it(Editor(root))
        refs = read_references(root, None)
        for fine, line_ in zip(sound, _lines_of(root), strict=True):
            if rule.code not in {problem.code for problem in judge(line_, refs, "lines", 1)[1]}:
                continue
            broken += 1
            runs = list(judge_of(refs).runs(block_of([fine, line_, fine]), []))
            assert all(not run.start <= 1 < run.end for run in runs)
            if fine != line_:  # else the registry is broken, and with it both
                assert [(run.start, run.end) for run in runs] == [(0, 1), (2, 3)]
    assert broken


def _one_of(chance: random.Random, records: list[dict[str, Any]]) -> dict[str, Any]:
    return chance.choice(records) if records else {}


def _changed(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Change one or two things of a document that these rules look at."""
    for _ in range(chance.choice((1, 1, 2))):
        kind = chance.randrange(12)
        if kind < 2:
            document["metadata"]["date"] = chance.choice(DATES)
        elif kind == 2:
            title = document["metadata"]["title"] or "Title"
            document["metadata"]["title"] = chance.choice((None, title + "x", title.replace(" ", "  ", 1)))
        elif kind == 3:
            kinds = ("title", "caption", "paragraph", "heading")
            _one_of(chance, document["segments"])["kind"] = chance.choice(kinds)
        elif kind == 4:
            label = chance.choice(("favor", "against", "mixed", "none"))
            _one_of(chance, document["document_stance"])["label"] = label
        elif kind == 5:
            side = chance.choice(
                (("favor", "statement"), ("against", "framing"), ("mixed", "act"), ("none", None))
            )
            _one_of(chance, document["stance"]).update(zip(("label", "basis"), side, strict=True))
        elif kind < 10:
            _one_of(chance, document["figures"]).update(
                chance.choice(
                    (
                        {"change": "TARGET"},
                        {"kind": "COUNT", "unit": None},
                        {"kind": "MONEY", "unit": "EUR"},
                        {"value": "2"},
                    )
                )
            )
        else:
            value = chance.choice(("2024", "2025-08-08", "2026-01", "2023-06-29", "199", "P6M", "PAST_REF"))
            types = {"type": "DURATION" if value == "P6M" else "DATE", "anchor": None}
            _one_of(chance, document["dates"]).update({"value": value, **types})
    return document


def test_what_a_rule_says_a_word_of_is_never_taken_by_the_fast_path() -> None:
    chance = random.Random(5)
    refs, tally, said = references(), Tally(), Counter[str]()
    lines = []
    for _ in range(300):
        document = json.loads(line(chance.randrange(25), 30))
        lines.append(as_line(_changed(document, chance))[:-1])
    assert disagreements(lines, judge_of(refs), refs, tally) == []
    for changed in lines[::2]:
        said.update({problem.code for problem in judge(changed, refs, "lines", 1)[1]})
    assert set(said) >= CODES, said
    assert tally.taken > 15, "the nets would let nothing through"


def test_a_year_at_which_a_figure_holds_is_seen_by_the_net() -> None:
    document = corpus_pkg.load()["trade-nearly-doubles"].model_dump(mode="json")
    document["dates"] = [date for date in document["dates"] if date["text"] == "2024"]
    held = {date["id"] for date in document["dates"]}
    for figure in document["figures"]:
        figure["date"] = figure["date"] if figure["date"] in held else None
    dates = {date["id"] for date in document["dates"]}
    for claim in document["claims"]:
        claim["carriers"] = [id_ for id_ in claim["carriers"] if id_[:3] != "dat" or id_ in dates]
    document["metadata"]["date"] = "2024"
    fine = as_line(document)[:-1]
    document["metadata"]["date"] = "2023-05"
    late = as_line(document)[:-1]
    assert {problem.code for problem in judge(late, references(), "lines", 1)[1]} == {"metadata-date-text"}
    runs = list(judge_of(references()).runs(block_of([fine, late]), []))
    assert [(run.start, run.end) for run in runs] == [(0, 1)]
