"""Loading the corpus needs Pydantic and nothing heavier, and so does the beginning of a build."""

import subprocess
import sys
from pathlib import Path

import pytest

import corpus_pkg

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


def test_loading_a_directory_imports_nothing_that_writes_or_streams() -> None:
    code = "import sys, corpus_pkg; corpus_pkg.load(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    others = {f"corpus_pkg.corpus.{name}" for name in ("change", "jsonl", "staging", "streamed", "write")}
    assert not others & set(done.stdout.split())


def test_streaming_a_record_file_needs_the_base_install_alone(tmp_path: Path) -> None:
    place = tmp_path / "lines.jsonl"
    corpus_pkg.load().to_jsonl(place)
    code = (
        "import sys, corpus_pkg\n"
        "print(sum(len(document.entities) for document in corpus_pkg.open_records(sys.argv[1])))\n"
        "print({'numpy', 'pyarrow', 'fsspec'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(sum(len(d.entities) for d in corpus_pkg.load())), "set()"]


def test_a_build_chooses_its_allocator_before_arrow_is_imported() -> None:
    code = (
        "import sys\nfrom corpus_pkg.build import build\nfrom corpus_pkg.build.memory import spare_memory\n"
        "spare_memory()\nprint({'numpy', 'pyarrow'} & set(sys.modules))\n"
        "import pyarrow\nprint(pyarrow.default_memory_pool().backend_name)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["set()", "system"]


def test_a_build_never_imports_pandas(tmp_path: Path) -> None:
    refer = "".join(f", out / '{name}.jsonl'" for name in ("registry", "targets", "topics"))
    code = (
        "import sys\nfrom pathlib import Path\nimport corpus_pkg\n"
        "from corpus_pkg.build import Inputs, build\n"
        "from corpus_pkg.corpus.jsonl import write_jsonl\nfrom corpus_pkg.corpus.write import write_records\n"
        "out, corpus = Path(sys.argv[1]), corpus_pkg.load()\nwrite_jsonl(corpus, out / 'lines.jsonl')\n"
        "for name in ('registry', 'targets', 'topics'):\n"
        "    write_records(out / f'{name}.jsonl', getattr(corpus, name).values())\n"
        f"build(Inputs([out / 'lines.jsonl']{refer}), out / 'built')\n"
        "print({'pandas', 'datasets', 'pyarrow'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'pyarrow'}"
