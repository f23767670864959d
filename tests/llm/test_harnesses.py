"""Tasks of the harnesses: unmodified programs report the package's own scores.

The programs run with `pytest -m clients tests/llm`, where the extra `models-test` is installed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.harness import lm_eval_tasks
from corpus_pkg.harness.questions import MEASURES, QUESTIONS, ask, numbers
from corpus_pkg.train.scoring import score
from tests.llm.replies import FILLED, empty, oracle, spoilt

CORPUS = corpus_pkg.load()
SCORED = [name for name, asked in QUESTIONS.items() if asked.layer in dict(FILLED)]
REPLIES: dict[str, Callable[..., list[llm.Reply]]] = {"oracle": oracle, "empty": empty, "spoilt": spoilt}


def unit_of(layer: str) -> str:
    return llm.answer_model(layer).unit


def expected(name: str, replies: list[llm.Reply]) -> float:
    """Return what the package's own scoring says of the records that the replies make."""
    asked = QUESTIONS[name]
    found = llm.score_replies(CORPUS, asked.layer, replies, samples=0)
    scores = score(CORPUS, found.predicted, layers=[asked.layer], samples=0)
    measure, group = asked.measure or (found.headline.measure, found.headline.group)
    return scores[asked.layer, measure, group].value or 0.0


def test_there_is_a_task_for_each_layer_and_for_values_alone() -> None:
    assert set(QUESTIONS) == {*llm.ANSWERED, "date_values", "linking"}


@pytest.mark.parametrize("name", SCORED)
@pytest.mark.parametrize("kind", REPLIES)
def test_the_numbers_of_a_task_are_those_of_the_package(name: str, kind: str) -> None:
    layer = QUESTIONS[name].layer
    replies = REPLIES[kind](CORPUS, layer, unit_of(layer))
    found = numbers("packaged", name, replies)
    assert tuple(found) == MEASURES
    assert found["score"] == pytest.approx(expected(name, replies), abs=1e-9)
    if kind != "spoilt":
        assert found["score"] == (1 if kind == "oracle" else 0)
        assert found["well_formed"] == 1


def test_a_run_on_some_sentences_is_scored_on_them() -> None:
    replies = spoilt(CORPUS, "entities", "sentence")[40:90]
    found = llm.score_replies(CORPUS, "entities", replies, only_replied=True, samples=20)
    asked = {(reply.document, reply.sentence) for reply in replies}
    gold = [
        document.model_copy(
            update={
                "entities": tuple(
                    entity
                    for entity in document.entities
                    if (document.id, getattr(document.sentence_of(entity), "id", None)) in asked
                )
            }
        )
        for document in CORPUS
        if document.id in {reply.document for reply in replies}
    ]
    scores = score(gold, found.predicted, layers=["entities"], samples=0)
    assert found.headline.value == scores["entities", "strict", "micro"].value
    assert found.well_formed.gold == 50
    assert found.missing == ()
    half = llm.score_replies(CORPUS, "entities", replies, samples=0)
    assert (half.headline.value or 0) < (found.headline.value or 0)
    assert len(half.missing) == sum(len(document.sentences) for document in CORPUS) - 50


def test_a_task_asks_with_its_options() -> None:
    first = next(ask(CORPUS, "linking", shots=1, guidelines=False))
    assert len(first.prompt.shots) == 1
    assert f"- {next(iter(CORPUS.registry))}: " in first.prompt.messages[0].content
    with pytest.raises(ValueError, match="choose from: entities"):
        next(ask(CORPUS, "parsing"))


def test_the_yaml_files_name_functions_of_the_package() -> None:
    yaml = pytest.importorskip("yaml")
    files = lm_eval_tasks.yaml_files('odd "name": #1', shots=2)
    assert set(files) == {"corpus_pkg.yaml", *(f"corpus_pkg_{name}.yaml" for name in QUESTIONS)}

    class Loader(yaml.SafeLoader):  # type: ignore[misc, name-defined]
        pass

    Loader.add_constructor("!function", lambda loader, node: loader.construct_scalar(node))
    for name in QUESTIONS:
        config = yaml.load(files[f"corpus_pkg_{name}.yaml"], Loader)
        assert config["metadata"]["source"] == 'odd "name": #1'
        assert config["metadata"]["shots"] == 2
        assert [metric["metric"] for metric in config["metric_list"]] == list(MEASURES)
        for said in (config["custom_dataset"], config["process_results"]):
            module, _, function = said.rpartition(".")
            assert module == lm_eval_tasks.__name__
            assert callable(getattr(lm_eval_tasks, function))
        for metric in config["metric_list"]:
            assert callable(getattr(lm_eval_tasks, metric["aggregation"].rpartition(".")[2]))
    assert yaml.load(files["corpus_pkg.yaml"], Loader)["task"] == [f"corpus_pkg_{name}" for name in QUESTIONS]


def test_the_functions_of_the_yaml_files_give_the_numbers_of_the_task() -> None:
    name, unit = "document_stance", "document"
    rows = lm_eval_tasks.dataset(question=name, source="packaged", shots=0, version=1)["test"]
    replies = spoilt(CORPUS, name, unit)
    assert [row["target"] for row in rows] == [reply.text for reply in oracle(CORPUS, name, unit)]
    made = [
        lm_eval_tasks.process_results(row, [reply.text]) for row, reply in zip(rows, replies, strict=True)
    ]
    found = numbers("packaged", name, replies)
    for measure in MEASURES:
        assert getattr(lm_eval_tasks, measure)([one[measure] for one in made]) == found[measure]
        assert getattr(lm_eval_tasks, measure)([]) == 0


RUN_HUB_TASK = """
import json, sys
import pyarrow.parquet as pq
from inspect_ai import eval as evaluate
from inspect_ai.model import ModelOutput, ModelUsage, get_model

task, rows, logs, kind = sys.argv[1:]
found = pq.read_table(rows).to_pylist()
said = {row["prompt"]: row["target"] if kind == "oracle" else "none" for row in found}

def answer(messages, *_):
    output = ModelOutput.from_content("mockllm/model", said[messages[-1].text])
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output

model = get_model("mockllm/model", custom_outputs=answer)
(log,) = evaluate(task, model=model, log_dir=logs, display="none")
assert log.status == "success", log.error
print(json.dumps({score.name: score.metrics["mean"].value for score in log.results.scores}))
"""


@pytest.mark.clients
@pytest.mark.parametrize(("kind", "value"), [("oracle", 1), ("empty", 0)])
def test_inspect_runs_the_repository_of_the_hub(kind: str, value: float, tmp_path: Path) -> None:
    from corpus_pkg.exchange.hub.builder import build_repository
    from tests.hub.conftest import clean_environment, run_python
    from tests.hub.server import READER, Blob, Repository, running

    build_repository(None, tmp_path / "built")
    with running() as hub:
        repository = Repository()
        blobs = {
            place.name: Blob(place.read_bytes(), place.suffix == ".parquet")
            for place in (tmp_path / "built").iterdir()
        }
        repository.commit("Add files", blobs)
        hub.repositories["org/azus"] = repository
        env = clean_environment(tmp_path / "home", HF_ENDPOINT=hub.url, HF_TOKEN=READER)
        rows = str(tmp_path / "built/ask_dates.parquet")
        found = run_python(RUN_HUB_TASK, "hf/org/azus/dates", rows, str(tmp_path / "logs"), kind, env=env)
    assert set(found.values()) == {value}
    assert set(found) == {"exact", "f1"}
