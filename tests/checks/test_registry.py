"""The registry tells the world as it is: names and codes of countries, seats of government, what is used."""

import json
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg import load
from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.corpus.layout import REGISTRY_EVIDENCE_FILE, packaged
from corpus_pkg.corpus.write import json_line
from corpus_pkg.values.codes import country_codes, country_names, is_country_name
from tests.command_line import run
from tests.small_corpus import SECOND, Editor

REGISTRY = "annotations/registry.jsonl"
KIM: dict[str, Any] = {"id": "kim-2", "type": "PERSON", "name": "Kim"}


def codes(root: Path) -> list[str]:
    return [problem["code"] for problem in run("validate", root, "--json").json()["problems"]]


def test_a_country_has_each_of_its_names() -> None:
    for code in country_codes():
        assert all(is_country_name(code, name) for name in country_names(code))
        assert not is_country_name(code, "Nowhere")


@pytest.mark.parametrize(
    ("code", "name", "right"),
    [
        ("IR", "Iran", True),
        ("IR", "Islamic Republic of Iran", True),
        ("CD", "Democratic Republic of the Congo", True),
        ("RU", "Russia", True),
        ("SY", "Syria", True),
        ("US", "The United States of America", True),
        ("CI", "Cote d’Ivoire", True),
        ("CZ", "Czechia", True),
        ("NG", "Niger", False),
        ("NE", "Nigeria", False),
        ("AT", "Australia", False),
        ("CD", "Republic", False),
        ("IR", "", False),
    ],
)
def test_a_code_belongs_to_a_name(code: str, name: str, right: bool) -> None:
    assert is_country_name(code, name) is right


def test_a_note_confirms_a_code_that_the_name_does_not_show(small_corpus_folder: Path) -> None:
    edit = Editor(small_corpus_folder)
    edit.change(REGISTRY, 4, name="Land of Poets")
    assert codes(small_corpus_folder) == ["registry-country"]
    edit.change(REGISTRY, 4, note="a byname of Chile")
    assert codes(small_corpus_folder) == ["registry-country"]
    edit.change(REGISTRY, 4, note="a byname of Chile (CL)")
    assert codes(small_corpus_folder) == []


@pytest.mark.parametrize(
    "apart", [{"note": "not kim"}, {"wikipedia": "Kim (surname)"}, {"type": "ORG"}, {"name": "Kims"}]
)
def test_two_things_of_one_name_can_be_told_apart(small_corpus_folder: Path, apart: dict[str, Any]) -> None:
    edit = Editor(small_corpus_folder)
    edit.append(REGISTRY, KIM)
    assert "registry-name" in codes(small_corpus_folder)
    edit.drop(REGISTRY, 15)
    edit.append(REGISTRY, KIM | apart)
    assert "registry-name" not in codes(small_corpus_folder)


def test_a_title_is_the_same_with_a_small_first_letter(small_corpus_folder: Path) -> None:
    Editor(small_corpus_folder).append(REGISTRY, KIM | {"name": "Kim Two", "wikipedia": "kim"})
    assert "registry-same" in codes(small_corpus_folder)


@pytest.mark.parametrize("user", ["target", "seat", "annotator", "decision"])
def test_an_entry_is_used_by_whatever_refers_to_it(small_corpus_folder: Path, user: str) -> None:
    edit = Editor(small_corpus_folder)
    edit.append(REGISTRY, {"id": "peru", "type": "GPE", "name": "Peru", "iso_3166": "PE"})
    assert codes(small_corpus_folder) == ["registry-unused"]
    mention = edit.records(f"annotations/entities/{SECOND}.jsonl")[10]
    if user == "target":
        edit.change("annotations/targets.jsonl", 1, target_entities=["chile", "peru"])
    elif user == "seat":
        edit.change(REGISTRY, 2, seat_of=["peru"])
    elif user == "annotator":
        edit.change(f"annotations/annotators/a/entities/{SECOND}.jsonl", 11, entity="peru", type="GPE")
    else:
        decision = {
            "id": f"{SECOND}/{mention['id']}",
            "document": SECOND,
            "layer": "entities",
            "proposals": {"a": mention, "b": mention | {"entity": "peru", "type": "GPE"}},
            "decision": "a",
        }
        (small_corpus_folder / "annotations/adjudication.jsonl").write_text(json_line(decision), "utf-8")
    assert codes(small_corpus_folder) == []


def test_a_registry_may_be_there_before_the_names_are_annotated(small_corpus_folder: Path) -> None:
    edit = Editor(small_corpus_folder)
    for place in sorted((small_corpus_folder / "annotations").glob("**/*-text.jsonl")):
        if place.parent.name in ("entities", "stance"):
            place.write_text("")
    edit.change("annotations/targets.jsonl", 1, target_entities=[])
    assert "registry-unused" not in codes(small_corpus_folder)


@pytest.mark.parametrize("kind", ["directory", "fast", "slow", "hub"])
def test_no_build_takes_a_mention_that_stands_for_another_state(
    small_corpus_folder: Path, tmp_path: Path, kind: str
) -> None:
    lines = tmp_path / "lines.jsonl"
    edit = Editor(small_corpus_folder)
    edit.change(f"annotations/entities/{SECOND}.jsonl", 2, stands_for="chile")
    documents = load_folder(small_corpus_folder)
    lines.write_text(
        "".join(json_line(each.model_dump(mode="json")) for each in documents), "utf-8", newline=""
    )
    out = ("--out", tmp_path / "out")
    records = ("build", lines, "--registry", small_corpus_folder, *out)
    command = {
        "directory": ("build", small_corpus_folder, *out),
        "fast": (*records, "--fast"),
        "slow": (*records, "--no-fast"),
        "hub": ("hub", "build", small_corpus_folder, *out),
    }[kind]
    run(*command).refused("entity-stands-for-seat: ent-", "paris is not a seat of chile", status=1)
    assert not (tmp_path / "out").exists()


def test_the_packaged_corpus_has_no_warning() -> None:
    run("validate", "--strict").succeeded("no problems")


def test_the_packaged_corpus_says_where_each_wikidata_item_was_seen() -> None:
    place = packaged().joinpath(*REGISTRY_EVIDENCE_FILE.split("/"))
    seen = [json.loads(line) for line in place.read_bytes().decode("utf-8").splitlines()]
    items = {entry.id: entry.wikidata for entry in load().registry.values() if entry.wikidata}
    assert {line["entry"]: line["value"] for line in seen if line["field"] == "wikidata"} == items
    assert len(items) >= 78
