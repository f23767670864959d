"""Lines of record files damaged at random, and whether the two paths of a build agree on them."""

import dataclasses
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from benchmarks.breaches import changes
from benchmarks.build_workload import FAULTS, as_line
from corpus_pkg import Corpus
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.fast.judge import FastJudge
from corpus_pkg.build.groups import rows_of
from corpus_pkg.build.line import judge
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.references import References
from corpus_pkg.corpus.document import Document
from corpus_pkg.tables.definitions import table

ODD: tuple[Any, ...] = (
    None, 0, 1, -1, 7, 2**31 - 1, 2**31, 1.0, 1e2, True, False, "", " ", "x", "0", "document", "author", [],
    {}, [None], "\u0000", "\u00a0", "é", "2025-02-30", "P6M", "PAST_REF", "T14", "GPE", "USD", "%", "favor",
    "\ud800", "a\u202eb", "a\nb", " a", "a\u200b", "e\u0301", "é\u200dé",
)  # fmt: skip
BYTES = (
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b"\xff",
    b"\0",
    b"0",
    b"1",
    b" ",
    b"\t",
    b"\r",
    b"\n",
)
WORDS = (
    b'"id": ',
    b'"note": null, ',
    b"NaN",
    b"null",
    b"\\ud800",
    b"\\u0000",
    b"\\u0041",
    b"true",
    b"-0",
    b"\xe2",
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from _places(item, (*path, key))


def _at(value: Any, path: Sequence[Any]) -> Any:
    for key in path:
        value = value[key]
    return value


def damaged_values(line: bytes, chance: random.Random) -> bytes:
    """Return a line with one value, key or order changed."""
    document = json.loads(line)
    path = chance.choice(list(_places(document)))
    holder, key = _at(document, path[:-1]), path[-1]
    kind = chance.randrange(8)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(key)
    elif kind == 2 and isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), holder[key])
    elif kind == 3 and isinstance(holder[key], int):
        holder[key] += chance.choice((-2, -1, 1, 2))
    elif kind == 4 and isinstance(holder[key], str):
        text = holder[key]
        at = chance.randrange(len(text) + 1)
        holder[key] = text[:at] + chance.choice(("", " ", "x", "’", ".", "\u0301", "A")) + text[at + 1 :]
    elif kind == 5:
        other = chance.choice(list(_places(document)))
        holder[key] = _at(document, other)
    else:
        holder[key] = chance.choice(ODD)
    if chance.random() < 0.5:
        _mend_checksum(document)
    try:
        return as_line(document)
    except (UnicodeEncodeError, ValueError):  # a lone surrogate, or a circle
        return json.dumps(json.loads(line) | {"id": "\ud800"}).encode() + b"\n"


def _mend_checksum(document: dict[str, Any]) -> None:
    """Make the metadata agree with a changed text, so that other rules are reached."""
    text, metadata = document.get("text"), document.get("metadata")
    if isinstance(text, str) and isinstance(metadata, dict):
        data = text.encode("utf-8", "replace")
        metadata |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "characters": len(text)}


def damaged_bytes(line: bytes, chance: random.Random) -> bytes:
    """Return a line with some bytes changed, added or lost."""
    data = bytearray(line[:-1])
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            data[at : at + chance.choice((1, 1, 3, 50))] = b""
        elif kind == 1:
            data[at:at] = chance.choice(BYTES + WORDS)
        elif kind == 2:
            data[at : at + 1] = chance.choice(BYTES)
        else:
            data[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(data) + b"\n"


def breaches(document: Document, corpus: Corpus) -> Iterator[bytes]:
    """Yield a document's line with each small change of each record, in its layer's order."""
    for change in changes(document, corpus):
        value = document.model_dump(mode="json")
        records = value[change.layer]
        records[change.index] = change.value
        if change.layer != "document_stance":
            records.sort(key=lambda r: (r["start"], -r["end"], r.get("holder", ""), r.get("target", "")))
        yield as_line(value)


def damaged_claims(line: bytes, chance: random.Random) -> bytes:
    """Return a line with one or two things of its claims changed, or the line where it has none."""
    document = json.loads(line)
    claims = document["claims"]
    for _ in range(chance.choice((1, 1, 2)) if claims else 0):
        claim = chance.choice(claims)
        name = chance.choice((*claim, "order", "again", "span"))
        if name == "order":
            chance.shuffle(claims)
        elif name == "again":
            claims.insert(claims.index(claim) + 1, json.loads(json.dumps(claim)))
        elif name == "span":
            claim["start"] += chance.choice((-1, 0, 1))
            claim["end"] += chance.choice((-1, 0, 1))
            claim["text"] = document["text"][claim["start"] : claim["end"]]
        elif name in LISTED:
            others = [record["id"] for layer in CLAIMS_CARRIERS for record in document[layer]]
            pool = others if name == "carriers" else chance.choice((claim[name], NAMED))
            claim[name] = chance.choice(
                ([], claim[name] * 2, [*claim[name], *chance.sample(pool, 1)] if pool else [])
            )
        else:
            claim[name] = chance.choice((*CLAIMED.get(name, ()), chance.choice(claims)[name]))
        if chance.random() < 0.8:
            span = (claim["start"], claim["end"])
            claim["id"] = f"clm-{span[0]}-{span[1]}-{claim['topic']}-{claim['asserter']}"
    return as_line(document)


LISTED = ("via", "entities", "carriers")
CLAIMS_CARRIERS = ("entities", "dates", "figures")
NAMED = ("united-states", "azerbaijan", "author", "unnamed", "nobody-knows-this")
CLAIMED: dict[str, tuple[Any, ...]] = {
    "topic": ("no-such-topic",),
    "asserter": NAMED,
    "modality": ("asserted", "denied", "odd"),
    "presupposed": (True, False, None),
    "value": ("2025", "5", "2025/2026", None, "no such value"),
    "value_min": ("1", "1.0", None),
    "value_max": ("9", None),
    "unit": ("USD", "km", None),
    "modifier": ("EXACT", "ABOUT", None),
    "extent": ("throughout", "at_some_time", None),
    "time": ("2025", "2024/2025", "2025-13", None),
}
"""For fields of claims, values that they may have somewhere, or nowhere."""


def some_damage(line: bytes, chance: random.Random) -> bytes:
    """Return a line damaged in one way or the other."""
    kind = chance.random()
    if kind < 0.05:
        with suppress(IndexError):  # a document without what the fault changes
            return chance.choice(list(FAULTS.values()))(line)
    if kind < 0.25:
        return damaged_claims(line, chance)
    return damaged_values(line, chance) if kind < 0.6 else damaged_bytes(line, chance)


@dataclasses.dataclass
class Tally:
    """How many lines were judged, and how many of these the fast path took."""

    lines: int = 0
    taken: int = 0


def block_of(lines: Sequence[bytes]) -> Lines:
    """Return lines as those of a block."""
    return Lines(b"".join(line + b"\n" for line in lines))


def disagreements(
    lines: Sequence[bytes], fast: FastJudge, references: References, tally: Tally
) -> list[bytes]:
    """Return the lines that the fast path accepts and the slow path refuses, or that give other rows.

    What the fast path does not accept goes to the slow path anyway, so there is nothing to compare.
    """
    wrong = []
    tally.lines += len(lines)
    for run in fast.runs(block_of(lines), []):
        tally.taken += run.end - run.start
        documents = []
        for at in range(run.start, run.end):
            document, problems = judge(lines[at], references, "lines", at)
            if document is None or problems:
                wrong.append(lines[at])
            else:
                documents.append(document)
        if len(documents) == run.end - run.start:
            for name in DOCUMENT_TABLES:
                slow, quick = rows_of(table(name), documents), run.rows[name]
                if not slow.batch.equals(quick.batch) or slow.sizes.tolist() != quick.sizes.tolist():
                    wrong.extend(lines[run.start : run.end])
                    break
    return wrong


def split(lines: Sequence[bytes]) -> list[bytes]:
    """Return the lines that a block of these lines has: damage may have put line ends into some."""
    data = b"".join(lines)
    return data[:-1].split(b"\n")
