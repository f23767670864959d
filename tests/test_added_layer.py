"""A layer that is added to the package is refused or reported by the parts that do not know it."""

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_pkg
from corpus_pkg.layers import LAYER_NAMES
from tests.toy_layer import package_with_layer, put_broken, put_fields, put_moods, run_all

FORMATS = (
    "brat",
    "cas-json",
    "cas-xmi",
    "conll",
    "label-studio",
    "pubannotation",
    "spacy",
    "timeml",
    "web-annotation",
)
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "right": ({}, ""),
    "mood": ({"mood": "ANGRY"}, r"schema: (\S+ |dates\.0\.)mood: "),
    "source": ({"source": {"start": 0, "end": 9, "text": "ab"}}, r"schema: (\S+ |dates\.0\.)source: "),
    "remark": (
        {"remark": " a remark"},
        r"free-text: (\S+ |dates\.0\.)remark: it begins or ends with a",
    ),
    "rule": ({"source": None}, "mood-source: "),
}
"""What is made of the first date of a document, and what the commands say of it."""
CARRY_ANY = tuple(name for name in FORMATS if name != "timeml")
"""Formats that carry any layer of spans."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with the layer `moods`, and a mood_span in each of its documents."""
    tree = package_with_layer(tmp_path_factory.mktemp("package"))
    put_moods(tree, "annotations/moods", "GLAD")
    put_moods(tree, "annotations/annotators/c/moods", "SAD")
    put_moods(tree, "annotations/annotators/d/moods", "GLAD")
    put_fields(tree, tree / "fields")
    for number, (name, (change, _)) in enumerate(BROKEN.items()):
        put_broken(tree / "fields", tree / f"date-{name}", number, change)
    (tree / "copies").mkdir()
    for place in (tree / "raw").glob("*.txt"):
        copy = place.read_text("utf-8").replace(" ", "  ").replace("’", "'")
        (tree / "copies" / place.name).write_text(copy, "utf-8")
    return tree


@pytest.fixture(scope="module")
def ended(tree: Path) -> dict[str, Any]:
    """How each command ended, by its first words."""
    out = tree / "out"
    out.mkdir()
    commands: dict[str, list[str]] = {
        "validate": ["validate"],
        "score moods": ["score", "packaged", "packaged#d", "--layer", "moods", "--samples", "0"],
        "score": ["score", "packaged", "packaged#d", "--samples", "0"],
        "agree": ["agree"],
        "diff": ["diff", ".", "."],
        "build": ["build", ".", "--out", str(out / "built")],
        "detach": ["detach", ".", "--out", str(out / "detached")],
        "hub": ["hub", "build", ".", "--without-texts", "--out", str(out / "hub")],
        "attach": ["attach", str(out / "detached"), "--texts", "raw", "--out", str(out / "attached")],
        "attach hub": ["attach", str(out / "hub"), "--texts", "raw", "--out", str(out / "attached-hub")],
        "reanchor": ["attach", str(out / "detached"), "--texts", "copies", "--out", str(out / "reanchored")],
        **{f"validate {name}": ["validate", f"date-{name}"] for name in BROKEN},
        **{
            f"build {name}": ["build", f"date-{name}", "--out", str(out / f"directory-{name}")]
            for name in BROKEN
        },
        **{
            f"build {name} records": [
                *("build", f"date-{name}.jsonl", "--registry", f"date-{name}"),
                *("--out", str(out / f"records-{name}")),
            ]
            for name in BROKEN
        },
        **{f"to {name}": ["convert", "--to", name, "--out", str(out / name)] for name in FORMATS},
        "fields detach": ["detach", "fields", "--out", str(out / "bare-fields")],
        "fields attach": ["attach", str(out / "bare-fields"), "--texts", "raw", "--out", str(out / "fields")],
        "fields reanchor": [
            *("attach", str(out / "bare-fields"), "--texts", "copies", "--out", str(out / "fields-on-copies"))
        ],
        "fields hub": ["hub", "build", "fields", "--without-texts", "--out", str(out / "hub-fields")],
        "fields attach hub": [
            *("attach", str(out / "hub-fields"), "--texts", "raw", "--out", str(out / "fields-of-hub"))
        ],
        **{
            f"fields to {name}": [
                "convert",
                str(tree / "fields"),
                "--to",
                name,
                "--out",
                str(out / f"{name}-f"),
            ]
            for name in FORMATS
        },
        **{
            f"from {name}": ["convert", "--from", name, str(out / name), "--out", str(out / f"{name}-back")]
            for name in CARRY_ANY
        },
    }
    return run_all(tree, commands)


def test_no_command_crashes(ended: dict[str, Any]) -> None:
    crashed = {name: found for name, found in ended.items() if "Traceback" in found["output"]}
    assert not crashed


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "right"])
@pytest.mark.parametrize("command", ["validate {}", "build {}", "build {} records"])
def test_a_wrong_value_of_an_added_field_and_a_breach_of_an_added_rule_are_refused(
    ended: dict[str, Any], tree: Path, command: str, name: str
) -> None:
    found = ended[command.format(name)]
    assert found["status"] == 1
    assert re.search(BROKEN[name][1], found["output"])
    assert not (tree / f"out/directory-{name}").exists()
    assert not (tree / f"out/records-{name}").exists()


def test_right_values_of_added_fields_are_in_the_tables(ended: dict[str, Any], tree: Path) -> None:
    assert ended["validate right"]["status"] == 0
    for command, folder in (("build right", "directory-right"), ("build right records", "records-right")):
        assert ended[command]["status"] == 0
        table = pq.read_table(tree / "out" / folder / "dates.parquet")
        rows = [row for row in table.to_pylist() if row["mood"] is not None]
        assert len(rows) == 5
        for row in rows:
            assert (row["mood"], row["remarks"]) == ("SAD", ["of our own", row["remark"]])
            assert row["source_text"]


def test_its_spans_are_scored(ended: dict[str, Any]) -> None:
    assert ended["score moods"]["status"] == 0
    assert "strict micro 1.000 1.000 1.000 5 5" in ended["score moods"]["output"]
    assert "favor" not in ended["score moods"]["output"]
    assert "moods" in ended["score"]["output"]


def test_agreement_on_it_is_measured(ended: dict[str, Any]) -> None:
    assert ended["agree"]["status"] == 0
    assert re.search(r"\| moods \|.*1\.000", ended["agree"]["output"])


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in CARRY_ANY])
def test_a_format_counts_the_records_that_it_does_not_write(ended: dict[str, Any], name: str) -> None:
    assert f"{name}: 5 × moods: layer-not-held" in ended[f"to {name}"]["output"]


@pytest.mark.parametrize("name", CARRY_ANY)
def test_a_format_that_loses_nothing_gives_the_records_back(
    ended: dict[str, Any], tree: Path, name: str
) -> None:
    assert "moods" not in ended[f"to {name}"]["output"]
    for place in (tree / "annotations/moods").iterdir():
        back = tree / f"out/{name}-back/annotations/moods/{place.name}"
        assert json.loads(back.read_bytes()) == json.loads(place.read_bytes())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_counts_the_fields_that_it_does_not_write(ended: dict[str, Any], name: str) -> None:
    said = ended[f"fields to {name}"]["output"]
    for field in ("source", "mood"):
        assert (f"{name}: 5 × dates.{field}: field-not-held" in said) == (name == "timeml")
    layer = "document_stance" if name in ("brat", "timeml") else "document_stance.mood"
    assert f"{name}: 65 × {layer}: " in said


def records_of(folder: Path) -> list[dict[str, Any]]:
    """Return the records of a layer of all documents."""
    places = sorted(folder.iterdir())
    return [json.loads(line) for place in places for line in place.read_text("utf-8").splitlines()]


def words_of(records: list[dict[str, Any]]) -> list[list[str]]:
    """Return the words of each record and of its source, with one kind of apostrophe."""
    texts = [f"{record['text']} {(record.get('source') or record)['text']}" for record in records]
    return [text.replace("’", "'").split() for text in texts]


@pytest.mark.parametrize("name", ["attached", "attached-hub"])
@pytest.mark.parametrize("layer", ["moods", "annotators/c/moods"])
def test_the_edition_without_texts_gives_the_layer_back(
    ended: dict[str, Any], tree: Path, name: str, layer: str
) -> None:
    assert [ended[one]["status"] for one in ("detach", "hub", "attach", "attach hub")] == [0] * 4
    assert records_of(tree / f"out/{name}/annotations/{layer}") == records_of(tree / f"annotations/{layer}")
    assert not any("text" in record for record in records_of(tree / f"out/detached/annotations/{layer}"))


@pytest.mark.parametrize("name", ["fields", "fields-of-hub"])
@pytest.mark.parametrize("layer", ["dates", "document_stance"])
def test_the_edition_without_texts_gives_the_fields_back(
    ended: dict[str, Any], tree: Path, name: str, layer: str
) -> None:
    assert ended["fields attach"]["status"] == ended["fields attach hub"]["status"] == 0
    expected = records_of(tree / f"fields/annotations/{layer}")
    quoting = [record for record in expected if "remark" in record]
    for record in quoting:
        record["remark"] = None
        record["remarks"] = ["of our own"]
    for record in expected:  # one of which quotes
        record.pop("note", None)
    found = records_of(tree / f"out/{name}/annotations/{layer}")
    assert [{name: one[name] for name in old} for one, old in zip(found, expected, strict=True)] == expected
    for command in ("fields detach", "fields hub"):
        for field in ("remark", "remarks") if quoting else ():
            line = f"left out, because it quotes the texts: {layer}.{field}: {len(quoting)} values"
            assert line in ended[command]["output"]
            assert (
                line.replace("left out, because it quotes the texts", "not in the edition")
                in (ended["fields attach"]["output"])
            )


def test_spans_of_added_layers_and_fields_are_placed_on_copies_of_the_texts(
    ended: dict[str, Any], tree: Path
) -> None:
    assert ended["reanchor"]["status"] == ended["fields reanchor"]["status"] == 0
    for copied, layer in (("reanchored", "moods"), ("reanchored", "annotators/c/moods"), ("fields", "dates")):
        source = tree / ("annotations" if copied == "reanchored" else "fields/annotations")
        found = records_of(tree / f"out/{copied.replace('fields', 'fields-on-copies')}/annotations/{layer}")
        expected = records_of(source / layer)
        assert words_of(found) == words_of(expected)
        assert [one["id"] for one in found] != [one["id"] for one in expected]


def test_what_knows_no_layer_by_name_has_the_new_one_too(ended: dict[str, Any]) -> None:
    packaged = sum(len(document.layer(layer)) for document in corpus_pkg.load() for layer in LAYER_NAMES)
    assert f"{packaged + 5:,} annotations, no problems" in ended["validate"]["output"]
    assert ended["diff"]["status"] == 0
    assert "moods.parquet" in ended["build"]["output"]
