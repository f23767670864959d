"""Counts of a corpus: by layer, by label and by document.

Every count is a measure (`entities by type`), a label in it (`GPE`), a number for each document and
one for the whole corpus, so that one loop prints them all.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Entity, RegistryEntry
from corpus_pkg.layers import (
    CLAIMS,
    DOCUMENT_STANCE,
    ENTITIES,
    LAYER_NAMES,
    LAYERS,
    STANCE,
    LayerSpec,
    labels,
    layers_of,
)
from corpus_pkg.layers.lists import closed_list
from corpus_pkg.values.ids import AUTHOR

DISTINCT: Final = "distinct entries"
OPEN: Final = "stance by holder"
ASSERTERS: Final = "claims by asserter"
"""The measures whose labels no list gives: those that occur, sorted."""
OVERALL: Final = "document stance and the author's sentences"
"""The measure that says how far the overall stance is more than the sum of the sentences."""
AS_MAJORITY: Final = "as most of them"
OTHERWISE: Final = "otherwise"


@dataclass(frozen=True, slots=True)
class Count:
    """One number for each document, and for the corpus."""

    measure: str
    """What is counted, such as `entities by type`."""
    label: str
    """Which of them, such as `GPE`."""
    total: int
    """For the whole corpus: the sum, but for distinct entries, of which documents share some."""
    documents: Mapping[str, int]
    """For each document, by its id."""


def corpus_counts(corpus: Corpus) -> list[Count]:
    """Return every count of a corpus, in a stable order.

    A label of a closed list is there even where nothing bears it. Tokens are what whitespace
    divides. A mention is linked where its registry entry names an article of Wikipedia or an item of
    Wikidata, and nested where it lies within a longer mention.

    Args:
        corpus: The corpus.
    """
    by_document: dict[str, dict[str, Counter[str]]] = {}
    entries: set[str] = set()
    for document in corpus:
        by_document[document.id] = _document_counts(document, corpus)
        entries.update(mention.entity for mention in document.entities)
    holders = {holder for counts in by_document.values() for holder in counts[OPEN]}
    result = []
    for measure, names in _names(corpus, sorted(holders)).items():
        for name in names:
            numbers = {id_: counts[measure][name] for id_, counts in by_document.items()}
            total = sum(numbers.values())
            if name == DISTINCT:
                total = len(entries)
            result.append(Count(measure, name, total, numbers))
    return result


def _names(corpus: Corpus, holders: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the labels of every measure, in the order in which they are shown."""
    targets = list(corpus.targets)
    before: dict[str, dict[str, Sequence[str]]] = {
        ENTITIES.name: {
            "entities": [
                "mentions with an article or item",
                "nested mentions",
                "mentions for a government",
                DISTINCT,
            ],
        },
    }
    after: dict[str, dict[str, Sequence[str]]] = {
        STANCE.name: {
            "stance by target": targets,
            "stance by target and label": [f"{t}: {label}" for t in targets for label in labels.StanceLabel],
            OPEN: holders,
        },
        CLAIMS.name: {
            "claims by topic": list(corpus.topics),
            ASSERTERS: sorted({claim.asserter for document in corpus for claim in document.claims}),
        },
        DOCUMENT_STANCE.name: {OVERALL: [AS_MAJORITY, OTHERWISE]},
    }
    specs = layers_of(corpus.labels)
    names: dict[str, Sequence[str]] = {
        "text": ["documents", "characters", "tokens"],
        "layers": [spec.name for spec in specs],
    }
    for spec in specs:
        names |= before.get(spec.name, {})
        if spec.label is not None:
            names[_by_label(spec)] = closed_list(spec, spec.label, corpus.labels) or ()
        names |= after.get(spec.name, {})
    return names


def _by_label(spec: LayerSpec) -> str:
    """Return the measure that counts the labels of a layer."""
    return f"{spec.name.replace('_', ' ')} by {spec.label}"


def _document_counts(document: Document, corpus: Corpus) -> dict[str, Counter[str]]:
    mentions = document.entities
    return {
        "text": Counter(documents=1, characters=len(document.text), tokens=len(document.text.split())),
        "layers": Counter({str(layer): len(document.layer(layer)) for layer in LAYER_NAMES}),
        "entities": Counter(
            {
                "mentions with an article or item": sum(
                    is_linked(corpus.registry.get(m.entity)) for m in mentions
                ),
                "nested mentions": nested(mentions),
                "mentions for a government": sum(m.stands_for is not None for m in mentions),
                DISTINCT: len({mention.entity for mention in mentions}),
            }
        ),
        **{
            _by_label(spec): Counter(str(getattr(one, spec.label)) for one in document.layer(spec.name))
            for spec in LAYERS
            if spec.label is not None
        },
        "stance by target": Counter(stance.target for stance in document.stance),
        "stance by target and label": Counter(f"{s.target}: {s.label}" for s in document.stance),
        OPEN: Counter(stance.holder for stance in document.stance),
        "claims by topic": Counter(claim.topic for claim in document.claims),
        ASSERTERS: Counter(claim.asserter for claim in document.claims),
        OVERALL: Counter(
            AS_MAJORITY if stance.label == majority(document, stance.target) else OTHERWISE
            for stance in document.document_stance
        ),
    }


def majority(document: Document, target: str) -> labels.DocumentStanceLabel:
    """Return the side that most of the author's sentences with a side on a target take.

    It is `none` where the author takes a side on it in no sentence, and `mixed` where two sides lead.
    """
    own = Counter(
        s.label
        for s in document.stance
        if s.holder == AUTHOR and s.target == target and s.label is not labels.StanceLabel.NONE
    )
    leading = [label for label, number in own.items() if number == max(own.values())]
    if len(leading) > 1:
        return labels.DocumentStanceLabel.MIXED
    return labels.DocumentStanceLabel(leading[0].value) if leading else labels.DocumentStanceLabel.NONE


def is_linked(entry: RegistryEntry | None) -> bool:
    """Return True if a registry entry is linked to Wikipedia or Wikidata."""
    return entry is not None and (entry.wikipedia is not None or entry.wikidata is not None)


def nested(mentions: Iterable[Entity]) -> int:
    """Return how many mentions lie within a longer one."""
    spans = sorted({(mention.start, -mention.end) for mention in mentions})
    count = 0
    farthest = -1  # where the mentions end that start where this one does or before
    for _, minus_end in spans:
        count += -minus_end <= farthest
        farthest = max(farthest, -minus_end)
    return count


def as_json(counts: Iterable[Count]) -> str:
    """Return counts as JSON: measure, then label, then the total and each document's number."""
    value: dict[str, dict[str, object]] = {}
    for count in counts:
        numbers = {"total": count.total, "documents": dict(count.documents)}
        value.setdefault(count.measure, {})[count.label] = numbers
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def as_markdown(counts: Sequence[Count]) -> str:
    """Return counts as a Markdown table with a column for each document."""
    documents = list(counts[0].documents)
    head = ["measure", "label", "all", *documents]
    lines = ["| " + " | ".join(head) + " |", "|---|---|" + "---:|" * (len(documents) + 1)]
    for count in counts:
        numbers = [f"{number:,}" for number in (count.total, *count.documents.values())]
        lines.append("| " + " | ".join([count.measure, count.label, *numbers]) + " |")
    return "\n".join(lines) + "\n"


TABLE_BEGIN: Final = "<!-- stats: begin -->"
TABLE_END: Final = "<!-- stats: end -->"


def with_table(page: str, table: str) -> str:
    """Return a Markdown page with a table of counts between its two stats comments.

    Raises:
        ValueError: The page does not have `<!-- stats: begin -->` and, after it, `<!-- stats: end -->`.
    """
    before, begin, rest = page.partition(TABLE_BEGIN)
    _, end, after = rest.partition(TABLE_END)
    if not begin or not end:
        raise ValueError(f"the page has no {TABLE_BEGIN} and {TABLE_END}; add the two lines")
    return f"{before}{begin}\n{table.strip()}\n{end}{after}"
