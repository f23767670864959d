"""One part of a unit: a Parquet file a table."""

from pathlib import Path

from corpus_pkg.build.block import Judged
from corpus_pkg.build.groups import Groups
from corpus_pkg.build.units import Options, Part
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.tables.arrow_schema import schema_of
from corpus_pkg.tables.definitions import table
from corpus_pkg.tables.manifest import built_file
from corpus_pkg.tables.parquet_write import TableFile


class OpenPart:
    """The Parquet files of the part that is being written."""

    def __init__(self, folder: Path, number: int, options: Options, shard: int, labels: LabelSets) -> None:
        self.shard = shard
        self.made = Part()
        self.files = {
            name: TableFile(
                folder / f"{name}-{number:05}.parquet",
                schema_of(table(name, labels)),
                content_defined=options.content_defined,
            )
            for name in options.tables
        }
        self.groups = {name: Groups(name) for name in options.tables}

    def add(self, judged: Judged) -> None:
        """Write the rows of a block."""
        self.made.documents += len(judged.ids)
        for name, row_groups in judged.rows.items():
            for rows in row_groups:
                for group in self.groups[name].add(rows):
                    self.files[name].write(group)

    def flush(self) -> None:
        """Write what is left of the rows."""
        for name, file in self.files.items():
            for group in self.groups[name].finish():
                file.write(group)

    def finish(self) -> Part:
        """Write what is left, close the files and return what they hold."""
        self.flush()
        for name, file in self.files.items():
            file.close()
            if file.rows:
                self.made.files[file.place.name] = built_file(file.place, name, file.rows)
        return self.made

    def close(self) -> None:
        """Close the files of a part that is given up."""
        for file in self.files.values():
            try:
                file.close()
            except OSError:  # the error that ended the build says more
                continue
