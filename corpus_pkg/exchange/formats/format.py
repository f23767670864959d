"""What a format is, and what all share: choosing layers, counting losses, writing and reading files."""

import dataclasses
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.files import RefusedError, read_bytes
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.models import RegistryEntry, Target
from corpus_pkg.corpus.problems import Problem, Problems
from corpus_pkg.corpus.staging import new_folder, write_new
from corpus_pkg.exchange.formats.archive import annotators_of, chosen, shared, unpacked
from corpus_pkg.exchange.formats.assemble import assemble
from corpus_pkg.exchange.formats.flat import SUBJECT, FlatDocument, Item, drop_dangling, flatten
from corpus_pkg.exchange.formats.label_map import AS_THEY_ARE, LabelMap
from corpus_pkg.exchange.formats.losses import LossReport, LossyError
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.exchange.formats.spoken import Request
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, SPAN_LAYERS, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets

EVERY_LAYER: Final = frozenset(LAYER_NAMES)


def layers_in(table: Container[str], *more: str) -> frozenset[str]:
    """Return the layers that a format's table has an entry for, and more: all that it can hold."""
    return frozenset((*(layer for layer in LAYER_NAMES if layer in table), *more))


@dataclass(frozen=True, slots=True)
class World:
    """What the documents of a corpus share."""

    registry: Mapping[str, RegistryEntry]
    targets: Mapping[str, Target]
    labels: LabelSets = DEFAULT_LABELS

    @classmethod
    def of(cls, corpus: Corpus) -> "World":
        """Return what the documents of a corpus share."""
        return cls(corpus.registry, corpus.targets, corpus.labels)


Encode = Callable[[Iterable[FlatDocument], World, LossReport], Iterator[tuple[str, bytes]]]
"""Turns documents into files: relative path and content."""

Decode = Callable[[Source], Iterator[FlatDocument]]
"""Turns files into documents; what is wrong goes to the source's problems, never up as an exception."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format as a pair of functions between items and files.

    Attributes:
        name: What the command line calls it.
        title: What people call it.
        extensions: The endings of the files that are read.
        holds: The layers that it can carry.
        encode: Documents to files; None where the format is only read.
        decode: Files to documents.
        lacks: The fields of those layers that it can't carry.
        says_who: Whether files may have the annotations of several annotators, and say whose each is.
    """

    name: str
    title: str
    extensions: tuple[str, ...]
    holds: frozenset[str]
    encode: Encode | None
    decode: Decode
    lacks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    says_who: bool = False

    def write(
        self,
        documents: Iterable[Document],
        world: World,
        out: Path,
        *,
        layers: frozenset[str] = EVERY_LAYER,
        strict: bool = False,
        report: Callable[[LossReport], object] = lambda _losses: None,
    ) -> LossReport:
        """Write documents as a new folder; the folder appears when all is written.

        Args:
            documents: The documents.
            world: The registry and the targets.
            out: The folder; must not exist, or be empty.
            layers: The layers that are wanted; leaving one out is not a loss.
            strict: Refuse, and write nothing, where anything would be lost.
            report: Called with what was lost before the folder appears: where a report of it is written, no
                folder is ever there without one.

        Returns:
            What the format could not carry.

        Raises:
            FileExistsError: The folder holds something.
            LossyError: Something would be lost and `strict` forbids it.
            ValueError: The format is only read.
        """
        if self.encode is None:
            raise ValueError(f"{self.title} is only read")
        losses = LossReport(self.name)
        wanted = layers & {spec.name for spec in layers_of(world.labels)}
        with new_folder(out) as folder:
            flats = (self._flat(document, wanted, losses) for document in documents)
            for name, data in self.encode(flats, world, losses):
                write_new(folder.joinpath(*name.split("/")), data, flush=False)
            if strict and losses:
                raise LossyError(losses)
            report(losses)
        return losses

    def _flat(self, document: Document, layers: frozenset[str], losses: LossReport) -> FlatDocument:
        """Return a document with only what the format holds, the rest in the report."""
        for layer in sorted(layers - self.holds, key=LAYER_NAMES.index):
            for record in document.layer(layer):
                about = record.target if layer == DOCUMENT_STANCE.name else record.id
                losses.add(document.id, layer, about, "layer-not-held")
        flat = flatten(document, layers & self.holds, losses)
        if self.lacks:
            flat.items = [self._without_lacking(item, document.id, losses) for item in flat.items]
            pointed = {key for item in flat.items for key in item.refs.values()}
            flat.items = [item for item in flat.items if item.kind != SUBJECT or item.key in pointed]
        drop_dangling(flat, losses)
        return flat

    def _without_lacking(self, item: Item, document: str, losses: LossReport) -> Item:
        lacked = self.lacks.get(item.kind, frozenset()) if item.kind in SPAN_LAYERS else frozenset()
        lost = lacked & {*item.fields, *item.refs}
        for name in sorted(lost):
            losses.add(document, item.kind, item.key, "field-not-held", name)
        return dataclasses.replace(
            item,
            fields={name: value for name, value in item.fields.items() if name not in lost},
            refs={name: value for name, value in item.refs.items() if name not in lost},
        )

    def read(
        self,
        path: Path,
        corpus: Corpus,
        *,
        layers: frozenset[str] | None = None,
        replace: frozenset[str] = frozenset(),
        labels: LabelMap = AS_THEY_ARE,
        by: str | None = None,
        take: Callable[[Document, frozenset[str]], object] | None = None,
    ) -> Reading:
        """Read files back.

        Args:
            path: A file of the format, or a folder of such files.
            corpus: The corpus that the texts belong to; what the files say nothing of comes from it.
            layers: The layers that are requested. None stands for all, except segments and sentences of
                documents that have some: those stay.
            replace: The layers that may be emptied, in documents of which the files have annotations, but
                none of that layer.
            labels: What the labels of the files are in the corpus.
            by: Whose annotations are read where files have those of several annotators; None for any.
            take: Called with each document and the layers that the files change in it; then the reading holds
                no documents.

        Returns:
            The documents in the corpus's order, the losses, and the problems: what has one is left out.
        """
        reading = Reading(corpus, LossReport(self.name))
        source = self.source(path, reading, by)
        source.labels = labels
        request = Request(self.holds, layers, replace, self.lacks)
        # What the files say is reported first, then what came of it.
        losses, problems = reading.losses, reading.problems
        reading.losses, reading.problems = LossReport(self.name), Problems()
        for place, flats in groupby(self.decode(source), key=lambda flat: flat.place):
            for flat in list(flats):  # only at the end of a file is it known whether it is broken
                if place not in source.broken:
                    assemble(flat, request, reading)
            while take and reading.documents:
                document = reading.documents.pop(0)
                take(document, reading.changed[document.id])
        if message := source.unmet():
            problems.append(Problem(path.name, 0, "format-document", message))
            reading.unreadable = True
        losses.extend(reading.losses)
        problems.extend(reading.problems)
        reading.losses, reading.problems = losses, problems
        order = {name: number for number, name in enumerate(corpus.ids)}
        reading.documents.sort(key=lambda document: order[document.id])
        if not reading.changed and not reading.problems:
            endings = " or ".join(self.extensions)
            message = (
                f"there is nothing annotated in files ending in {endings}; name the folder that has them"
            )
            reading.problems.append(Problem(path.name, 0, "file-missing", message))
            reading.unreadable = True
        return reading

    def source(self, path: Path, reading: Reading, by: str | None = None) -> Source:
        """Return the files that are read at a path; where there are none, the reading has a problem."""
        names: list[str] = []
        people: set[str] = set()
        root: Folder = path
        if path.is_dir():
            names = sorted(place.name for place in path.iterdir() if place.name.endswith(self.extensions))
        elif path.is_file() and path.suffix.lower() == ".zip":
            root, names, people = self._archive(path, reading, by)
        elif path.exists():
            root, names = path.parent, [path.name]
        else:
            message = "there is no such file or folder; name one"
            reading.problems.append(Problem(str(path), 0, "file-missing", message))
            reading.unreadable = True
        source = Source(root, names, reading.problems, reading.losses, reading.corpus, by=by)
        for annotator in people:
            source.meet(annotator)
        return source

    def _archive(self, path: Path, reading: Reading, by: str | None) -> tuple[Folder, list[str], set[str]]:
        """Return the files in an archive as a folder, the paths of those that are read, and who annotated."""
        try:
            content = unpacked(read_bytes(path.parent, path.name), path.name)
            paths = [name for name in content if name.endswith(self.extensions)]
            folder = MemoryFolder(content | shared(content), name=path.name)
            return folder, chosen(paths, path.name, by), annotators_of(paths)
        except RefusedError as error:
            reading.problems.append(error.problem)
            return MemoryFolder({}, name=path.name), [], set()
