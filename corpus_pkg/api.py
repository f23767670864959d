"""The public functions that need several wings at once, and what a corpus can be turned into.

The only module that looks both ways: the tables and the explorer are made from a corpus, and its methods
reach them through here.
"""

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus_pkg.corpus.corpus import Corpus, load_folder, provide
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.memory import MemoryFolder
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.corpus.source import Kind, Source, parse_source, unknown_source
from corpus_pkg.exchange.opening import open_corpus, open_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import datasets
    import pandas
    import pyarrow

    from corpus_pkg.checks.validate import Report
    from corpus_pkg.explorer import Explorer
    from corpus_pkg.train.errors import Errors


def load(source: str | os.PathLike[str] | None = None, *, adjudicated: bool = True) -> Corpus:
    """Load a corpus: the packaged one, one in a directory or a file, or one from the Hub.

    Every record is checked against its schema, every raw text against its SHA-256 and every span
    against its text. A corpus has all its layers, or segments and sentences alone while nobody has
    annotated it. `corpus-pkg validate` checks the rules beyond that.

    Args:
        source: A corpus directory; a folder that `corpus-pkg build` or `corpus-pkg hub build` made; a record
            file, which has no registry and no targets; `hf://datasets/ORG/NAME`, with `@REVISION` for a tag,
            branch or commit; `packaged`, also where left out. With `#ANNOTATOR` at its end, that annotator's
            own layers.
        adjudicated: Whether there must be adjudicated layers; else they may all be missing, never some.

    Returns:
        The corpus, all in memory.

    Raises:
        CorpusError: Something in the corpus is wrong; the error's `problems` say what and where.
        MissingExtraError: The source is on the Hub or of Parquet files, and the extra `hub` is not installed.

    Examples:
        >>> import corpus_pkg
        >>> corpus = corpus_pkg.load()
        >>> len(corpus)
        5
    """
    found = parse_source(source)
    if found.kind is Kind.RECORDS:
        corpus, _, problems = _record_file(found.place)
        if problems:
            raise CorpusError(problems)
        return corpus
    return load_folder(open_corpus(found), found.annotator, adjudicated=adjudicated)


def stream(source: str | os.PathLike[str] | None = None, *, adjudicated: bool = True) -> Corpus:
    """Open a corpus of any kind as `load` does, for what looks at its documents one after the other.

    Each document is read when it is asked for, and not kept; only those of a record file are all in memory.
    What is wrong with a document is raised no later than by reading all of them.

    Args:
        source: As for `load`.
        adjudicated: As for `load`.

    Raises:
        CorpusError: What all documents share is wrong.
        MissingExtraError: What the source needs is not installed.
    """
    from corpus_pkg.corpus.streamed import stream_folder

    found = parse_source(source)
    if found.kind is Kind.RECORDS:
        return load(source)
    return stream_folder(open_corpus(found), found.annotator, adjudicated=adjudicated)


def open_source(source: Source, *, texts: bool = True) -> Folder:
    """Return any source as a folder that is laid out like a corpus directory.

    The folder of a record file has a registry and targets without entries.

    Args:
        source: The source.
        texts: Whether it must have its texts; else a text-free edition is opened too.

    Raises:
        CorpusError: It can't be read, or there is no such annotator.
        MissingExtraError: What it needs is not installed.
    """
    from corpus_pkg.corpus.write import corpus_files

    if source.kind is Kind.RECORDS:
        return MemoryFolder(corpus_files(load(source.place)), name=source.place)
    return open_folder(source, texts=texts)


def validate(source: str | os.PathLike[str] | None = None) -> "Report":
    """Check a corpus of any kind (see `load`) against every rule.

    Problems have the places that the records have in a corpus directory, or in a record file their lines.
    References in a record file are not checked, since it has no registry and no targets.

    Returns:
        A report with the `problems`, and how many documents and records were read.
    """
    from corpus_pkg.checks.validate import Report, report
    from corpus_pkg.corpus.write import corpus_files

    try:
        named = parse_source(source)
        opened = _record_file(named.place) if named.kind is Kind.RECORDS else open_source(named)
    except CorpusError as error:
        return Report(0, 0, Problems(error.problems), readable=not error.unreadable)
    if not isinstance(opened, tuple):
        return report(opened)
    corpus, lines, problems = opened
    found = report(MemoryFolder(corpus_files(corpus), name=named.place), references=False)

    def placed(problem: Problem) -> Problem:
        return replace(problem, file=named.place, line=lines.get(problem.document or "", 0))

    both = found.problems.changed(placed)
    both.extend(problems)
    both.sort(key=lambda problem: problem.line)
    return replace(found, problems=both)


def _record_file(place: str) -> tuple[Corpus, dict[str, int], Problems]:
    """Return the corpus of the good lines of a record file, the line of each document, and what is wrong.

    Raises:
        CorpusError: The file can't be read.
    """
    from corpus_pkg.build.about import about_source
    from corpus_pkg.build.open_records import record_lines
    from corpus_pkg.build.sources import find_sources
    from corpus_pkg.corpus.jsonl import read_documents

    if place.endswith(".parquet"):
        raise unknown_source(
            place, "a Parquet file is a part of a corpus; name the folder or repository it is in"
        )
    problems = Problems()
    (source,) = find_sources([place])
    lines = record_lines(replace(source, name=place))
    about, labels = about_source(source, problems)
    places: dict[str, int] = {}
    documents = list(read_documents(lines, place, problems, labels, places))
    return Corpus(documents, {}, {}, about=about), places, problems


def _arrow(corpus: Corpus, table: str) -> "pyarrow.Table":
    from corpus_pkg.tables import arrow_table

    return arrow_table(corpus, table)


def _pandas(corpus: Corpus, table: str) -> "pandas.DataFrame":
    from corpus_pkg.tables import pandas_frame

    return pandas_frame(corpus, table)


def _datasets(corpus: Corpus) -> "datasets.DatasetDict":
    from corpus_pkg.tables import dataset_dict

    return dataset_dict(corpus)


def _explorer(corpus: Corpus, height: int, errors: "Mapping[str, Errors] | None") -> "Explorer":
    from corpus_pkg.explorer import Explorer, corpus_page

    return Explorer(corpus_page(corpus, errors=errors), height)


def _cite(corpus: Corpus, form: str) -> str:
    from corpus_pkg.exchange.hub.facts import citation_of, read_facts

    made = citation_of(corpus.about)
    if not made.title and corpus.source is not None:
        made = read_facts(corpus.source).citation
    if not made.title:
        raise ValueError(
            "the corpus does not say how to cite it; fill in title and [citation] in corpus.toml"
        )
    if form.lower() not in ("text", "bibtex"):
        raise ValueError(f"{form!r} is not a form of citation; write text or bibtex")
    return made.bibtex() if form.lower() == "bibtex" else made.sentence()


provide(cite=_cite, arrow=_arrow, pandas=_pandas, datasets=_datasets, explorer=_explorer)
