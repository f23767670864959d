"""The guidelines of the second round give rules, numbered for citing, and no answers.

An annotator who works from them sees no words of the texts that are to be annotated: an example, number,
date or quoted phrase that occurs in a text would be a printed key.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "annotations/GUIDELINES.md").read_text("utf-8")
WORKED = (ROOT / "annotations/WORKED-EXAMPLES.md").read_text("utf-8")
RAW = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "raw").glob("*.txt")))

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
RULE = re.compile(r"^- \*\*(\d+\.\d+)\*\* ", re.MULTILINE)
CITED = re.compile(r"\[(\d+\.\d+(?:, \d+\.\d+)*)\]")
EXAMPLE = re.compile(r"`([^`\n]+(?:\n[^`\n]+)?)`|“([^”]+)”|\"([^\"\n]+)\"")
KEYS = {
    json.loads(line)["text"].casefold()
    for layer in ("dates", "figures")
    for path in sorted((ROOT / "annotations" / layer).glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
}
"""What is annotated as a date or a figure: no such word is an example either."""


def plain(text: str) -> str:
    """Return text without what makes no difference: letter case, spaces, kinds of quotes and dashes."""
    text = re.sub(r"[‐-―-]", "-", text.casefold())
    return re.sub(r"\s+", " ", re.sub(r"[’‘]", "'", text))


def words(text: str) -> str:
    """Return the words of a text, parted and enclosed by single spaces."""
    return " ".join(["", *re.findall(r"[^\W_]+", text), ""])


def without_rule_numbers(page: str) -> str:
    page = CITED.sub("", RULE.sub("", re.sub(r"^## \d+\.", "", page, flags=re.MULTILINE)))
    # The one target whose name holds a number.
    return re.sub(r"[Ss]ection[ -]907", "", page)


def answers(page: str) -> Iterator[str]:
    """Yield every example of two words or more, and every number, that occurs in a text of the corpus."""
    rest = without_rule_numbers(page)
    raw = words(plain(RAW))
    for example in EXAMPLE.finditer(rest):
        text = next(group for group in example.groups() if group)
        phrase = words(plain(text))
        is_answer = text.casefold() in KEYS or (len(phrase.split()) > 1 and phrase in raw)
        if is_answer:
            yield text
    numbers = set(NUMBER.findall(RAW))
    yield from (number for number in NUMBER.findall(rest) if number in numbers)


@pytest.mark.parametrize("page", ["GUIDELINES.md", "drafts/2/GUIDELINES.md"])
def test_no_example_number_or_quoted_phrase_occurs_in_a_text(page: str) -> None:
    assert list(answers((ROOT / "annotations" / page).read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("addition", "answer"),
    [
        ("such as `Strategic Working Group`", "Strategic Working Group"),
        ("such as `strategic working\n  group`", "strategic working\n  group"),
        ("as in “long-standing dispute”", "long-standing dispute"),
        ('{"date": "November 2020"}', "November 2020"),
        ("whose value is `P99Y`, or 94%", "94"),
        ("at the beginning of 1994", "1994"),
        ("such as `today` and `doubled`", "today"),
        ("`US-Azerbaijan` is cut", "US-Azerbaijan"),
        ("- **6.99** held `two-thirds`", "two-thirds"),
    ],
)
def test_an_answer_that_is_put_in_is_found(addition: str, answer: str) -> None:
    assert answer in list(answers(f"{PAGE}\n{addition}\n"))


def test_every_rule_has_its_own_number_in_order_and_every_cited_rule_exists() -> None:
    numbers = RULE.findall(PAGE)
    assert len(numbers) == len(set(numbers)) > 80
    assert numbers == sorted(numbers, key=lambda number: tuple(map(int, number.split("."))))
    cited = {number for group in CITED.findall(PAGE + WORKED) for number in group.split(", ")}
    assert cited
    assert cited <= set(numbers)


def test_worked_examples_quote_the_texts_and_cite_a_rule() -> None:
    rows = [row.strip("| ").split(" | ") for row in WORKED.splitlines() if row.startswith("| `")]
    assert len(rows) > 30
    assert [row for row in rows if not CITED.fullmatch(row[-1])] == []
    assert [row[0] for row in rows if row[0].strip("`") not in RAW] == []


def test_lines_of_the_draft_format_are_json_of_known_kinds() -> None:
    blocks = re.findall(r"```jsonl\n(.*?)```", PAGE, re.DOTALL)
    lines = [json.loads(line) for block in blocks for line in block.splitlines()]
    kinds = "document_stance document_date segment sentence entity date figure stance claim id"
    assert {next(iter(line)) for line in lines} == set(kinds.split())
    assert {line["basis"] for line in lines if "stance" in line} == {"statement", None}


def test_every_target_of_the_corpus_is_in_the_table() -> None:
    listed = (ROOT / "annotations/targets.jsonl").read_text("utf-8").splitlines()
    table = PAGE.partition("**6.1**")[2].partition("**6.2**")[0]
    targets = re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE)
    assert [json.loads(line)["id"] for line in listed] == targets
