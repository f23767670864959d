"""Building corpora and record files into Parquet files with a manifest, and checking what was built."""

from corpus_pkg.build.builder import build
from corpus_pkg.build.job import EngineError, Inputs, Outcome, Settings
from corpus_pkg.build.units import Options
from corpus_pkg.build.verify import verify
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.tables.manifest import Manifest

__all__ = [
    "EngineError",
    "Inputs",
    "Manifest",
    "Options",
    "Outcome",
    "OutputError",
    "Settings",
    "build",
    "verify",
]
