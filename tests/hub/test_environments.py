"""Every config loads in the older series of `datasets` too, each in an environment of its own."""

import json
import os
from pathlib import Path

import huggingface_hub
import pyarrow.parquet as pq
import pytest

from corpus_pkg.exchange.hub.configs import configs
from corpus_pkg.exchange.hub.features import json_feature
from corpus_pkg.exchange.hub.publish import push
from tests.hub.conftest import LOAD_ALL, as_loaded, clean_environment, run_python, same_feature
from tests.hub.environments import SERIES, VARIABLE, interpreter
from tests.hub.server import READER, WRITER, running

FOLDER = os.environ.get(VARIABLE)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(FOLDER is None, reason=f"{VARIABLE} names no folder of tests/hub/environments.py"),
]


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("source", ["folder", "hub"])
def test_every_config_loads(series: str, source: str, client: None, repository: Path, tmp_path: Path) -> None:
    python = str(interpreter(Path(FOLDER or ""), series))
    names = [config.name for config in configs()]
    with running() as hub:
        env = clean_environment(tmp_path / "home", HF_ENDPOINT=hub.url, HF_TOKEN=READER)
        del env["PYTHONPATH"]
        path, options = str(repository), {}
        if source == "hub":
            api = huggingface_hub.HfApi(endpoint=hub.url, token=WRITER)
            push("org/azus-corpus", repository, tag="v1.0.0", with_texts=True, api=api)
            path, options = "org/azus-corpus", {"revision": "v1.0.0"}
        loaded = run_python(LOAD_ALL, path, json.dumps(names), json.dumps(options), env=env, python=python)
        version = run_python(
            "import datasets, json; print(json.dumps(datasets.__version__))", env=env, python=python
        )
    assert version.startswith(f"{series}.")
    assert sorted(loaded["names"]) == sorted(names)
    assert loaded["default"] == loaded["documents"]
    for config in configs():
        rows = pq.read_table(repository / f"{config.name}.parquet").to_pylist()
        assert loaded[config.name]["rows"] == as_loaded(rows)
        for column in config.table.columns:
            assert same_feature(loaded[config.name]["features"][column.name], json_feature(column.type))


@pytest.mark.parametrize("series", SERIES)
def test_the_files_own_metadata_suffice(series: str, repository: Path, tmp_path: Path) -> None:
    code = """
import json, sys
from datasets import load_dataset
loaded = {
    name: load_dataset("parquet", data_files=file, split="train").features.to_dict()
    for name, file in json.loads(sys.argv[1]).items()
}
print(json.dumps(loaded))
"""
    env = clean_environment(tmp_path / "home", HF_HUB_OFFLINE="1")
    files = json.dumps({place.stem: str(place) for place in repository.glob("*.parquet")})
    loaded = run_python(code, files, env=env, python=str(interpreter(Path(FOLDER or ""), series)))
    for config in configs():
        for column in config.table.columns:
            assert same_feature(loaded[config.name][column.name], json_feature(column.type))
