"""Predictions in every form that is read: placed where they are, refused where they are wrong."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import llm, read_predictions, score, write_predictions
from corpus_pkg.layers import ENTITIES, FIGURES, SPECS
from tests.command_line import run
from tests.llm.replies import oracle, spoilt

CORPUS = corpus_pkg.load()
FIRST = CORPUS.documents[0]


def lines_of(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def strict(path: Path, *more: object) -> float:
    arguments = ("--layer", "entities", "--samples", "0", "--json", "--predicted-only")
    return float(
        run("score", "packaged", path, *arguments, *more).json()["scores"]["entities"]["strict"]["micro"][
            "value"
        ]
    )


def spans() -> list[dict[str, Any]]:
    return [
        {"document": FIRST.id, "start": one.start, "end": one.end, "type": str(one.type)}
        for one in FIRST.entities
    ]


def test_what_is_written_is_read_as_the_same_records(tmp_path: Path) -> None:
    found = read_predictions(write_predictions(CORPUS, tmp_path / "all.jsonl"), CORPUS)
    assert not found.unplaced
    assert found.corpus.ids == CORPUS.ids
    for layer in found.layers:
        assert [one.layer(layer) for one in found.corpus] == [one.layer(layer) for one in CORPUS]


def test_a_document_of_which_nothing_was_predicted_is_a_predicted_one(tmp_path: Path) -> None:
    empty = FIRST.model_copy(update=dict.fromkeys(SPECS, ()))
    path = write_predictions([empty, CORPUS.documents[1]], tmp_path / "some.jsonl", ["entities"])
    assert read_predictions(path, CORPUS).corpus.ids == CORPUS.ids[:2]


def test_spans_in_lines_and_cells_score_what_they_are(tmp_path: Path) -> None:
    assert strict(lines_of(tmp_path / "spans.jsonl", spans())) == 1
    with (tmp_path / "spans.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["document", "start", "end", "type"])
        writer.writeheader()
        writer.writerows(spans()[:-10])
    right = len(FIRST.entities) - 10
    assert strict(tmp_path / "spans.csv") == pytest.approx(2 * right / (2 * right + 10))


def test_a_stance_is_of_the_sentence_that_is_there(tmp_path: Path) -> None:
    fields = ("start", "end", "holder", "target", "label", "basis")
    stances = [one.model_dump(mode="json") for one in FIRST.stance]
    rows = [{"document": FIRST.id} | {name: one[name] for name in fields} for one in stances]
    found = read_predictions(lines_of(tmp_path / "stance.jsonl", rows), CORPUS, layer="stance")
    assert found.corpus[FIRST.id].stance == tuple(
        one.model_copy(update={"note": None}) for one in FIRST.stance
    )
    assert found.corpus[FIRST.id].stance


def test_quotes_are_placed_in_their_sentence_or_counted_as_ungrounded(tmp_path: Path) -> None:
    rows = []
    for item in FIRST.entities:
        sentence = FIRST.sentence_of(item)
        assert sentence is not None
        (n,) = [
            one.n
            for one in llm.answer_of(FIRST, "entities", sentence).items
            if (one.quote, str(one.type)) == (item.text, item.type)
        ][:1]
        rows.append(
            {"document": FIRST.id, "sentence": sentence.id, "quote": item.text, "type": item.type, "n": n}
        )
    rows.append({"document": FIRST.id, "quote": "Atlantis", "type": "LOC"})
    path = lines_of(tmp_path / "quotes.jsonl", rows)
    found = read_predictions(path, CORPUS)
    (lost,) = found.unplaced
    assert (lost.document, lost.layer, lost.quote) == (FIRST.id, "entities", "Atlantis")
    counted = run("errors", "packaged", path, "--predicted-only", "--json").json()[str(path)]["layers"]
    assert counted["entities"]["kind"]["ungrounded"] == 1
    assert list(counted) == ["entities"]


def test_gliner_counts_in_the_sentence_that_it_was_given(tmp_path: Path) -> None:
    rows = []
    for sentence in FIRST.sentences:
        names = [one for one in FIRST.entities if FIRST.sentence_of(one) == sentence]
        entities = [
            {
                "start": one.start - sentence.start,
                "end": one.end - sentence.start,
                "text": one.text,
                "label": {"GPE": "country"}.get(one.type, str(one.type)),
                "score": 0.9,
            }
            for one in names
        ]
        rows.append({"document": FIRST.id, "sentence": sentence.id, "entities": entities})
    path = lines_of(tmp_path / "gliner.jsonl", rows)
    assert strict(path, "--map", "country=GPE") == 1
    assert strict(path, "--map", "country=") < 1
    run("score", "packaged", path).refused("no layer has the type 'country'", "--map", status=1)


def test_a_figure_of_which_only_the_least_value_is_known_is_read(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("convert", "packaged", "--to", "brat", "--out", out, "--layers", "figures").succeeded()
    found = read_predictions(out, CORPUS, form="brat")
    values = [[(one.id, one.value, one.value_min) for one in document.figures] for document in found.corpus]
    gold = [[(one.id, one.value, one.value_min) for one in document.figures] for document in CORPUS]
    assert values == [figures for figures in gold if figures]


@pytest.mark.parametrize("form", ["conll", "brat", pytest.param("spacy", marks=pytest.mark.slow)])
def test_other_formats_are_read_without_what_the_corpus_has(form: str, tmp_path: Path) -> None:
    run("convert", "packaged", "--to", form, "--out", tmp_path / "out", "--layers", "entities").succeeded()
    assert strict(tmp_path / "out", "--form", form) == 1
    found = read_predictions(tmp_path / "out", CORPUS, form=form)
    assert found.layers == (ENTITIES.name,)
    assert not any(one.dates or one.stance for one in found.corpus)


def test_tags_of_tokens_are_names(tmp_path: Path) -> None:
    outer = [
        one
        for one in FIRST.entities
        if not any(o != one and o.start <= one.start and one.end <= o.end for o in FIRST.entities)
    ]
    tags: dict[int, str] = {}
    for one in outer:
        tags |= {one.start: f"B-{one.type}"}
        tags |= dict.fromkeys(range(one.start + 1, one.end), f"I-{one.type}")
    rows = []
    for sentence in FIRST.sentences:
        at = sentence.start
        for word in sentence.text.split(" "):
            rows.append(f"{word} {tags.get(at, 'O')}")
            at += len(word) + 1
        rows.append("")
    path = tmp_path / "predicted.bio"
    path.write_text("\n".join(rows), "utf-8")
    assert 0.3 < strict(path) < 1


@pytest.mark.parametrize("make", [oracle, spoilt])
def test_answers_score_what_llm_score_says(make: Any, tmp_path: Path) -> None:
    said = make(CORPUS, "entities", "sentence")
    rows = [{"document": one.document, "sentence": one.sentence, "reply": one.text} for one in said]
    path = lines_of(tmp_path / "replies.jsonl", rows)
    expected = (
        llm.score_replies(CORPUS, "entities", said, samples=0).records["entities", "strict", "micro"].value
    )
    assert strict(path) == expected
    refused = run("score", "packaged", path).refused("name the layer of the answer", status=1)
    assert refused.output.count("name the layer") == 1


def test_a_field_that_was_not_predicted_is_not_right(tmp_path: Path) -> None:
    rows = [
        {"document": FIRST.id, "start": one.start, "end": one.end, "type": str(one.kind)}
        for one in FIRST.figures
    ]
    found = read_predictions(lines_of(tmp_path / "figures.jsonl", rows), CORPUS)
    scored = score([FIRST], found.corpus, layers=[FIGURES.name], samples=0)
    assert scored["figures", "strict", "micro"].value == 1
    assert scored["figures", "modifier (boundary)", "accuracy"].value == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"document": "nobody", "start": 0, "end": 1, "type": "GPE"}, "the corpus has no document 'nobody'"),
        ({"document": FIRST.id, "start": 0, "end": 10**9, "type": "GPE"}, "is not in the text"),
        ({"document": FIRST.id, "start": 0, "end": 4, "text": "Oops", "type": "GPE"}, "and the row 'Oops'"),
        ({"document": FIRST.id, "start": "0", "end": 4, "type": "GPE"}, "are numbers"),
        ({"document": FIRST.id, "start": 0, "end": 4, "type": "ALIEN"}, "no layer has the type 'ALIEN'"),
        ({"document": FIRST.id, "start": 0, "end": 4}, "a row needs a `type`"),
        ({"document": FIRST.id, "start": 0, "end": 4, "type": "GPE", "mood": 1}, "has no field 'mood'"),
        ({"document": FIRST.id, "type": "GPE"}, "or a `quote`"),
        (
            {"document": FIRST.id, "sentence": "s", "quote": "x", "type": "GPE"},
            "has no sentence 's'; the nearest are: sen-",
        ),
        ({"document": FIRST.id, "start": 0, "end": 4, "layer": "moods"}, "there is no layer 'moods'"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(row: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = lines_of(tmp_path / "rows.jsonl", [spans()[0], row])
    run("score", "packaged", path, "--samples", "0").refused("rows.jsonl:2:", said, status=1)


def test_a_form_that_is_not_known_is_refused(tmp_path: Path) -> None:
    path = lines_of(tmp_path / "rows.jsonl", spans())
    run("score", "packaged", path, "--form", "span").refused("the nearest are: spans", status=2)
    run("score", "packaged", tmp_path / "no.csv").refused("there is no file", status=2)
    text = tmp_path / "rows.txt"
    text.write_text("-", "utf-8")
    with pytest.raises(ValueError, match="choose from: spans, csv, gliner"):
        read_predictions(text, CORPUS)
