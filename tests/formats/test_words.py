"""Offsets are proved by the words that files repeat, and cut files are not taken for whole ones."""

import base64
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from corpus_pkg.api import load
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.formats import words
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.words import Placed, Proof, Refused, difference
from tests.formats.harbour import TEXT, harbour
from tests.formats.test_imports import ann, bring, changed, entities, export, files


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", harbour())
    return tmp_path / "corpus"


AT = TEXT.index("Bruges")


def test_words_at_one_other_place_are_placed_there_and_reported(corpus: Path, tmp_path: Path) -> None:
    source = ann(tmp_path, f"T1\tGPE {AT - 3} {AT + 3}\tBruges", "T2\tGPE 3 8\tGhent")
    before = files(corpus)
    bring("brat", source, corpus, "--strict").refused("1 × entities: re-anchored", status=1)
    assert changed(before, corpus) == set()
    bring("brat", source, corpus).succeeded("1 × entities: re-anchored")
    assert entities(corpus) == [(3, 8, "Ghent", "ghent-city"), (AT, AT + 6, "Bruges", "bruges")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("T1\tGPE 5 10\tGhent", "the text at 5-10 is 'ent o' and the file has 'Ghent', which occurs 2 times"),
        ("T1\tGPE 3 8\tParis", "the text at 3-8 is 'Ghent' and the file has 'Paris', which does not occur"),
        ("T1\tGPE 3 8\tBruges", "the text at 3-8 is 'Ghent' and the file has 'Bruges', which has another"),
        ("T1\tGPE 3 5\trug", "which has another length"),
        ("T1\tGPE 3 6\trug", "is 'Ghe' and the file has 'rug', which does not occur in the text as words"),
        ("T1\tGPE 3 8", "a tab and the words"),
        ("T1\tGPE 3000 3005\tGhent", "the span 3000-3005 is not in the text"),
        ("T1\tGPE 11 13\t", "a tab and the words"),
    ],
)
def test_words_that_are_not_certain_are_refused_with_both_strings(
    line: str, said: str, corpus: Path, tmp_path: Path
) -> None:
    before = files(corpus)
    bring("brat", ann(tmp_path, line), corpus).refused("harbour.ann:", said, status=1)
    assert changed(before, corpus) == set()


def test_brat_offsets_in_utf_16_code_units_are_recognised(corpus: Path, tmp_path: Path) -> None:
    units = AT + 1  # one of the two emblems before it is an astral character
    bring("brat", ann(tmp_path, f"T1\tGPE {units} {units + 6}\tBruges"), corpus).succeeded("offset-unit")
    assert entities(corpus) == [(AT, AT + 6, "Bruges", "bruges")]


def test_offsets_of_two_units_in_one_file_are_settled_one_by_one_or_refused() -> None:
    proof = Proof("🚢 aaa b cc", [(((6, 7),), "b"), (((9, 11),), "cc")])
    assert proof.place(((6, 7),), "b") == Placed(((6, 7),))
    assert proof.place(((9, 11),), "cc") == Placed(((8, 10),), "offset-unit")
    for said in ("a", None):
        either = proof.place(((3, 4),), said)
        assert isinstance(either, Refused)
        assert "count all in one unit" in either.message


def test_a_gap_with_words_is_a_loss_and_a_gap_of_space_is_none(corpus: Path, tmp_path: Path) -> None:
    start = TEXT.index("Ada Moreau")
    lines = (
        f"T1\tPERSON {start} {start + 3};{start + 4} {start + 10}\tAda Moreau",
        "T2\tGPE 3 8;15 18\tGhent its",
    )
    bring("brat", ann(tmp_path, *lines), corpus).succeeded("1 × entities: annotation-not-held")
    assert entities(corpus) == [(start, start + 10, "Ada Moreau", "ada-moreau")]


@pytest.mark.parametrize(
    "last", ["N1\tReference T1 entity:gh", "#1\tAnnotatorNotes T1\tthe po", "A1\tx T1 y"]
)
def test_a_brat_file_without_its_last_line_end_may_be_cut(last: str, corpus: Path, tmp_path: Path) -> None:
    source = ann(tmp_path, "T1\tGPE 3 8\tGhent", last, end="")
    bring("brat", source, corpus).refused("harbour.ann:2", "may be cut", status=1)
    source.joinpath("harbour.ann").write_text("T1\tGPE 3 8\tGhent", "utf-8")
    bring("brat", source, corpus).succeeded("entities: 4 → 1 in harbour")


def spoil(format_: str, folder: Path) -> None:
    """Put another text into the files."""
    for place in folder.glob("harbour*"):
        data = place.read_bytes().replace(b" opens its ", b" leaves a ")
        place.write_bytes(data)
    if format_ == "label-studio":
        tasks = folder / "tasks.json"
        tasks.write_bytes(tasks.read_bytes().replace(b" opens its ", b" leaves a "))


@pytest.mark.parametrize(
    "format_", ["brat", "label-studio", "pubannotation", "timeml", "cas-xmi", "cas-json"]
)
def test_another_text_is_refused_with_both_wordings(format_: str, corpus: Path, tmp_path: Path) -> None:
    source = export(format_, harbour(), tmp_path / "out")
    spoil(format_, source)
    result = bring(format_, source, corpus)
    result.refused("text-checksum", "from character 9 on the file has ", "leaves a", "opens its", status=1)


def test_the_difference_of_two_texts_is_the_first_one() -> None:
    assert difference("abc", "abd") == "from character 2 on the file has 'abc' and the corpus 'abd'"
    assert difference("ab", "abd") == "from character 2 on the file has 'ab' and the corpus 'abd'"


def tasks_of(*regions: tuple[int, int, str | None]) -> str:
    results: list[dict[str, Any]] = []
    for number, (start, end, said) in enumerate(regions):
        value = {"start": start, "end": end, "labels": ["GPE"]} | ({"text": said} if said else {})
        results.append({"id": str(number), "from_name": "entities", "type": "labels", "value": value})
    return json.dumps(
        [{"data": {"text": TEXT, "document": "harbour"}, "annotations": [{"id": 1, "result": results}]}]
    )


def test_label_studio_regions_are_placed_or_refused_by_their_words(corpus: Path, tmp_path: Path) -> None:
    place = tmp_path / "tasks.json"
    place.write_text(tasks_of((AT - 3, AT + 3, "Bruges")))
    bring("label-studio", place, corpus).succeeded("re-anchored")
    assert entities(corpus) == [(AT, AT + 6, "Bruges", "bruges")]
    place.write_text(tasks_of((5, 10, "Ghent")))
    bring("label-studio", place, corpus).refused("'ent o'", "'Ghent'", "tasks.json", status=1)


def quoted(exact: str, start: int, end: int) -> str:
    selector = [
        {"type": "TextQuoteSelector", "exact": exact},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
    body = {"type": "TextualBody", "purpose": "tagging", "value": "GPE"}
    one = {"type": "Annotation", "body": body, "target": {"source": "x", "selector": selector}}
    return json.dumps({"type": "AnnotationCollection", "label": "harbour", "items": [one]})


@pytest.mark.parametrize("format_", ["web-annotation", "web-annotation-utf16"])
def test_web_annotations_are_placed_or_refused_by_their_quotations(
    format_: str, corpus: Path, tmp_path: Path
) -> None:
    place = tmp_path / "harbour.jsonld"
    place.write_text(quoted("Bruges", AT - 3, AT + 3))
    bring(format_, place, corpus).succeeded("re-anchored")
    place.write_text(quoted("Bruges", AT, AT + 6))
    bring(format_, place, corpus).succeeded("stored 1 document in")
    assert entities(corpus) == [(AT, AT + 6, "Bruges", "bruges")]
    place.write_text(quoted("Paris", 3, 8))
    bring(format_, place, corpus).refused("the text at 3-8 is '", "'Paris'", status=1)


def test_the_words_around_a_quotation_decide_which_of_equal_ones_is_meant(
    corpus: Path, tmp_path: Path
) -> None:
    place = tmp_path / "harbour.jsonld"
    second = TEXT.rindex("Ghent")
    text = quoted("Ghent", 3, 8)
    place.write_text(text.replace('"exact"', '"prefix": "2023; ", "suffix": " lost", "exact"'))
    bring("web-annotation", place, corpus).succeeded("1 × entities: re-anchored")
    assert entities(corpus) == [(second, second + 5, "Ghent", "ghent-city")]
    place.write_text(text.replace('"exact"', '"prefix": "from ", "exact"'))
    bring("web-annotation", place, corpus).refused("does not have 'Ghent' between 'from '", status=1)
    place.write_text(text.replace('"exact"', '"suffix": " opens", "exact"'))
    bring("web-annotation", place, corpus).succeeded("stored 1 document in")
    assert [found[:3] for found in entities(corpus)] == [(3, 8, "Ghent")]


@pytest.mark.parametrize("format_", ["pubannotation", "label-studio", "web-annotation"])
def test_offsets_without_words_are_refused_where_they_begin_or_end_on_space(
    format_: str, corpus: Path, tmp_path: Path
) -> None:
    denotation = {"id": "T1", "span": {"begin": 4, "end": 9}, "obj": "GPE"}
    written = {
        "pubannotation": ("harbour.json", json.dumps({"text": TEXT, "denotations": [denotation]})),
        "label-studio": ("tasks.json", tasks_of((4, 9, None))),
        "web-annotation": ("harbour.jsonld", quoted("", 4, 9)),
    }
    name, content = written[format_]
    (tmp_path / name).write_text(content)
    result = bring(format_, tmp_path / name, corpus)
    result.refused("span-text", "the text at 4-9 is 'hent '", "count code points", status=1)


def test_conll_offsets_are_those_of_the_tokens(corpus: Path, tmp_path: Path) -> None:
    """Start and End that another tool shifted, or counted in UTF-16, are put right by the tokens."""
    source = export("conll", harbour(), tmp_path / "out")
    place = source / "harbour.conllup"
    whole = place.read_text("utf-8")
    before = files(corpus)

    def moved(by: int) -> str:
        text = re.sub(r"(Start|End)=(\d+)", lambda found: f"{found[1]}={int(found[2]) + by}", whole)
        return re.sub(
            r"(seg|sen|sub|dat)-(\d+)-(\d+)",
            lambda found: f"{found[1]}-{int(found[2]) + by}-{int(found[3]) + by}",
            text,
        )

    place.write_text(moved(7), "utf-8")
    bring("conll", place, corpus).succeeded("1 × tokens: re-anchored")
    assert changed(before, corpus) == set()
    place.write_text(re.sub("Start=3", "Start=4", whole, count=1), "utf-8")
    bring("conll", place, corpus).succeeded("re-anchored")
    assert changed(before, corpus) == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("\topens\t", "\tcloses\t"), "the text at 9 is 'opens "),
        (lambda text: re.sub("(?m)^.*\topens\t.*\n", "", text), "leave out 'opens '"),
        (lambda text: re.sub("(?m)(^.*\topens\t.*)\t[^\t]*$", r"\1", text), "columns and the file"),
        (lambda text: text.replace("# sent_id = sen-0-", "# sent_id = sen-3-"), "the sentence is 3-"),
        (lambda text: text + text.partition("\n")[2], "a second document begins here"),
        (lambda text: re.sub("# sent_id = .*\n", "", text), "the stance has no sentence"),
        (lambda text: text.replace("CORPUS:DATE", "CORPUS:NER"), "names a column twice"),
    ],
)
def test_conll_that_is_not_the_whole_text_is_refused(
    change: Any, said: str, corpus: Path, tmp_path: Path
) -> None:
    place = export("conll", harbour(), tmp_path / "out") / "harbour.conllup"
    text = change(place.read_text("utf-8"))
    assert text != place.read_text("utf-8")
    place.write_text(text, "utf-8")
    before = files(corpus)
    bring("conll", place, corpus).refused(said, status=1)
    assert changed(before, corpus) == set()


@pytest.mark.parametrize("part", [0.3, 0.5, 0.8])
def test_conll_that_was_cut_is_refused_with_the_place_where_it_ends(
    part: float, corpus: Path, tmp_path: Path
) -> None:
    place = export("conll", harbour(), tmp_path / "out") / "harbour.conllup"
    lines = place.read_text("utf-8").splitlines(keepends=True)
    place.write_text("".join(lines[: int(len(lines) * part)]), "utf-8")
    result = bring("conll", place, corpus, "--layers", "entities")
    result.refused("the tokens end at character", "the text goes on with", status=1)


def test_tokens_of_a_cas_that_counts_code_points_are_refused(corpus: Path, tmp_path: Path) -> None:
    source = export("cas-xmi", harbour(), tmp_path / "out")
    place = source / "harbour.xmi"
    text = re.sub(
        '(begin|end)="(\\d+)"',
        lambda found: f'{found[1]}="{max(int(found[2]) - 1, 0)}"',
        place.read_text("utf-8"),
    )
    place.write_text(text, "utf-8")
    bring("cas-xmi", place, corpus).refused("the token at", "count UTF-16 code units", status=1)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_cut_file_is_refused_or_what_it_changes_is_reported(format_: str, tmp_path: Path) -> None:
    made = harbour()
    source = export(format_, made, tmp_path / "out")
    (place,) = [
        p
        for p in source.iterdir()
        if p.name.startswith(("harbour.", "tasks.", "corpus.")) and p.suffix != ".txt"
    ]
    whole = place.read_bytes()
    draw = random.Random(format_)
    for _ in range(25):
        place.write_bytes(whole[: draw.randrange(len(whole))])
        reading = FORMATS[format_].read(source, made)
        if not reading.problems and reading.losses.complete:
            assert [made[document.id] for document in reading.documents] == reading.documents


def test_many_misplaced_words_are_refused_without_a_search_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_SEARCHED", 2 * len(TEXT))
    proof = Proof(TEXT, [])
    found = [proof.place(((AT - 3, AT + 3),), "Bruges") for _ in range(3)]
    assert found[:2] == [Placed(((AT, AT + 6),), "re-anchored")] * 2
    assert isinstance(found[2], Refused)
    assert "many other places" in found[2].message


def test_the_text_of_a_web_annotation_is_named_by_its_content(corpus: Path, tmp_path: Path) -> None:
    digest = base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")
    text = quoted("Ghent", 3, 8).replace('"source": "x"', f'"source": "ni:///sha-256;{digest}"')
    (tmp_path / "harbour.jsonld").write_text(text)
    bring("web-annotation", tmp_path / "harbour.jsonld", corpus).refused("text-checksum", status=1)
    assert load(corpus)["harbour"] == harbour()["harbour"]
