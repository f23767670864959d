"""PubAnnotation: its own terms, and what others may write."""

import json
from pathlib import Path
from typing import Any

from corpus_pkg.exchange.formats.pubannotation import FORMAT
from corpus_pkg.exchange.formats.reading import Reading
from tests.formats.round_trip import bare, world_of
from tests.formats.world import TEXT, small_corpus


def written(tmp_path: Path) -> Any:
    corpus = small_corpus()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    return json.loads(tmp_path.joinpath("out", "growth.json").read_bytes())


def read(tmp_path: Path, value: Any) -> Reading:
    place = tmp_path / "growth.json"
    place.write_text(json.dumps(value))
    return FORMAT.read(place, bare(small_corpus()))


def test_offsets_are_code_points_and_ids_are_unique(tmp_path: Path) -> None:
    value = written(tmp_path)
    spans = value["denotations"] + value["blocks"]
    assert {"id": "ent-2-6", "span": {"begin": 2, "end": 6}, "obj": "GPE"} in spans
    ids = [one["id"] for one in spans + value["attributes"] + value["relations"]]
    assert len(ids) == len(set(ids))
    known = {one["id"] for one in spans}
    assert {one["subj"] for one in value["attributes"] + value["relations"]} <= known
    assert {one["obj"] for one in value["relations"]} <= known


def test_a_minimal_annotation_of_another_tool_is_read(tmp_path: Path) -> None:
    value = {"text": TEXT, "denotations": [{"span": {"begin": 10, "end": 16}, "obj": "GPE"}]}
    reading = read(tmp_path, value)
    assert reading.problems == []
    assert [e.text for e in reading.documents[0].entities] == ["Bergen"]


def test_what_the_corpus_cannot_hold_is_a_loss(tmp_path: Path) -> None:
    value = {
        "text": TEXT,
        "denotations": [
            {"id": "T1", "span": {"begin": 2, "end": 6}, "obj": "Protein"},
            {"id": "T2", "span": [{"begin": 2, "end": 6}, {"begin": 10, "end": 16}], "obj": "GPE"},
        ],
        "attributes": [{"id": "A1", "subj": "T1", "pred": "mood", "obj": True}],
    }
    reading = read(tmp_path, value)
    assert reading.problems == []
    assert reading.losses.counts() == {"annotation-not-held": 1, "label-unknown": 2}
