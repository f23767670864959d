"""PubAnnotation and Web Annotation files as other people's projects have them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.formats.foreign.project import TEXT, bring, corpus, denotation, document, names, span, words, wrote


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return corpus(tmp_path)


def pub(folder: Path, *denotations: Any, **more: Any) -> Path:
    value = {"sourcedb": "X", "sourceid": 20017, "text": TEXT, "denotations": list(denotations)}
    return wrote(folder / "20017-v1.json", value | more)


def test_the_text_says_which_document_a_file_is_about(made: Path, tmp_path: Path) -> None:
    bring("pubannotation", pub(tmp_path, denotation("T1", "Porto")), made).succeeded()
    assert words(made) == ["Porto"]


def test_a_text_with_other_line_ends_is_read(made: Path, tmp_path: Path) -> None:
    text = "\r\n" + TEXT.replace("\n", "\r\n")
    source = pub(tmp_path, denotation("T1", "second line", "EVENT", text=text), text=text)
    bring("pubannotation", source, made).succeeded("text-spacing")
    assert words(made) == ["second line"]


TRACKS = [
    {"project": "one", "denotations": [denotation("T1", "Porto"), denotation("T2", "Lisbon")]},
    {"project": "two", "denotations": [denotation("T1", "Porto")],
     "attributes": [{"id": "A1", "subj": "T1", "pred": "note", "obj": "north"}], "config": "x"},
]  # fmt: skip


def test_the_tracks_of_several_projects_are_read_equal_annotations_once(made: Path, tmp_path: Path) -> None:
    bring("pubannotation", pub(tmp_path, tracks=TRACKS), made).succeeded("1 × config: annotation-not-held")
    assert [(e.text, e.note) for e in document(made).entities] == [("Lisbon", None), ("Porto", "north")]


def test_one_project_is_chosen_by_name(made: Path, tmp_path: Path) -> None:
    bring("pubannotation", pub(tmp_path, tracks=TRACKS), made, "--by", "two").succeeded(
        "kept apart: annotations of others (2)"
    )
    assert words(made) == ["Porto"]


LISBON = {
    "id": "lisbon",
    "type": "GPE",
    "name": "Lisbon",
    "wikidata": "Q597",
    "wikipedia": "Lisbon",
    "iso_3166": None,
    "seat_of": ["portugal"],
}
PORTUGAL = LISBON | {"id": "portugal", "name": "Portugal", "wikidata": "Q45", "wikipedia": "Portugal"}


@pytest.mark.parametrize(
    "link", ["portugal", "http://www.wikidata.org/entity/Q45", "https://en.wikipedia.org/wiki/Portugal"]
)
def test_what_a_capital_and_a_holder_are_may_be_said_by_address(
    link: str, made: Path, tmp_path: Path
) -> None:
    entries = [LISBON, PORTUGAL | {"seat_of": []}]
    made.joinpath("annotations/registry.jsonl").write_text("".join(json.dumps(e) + "\n" for e in entries))
    target = {"id": "ferries", "description": "ferries", "target_entities": []}
    made.joinpath("annotations/targets.jsonl").write_text(json.dumps(target) + "\n")
    overall = made / "annotations/document_stance/ferry.jsonl"
    overall.parent.mkdir(exist_ok=True)
    overall.write_text(json.dumps({"target": "ferries", "label": "favor", "note": None}) + "\n")
    (first, *_) = document(made).sentences
    side = {"id": "S1", "span": {"begin": first.start, "end": first.end}, "obj": "favor"}
    said = {"entity": "Q597", "stands_for": link}
    attributes = [{"subj": "T1", "pred": name, "obj": value} for name, value in said.items()]
    about = {"holder": link, "target": "ferries", "basis": "act"}
    attributes += [{"subj": "S1", "pred": name, "obj": value} for name, value in about.items()]
    source = pub(tmp_path, denotation("T1", "Lisbon"), side, attributes=attributes)
    bring("pubannotation", source, made, "--strict").succeeded("entities: 0 → 1", "stance: 0 → 1")
    (name,), (stance,) = document(made).entities, document(made).stance
    assert (name.entity, name.stands_for, stance.holder) == ("lisbon", "portugal", "portugal")
    assert stance.id == f"sta-{first.start}-{first.end}-portugal-ferries"


def test_an_item_that_the_registry_does_not_have_stands_for_nothing(made: Path, tmp_path: Path) -> None:
    attributes = [{"subj": "T1", "pred": "stands_for", "obj": "http://www.wikidata.org/entity/Q45"}]
    source = pub(tmp_path, denotation("T1", "Lisbon"), attributes=attributes)
    bring("pubannotation", source, made).succeeded("1 × entities.stands_for: link-unknown")
    assert [name.stands_for for name in document(made).entities] == [None]


def test_projects_that_contradict_each_other_are_reported(made: Path, tmp_path: Path) -> None:
    tracks = [*TRACKS, {"project": "three", "denotations": [denotation("T9", "Porto", "ORG")]}]
    ended = bring("pubannotation", pub(tmp_path, tracks=tracks), made)
    ended.succeeded("two annotations of entities have the span")
    assert [found[3] for found in names(made)] == ["GPE", "GPE"]


def test_parts_that_the_corpus_has_no_place_for_are_reported_one_by_one(made: Path, tmp_path: Path) -> None:
    more: dict[str, Any] = {
        "modifications": [{"id": "M1", "pred": "Negation", "obj": "E1"}],
        "instances": [{"id": "E1", "pred": "instanceOf", "obj": "T1"}, {"id": "E2"}],
        "namespaces": [{"prefix": "_base", "uri": "http://example.org/"}],
        "typesettings": [{"span": {"begin": 0, "end": 4}, "style": "italic"}],
        "relations": [{"id": "R1", "subj": "T1", "pred": "near", "obj": "T1"}],
    }
    source = pub(tmp_path, denotation("T1", "Porto") | {"certainty": 0.5}, **more)
    bring("pubannotation", source, made).succeeded(
        "1 × modifications: annotation-not-held", "2 × instances: annotation-not-held",
        "1 × namespaces: annotation-not-held", "1 × typesettings: annotation-not-held",
        "1 × near: label-unknown", "1 × entities.certainty: label-unknown",
    )  # fmt: skip
    assert words(made) == ["Porto"]


def test_odd_denotations_are_refused_alone(made: Path, tmp_path: Path) -> None:
    odd = [
        denotation("T2", "Lisbon") | {"span": {"begin": "x", "end": 5}},
        denotation("T3", "Lisbon") | {"span": {"begin": 900, "end": 905}},
        denotation("T1", "Lisbon"),
        "odd",
    ]
    ended = bring("pubannotation", pub(tmp_path, denotation("T1", "Porto"), *odd), made).succeeded()
    ended.succeeded(
        'T2 begin is "x"', "T3 the span 900-905", "T1 the id appears twice", 'denotations 5 is "odd"'
    )
    assert words(made) == ["Porto"]


def test_strings_are_read_as_their_numbers_and_spans_that_touch_as_one(made: Path, tmp_path: Path) -> None:
    start, end = span("Eva Lind")
    parts = [{"begin": str(start), "end": start + 3}, {"begin": float(start + 4), "end": str(end)}]
    gap = [{"begin": 2, "end": 8}, {"begin": 13, "end": 18}]
    source = pub(tmp_path, {"id": "T1", "span": parts, "obj": "PER"}, {"id": "T2", "span": gap, "obj": "GPE"})
    bring("pubannotation", source, made).succeeded("1 × GPE: annotation-not-held")
    assert names(made) == [(start, end, "Eva Lind", "PERSON")]


def note(said: str = "Porto", **more: Any) -> dict[str, Any]:
    start, end = span(said)
    selector = [
        {"type": "TextQuoteSelector", "exact": said},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
    return {"id": f"#{start}", "type": "Annotation", "target": {"source": "x", "selector": selector}, **more}


def tag(value: str, **more: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": value, **more}


def web(folder: Path, *annotations: Any) -> Path:
    return wrote(folder / "ferry.jsonld", list(annotations))


@pytest.mark.parametrize(
    "body",
    [
        {"bodyValue": "GPE"},
        {"body": {"type": "TextualBody", "value": "GPE"}, "motivation": "tagging"},
        {"body": [{"type": "TextualBody", "value": "GPE"}], "motivation": ["tagging"]},
        {"body": [tag("GPE")], "target": [note()["target"]]},
        {"body": tag("GPE"), "target": {"source": {"id": "x"}, "selector": note()["target"]["selector"]}},
    ],
    ids=["bodyValue", "motivation", "motivations", "targets", "source"],
)
def test_the_ways_to_write_a_tag(body: dict[str, Any], made: Path, tmp_path: Path) -> None:
    bring("web-annotation", web(tmp_path, note() | body), made).succeeded("stored 1 document in")
    assert words(made) == ["Porto"]


@pytest.mark.parametrize("order", [1, -1])
def test_the_tag_that_is_a_label_counts_and_the_other_is_reported(
    order: int, made: Path, tmp_path: Path
) -> None:
    bodies = [tag("GPE"), tag("reviewed")][::order]
    bring("web-annotation", web(tmp_path, note(body=bodies)), made).succeeded("1 × reviewed: label-unknown")
    assert words(made) == ["Porto"]


def test_other_targets_bodies_and_items_are_reported(made: Path, tmp_path: Path) -> None:
    targets = [note()["target"], note("Lisbon")["target"]]
    bodies = [tag("GPE"), {"purpose": "assessing", "value": "4"}, tag("north", purpose="commenting")]
    source = web(tmp_path, note(body=bodies) | {"target": targets}, {"id": "#9"})
    ended = bring("web-annotation", source, made).succeeded("item 2 is not an annotation")
    ended.succeeded("1 × target: annotation-not-held", "1 × assessing: label-unknown")
    assert [(e.text, e.note) for e in document(made).entities] == [("Porto", "north")]


def test_a_selector_that_another_refines_is_refused(made: Path, tmp_path: Path) -> None:
    selector = {"type": "TextQuoteSelector", "exact": "Porto in June",
                "refinedBy": {"type": "TextPositionSelector", "start": 0, "end": 5}}  # fmt: skip
    one = note(body=tag("GPE")) | {"target": {"source": "x", "selector": selector}}
    bring("web-annotation", web(tmp_path, one, note("Lisbon", body=tag("GPE"))), made).succeeded(
        "is refined by"
    )
    assert words(made) == ["Lisbon"]


@pytest.mark.parametrize(
    "link", ["https://www.wikidata.org/wiki/Q36433", "https://en.wikipedia.org/wiki/Porto"]
)
def test_a_link_is_an_entry_of_the_registry(link: str, made: Path, tmp_path: Path) -> None:
    body = [tag("GPE"), {"type": "SpecificResource", "purpose": "identifying", "source": link}]
    source = web(tmp_path, note(body=body))
    bring("web-annotation", source, made).succeeded("entity-made")
    registry = (made / "annotations" / "registry.jsonl").read_text("utf-8")
    assert '"wikidata": "Q36433"' in registry or '"wikipedia": "Porto"' in registry
    bring("web-annotation", source, made, "--strict").succeeded("nothing lost")


def test_a_link_to_something_else_is_reported(made: Path, tmp_path: Path) -> None:
    body = [tag("GPE"), {"type": "SpecificResource", "purpose": "identifying", "source": "http://x.org/1"}]
    bring("web-annotation", web(tmp_path, note(body=body)), made).succeeded(
        "1 × entities.entity: link-unknown"
    )


def test_the_annotations_of_one_creator_are_chosen(made: Path, tmp_path: Path) -> None:
    creators = [{"id": "http://x.org/a", "name": "Ana"}, "http://x.org/b"]
    source = web(
        tmp_path,
        *(note(w, bodyValue="GPE", creator=c) for w, c in zip(["Porto", "Lisbon"], creators, strict=True)),
    )
    bring("web-annotation", source, made, "--by", "Ana").succeeded()
    assert words(made) == ["Porto"]
