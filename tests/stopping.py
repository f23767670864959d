"""Commands that are stopped on their way, in children of a process that has imported what they need.

A step is a call that changes what is on the disk: a file is opened for writing, a folder made, a name given,
changed or removed. Before a chosen step the command is killed, or the disk is full from then on; or no file
can grow beyond some length. That process has no threads, so that its children can begin any.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SECONDS = 120
"""When a command is taken to hang."""
ROOT = Path(__file__).parent.parent
How = Literal["killed", "full", "short"]
"""What happens at a step: a kill, a full disk; or, with the length in place of the step, too long a file."""
MAKING = frozenset({"os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate"})
STEPS = MAKING | {"os.remove", "os.rmdir", "shutil.rmtree", "ctypes.dlsym", "fcntl.flock"}


@dataclass(frozen=True)
class Stopped:
    """How a command ended.

    Attributes:
        status: Its exit status; negative for a signal.
        steps: How many steps it made.
        output: What it wrote.
    """

    status: int
    steps: int
    output: str


class Runner:
    """Runs commands in children of a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *arguments: object, stop: int = 0, how: How = "killed") -> Stopped:
        """Run a command, stopped before a step (or where a file reaches a length); 0: not at all."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"arguments": [str(argument) for argument in arguments], "stop": stop, "how": how}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        ended = Stopped(**json.loads(self._process.stdout.readline()))
        assert "Traceback (most recent call last)" not in ended.output, ended.output
        return ended


@contextmanager
def runner() -> Iterator[Runner]:
    """Start a process that runs commands."""
    command = [sys.executable, "-m", "tests.stopping"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Runner(process)
        assert process.stdin is not None
        process.stdin.close()


def _serve() -> None:
    import pyarrow.parquet  # noqa: F401
    import yaml  # noqa: F401

    import corpus_pkg.build.builder
    import corpus_pkg.build.fast.judge
    import corpus_pkg.exchange.hub.builder  # noqa: F401

    sys.dont_write_bytecode = True
    for order in sys.stdin:
        sys.stdout.write(json.dumps(_in_a_child(**json.loads(order))) + "\n")
        sys.stdout.flush()


def _in_a_child(arguments: list[str], stop: int, how: How) -> dict[str, Any]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as steps:
        child = os.fork()
        if not child:
            _command(arguments, stop, how, output.fileno(), steps.fileno())
        _, status = os.waitpid(child, 0)
        for file in (output, steps):
            file.seek(0)
        return {
            "status": os.waitstatus_to_exitcode(status),
            "steps": int(steps.read() or 0),
            "output": output.read().decode(errors="backslashreplace"),
        }


def _command(arguments: list[str], stop: int, how: How, output: int, steps: int) -> None:
    from corpus_pkg.commands import main

    seen = 0

    def count(event: str, given: tuple[Any, ...]) -> None:
        nonlocal seen
        writes = event == "open" and given[0] != os.devnull and bool(given[2] & (os.O_WRONLY | os.O_RDWR))
        if event not in STEPS and not writes:
            return
        seen += 1
        if how == "killed" and seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "full" and 0 < stop <= seen and (writes or event in MAKING):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    os.dup2(output, 1)
    os.dup2(output, 2)
    signal.alarm(SECONDS)
    if how == "short":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (stop, resource.RLIM_INFINITY))
    sys.argv = ["corpus-pkg", *arguments]
    status: Any = 70
    try:
        sys.addaudithook(count)
        main()
        status = 0
    except SystemExit as ended:
        status = ended.code or 0
    except Exception:  # noqa: BLE001 - the test that reads it fails
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(steps, str(seen).encode())
        os._exit(status)


if __name__ == "__main__":
    _serve()
