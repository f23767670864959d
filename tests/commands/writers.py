"""Every command and function that writes, each with a world to work in, and processes that are stopped.

A process is stopped at a chosen change of the file system (the audit events of Python name them all), or when
a file that it writes reaches a chosen length. Both give the same moment again at every run.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg.layers import ENTITIES
from tests import command_line
from tests.drafts.drafting import nested_draft
from tests.small_corpus import FIRST, Editor, write_small_corpus

TEXT: Final = "Ports grow\n\nThe port of Chancay grew in 2024. Ana Cruz said so.\n"
CHANGES: Final = frozenset({"os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"})
"""The audit events of a change of the file system; `open` for writing is one too."""
SECONDS: Final = 120
"""When a stopped process is taken to hang."""


@dataclass(frozen=True)
class Writer:
    """A command, or a call of the API, that writes.

    Attributes:
        run: Runs it in a world, and returns its exit status and what it said.
        again: What it may say when it is run again after it had done its work and could not say so.
        leaves: The code of the problems that the corpus has after it, whether it was stopped or not.
    """

    run: Callable[[Path], tuple[int, str]]
    again: str = ""
    leaves: str = ""


def _command(template: str, again: str = "", leaves: str = "") -> Writer:
    def run(world: Path) -> tuple[int, str]:
        with contextlib.chdir(world):  # what is written may name a source as it was given
            ended = command_line.run(*(word.format(w=world) for word in template.split()))
        return ended.status, ended.output

    return Writer(run, again, leaves)


def _call(function: Callable[[Path], Any]) -> Writer:
    def run(world: Path) -> tuple[int, str]:
        try:
            function(world)
        except OSError as error:
            return 2, str(error)
        return 0, ""

    return Writer(run)


def _jsonl(world: Path) -> None:
    corpus_pkg.load(world / "corpus").to_jsonl(world / "all.jsonl")


def _page(world: Path) -> None:
    corpus_pkg.load(world / "corpus").explore().save(world / "page.html")


IN_A_CORPUS: Final = {
    "add": _command("add {w}/corpus {w}/new-text.txt --annotator a", again="document-duplicate"),
    "adjudicate apply": _command("adjudicate {w}/corpus --apply {w}/decided.jsonl"),
    "convert from": _command("convert --from brat {w}/foreign --out {w}/corpus --annotator c"),
    "draft": _command("draft {w}/corpus {w}/first-text.jsonl --annotator d"),
    "new in a folder": _command("new {w}/empty", again="is not empty"),
    "remove": _command(
        "remove {w}/corpus second-text", again="there is no document", leaves="registry-unused"
    ),
    "rename": _command("rename {w}/corpus second-text other-text", again="there is no document"),
}
"""Those that change several files of a corpus directory."""
FOLDERS: Final = {
    "attach": _command(
        "attach {w}/text-free --texts {w}/corpus/raw --out {w}/attached", again="exists already"
    ),
    "convert to": _command("convert {w}/corpus --to brat --out {w}/brat", again="is not empty"),
    "convert from, new": _command(
        "convert --from brat {w}/foreign --corpus {w}/corpus --out {w}/whole", again="is a corpus"
    ),
    "detach": _command("detach {w}/corpus --out {w}/detached", again="exists already"),
    "new": _command("new {w}/begun", again="is not empty"),
}
"""Those that make a folder."""
FILES: Final = {
    "adjudicate list": _command("adjudicate {w}/corpus --out {w}/listed.jsonl"),
    "agree": _command("agree {w}/corpus --out {w}/corpus/annotations/AGREEMENT.md"),
    "convert report": _command(
        "convert {w}/corpus --to conll --out {w}/conll --report {w}/r.json", again="is not empty"
    ),
    "errors": _command("errors corpus#a corpus#b --out {w}/errors.jsonl"),
    "explore": _command("explore {w}/corpus --out {w}/explorer.html"),
    "llm ask": _command("llm ask {w}/corpus --layer dates --out {w}/asked.jsonl"),
    "save": _call(_page),
    "stats": _command("stats {w}/corpus --markdown --into {w}/page.md"),
    "to_jsonl": _call(_jsonl),
}
"""Those that write a file."""
BUILDS: Final = {
    "build": _command("build {w}/corpus --out {w}/built"),
    "hub build": _command("hub build {w}/corpus --out {w}/hub"),
    "hub build, no texts": _command("hub build {w}/corpus --without-texts --out {w}/hub-free"),
    "llm lm-eval": _command("llm lm-eval --out {w}/tasks"),
    "schema": _command("schema --out {w}/schema"),
}
"""Those that have tests of their own for what stops them, or write each of their files by itself."""
STOPPED: Final = IN_A_CORPUS | FOLDERS | FILES
WRITERS: Final = STOPPED | BUILDS


def make_world(world: Path) -> Path:
    """Make a folder with what the commands work on, and return it."""
    corpus = write_small_corpus(world / "corpus", ("a", "b"))
    Editor(corpus).drop(f"annotations/annotators/b/{ENTITIES.name}/{FIRST}.jsonl", 1)
    command_line.run("convert", corpus, "--to", "brat", "--out", world / "foreign").succeeded()
    command_line.run("detach", corpus, "--out", world / "text-free").succeeded()
    command_line.run("adjudicate", corpus, "--out", world / "decided.jsonl").succeeded()
    lines = [json.loads(line) for line in (world / "decided.jsonl").read_text("utf-8").splitlines()]
    decided = "".join(json.dumps(line | {"decision": "b", "rule": "section 0"}) + "\n" for line in lines)
    (world / "decided.jsonl").write_text(decided, "utf-8")
    draft = nested_draft(corpus_pkg.load(corpus)[FIRST])
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for _, line in draft)
    (world / "first-text.jsonl").write_text(text, "utf-8")
    (world / "new-text.txt").write_text(TEXT, "utf-8")
    (world / "page.md").write_text("# Page\n\n<!-- stats: begin -->\n<!-- stats: end -->\n", "utf-8")
    (world / "empty").mkdir()
    return world


def copy_of(world: Path, place: Path) -> Path:
    """Return a copy of a world."""
    return Path(shutil.copytree(world, place))


def tree(world: Path) -> dict[str, bytes | None]:
    """Return all that is in a world: files with their content, folders without."""
    return {
        str(place.relative_to(world)): place.read_bytes() if place.is_file() else None
        for place in world.rglob("*")
    }


def hidden(world: Path) -> list[str]:
    """Return the hidden files and folders of a world, where there should be none."""
    return [name for name in tree(world) if hidden_name(name)]


def hidden_name(path: str) -> bool:
    """Return True if a file is hidden, or in a hidden folder, and not one that a corpus has."""
    return any(part.startswith(".") and part != ".gitattributes" for part in Path(path).parts)


@dataclass(frozen=True)
class Child:
    """How a process ended: its status, or the signal that ended it as a negative number, and what it said."""

    status: int
    said: str
    changes: int = 0


def in_child(writer: Writer, world: Path, begin: Callable[[], object] = lambda: None) -> Child:
    """Run a writer in a process of its own, after something that stops it on its way."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of threads at a fork, in later versions of Python
        process = os.fork()
    if not process:
        _be_child(writer, world, begin, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        said = file.read()
    _, ended = os.waitpid(process, 0)
    status, _, words = said.decode("utf-8").partition("\n")
    changes = int(status or 0)
    return Child(os.waitstatus_to_exitcode(ended), words, changes)


def _be_child(writer: Writer, world: Path, begin: Callable[[], object], writing: int) -> None:
    status, said = 99, ""
    try:
        signal.alarm(SECONDS)
        sys.dont_write_bytecode = True
        begin()
        counted = _count()
        status, said = writer.run(world)
        changes = counted()
    except BaseException as error:  # noqa: BLE001 - nothing may return into the tests of the parent
        said, changes = repr(error), 0
    finally:
        with contextlib.suppress(OSError):
            os.write(writing, f"{changes}\n{said[:4000]}".encode())
        os._exit(status)


def _count(at: int | None = None, ends: signal.Signals = signal.SIGKILL) -> Callable[[], int]:
    """Count the changes of the file system from now on, and send a signal before a certain one."""
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        if event not in CHANGES and not (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        count += 1
        if count - 1 == at:
            os.kill(os.getpid(), ends)

    sys.addaudithook(hook)
    return lambda: count


def stopped_before(change: int, ends: signal.Signals = signal.SIGKILL) -> Callable[[], object]:
    """Return what ends a process before a certain change of the file system."""
    return lambda: _count(change, ends)


def limited(length: int, *, kill: bool) -> Callable[[], object]:
    """Return what keeps the files of a process short: a longer one ends it, or its writing fails."""

    def begin() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_DFL if kill else signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return begin
