"""The real Label Studio server: imports tasks with predictions, takes annotations, exports them again.

Label Studio brings 150 packages, so it has a virtual environment of its own. Where it is installed
already, set LABEL_STUDIO to its command.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.exchange.formats.label_studio import CONFIG, FORMAT, TASKS
from tests.formats.round_trip import bare, differences, world_of

pytestmark = pytest.mark.slow
TOKEN = "0123456789abcdef0123456789abcdef01234567"
START_SECONDS = 300


class Server:
    """A running server and its API."""

    def __init__(self, url: str) -> None:
        self.url = url

    def call(self, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(
            urllib.request.Request(self.url + path, data, headers), timeout=120
        ) as answer:
            return json.load(answer)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                return True
        except OSError:
            return False


def command(folder: Path) -> str:
    """Return the command of Label Studio, installed where it is not."""
    if found := os.environ.get("LABEL_STUDIO") or shutil.which("label-studio"):
        return found
    python = folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "label-studio>=1.20",
    ]
    result = subprocess.run(install, check=False, capture_output=True, text=True)
    if result.returncode:
        pytest.skip(f"Label Studio can't be installed here: {result.stderr[-300:]}")
    return str(python.with_name("label-studio"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("label-studio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder / "data"),
        "LABEL_STUDIO_USERNAME": "annotator@localhost.localdomain",
        "LABEL_STUDIO_PASSWORD": "a long password",
        "LABEL_STUDIO_USER_TOKEN": TOKEN,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false",
        "LATEST_VERSION_CHECK": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    arguments = [
        command(folder),
        "start",
        "--no-browser",
        "--port",
        str(port),
        "--internal-host",
        "127.0.0.1",
    ]
    with folder.joinpath("log").open("w") as log:
        process = subprocess.Popen(arguments, env=os.environ | settings, stdout=log, stderr=log)
        try:
            running = Server(f"http://127.0.0.1:{port}")
            until = time.monotonic() + START_SECONDS
            while not running.answers():
                assert process.poll() is None, folder.joinpath("log").read_text()[-2000:]
                assert time.monotonic() < until, "Label Studio did not start in time"
                time.sleep(1)
            yield running
        finally:
            process.terminate()
            process.wait(30)


def test_the_server_takes_tasks_and_predictions_and_exports_annotations_that_come_back_equal(
    server: Server, tmp_path: Path
) -> None:
    corpus = corpus_pkg.load()
    assert not FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    config = tmp_path.joinpath("out", CONFIG).read_text("utf-8")
    tasks = json.loads(tmp_path.joinpath("out", TASKS).read_bytes())
    project = server.call("/api/projects", {"title": "corpus", "label_config": config})["id"]
    imported = server.call(f"/api/projects/{project}/import", tasks)
    assert (imported["task_count"], imported["prediction_count"]) == (len(corpus), len(corpus))

    stored = server.call(f"/api/tasks?project={project}&fields=all")["tasks"]
    for task in stored:  # what an annotator does who opens a task and submits the prediction as it is
        (prediction,) = server.call(f"/api/predictions?task={task['id']}")
        server.call(f"/api/tasks/{task['id']}/annotations", {"result": prediction["result"]})
    exported = server.call(f"/api/projects/{project}/export?exportType=JSON")
    tmp_path.joinpath("export.json").write_text(json.dumps(exported))
    reading = FORMAT.read(tmp_path / "export.json", bare(corpus))
    assert reading.problems == []
    assert reading.losses.losses == []
    assert differences(corpus, reading.documents) == set()


def test_the_server_refuses_a_broken_interface(server: Server) -> None:
    """Otherwise its taking ours would prove nothing."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.call("/api/projects", {"title": "broken", "label_config": "<View><Labels name='x'/></View>"})
    with caught.value as answer:
        assert answer.code == 400
