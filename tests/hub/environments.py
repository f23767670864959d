"""Makes an environment of its own for each older series of `datasets`, for `test_environments.py`.

Run as a script, before the slow tests: `python tests/hub/environments.py DIR`, then set
CORPUS_PKG_DATASETS_ENVIRONMENTS to DIR. It installs from the package registry, which no test does.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

SERIES: Final = ("2.21", "3.6", "4")
"""The series that a repository must load in, next to the one that the tests run with."""
VARIABLE: Final = "CORPUS_PKG_DATASETS_ENVIRONMENTS"


def interpreter(folder: Path, series: str) -> Path:
    """Return the Python of the environment of a series."""
    return folder / f"datasets-{series}" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make(folder: Path) -> None:
    """Make the environments that are not there yet."""
    for series in SERIES:
        python = interpreter(folder, series)
        if not python.exists():
            venv.create(python.parents[1], with_pip=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", f"datasets=={series}.*"],
            check=True,
            stdin=subprocess.DEVNULL,
        )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
