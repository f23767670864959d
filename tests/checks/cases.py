"""For every code, the smallest change to the small corpus that gives it, and where it is then reported."""

from collections.abc import Callable
from typing import Final, NamedTuple

from corpus_pkg.corpus import layout
from corpus_pkg.layers import LAYER_NAMES
from tests.small_corpus import FIRST, SECOND, SECOND_TEXT, Editor

SEGMENTS, SENTENCES, ENTITIES, DATES, FIGURES, STANCE, CLAIMS, DOCUMENT_STANCE = LAYER_NAMES
REGISTRY: Final = layout.REGISTRY_FILE
EVIDENCE: Final = layout.REGISTRY_EVIDENCE_FILE
TARGETS: Final = layout.TARGETS_FILE
TOPICS: Final = layout.TOPICS_FILE
DOCUMENTS: Final = layout.DOCUMENTS_FILE
VALUE: Final = {"value": "wood", "definition": "Wood."}


class Place(NamedTuple):
    """Where a problem is reported."""

    file: str
    line: int
    document: str | None = None
    annotation: str | None = None


Break = Callable[[Editor], Place]


def path(layer: str, document: str = SECOND) -> str:
    """Return the file of an adjudicated layer."""
    return layout.layer_file(layer, document)


def found(edit: Editor, layer: str, id_: str, document: str = SECOND) -> Place:
    """Return the place of an annotation."""
    file = path(layer, document)
    return Place(file, edit.line(file, id_), document, id_)


def moved(layer: str, line: int, quote: str, n: int = 1, document: str = SECOND, **fields: object) -> Break:
    """Return what gives the record on a line another span."""
    return lambda edit: found(edit, layer, edit.move(layer, document, line, quote, n, **fields), document)


def added(layer: str, like: int, quote: str, n: int = 1, document: str = SECOND, **fields: object) -> Break:
    """Return what adds a copy of a record with another span."""
    return lambda edit: found(edit, layer, edit.put(layer, document, like, quote, n, **fields), document)


def changed(layer: str, line: int, document: str = SECOND, **fields: object) -> Break:
    """Return what changes fields of the record on a line."""

    def run(edit: Editor) -> Place:
        file = path(layer, document)
        edit.change(file, line, **fields)
        return Place(file, line, document, edit.records(file)[line - 1].get("id"))

    return run


SIGNED, LEFT = "clm-30-36-treaty-fate-author", "clm-97-101-treaty-fate-ana-cruz"


def override(claim: str, other: str, **fields: str) -> dict[str, str]:
    """Return an override of a pair of claims of the second text."""
    names = {"document": SECOND, "claim": claim, "other_document": SECOND, "other_claim": other}
    return names | {"relation": "open", "reason": "Not decided [7.12]."} | fields


def shared(file: str, line: int, **fields: object) -> Break:
    """Return what changes fields of an entry or target."""

    def run(edit: Editor) -> Place:
        edit.change(file, line, **fields)
        return Place(file, line, None, edit.records(file)[line - 1]["id"])

    return run


def unreadable(file: str, field: str, value: str) -> Break:
    """Return what gives the first entry or target a value with which it is not read."""

    def run(edit: Editor) -> Place:
        edit.change(file, 1, **{field: value})
        return Place(file, 1, edit.records(file)[0]["id"])

    return run


def entry_added(**fields: object) -> Break:
    """Return what adds an entry to the registry."""
    return lambda edit: Place(REGISTRY, edit.append(REGISTRY, fields), None, str(fields["id"]))


def evidence(times: int = 1, **fields: object) -> Break:
    """Return what keeps evidence of the first entry's article, with other fields than are right."""

    def run(edit: Editor) -> Place:
        entry = edit.records(REGISTRY)[0]
        right = {
            "entry": entry["id"],
            "field": "wikipedia",
            "value": entry["wikipedia"],
            "source": "example/atlas@1:names.csv",
            "quote": f"title,{entry['wikipedia'].replace(' ', '_')},1",
            "seen": "2026-11-29",
        }
        edit.write(EVIDENCE, [right | fields] * times)
        return Place(EVIDENCE, times, None, str((right | fields)["entry"]))

    return run


def an_item_without_evidence(edit: Editor) -> Place:
    evidence()(edit)
    return shared(REGISTRY, 1, wikidata="Q1")(edit)


def metadata(**fields: object) -> Break:
    """Return what changes the metadata of the first document."""

    def run(edit: Editor) -> Place:
        edit.change(DOCUMENTS, 1, **fields)
        return Place(DOCUMENTS, 1, FIRST)

    return run


def carried(line: int, *quotes: tuple[str, str]) -> Break:
    """Return what names the annotations of quotes as carriers of the claim on a line."""

    def run(edit: Editor) -> Place:
        carriers = [edit.span(SECOND, layer, quote)["id"] for layer, quote in quotes]
        return changed(CLAIMS, line, carriers=carriers)(edit)

    return run


def an_antecedent_within(edit: Editor) -> Place:
    span = edit.span(SECOND, SEGMENTS, "left it")
    del span["id"]
    return changed(CLAIMS, 4, antecedent=span)(edit)


def doubled(file: str) -> Break:
    """Return what adds the first record of a file again, at its end."""

    def run(edit: Editor) -> Place:
        record = edit.records(file)[0]
        return Place(file, edit.append(file, record), None, record["id"])

    return run


def bytes_put(file: str, old: bytes, new: bytes, place: Place) -> Break:
    """Return what replaces bytes of a file."""

    def run(edit: Editor) -> Place:
        target = edit.root / file
        data = target.read_bytes()
        assert old in data
        target.write_bytes(data.replace(old, new, 1))
        return place

    return run


def removed(file: str, document: str | None) -> Break:
    """Return what removes a file."""

    def run(edit: Editor) -> Place:
        (edit.root / file).unlink()
        return Place(file, 0, document)

    return run


def a_folder_instead(edit: Editor) -> Place:
    file = path(DATES)
    (edit.root / file).unlink()
    (edit.root / file).mkdir()
    return Place(file, 0, SECOND)


def a_link_out(edit: Editor) -> Place:
    outside = edit.root.parent / "outside.jsonl"
    (edit.root / path(DATES)).rename(outside)
    (edit.root / path(DATES)).symlink_to(outside)
    return Place(path(DATES), 0, SECOND)


def a_stray_file(edit: Editor) -> Place:
    (edit.root / "annotations/entities/third-text.jsonl").write_text("")
    return Place("annotations/entities/third-text.jsonl", 0)


def a_long_line(edit: Editor) -> Place:
    file = path(DATES)
    with (edit.root / file).open("ab") as out:
        out.write(b'{"id": "' + b"x" * (17 << 20) + b'"}\n')
    return Place(file, 4, SECOND)


def a_document_twice(edit: Editor) -> Place:
    return Place(DOCUMENTS, edit.append(DOCUMENTS, edit.records(DOCUMENTS)[0]), FIRST)


def lines_swapped(edit: Editor) -> Place:
    file = path(ENTITIES)
    records = edit.records(file)
    records[0], records[1] = records[1], records[0]
    edit.write(file, records)
    return found(edit, ENTITIES, records[1]["id"])


def an_annotation_twice(edit: Editor) -> Place:
    file = path(ENTITIES)
    records = edit.records(file)
    edit.write(file, [records[0], *records])
    return Place(file, 2, SECOND, records[0]["id"])


def dropped(layer: str, line: int) -> Break:
    """Return what removes a record whose absence is seen in the file as a whole."""

    def run(edit: Editor) -> Place:
        edit.drop(path(layer), line)
        return Place(path(layer), 0, SECOND)

    return run


def an_overlong_sentence(edit: Editor) -> Place:
    # The caption's second sentence now begins within the first.
    return found(edit, SENTENCES, edit.move(SENTENCES, SECOND, 4, "Rome. Photo: Kim"))


def an_overlong_segment(edit: Editor) -> Place:
    # In the boilerplate, where no sentence lies across the two.
    return found(edit, SEGMENTS, edit.put(SEGMENTS, SECOND, 4, "12"))


def a_circle_of_anchors(edit: Editor) -> Place:
    file = path(DATES)
    first, second = (record["id"] for record in edit.records(file)[:2])
    edit.change(file, 1, anchor=second)
    return Place(file, 1, SECOND, first)


def a_sentence_cut_at_an_abbreviation(edit: Editor) -> Place:
    file = path(SENTENCES, FIRST)
    whole = edit.records(file)[2]["text"]
    edit.drop(path(STANCE, FIRST), 1)
    edit.move(SENTENCES, FIRST, 3, whole.removeprefix("Mr. "))
    return found(edit, SENTENCES, edit.put(SENTENCES, FIRST, 2, "Mr."), FIRST)


def a_caption_cut_at_a_colon(edit: Editor) -> Place:
    edit.move(SENTENCES, SECOND, 4, "Kim")
    return found(edit, SENTENCES, edit.put(SENTENCES, SECOND, 3, "Photo:"))


def a_subject_elsewhere(edit: Editor) -> Place:
    span = edit.span(SECOND, FIGURES, "plan")
    del span["id"]
    return changed(FIGURES, 1, subject=span)(edit)


def a_subject_across_two_segments(edit: Editor) -> Place:
    start = SECOND_TEXT.index("Isle of Rome.")
    end = SECOND_TEXT.index(" Ana Cruz met")
    span = {"start": start, "end": end, "text": SECOND_TEXT[start:end]}
    return changed(FIGURES, 1, subject=span)(edit)


def a_subject_within(edit: Editor) -> Place:
    span = edit.span(SECOND, FIGURES, "three bridges")
    del span["id"]
    return changed(FIGURES, 1, subject=span)(edit)


def a_figure_around_another(edit: Editor) -> Place:
    file = path(FIGURES)
    inner = edit.records(file)[2]["id"]
    edit.put(FIGURES, SECOND, 3, "2,500 tents", subject=None)
    return Place(file, 4, SECOND, inner)


def a_stance_on_half_a_sentence(edit: Editor) -> Place:
    file = path(STANCE, FIRST)
    record = edit.records(file)[0]
    text = record["text"].removesuffix(".")
    id_ = f"sta-{record['start']}-{record['end'] - 1}-bello-diaz-trade"
    edit.change(file, 1, id=id_, end=record["end"] - 1, text=text)
    return Place(file, 1, FIRST, id_)


def a_stance_of(holder: str, target: str) -> Break:
    """Return what gives the one stance of the first text another holder and target."""

    def run(edit: Editor) -> Place:
        file = path(STANCE, FIRST)
        record = edit.records(file)[0]
        id_ = f"sta-{record['start']}-{record['end']}-{holder}-{target}"
        edit.change(file, 1, id=id_, holder=holder, target=target)
        return Place(file, 1, FIRST, id_)

    return run


def no_evidence(edit: Editor) -> Place:
    edit.change(DOCUMENTS, 1, evidence=[])
    return Place(DOCUMENTS, 1, FIRST)


def evidence_on_two_lines(edit: Editor) -> Place:
    evidence = [{"field": "date", "inferred": False, "confidence": "high", "basis": "one\r\ntwo"}]
    edit.change(DOCUMENTS, 1, evidence=evidence)
    return Place(DOCUMENTS, 1, FIRST)


def another_title(edit: Editor) -> Place:
    edit.change(DOCUMENTS, 1, title="Trade triples")
    return found(edit, SEGMENTS, "seg-0-13", FIRST)


def published_on(date: str) -> Break:
    """Return what gives the first document another date."""

    def run(edit: Editor) -> Place:
        edit.change(DOCUMENTS, 1, date=date)
        return Place(DOCUMENTS, 1, FIRST)

    return run


def told_after_it_was_published(edit: Editor) -> Place:
    edit.change(DOCUMENTS, 1, date="2024-05-02")
    return found(edit, DATES, edit.records(path(DATES, FIRST))[0]["id"], FIRST)


def a_wrong_length(edit: Editor) -> Place:
    edit.change(DOCUMENTS, 1, characters=1)
    return Place(DOCUMENTS, 1, FIRST)


def an_entry_called_author(edit: Editor) -> Place:
    entry = {"id": "author", "type": "PERSON", "name": "Author"}
    return Place(REGISTRY, edit.append(REGISTRY, entry), None, "author")


def an_entry_called_unnamed(edit: Editor) -> Place:
    return entry_added(id="unnamed", type="PERSON", name="Unnamed")(edit)


def a_target_without_label(edit: Editor) -> Place:
    edit.drop(path(DOCUMENT_STANCE), 2)
    return Place(path(DOCUMENT_STANCE), 0, SECOND)


def a_wrong_quote(edit: Editor) -> Place:
    return changed(ENTITIES, 1, text="U.K.")(edit)


def an_offset_too_far(edit: Editor) -> Place:
    id_ = "ent-9990-9994"
    edit.change(path(ENTITIES), 11, id=id_, start=9990, end=9994, text="Kim!")
    return Place(path(ENTITIES), 11, SECOND, id_)


def not_json(edit: Editor) -> Place:
    with (edit.root / path(DATES)).open("a") as out:
        out.write('{"id": "dat-0-1", "star\n')
    return Place(path(DATES), 4, SECOND)


CASES: Final[dict[str, tuple[Break, ...]]] = {
    "file-missing": (removed(path(DATES), SECOND), removed(layout.raw_file(SECOND), SECOND)),
    "file-unreadable": (a_folder_instead,),
    "file-outside": (a_link_out,),
    "file-unexpected": (a_stray_file,),
    "file-too-large": (a_long_line,),
    "encoding": (
        bytes_put(path(ENTITIES), b"Quiet", b"Qu\xefet", Place(path(ENTITIES), 5, SECOND)),
        bytes_put(layout.raw_file(SECOND), b"\n", b"\0", Place(layout.raw_file(SECOND), 1, SECOND)),
    ),
    "json": (not_json,),
    "schema": (changed(DATES, 1, type="DAY"), changed(ENTITIES, 1, id="ent-1-2")),
    "free-text": (
        unreadable(REGISTRY, "name", "Ana\u202eCruz"),
        unreadable(TARGETS, "description", "more\ntrade"),
        changed(ENTITIES, 8, note="the state "),
        changed(FIGURES, 1, note="a\u200bb"),
        evidence_on_two_lines,
    ),
    "text-checksum": (
        bytes_put(layout.raw_file(SECOND), b"\n\nOxu", b"\n Oxu", Place("raw/second-text.txt", 0, SECOND)),
    ),
    "text-length": (a_wrong_length,),
    "metadata-license": tuple(
        metadata(license=value) for value in ("CC BY 4.0", "mit", "Foo", "MIT OR", "LicenseRef-a_b", "()")
    ),
    "metadata-source-file": tuple(
        metadata(source_file=value) for value in ("/etc/passwd", "a/b.txt", "a\\b.txt", "..", "é" * 128)
    ),
    "document-duplicate": (a_document_twice,),
    "span-range": (an_offset_too_far,),
    "span-text": (a_wrong_quote,),
    "span-space": (moved(ENTITIES, 1, " U.S."), moved(FIGURES, 1, "three ")),
    "span-in-word": (
        moved(ENTITIES, 1, "U.S"),
        moved(ENTITIES, 11, "Ki"),
        moved(FIGURES, 3, "500", value="500"),
        moved(ENTITIES, 4, "Bello\u00a0Día", document=FIRST),
    ),
    "span-determiner": (moved(ENTITIES, 1, "the U.S."), moved(FIGURES, 1, "the three")),
    "span-possessive": (moved(ENTITIES, 8, "Chile’s"),),
    "span-punctuation": (moved(ENTITIES, 5, "“Quiet Road"), moved(ENTITIES, 10, "Rome.", 2)),
    "span-segment": (moved(ENTITIES, 11, "Kim\n\nOxu.Az"), added(DATES, 1, "Kim\n\nOxu.Az")),
    "annotation-order": (lines_swapped,),
    "annotation-duplicate": (an_annotation_twice,),
    "segment-overlap": (an_overlong_segment,),
    "segment-cover": (dropped(SEGMENTS, 4),),
    "boilerplate": (added(ENTITIES, 11, "Oxu.Az"), added(FIGURES, 1, "12", value="12", subject=None)),
    "sentence-overlap": (an_overlong_sentence,),
    "sentence-cover": (dropped(SENTENCES, 4),),
    "sentence-segment": (changed(SENTENCES, 4, segment="seg-0-1"),),
    "sentence-abbreviation": (a_sentence_cut_at_an_abbreviation,),
    "sentence-title": (a_caption_cut_at_a_colon,),
    "entity-unknown": (changed(ENTITIES, 11, entity="nobody"),),
    "entity-type": (changed(ENTITIES, 11, type="ORG"),),
    "entity-stands-for": (
        changed(ENTITIES, 2, stands_for="nowhere"),
        changed(ENTITIES, 2, stands_for="paris"),
    ),
    "entity-stands-for-type": (changed(ENTITIES, 2, stands_for="kim"),),
    "entity-stands-for-seat": (
        changed(ENTITIES, 2, stands_for="chile"),
        changed(ENTITIES, 1, stands_for="chile"),
    ),
    "entity-crossing": (added(ENTITIES, 6, "Rome, its “Quiet Road", entity="isle-of-rome"),),
    "entity-nested": (changed(ENTITIES, 4, entity="treaty-of-rome", type="LAW"),),
    "entity-lower-case": (moved(ENTITIES, 11, "builders"),),
    "entity-role": (moved(ENTITIES, 7, "President Ana Cruz"),),
    "date-anchor": (changed(DATES, 2, anchor="dat-0-1"),),
    "date-anchor-circle": (a_circle_of_anchors,),
    "date-anchor-idle": (changed(DATES, 2, value="FUTURE_REF"),),
    "date-overlap": (added(DATES, 2, "year later", anchor=None),),
    "date-preposition": (added(DATES, 1, "by way"),),
    "date-unmarked": (added(DATES, 1, "again"), added(DATES, 1, "post-war")),
    "date-type": (changed(DATES, 1, type="SET"),),
    "date-year": (changed(DATES, 3, value="2022"),),
    "date-text": (
        changed(DATES, 1, value="2024-05-08"),
        changed(DATES, 1, FIRST, value="2024-06-03"),
        changed(DATES, 1, FIRST, value="2024-05-13"),
        changed(DATES, 1, FIRST, value="2014-05-03"),
        moved(DATES, 2, "a year", type="DURATION", value="P1M", anchor=None),
    ),
    "figure-sign": (moved(FIGURES, 2, "94"), moved(FIGURES, 2, "1.7 billion", document=FIRST)),
    "figure-overlap": (a_figure_around_another,),
    "figure-in-date": (added(FIGURES, 1, "year later", subject=None, value="1"),),
    "figure-in-name": (added(FIGURES, 1, "Quiet", subject=None),),
    "figure-unmarked": (added(FIGURES, 1, "one", value="1"),),
    "figure-value": (
        changed(FIGURES, 2, value="0.94"),
        changed(FIGURES, 2, FIRST, value="1.7"),
        changed(FIGURES, 1, value="13"),
        changed(FIGURES, 1, FIRST, value="3"),
        changed(FIGURES, 1, value=None, value_min="3"),
        changed(FIGURES, 3, value="-2500"),
    ),
    "figure-unit": (
        changed(FIGURES, 2, kind="RATIO", unit=None),
        changed(FIGURES, 2, FIRST, kind="COUNT", unit=None),
        changed(FIGURES, 2, FIRST, unit="EUR"),
    ),
    "figure-kind": (changed(FIGURES, 1, FIRST, kind="COUNT"),),
    "figure-date": (changed(FIGURES, 2, date="dat-0-1"),),
    "figure-subject-segment": (a_subject_elsewhere, a_subject_across_two_segments),
    "figure-subject-overlap": (a_subject_within,),
    "stance-sentence": (a_stance_on_half_a_sentence, changed(STANCE, 3, sentence="sen-0-1")),
    "stance-holder": (a_stance_of("nobody", "trade"),),
    "stance-holder-type": (a_stance_of("treaty-of-rome", "trade"),),
    "target-unknown": (a_stance_of("author", "war"),),
    "document-stance": (a_target_without_label,),
    "document-stance-text": (
        changed(DOCUMENT_STANCE, 2, label="favor"),
        changed(DOCUMENT_STANCE, 2, label="mixed"),
    ),
    "metadata-evidence": (no_evidence,),
    "metadata-title": (another_title, changed(SEGMENTS, 3, kind="title")),
    "metadata-date": (published_on("9000-01-01"),),
    "metadata-date-text": (told_after_it_was_published,),
    "registry-duplicate": (doubled(REGISTRY),),
    "registry-same": (shared(REGISTRY, 13, wikipedia="Rome"), shared(REGISTRY, 6, iso_3166="CL")),
    "registry-seat": tuple(
        shared(REGISTRY, 2, seat_of=states) for states in (["nowhere"], ["kim"], ["baku"], ["chile", "chile"])
    ),
    "registry-country": (shared(REGISTRY, 4, iso_3166="PE"), shared(REGISTRY, 14, name="Uruguay")),
    "registry-name": (entry_added(id="kim-2", type="PERSON", name="KIM"),),
    "registry-unused": (entry_added(id="con-edison", type="ORG", name="Con Edison"),),
    "registry-wikipedia": tuple(
        unreadable(REGISTRY, "wikipedia", value)
        for value in (
            "Ana_Cruz",
            "Ana Cruz#Life",
            "[[Ana Cruz]]",
            "https://en.wikipedia.org/wiki/Ana",
            "A%20C",
        )
    ),
    "registry-author": (an_entry_called_author, an_entry_called_unnamed),
    "evidence-missing": (an_item_without_evidence,),
    "evidence-value": (evidence(entry="nobody"), evidence(field="wikidata", value="Q1", quote="Q1")),
    "evidence-quote": (evidence(quote="title,,1"),),
    "evidence-duplicate": (evidence(2),),
    "topic-unknown": (moved(CLAIMS, 3, "signed", topic="war"),),
    "claim-asserter": (
        moved(CLAIMS, 4, "left", asserter="nobody"),
        *(changed(CLAIMS, 4, via=[name]) for name in ("nobody", "author", "ana-cruz")),
    ),
    "claim-entity": (
        changed(CLAIMS, 2, entities=["united-states", "nobody"]),
        changed(CLAIMS, 2, entities=["france", "france"]),
    ),
    "claim-value": (
        changed(CLAIMS, 1, value="Tuesday"),
        changed(CLAIMS, 1, value="3", modifier="EXACT"),
        changed(CLAIMS, 2, entities=[], value="france"),
        changed(CLAIMS, 3, value="burnt"),
        changed(CLAIMS, 3, value=None, entities=["france"]),
        changed(CLAIMS, 5, unit="t"),
        changed(CLAIMS, 5, value="many"),
        changed(CLAIMS, 5, modifier=None),
    ),
    "claim-sentence": (moved(CLAIMS, 5, "Rome. Photo: Kim"),),
    "claim-repeated": (added(CLAIMS, 3, "Treaty of Rome"),),
    "claim-antecedent": (an_antecedent_within,),
    "claim-carrier": (
        changed(CLAIMS, 1, carriers=["dat-0-1"]),
        carried(1, (DATES, "Tuesday"), (DATES, "Tuesday")),
        carried(1, (DATES, "2023")),
    ),
    "claim-carrier-value": (
        carried(1, (DATES, "a year later")),
        carried(1, (ENTITIES, "U.S.")),
        carried(2, (ENTITIES, "Quiet Road")),
        carried(2, (DATES, "Tuesday")),
        carried(3, (DATES, "Tuesday")),
        carried(5, (FIGURES, "94%")),
        carried(5, (DATES, "2023")),
    ),
    "topic-duplicate": (doubled(TOPICS),),
    "topic-kind": (
        shared(TOPICS, 1, unit="t"),
        shared(TOPICS, 1, several=True),
        shared(TOPICS, 5, kind="closed", unit=None),
        shared(TOPICS, 5, kind="closed", unit=None, values=[VALUE, VALUE]),
        shared(TOPICS, 5, values=[VALUE]),
        shared(TOPICS, 5, exclude=[["wood", "coal"]]),
    ),
    "topic-table": (
        shared(TOPICS, 3, exclude=[["left", "kept"], ["kept", "left"]]),
        shared(TOPICS, 3, exclude=[["left", "burnt"]]),
        shared(TOPICS, 3, exclude=[["left", "left"]]),
        shared(TOPICS, 3, exclude=[["initialled", "signed"]]),
        shared(TOPICS, 3, exclude=[["signed", "kept"]]),
        shared(TOPICS, 3, narrow=[["initialled", "signed"], ["signed", "initialled"]]),
        shared(TOPICS, 3, exclude=[], narrow=[["initialled", "signed"], ["left", "initialled"]]),
    ),
    "pair-repeated": (
        shared(TOPICS, 3, overrides=[override(LEFT, LEFT)]),
        shared(TOPICS, 3, overrides=[override(SIGNED, LEFT), override(LEFT, SIGNED)]),
    ),
    "pair-document": (shared(TOPICS, 3, overrides=[override(SIGNED, LEFT, document="third-text")]),),
    "pair-claim": (
        shared(TOPICS, 3, overrides=[override(SIGNED, "clm-0-2-treaty-fate-author")]),
        shared(TOPICS, 2, overrides=[override(SIGNED, LEFT)]),
    ),
    "pair-derived": (shared(TOPICS, 3, overrides=[override(SIGNED, LEFT, relation="compatible")]),),
    "target-duplicate": (doubled(TARGETS),),
    "target-entity": (shared(TARGETS, 1, target_entities=["nobody"]),),
}
"""What breaks the small corpus so that each code is reported, and where."""

ALSO: Final[dict[str, frozenset[str]]] = {
    "file-missing": frozenset({"file-missing"}),
    "span-segment": frozenset({"boilerplate"}),
    "entity-unknown": frozenset({"registry-unused"}),
    "registry-same": frozenset({"registry-country"}),
    "registry-name": frozenset({"registry-unused"}),
    "claim-carrier": frozenset({"claim-carrier-value"}),
    "topic-kind": frozenset({"topic-table"}),
}
"""Codes that a break brings with it next to its own."""

READING: Final = frozenset(
    {
        "document-duplicate",
        "encoding",
        "file-missing",
        "file-outside",
        "file-too-large",
        "file-unexpected",
        "file-unreadable",
        "free-text",
        "json",
        "metadata-license",
        "metadata-source-file",
        "registry-wikipedia",
        "schema",
        "text-checksum",
        "text-length",
    }
)
"""The codes that reading gives, before any rule is asked."""

ADDED: Final = frozenset({"reference-unknown"})
"""The codes that only an added layer or field can have: `tests/test_brought_layer.py` has their cases."""

WHOLE: Final = frozenset(
    {
        "evidence-duplicate",
        "evidence-missing",
        "evidence-quote",
        "evidence-value",
        "pair-claim",
        "pair-derived",
        "pair-document",
    }
)
"""The codes of rules that look at what is kept next to the registry."""
