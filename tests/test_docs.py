"""Every example in the README and the docs runs and prints what it says.

A ```python block runs as it stands; a ```pycon block is a doctest; a ```console block has `$ command` lines,
each followed by what it prints (`...` stands for anything). A block with a title (```json title="a/b.json")
is a file of that name, made where it stands among the commands. The blocks of a page share one folder and,
for Python, one namespace; Python blocks run first. What can't run here (installing, the network) stands in
```sh blocks, and the README's two such commands are run by continuous integration.
"""

import doctest
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN = frozenset({"python", "pycon", "console"})
OTHER = frozenset({"sh", "json", "jsonl", "text", "yaml", "toml", "bibtex", "xml", "html", "conllu", "js"})


class Block(NamedTuple):
    language: str
    line: int
    code: str
    title: str = ""


def blocks(page: Path) -> list[Block]:
    tokens = MarkdownIt().parse(page.read_text("utf-8"))
    return [
        Block(language(token.info), (token.map or [0])[0] + 1, token.content, title(token.info))
        for token in tokens
        if token.type == "fence"
    ]


def language(info: str) -> str:
    return info.partition(" title=")[0].strip()


def title(info: str) -> str:
    return info.partition(" title=")[2].strip().strip('"')


def python_source(page: Path) -> str:
    """Return a page's Python blocks as one program, its doctests run in the same namespace."""
    parts = ["import doctest as _doctest"]
    for block in blocks(page):
        if block.title:
            continue
        if block.language == "python":
            parts.append(f"# line {block.line}\n{block.code}")
        elif block.language == "pycon":
            parts.append(
                f"_test = _doctest.DocTestParser().get_doctest({block.code!r}, globals(), "
                f"{page.name!r}, {page.name!r}, {block.line})\n"
                "_runner = _doctest.DocTestRunner(optionflags=_doctest.ELLIPSIS)\n"
                "_runner.run(_test, clear_globs=False)\n"
                "globals().update(_test.globs)\n"
                "assert _runner.summarize(verbose=False).failed == 0"
            )
    return "\n".join(parts) if len(parts) > 1 else ""


@pytest.fixture
def shell(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder to work in, and an environment in which `corpus-pkg` is this tree's."""
    tools = tmp_path / "bin"
    tools.mkdir()
    command = tools / "corpus-pkg"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m corpus_pkg "$@"\n')
    command.chmod(0o755)
    python = tools / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    folder = tmp_path / "work"
    folder.mkdir()
    changes = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(tmp_path / "hf"),
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "HOME": str(tmp_path),
    }
    return folder, {**os.environ, **changes}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_blocks_are_of_a_known_kind(page: Path) -> None:
    unknown = [(block.line, block.language) for block in blocks(page) if block.language not in RUN | OTHER]
    assert not unknown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page: Path, shell: tuple[Path, dict[str, str]]) -> None:
    folder, environment = shell
    source = python_source(page)
    if source:
        run = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", source],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr
    for block in blocks(page):
        if block.title:
            place = folder / block.title
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.code, "utf-8")
        elif block.language == "console":
            for command, expected in commands(block.code):
                run = subprocess.run(
                    ["bash", "-c", command],
                    cwd=folder, env=environment, capture_output=True, text=True, check=False,
                )  # fmt: skip
                printed = run.stdout + run.stderr
                assert run.returncode == 0, f"{page.name}:{block.line}: {command}\n{printed}"
                assert not expected or matches(expected, printed), f"{command} printed:\n{printed}"


def commands(code: str) -> list[tuple[str, str]]:
    """Return the commands of a console block with what they are said to print."""
    found: list[tuple[str, str]] = []
    for line in code.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        elif found and found[-1][0].endswith("\\"):
            found[-1] = (found[-1][0][:-1] + line.strip(), "")
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + line + "\n")
        else:
            raise ValueError(f"a console block begins with `$ `: {line}")
    return found


def matches(expected: str, printed: str) -> bool:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return doctest.OutputChecker().check_output(expected, printed, flags)


def test_console_commands_are_parted_from_their_output() -> None:
    code = "$ one \\\n  two\nout\nput\n$ three\n"
    assert commands(code) == [("one two", "out\nput\n"), ("three", "")]


def test_a_title_names_a_file() -> None:
    assert (language('json title="a/b.json"'), title('json title="a/b.json"')) == ("json", "a/b.json")
    assert (language("console"), title("console")) == ("console", "")


def test_wrong_output_is_noticed() -> None:
    assert matches("a ... c\n", "a b c\n")
    assert not matches("a ... d\n", "a b c\n")
