"""A corpus to a folder that is a whole dataset repository of the Hub."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from corpus_pkg.__about__ import __version__
from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import CorpusError, Problem, errors
from corpus_pkg.corpus.staging import write_new
from corpus_pkg.corpus.streamed import in_parts, stream_folder
from corpus_pkg.exchange.citation import CITATION_FILE, citation_cff
from corpus_pkg.exchange.hub.agreement import Agreement
from corpus_pkg.exchange.hub.card import readme
from corpus_pkg.exchange.hub.configs import configs
from corpus_pkg.exchange.hub.croissant import croissant_json
from corpus_pkg.exchange.hub.evaluation import EVAL_FILE, eval_yaml
from corpus_pkg.exchange.hub.facts import DATASHEET_FILE, Facts, read_facts
from corpus_pkg.exchange.hub.metadata import CARD_FILE, CROISSANT_FILE, Stored, as_yaml, card_data
from corpus_pkg.exchange.hub.rights import license_text
from corpus_pkg.exchange.hub.rows import rows_of
from corpus_pkg.exchange.hub.textfree import Edition, text_free_configs
from corpus_pkg.exchange.hub.vocabularies import CardError
from corpus_pkg.exchange.textfree.strip import left_out_lines
from corpus_pkg.extras import need
from corpus_pkg.tables.manifest import MANIFEST_FILE, BuiltFile, Manifest, built_file
from corpus_pkg.tables.output import replacing

Report = Callable[[str], object]

LICENSE_FILE: Final = "LICENSE"
COPIED: Final = {
    layout.ABOUT_FILE: layout.ABOUT_FILE,
    "LICENSE-DATA": "LICENSE-DATA",
    DATASHEET_FILE: DATASHEET_FILE,
    CITATION_FILE: CITATION_FILE,
    "annotations/GUIDELINES.md": "GUIDELINES.md",
    layout.AGREEMENT_FILE: "AGREEMENT.md",
    layout.ANNOTATORS_FILE: "annotators.jsonl",
}
"""The files that are taken over as they are, where the corpus has them."""


def build_repository(
    source: Folder | None,
    out: Path,
    card: Mapping[str, Any] | None = None,
    report: Report = lambda _step: None,
    *,
    texts: bool = True,
    secret: bytes = b"",
    strict: bool = False,
    warn: Callable[[Sequence[Problem]], object] = lambda _warnings: None,
    note: Report = lambda _line: None,
) -> Manifest:
    """Validate a corpus and write it as a dataset repository of the Hub.

    The same corpus gives the same bytes. A build that fails or is killed leaves `out` as it was.

    Args:
        source: A corpus directory; the packaged corpus where None.
        out: The folder to make or to replace.
        card: Values of the card's YAML that replace those derived from the corpus.
        report: Called with the name of each step that begins.
        texts: Whether the texts are written; without them it is the text-free edition.
        secret: For the text-free edition: makes its hashes useless to those who do not know it.
        strict: Whether warnings refuse the corpus too.
        warn: Called with the warnings where there are some and they do not refuse it.
        note: Called with a line for each field and file that the text-free edition leaves out.

    Returns:
        The manifest that was written next to the files.

    Raises:
        CorpusError: The corpus has errors; nothing was written.
        CardError: A value of the card is not one that the Hub knows; nothing was written.
        OutputError: `out` is neither empty nor an earlier build.
        MissingExtraError: A package of the extra `hub` is not installed.
    """
    from corpus_pkg.checks.validate import report as validation

    for module in ("pyarrow", "yaml"):  # before the work, not after
        need(module, "hub")
    with replacing(out) as folder:
        report("validating")
        root = layout.packaged() if source is None else source
        found = validation(root)
        if wrong := errors(found.problems, strict=strict):
            raise CorpusError(wrong, unreadable=not found.readable)
        if found.problems:
            warn(found.problems)
        corpus = stream_folder(root)
        edition = None if texts else Edition(corpus, root, secret)
        return write_repository(corpus, read_facts(root), root, folder, card, report, edition, note)


def write_repository(
    corpus: Corpus,
    facts: Facts,
    root: Folder,
    folder: Path,
    card: Mapping[str, Any] | None = None,
    report: Report = lambda _step: None,
    edition: Edition | None = None,
    note: Report = lambda _line: None,
) -> Manifest:
    """Write all files of the repository of a valid corpus into an empty folder.

    Args:
        corpus: The corpus.
        facts: What the files next to it say (see `read_facts`).
        root: The corpus's directory, from which files are taken over as they are.
        folder: The empty folder.
        card: As for `build_repository`.
        report: As for `build_repository`.
        edition: The text-free edition, where that is to be written.
        note: As for `build_repository`.

    Raises:
        CardError: A value of the card is not one that the Hub knows.
    """
    agreement = Agreement(corpus)
    written = _write_configs(corpus, agreement, folder, report, edition)
    counts = {item.name: item.rows for item in written}
    stored = [item for item in written if item.rows]
    made = {item.file: BuiltFile(item.name, item.rows, item.file_bytes, item.sha256) for item in stored}
    report("writing the card")
    data = card_data(corpus, facts, stored, card)
    if edition is None:
        there = {path: name for path, name in COPIED.items() if files.is_there(root, path)}
        copied = {name: files.read_bytes(root, path) for path, name in there.items()}
    else:
        copied, files_left_out = edition.beside(COPIED)
        for line in (*left_out_lines(edition.tally.as_json()), *files_left_out):
            note(line)
    if CITATION_FILE not in copied and (cited := citation_cff(corpus.about)) is not None:
        copied[CITATION_FILE] = cited.encode("utf-8")
    text = readme(corpus, facts, agreement, stored, data, sorted(copied), folder, texts=edition is None)
    texts = {
        CARD_FILE: f"---\n{as_yaml(data)}---\n{text}",
        CROISSANT_FILE: croissant_json(corpus, facts, stored, data, made, texts=edition is None),
        LICENSE_FILE: license_text(corpus, facts),
    }
    if edition is None:
        texts |= {EVAL_FILE: eval_yaml(stored)}
    else:
        quoting = edition.quoting(texts)
        for name in texts:
            if name in quoting:
                does = f"see what in {DATASHEET_FILE} and {layout.ABOUT_FILE} does"
                raise CardError([f"{name} would quote the texts; {does}"])
    content = copied | {name: said.encode("utf-8") for name, said in texts.items()}
    for name, data_ in content.items():
        write_new(folder / name, data_)
        made[name] = built_file(folder / name, "", 0)
    manifest = Manifest(
        tables=counts,
        files=made,
        sources={about.id: about.sha256 for about in corpus.metadata},
        software={"corpus-pkg": __version__, "pyarrow": need("pyarrow", "hub").__version__},
    )
    write_new(folder / MANIFEST_FILE, manifest.as_json())
    return manifest


def _write_configs(
    corpus: Corpus, agreement: Agreement, folder: Path, report: Report, edition: Edition | None
) -> list[Stored]:
    """Write the files of all configs, and measure the agreement, in one pass over the documents."""
    made = configs(corpus.labels) if edition is None else text_free_configs(corpus.labels)
    stored = []
    with rows_of(made) as waiting:
        report("reading the documents")
        for part in in_parts(corpus):
            agreement.add(part)
            source = part if edition is None else edition.part(part)
            for rows in waiting:
                if not rows.config.whole:
                    rows.add(source)
        for rows in waiting:
            report(f"writing {rows.config.name}")
            if rows.config.whole:
                rows.add(corpus if edition is None else edition.part(corpus))
            stored.append(rows.store(folder))
    return stored
