"""What the tests of the Hub share: a build of the packaged corpus, and clients in processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub import constants
from huggingface_hub.utils.tqdm import disable_progress_bars, enable_progress_bars

import corpus_pkg
from corpus_pkg import Corpus
from corpus_pkg.exchange.hub.builder import build_repository

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The packaged corpus."""
    return corpus_pkg.load()


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the packaged corpus; not to be changed."""
    out = tmp_path_factory.mktemp("hub") / "repository"
    build_repository(None, out)
    return out


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the client in this process speak to a local server only as the tests say: plain LFS, no token."""
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub, "get_token", lambda: None)
    huggingface_hub.close_session()  # one made before knows another setting
    disable_progress_bars()
    yield
    enable_progress_bars()
    huggingface_hub.close_session()


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a client that knows no network, no token and no cache but its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    made = {
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_XET": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
    }
    return {**kept, **made, **more}


def run_python(code: str, *arguments: str, env: Mapping[str, str], python: str = sys.executable) -> Any:
    """Run code in a new process and return the JSON that it prints last."""
    done = subprocess.run(
        [python, "-c", code, *arguments], env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


LOAD_ALL = """
import json, sys
from datasets import load_dataset, get_dataset_config_names

path, configs, options = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
found = {}
for name in configs:
    loaded = load_dataset(path, name, **options)
    (split,) = loaded
    assert split == ("test" if name.startswith("ask_") else "train"), split
    rows = loaded[split]
    found[name] = {"rows": list(rows), "features": rows.features.to_dict()}
default = load_dataset(path, **options)["train"]
found["default"] = {"rows": list(default), "features": default.features.to_dict()}
found["names"] = get_dataset_config_names(path, **{k: v for k, v in options.items() if k == "revision"})
print(json.dumps(found, default=str))
"""
"""Loads every config of a repository, and prints its rows and features."""


def as_loaded(rows: list[dict[str, Any]]) -> Any:
    """Return rows as they come out of `LOAD_ALL`: days as strings."""
    return json.loads(json.dumps(rows, default=str))


def same_feature(found: Any, declared: Any) -> bool:
    """Return True if a feature as `datasets` has it is the one that was declared, label names included."""
    if isinstance(declared, list):
        item = found[0] if isinstance(found, list) else found["feature"]
        return same_feature(item, declared[0])
    if "_type" in declared:
        return bool({key: found.get(key) for key in declared} == declared)
    return list(found) == list(declared) and all(same_feature(found[key], declared[key]) for key in declared)
