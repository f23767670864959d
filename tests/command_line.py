"""Running `corpus-pkg` in tests: what a command ended with, and that it did not crash.

Every test of a command goes through `run` or `run_program`. A status of 1 alone proves little, because an
uncaught exception gives 1 too: `run` fails on any exception that leaves the program, both fail on a traceback
in what was written, and `Ended.refused` also wants the words that say why.
"""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final, Self, TextIO, cast

from corpus_pkg.commands import main

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "corpus_pkg")
"""The program as a command of its own, for tests that start, stop or kill it themselves."""


class Captured(Enum):
    """The standard output that `run` returns what was written to."""

    HERE = "here"


CAPTURED: Final = Captured.HERE
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_BOXES = re.compile(r"[│╭╮╰╯─]")


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it wrote."""

    command: str
    status: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Everything it wrote."""
        return self.stdout + self.stderr

    def json(self) -> Any:
        """Return the standard output as the JSON value that it is."""
        return json.loads(self.stdout)

    def succeeded(self, *said: str) -> Self:
        """Check for success and for words in the output."""
        return self._is(0, said, self.output)

    def refused(self, *said: str, status: int) -> Self:
        """Check for this status and for words that say why in the output; at least one is required."""
        assert said, "say what the command must say"
        assert status, "0 is not a refusal"
        return self._is(status, said, self.output)

    def _is(self, status: int, said: tuple[str, ...], written: str) -> Self:
        assert self.status == status, f"status {self.status}, not {status}: {self}"
        for words in said:
            assert _plain(words) in _plain(written), f"{words!r} is not said: {self}"
        return self

    def __str__(self) -> str:
        return f"corpus-pkg {self.command}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"


def run(*arguments: object, stdout: TextIO | Captured | None = CAPTURED) -> Ended:
    """Run a command in this process, as the installed program does, and return how it ended.

    Args:
        arguments: What comes after `corpus-pkg`.
        stdout: Another standard output than one that is captured; None for one that was closed.

    Raises:
        AssertionError: the command crashed: an exception left the program, or it wrote a traceback.
    """
    words = [str(argument) for argument in arguments]
    command = " ".join(words)
    out, err = _stream(), _stream()
    used = out if stdout is CAPTURED else cast(TextIO, stdout)
    before, sys.argv = sys.argv, ["corpus-pkg", *words]
    try:
        with contextlib.redirect_stdout(used), contextlib.redirect_stderr(err):
            main()
        code: int | str | None = 0
    except SystemExit as ended:
        code = ended.code
    except Exception as error:
        message = f"corpus-pkg {command} crashed: {type(error).__name__}: {error}"
        raise AssertionError(message) from error
    finally:
        sys.argv = before
    assert code is None or isinstance(code, int), code
    return _checked(Ended(command, code or 0, _written(out), _written(err)))


def run_program(
    *arguments: object, env: Mapping[str, str] | None = None, cwd: Path = ROOT, timeout: float = 120
) -> Ended:
    """Run a command in a process of its own, with `env` added to the environment."""
    words = [str(argument) for argument in arguments]
    done = subprocess.run(
        [*PROGRAM, *words],
        cwd=cwd,
        env=os.environ | dict(env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=timeout,
    )
    stdout, stderr = (written.decode(errors="backslashreplace") for written in (done.stdout, done.stderr))
    return _checked(Ended(" ".join(words), done.returncode, stdout, stderr))


def _checked(ended: Ended) -> Ended:
    assert "Traceback (most recent call last)" not in ended.output, ended
    return ended


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def _plain(text: str) -> str:
    """Return text without colours, boxes and spaces, since a narrow terminal breaks lines, even in a path."""
    return "".join(_BOXES.sub("", _ESCAPES.sub("", text)).split())
