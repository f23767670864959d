"""A corpus directory to a folder of Parquet files."""

from collections.abc import Callable
from pathlib import Path

from corpus_pkg.__about__ import __version__
from corpus_pkg.build.manifest import MANIFEST_FILE, BuiltFile, Manifest, built_file
from corpus_pkg.build.output import replacing
from corpus_pkg.build.parquet import write_parquet
from corpus_pkg.corpus.corpus import Corpus, load
from corpus_pkg.corpus.write import write_atomically
from corpus_pkg.extras import need
from corpus_pkg.problems import CorpusError
from corpus_pkg.tables.arrow_arrays import batches
from corpus_pkg.tables.arrow_schema import schema_of
from corpus_pkg.tables.definitions import TABLE_NAMES, rows, table

Report = Callable[[str], object]


def build(source: Path | None, out: Path, report: Report = lambda _step: None) -> Manifest:
    """Validate a corpus and write its tables as Parquet files with a manifest.

    The same corpus gives the same bytes. A build that fails or is killed leaves `out` as it was.

    Args:
        source: A corpus directory; the packaged corpus where None.
        out: The folder to make or to replace.
        report: Called with the name of each step that begins.

    Returns:
        The manifest that was written.

    Raises:
        CorpusError: The corpus has problems; nothing was written.
        OutputError: `out` is neither empty nor an earlier build.
        MissingExtraError: pyarrow is not installed.
    """
    from corpus_pkg.checks.validate import validate

    need("pyarrow", "arrow")  # before the work, not after
    with replacing(out) as folder:
        report("validating")
        problems = validate(source)
        if problems:
            raise CorpusError(problems)
        return write_tables(load(source), folder, report)


def write_tables(corpus: Corpus, folder: Path, report: Report = lambda _step: None) -> Manifest:
    """Write every table of a valid corpus that has rows, and the manifest, into an empty folder."""
    counts: dict[str, int] = {}
    files: dict[str, BuiltFile] = {}
    for name in TABLE_NAMES:
        report(f"writing {name}")
        wanted = table(name)
        place = folder / f"{name}.parquet"
        counts[name] = write_parquet(place, schema_of(wanted), batches(wanted, rows(wanted, corpus)))
        if counts[name]:
            files[place.name] = built_file(place, name, counts[name])
    manifest = Manifest(
        tables=counts,
        files=files,
        sources={document.id: document.metadata.sha256 for document in corpus},
        software={"corpus-pkg": __version__, "pyarrow": need("pyarrow", "arrow").__version__},
    )
    write_atomically(folder / MANIFEST_FILE, manifest.as_json())
    return manifest
