"""Tasks for Inspect AI, which finds them by its entry point: `inspect eval corpus_pkg/dates`."""

from collections.abc import Callable
from typing import Any, Final

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import (
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    GenerateConfig,
    ResponseSchema,
)
from inspect_ai.scorer import SampleScore, Score, Scorer, Target, metric, scorer
from inspect_ai.solver import TaskState, generate
from inspect_ai.util import JSONSchema

from corpus_pkg.harness.questions import (
    QUESTIONS,
    ask,
    corpus_of,
    numbers,
    question,
    reply_of,
    sample_id,
)
from corpus_pkg.train.llm.model import answer_schema
from corpus_pkg.train.llm.prompts import SHOTS, Message
from corpus_pkg.train.rewards import functions

_ROLES: Final[dict[str, Any]] = {
    "system": ChatMessageSystem,
    "user": ChatMessageUser,
    "assistant": ChatMessageAssistant,
}


def _task(name: str) -> Callable[..., Task]:
    def made(
        source: str = "packaged", shots: int = SHOTS, guidelines: bool = True, structured: bool = False
    ) -> Task:
        corpus = corpus_of(source)
        samples = [
            Sample(
                id=sample_id(asked.prompt),
                input=[_message(message) for message in asked.prompt.messages],
                target=asked.target,
                metadata={"document": asked.prompt.document, "sentence": asked.prompt.sentence or ""},
            )
            for asked in ask(corpus, name, shots=shots, guidelines=guidelines)
        ]
        layer = question(name).layer
        schema = JSONSchema.model_validate(answer_schema(layer))
        config = GenerateConfig(response_schema=ResponseSchema(name=layer, json_schema=schema))
        return Task(
            dataset=MemoryDataset(samples, name=name),
            solver=generate(),
            scorer=placed(source, name),
            config=config if structured else GenerateConfig(),
        )

    made.__name__ = made.__qualname__ = name
    made.__doc__ = f"""Ask for {name.replace("_", " ")}, and score the answers where they are in the texts.

    Args:
        source: The corpus, as `corpus_pkg.load` takes it.
        shots: How many demonstrations a prompt has, all from other documents.
        guidelines: Whether prompts quote the corpus's guidelines on the layer.
        structured: Whether the model is held to the JSON Schema of the answers.
    """
    decorated: Callable[..., Task] = task(name=name)(made)
    return decorated


def _message(message: Message) -> Any:
    return _ROLES[message.role](content=message.content)


@metric  # type: ignore[untyped-decorator]
def corpus_score(source: str, name: str) -> Any:
    """Return the numbers of all samples together, as the package scores them."""

    def counted(scores: list[SampleScore]) -> Any:
        replies = [reply_of(one.sample_metadata, str(one.score.answer or "")) for one in scores]
        return numbers(source, name, replies)

    return counted


def placed(source: str, name: str) -> Scorer:
    """Return the scorer of a task: the strict F1 of each sample, and the numbers of all together."""

    @scorer(  # type: ignore[untyped-decorator]
        metrics=[corpus_score(source, name)], name="placed"
    )
    def made() -> Scorer:
        _, _, span_f1 = functions(corpus_of(source))
        layer = question(name).layer

        async def score(state: TaskState, target: Target) -> Score:
            text = state.output.completion
            sentence = state.metadata["sentence"] or None
            value = span_f1(
                [text], document=[state.metadata["document"]], sentence=[sentence], layer=[layer]
            )[0]
            return Score(value=value, answer=text, explanation=f"expected: {target.text}")

        return score

    return made()


for _name in QUESTIONS:
    globals()[_name] = _task(_name)
