"""The baselines of examples/ run, and reach what can be told beforehand."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus_pkg
from benchmarks import baselines
from benchmarks.smollm2 import LAYERS, RUNS
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.train.scoring import Summary

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.py"))


@pytest.fixture(scope="module")
def two() -> Corpus:
    """Two short documents: one is left out at a time."""
    corpus = corpus_pkg.load()
    ids = ("strategic-partnership-visit", "trade-nearly-doubles")
    return Corpus([corpus[id_] for id_ in ids], corpus.registry, corpus.targets)


def results(name: str, corpus: Corpus, **settings: int) -> dict[tuple[str, str, str], Summary]:
    found: Iterator[Summary] = baselines.example(name).results(corpus, samples=0, **settings)
    return {(each.method, each.measure, each.group): each for each in found}


def first(found: dict[tuple[str, str, str], Summary]) -> float:
    value = next(iter(found.values())).pooled
    assert value is not None
    return value


def test_the_benchmark_runs_every_example() -> None:
    assert sorted(baselines.EXAMPLES) == EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_short(name: str) -> None:
    assert len((ROOT / "examples" / f"{name}.py").read_text("utf-8").splitlines()) < 100


def test_exact_linking_gets_most_from_other_documents() -> None:
    found = results("linking_exact", corpus_pkg.load())
    alone, seen = (each.pooled for each in found.values())
    assert alone is not None
    assert seen is not None
    assert 0.5 < alone < seen < 0.95


def test_the_commonest_label_says_nothing_of_either_side() -> None:
    found = results("stance_majority", corpus_pkg.load())
    assert found["majority", "favor and against", "micro"].pooled == 0
    assert (found["majority of the target", "favor and against", "micro"].pooled or 0) < 0.1


def test_the_answers_of_a_real_model_are_scored_as_in_the_table() -> None:
    lines = [json.loads(line) for line in (ROOT / "examples/llm_small.jsonl").read_text("utf-8").splitlines()]
    asked = {(line["document"], line["sentence"]) for line in lines}
    runs = Counter((line["layer"], line["run"]) for line in lines)
    assert len(asked) == len(corpus_pkg.load())
    assert runs == {(layer, run): len(asked) for layer in LAYERS for run in RUNS}
    scores = [each.as_dict() for each in baselines.example("llm_small").results(corpus_pkg.load())]
    table = baselines.lines([{"example": "llm_small", "missing": None, "scores": scores}])
    assert len(table) == 2 + len(runs)
    page = (ROOT / "docs/baselines.md").read_text("utf-8")
    assert [line for line in page.splitlines() if "SmolLM2" in line and line.startswith("|")] == table[2:]


@pytest.mark.slow
def test_tfidf_tells_sides_apart() -> None:
    assert first(results("stance_tfidf", corpus_pkg.load())) > 0.1


def test_a_page_gets_the_table_between_its_comments(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{baselines.BEGIN}\nold\n{baselines.END}\nafter\n", "utf-8")
    baselines.place(page, ["| new |"])
    baselines.place(page, ["| new |"])
    assert page.read_text("utf-8") == f"before\n{baselines.BEGIN}\n| new |\n{baselines.END}\nafter\n"
    page.write_text("no comments\n", "utf-8")
    with pytest.raises(SystemExit):
        baselines.place(page, [])


def test_what_lacks_a_package_is_named() -> None:
    score = {
        "method": "CRF", "measure": "strict", "group": "micro",
        "mean": 0.5, "spread": None, "pooled": 0.25, "interval": [0.1, 0.4],
    }  # fmt: skip
    table = baselines.lines(
        [
            {"example": "ner_crf", "missing": None, "scores": [score]},
            {"example": "dates_rules", "missing": "timexy", "scores": []},
        ]
    )
    assert table[2:] == [
        "| names | CRF | strict F1 | 0.50 ± – | 0.25 | 0.10–0.40 |",
        "",
        "Not run: `dates_rules` (needs timexy).",
    ]


def test_an_example_whose_package_is_missing_says_which(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "timexy", None)
    assert baselines.run_here("dates_rules") == baselines.MISSING
    assert capsys.readouterr().out.strip() == '"timexy"'


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
class TestWithTheirPackages:
    """What needs the extra `baselines`; in few rounds, to see that the real libraries do it."""

    def test_the_pretrained_pipeline_finds_most_names(self) -> None:
        found = list(results("ner_spacy_pretrained", corpus_pkg.load()).values())
        assert (found[0].pooled or 0) > 0.5
        assert (found[2].pooled or 0) > (found[0].pooled or 1)

    def test_a_crf_learns(self, two: Corpus) -> None:
        assert first(results("ner_crf", two, iterations=30)) > 0.3

    def test_a_trained_pipeline_learns(self, two: Corpus) -> None:
        assert first(results("ner_spacy_trained", two, epochs=30)) > 0.05

    def test_the_trainer_trains(self, two: Corpus) -> None:
        assert first(results("ner_transformers", two, epochs=1)) < 0.05
        assert first(results("ner_transformers", two, epochs=120)) > 0.1

    def test_rules_find_spelled_out_dates(self) -> None:
        found = results("dates_rules", corpus_pkg.load())
        assert (found["timexy", "value (overlap)", "accuracy"].pooled or 0) > 0.7

    def test_quantities_are_found(self) -> None:
        found = list(results("figures_quantulum3", corpus_pkg.load()).values())
        assert (found[4].pooled or 0) > (found[1].pooled or 1) > 0.2

    def test_the_command_runs_an_example_in_a_process_of_its_own(self) -> None:
        command = [sys.executable, "-m", "benchmarks.baselines", "--only", "linking_exact", "--into", "-"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        assert "| links | exact name | entity (boundary) accuracy |" in done.stdout
