"""Mistakes that leave every value well formed: what a tired annotator or a careless editor writes.

Each function makes one such mistake in the records of a corpus, or raises IndexError where the records that
it drew offer none.
"""

import copy
import random
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from corpus_pkg.corpus import layout
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, SENTENCES, STANCE, annotation_id
from corpus_pkg.layers.labels import EntityType, entry_types

Records = list[dict[str, Any]]


class Draft:
    """A corpus's records by file, to read, and copies of those that were requested for a change."""

    def __init__(self, files: dict[str, Records], texts: dict[str, str], chance: random.Random) -> None:
        self.files = files
        self.texts = texts
        self.chance = chance
        self.changed: dict[str, Records] = {}

    def records(self, file: str) -> Records:
        """Return a file's records for a change."""
        if file not in self.changed:
            self.changed[file] = copy.deepcopy(self.files[file])
        return self.changed[file]

    def layer(self, layer: str) -> tuple[str, Records]:
        """Return a random document's id, and its records of a layer."""
        document = self.chance.choice(sorted(self.texts))
        return document, self.records(layout.layer_file(layer, document))

    def one(self, records: Records, fits: Callable[[dict[str, Any]], Any] = bool) -> dict[str, Any]:
        """Return a random record for which something is true; raise IndexError where there is none."""
        return self.chance.choice([record for record in records if fits(record)])

    def other(self, values: Iterable[Any], than: object) -> Any:
        """Return a random value other than one."""
        return self.chance.choice(sorted({value for value in values if value != than}, key=str))


Kind = Callable[[Draft], object]


class Named(NamedTuple):
    """A kind of mistake with what it is made in."""

    part: str
    name: str
    make: Kind


METADATA: Final = layout.DOCUMENTS_FILE
REGISTRY: Final = layout.REGISTRY_FILE
TARGETS: Final = layout.TARGETS_FILE
ODD: Final = ("\u202e", "\u200b", "\u2066", "\ufeff", "\x07")
"""Characters that nobody sees: overrides of direction, spaces without width, a bell."""


def set_(file: str, field: str, make: Callable[[Draft, Any], Any], fits: Callable[[Any], Any] = bool) -> Kind:
    """Return what changes a field of a record in a file."""

    def run(draft: Draft) -> None:
        record = draft.one(draft.records(file), lambda item: fits(item.get(field)))
        record[field] = make(draft, record[field])

    return run


def set_in(
    layer: str, field: str, make: Callable[[Draft, Any], Any], fits: Callable[[dict[str, Any]], Any] = bool
) -> Kind:
    """Return what changes a field of a record of a layer."""

    def run(draft: Draft) -> None:
        record = draft.one(draft.layer(layer)[1], fits)
        record[field] = make(draft, record[field])

    return run


def misspelt(draft: Draft, text: str) -> str:
    """Swap two neighbouring letters of a word."""
    places = [
        at for at in range(1, len(text) - 1) if text[at : at + 2].isalpha() and text[at] != text[at + 1]
    ]
    at = draft.chance.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def invisible(draft: Draft, text: str) -> str:
    """Put in a character that nobody sees."""
    at = draft.chance.randrange(1, len(text))
    return text[:at] + draft.chance.choice(ODD) + text[at:]


def swapped(draft: Draft, number: str) -> str:
    """Swap two digits that differ, or change the only one; never to a leading zero."""
    places = [
        at for at in range(len(number) - 1) if number[at : at + 2].isdigit() and number[at] != number[at + 1]
    ]
    places = [at for at in places if at or number[1] != "0"]
    if not places:
        return str(draft.other("123456789", number[0])) + number[1:]
    at = draft.chance.choice(places)
    made = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return made.rstrip("0").rstrip(".") if "." in made else made


def year(by: int) -> Callable[[Draft, str], str]:
    """Return what moves every year of a value."""
    return lambda _, value: re.sub(r"[0-9]{4}", lambda found: str(int(found[0]) + by), value)


def month(draft: Draft, value: str) -> str:
    """Write another month in every place where one is, days that all months have."""
    shift = draft.chance.randrange(1, 12)

    def moved(found: re.Match[str]) -> str:
        return f"{found[1]}-{(int(found[2]) - 1 + shift) % 12 + 1:02}"

    return re.sub(r"([0-9X]{4})-([0-9]{2})", moved, value)


def day(draft: Draft, value: str) -> str:
    """Write another day of the month."""
    return value[:-2] + f"{draft.other(range(1, 29), int(value[-2:])):02}"


def moved(layer: str) -> Kind:
    """Give a record the span of the word before or after it, with the id and the text that this makes."""

    def run(draft: Draft) -> object:
        document, records = draft.layer(layer)
        record, text = draft.one(records), draft.texts[document]
        near = [found.span() for found in re.finditer(r"[^\W_]+(?:[-’.][^\W_]+)*", text)]
        before = [span for span in near if span[1] <= record["start"]][-1:]
        after = [span for span in near if span[0] >= record["end"]][:1]
        start, end = draft.chance.choice(before + after)
        record |= {
            "id": annotation_id(layer, start, end),
            "start": start,
            "end": end,
            "text": text[start:end],
        }
        records.sort(key=lambda item: (item["start"], -item["end"]))
        return True

    return run


def dropped(layer: str) -> Kind:
    """Return what drops a record."""

    def run(draft: Draft) -> None:
        _, records = draft.layer(layer)
        del records[draft.chance.randrange(len(records))]

    return run


def subject(draft: Draft) -> None:
    """Give a figure the next word for its subject."""
    document, records = draft.layer(FIGURES.name)
    subject = draft.one(records, lambda item: item["subject"])["subject"]
    found = re.compile(r"[^\W_]+").search(draft.texts[document], subject["end"] + 1)
    assert found is not None
    subject |= {"start": found.start(), "end": found.end(), "text": found[0]}


def linked(draft: Draft) -> None:
    """Link a mention to another entity of the same type."""
    types = {entry["id"]: entry["type"] for entry in draft.files[REGISTRY]}
    record = draft.one(draft.layer(ENTITIES.name)[1])
    kind = types[record["entity"]]
    record["entity"] = draft.other((id_ for id_, type_ in types.items() if type_ == kind), record["entity"])


def mistyped(draft: Draft) -> None:
    """Give a mention another type."""
    types = {entry["id"]: entry["type"] for entry in draft.files[REGISTRY]}
    record = draft.one(draft.layer(ENTITIES.name)[1])
    own = types[record["entity"]]
    # Half of the time a type that the entry may take: only a reader sees that it is the wrong one.
    fit = [kind for kind in EntityType if own in entry_types(kind) and kind != record["type"]]
    others = fit if fit and draft.chance.random() < 0.5 else list(EntityType)
    record["type"] = draft.other([str(kind) for kind in others], record["type"])


def stands_for(draft: Draft) -> None:
    """Let a capital stand for another state, or for none."""
    record = draft.one(draft.layer(ENTITIES.name)[1], lambda item: item.get("stands_for"))
    states = [entry["id"] for entry in draft.files[REGISTRY] if entry.get("iso_3166")]
    record["stands_for"] = draft.other([*states, None], record["stands_for"])


def holder(draft: Draft) -> None:
    """Give a stance another holder."""
    record = draft.one(draft.layer(STANCE.name)[1])
    bodies = [entry["id"] for entry in draft.files[REGISTRY] if entry["type"] in ("PERSON", "GPE", "ORG")]
    rename(record, holder=draft.other(["author", *bodies], record["holder"]))


def target(draft: Draft) -> None:
    """Give a stance another target."""
    record = draft.one(draft.layer(STANCE.name)[1])
    rename(record, target=draft.other((item["id"] for item in draft.files[TARGETS]), record["target"]))


def basis(draft: Draft) -> None:
    """Let a side rest on something else."""
    record = draft.one(draft.layer(STANCE.name)[1], lambda item: item["basis"])
    bases = ("statement", "framing", *(() if record["holder"] == "author" else ("act",)))
    record["basis"] = draft.other(bases, record["basis"])


def side_invented(draft: Draft) -> None:
    """Let the author take a side where a sentence takes none."""
    record = draft.one(draft.layer(STANCE.name)[1], lambda item: item["label"] == "none")
    record |= {"label": draft.chance.choice(("favor", "against")), "basis": "framing"}


def without_side(draft: Draft) -> None:
    """Leave out what a sentence is about without a side."""
    _, records = draft.layer(STANCE.name)
    records.remove(draft.one(records, lambda item: item["label"] == "none"))


def rename(record: dict[str, Any], **fields: str) -> None:
    record |= fields
    named = {"holder": record["holder"], "target": record["target"]}
    record["id"] = annotation_id(STANCE.name, record["start"], record["end"], **named)


def anchor(draft: Draft) -> None:
    """Compute a date from another one."""
    _, records = draft.layer(DATES.name)
    record = draft.one(records, lambda item: not item["value"].endswith("_REF"))
    placed = [item["id"] for item in records if not item.get("anchor") and item is not record]
    record["anchor"] = draft.other([*placed, "document", None], record.get("anchor"))


def figure_date(draft: Draft) -> None:
    """Let a figure hold at another date."""
    document, records = draft.layer(FIGURES.name)
    dates = [date["id"] for date in draft.files[layout.layer_file(DATES.name, document)]]
    record = draft.one(records)
    record["date"] = draft.other([*dates, None], record.get("date"))


def doubled(draft: Draft) -> None:
    """Add an entry once more under another id."""
    records = draft.records(REGISTRY)
    same = dict(draft.one(records))
    records.append(same | {"id": same["id"] + "-2", "wikipedia": None, "wikidata": None, "iso_3166": None})


def unused(draft: Draft) -> None:
    """Add an entry that nothing refers to."""
    name = draft.other(("Ruritania", "Freedonia", "Sylvania", "Grand Fenwick"), None)
    entry = {"id": name.lower().replace(" ", "-"), "type": "GPE", "name": name, "wikipedia": None}
    draft.records(REGISTRY).append(entry | {"wikidata": None, "iso_3166": None})


def joined(draft: Draft) -> None:
    """Join two sentences."""
    document, records = draft.layer(SENTENCES.name)
    pairs = [i for i in range(len(records) - 1) if records[i]["segment"] == records[i + 1]["segment"]]
    at = draft.chance.choice(pairs)
    start, end = records[at]["start"], records.pop(at + 1)["end"]
    span = {"start": start, "end": end, "text": draft.texts[document][start:end]}
    records[at] |= {"id": annotation_id(SENTENCES.name, start, end), **span}


def evidence(draft: Draft) -> None:
    """Spoil the words of a piece of evidence."""
    record = draft.one(draft.records(METADATA), lambda item: item["evidence"])
    one = draft.one(record["evidence"])
    one["basis"] = draft.chance.choice((one["basis"] + " ", invisible(draft, one["basis"]), "\u200b"))


def evidence_field(draft: Draft) -> None:
    """Lose a piece of evidence."""
    record = draft.one(draft.records(METADATA), lambda item: len(item["evidence"]) > 1)
    record["evidence"].remove(draft.one(record["evidence"]))


def target_entities(draft: Draft) -> None:
    """Give a target another entity."""
    record = draft.one(draft.records(TARGETS), lambda item: item["target_entities"])
    ids = [entry["id"] for entry in draft.files[REGISTRY]]
    record["target_entities"][0] = draft.other(ids, record["target_entities"][0])


def label(layer: str, *labels: str) -> Kind:
    """Return what changes a label."""
    return set_in(layer, "label", lambda draft, old: draft.other(labels, old))


def among(*values: Any) -> Callable[[Draft, Any], Any]:
    """Return what draws another value."""
    return lambda draft, old: draft.other(values, old)


def has(field: str, pattern: str) -> Callable[[dict[str, Any]], Any]:
    """Return a test of a field by a pattern."""
    return lambda record: isinstance(record.get(field), str) and re.search(pattern, record[field])
