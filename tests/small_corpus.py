"""A small valid corpus of two invented texts, and an editor that breaks its files one at a time.

Between them the texts have nested and repeated names, a capital that acts, anchored dates, figures with
subjects, stance, boilerplate, CRLF, no-break spaces, a character outside the BMP and curly quotes.
"""

import json
from pathlib import Path
from typing import Any

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry, Target, Topic
from corpus_pkg.corpus.write import json_line, write_corpus, write_layers
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    SPECS,
    STANCE,
    annotation_id,
)
from corpus_pkg.layers.labels import EntityType
from tests.strategies import metadata_of

FIRST = "first-text"
SECOND = "second-text"

FIRST_TEXT = (
    "Trade doubles\r\n\r\nBAKU:\u00a0The Government of Chile said on May 3, 2024 that its trade turnover had "
    "reached $1.7 billion 🙂. Mr. Bello\u00a0Díaz, of the Foreign Ministry, welcomed it.\r\n\r\n"
    "Subscribe now\r\n"
)
SECOND_TEXT = (
    "On Tuesday the U.S. and Paris signed the Treaty of Rome, its “Quiet Road” plan, and a year later left "
    "it by way of the Isle of Rome.\n\n"
    "President Ana Cruz met the builders of Chile’s post-war north again; one of the three bridges cost "
    "94% more than the 2,500 tents in 2023.\n\n"
    "Ana Cruz in Rome. Photo: Kim\n\n"
    "Oxu.Az 12"
)

ENTRIES = (
    ("ana-cruz", "PERSON", "Ana Cruz", None),
    ("baku", "GPE", "Baku", None),
    ("bello-diaz", "PERSON", "Bello Díaz", None),
    ("chile", "GPE", "Chile", "CL"),
    ("foreign-ministry", "ORG", "Foreign Ministry", None),
    ("france", "GPE", "France", "FR"),
    ("government-of-chile", "ORG", "Government of Chile", None),
    ("isle-of-rome", "LOC", "Isle of Rome", None),
    ("kim", "PERSON", "Kim", None),
    ("paris", "GPE", "Paris", None),
    ("quiet-road", "FAC", "Quiet Road", None),
    ("rome", "GPE", "Rome", None),
    ("treaty-of-rome", "LAW", "Treaty of Rome", None),
    ("united-states", "GPE", "United States", "US"),
)
"""Id, type, name and country code of the registry's entries."""


TOPICS: tuple[dict[str, Any], ...] = (
    {"id": "signing-day", "question": "When was the treaty signed?", "kind": "date"},
    {"id": "signers", "question": "Who signed the treaty?", "kind": "entity"},
    {
        "id": "treaty-fate",
        "question": "What became of the treaty?",
        "kind": "closed",
        "values": [
            {"value": "signed", "definition": "It was signed."},
            {"value": "initialled", "definition": "It was signed with initials, which is a way to sign it."},
            {"value": "left", "definition": "A party left it."},
            {"value": "kept", "definition": "No party left it."},
        ],
        "exclude": [["left", "kept"]],
        "narrow": [["initialled", "signed"]],
    },
    {"id": "bridges", "question": "How many bridges are there?", "kind": "quantity"},
    {"id": "load", "question": "What do the bridges carry?", "kind": "quantity", "unit": "t"},
)
"""The topics of the corpus's claims."""


def _named(layer: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return those of a record's fields that are part of its id."""
    return {name: fields[name] for name in SPECS[layer].in_id}


class _Maker:
    """Makes the layers of one text from quotes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layers: dict[str, list[dict[str, Any]]] = {layer: [] for layer in LAYER_NAMES}

    def span(self, quote: str, n: int = 1) -> dict[str, Any]:
        start = -1
        for _ in range(n):
            start = self.text.index(quote, start + 1)
        return {"start": start, "end": start + len(quote), "text": quote}

    def add(self, layer: str, quote: str, n: int = 1, **fields: Any) -> str:
        span = self.span(quote, n)
        id_ = annotation_id(layer, span["start"], span["end"], **_named(layer, fields))
        self.layers[layer].append({"id": id_, **span, **fields})
        return id_

    def segment(self, kind: str, quote: str, *sentences: str) -> None:
        segment = self.add(SEGMENTS.name, quote, kind=kind)
        for sentence in sentences:
            self.add(SENTENCES.name, sentence, segment=segment)

    def entity(self, quote: str, type_: str, entity: str, n: int = 1, **fields: Any) -> None:
        self.add(ENTITIES.name, quote, n, type=type_, entity=entity, **fields)

    def date(self, quote: str, type_: str, value: str, **fields: Any) -> str:
        return self.add(DATES.name, quote, type=type_, value=value, **fields)

    def figure(self, quote: str, kind: str, value: str, subject: str | None = None, **fields: Any) -> None:
        common = {"modifier": "EXACT", "change": "LEVEL", "subject": self.span(subject) if subject else None}
        self.add(FIGURES.name, quote, kind=kind, value=value, **(common | fields))

    def stance(self, quote: str, holder: str, target: str, label: str) -> None:
        span = self.span(quote)
        at = span["start"], span["end"]
        id_ = annotation_id(STANCE.name, *at, holder=holder, target=target)
        sentence = annotation_id(SENTENCES.name, *at)
        fields: dict[str, str | None] = {"holder": holder, "target": target, "label": label}
        fields["basis"] = None if label == "none" else "statement"
        self.layers[STANCE.name].append({"id": id_, **span, "sentence": sentence, **fields})

    def claim(self, topic: str, quote: str, n: int = 1, **fields: Any) -> None:
        common = {"topic": topic, "asserter": "author", "modality": "asserted", "presupposed": False}
        self.add(CLAIMS.name, quote, n, **(common | fields))

    def document(self, id_: str, roads: str = "none") -> Document:
        for layer in LAYER_NAMES:
            if layer != DOCUMENT_STANCE.name:
                self.layers[layer].sort(key=lambda record: (record["start"], -record["end"]))
        self.layers[DOCUMENT_STANCE.name] = [
            {"target": "trade", "label": "favor"},
            {"target": "roads", "label": roads},
        ]
        title = next((s["text"] for s in self.layers[SEGMENTS.name] if s["kind"] == "title"), None)
        metadata = metadata_of(id_, self.text, title=title)
        made = Document(id=id_, text=self.text, metadata=metadata).model_dump(mode="json")
        return Document.from_json(made | self.layers)


def first_document() -> Document:
    """Return the first text with its layers."""
    make = _Maker(FIRST_TEXT)
    make.segment("title", "Trade doubles", "Trade doubles")
    paragraph = FIRST_TEXT[FIRST_TEXT.index("BAKU") : FIRST_TEXT.index("\r\n\r\nSubscribe")]
    cut = paragraph.index(" Mr.")
    make.segment("paragraph", paragraph, paragraph[:cut], paragraph[cut + 1 :])
    make.segment("boilerplate", "Subscribe now")
    make.entity("BAKU", "GPE", "baku")
    make.entity("Government of Chile", "ORG", "government-of-chile")
    make.entity("Chile", "GPE", "chile")
    make.entity("Bello\u00a0Díaz", "PERSON", "bello-diaz")
    make.entity("Foreign Ministry", "ORG", "foreign-ministry")
    day = make.date("May 3, 2024", "DATE", "2024-05-03")
    make.figure("doubles", "RATIO", "2", "Trade", change="INCREASE")
    make.figure("$1.7 billion", "MONEY", "1700000000", "trade turnover", unit="USD", date=day)
    make.stance(paragraph[cut + 1 :], "bello-diaz", "trade", "favor")
    return make.document(FIRST)


def second_document(*, claims: bool = False) -> Document:
    """Return the second text with its layers, with claims or without."""
    make = _Maker(SECOND_TEXT)
    one, two, caption, debris = SECOND_TEXT.split("\n\n")
    make.segment("paragraph", one, one)
    make.segment("paragraph", two, two)
    make.segment("caption", caption, "Ana Cruz in Rome.", "Photo: Kim")
    make.segment("boilerplate", debris)
    make.entity("U.S.", "GPE", "united-states")
    make.entity("Paris", "GPE", "paris", stands_for="france")
    make.entity("Treaty of Rome", "LAW", "treaty-of-rome")
    make.entity("Rome", "GPE", "rome")
    make.entity("Quiet Road", "FAC", "quiet-road")
    make.entity("Isle of Rome", "LOC", "isle-of-rome")
    make.entity("Ana Cruz", "PERSON", "ana-cruz")
    make.entity("Chile", "GPE", "chile", note="the state, “not” the people")
    make.entity("Ana Cruz", "PERSON", "ana-cruz", 2)
    make.entity("Rome", "GPE", "rome", 3)
    make.entity("Kim", "PERSON", "kim")
    day = make.date("Tuesday", "DATE", "2024-05-07", anchor="document")
    make.date("a year later", "DATE", "2025-05", anchor=day)
    make.date("2023", "DATE", "2023")
    make.figure("three", "COUNT", "3", "bridges")
    make.figure("94%", "PERCENT", "94", unit="%", change="INCREASE")
    make.figure("2,500", "COUNT", "2500", "tents")
    make.stance(one, "author", "roads", "against")
    make.stance(one, "paris", "roads", "favor")
    make.stance(two, "author", "trade", "mixed")
    if claims:
        make.claim("signing-day", "Tuesday the U.S. and Paris signed", value="2024-05-07")
        fields: dict[str, Any] = {"entities": ["united-states", "france"], "time": "2024-05-07"}
        make.claim("signers", "U.S. and Paris signed", **fields)
        make.claim("treaty-fate", "signed", value="signed", time="2024-05-07")
        fields = {
            "time": "2024-05-07/..",
            "extent": "at_some_time",
            "antecedent": make.span("Treaty of Rome"),
        }
        make.claim("treaty-fate", "left", value="left", asserter="ana-cruz", via=["unnamed"], **fields)
        fields = {"value": "3", "modifier": "EXACT", "modality": "possible", "presupposed": True}
        make.claim("bridges", "three bridges", **fields)
    return make.document(SECOND, roads="against")


def small_corpus(*, claims: bool = False) -> Corpus:
    """Return the corpus in memory, with claims and their topics or without."""
    registry = {
        id_: RegistryEntry(
            id=id_,
            type=EntityType(type_),
            name=name,
            wikipedia=name,
            wikidata=None,
            iso_3166=country,
            seat_of=("france",) if id_ == "paris" else (),
        )
        for id_, type_, name, country in ENTRIES
    }
    targets = {
        "trade": Target(id="trade", description="more trade", target_entities=("chile",)),
        "roads": Target(id="roads", description="new roads", target_entities=()),
    }
    topics = {topic["id"]: Topic.from_json(topic) for topic in TOPICS} if claims else {}
    documents = [first_document(), second_document(claims=claims)]
    return Corpus(documents, registry, targets, topics=topics)


def write_small_corpus(root: Path, annotators: tuple[str, ...] = ("a",), *, claims: bool = False) -> Path:
    """Write the corpus and the same layers as those of each annotator; return the directory."""
    corpus = small_corpus(claims=claims)
    write_corpus(root, corpus)
    for name in annotators:
        for document in corpus:
            write_layers(root, document, name)
    return root


class Editor:
    """Changes one thing in a corpus directory; ids and texts follow the spans."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def records(self, path: str) -> list[dict[str, Any]]:
        """Return the records of a file."""
        return [json.loads(line) for line in (self.root / path).read_text("utf-8").split("\n") if line]

    def write(self, path: str, records: list[dict[str, Any]]) -> None:
        """Write the records of a file."""
        text = "".join(json_line(record) for record in records)
        (self.root / path).write_text(text, "utf-8", newline="")

    def line(self, path: str, id_: str) -> int:
        """Return the line of the record with an id (of document stance: a target)."""
        return [record.get("id", record.get("target")) for record in self.records(path)].index(id_) + 1

    def change(self, path: str, line: int, **fields: Any) -> None:
        """Change fields of the record on a line."""
        records = self.records(path)
        records[line - 1].update(fields)
        self.write(path, records)

    def drop(self, path: str, line: int) -> None:
        """Remove the record on a line."""
        records = self.records(path)
        del records[line - 1]
        self.write(path, records)

    def append(self, path: str, record: dict[str, Any]) -> int:
        """Add a record at the end and return its line."""
        records = [*self.records(path), record]
        self.write(path, records)
        return len(records)

    def put(self, layer: str, document: str, like: int, quote: str, n: int = 1, **fields: Any) -> str:
        """Add a copy of a record with another span, in its place, and return its id."""
        path = layout.layer_file(layer, document)
        records = self.records(path)
        record = {**records[like - 1], **fields}
        record |= self.span(document, layer, quote, n, record)
        records.append(record)
        records.sort(key=lambda item: (item["start"], -item["end"]))
        self.write(path, records)
        return str(record["id"])

    def move(self, layer: str, document: str, line: int, quote: str, n: int = 1, **fields: Any) -> str:
        """Give a record another span, put it in its place, and return its new id."""
        path = layout.layer_file(layer, document)
        records = self.records(path)
        records[line - 1].update(**fields)
        records[line - 1].update(self.span(document, layer, quote, n, records[line - 1]))
        new = str(records[line - 1]["id"])
        records.sort(key=lambda item: (item["start"], -item["end"]))
        self.write(path, records)
        return new

    def span(
        self, document: str, layer: str, quote: str, n: int = 1, record: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the id, offsets and text of the nth place of a quote in a raw text, of a record's fields."""
        text = (self.root / layout.raw_file(document)).read_bytes().decode("utf-8")
        start = -1
        for _ in range(n):
            start = text.index(quote, start + 1)
        end = start + len(quote)
        named = _named(layer, record or {}) if SPECS[layer].in_id else {}
        id_ = annotation_id(layer, start, end, **named)
        return {"id": id_, "start": start, "end": end, "text": quote}
