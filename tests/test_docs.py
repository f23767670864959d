"""Every example in the README and the docs runs and prints what it says.

A ```python block runs as it is, and an ```output block after it is what it prints; a ```pycon block is a
doctest; a ```console block has `$ command` lines, each followed by what it prints (`...` matches anything).
A block with a title (```json title="a/b.json") is a file of that name, made before the commands that follow
it. The blocks of a page share one folder and, for Python, one namespace; Python blocks run first. What
can't run here (installing, the network) is in ```sh blocks, and the README's two such commands are run by
continuous integration.
"""

import doctest
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from markdown_it import MarkdownIt

from tests.brought_layer import environment as fresh_environment

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LONG = frozenset(
    {"docs/explorer.md", "docs/formats.md", "docs/hub.md", "docs/scoring.md", "docs/text-free.md"}
    | {
        f"docs/guides/{name}.md"
        for name in ("a-layer-of-your-own", "add-a-document", "bring-your-annotations")
    }
    | {f"docs/guides/{name}.md" for name in ("build-your-own-corpus", "publish-on-the-hub", "train")}
)
"""The pages whose examples take longest; they run with the slow tests."""
RUN = frozenset({"python", "output", "pycon", "console"})
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


def marked(page: Path) -> Any:
    """Return a page as the parameter of a test, which is slow where the page is long."""
    name = page.relative_to(ROOT).as_posix()
    return pytest.param(page, id=name, marks=[pytest.mark.slow] if name in LONG else [])


def python_source(page: Path) -> str:
    """Return a page's Python blocks as one program, its doctests run in the same namespace."""
    parts = ["import contextlib as _contextlib, doctest as _doctest, io as _io"]
    before = ""
    for block in blocks(page):
        if block.title:
            continue
        if block.language == "python":
            parts.append(
                f"# line {block.line}\n"
                "_to = _contextlib.redirect_stdout(_io.StringIO())\n"
                "_printed = _to.__enter__()\n"
                f"{block.code}\n"
                "_to.__exit__(None, None, None)"
            )
        elif block.language == "output":
            assert before == "python", f"{page.name}:{block.line}: no Python block before this output"
            parts.append(
                "_flags = _doctest.ELLIPSIS | _doctest.NORMALIZE_WHITESPACE\n"
                f"_said = {block.code!r}\n"
                "assert _doctest.OutputChecker().check_output(_said, _printed.getvalue(), _flags), (\n"
                f"    'line {block.line}: printed ' + _printed.getvalue()\n"
                ")"
            )
        elif block.language == "pycon":
            parts.append(
                f"_test = _doctest.DocTestParser().get_doctest({block.code!r}, globals(), "
                f"{page.name!r}, {page.name!r}, {block.line})\n"
                "_runner = _doctest.DocTestRunner(optionflags=_doctest.ELLIPSIS)\n"
                "_runner.run(_test, clear_globs=False)\n"
                "globals().update(_test.globs)\n"
                "assert _runner.summarize(verbose=False).failed == 0"
            )
        before = block.language
    return "\n".join(parts) if len(parts) > 1 else ""


def put_tools(tools: Path, interpreter: str | Path) -> None:
    """Write the commands of an interpreter: `python`, `corpus-pkg`, and a `pip` that reaches no network."""
    pip = f'"{sys.executable}" -m pip --python "{interpreter}"'
    offline = "--no-index --no-deps --no-build-isolation --disable-pip-version-check"
    for name, command in (
        ("python", f'"{interpreter}" "$@"'),
        ("corpus-pkg", f'"{interpreter}" -m corpus_pkg "$@"'),
        ("pip", f'{pip} "$@" {offline}'),
    ):
        (tools / name).write_text(f"#!/bin/sh\nexec {command}\n")
        (tools / name).chmod(0o755)


def installs(page: Path) -> bool:
    """Return True if the commands of a page install something: they get an environment of their own."""
    return any(one.language == "console" and "$ pip install" in one.code for one in blocks(page))


@pytest.fixture
def shell(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder to work in, and an environment in which `corpus-pkg` is this tree's."""
    tools = tmp_path / "bin"
    tools.mkdir()
    put_tools(tools, sys.executable)
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


def test_long_pages_are_pages() -> None:
    assert {page.relative_to(ROOT).as_posix() for page in PAGES} >= LONG


@pytest.mark.parametrize("page", [marked(page) for page in PAGES])
def test_examples_run(page: Path, shell: tuple[Path, dict[str, str]]) -> None:
    folder, environment = shell
    if installs(page):
        put_tools(folder.with_name("bin"), fresh_environment(folder.with_name("env")) / "bin/python")
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


def test_a_new_reader_sees_a_result_on_the_first_screen() -> None:
    page = ROOT / "README.md"
    first = [block for block in blocks(page) if block.line <= 40]
    assert [block.language for block in first][:3] == ["sh", "python", "output"]
    python, output = first[1:3]
    assert len([line for line in python.code.splitlines() if line]) <= 5
    assert output.line + output.code.count("\n") < 40
    pictures = re.findall(r"^!\[[^\]]+\]\((.+)\)$", page.read_text("utf-8"), re.MULTILINE)
    assert len(pictures) == 1
    assert (ROOT / pictures[0]).is_file()


@pytest.mark.parametrize("name", ["README.md", "docs/index.md"])
def test_the_first_pages_print_whole_outputs(name: str) -> None:
    cut = [block for block in blocks(ROOT / name) if re.search(r"(?<!\w)\.\.\.(?!\w)", block.code)]
    assert not cut


def test_the_readme_names_each_extra_once() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    section = (ROOT / "README.md").read_text("utf-8").partition("## Extras\n")[2].partition("\n## ")[0]
    named = [name for name in re.findall(r"\[([a-z0-9-]+)\](?!\()", section) if name in extras]
    assert sorted(named) == sorted(extras.keys() - {"models-test"})


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_at_the_top_lead_to_files(name: str) -> None:
    targets = re.findall(r"\]\(([^)#]+)", (ROOT / name).read_text("utf-8"))
    missing = [target for target in targets if "://" not in target and not (ROOT / target).exists()]
    assert not missing


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
