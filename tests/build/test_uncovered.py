"""A field, layer, condition or rule that is added to the package is checked by every build."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_pkg
from corpus_pkg.build import build
from corpus_pkg.build.fast.coverage import uncovered
from corpus_pkg.build.fast.judge import STEPS, FastJudge
from corpus_pkg.checks import rules
from corpus_pkg.checks.findings import Case, Hit, Part
from corpus_pkg.checks.rule import Rule
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.corpus.write import write_corpus
from corpus_pkg.layers import Entity, conditions
from tests.build.damage import block_of
from tests.build.records import content, line, references, write_lines
from tests.command_line import run

ROOT = Path(__file__).parents[2]
COUNT = 9
PLACES = (0, COUNT // 2, COUNT - 1)
NAMES = {step.__name__ for step in STEPS}


def _first_word(text: str) -> dict[str, Any]:
    word = text.split(maxsplit=1)[0].strip(",.:")
    return {"start": 0, "end": len(word), "text": word}


ADDED = {
    "labels": 'class Mood(StrEnum):\n    """A mood."""\n\n    GLAD = "GLAD"\n    SAD = "SAD"\n',
    "Entity": (
        'mood: labels.Mood | None = None\n    """It."""\n    code: Letters | None = None\n    """It."""'
    ),
    "Date": (
        'source: Span | None = None\n    """Where it is from."""\n    '
        'origin: Origin | None = None\n    """Where that is from."""'
    ),
    "DocumentMetadata": 'series: Slug | None = None\n    """A series."""',
    "Evidence": 'page: Sha256 | None = None\n    """A page."""',
    "_Document": 'asides: tuple[Span, ...] = ()\n    """A layer that no one knows."""',
}
"""What is added to the models, by the class."""

Change = Callable[[dict[str, Any]], object]
CHANGES: dict[str, tuple[str, Change, Change]] = {
    "an enum": (
        "entities.0.mood",
        lambda d: d["entities"][0].update(mood="SAD"),
        lambda d: d["entities"][0].update(mood="ANGRY"),
    ),
    "a pattern": (
        "entities.0.code",
        lambda d: d["entities"][0].update(code="ABC"),
        lambda d: d["entities"][0].update(code="abc"),
    ),
    "a record in a record": (
        "dates.0.source",
        lambda d: d["dates"][0].update(source=_first_word(d["text"])),
        lambda d: d["dates"][0].update(source={"start": 0, "end": 9, "text": d["text"][:2]}),
    ),
    "a record with a field of its own in a record": (
        "dates.0.origin.mood",
        lambda d: d["dates"][0].update(origin=_first_word(d["text"]) | {"mood": "SAD"}),
        lambda d: d["dates"][0].update(origin=_first_word(d["text"]) | {"mood": "ANGRY"}),
    ),
    "metadata": (
        "metadata.series",
        lambda d: d["metadata"].update(series="a-series"),
        lambda d: d["metadata"].update(series="../x"),
    ),
    "evidence": (
        "metadata.evidence.0.page",
        lambda d: d["metadata"]["evidence"][0].update(page="0" * 64),
        lambda d: d["metadata"]["evidence"][0].update(page="x"),
    ),
    "a layer": (
        "asides.0",
        lambda d: d.update(asides=[{"start": 0, "end": 2, "text": d["text"][:2]}]),
        lambda d: d.update(asides=[{"start": 0, "end": 9, "text": d["text"][:2]}]),
    ),
}
"""For each addition its field, and a right and a wrong value."""
DERIVED = ("a record in a record",)
"""What the fast path checks by the spec alone, so that it takes a right value."""

BUILD = """
import json, sys
from pathlib import Path
from corpus_pkg.build import Inputs, build
from corpus_pkg.build.builder import DOCUMENT_TABLES
from corpus_pkg.build.fast.judge import STEPS, FastJudge
from corpus_pkg.build.lines import Lines
from corpus_pkg.build.references import read_references
from corpus_pkg.corpus.problems import CorpusError

found = {}
for source in json.loads(sys.argv[1]):
    place = Path(source)
    shared = place if place.is_dir() else place.parent / "shared"
    registry = shared if place.is_dir() else shared / "registry.jsonl"
    targets = None if place.is_dir() else shared / "targets.jsonl"
    try:
        build(Inputs([source], registry, targets), place.parent / f"{place.name}.out")
        taken = None
        if place.is_file():
            judge = FastJudge(read_references(registry, targets), DOCUMENT_TABLES)
            taken = sum(run.end - run.start for run in judge.runs(Lines(place.read_bytes()), []))
        found[source] = taken
    except CorpusError as error:
        found[source] = str(error)
print(json.dumps(found))
"""
"""Builds each source and prints what was wrong, or how many of its lines the fast path took."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with the additions to its models, as someone would make them who knows no fast path."""
    tree = tmp_path_factory.mktemp("package")
    for name in ("corpus_pkg", "schema", "raw", "annotations"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    layers = tree / "corpus_pkg/layers"
    _added(layers / "labels.py", "\n\nclass SegmentKind(", f"\n\n{ADDED['labels']}\n\nclass SegmentKind(")
    alias = 'Letters = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]\n'
    _added(layers / "base.py", "\n\nclass Record(", f"{alias}\n\nclass Record(")
    _added(
        layers / "entities.py",
        "import EntityLabel, FreeText, Slug",
        "import EntityLabel, FreeText, Slug, Letters",
    )
    _added(layers / "dates.py", "import Annotation, id_form", "import Annotation, Span, id_form")
    origin = 'class Origin(Span):\n    """An origin."""\n\n    mood: labels.Mood | None = None\n    """It."""'
    _added(layers / "dates.py", "\n\nclass Date(", f"\n\n{origin}\n\n\nclass Date(")
    document = tree / "corpus_pkg/corpus/document.py"
    _added(document, "    Stance,\n", "    Span,\n    Stance,\n")
    places = {"Entity": layers / "entities.py", "Date": layers / "dates.py", "_Document": document}
    for cls in ("Entity", "Date", "DocumentMetadata", "Evidence", "_Document"):
        place = places.get(cls, tree / "corpus_pkg/corpus/models.py")
        source = place.read_text("utf-8")
        found = re.search(
            rf'class {cls}\([^)]*\):\n    """[^"]*"""\n(?:\n    [^"\n]+\n(?:    [^"\n]+\n)*)?', source
        )
        assert found, cls
        after = re.compile(r"\n\n(?=\n|    @|    def )").search(source, found.end())
        assert after, cls
        end = after.start()
        place.write_text(f"{source[:end]}\n    {ADDED[cls]}{source[end:]}", "utf-8")
    return tree


def _added(place: Path, old: str, new: str) -> None:
    source = place.read_text("utf-8")
    assert old in source, (place, old)
    place.write_text(source.replace(old, new, 1), "utf-8")


def _run(tree: Path, *command: str) -> str:
    env = os.environ | {"PYTHONPATH": str(tree)}
    done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def _lines(change: Change, places: tuple[int, ...]) -> list[bytes]:
    made = []
    full = (document for document in map(json.loads, map(line, range(100))) if document["dates"])
    for number, document in enumerate(itertools.islice(full, COUNT)):
        document["asides"] = []
        if number in places:
            change(document)
        made.append(json.dumps(document, ensure_ascii=False).encode() + b"\n")
    return made


@pytest.mark.slow
def test_a_field_or_layer_that_no_step_knows_is_checked_wherever_it_stands(
    package: Path, tmp_path: Path
) -> None:
    wrong_ones: dict[str, tuple[str, int]] = {}
    right_ones: list[str] = []
    for name, (field, right, wrong) in CHANGES.items():
        folder = tmp_path / name.replace(" ", "-")
        right_ones += map(str, write_lines(folder / "right.jsonl", _lines(right, (4,))).sources)
        for place in PLACES:
            write_lines(folder / f"wrong-{place}.jsonl", _lines(wrong, (place,)))
            wrong_ones[str(folder / f"wrong-{place}.jsonl")] = (field, place)
    sources = json.dumps([*wrong_ones, *right_ones])
    found = json.loads(_run(package, sys.executable, "-c", BUILD, sources).splitlines()[-1])
    for source, (field, place) in wrong_ones.items():
        said = rf"\S+:{place + 1}: schema: {re.escape(field)}"
        assert re.match(said, str(found[source])), (source, found[source])
    taken = [COUNT if name in DERIVED else COUNT - 1 for name in CHANGES]
    assert [found[source] for source in right_ones] == taken
    moods = pq.read_table(tmp_path / "an-enum/right.jsonl.out/entities.parquet").column("mood").to_pylist()
    assert set(moods) == {None, "SAD"}


def test_a_field_that_no_step_knows_is_checked_in_a_corpus_directory_too(
    package: Path, tmp_path: Path
) -> None:
    corpus = corpus_pkg.load()
    sources = {}
    for place in (0, 2, 4):
        folder = tmp_path / f"corpus-{place}"
        write_corpus(folder, corpus)
        file = folder / f"annotations/entities/{corpus.ids[place]}.jsonl"
        first, _, rest = file.read_text("utf-8").partition("}\n")
        file.write_text(f'{first}, "mood": "ANGRY"}}\n{rest}', "utf-8")
        sources[str(folder)] = file.name
    found = json.loads(_run(package, sys.executable, "-c", BUILD, json.dumps(list(sources))).splitlines()[-1])
    for source, name in sources.items():
        assert re.search(rf"{name}:1: schema: \S+ mood: ", str(found[source])), found[source]


def test_the_fast_path_knows_every_rule_condition_and_validator() -> None:
    assert uncovered(NAMES) == []


def _no_short_text(case: Case) -> Iterator[Hit]:
    if case.document.id == bad_id():
        yield Hit(Part.METADATA, None, "the text is too short; write more")


def bad_id() -> str:
    found: str = json.loads(line(4))["id"]
    return found


def test_a_rule_that_no_step_knows_is_applied_to_every_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Rule("text-length", "It is short; write more.", _no_short_text, Part.METADATA)
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, rule))
    assert uncovered(NAMES) == ["the rule text-length"]
    source = write_lines(tmp_path / "lines.jsonl", [line(number) for number in range(COUNT)])
    command = ["build", *source.sources, "--registry", source.registry, "--targets", source.targets]
    run(*command, "--out", tmp_path / "out").refused(
        "lines.jsonl:5: text-length: the text is too short", status=1
    )
    assert not (tmp_path / "out").exists()


def test_a_condition_that_no_step_knows_is_applied_to_every_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line(number) for number in range(COUNT)]
    name = json.loads(lines[4])["entities"][-1]["entity"]
    condition = conditions.Condition(
        conditions.fields(entity=conditions.const(name)),
        conditions.fields(note=conditions.TEXT),
        "such a mention has a note",
    )
    monkeypatch.setattr(Entity, "rules", (*Entity.rules, condition))
    assert uncovered(NAMES) == ["a condition of Entity: such a mention has a note"]
    with pytest.raises(CorpusError, match="such a mention has a note"):
        build(write_lines(tmp_path / "lines.jsonl", lines), tmp_path / "out")


def test_the_verdict_is_the_same_with_and_without_the_fast_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_lines(tmp_path / "lines.jsonl", [line(number) for number in range(COUNT)])
    build(source, tmp_path / "fast")
    rule: Rule[Case] = Rule("text-length", "It is short; write more.", lambda _: iter(()), Part.METADATA)
    monkeypatch.setattr(rules, "RULES", (*rules.RULES, rule))
    judge = FastJudge(references(), ("documents",))
    assert judge.uncovered
    assert list(judge.runs(block_of([line(0)[:-1]]), [])) == []
    build(source, tmp_path / "slow")
    assert content(tmp_path / "fast") == content(tmp_path / "slow")
