"""Tasks for the Language Model Evaluation Harness: YAML files that call this package.

`corpus-pkg llm lm-eval --out DIR` writes the files; `lm_eval --include_path DIR --tasks corpus_pkg_dates`
runs one.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from corpus_pkg.extras import need
from corpus_pkg.harness.questions import MEASURES, QUESTIONS, SCORE, ask, corpus_of, numbers, reply_of
from corpus_pkg.layers import layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.train.llm.prompts import SHOTS
from corpus_pkg.train.llm.scores import Reply

PREFIX: Final = "corpus_pkg"
"""The group of the tasks, and the first part of their names."""
MOST_TOKENS: Final = 2048
"""How many tokens an answer may have."""

Item = tuple[str, str, Reply]
"""The source and the task of a reply, and the reply."""


def yaml_files(
    source: str, *, shots: int = SHOTS, guidelines: bool = True, labels: LabelSets = DEFAULT_LABELS
) -> dict[str, str]:
    """Return the YAML files of all tasks, by their names.

    Args:
        source: The corpus, as `load` takes it.
        shots: How many demonstrations a prompt has, all from other documents.
        guidelines: Whether prompts quote the corpus's guidelines on the layer.
        labels: What the corpus declares.
    """
    layers = {spec.name for spec in layers_of(labels)}
    tasks = {f"{PREFIX}_{name}": name for name, asked in QUESTIONS.items() if asked.layer in layers}
    files = {
        f"{task}.yaml": _yaml(
            task, {"question": name, "source": source, "shots": shots, "guidelines": guidelines}
        )
        for task, name in tasks.items()
    }
    lines = [f"group: {PREFIX}", "task:", *(f"  - {task}" for task in tasks)]
    return files | {f"{PREFIX}.yaml": "\n".join([*lines, ""])}


def _yaml(task: str, metadata: Mapping[str, Any]) -> str:
    where = __name__
    lines = [
        f"task: {task}",
        f"custom_dataset: !function {where}.dataset",
        "test_split: test",
        "output_type: generate_until",
        "doc_to_text: prompt",
        "doc_to_target: target",
        'target_delimiter: ""',
        f"process_results: !function {where}.process_results",
        "generation_kwargs:",
        '  until: ["\\n\\nText:"]',
        f"  max_gen_toks: {MOST_TOKENS}",
        "  do_sample: false",
        "metric_list:",
    ]
    for measure in MEASURES:
        lines += [f"  - metric: {measure}", f"    aggregation: !function {where}.{measure}"]
        lines += ["    higher_is_better: true"]
    lines += ["metadata:", "  version: 1"]
    lines += [f"  {name}: {json.dumps(value)}" for name, value in metadata.items()]
    return "\n".join([*lines, ""])


def dataset(
    question: str, source: str, shots: int = SHOTS, guidelines: bool = True, **_: Any
) -> dict[str, Any]:
    """Return the rows of a task, as the harness takes them.

    Args:
        question: The task's name.
        source: The corpus, as `load` takes it.
        shots: How many demonstrations a prompt has.
        guidelines: Whether prompts quote the corpus's guidelines on the layer.
    """
    rows = [
        {
            "question": question,
            "source": source,
            "document": asked.prompt.document,
            "sentence": asked.prompt.sentence or "",
            "prompt": asked.prompt.text,
            "target": asked.target,
        }
        for asked in ask(corpus_of(source), question, shots=shots, guidelines=guidelines)
    ]
    return {"test": need("datasets", "datasets").Dataset.from_list(rows)}


def process_results(doc: Mapping[str, Any], results: Iterable[str]) -> dict[str, Item]:
    """Return a reply under the name of each number, which is counted over all of them together."""
    item = (doc["source"], doc["question"], reply_of(doc, next(iter(results))))
    return dict.fromkeys(MEASURES, item)


def _number(items: Iterable[Item], measure: str) -> float:
    found = list(items)
    if not found:
        return 0.0
    source, name, _ = found[0]
    return numbers(source, name, [reply for _, _, reply in found])[measure]


def score(items: Iterable[Item]) -> float:
    """Return the task's score."""
    return _number(items, SCORE)


def well_formed(items: Iterable[Item]) -> float:
    """Return the share of the replies that are answers."""
    return _number(items, "well_formed")


def grounded(items: Iterable[Item]) -> float:
    """Return the share of the items whose words are found."""
    return _number(items, "grounded")


def label(items: Iterable[Item]) -> float:
    """Return the share of the found records whose label is right."""
    return _number(items, "label")


def value(items: Iterable[Item]) -> float:
    """Return the share of the found records whose other fields are right."""
    return _number(items, "value")
