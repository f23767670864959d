"""A new corpus from annotation in another format: texts, metadata, layers and a registry, all of it valid.

The files' own segments and sentences are taken where they keep the rules, and others are proposed elsewhere.
Each distinct name makes an entry of the registry, unless the files link names themselves. An annotation that
breaks a rule is left out, and the report says which rule.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from corpus_pkg.annotate.scaffold.known import Known
from corpus_pkg.annotate.scaffold.layout import new_corpus
from corpus_pkg.annotate.scaffold.propose import propose
from corpus_pkg.checks.findings import Finding
from corpus_pkg.checks.rules import check_corpus, check_document
from corpus_pkg.checks.whole import as_title
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.about import About, labels_only
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentStance, Evidence, RegistryEntry, Target
from corpus_pkg.corpus.parse import Invalid, parse_value
from corpus_pkg.corpus.problems import Problem, Problems, Severity
from corpus_pkg.corpus.write import corpus_files
from corpus_pkg.exchange.formats import ontonotes
from corpus_pkg.exchange.formats.assemble import assemble
from corpus_pkg.exchange.formats.flat import FlatDocument, Item
from corpus_pkg.exchange.formats.format import FileFormat
from corpus_pkg.exchange.formats.label_map import AS_THEY_ARE, LabelMap, NewTypes
from corpus_pkg.exchange.formats.links import Registry, source_of
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.records import VALUED
from corpus_pkg.exchange.formats.spoken import Request
from corpus_pkg.exchange.new_documents import base_of, named
from corpus_pkg.layers import BLOCKS, DOCUMENT_STANCE, ENTITIES, LAYER_NAMES, SEGMENTS, SENTENCES, SPAN_LAYERS
from corpus_pkg.layers.labels import (
    Confidence,
    DocumentStanceLabel,
    LabelSets,
    SegmentKind,
    entry_types,
)
from corpus_pkg.values.ids import is_slug

_STANDS_FOR: Final = "stands_for"
_DROPPED: Final = frozenset({*SPAN_LAYERS, DOCUMENT_STANCE.name})
_UNKNOWN: Final[dict[str, Any]] = {
    "wikipedia": None,
    "wikidata": None,
    "iso_3166": None,
    "seat_of": [],
    "note": None,
}


@dataclass(slots=True)
class NewCorpus:
    """A corpus that was made of foreign files.

    Attributes:
        corpus: The corpus; empty where there are problems.
        losses: What it can't hold of the files, and what was made up.
        problems: What is wrong with the files; then nothing is to be stored.
        unreadable: Whether there was nothing to read: no such file, or none of the format in a folder.
    """

    corpus: Corpus
    losses: LossReport
    problems: Problems = field(default_factory=Problems)
    unreadable: bool = False

    def write(self, root: Path, name: str | None = None) -> tuple[str, ...]:
        """Write the corpus as a new directory, with guidelines and a README to start from.

        Args:
            root: The directory: a new one, an empty one, or one of a corpus without documents.
            name: The corpus's name; the directory's if left out.

        Raises:
            NotEmptyError: The directory holds something else, or it is not a directory.
        """
        contents = corpus_files(self.corpus)
        contents.pop(layout.ABOUT_FILE, None)
        return new_corpus(root, name, contents, self.corpus.labels)


def corpus_from(
    format_: FileFormat,
    path: Path,
    *,
    labels: LabelMap = AS_THEY_ARE,
    about: About | None = None,
    known: Known | None = None,
    by: str | None = None,
    today: str,
) -> NewCorpus:
    """Return a valid corpus of the texts and annotations in files.

    Args:
        format_: Their format.
        path: A file, or a folder of files.
        labels: What labels of the files are in the corpus.
        about: What the corpus says of itself already. Where it lists types of names, no other label of the
            files becomes a type.
        known: What is known about all of the texts.
        by: Whose annotations are read where files have those of several annotators; None for any.
        today: The latest date that a text without one may have (ISO 8601).
    """
    known = known or Known(basis="given when the corpus was made")
    about = about or About()
    reading = Reading(Corpus([], {}, {}, about=about), LossReport(format_.name, kept=()))
    source = format_.source(path, reading, by)
    types = NewTypes(about.labels, labels.labels, closed=about.entity_types is not None)
    source.labels, source.types, source.language = labels, types, known.language
    flats = named(list(format_.decode(source)), reading)
    for flat in flats:
        flat.items = [_valued(item, flat, known.language) for item in flat.items]
    if message := source.unmet():
        reading.problems.append(Problem(path.name, 0, "format-document", message))
        reading.unreadable = True
    bases = [base_of(flat, known, today) for flat in flats]
    found = NewCorpus(Corpus([], {}, {}), reading.losses, reading.problems, reading.unreadable)
    if not flats and not reading.problems:
        message = f"there is nothing in files ending in {' or '.join(format_.extensions)}; name the folder"
        reading.problems.append(Problem(path.name, 0, "file-missing", message))
        found.unreadable = True
    documents = [base for base in bases if isinstance(base, Document)]
    reading.problems.extend(base for base in bases if isinstance(base, Problem))
    if reading.broken:
        found.problems = Problems(reading.broken)
        return found
    targets = _targets(flats)
    lists = labels_only(types.labels)
    entries = _linked(flats, lists.labels, source.items, reading.losses)
    reading.corpus = Corpus(documents, entries, targets, about=lists)
    reading.registry = Registry(entries, labels=lists.labels)
    # What a file has of layers that its format does not hold was made of it: sentences, and values of words.
    request = Request(frozenset(LAYER_NAMES), lacks=format_.lacks)
    for flat in flats:
        assemble(flat, request, reading)
    registry = {**reading.corpus.registry, **reading.made}
    # In a new corpus every annotation is new, and so are the entries of names without a link.
    reading.losses.changes, reading.losses.untouched = [], []
    reading.losses.losses = [loss for loss in reading.losses.losses if loss.reason != "entity-made"]
    settled = [_settled(document, registry, targets, reading) for document in reading.documents]
    mentions = [mention for document in settled for mention in document.entities]
    known_types = about.labels.entity_types
    reading.losses.new_types = Counter(m.type for m in mentions if m.type not in known_types)
    used = {mention.entity for mention in mentions}
    used |= {stance.holder for document in settled for stance in document.stance}
    entries = {id_: entry for id_, entry in registry.items() if id_ in used}
    found.corpus = Corpus(settled, entries, targets, about=lists)
    for finding in check_corpus(list(entries.values()), list(targets.values())):
        if finding.severity is Severity.ERROR:
            reading.problems.append(finding.at(path.name, 0))
    found.problems = Problems(reading.broken)
    return found


def _valued(item: Item, flat: FlatDocument, language: str | None) -> Item:
    """Return a date or figure of an English text with the value that its words plainly say."""
    said = language or str(flat.known.get("language", ""))
    if item.kind not in VALUED or item.fields or said.partition("-")[0] != "en":
        return item
    words = (flat.text or "")[max(item.start, 0) : max(item.end, 0)]
    return replace(item, fields=ontonotes.value_of(item.label, words) or {})


def _targets(flats: Iterable[FlatDocument]) -> dict[str, Target]:
    """Return a target for each id that stances of the files name."""
    named = [str(stance.get("target")) for flat in flats for stance in flat.stances]
    named += [item.fields["target"] for flat in flats for item in flat.items if "target" in item.fields]
    return {id_: Target(id=id_, description=id_) for id_ in dict.fromkeys(named) if is_slug(id_)}


def _linked(
    flats: Iterable[FlatDocument], labels: LabelSets, items: Mapping[str, str], losses: LossReport
) -> dict[str, RegistryEntry]:
    """Return an entry for each id of a registry that files link names to: of their usual words and type."""
    words: dict[str, Counter[str]] = {}
    types: dict[str, Counter[str]] = {}
    seats: dict[str, dict[str, None]] = {}
    for flat in flats:
        for item in flat.items:
            id_ = item.fields.get("entity", "")
            if item.kind == ENTITIES.name and item.label in labels.entity_types and is_slug(id_):
                text = (flat.text or "")[max(item.start, 0) : max(item.end, 0)]
                words.setdefault(id_, Counter())[" ".join(text.split())] += 1
                types.setdefault(id_, Counter())[item.label] += 1
                if _STANDS_FOR in item.fields:
                    seats.setdefault(id_, {})[item.fields[_STANDS_FOR]] = None
    made = {}
    given: set[tuple[str, str]] = set()
    for id_, counted in types.items():
        value = {
            **_UNKNOWN,
            "id": id_,
            "type": _type_of_all(counted),
            "name": words[id_].most_common(1)[0][0],
            "seat_of": [state for state in seats.get(id_, ()) if state in types and state != id_],
        }
        entry = parse_value(RegistryEntry, value, labels)
        if isinstance(entry, Invalid):
            continue  # no entry can have this id: its mentions are linked by their words, which is reported
        if link := items.get(id_):
            address = source_of(link)
            known = {} if address is None or address in given else {address[0]: address[1]}
            linked = parse_value(RegistryEntry, value | known, labels)
            if isinstance(linked, Invalid) or not known:
                losses.add("", ENTITIES.name, id_, "address-left-out")
            else:
                given.update(known.items())
                entry = linked
        made[id_] = entry
    return made


def _type_of_all(counted: Counter[str]) -> str:
    """Return the type that an entry with mentions of these types has."""
    fits = frozenset.intersection(*(entry_types(type_) for type_ in counted))
    common = [type_ for type_, _ in counted.most_common()]
    return next((type_ for type_ in common if type_ in fits), common[0])


def _settled(
    document: Document,
    registry: Mapping[str, RegistryEntry],
    targets: Mapping[str, Target],
    reading: Reading,
) -> Document:
    """Return a document without what breaks a rule, all of which is reported."""
    document = _titled(_with_stances(document, targets))
    broken = _errors(document, registry, targets)
    if any(finding.part in BLOCKS or finding.index is None for finding in broken):
        segments, sentences = propose(document.text, language=document.metadata.language)
        reading.losses.add(document.id, SENTENCES.name, "", "base-proposed")
        update: dict[str, Any] = {SEGMENTS.name: tuple(segments), SENTENCES.name: tuple(sentences)}
        document = _titled(document.model_copy(update=update))
        broken = _errors(document, registry, targets)
    while broken:
        odd = {finding.part: dict[int, str]() for finding in broken}
        for finding in broken:
            if finding.index is None or finding.part in BLOCKS or finding.part not in _DROPPED:
                reading.problems.append(finding.at(document.id, 0, document.id))
                return document
            odd[finding.part].setdefault(finding.index, finding.code)
        for layer, codes in odd.items():
            document = _without(document, layer, codes, reading.losses)
        broken = _errors(document, registry, targets)
    return document


def _errors(
    document: Document, registry: Mapping[str, RegistryEntry], targets: Mapping[str, Target]
) -> list[Finding]:
    findings = check_document(document, registry, targets)
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _without(document: Document, layer: str, codes: Mapping[int, str], losses: LossReport) -> Document:
    """Return a document without the records of a layer that break rules, or without the field that does."""
    kept = []
    for index, record in enumerate(document.layer(layer)):
        code = codes.get(index)
        name = _STANDS_FOR if code and code.startswith("entity-stands-for") else ""
        if code is not None:
            about = getattr(record, "id", None) or record.target
            losses.add(document.id, layer, about, "rule-broken", name or code)
        if code is None:
            kept.append(record)
        elif name:
            kept.append(record.model_copy(update={name: None}))
    return document.model_copy(update={layer: tuple(kept)})


def _titled(document: Document) -> Document:
    """Return a document whose metadata have the title that its segments have."""
    titles = [segment.text for segment in document.segments if segment.kind == SegmentKind.TITLE]
    title = as_title(" ".join(titles)) if titles else None
    evidence = [one for one in document.metadata.evidence if one.field != "title"]
    if title is not None:
        basis = "the title of the text"
        evidence.insert(0, Evidence(field="title", inferred=True, confidence=Confidence.MEDIUM, basis=basis))
    metadata = document.metadata.model_copy(update={"title": title, "evidence": tuple(evidence)})
    return document.model_copy(update={"metadata": metadata})


def _with_stances(document: Document, targets: Mapping[str, Target]) -> Document:
    """Return a document with an overall stance on each target; `none` where the files do not say one."""
    said = {stance.target: stance for stance in document.document_stance}
    none = DocumentStanceLabel.NONE
    note = "proposed when the corpus was made; not read yet"
    stances = [said.get(id_) or DocumentStance(target=id_, label=none, note=note) for id_ in targets]
    return document.model_copy(update={DOCUMENT_STANCE.name: tuple(stances)})
