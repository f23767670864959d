"""Loading the corpus needs Pydantic and nothing heavier, and so does the beginning of a build."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIGHT = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
"""Pydantic and what it needs."""


@pytest.mark.parametrize(
    "code",
    [
        "import corpus_pkg",
        "import corpus_pkg; [a for d in corpus_pkg.load() for a in d.annotations]",
        "import corpus_pkg; c = corpus_pkg.load(); [d.layer('document_stance') for d in c]; repr(c)",
        "import corpus_pkg; [x.first_day for d in corpus_pkg.load() for x in d.dates]",
    ],
)
def test_loading_imports_pydantic_and_nothing_else(code: str) -> None:
    known = f"sys.stdlib_module_names | {LIGHT!r} | before | {{'corpus_pkg'}}"
    top = "{name.partition('.')[0] for name in sys.modules if name[0] != '_'}"
    command = f"import sys; before = {top}\n{code}\nprint(sorted({top} - ({known})))"
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_build_chooses_its_allocator_before_arrow_is_imported() -> None:
    code = (
        "import sys\nfrom corpus_pkg.build import build\nfrom corpus_pkg.build.memory import spare_memory\n"
        "spare_memory()\nprint({'numpy', 'pyarrow'} & set(sys.modules))\n"
        "import pyarrow\nprint(pyarrow.default_memory_pool().backend_name)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["set()", "system"]
