"""Whole tables at once: of a corpus in memory, and those that all units of a build share."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus_pkg.build.card import write_about, write_card
from corpus_pkg.build.plan import software
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.staging import write_new
from corpus_pkg.tables.arrow_arrays import batches
from corpus_pkg.tables.arrow_schema import schema_of
from corpus_pkg.tables.definitions import Table, rows, table, table_names
from corpus_pkg.tables.manifest import MANIFEST_FILE, BuiltFile, Manifest, built_file
from corpus_pkg.tables.parquet_write import write_parquet


def write_table(folder: Path, wanted: Table, records: Iterable[Any], files: dict[str, BuiltFile]) -> int:
    """Write one table whole, note its file, and return its rows; no rows, no file."""
    place = folder / f"{wanted.name}.parquet"
    count = write_parquet(place, schema_of(wanted), batches(wanted, records))
    if count:
        files[place.name] = built_file(place, wanted.name, count)
    return count


def write_tables(corpus: Corpus, folder: Path) -> Manifest:
    """Write every table of a valid corpus in memory, and the manifest, into an empty folder."""
    counts: dict[str, int] = {}
    files: dict[str, BuiltFile] = {}
    for name in table_names(corpus.labels):
        wanted = table(name, corpus.labels)
        counts[name] = write_table(folder, wanted, rows(wanted, corpus), files)
    write_about(folder, corpus.about, files)
    write_card(folder, files)
    sources = {document.id: document.metadata.sha256 for document in corpus}
    manifest = Manifest(tables=counts, files=files, sources=sources, software=software())
    write_new(folder / MANIFEST_FILE, manifest.as_json())
    return manifest
