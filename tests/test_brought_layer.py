"""A layer that another package brings: every command knows it, and nothing but an installed package runs."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import corpus_pkg
from corpus_pkg.corpus.about import parse_about
from corpus_pkg.corpus.document import _Document
from corpus_pkg.layers import LAYER_NAMES, OWN_NAMES
from corpus_pkg.layers.installed import TAKEN
from tests.brought_layer import EVENTS, environment, install, packages_of, python, run_all
from tests.small_corpus import FIRST, SECOND, write_small_corpus

DECLARED = 'name = "rivers"\n\n[layers]\nevents = "Rivers_Events"\n'
WORDS = {FIRST: "welcomed", SECOND: "signed"}


def write_events(root: Path, layers: str = "annotations") -> None:
    (root / layers / "events").mkdir()
    for document, word in WORDS.items():
        start = (root / f"raw/{document}.txt").read_bytes().decode().index(word)
        end = start + len(word)
        event = {"id": f"evt-{start}-{end}", "start": start, "end": end, "text": word, "kind": "ACTUAL"}
        (root / layers / f"events/{document}.jsonl").write_text(json.dumps(event | {"when": None}) + "\n")


@pytest.fixture(scope="module")
def env(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment in which `rivers-events` is installed."""
    folder = environment(tmp_path_factory.mktemp("env"))
    install(
        packages_of(folder),
        "rivers-events",
        {"events": "rivers_events:EVENTS"},
        {"rivers_events": EVENTS},
    )
    return folder


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with corpora: one that declares the layer, one that only has it, one that breaks it."""
    folder = tmp_path_factory.mktemp("work")
    for name in ("rivers", "undeclared", "wrong"):
        write_events(write_small_corpus(folder / name))
        if name != "undeclared":
            (folder / name / "corpus.toml").write_text(DECLARED)
    write_small_corpus(folder / "lost")
    (folder / "lost/corpus.toml").write_text(DECLARED)
    place = folder / f"wrong/annotations/events/{FIRST}.jsonl"
    place.write_text(place.read_text().replace("ACTUAL", "REAL"))
    return folder


@pytest.fixture(scope="module")
def ended(env: Path, work: Path) -> dict[str, Any]:
    """How each command ended in the environment, by a name."""
    (work / "out").mkdir()
    return run_all(
        env,
        work,
        {
            "validate": ["validate", "rivers"],
            "undeclared": ["validate", "undeclared"],
            "wrong": ["validate", "wrong"],
            "lost": ["validate", "lost"],
            "packaged": ["validate"],
            "build": ["build", "rivers", "--out", "out/built"],
            "validate built": ["validate", "out/built"],
            "hub": ["hub", "build", "rivers", "--out", "out/hub"],
            "validate hub": ["validate", "out/hub"],
            "brat": ["convert", "rivers", "--to", "brat", "--out", "out/brat"],
            "detach": ["detach", "rivers", "--out", "out/detached"],
            "attach": ["attach", "out/detached", "--texts", "rivers/raw", "--out", "out/attached"],
            "diff": ["diff", "rivers", "out/attached", "--counts"],
            "score": ["score", "rivers", "rivers", "--layer", "events", "--samples", "0"],
            "explore": ["explore", "rivers", "--out", "out/rivers.html"],
            "schema": ["schema", "rivers", "--out", "out/schema"],
            "new": ["new", "out/mine"],
            "add": ["add", "out/mine", f"rivers/raw/{SECOND}.txt", "--annotator", "ann"],
            "validate mine": ["validate", "out/mine"],
        },
    )


def test_every_command_knows_the_layer(ended: dict[str, Any], work: Path) -> None:
    failed = {"undeclared", "wrong", "lost"}
    assert {name for name, end in ended.items() if end["status"]} == failed, ended
    for name in ("validate", "validate built", "validate hub"):
        assert "49 annotations, no problems" in ended[name]["output"]  # 47 without the two events
    assert "events.parquet 2 rows" in ended["build"]["output"]
    assert "events.parquet 2 rows" in ended["hub"]["output"]
    assert "events" not in ended["brat"]["output"]
    assert "event_mention.schema.json" in ended["schema"]["output"]
    assert "strict micro 1.000" in ended["score"]["output"]
    assert "PLANNED" in (work / "out/rivers.html").read_text("utf-8")


def test_a_corpus_without_the_layer_stays_as_it_is(ended: dict[str, Any], work: Path) -> None:
    assert "no problems" in ended["packaged"]["output"]
    assert "no problems" in ended["validate mine"]["output"]
    assert not list((work / "out/mine").rglob("events"))


NAMED: dict[str, list[str]] = {
    "score": ["score", "plain", "plain", "--layer", "events", "--samples", "0"],
    "errors": ["errors", "plain", "plain", "--layer", "events"],
    "compare": ["compare", "plain", "plain", "plain", "--layer", "events", "--samples", "1"],
    "explore": ["explore", "plain", "--predicted", "plain", "--layer", "events", "--out", "page.html"],
    "llm ask": ["llm", "ask", "plain", "--layer", "events", "--out", "asked.jsonl"],
    "llm score": ["llm", "score", "plain", "--replies", "plain/replies.jsonl", "--layer", "events"],
    "convert": ["convert", "plain", "--to", "brat", "--layers", "dates,events", "--out", "brat"],
    "back": ["convert", "brat-of-dates", "--from", "brat", "--layers", "dates,events", "--out", "plain"],
    "emptied": ["convert", "brat-of-dates", "--from", "brat", "--replace", "events", "--out", "plain"],
}
"""Commands that name a layer which the corpus does not declare."""
FROM_PYTHON = """
import corpus_pkg
from corpus_pkg import llm
corpus = corpus_pkg.load("plain")
for named in (
    lambda: corpus_pkg.score(corpus, list(corpus), layers=["events"], samples=0),
    lambda: corpus_pkg.compare(corpus, list(corpus), list(corpus), layers=["events"], samples=1),
    lambda: corpus_pkg.errors(corpus, list(corpus), layers=["events"]),
    lambda: corpus_pkg.write_predictions(corpus, "said.jsonl", layers=["events"]),
    lambda: llm.prompt(corpus, "events", corpus["first-text"], corpus["first-text"].sentences[0]),
    lambda: llm.score_replies(corpus, "events", [], samples=0),
):
    try:
        print(named())
    except ValueError as error:
        print(error)
"""


def test_a_layer_that_the_corpus_does_not_declare_is_refused_with_those_that_it_has(
    env: Path, tmp_path: Path
) -> None:
    write_small_corpus(tmp_path / "plain")
    (tmp_path / "plain/replies.jsonl").touch()
    first = ["convert", "plain", "--to", "brat", "--layers", "dates", "--out", "brat-of-dates"]
    before = sorted(tmp_path.rglob("*"))
    ended = run_all(env, tmp_path, {"first": first, **NAMED})
    assert ended.pop("first")["status"] == 0
    own = ", ".join(layer for layer in LAYER_NAMES if layer in OWN_NAMES)
    message = f"the corpus does not declare the layer 'events'; choose from: {own}"
    for name, end in ended.items():
        said = " ".join(end["output"].replace("│", " ").split())
        assert (end["status"], message in said) == (2, True), (name, end)
    made = {place for place in tmp_path.rglob("*") if "brat-of-dates" not in str(place)}
    assert sorted(made) == before
    from_python = python(env, "-c", FROM_PYTHON, cwd=tmp_path).splitlines()
    assert from_python == [message] * 6


@pytest.mark.parametrize("form", ["directory", "build", "record file"])
def test_a_layer_that_the_corpus_declares_is_scored_in_every_form(
    env: Path, work: Path, tmp_path: Path, form: str
) -> None:
    source = {"directory": work / "rivers", "build": tmp_path / "built", "record file": tmp_path / "r.jsonl"}[
        form
    ]
    if form == "build":
        run_all(env, work, {"build": ["build", "rivers", "--out", str(source)]})
    elif form == "record file":
        code = "import corpus_pkg, sys; corpus_pkg.load('rivers').to_jsonl(sys.argv[1])"
        python(env, "-c", code, source, cwd=work)
    command = ["score", str(source), str(source), "--layer", "events", "--samples", "0"]
    (end,) = run_all(env, work, {"score": command}).values()
    assert "strict micro 1.000" in end["output"]


SHOWN = """
import corpus_pkg
corpus = corpus_pkg.load("plain")
document = corpus["first-text"]
print(corpus, corpus._repr_html_(), document, document._repr_html_())
print(list(corpus.to_pandas("documents")))
"""
SAME: dict[str, list[str]] = {
    "stats": ["stats", "plain", "--json"],
    "agree": ["agree", "plain", "--out", "out/agreement.md"],
    "agree as JSON": ["agree", "plain", "--json"],
    "build": ["build", "plain", "--out", "out/built"],
    "explore": ["explore", "plain", "--out", "out/plain.html"],
    "errors": ["errors", "plain", "plain#a", "--json"],
    "score": ["score", "plain", "plain#a", "--samples", "0", "--json"],
}
"""Commands on a corpus that does not declare the layer, whose package changes nothing of what they write."""
MORE: dict[str, list[str]] = {
    "hub": ["hub", "build", "plain", "--out", "out/hub"],
    "hub without texts": ["hub", "build", "plain", "--without-texts", "--out", "out/hub-text-free"],
    "compare": ["compare", "plain", "plain#a", "plain#b", "--samples", "1"],
    "detach": ["detach", "plain", "--out", "out/detached"],
    "schema": ["schema", "plain", "--out", "out/schema"],
    "lm-eval": ["llm", "lm-eval", "plain", "--out", "out/tasks"],
    **{
        name: ["convert", "plain", "--to", name, "--out", f"out/{name}"]
        for name in ("brat", "cas-json", "cas-xmi", "conll", "label-studio", "nif", "web-annotation")
    },
}
"""More of them, which take longer."""


@pytest.mark.parametrize(
    ("commands", "readable"),
    [(SAME, ["built"]), pytest.param(MORE, ["hub"], marks=pytest.mark.slow)],
    ids=["most used", "others"],
)
def test_an_installed_layer_changes_nothing_of_other_corpora(
    env: Path, tmp_path: Path, commands: dict[str, list[str]], readable: list[str]
) -> None:
    places = {"without": environment(tmp_path / "env"), "with": env}
    found = {}
    for name, place in places.items():
        folder = tmp_path / name / "corpora"  # of the same name: reports and tasks hold it
        write_small_corpus(folder / "plain", ("a", "b"), claims=True)
        (folder / "out").mkdir()
        ended = run_all(place, folder, commands)
        assert {end["status"] for end in ended.values()} == {0}, ended
        shown = python(place, "-c", SHOWN, cwd=folder)
        files = {
            str(file.relative_to(folder)): file.read_bytes().replace(str(folder).encode(), b"")
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        said = {command: end["output"] for command, end in ended.items() if command != "build"}
        found[name] = files | said | {"shown": shown}  # `build` says how long it took
    differ = [part for part in found["with"] | found["without"] if _differs(found, part)]
    assert differ == []
    other = tmp_path / "without/corpora/out"
    read = run_all(env, other, {name: ["validate", name] for name in readable})
    assert {end["status"] for end in read.values()} == {0}, read


def _differs(found: dict[str, dict[str, Any]], part: str) -> bool:
    return bool(found["with"].get(part) != found["without"].get(part))


REFERRING: dict[str, dict[str, str]] = {
    "right": {"when": "dat-55-66", "site": "ent-17-21", "who": "chile"},
    "another": {"when": "dat-55-66", "site": "ent-17-21", "who": "bello-diaz"},
    "author": {"who": "author"},
    "no such date": {"when": "dat-0-1", "who": "chile"},
    "no such entry": {"when": "dat-55-66", "who": "nobody"},
}
"""Fields of the first event."""
WRONG = {
    "no such date": "evt-160-168 when: there is no 'dat-0-1' in dates; correct or add it",
    "no such entry": "evt-160-168 who: there is no 'nobody' in registry; correct or add it",
}


@pytest.fixture(scope="module")
def referring(env: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """How commands ended on corpora whose first event refers to a date and an entry."""
    folder = tmp_path_factory.mktemp("referring")
    commands: dict[str, list[str]] = {}
    for name, fields in REFERRING.items():
        root = write_small_corpus(folder / name)
        write_events(root)
        (root / "corpus.toml").write_text(DECLARED)
        place = root / f"annotations/events/{FIRST}.jsonl"
        place.write_text(json.dumps(json.loads(place.read_text()) | fields) + "\n")
        commands[f"validate {name}"] = ["validate", name]
    python(env, "-c", "import corpus_pkg; corpus_pkg.load('right').to_jsonl('right.jsonl')", cwd=folder)
    for name, old, new in (("no such date", "dat-55-66", "dat-0-1"), ("no such entry", "chile", "nobody")):
        before, key, after = (folder / "right.jsonl").read_text("utf-8").partition('"events"')
        (folder / f"{name}.jsonl").write_text(before + key + after.replace(old, new, 1), "utf-8")
        (folder / f"{name}.corpus.toml").write_bytes((folder / "right.corpus.toml").read_bytes())
    for name in ("right", *WRONG):
        command = ["build", f"{name}.jsonl", "--registry", "right", "--out", f"built {name}"]
        commands[f"build {name}"] = command
    commands["stats"] = ["stats", "right", "--measure", "events by kind"]
    commands["score"] = ["score", "right", "another", "--layer", "events", "--samples", "0"]
    commands["errors"] = ["errors", "right", "another", "--layer", "events"]
    commands["convert"] = ["convert", "right", "--to", "brat", "--layers", "events", "--out", "brat"]
    return run_all(env, folder, commands)


@pytest.mark.parametrize("command", ["validate", "build"])
def test_what_it_refers_to_must_be_there(referring: dict[str, Any], command: str) -> None:
    for name, said in WRONG.items():
        assert referring[f"{command} {name}"]["status"] == 1
        assert f"reference-unknown: {said}" in referring[f"{command} {name}"]["output"].replace(
            "events.0: ", ""
        )
    assert referring[f"{command} right"]["status"] == 0
    assert referring["validate author"]["status"] == 0


def test_its_labels_are_counted(referring: dict[str, Any]) -> None:
    assert referring["stats"]["output"] == "events by kind ACTUAL 2 events by kind PLANNED 0"


def test_all_its_fields_are_compared(referring: dict[str, Any]) -> None:
    said = referring["score"]["output"]
    assert "when (boundary) F1 1.000" in said
    assert "who (boundary) F1 0.500" in said
    assert "sure (boundary) F1 1.000" in said
    assert "value 1" in referring["errors"]["output"]


def test_a_reference_to_a_layer_that_is_not_written_is_reported(referring: dict[str, Any]) -> None:
    for field in ("when", "site"):
        assert f"1 × events.{field}: reference-left-out" in referring["convert"]["output"]


def test_what_is_wrong_with_the_layer_is_a_problem(ended: dict[str, Any]) -> None:
    assert "annotations/events: file-missing" in ended["lost"]["output"]
    assert f"annotations/events/{FIRST}.jsonl:1: schema: " in ended["wrong"]["output"]
    assert 'write events = "rivers-events" under [layers]' in ended["undeclared"]["output"]


def test_a_record_file_says_which_package_brings_its_layers(env: Path, work: Path) -> None:
    code = """
import pickle, sys
import rivers_events, corpus_pkg  # in this order: the module of the layer before the package
corpus = corpus_pkg.load("rivers")
(event,) = corpus["first-text"].events
assert type(event) is rivers_events.EventMention
corpus.to_jsonl("a.jsonl")
corpus_pkg.load("lost/raw/../../plain").to_jsonl("plain.jsonl")
assert [d.events for d in corpus_pkg.load("a.jsonl")] == [d.events for d in corpus]
open("corpus.pickle", "wb").write(pickle.dumps(corpus))
"""
    write_small_corpus(work / "plain")
    python(env, "-c", code, cwd=work)
    later = "import pickle; print(len(pickle.load(open('corpus.pickle', 'rb')).to_pandas('events')))"
    assert python(env, "-c", later, cwd=work) == "2\n"
    plain = [json.loads(line) for line in (work / "plain.jsonl").read_text("utf-8").splitlines()]
    assert plain
    assert all("events" not in line for line in plain)
    (work / "a.corpus.toml").rename(work / "elsewhere.toml")
    said = run_all(env, work, {"validate": ["validate", "a.jsonl"]})["validate"]["output"]
    assert 'write events = "rivers-events" under [layers]' in said


def test_where_the_package_is_not_installed_the_corpus_is_refused(work: Path) -> None:
    problems = corpus_pkg.validate(work / "rivers").problems
    assert ("corpus.toml", 4, "layer-missing") in {(one.file, one.line, one.code) for one in problems}


@pytest.mark.parametrize("place", ["in the corpus", "in the working directory"])
def test_no_code_of_a_corpus_is_run(env: Path, tmp_path: Path, place: str) -> None:
    """Not where corpus.toml names it, and not where it looks like an installed package."""
    corpus = write_small_corpus(tmp_path / "corpus")
    evil = "open('run', 'w').close()\nraise SystemExit('the code was run')\n"
    install(corpus, "evil-events", {"evil": "evil_events:EVIL"}, {"evil_events": evil})
    (corpus / "rivers_events.py").write_text(evil)  # the name of a module that is installed
    cwd = corpus if place == "in the working directory" else tmp_path
    for value in ("evil-events", "evil_events", "evil_events:EVIL", "evil_events.py", "./evil_events"):
        (corpus / "corpus.toml").write_text(f'[layers]\nevil = "{value}"\n')
        said = python(env, "-c", VALIDATE, str(corpus), cwd=cwd)
        assert "'layer-missing'" in said
    ran = python(env, "-m", "corpus_pkg", "validate", cwd=cwd)
    assert "no problems" in ran
    assert "can't be used" not in ran
    assert not list(tmp_path.rglob("run"))


VALIDATE = """
import sys, corpus_pkg
for problem in corpus_pkg.validate(sys.argv[1]).problems:
    print(repr(problem.code), problem.message)
from corpus_pkg.layers import LAYER_NAMES
assert "events" in LAYER_NAMES and "evil" not in LAYER_NAMES, LAYER_NAMES
"""

BROKEN: dict[str, tuple[str, str, str]] = {
    "unknown_module": ("nowhere:EVENTS", "", "No module named 'nowhere'"),
    "no_such_object": (":EVENT", "", "has no attribute 'EVENT'"),
    "a_module": ("", "", "it is a module; name the LayerSpec in it, as in a_module_mod:A_MODULE"),
    "wrong_object": (":EventMention", "", "it is not a LayerSpec (found ModelMetaclass)"),
    "an_error": (":EVENTS", "from enum/1 / 0\n\nfrom enum", "(ZeroDivisionError: division by zero)"),
    "another_name": (":EVENTS", '"another_name"/"acts"', "its name is 'acts' and the entry point says"),
    "dates": (":EVENTS", "", "the name is taken; choose another"),
    "text": (":EVENTS", "", "the name is taken; choose another"),
    "..x": (":EVENTS", "", "write a name of lower-case letters, digits and _, a letter first"),
    "taken_prefix": (":EVENTS", '"evt"/"ent"', "the prefix of its ids is that of entities"),
    "no_prefix": (":EVENTS", '"evt"/"e-t"', "the prefix of its ids is 'e-t'"),
    "taken_model": (":EVENTS", "EventMention/Entity", "its model is named as that of entities"),
    "taken_label": (":EVENTS", "PLANNED/MONEY", "figures has the label MONEY too"),
    "no_field": (":EVENTS", 'label="kind"/label="sort"', "its model has no field 'sort'"),
    "blocks": (
        ":EVENTS",
        'label="kind"/label="kind", role="block"',
        "its records have no span or are blocks",
    ),
    "unknown_layer": (":EVENTS", 'Ref("dates")/Ref("places")', "it refers to unknown layers: places"),
}
"""Of what a package brings: the object that the entry point names, what changes in `EVENTS`, what is said."""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """What was said of each broken layer, and what was printed, where all of them are installed."""
    folder = environment(tmp_path_factory.mktemp("env"))
    for name, (place, change, _) in BROKEN.items():
        module = f"{name.strip('.')}_mod"
        old, _, new = change.partition("/")
        content = EVENTS.replace('"events"', f'"{name}"')
        assert old in content
        content = content.replace(old, new, -1 if old else 0)
        value = place if place.startswith("nowhere") else f"{module}{place}"
        install(packages_of(folder), f"{name.strip('.')}-package", {name: value}, {module: content})
    said = python(folder, "-c", REPORT, cwd=folder)
    return json.loads(said.splitlines()[0]), said


REPORT = """
import json
from corpus_pkg.layers import INSTALLED, LAYER_NAMES
from corpus_pkg.corpus.about import parse_about
print(json.dumps(dict(INSTALLED.faults)))
print(len(LAYER_NAMES), parse_about('[layers]\\nno_field = "no-field-package"', "corpus.toml"))
"""


@pytest.mark.parametrize("name", BROKEN)
def test_a_layer_that_cannot_be_used_is_reported(broken: tuple[dict[str, str], str], name: str) -> None:
    faults, said = broken
    assert BROKEN[name][2] in faults[name]
    assert f"UserWarning: the layer {name!r} can't be used: " in said


def test_a_corpus_that_needs_such_a_layer_is_refused(
    broken: tuple[dict[str, str], str],
) -> None:
    faults, said = broken
    assert faults.keys() == BROKEN.keys()
    assert "8 [Problem(" in said
    assert "layer-missing" in said
    assert "the layer 'no_field' can't be used: " in said.splitlines()[1]


def test_a_layer_that_two_packages_bring_is_of_neither(tmp_path: Path) -> None:
    folder = environment(tmp_path / "env")
    for name in ("one-events", "two-events"):
        module = name.replace("-", "_")
        install(packages_of(folder), name, {"events": f"{module}:EVENTS"}, {module: EVENTS})
    said = python(folder, "-c", "import corpus_pkg; print(len(corpus_pkg.LAYERS))", cwd=tmp_path)
    assert "8\n" in said
    assert "the layer is brought more than once (one-events, two-events); uninstall all but one" in said


def test_a_layer_is_that_of_the_package_that_the_corpus_names(env: Path, tmp_path: Path) -> None:
    corpus = write_small_corpus(tmp_path / "corpus")
    (corpus / "corpus.toml").write_text('[layers]\nevents = "other-events"\n')
    said = python(env, "-c", VALIDATE, str(corpus), cwd=tmp_path)
    assert "'events' is here the layer of the package 'rivers-events'" in said


def test_a_layer_of_the_package_itself_is_brought_by_no_other() -> None:
    found = parse_about('[layers]\nentities = "other"\n', "corpus.toml")
    assert isinstance(found, list)
    (problem,) = found
    assert "every corpus has the layer 'entities'" in problem.message


def test_no_layer_can_have_the_name_of_another_part_of_a_document() -> None:
    own = {name for name in dir(_Document) if name[0] != "_" and not hasattr(BaseModel, name)}
    assert own | _Document.model_fields.keys() <= TAKEN
    assert not TAKEN & set(LAYER_NAMES)
    assert set(LAYER_NAMES) == OWN_NAMES
