"""A build: sources to a folder of Parquet files with a manifest, all or nothing."""

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus_pkg.build.about import about_place
from corpus_pkg.build.assemble import assemble
from corpus_pkg.build.blocks import lines_before
from corpus_pkg.build.card import write_about, write_card
from corpus_pkg.build.checksums import summing
from corpus_pkg.build.duplicates import Place, find_duplicates
from corpus_pkg.build.in_store import build_in_store, in_store
from corpus_pkg.build.job import Inputs, Outcome, Settings
from corpus_pkg.build.memory import peak_memory
from corpus_pkg.build.plan import is_cut, plan, software
from corpus_pkg.build.progress import Progress, Silent
from corpus_pkg.build.references import References, read_references, store_references
from corpus_pkg.build.sources import InputFile, find_sources
from corpus_pkg.build.units import REPEATED, Options, Unit, UnitResult, finished
from corpus_pkg.build.units_folder import units_folder
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.problems import CorpusError, Problem, errors
from corpus_pkg.corpus.read import lacks_list
from corpus_pkg.corpus.source import PACKAGED, parse_source
from corpus_pkg.corpus.staging import write_new
from corpus_pkg.exchange.opening import open_folder
from corpus_pkg.extras import need
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.tables.definitions import table, table_names
from corpus_pkg.tables.manifest import MANIFEST_FILE, Manifest
from corpus_pkg.tables.output import output_place, prepare, replacing
from corpus_pkg.tables.proof import Proven

if TYPE_CHECKING:
    from corpus_pkg.build.watch import UnitDone

DOCUMENT_TABLES: Final = ("documents", *LAYER_NAMES)
"""The tables whose rows documents give."""
MOST_THREADS: Final = 4
"""More threads than this only wait for the one that writes; take processes."""


def build(
    source: str | os.PathLike[str] | Inputs | None,
    out: str | os.PathLike[str],
    *,
    options: Options | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Validate documents and write them as Parquet files with a manifest.

    The same sources give the same bytes, with any number of workers, on any engine. A build that fails or
    is killed leaves `out` as it was.

    Args:
        source: What `corpus_pkg.load` takes; None for the packaged corpus; `Inputs` for more.
        out: The folder to make or to replace, or an `s3://` address.
        options: What the bytes depend on.
        settings: How it is run.
        progress: Told of what happens.

    Returns:
        What was done, with the manifest.

    Raises:
        CorpusError: Something is wrong with the sources; `out` is as it was.
        OutputError: `out` is neither empty nor an earlier build, or is being built by another process; or the
            store of `out` fails.
        EngineError: The engine can't be reached or lost a unit.
        MissingExtraError: pyarrow, or what the sources or the engine need, is not installed.
    """
    inputs = source if isinstance(source, Inputs) else Inputs([source] if source is not None else [])
    options = options or Options(DOCUMENT_TABLES, threads=min(os.cpu_count() or 1, MOST_THREADS))
    settings = settings or Settings()
    progress = progress or Silent()

    def make(folder: Path) -> Outcome:
        return _build_here(inputs, output_place(folder), options, settings, progress)

    if not in_store(os.fspath(out)):
        if settings.staging is not None:
            raise OutputError("a build in a folder is made next to it; leave --staging out")
        return make(Path(out))
    stays = settings.resume or settings.scheduler is not None
    return build_in_store(os.fspath(out), settings.staging, make, progress.step, stays=stays)


def _build_here(
    inputs: Inputs, out: Path, options: Options, settings: Settings, progress: Progress
) -> Outcome:
    proven = prepare(out)
    with units_folder(out, resume=settings.resume) as folder:
        build_ = _Build(inputs, out, proven, folder, options, settings, progress)
        return build_.run()


@dataclass(slots=True)
class _Build:
    inputs: Inputs
    out: Path
    proven: Proven
    folder: Path
    options: Options
    settings: Settings
    progress: Progress
    results: dict[int, UnitResult] = field(default_factory=dict)
    resumed: int = 0

    def run(self) -> Outcome:
        self.progress.step("looking at the sources")
        sources = self._sources()
        with summing([source for source in sources if is_cut(source, self.options)]) as sums:
            # Whatever takes a while to import is imported from here on, while checksums are computed.
            need("pyarrow", "arrow")
            references = self._references(sources)
            store_references(self.folder, references)
            there = table_names(references.labels)
            self.options = replace(
                self.options, tables=tuple(name for name in self.options.tables if name in there)
            )
            units = plan(sources, self.options, self.folder, references.digest())
            self.progress.begin(sum(source.size for source in sources), len(units))
            self._run(units)
            units = self._without_duplicates(units)
            checksums = {name: done.result() for name, done in sums.items()}
        for unit in units:
            checksums |= self.results[unit.number].sha256
        from corpus_pkg.build.corpus_tables import write_table

        self.progress.step("writing the manifest")
        ordered = [(unit, self.results[unit.number]) for unit in units]
        with replacing(self.out, self.proven) as folder:
            tables, files = assemble(ordered, folder)
            counts = dict.fromkeys(self.options.tables, 0) | tables
            for name, records in references.lists():
                counts[name] = write_table(folder, table(name), records.values(), files)
            write_about(folder, references.about, files)
            write_card(folder, files)
            rejected = sum(result.rejected for _, result in ordered)
            manifest = Manifest(
                tables=counts,
                files=files,
                sources=checksums,
                software=software(),
                rejected=rejected,
            )
            write_new(folder / MANIFEST_FILE, manifest.as_json())
        return Outcome(
            manifest,
            sum(part.documents for _, result in ordered for part in result.parts),
            rejected,
            len(references.warnings) + sum(result.warnings for _, result in ordered),
            sum(result.bytes for _, result in ordered),
            self.resumed,
            max([peak_memory(), *(result.peak for _, result in ordered)]),
            sum(result.explained for _, result in ordered),
        )

    def _sources(self) -> list[InputFile]:
        return find_sources([os.fspath(path) for path in self.inputs.sources or [PACKAGED]])

    def _references(self, sources: Sequence[InputFile]) -> References:
        folders = [open_folder(parse_source(source.path)) for source in sources if source.directory]
        if not folders and (self.inputs.registry is None):
            message = (
                "record files do not hold the registry, targets and topics that they refer to; give "
                "them with --registry (a file, or a corpus directory), --targets and --topics"
            )
            raise CorpusError([Problem(sources[0].name, 0, "file-missing", message)], unreadable=True)
        try:
            strict = self.options.strict
            lists = (self.inputs.registry, self.inputs.targets, self.inputs.topics)
            homes = [about_place(source) for source in sources if not source.directory]
            return read_references(*lists, folders, strict=strict, homes=homes)
        except CorpusError:
            # A directory's own validation says all that is wrong with it, and names its files in full.
            found = [problem for folder in folders for problem in validate(folder)]
            if wrong := errors(found, strict=self.options.strict):
                raise CorpusError(wrong, unreadable=lacks_list(wrong)) from None
            raise

    def _run(self, units: Sequence[Unit]) -> None:
        from corpus_pkg.build import engines
        from corpus_pkg.build.watch import watching

        left = []
        for unit in units:
            result = finished(unit) if self.settings.resume else None
            if result is None:
                left.append(unit)
            else:
                self.resumed += 1
                self._done(unit, result, lambda _, *counts: self.progress.tick(*counts))
        running: Iterable[engines.Done]
        if self.settings.scheduler is not None:
            running = engines.run_dask(left, self.settings.scheduler, self.progress.announce)
        elif self.settings.workers:
            running = engines.run_processes(left, self.settings.workers)
        else:
            running = engines.run_here(left, self.progress.tick)
        here = not self.settings.workers and self.settings.scheduler is None
        watch: AbstractContextManager[UnitDone | None] = (
            nullcontext()
        )  # units in this process tell themselves
        if not here:
            watch = watching(self.folder, self.progress.tick)
        with watch as unit_done:
            for unit, result in running:
                self._done(unit, result, unit_done)

    def _done(self, unit: Unit, result: UnitResult, unit_done: "UnitDone | None") -> None:
        self.results[unit.number] = result
        if unit_done is not None:
            unit_done(
                unit.number, result.bytes, sum(part.documents for part in result.parts), result.rejected
            )

    def _without_duplicates(self, units: list[Unit]) -> list[Unit]:
        """Build again the units in which documents occur that occur before, without these."""
        files = [
            (unit.number, unit.place / name)
            for unit in units
            for name in sorted(self.results[unit.number].others)
            if name.startswith("ids-")
        ]
        repeated: dict[int, dict[int, dict[int, str]]] = {}
        for place, first in find_duplicates(files):
            if not self.options.reject:
                raise CorpusError([self._repeated(units, place, first)])
            repeated.setdefault(place.unit, {}).setdefault(place.piece, {})[place.line] = REPEATED
        again = [
            replace(units[number], repeated=lines, key=f"{units[number].key}/{sorted(lines)}")
            for number, lines in sorted(repeated.items())
        ]
        if again:
            self.progress.step("leaving out documents that appear twice")
            self._run(again)
        return [*units]

    def _repeated(self, units: Sequence[Unit], place: Place, first: Place) -> Problem:
        name, line = self._line(units, place)
        other, other_line = self._line(units, first)
        message = f"line {other_line} of {other} has this document's id too; remove one of the two"
        return Problem(name, line, "document-duplicate", message)

    def _line(self, units: Sequence[Unit], place: Place) -> tuple[str, int]:
        piece = units[place.unit].pieces[place.piece]
        return piece.source.name, place.line + lines_before(piece)
