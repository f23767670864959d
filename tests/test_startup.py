"""Loading the corpus is light: it imports none of the heavy libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("pydantic", "pydantic_core", "pyarrow", "pandas", "numpy", "datasets", "rich", "typer", "pycountry")


@pytest.mark.parametrize(
    "code",
    [
        "import corpus_pkg",
        "import corpus_pkg; [a for d in corpus_pkg.load() for a in d.annotations]",
        "import corpus_pkg; c = corpus_pkg.load(); [d.layer('document_stance') for d in c]; repr(c)",
        "import corpus_pkg; [x.first_day for d in corpus_pkg.load() for x in d.dates]",
    ],
)
def test_loading_imports_no_heavy_library(code: str) -> None:
    command = [sys.executable, "-c", f"{code}\nimport sys; print({set(HEAVY)!r} & set(sys.modules))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
