"""The pages of the docs that are made from the code are up to date, and leave nothing out."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus_pkg.commands.app import app
from corpus_pkg.commands.pages import RECORDS, records_page
from corpus_pkg.commands.schema import pages
from corpus_pkg.corpus import document, models
from corpus_pkg.layers import LAYERS, Span, labels
from corpus_pkg.layers.descriptions import field_descriptions

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_up_to_date(name: str) -> None:
    made = pages()[name]()
    assert (DOCS / name).read_text("utf-8") == made, "run `corpus-pkg schema --docs docs`"


def test_every_label_is_on_its_page() -> None:
    page = (DOCS / "labels.md").read_text("utf-8")
    for kind, members in labels.LABELS.items():
        assert f"## {kind.__name__}\n" in page
        for name, meaning in members.items():
            assert f"| `{name}` | {meaning} |" in page


def test_every_record_and_field_is_on_its_page() -> None:
    page = records_page()
    shown = {model for model, _ in RECORDS}
    bases = {models.Annotation, document.Document.__base__}
    assert shown == every_subclass(models.Record) - bases
    for model in shown:
        for name in model.model_fields:
            assert f"| `{name}` |" in page
            assert field_descriptions(model)[name]


def every_subclass(base: type[models.Record]) -> set[type[models.Record]]:
    modules = {models.__name__, document.__name__, *(spec.model.__module__ for spec in LAYERS)}
    modules.add(Span.__module__)
    found = {kind for kind in base.__subclasses__() if kind.__module__ in modules}
    return found.union(*(every_subclass(kind) for kind in found)) if found else found


def test_every_command_with_its_options_is_on_its_page() -> None:
    page = (DOCS / "commands.md").read_text("utf-8")
    parts = {part.split("\n")[0]: part for part in page.split("\n## ")[1:]}
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        shown = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
        part = parts[f"corpus-pkg {name}"]
        for row in part.splitlines():
            if row.startswith("| `--"):
                assert row.split("`")[1].split(" ")[0] in shown.output
        listed = [line.replace("│", " ").replace("*", " ").split() for line in shown.output.splitlines()]
        for words in listed:
            if words and words[0].startswith("--") and words[0] != "--help":
                assert f"`{words[0]}" in part
    assert "`--from-drafts`" in parts["corpus-pkg adjudicate"]
    assert "`--id TEXT`" in parts["corpus-pkg add"]
    assert set(parts) >= {"corpus-pkg hub build", "corpus-pkg validate"}
