"""The files of the guide to language models run, with a tiny model in place of yours."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_docs import ROOT, blocks

pytestmark = [pytest.mark.clients, pytest.mark.filterwarnings("default")]
GUIDE = ROOT / "docs/guides/language-models.md"
FILES = {block.title: block.code for block in blocks(GUIDE) if block.title}


def run(name: str, folder: Path, *arguments: str) -> None:
    (folder / name).write_text(FILES[name], "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", name, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_trl_trains_as_in_the_guide(model: Any, tokenizer: Any, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "model")
    tokenizer.save_pretrained(tmp_path / "model")
    run("train_with_trl.py", tmp_path, str(tmp_path / "model"), "1")


def test_gliner2_takes_the_rows_as_in_the_guide(tmp_path: Path) -> None:
    run("rows_for_gliner2.py", tmp_path)
    assert len((tmp_path / "train.jsonl").read_text("utf-8").splitlines()) == 208
