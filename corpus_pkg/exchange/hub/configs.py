"""The configs of the dataset repository: which tables it has, their columns and their rows.

They are the corpus's own tables and the task views, with what makes a row usable alone: the fold,
the offsets within the sentence, and the licence of the text that the row quotes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any, Final

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import labels_only
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.models import LISTS, RegistryEntry
from corpus_pkg.corpus.problems import CorpusError, Problems
from corpus_pkg.corpus.read import read_records
from corpus_pkg.layers import FIGURES, IN_SENTENCES, LAYER_NAMES, LAYERS, SEGMENTS, SPECS, layers_of
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.tables.columns import INT32, STRING, Column
from corpus_pkg.tables.definitions import LayerRow, Table, table
from corpus_pkg.train.llm.fields import ANSWERED

FLAT_LAYERS: Final = tuple(spec.name for spec in LAYERS if spec is not SEGMENTS)
"""The layers that have a config of their own; segments are in `documents`."""

VIEWS: Final = (
    "ner",
    "stance_pairs",
    "stance_reported",
    "date_normalization",
    "figure_frames",
    "claim_pairs",
    "chat",
    "gliner",
    "gliner2",
    "langextract",
    "judgements",
)
"""The task views that are configs."""
BETWEEN: Final = frozenset({"claim_pairs"})
"""Those whose rows are about several documents."""

ASKED: Final = {f"ask_{layer}": layer for layer in ANSWERED}
"""The configs with what a model is asked about a layer, ready for a harness, each with its layer."""

SPLIT: Final = "train"
"""The split of every config but those of `ASKED`: five documents make no test set."""
TEST_SPLIT: Final = "test"
"""The split of what models are asked, on which nothing is trained."""

DEFAULT: Final = "documents"
"""The config that `load_dataset` gives where none is named."""

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "documents": "One row per document: metadata, text, and all layers as nested lists.",
    **{layer: SPECS[layer].description for layer in FLAT_LAYERS},
    "registry": "One row per entity that mentions link to.",
    "targets": "One row per target of stance, with what is favoured or opposed.",
    "topics": "One row per topic of claims: its question, its values, and which exclude or narrow which.",
    "annotators": "One row per document and annotator: that annotator's own layers, before adjudication.",
    "annotator_registry": "One row per entity of an annotator's own registry, which `annotators` links to.",
    "ner": "A sentence as tokens with BIO tags of the outermost names, and the nested names next to them.",
    "stance_pairs": "A sentence and a target that it is about, with the author's side; `none` is annotated.",
    "stance_reported": "A sentence, a target and a holder other than the author, with the reported side.",
    "date_normalization": "A temporal expression in its sentence, the document's date, and the value.",
    "figure_frames": "A numeric statement in its sentence, with value, unit, subject and date.",
    "claim_pairs": "Two claims on one topic, their sentences, and how they relate to each other (derived).",
    "chat": "A question about a layer of a sentence or document, and the right answer, as chat messages.",
    "gliner": "A sentence as words with labelled spans of words, as GLiNER trains on them.",
    "gliner2": "A sentence with labelled spans and structures, as GLiNER2 trains on them.",
    "langextract": "A sentence with its extractions, as examples for LangExtract.",
    "judgements": "What one annotator said of one unit, what was decided and by which rule: model variation.",
    **{
        name: f"What a model is asked about the layer `{layer}`, with demonstrations, and the right answer."
        for name, layer in ASKED.items()
    },
}
"""What a row of each config is, in the order of the configs."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a row is made of, with the place of its document in the corpus, and the licence of the text."""

    row: Any
    fold: int
    license: str
    annotator: str | None = None

    @property
    def text(self) -> str:
        """The longest text in the row, by which batches are cut."""
        around = self.row.sentence if isinstance(self.row, LayerRow) else None
        return getattr(around or self.row, "text", "")


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of an annotator's own registry."""

    annotator: str
    row: Any


@dataclass(frozen=True, slots=True)
class Config:
    """One config: a table, and where its rows come from."""

    table: Table
    rows: Callable[[Any], Iterable[Any]]
    """Makes the rows from a corpus or a part of one, or from an edition of that."""
    said: str = ""
    """What a row is, where `DESCRIPTIONS` does not say it."""
    whole: bool = False
    """Whether the rows of parts, one after the other, would not be those of the whole corpus."""

    @property
    def documents(self) -> bool:
        """Whether a row is a whole document."""
        return self.name in (DEFAULT, "annotators")

    @property
    def split(self) -> str:
        """The name of its one split."""
        return TEST_SPLIT if self.name in ASKED else SPLIT

    @property
    def description(self) -> str:
        """What a row is."""
        return self.said or DESCRIPTIONS[self.name]

    @property
    def name(self) -> str:
        """The config's name, and that of its file without the ending."""
        return self.table.name


def configs(labels: LabelSets = DEFAULT_LABELS) -> list[Config]:
    """Return all configs, in the order in which the card lists them.

    Args:
        labels: The lists of the corpus.
    """
    made = {config.name: config for config in _configs(labels)}
    return [made[name] for name in DESCRIPTIONS if name in made]


def _configs(labels: LabelSets) -> Iterator[Config]:
    documents = table("documents", labels)
    yield Config(Table("documents", tuple(_placed(documents))), _rows(documents))
    declared = {spec.name for spec in layers_of(labels)}
    for layer in filter(declared.__contains__, FLAT_LAYERS):
        flat = table(layer, labels)
        columns = [*_placed(flat), *_within_sentence(layer), LICENSE]
        yield Config(Table(flat.name, tuple(columns)), _rows(flat))
    for name in LISTS:
        yield Config(table(name, labels), partial(list_rows, name), whole=True)
    own = [column for column in documents.columns if column.name in ("document", "text", *LAYER_NAMES)]
    columns = [ANNOTATOR, *_placed(Table("annotators", tuple(own), None)), LICENSE]
    yield Config(Table("annotators", tuple(columns)), _annotator_rows, whole=True)
    columns = [ANNOTATOR, *(_inner(column) for column in table("registry", labels).columns)]
    yield Config(Table("annotator_registry", tuple(columns)), own_entries, whole=True)
    for name in VIEWS:
        yield _view_config(name, labels)
    for name, layer in ASKED.items():
        if layer in declared:
            yield _asked_config(name, layer)


def list_rows(name: str, corpus: Corpus) -> Iterable[Any]:
    """Return the records of a list that all documents share."""
    records: Iterable[Any] = getattr(corpus, name).values()
    return records


TEXT_FREE: Final = ("letters", "letters_hash", "secret", "left_out")
"""The columns that a text-free document has in place of its text, in addition to those of its metadata."""
OF_THE_TEXT: Final = ("sha256", "bytes", "characters")
"""The columns of the metadata that the record in place of a text has too."""
ANNOTATOR: Final = Column("annotator", STRING, attrgetter("annotator"), "The annotator's name.")
FOLD: Final = Column(
    "fold",
    INT32,
    attrgetter("fold"),
    "The fold whose test half the row is in: one fold leaves one document out.",
)

LICENSE: Final = Column(
    "license",
    STRING,
    attrgetter("license"),
    "The licence of the document's text, which the row quotes; `documents` has the rights in words.",
)


def _placed(wanted: Table) -> Iterator[Column]:
    """Yield a table's columns for `Placed` rows, the fold after the document."""
    for column in wanted.columns:
        yield _inner(column)
        if column.name == "document":
            yield FOLD


def _inner(column: Column) -> Column:
    get = column.get
    return Column(column.name, column.type, lambda placed: get(placed.row), column.description)


def _within_sentence(layer: str) -> Iterator[Column]:
    """Yield the offsets of an annotation, and of a figure's subject, in the text of its sentence."""
    if layer not in IN_SENTENCES:
        return
    for edge, said in (("start", "first offset"), ("end", "offset after the last character")):
        name = f"{edge}_in_sentence"
        yield Column(name, INT32, _shifted(edge), f"The {said} in `sentence_text`.")
    if layer == FIGURES.name:
        for edge in ("start", "end"):
            description = f"The subject's {edge} in `sentence_text`; null where it lies outside."
            yield Column(f"subject_{edge}_in_sentence", INT32, _shifted(edge, subject=True), description)


def _shifted(edge: str, *, subject: bool = False) -> Callable[[Placed], int | None]:
    def shifted(placed: Placed) -> int | None:
        sentence = placed.row.sentence
        span = placed.row.record.subject if subject else placed.row.record
        if sentence is None or span is None or span.start < sentence.start or sentence.end < span.end:
            return None
        offset: int = getattr(span, edge) - sentence.start
        return offset

    return shifted


def _rows(wanted: Table) -> Callable[[Corpus], Iterator[Placed]]:
    def placed_rows(corpus: Corpus) -> Iterator[Placed]:
        make = wanted.document_rows
        if make is not None:
            for fold, document in enumerate(corpus, corpus.first):
                for row in make(document):
                    yield Placed(row, fold, document.metadata.license)

    return placed_rows


def _annotator_rows(corpus: Corpus) -> Iterator[Placed]:
    folds = {document: fold for fold, document in enumerate(corpus.ids)}
    for name in corpus.annotators:
        for document in corpus.annotator(name):
            yield Placed(document, folds[document.id], document.metadata.license, name)


def own_entries(corpus: Corpus) -> Iterator[OwnEntry]:
    """Yield the entries of the registries that annotators have of their own."""
    for name in corpus.annotators:
        path = layout.registry_file(name)
        if corpus.source is not None and files.is_there(corpus.source, path):
            problems = Problems()
            found = read_records(corpus.source, path, RegistryEntry, problems, labels=corpus.labels)
            yield from (OwnEntry(name, entry) for _, entry in found)
            if problems:
                raise CorpusError(problems)


def _view_config(name: str, labels: LabelSets) -> Config:
    from corpus_pkg.train.tasks import TASKS

    def view_rows(corpus: Corpus) -> Iterator[Placed]:
        licenses = {about.id: about.license for about in corpus.metadata}
        for record in TASKS[name](corpus):
            yield Placed(record, record.fold, licenses[record.document])

    nothing = Corpus([], {}, {}, about=labels_only(labels))
    # The columns do not depend on the rows, so a corpus without documents has them all.
    columns = [_inner(column) for column in TASKS[name](nothing).table.columns]
    return Config(Table(name, (*columns, LICENSE)), view_rows, whole=name in BETWEEN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is asked about a sentence or document, as one text."""

    document: str
    sentence: str | None
    prompt: str
    target: str


def _asked_config(name: str, layer: str) -> Config:
    from corpus_pkg.train.llm import Prompter

    # The guidelines are a file of the repository; with them each row would be several times as long.
    prompter_of = partial(Prompter, layer=layer, guidelines=False)

    def asked_rows(corpus: Corpus) -> Iterator[Placed]:
        prompter = corpus.once(prompter_of)  # whose demonstrations are from the whole corpus
        folds = {document: fold for fold, document in enumerate(corpus.ids, corpus.first)}
        for shown in prompter.demonstrations.of(corpus, []):
            made = prompter.prompt(shown.document, shown.sentence)
            row = Asked(made.document, made.sentence, made.text, shown.answer.as_json())
            yield Placed(row, folds[made.document], shown.document.metadata.license)

    columns = [
        _inner(Column("document", STRING, attrgetter("document"), "The document's id.")),
        FOLD,
        _inner(Column("sentence", STRING, attrgetter("sentence"), "The sentence's id; null for a document.")),
        _inner(Column("prompt", STRING, attrgetter("prompt"), "What the model is asked.")),
        _inner(Column("target", STRING, attrgetter("target"), "What it should answer, as JSON.")),
    ]
    return Config(Table(name, (*columns, LICENSE)), asked_rows)
