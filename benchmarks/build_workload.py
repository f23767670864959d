"""Record files of any size for the benchmarks and tests of builds, made from the packaged corpus.

A document is a title and paragraphs of the packaged texts in a new order, with all their annotations,
until it has about 120 of them (entities, dates, figures and stances; sentences and segments come on
top). Words that no annotation holds are exchanged for others of their length, so that the texts differ.
The same size and seed give the same bytes.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Segment
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    ENTITIES,
    FIGURES,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    SPECS,
    STANCE,
    annotation_id,
)
from corpus_pkg.layers.labels import SegmentKind

ANNOTATIONS: Final = 120
DISTINCT: Final = 20_000
"""A larger file repeats its first lines under other ids: texts beyond that many cost only time to make."""
MISSED: Final = 7
"""Of so many names and stances, each annotator of a directory misses one."""
_WORD: Final = re.compile(r"(?<![\w’'.-])[a-z]{5,}(?![\w’'.-])")
LAST: Final = "2025-11~"
"""The date of every document: that of the last packaged text, since each has paragraphs of all."""
_MARKED: Final = (ENTITIES.name, DATES.name, FIGURES.name, STANCE.name)


@dataclass(frozen=True)
class Piece:
    """A segment of a packaged text with what is annotated in it."""

    document: Document
    segment: Segment
    records: dict[str, list[Any]]
    free: list[tuple[int, int]]
    """Words that no annotation holds, as spans of the segment's text."""

    @property
    def size(self) -> int:
        return sum(len(self.records[layer]) for layer in _MARKED)


def pieces(corpus: corpus_pkg.Corpus) -> list[Piece]:
    """Return every segment of the corpus that is not a boilerplate."""
    made = []
    for document in corpus:
        for segment in document.segments:
            if segment.kind == SegmentKind.BOILERPLATE:
                continue
            records = {
                layer: [r for r in document.layer(layer) if segment.start <= r.start and r.end <= segment.end]
                for layer in (SENTENCES.name, *_MARKED, CLAIMS.name)
            }
            held = [(r.start, r.end) for layer in _MARKED[:3] for r in records[layer]]
            held += [(f.subject.start, f.subject.end) for f in records[FIGURES.name] if f.subject]
            free = [
                (found.start(), found.end())
                for found in _WORD.finditer(segment.text)
                if not any(
                    start - 2 < found.end() + segment.start and found.start() + segment.start < end + 2
                    for start, end in held
                )
            ]
            made.append(Piece(document, segment, records, free))
    return made


class Workload:
    """Makes documents, each from its number alone."""

    def __init__(self, seed: int = 0, annotations: int = ANNOTATIONS, *, claims: bool = False) -> None:
        self.corpus = corpus_pkg.load()
        self.seed = seed
        self.annotations = annotations
        self.claims = claims
        found = pieces(self.corpus)
        self.titles = [piece for piece in found if piece.segment.kind == SegmentKind.TITLE]
        self.others = [piece for piece in found if piece.segment.kind == SegmentKind.PARAGRAPH]
        self.words: dict[int, list[str]] = {}
        for word in sorted({p.segment.text[a:b] for p in found for a, b in p.free}):
            self.words.setdefault(len(word), []).append(word)

    def document(self, number: int) -> dict[str, Any]:
        """Return a valid document as the JSON values of its line."""
        rng = random.Random(f"{self.seed}/{number}")
        chosen = [rng.choice(self.titles)]
        left = self.others[:]
        rng.shuffle(left)
        size = chosen[0].size
        while left and size < self.annotations:
            piece = left.pop()
            chosen.append(piece)
            size += piece.size
        text = ""
        layers: dict[str, list[dict[str, Any]]] = {layer: [] for layer in LAYER_NAMES}
        for piece in chosen:
            if text:
                text += "\n\n"
            text += self._place(piece, len(text), rng, layers)
        source = chosen[0].document
        layers["document_stance"] = [
            {"target": target, "label": _overall(target, layers["stance"]), "note": None}
            for target in self.corpus.targets
        ]
        data = text.encode("utf-8")
        id_ = f"made-{number:07}"
        changed = {
            "id": id_,
            "title": text.partition("\n\n")[0],
            "date": LAST,
            "source_file": f"{id_}.txt",
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "characters": len(text),
            "synthetic": True,
        }
        metadata = source.metadata.model_copy(update=changed).model_dump(mode="json")
        return {"id": id_, "text": text, "metadata": metadata, **layers}

    def _place(
        self, piece: Piece, at: int, rng: random.Random, layers: dict[str, list[dict[str, Any]]]
    ) -> str:
        letters = list(piece.segment.text)
        for start, end in piece.free:
            letters[start:end] = rng.choice(self.words[end - start])
        text = "".join(letters)
        move = at - piece.segment.start
        names: dict[str, str] = {}
        before = {name: len(values) for name, values in layers.items()}

        def moved(value: dict[str, Any], layer: str | None) -> dict[str, Any]:
            start, end = value["start"] + move, value["end"] + move
            value |= {"start": start, "end": end, "text": text[start - at : end - at]}
            if layer is not None:
                old = value["id"]
                in_id = {name: value[name] for name in SPECS[layer].in_id}
                value["id"] = annotation_id(layer, start, end, **in_id)
                names[old] = value["id"]
            return value

        layers["segments"].append(moved(piece.segment.model_dump(mode="json"), SEGMENTS.name))
        for layer, records in piece.records.items():
            for record in records if layer != CLAIMS.name or self.claims else ():
                value = moved(record.model_dump(mode="json"), layer)
                if value.get("subject"):
                    value["subject"] = moved(value["subject"], None)
                if antecedent := value.get("antecedent"):
                    inside = piece.segment.start <= antecedent["start"] < piece.segment.end
                    value["antecedent"] = moved(antecedent, None) if inside else None
                layers[layer].append(value)
        _refer({name: values[before[name] :] for name, values in layers.items()}, names)
        return text


def _refer(added: dict[str, list[dict[str, Any]]], names: dict[str, str]) -> None:
    """Let the records of a piece refer to each other by their new ids, and not to those of other pieces."""
    known = {value["id"] for value in added["dates"]}
    for value in added["sentences"]:
        value["segment"] = names[value["segment"]]
    for value in added["stance"]:
        value["sentence"] = names[value["sentence"]]
    for value in added["claims"]:
        value["carriers"] = [names[id_] for id_ in value["carriers"]]
    for value in added["dates"]:
        anchor = names.get(value["anchor"], value["anchor"])
        value["anchor"] = anchor if anchor in known or anchor == "document" else None
    for value in added["figures"]:
        date = names.get(value["date"])
        value["date"] = date if date in known else None


def _overall(target: str, stances: list[dict[str, Any]]) -> str:
    """Return the overall label that goes with the author's sentences on a target."""
    sides = {s["label"] for s in stances if s["target"] == target and s["holder"] == "author"} - {"none"}
    return "none" if not sides else sides.pop() if len(sides) == 1 else "mixed"


def as_line(value: dict[str, Any]) -> bytes:
    """Return a document's line, with its line end."""
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8")


def _damaged(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def damage(line: bytes) -> bytes:
        value = json.loads(line)
        change(value)
        return as_line(value)

    return damage


def _set(path: str, value: Any) -> Callable[[bytes], bytes]:
    def change(document: dict[str, Any]) -> None:
        *parts, last = path.split(".")
        place: Any = document
        for part in parts:
            place = place[int(part)] if part.isdigit() else place[part]
        place[last] = value(place[last]) if callable(value) else value

    return _damaged(change)


FAULTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "truncated line": lambda line: line[: len(line) // 2] + b"\n",
    "no UTF-8": lambda line: line.replace(b'"text": "', b'"text": "\xff', 1),
    "unknown field": _set("nope", 1),
    "no metadata": _damaged(lambda value: value.pop("metadata")),
    "wrong type": _set("entities.0.start", "0"),
    "unknown label": _set("entities.0.type", "PLANET"),
    "offset outside the text": _set("entities.3.end", 10**6),
    "other text at the offsets": _set("entities.2.text", lambda text: text[::-1] + "x"),
    "doubled id": _damaged(lambda value: value["entities"].insert(1, value["entities"][0])),
    "unknown entity": _set("entities.1.entity", "nobody-knows-this"),
    "changed text": _set("text", lambda text: text + "x"),
    "date without a day": _set("metadata.date", "2025-02-30"),
    "override in a note": _set("entities.0.note", "read \u202edrawkcab"),
    "line end in the evidence": _set("metadata.evidence.0.basis", lambda basis: basis + "\nand more"),
    "zero-width space in the rights": _set(
        "metadata.rights", lambda rights: rights[:3] + "\u200b" + rights[3:]
    ),
    "licence of no list": _set("metadata.license", "CC BY 4.0"),
    "path of a file": _set("metadata.source_file", "../../etc/passwd"),
    "missing target": _damaged(lambda value: value["document_stance"].pop()),
}
"""Ways to break a line of a workload; every one is refused."""


def lines(size: int, seed: int = 0, faulty: float = 0.0, *, claims: bool = False) -> Iterator[bytes]:
    """Yield the lines of a workload.

    Args:
        size: How many documents.
        seed: What the texts are drawn from.
        faulty: The share of lines that have a fault of `FAULTS`, each kind in turn.
        claims: Whether documents have claims.
    """
    workload = Workload(seed, claims=claims)
    kept: list[bytes] = []
    kinds = list(FAULTS.values())
    bad = 0
    for number in range(size):
        if number < DISTINCT:
            line = as_line(workload.document(number))
            if size > DISTINCT:
                kept.append(line)
        else:
            line = kept[number % DISTINCT].replace(
                f"made-{number % DISTINCT:07}".encode(), f"made-{number:07}".encode()
            )
        if int((number + 1) * faulty) > bad:
            line = kinds[bad % len(kinds)](line)
            bad += 1
        yield line


def write(place: Path, size: int, seed: int = 0, faulty: float = 0.0, *, claims: bool = False) -> None:
    """Write a workload, and next to it the registry, targets and topics that it refers to."""
    from corpus_pkg.corpus.staging import write_atomically
    from corpus_pkg.corpus.write import records_bytes

    opened = gzip.open if place.suffix == ".gz" else open
    with opened(place, "wb") as file:
        file.writelines(lines(size, seed, faulty, claims=claims))
    corpus = corpus_pkg.load()
    write_atomically(place.parent / "registry.jsonl", records_bytes(corpus.registry.values()))
    write_atomically(place.parent / "targets.jsonl", records_bytes(corpus.targets.values()))
    write_atomically(place.parent / "topics.jsonl", records_bytes(corpus.topics.values()))


def write_directory(place: Path, size: int, seed: int = 0, annotators: Sequence[str] = ()) -> None:
    """Write a workload as a corpus directory, with the layers of annotators of whom each misses some."""
    from corpus_pkg.corpus.change import write_together
    from corpus_pkg.corpus.write import layer_files, write_corpus

    workload = Workload(seed)
    made = [Document.from_json(workload.document(number)) for number in range(size)]
    write_corpus(place, corpus_pkg.Corpus(made, workload.corpus.registry, workload.corpus.targets))
    own: dict[str, bytes] = {}
    for number, name in enumerate(annotators):
        for document in made:
            missed = {
                layer: tuple(r for at, r in enumerate(document.layer(layer)) if at % MISSED != number)
                for layer in (ENTITIES.name, STANCE.name)
            }
            own |= layer_files(document.model_copy(update=missed), name)
    if own:
        write_together(place, own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faulty", type=float, default=0.0)
    parser.add_argument("--claims", action="store_true", help="with claims, in a record file")
    parser.add_argument("--directory", action="store_true", help="a corpus directory, without faults")
    parser.add_argument("--annotators", help="names of annotators whose layers the directory has")
    options = parser.parse_args()
    if options.directory:
        annotators = options.annotators.split(",") if options.annotators else ()
        write_directory(options.place, options.documents, options.seed, annotators)
        return
    write(options.place, options.documents, options.seed, options.faulty, claims=options.claims)


if __name__ == "__main__":
    main()
