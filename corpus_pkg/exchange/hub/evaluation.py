"""The file by which Inspect AI runs a dataset of the Hub: `inspect eval hf/ORG/NAME`."""

from collections.abc import Sequence
from typing import Final

from corpus_pkg.exchange.hub.configs import ASKED
from corpus_pkg.exchange.hub.metadata import Stored, as_yaml

EVAL_FILE: Final = "eval.yaml"


def eval_yaml(stored: Sequence[Stored]) -> str:
    """Return the file: a task for each config with what models are asked.

    Its scorers compare the answers as text; the tasks of this package place and score them.

    Args:
        stored: The configs that have rows.
    """
    tasks = [
        {
            "id": ASKED[item.name],
            "config": item.name,
            "split": item.split,
            "field_spec": {"input": "prompt", "target": "target", "metadata": ["document", "sentence"]},
            "solvers": [{"name": "generate"}],
            "scorers": [{"name": "exact"}, {"name": "f1"}],
        }
        for item in stored
        if item.name in ASKED
    ]
    return as_yaml({"tasks": tasks})
