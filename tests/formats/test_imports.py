"""Imports change what their files speak of and nothing else, and report every change; through the command."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import DocBin

from corpus_pkg.api import load
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.layer_changes import SHOWN, LayerChange
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.format import EVERY_LAYER, World
from corpus_pkg.exchange.formats.losses import LossReport
from corpus_pkg.layers import DATES, ENTITIES, FIGURES
from tests import command_line
from tests.command_line import Ended
from tests.formats.harbour import TEXT, harbour, without

WHOLE = [name for name in FORMATS if FORMATS[name].holds >= {ENTITIES.name, DATES.name}]
DECLARING = ["brat", "cas-xmi", "cas-json", "conll", "label-studio", "spacy"]
"""The formats whose files say which layers they are about, with or without annotations."""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", harbour())
    return tmp_path / "corpus"


def bring(format_: str, source: Path, corpus: Path, *options: str) -> Ended:
    return command_line.run("convert", "--from", format_, source, "--out", corpus, *options)


def files(corpus: Path) -> dict[str, bytes]:
    places = (place for place in corpus.rglob("*") if place.is_file())
    return {place.relative_to(corpus).as_posix(): place.read_bytes() for place in places}


def changed(before: dict[str, bytes], corpus: Path) -> set[str]:
    after = files(corpus)
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def export(format_: str, made: Corpus, folder: Path, layers: frozenset[str] = EVERY_LAYER) -> Path:
    FORMATS[format_].write(made, World.of(made), folder, layers=layers)
    return folder


def ann(tmp_path: Path, *lines: str, end: str = "\n") -> Path:
    folder = tmp_path / "brat"
    folder.mkdir()
    folder.joinpath("harbour.txt").write_bytes(TEXT.encode())
    folder.joinpath("harbour.ann").write_text("\n".join(lines) + end, "utf-8")
    return folder


def entities(corpus: Path) -> list[tuple[int, int, str, str]]:
    return [(e.start, e.end, e.text, e.entity) for e in load(corpus)["harbour"].entities]


@pytest.mark.parametrize(
    ("format_", "layer"), [*((name, ENTITIES.name) for name in WHOLE), ("timeml", DATES.name)]
)
def test_files_of_one_layer_change_this_layer_and_the_report_counts_it(
    format_: str, layer: str, corpus: Path, tmp_path: Path
) -> None:
    made = harbour()
    records = made["harbour"].layer(layer)
    changes: dict[str, Any] = {layer: tuple(records)[:-1]}
    less = without(made, "harbour", **changes)
    source = export(format_, less, tmp_path / "out", frozenset({layer}))
    before = files(corpus)
    count = f"{layer}: {len(records)} → {len(records) - 1} in harbour (1 removed)"
    refused = bring(format_, source, corpus, "--strict").refused(count, "nothing was stored", status=1)
    assert changed(before, corpus) == set()
    stored = bring(format_, source, corpus).succeeded(count, "stored 1 document in")
    assert changed(before, corpus) == {f"annotations/{layer}/harbour.jsonl"}
    assert "nothing lost" not in refused.output + stored.output
    bring(format_, source, corpus, "--strict").succeeded("nothing lost")


@pytest.mark.parametrize("format_", WHOLE)
def test_a_layer_that_a_file_would_empty_is_kept_until_it_is_named_in_replace(
    format_: str, corpus: Path, tmp_path: Path
) -> None:
    source = export(format_, without(harbour(), figures=(), document_stance=()), tmp_path / "out")
    before = files(corpus)
    report = tmp_path / "report.json"
    kept = bring(format_, source, corpus, "--report", str(report)).succeeded("figures")
    assert changed(before, corpus) == set()
    value = json.loads(report.read_bytes())
    if format_ in DECLARING:
        assert "2 × figures: layer-kept" in kept.output
        assert "nothing lost" not in kept.output
        bring(format_, source, corpus, "--strict").refused("layer-kept", "nothing was stored", status=1)
        assert [loss["document"] for loss in value["losses"] if loss["layer"] == "figures"] == ["harbour"] * 2
    else:
        assert "not in the files, so the corpus's stay: " in kept.output
        assert {"document": "harbour", "layer": "figures"} in value["untouched"]
    replaced = bring(format_, source, corpus, "--replace", "figures")
    replaced.succeeded("figures: 2 → 0 in harbour (2 removed)")
    assert changed(before, corpus) == {"annotations/figures/harbour.jsonl"}


def empty_ann(folder: Path) -> None:
    folder.joinpath("harbour.ann").write_bytes(b"")


def no_annotations(folder: Path) -> None:
    tasks = json.loads(folder.joinpath("tasks.json").read_bytes())
    folder.joinpath("tasks.json").write_text(json.dumps([task | {"annotations": []} for task in tasks]))


def skipped(folder: Path) -> None:
    tasks = json.loads(folder.joinpath("tasks.json").read_bytes())
    done = [task | {"annotations": [task["predictions"][0] | {"was_cancelled": True}]} for task in tasks]
    folder.joinpath("tasks.json").write_text(json.dumps(done))


def unset_doc(folder: Path) -> None:
    DocBin(docs=[spacy.blank("en").make_doc(TEXT)]).to_disk(folder / "corpus.spacy")


def no_denotations(folder: Path) -> None:
    folder.joinpath("harbour.json").write_text(json.dumps({"text": TEXT, "denotations": []}))


def no_dates(folder: Path) -> None:
    folder.joinpath("harbour.tml").write_text(
        f"<TimeML><DOCID>harbour</DOCID><TEXT>{TEXT}</TEXT></TimeML>", "utf-8"
    )


def no_items(folder: Path) -> None:
    collection = {"type": "AnnotationCollection", "label": "harbour", "items": []}
    folder.joinpath("harbour.jsonld").write_text(json.dumps(collection))


def tokens_alone(folder: Path) -> None:
    made = without(harbour(), entities=(), dates=(), figures=(), stance=(), document_stance=())
    shutil.rmtree(folder)
    export("cas-xmi", made, folder)


UNANNOTATED: list[tuple[str, Callable[[Path], None]]] = [
    ("brat", empty_ann),
    ("label-studio", no_annotations),
    ("label-studio", skipped),
    ("spacy", unset_doc),
    ("pubannotation", no_denotations),
    ("timeml", no_dates),
    ("web-annotation", no_items),
    ("cas-xmi", tokens_alone),
]


@pytest.mark.parametrize(
    ("format_", "undo"), UNANNOTATED, ids=lambda value: getattr(value, "__name__", value)
)
@pytest.mark.parametrize("options", [(), ("--annotator", "z"), ("--replace", "dates")], ids=" ".join)
def test_a_document_that_nobody_annotated_changes_nothing(
    format_: str, undo: Callable[[Path], None], options: tuple[str, ...], corpus: Path, tmp_path: Path
) -> None:
    source = export(format_, without(harbour()), tmp_path / "out")
    undo(source)
    before = files(corpus)
    result = bring(format_, source, corpus, *options)
    if options[:1] != ("--annotator",) or format_ == "label-studio":
        result.succeeded("1 × document: not-annotated", "stored 0 documents")
        assert "nothing lost" not in result.output
    result.succeeded("stored 0 documents")
    assert changed(before, corpus) == set()


def test_documents_that_the_files_do_not_mention_stay_as_they_are(corpus: Path, tmp_path: Path) -> None:
    source = export("brat", harbour(), tmp_path / "out")
    (source / "growth.ann").unlink()
    lines = (source / "harbour.ann").read_text("utf-8").replace("\tGPE ", "\tORG ")
    (source / "harbour.ann").write_text(lines, "utf-8")
    before = files(corpus)
    bring("brat", source, corpus).succeeded("entities: 4 → 4 in harbour (3 altered)")
    assert changed(before, corpus) == {"annotations/entities/harbour.jsonl"}


def test_an_annotators_files_change_the_annotators_own_layers_alone(corpus: Path, tmp_path: Path) -> None:
    everything = export("brat", harbour(), tmp_path / "all")
    bring("brat", everything, corpus, "--annotator", "z").succeeded("stored 2 documents")
    before = files(corpus)
    less = without(harbour(), entities=harbour()["harbour"].entities[:2])
    names = export("brat", less, tmp_path / "names", frozenset({ENTITIES.name}))
    result = bring("brat", names, corpus, "--annotator", "z")
    result.succeeded("entities: 4 → 2 in harbour (2 removed)", "of annotator z")
    assert changed(before, corpus) == {"annotations/annotators/z/entities/harbour.jsonl"}
    bring("brat", names, corpus, "--annotator", "y").succeeded("stored 1 document in")
    own = {path.split("/")[3] for path in changed(before, corpus) if "/y/" in path}
    assert own == {"entities", "segments", "sentences"}
    dates = export("brat", harbour(), tmp_path / "dates", frozenset({DATES.name}))
    bring("brat", dates, corpus, "--annotator", "y").succeeded("stored 2 documents")


def test_segments_and_sentences_of_files_are_taken_where_they_are_requested(
    corpus: Path, tmp_path: Path
) -> None:
    document = harbour()["harbour"]
    source = export("brat", without(harbour(), sentences=document.sentences[:1], stance=()), tmp_path / "out")
    before = files(corpus)
    result = bring("brat", source, corpus).succeeded("1 × sentences: base-kept")
    assert "nothing lost" not in result.output
    assert changed(before, corpus) == set()
    result = bring("brat", source, corpus, "--layers", "sentences")
    result.succeeded("sentences: 2 → 1 in harbour (1 removed)", "1 × stance.sentence: reference-broken")
    assert changed(before, corpus) == {"annotations/sentences/harbour.jsonl"}


def test_a_stance_on_a_sentence_that_the_corpus_does_not_have_is_refused(
    corpus: Path, tmp_path: Path
) -> None:
    words = TEXT[TEXT.index("Ghent lost") :].strip()
    start = TEXT.index(words)
    line = f"T1\tfavor {start} {start + len(words)}\t{words}"
    before = files(corpus)
    result = bring("brat", ann(tmp_path, line), corpus)
    result.refused("harbour.ann:1", "is not exactly one of the sentences of the corpus", "--layers", status=1)
    assert changed(before, corpus) == set()


def test_names_alone_under_a_configuration_of_all_layers_leave_the_others(
    corpus: Path, tmp_path: Path
) -> None:
    source = export("brat", harbour(), tmp_path / "out")
    lines = (source / "harbour.ann").read_text("utf-8").splitlines(keepends=True)
    names = {line.split("\t")[0] for line in lines if re.match(r"T\d+\t(GPE|PERSON) ", line)}
    kept = [line for line in lines if names & set(re.findall(r"T\d+", line)[:1])]
    (source / "harbour.ann").write_text("".join(kept), "utf-8")
    before = files(corpus)
    result = bring("brat", source, corpus).succeeded("2 × dates: layer-kept", "1 × stance: layer-kept")
    assert "segments: layer-kept" not in result.output
    assert changed(before, corpus) == set()


def test_a_reference_to_what_the_files_removed_is_reported(corpus: Path, tmp_path: Path) -> None:
    source = export("timeml", without(harbour(), dates=harbour()["harbour"].dates[:1]), tmp_path / "out")
    result = bring("timeml", source, corpus)
    result.succeeded("dates: 2 → 1 in harbour (1 removed)", "1 × figures.date: reference-broken")


def test_what_a_file_cannot_say_of_a_record_stays(corpus: Path, tmp_path: Path) -> None:
    """Figures without their dates keep the links to them, and a name without a link keeps its own."""
    source = export("cas-json", harbour(), tmp_path / "figures", frozenset({FIGURES.name}))
    before = files(corpus)
    bring("cas-json", source, corpus).succeeded("nothing lost")
    assert changed(before, corpus) == set()
    result = bring("brat", ann(tmp_path, "T1\tGPE 3 8\tGhent", "#1\tAnnotatorNotes T1\tthe port"), corpus)
    result.succeeded("entities: 4 → 1 in harbour (3 removed)")
    assert entities(corpus) == [(3, 8, "Ghent", "ghent-city")]
    assert "entity-made" not in result.output


def test_leaving_out_the_layer_of_a_reference_is_reported(tmp_path: Path) -> None:
    made = harbour()
    for name in WHOLE:
        report = FORMATS[name].write(made, World.of(made), tmp_path / name, layers=frozenset({FIGURES.name}))
        assert report.counts() == {"reference-left-out": 2}, name


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--replace", "moods"), "moods"),
        (("--replace", "document_stance"), "has no place in brat"),
        (("--replace", "dates", "--layers", "entities"), "is not in --layers"),
        (("--corpus", "."), "leave out --corpus"),
    ],
)
def test_what_cannot_be_replaced_is_refused(
    options: tuple[str, ...], said: str, corpus: Path, tmp_path: Path
) -> None:
    bring("brat", export("brat", harbour(), tmp_path / "out"), corpus, *options).refused(said, status=2)


def test_replace_is_for_imports(tmp_path: Path) -> None:
    ended = command_line.run("convert", "--to", "brat", "--out", tmp_path / "out", "--replace", "dates")
    ended.refused("--replace goes with --from", status=2)


def test_the_summary_of_many_changes_is_short() -> None:
    report = LossReport("brat")
    report.changes = [LayerChange(f"d{number}", "dates", 3, 2, 1, 0) for number in range(SHOWN + 5)]
    report.changes.append(LayerChange("e", "figures", 1, 3, 0, 0))
    lines = report.summary()
    assert lines[0] == "brat: dates: 3 → 2 in d0 (1 removed)"
    assert lines[SHOWN:] == ["brat: and 5 more changes", "brat: figures: 1 → 3 in e (2 added)"]
