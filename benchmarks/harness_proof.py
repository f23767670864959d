"""One set of answers, scored by every program that takes them: all report the same numbers.

Right, empty and spoilt answers to every task go through Inspect, lm-evaluation-harness, the rewards as TRL
calls them, `corpus-pkg score` and the explorer's view of errors:

    python -m benchmarks.harness_proof

It needs the extra `models-test`, asks nothing of any network and ends with 1 if two numbers differ.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import corpus_pkg
from corpus_pkg import llm, rewards
from corpus_pkg.corpus.document import Document
from corpus_pkg.harness.lm_eval_tasks import PREFIX
from corpus_pkg.harness.questions import MEASURES, QUESTIONS, ask, numbers
from corpus_pkg.layers import DOCUMENT_STANCE
from corpus_pkg.train.scoring.lines import HEADLINES
from tests.command_line import run
from tests.llm.replies import FILLED, empty, oracle, spoilt

CORPUS = corpus_pkg.load()
SCORED = [name for name, asked in QUESTIONS.items() if asked.layer in dict(FILLED)]
KINDS: Final[dict[str, Callable[..., list[llm.Reply]]]] = {
    "oracle": oracle,
    "empty": empty,
    "spoilt": spoilt,
}
CLOSE: Final = 1e-9


class Row(NamedTuple):
    """What the programs say of the answers to one task; None where a program has no such number."""

    kind: str
    task: str
    inspect: float
    lm_eval: float
    score: float
    view: float | None
    """What the view of errors says."""
    counted: float | None
    """The number of `corpus-pkg score` that the view counts: of most layers the same as `score`."""
    reward: float
    """The mean reward of the units."""
    units: float
    """The mean of what `corpus_pkg.errors` counts of each unit on its own."""
    seconds: float
    """How long Inspect took."""

    @property
    def agrees(self) -> bool:
        """Return True if the programs agree."""
        pairs = [(self.inspect, self.score), (self.lm_eval, self.score), (self.reward, self.units)]
        if self.view is not None and self.counted is not None:
            pairs.append((self.view, self.counted))
        return all(abs(one - other) <= CLOSE for one, other in pairs)


def replies_of(kind: str, name: str) -> list[llm.Reply]:
    """Return the answers of a kind to a task."""
    layer = QUESTIONS[name].layer
    return KINDS[kind](CORPUS, layer, llm.answer_model(layer).unit)


@cache
def _asked(name: str) -> tuple[Any, ...]:
    return tuple(asked.prompt for asked in ask(CORPUS, name, shots=0, guidelines=False))


def by_inspect(kind: str, name: str, folder: Path) -> dict[str, float]:
    """Return what Inspect reports."""
    from inspect_ai import eval as evaluate
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    replies = replies_of(kind, name)
    said = {
        tuple(message.content for message in prompt.messages): reply.text
        for prompt, reply in zip(_asked(name), replies, strict=True)
    }

    def answer(messages: Any, *_: Any) -> Any:
        output = ModelOutput.from_content("mockllm/model", said[tuple(message.text for message in messages)])
        output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
        return output

    (log,) = evaluate(
        f"{PREFIX}/{name}",
        model=get_model("mockllm/model", custom_outputs=answer, memoize=False),
        task_args={"shots": 0, "guidelines": False},
        log_dir=str(folder),
        display="none",
    )
    assert log.status == "success", log.error
    assert log.results is not None
    (scored,) = log.results.scores
    assert scored.scored_samples == len(replies)
    return {metric_name: metric.value for metric_name, metric in scored.metrics.items()}


def by_lm_eval(kind: str, folder: Path) -> dict[str, dict[str, float]]:
    """Return what lm-evaluation-harness reports, by task."""
    import lm_eval
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    run("llm", "lm-eval", "--shots", 0, "--no-guidelines", "--out", folder).succeeded()
    said = {
        prompt.text: reply.text
        for name in SCORED
        for prompt, reply in zip(_asked(name), replies_of(kind, name), strict=True)
    }

    class Mock(LM):  # type: ignore[misc]
        def loglikelihood(self, requests: Any) -> Any:
            raise NotImplementedError

        def loglikelihood_rolling(self, requests: Any) -> Any:
            raise NotImplementedError

        def generate_until(self, requests: Any, **_: Any) -> list[str]:
            return [said[request.args[0]] for request in requests]

    results = lm_eval.simple_evaluate(
        model=Mock(),
        tasks=[f"{PREFIX}_{name}" for name in SCORED],
        task_manager=TaskManager(include_path=str(folder)),
        bootstrap_iters=0,
    )["results"]
    return {
        name: {measure: results[f"{PREFIX}_{name}"][f"{measure},none"] for measure in MEASURES}
        for name in SCORED
    }


def by_commands(kind: str, name: str, folder: Path) -> tuple[float, float | None, float | None]:
    """Return what `corpus-pkg score` and the explorer's view of errors say of a file of the answers.

    Last is the number of `corpus-pkg score` that the view counts. Tasks on values alone have no view.
    """
    asked = QUESTIONS[name]
    file, page = folder / "replies.jsonl", folder / "page.html"
    lines = [
        json.dumps({"document": one.document, "sentence": one.sentence, "reply": one.text})
        for one in replies_of(kind, name)
    ]
    file.write_text("\n".join(lines), "utf-8")
    options = ("--layer", asked.layer, "--samples", 0, "--json")
    scores = run("score", "packaged", file, *options).json()["scores"][asked.layer]
    named = asked.measure or next((measure, of) for measure, of in HEADLINES if of in scores.get(measure, {}))
    value = scores[named[0]][named[1]]["value"] or 0.0
    if asked.measure is not None:
        return value, None, None
    run("explore", "--predicted", file, "--layer", asked.layer, "--out", page).succeeded()
    data = json.loads(page.read_text("utf-8").split('id="corpus">')[1].split("</script>")[0])
    counts = data["predictions"][file.name]["layers"][asked.layer]
    if asked.layer == DOCUMENT_STANCE.name:
        return value, counts["recall"], scores["accuracy"]["micro"]["value"]
    return value, counts["f1"], value


def by_reward(kind: str, name: str) -> tuple[float, float]:
    """Return the mean reward, and the mean of what is counted of each sentence or document on its own."""
    replies, layer = replies_of(kind, name), QUESTIONS[name].layer
    _, _, span_f1 = rewards.functions(CORPUS)
    found = span_f1(
        prompts=[[{"role": "user", "content": ""}]] * len(replies),
        completions=[[{"role": "assistant", "content": reply.text}] for reply in replies],
        completion_ids=[[0]] * len(replies),
        trainer_state=None,
        document=[reply.document for reply in replies],
        sentence=[reply.sentence for reply in replies],
        layer=[layer] * len(replies),
    )
    alone = [_alone(reply, layer) for reply in replies]
    return sum(found) / len(found), sum(alone) / len(alone)


def _alone(reply: llm.Reply, layer: str) -> float:
    """Return the F1 of one answer by the counts of `errors`, in which what has no place is wrong, too."""
    document: Document = CORPUS[reply.document]
    try:
        answer = llm.parse_answer(reply.text, layer)
    except llm.AnswerError:
        return 0.0
    placed = llm.place(document, answer, reply.sentence)
    records = document.layer(layer)
    if reply.sentence is not None:
        sentence = document[reply.sentence]
        records = tuple(record for record in records if document.sentence_of(record) == sentence)
    gold = document.model_copy(update={layer: records})
    said = document.model_copy(update={layer: placed.records})
    counts = corpus_pkg.errors([gold], [said], layers=[layer]).counts[layer]
    # A label of a document that was not answered is `none` in the counts, and nothing to the reward.
    implied = counts.predicted - len(placed.records) if layer == DOCUMENT_STANCE.name else 0
    whole = counts.gold + counts.predicted - implied + len(placed.unplaced)
    return 2 * (counts.right - implied) / whole if whole else 1.0


def rows(kind: str, folder: Path) -> Iterator[Row]:
    """Yield what all programs say of one kind of answers, by task.

    Args:
        kind: One of `KINDS`.
        folder: An empty folder for what the programs write.
    """
    tasks = by_lm_eval(kind, folder / "tasks")
    for name in SCORED:
        place = folder / name
        place.mkdir()
        began = time.monotonic()
        inspect = by_inspect(kind, name, place / "logs")
        seconds = time.monotonic() - began
        expected = numbers("packaged", name, replies_of(kind, name))
        for measure in MEASURES:
            assert abs(inspect[measure] - expected[measure]) <= CLOSE
            assert abs(tasks[name][measure] - expected[measure]) <= CLOSE
        of_commands, of_reward = by_commands(kind, name, place), by_reward(kind, name)
        yield Row(kind, name, inspect["score"], tasks[name]["score"], *of_commands, *of_reward, seconds)


def main() -> int:
    """Write the table; returns 1 if two programs differ."""
    print(f"{'answers':8} {'task':16}{'inspect':>10}{'lm-eval':>10}{'score':>10}", end="")
    print(f"{'view':>10}{'as score':>10}{'reward':>10}{'by unit':>10}{'seconds':>9}")
    differ = 0
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            for row in rows(kind, Path(folder)):
                values = (row.inspect, row.lm_eval, row.score, row.view, row.counted, row.reward, row.units)
                cells = "".join(f"{'–' if value is None else f'{value:.6f}':>10}" for value in values)
                wrong = "" if row.agrees else "  DIFFER"
                print(f"{row.kind:8} {row.task:16}{cells}{row.seconds:9.1f}{wrong}", flush=True)
                differ += not row.agrees
    print("all agree" if not differ else f"{differ} rows differ")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main())
