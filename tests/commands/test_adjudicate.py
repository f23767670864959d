"""`corpus-pkg adjudicate`: the list of differences, the decisions applied, drafts taken over."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.api import load
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import load_folder
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, LAYER_NAMES, STANCE
from tests import command_line
from tests.drafts.drafting import nested_draft
from tests.small_corpus import FIRST, SECOND, Editor, write_small_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus whose two annotators differ in a mention, a link, a label and a figure's date."""
    root = write_small_corpus(tmp_path / "corpus", ("a", "b"))
    editor = Editor(root)
    editor.drop(layout.layer_file(ENTITIES.name, FIRST, "b"), 1)
    editor.change(layout.layer_file(ENTITIES.name, SECOND, "b"), 2, stands_for=None)
    editor.change(layout.layer_file(STANCE.name, SECOND, "b"), 1, label="mixed")
    editor.change(layout.layer_file(FIGURES.name, FIRST, "b"), 2, date=None, note="no date")
    for layer in LAYER_NAMES:
        shutil.rmtree(root / "annotations" / layer)
    return root


def run(corpus: Path, *arguments: object) -> tuple[int, str, str]:
    ended = command_line.run("adjudicate", corpus, *arguments)
    return ended.status, ended.stdout, ended.stderr


def listed(corpus: Path, place: Path) -> list[dict[str, Any]]:
    status, _, err = run(corpus, "--out", place)
    assert status == 0, err
    return [json.loads(line) for line in place.read_text("utf-8").splitlines()]


def write(place: Path, decisions: list[dict[str, Any]]) -> Path:
    place.write_text(
        "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in decisions), "utf-8", newline=""
    )
    return place


def decided(corpus: Path, place: Path, decision: str) -> list[dict[str, Any]]:
    return [line | {"decision": decision, "rule": "section 0"} for line in listed(corpus, place)]


def test_the_list_has_every_difference_undecided(corpus: Path, tmp_path: Path) -> None:
    lines = listed(corpus, tmp_path / "todo.jsonl")
    assert [(line["document"], line["layer"], line["fields"]) for line in lines] == [
        (FIRST, "entities", []),
        (FIRST, "figures", ["date", "note"]),
        (SECOND, "entities", ["stands_for"]),
        (SECOND, "stance", ["label"]),
    ]
    assert lines[0]["proposals"]["b"] is None
    assert lines[0]["context"].startswith("BAKU:\u00a0The Government")
    assert all(line["decision"] is line["rule"] is None for line in lines)


@pytest.mark.parametrize("shared", [True, False])
def test_a_fault_in_the_last_document_is_a_problem_even_where_only_one_has_annotated_it(
    corpus: Path, tmp_path: Path, shared: bool
) -> None:
    path = layout.layer_file(DATES.name, SECOND, "b")
    (corpus / path).write_bytes(b"[]\n")
    for layer in () if shared else LAYER_NAMES:
        (corpus / layout.layer_file(layer, SECOND, "a")).unlink()
    status, out, err = run(corpus, "--out", tmp_path / "lists" / "todo.jsonl")
    assert (status, out) == (1, "")
    assert err.startswith(f"{path}:1: json: ")
    assert [place.name for place in tmp_path.iterdir()] == ["corpus"]


@pytest.mark.parametrize("name", ["a", "b"])
def test_deciding_all_for_one_gives_that_ones_layers(corpus: Path, tmp_path: Path, name: str) -> None:
    place = tmp_path / "done.jsonl"
    write(place, decided(corpus, place, name))
    status, out, err = run(corpus, "--apply", place)
    assert (status, out) == (0, "applied 4 decisions, 0 without a rule; wrote 18 files\n"), err
    for document in load(corpus):
        assert document == load_folder(corpus, name)[document.id]
    published = [json.loads(x) for x in (corpus / layout.DECISIONS_FILE).read_text("utf-8").splitlines()]
    assert [line["decision"] for line in published] == [name] * 4
    assert validate(corpus) == []


def test_applying_the_published_decisions_again_changes_nothing(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "done.jsonl"
    run(corpus, "--apply", write(place, decided(corpus, place, "a")))
    before = {path: path.read_bytes() for path in corpus.rglob("*.jsonl")}
    assert run(corpus, "--apply", corpus / layout.DECISIONS_FILE)[0] == 0
    assert {path: path.read_bytes() for path in corpus.rglob("*.jsonl")} == before


def test_own_records_and_additions_may_be_written_as_quotes(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "done.jsonl"
    lines = decided(corpus, place, "a")
    lines[0] |= {
        "decision": "own",
        "own": [{"entity": "BAKU", "type": "GPE", "id": "baku", "note": "dateline"}],
    }
    lines.append(
        {
            "document": SECOND,
            "layer": "entities",
            "proposals": {"a": None, "b": None},
            "decision": "own",
            "own": [{"entity": "Oxu", "type": "ORG", "id": "baku"}],
            "rule": "section 2",
        }
    )
    status, _, err = run(corpus, "--apply", write(place, lines))
    assert status == 1
    assert ":5: decision: the quote lies in no sentence" in err
    lines[-1]["own"] = [{"entity": "tents", "type": "PRODUCT", "id": "kim"}]
    status, _, err = run(corpus, "--apply", write(place, lines))
    assert status == 0, err
    made = load(corpus)
    assert made[FIRST].entities[0].note == "dateline"
    assert "tents" in {entity.text for entity in made[SECOND].entities}


def test_what_both_have_may_be_thrown_out(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "done.jsonl"
    lines = decided(corpus, place, "a")
    path = corpus / layout.layer_file(DATES.name, FIRST, "a")
    record = json.loads(path.read_text("utf-8").splitlines()[0])
    lines.append(
        {
            "document": FIRST,
            "layer": "dates",
            "proposals": {"a": record, "b": record},
            "decision": "neither",
            "rule": "section 3",
        }
    )
    assert run(corpus, "--apply", write(place, lines))[0] == 0
    assert load(corpus)[FIRST].dates == ()


def test_a_date_of_another_decision_is_named_by_its_id(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "done.jsonl"
    lines = decided(corpus, place, "a")
    date = load_folder(corpus, "a")[FIRST].dates[0].id
    figure = {"figure": "$1.7 billion", "kind": "MONEY", "value": "1700000000", "unit": "USD", "date": "d1"}
    lines[1] |= {"decision": "own", "own": [figure]}
    status, _, err = run(corpus, "--apply", write(place, lines))
    assert (status, "or name the date by its id (dat-START-END)" in err) == (1, True)
    figure["date"] = date
    assert run(corpus, "--apply", write(place, lines))[0] == 0


BAD: list[tuple[dict[str, Any], str]] = [
    ({"decision": None}, "is not decided"),
    ({"decision": "c"}, "the decision is 'c'; write one of: a, b, neither, own"),
    ({"decision": "own"}, "`own` holds the adopted records"),
    ({"decision": "own", "own": [{"entity": "BAKV", "type": "GPE", "id": "baku"}]}, "the nearest: 'BAKU'"),
    ({"decision": "own", "own": ["BAKU"]}, "a record is an object"),
    ({"decision": "own", "own": "BAKU"}, "own a list of records"),
    ({"rule": None}, "cites no rule"),
    ({"layer": "names"}, "layer: it is one of"),
    ({"layer": "dates"}, "write 'DATE'"),
    ({"document": "other"}, "no document 'other'"),
    ({"proposals": {"a": None, "b": None}, "decision": "a"}, "there is no such difference"),
    ({"proposals": {"a": None, "x": None}, "decision": "a"}, "are not those of a and b"),
    ({"unknown": 1}, "there is no key unknown"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_a_bad_decision_is_a_problem_and_nothing_is_written(
    corpus: Path, tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    place = tmp_path / "done.jsonl"
    lines = decided(corpus, place, "a")
    lines[0] |= change
    if message.startswith("there is no such"):
        lines[0]["proposals"] = {"a": lines[2]["proposals"]["a"], "b": None}
    status, out, err = run(corpus, "--apply", write(place, lines))
    assert (status, out) == (1, "")
    assert f"{place}:1: decision: " in err
    assert message in err
    assert not (corpus / layout.DECISIONS_FILE).exists()


def test_a_difference_without_a_decision_is_a_problem(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "done.jsonl"
    status, _, err = run(corpus, "--apply", write(place, decided(corpus, place, "a")[1:]))
    assert status == 1
    assert f"{FIRST}/ent-17-21 is not decided" in err


def test_a_decision_about_layers_that_have_changed_is_a_problem(corpus: Path, tmp_path: Path) -> None:
    place = write(tmp_path / "done.jsonl", decided(corpus, tmp_path / "todo.jsonl", "a"))
    Editor(corpus).change(layout.layer_file(ENTITIES.name, FIRST, "a"), 1, note="new")
    status, _, err = run(corpus, "--apply", place)
    assert status == 1
    assert "the annotators' layers have changed since" in err


def test_decisions_without_a_rule_can_be_let_pass(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "done.jsonl"
    lines = [line | {"rule": None} for line in decided(corpus, place, "a")]
    status, out, _ = run(corpus, "--apply", write(place, lines), "--without-rules")
    assert (status, "4 without a rule" in out) == (0, True)


def drafts_of(corpus: Path, tmp_path: Path, name: str) -> list[Path]:
    made = []
    for document in load_folder(corpus, name):
        lines = [line for _, line in nested_draft(document)]
        for line in lines:
            if line.get("entity") == "BAKU" or line.get("stance"):
                line["rule"] = "section 2"
        made.append(write(tmp_path / f"{document.id}.jsonl", lines))
    return made


def test_drafts_are_taken_over_with_the_rules_that_they_cite(corpus: Path, tmp_path: Path) -> None:
    status, out, err = run(corpus, "--from-drafts", *drafts_of(corpus, tmp_path, "a"))
    assert status == 0, err
    assert out == "applied 4 decisions, 2 without a rule; wrote 18 files\n"
    assert "cites a rule and nothing is decided there" in err  # the stances that both have
    for document in load(corpus):
        assert document == load(corpus).annotator("a")[document.id]
    published = [json.loads(x) for x in (corpus / layout.DECISIONS_FILE).read_text("utf-8").splitlines()]
    assert [(line["decision"], line["rule"]) for line in published] == [
        ("a", "section 2"),
        ("a", None),
        ("a", None),
        ("a", "section 2"),
    ]
    again = run(corpus, "--apply", corpus / layout.DECISIONS_FILE, "--without-rules")
    assert again[0] == 0


def test_a_document_without_a_draft_is_a_problem(corpus: Path, tmp_path: Path) -> None:
    status, _, err = run(corpus, "--from-drafts", drafts_of(corpus, tmp_path, "a")[0])
    assert status == 1
    assert "there is no draft of this document" in err


def test_ids_are_compared_in_terms_of_the_decided_registry(corpus: Path, tmp_path: Path) -> None:
    registry = tmp_path / "decided.jsonl"
    text = (corpus / layout.REGISTRY_FILE).read_text("utf-8")
    registry.write_text(text.replace('"id": "paris"', '"id": "paris-france"'), "utf-8", newline="")
    place = tmp_path / "todo.jsonl"
    status, _, err = run(corpus, "--registry", registry, "--out", place)
    assert (status, err) == (0, "")
    assert '"entity": "paris-france"' in place.read_text("utf-8")
    assert '"entity": "paris"' not in place.read_text("utf-8")


def test_ids_that_the_registry_does_not_know_are_named(corpus: Path, tmp_path: Path) -> None:
    registry = tmp_path / "decided.jsonl"
    lines = (corpus / layout.REGISTRY_FILE).read_text("utf-8").splitlines(keepends=True)
    registry.write_text("".join(line for line in lines if '"paris"' not in line), "utf-8", newline="")
    _, _, err = run(corpus, "--registry", registry, "--out", tmp_path / "todo.jsonl")
    assert "note: a's paris is nothing in the registry" in err
    assert "note: b's paris is nothing in the registry" in err


def test_the_registry_is_made_of_the_annotators_where_there_is_none(corpus: Path, tmp_path: Path) -> None:
    registry = corpus / layout.REGISTRY_FILE
    for name in ("a", "b"):
        shutil.copy(registry, corpus / layout.registry_file(name))
    before = registry.read_bytes()
    registry.unlink()
    place = tmp_path / "done.jsonl"
    assert run(corpus, "--apply", write(place, decided(corpus, place, "a")))[0] == 0
    assert registry.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "give one of --out, --apply and --from-drafts"),
        (["--out", "x", "--from-drafts"], "give one of --out, --apply and --from-drafts"),
        (["--from-drafts"], "drafts and --from-drafts go together"),
        (["stray.jsonl", "--out", "x"], "drafts and --from-drafts go together"),
    ],
)
def test_wrong_use_is_refused(corpus: Path, arguments: list[str], reason: str) -> None:
    command_line.run("adjudicate", corpus, *arguments).refused(reason, status=2)


def test_an_unknown_annotator_is_a_problem(corpus: Path, tmp_path: Path) -> None:
    status, _, err = run(corpus, "--annotators", "a", "../a", "--out", tmp_path / "x")
    assert (status, "no such annotator" in err) == (2, True)


def joined(corpus: Path, *documents: str) -> tuple[str, ...]:
    """Let c join, who annotated some documents as a did, but for two entities that c left out in each."""
    for layer in LAYER_NAMES:
        for document in documents:
            own, new = (corpus / layout.layer_file(layer, document, name) for name in ("a", "c"))
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(own, new)
    for document in documents:
        Editor(corpus).drop(layout.layer_file(ENTITIES.name, document, "c"), 3)
        Editor(corpus).drop(layout.layer_file(ENTITIES.name, document, "c"), 3)
    return ("--annotators", "a", "c")


def adjudicated_by_two(corpus: Path, tmp_path: Path) -> tuple[Path, list[str]]:
    """Adjudicate a and b, and return the published decisions: two on each document."""
    place = tmp_path / "done.jsonl"
    write(place, decided(corpus, place, "a"))
    assert run(corpus, "--apply", place)[0] == 0
    published = corpus / layout.DECISIONS_FILE
    return published, published.read_text("utf-8").splitlines()


def decided_for(corpus: Path, pair: tuple[str, ...], place: Path, decision: str) -> Path:
    assert run(corpus, *pair, "--out", place)[0] == 0
    lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    return write(place, [line | {"decision": decision, "rule": "section 0"} for line in lines])


@pytest.mark.parametrize(("theirs", "first"), [(FIRST, True), (SECOND, False)])
def test_decisions_on_documents_that_a_later_pair_does_not_share_stay(
    corpus: Path, tmp_path: Path, theirs: str, *, first: bool
) -> None:
    published, before = adjudicated_by_two(corpus, tmp_path)
    layers = {path: path.read_bytes() for path in (corpus / "annotations").glob("*/*.jsonl")}
    pair = joined(corpus, theirs)
    place = decided_for(corpus, pair, tmp_path / "later.jsonl", "c")
    status, out, err = run(corpus, *pair, "--apply", place, "--replace")
    assert (status, out) == (0, "applied 2 decisions, 0 without a rule; wrote 10 files\n")
    assert "note: this replaces 2 earlier decisions (a, b)\n" in err
    assert "note: 2 earlier decisions on other documents stayed\n" in err
    after = published.read_text("utf-8").splitlines()
    assert (after[2:] if first else after[:2]) == (before[2:] if first else before[:2])
    assert [list(json.loads(line)["proposals"]) for line in after].count(["a", "c"]) == 2
    assert all(path.read_bytes() == data for path, data in layers.items() if theirs not in path.name)
    assert validate(corpus) == []
    for document in (FIRST, SECOND):  # each document is explained by its own pair
        Editor(corpus).change(layout.layer_file(DATES.name, document), 1, note="of nobody")
    assert [problem.code for problem in validate(corpus)] == ["adjudication"] * 2
    Editor(corpus).change(layout.layer_file(DATES.name, FIRST), 1, note=None)
    Editor(corpus).change(layout.layer_file(DATES.name, SECOND), 1, note=None)
    assert validate(corpus) == []
    again = published.read_bytes()
    assert run(corpus, *pair, "--apply", published)[0] == 0
    assert published.read_bytes() == again


def test_earlier_decisions_are_replaced_only_when_asked(corpus: Path, tmp_path: Path) -> None:
    adjudicated_by_two(corpus, tmp_path)
    pair = joined(corpus, FIRST, SECOND)
    place = decided_for(corpus, pair, tmp_path / "later.jsonl", "c")
    before = {path: path.read_bytes() for path in corpus.rglob("*.jsonl")}
    status, out, err = run(corpus, *pair, "--apply", place)
    assert (status, out) == (1, "")
    assert "adjudication.jsonl: decision: this replaces 4 earlier decisions (a, b); give --replace" in err
    assert {path: path.read_bytes() for path in corpus.rglob("*.jsonl")} == before
    assert run(corpus, *pair, "--apply", place, "--replace")[0] == 0


def test_adjudicated_drafts_replace_earlier_decisions_only_when_asked(corpus: Path, tmp_path: Path) -> None:
    adjudicated_by_two(corpus, tmp_path)
    drafts = drafts_of(corpus, tmp_path, "b")
    status, _, err = run(corpus, "--from-drafts", *drafts)
    assert (status, "this replaces 4 earlier decisions (a, b)" in err) == (1, True)
    assert run(corpus, "--from-drafts", *drafts, "--replace")[0] == 0


def test_one_decision_that_is_changed_is_one_that_is_replaced(corpus: Path, tmp_path: Path) -> None:
    adjudicated_by_two(corpus, tmp_path)
    lines = decided(corpus, tmp_path / "todo.jsonl", "a")
    lines[1]["decision"] = "b"
    changed = write(tmp_path / "done.jsonl", lines)
    assert "this replaces 1 earlier decision (a, b)" in run(corpus, "--apply", changed)[2]


def test_a_published_file_that_cannot_be_read_is_not_replaced(corpus: Path, tmp_path: Path) -> None:
    published, _ = adjudicated_by_two(corpus, tmp_path)
    published.write_bytes(b"{\n")
    place = write(tmp_path / "done.jsonl", decided(corpus, tmp_path / "todo.jsonl", "a"))
    status, _, err = run(corpus, "--apply", place, "--replace")
    assert (status, "annotations/adjudication.jsonl:1: json" in err) == (1, True)


def test_the_decided_registry_may_have_any_name(corpus: Path, tmp_path: Path) -> None:
    decided = tmp_path / "decided.jsonl"
    shutil.copy(corpus / layout.REGISTRY_FILE, decided)
    status, _, err = run(corpus, "--out", tmp_path / "todo.jsonl", "--registry", decided)
    assert (status, err) == (0, "")
