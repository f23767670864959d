"""The card answers from the corpus: its examples, counts and figures are the data's own."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus_pkg import Corpus
from corpus_pkg.annotate.agreement import agreement
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.markdown import inline
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.hub.builder import build_repository
from corpus_pkg.exchange.hub.card import NOT_SAID, disclosure, table
from corpus_pkg.exchange.hub.datasheet import answers, plain
from corpus_pkg.exchange.hub.examples import CUT, fenced, shown
from corpus_pkg.exchange.hub.facts import Facts, citation, read_facts
from corpus_pkg.exchange.hub.metadata import TASKS
from corpus_pkg.tables.parquet_rows import decoded, file_features
from tests.small_corpus import Editor, write_small_corpus

SECTIONS = """What is in it|How to load it|Uses|Splits|Structure|Labels|How it was made|Agreement
|Limits and biases|Rights in the texts|Citation|Glossary""".replace("\n", "").split("|")


@pytest.fixture(scope="module")
def text(repository: Path) -> str:
    return (repository / "README.md").read_text("utf-8").split("\n---\n", 1)[1]


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_card_has_every_section_with_something_in_it(text: str) -> None:
    found = sections(text)
    assert list(found) == SECTIONS
    assert all(part.strip() for part in found.values())
    assert NOT_SAID not in text


def test_the_first_screen_says_what_it_is_who_annotated_whose_the_texts_are_and_how_to_load_it(
    repository: Path,
) -> None:
    _, metadata, text = (repository / "README.md").read_text("utf-8").split("---\n", 2)
    # The Hub shows the text alone; in the file it comes after one line for each config, and some 15 more.
    assert metadata.count("\n") <= metadata.count("config_name: ") + 20
    first = "\n".join(text.splitlines()[:20])
    assert "# AzUS" in first
    assert "**In it**: 5 texts with 208 sentences, 632 entities, 65 dates, 35 figures, 468 stances" in first
    assert "131 registry entries, 13 targets" in first
    assert "**Annotated by**: language models, not people: Claude" in first
    assert "5 texts under licences that do not allow redistribution" in first
    assert "The annotations are under CC-BY-4.0." in first
    (snippet,) = re.findall(r"```python\n(.*?)\n```", first, re.DOTALL)
    assert 'load_dataset("ORG/NAME", "entities", split="train")' in snippet


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([], "nobody is named"),
        ([("a", "person")], "people: Who a (annotator `a`)"),
        (
            [("a", "person"), ("b", "model")],
            "people and language models: Who a (annotator `a`); Who b (annotator `b`)",
        ),
        ([("b", "model")], "language models, not people: Who b (annotator `b`)"),
    ],
)
def test_the_card_discloses_whether_people_annotated(people: list[tuple[str, str]], said: str) -> None:
    facts = Facts(
        annotators=tuple(
            {"name": name, "kind": kind, "who": f"Who {name}", "role": "annotator"} for name, kind in people
        )
    )
    assert disclosure(facts).startswith(said)


def test_the_card_of_another_corpus_has_its_name_and_its_rights(tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path / "source")
    edit = Editor(root)
    for line in (1, 2):
        edit.change(layout.DOCUMENTS_FILE, line, license="CC-BY-4.0", rights="Mine.")
    (root / "CITATION.cff").write_text("title: 'River news: a corpus'\nurl: https://example.org/river\n")
    build_repository(root, tmp_path / "out")
    whole = (tmp_path / "out/README.md").read_text("utf-8")
    assert "AzUS" not in whole
    assert "pretty_name: River news\n" in whole
    assert "@misc{river-news,\n" in whole
    assert "url = {https://example.org/river}" in whole
    assert "2 texts, which may be passed on (2 CC-BY-4.0)" in whole


def test_each_config_has_an_example_that_is_a_row_of_it(text: str, repository: Path) -> None:
    parts = re.split(r"^### (.*)$", sections(text)["Structure"], flags=re.MULTILINE)
    shown_examples = {
        name: json.loads(re.findall(r"```json\n(.*?)\n```", part, re.DOTALL)[0])
        for name, part in zip(parts[1::2], parts[2::2], strict=True)
    }
    assert sorted(shown_examples) == sorted(place.stem for place in repository.glob("*.parquet"))
    for name, row in shown_examples.items():
        place = repository / f"{name}.parquet"
        features = file_features(pq.read_schema(place))
        rows = [
            json.loads(shown({key: decoded(value, features[key]) for key, value in stored.items()}))
            for stored in pq.read_table(place).to_pylist()
        ]
        assert row in rows, name


def test_the_agreement_is_what_is_measured(text: str, corpus: Corpus) -> None:
    part = sections(text)["Agreement"]
    assert "remarks on what these figures are worth" in part
    measured = agreement(corpus, ("c", "d")).overall
    for layer, figures in measured.layers.items():
        assert figures.exact.f1 is not None
        assert f"| {layer} | {figures.exact.f1:.2f} |" in part
    assert measured.document_stance.alpha is not None
    assert f"{measured.document_stance.alpha:.2f} for document stance" in part
    assert "one language model" in part


def test_the_limits_name_the_size_and_the_side(text: str) -> None:
    limits = sections(text)["Limits and biases"]
    assert "five texts" in limits
    assert "close to Azerbaijan's official position" in " ".join(limits.split())


def test_the_rights_are_given_text_by_text(text: str, corpus: Corpus) -> None:
    rights = sections(text)["Rights in the texts"]
    assert "does not cover the source texts" in " ".join(rights.split())
    for document in corpus:
        assert document.id in rights
        assert document.metadata.rights in rights


def test_the_card_says_why_there_is_no_test_set(text: str) -> None:
    part = sections(text)["Splits"]
    assert "no test set" in part
    assert "With 5 documents" in part
    assert "fold" in part


def test_the_python_in_the_card_is_python(text: str) -> None:
    blocks = re.findall(r"```python\n(.*?)\n```", text, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        compile(block, "card", "exec")


def test_a_corpus_without_the_files_beside_it_says_so(corpus: Corpus, tmp_path: Path) -> None:
    write_corpus(tmp_path / "source", corpus)
    (tmp_path / "source/corpus.toml").unlink()
    build_repository(tmp_path / "source", tmp_path / "out")
    found = sections((tmp_path / "out/README.md").read_text("utf-8").split("\n---\n", 1)[1])
    assert NOT_SAID in found["Limits and biases"]
    assert "no `corpus.toml`" in found["Citation"]
    assert "fewer than two annotators" in found["Agreement"]
    assert "No licence of the annotations is recorded" in found["Rights in the texts"]
    assert not (tmp_path / "out/DATASHEET.md").exists()


def test_a_datasheets_answers_are_found_by_number() -> None:
    text = "# Sheet\n\n**1. Why?** Because.\n\nAnd so.\n\n**2. Who?** No.\n\n## Next\n\nProse.\n"
    assert answers(text) == {1: "Because.\n\nAnd so."}
    assert answers("") == {}


def test_every_answer_of_the_packaged_datasheet_is_found() -> None:
    text = Path(__file__).parents[2].joinpath("DATASHEET.md").read_text("utf-8")
    said_nothing = {number for number in range(1, 58) if number not in answers(text)}
    for number in said_nothing:
        assert re.search(rf"^\*\*{number}\. [^*]*\*\* (No|None|Not applicable)\.$", text, re.MULTILINE), (
            number
        )


def test_long_values_are_cut_and_the_cut_shows() -> None:
    row: dict[str, Any] = {"text": "x" * 999, "items": [{"a": 1}] * 9, "tags": list(range(99)), "none": None}
    made = json.loads(shown(row))
    assert made["text"].endswith(CUT)
    assert made["items"] == [{"a": 1}, {"a": 1}, f"{CUT} 7 more"]
    assert made["tags"][-1] == f"{CUT} 69 more"
    assert made["none"] is None


def test_no_text_can_break_out_of_a_fence_or_a_cell() -> None:
    assert fenced("a\n```\nb", "json").startswith("````json\n")
    assert table(["a"], [[inline("x|y\n<b>")]]).splitlines()[2] == "| x\\|y \\<b\\> |"


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [", "just words"])
def test_a_broken_citation_file_is_a_problem_with_a_place(text: str) -> None:
    with pytest.raises(CorpusError) as raised:
        citation(text)
    assert raised.value.problems[0].file == "CITATION.cff"


def test_the_bibtex_names_title_authors_year_and_version() -> None:
    made = read_facts(layout.packaged()).citation.bibtex()
    for part in ("title = {{AzUS", "author = {{AzUS developers}}", "year = {2026}", "version = {2.0.0}"):
        assert part in made


def test_all_documents_of_a_small_corpus_are_listed(text: str, corpus: Corpus) -> None:
    part = sections(text)["What is in it"]
    assert "### The documents\n" in part
    rows = [
        line for line in part.splitlines() if line.startswith(tuple(f"| `{id_}` |" for id_ in corpus.ids))
    ]
    assert len(rows) == len(corpus)
    for document, row in zip(corpus, rows, strict=True):
        assert f"| {document.metadata.date} |" in row
        assert f"| {document.metadata.characters:,} |" in row


def test_an_example_is_the_fullest_of_the_first_rows(text: str, repository: Path) -> None:
    parts = re.split(r"^### (.*)$", sections(text)["Structure"], flags=re.MULTILINE)
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        row = json.loads(re.findall(r"```json\n(.*?)\n```", part, re.DOTALL)[0])
        stored = pq.read_table(repository / f"{name}.parquet").slice(0, 100).to_pylist()
        empty = min(sum(value is None or value == [] for value in other.values()) for other in stored)
        assert sum(value is None or value == [] for value in row.values()) == empty, name


def test_every_task_that_the_card_names_is_served_by_a_config(repository: Path) -> None:
    configs = {path.stem for path in repository.glob("*.parquet")}
    assert TASKS.keys() <= configs


def test_an_answer_of_the_datasheet_is_plain_on_one_line() -> None:
    assert plain("Read `none` as\nno side.") == "Read none as no side."
