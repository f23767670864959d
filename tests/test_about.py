"""What the package, its citation, its changelog and the files for archives say of it is the same."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import corpus_pkg
from benchmarks.described import codemeta
from benchmarks.described import described as described_files
from corpus_pkg.__about__ import __version__
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.about import About, Citation, parse_about
from corpus_pkg.exchange.citation import citation_cff
from corpus_pkg.exchange.hub.facts import citation, citation_of, read_facts
from corpus_pkg.exchange.hub.metadata import pretty_name
from corpus_pkg.explorer.page import corpus_page
from corpus_pkg.layers.labels import DEFAULT_LABELS

ROOT = Path(__file__).resolve().parents[1]


def described(name: str) -> Any:
    """The content of one of the files that describe the project."""
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".toml"):
        return tomllib.loads(text)["project"]
    return yaml.safe_load(text) if name.endswith(".cff") else json.loads(text)


def test_the_citation_names_the_version() -> None:
    assert described("CITATION.cff")["version"] == __version__


def test_the_citation_is_made_from_what_the_corpus_says_of_itself() -> None:
    about = corpus_pkg.load().about
    assert about == parse_about((ROOT / "corpus.toml").read_text("utf-8"), "corpus.toml")
    assert (ROOT / "CITATION.cff").read_text("utf-8") == citation_cff(about)
    cited = citation((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited == citation_of(about) == read_facts(layout.packaged()).citation
    assert about.version == __version__
    assert about.labels == DEFAULT_LABELS
    licences = described("pyproject.toml")["license"].split(" AND ")
    assert {about.licences.annotations, about.licences.code, about.licences.texts} <= set(licences)
    assert {document.metadata.license for document in corpus_pkg.load()} == {about.licences.texts}


def test_the_explorer_and_the_card_have_the_title_that_the_corpus_says() -> None:
    corpus = corpus_pkg.load()
    assert f"<title>{corpus.about.title}" in corpus_page(corpus)
    assert pretty_name(read_facts(layout.packaged())) == "AzUS"


def test_the_changelog_begins_with_the_version_and_the_citation_has_its_date() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[([\d.]+)\] - (\d{4}-\d{2}-\d{2})$", changelog, re.MULTILINE)
    assert newest is not None
    assert newest[1] == __version__
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^date-released: (.+)$", citation, re.MULTILINE) == [newest[2]]


def test_the_files_for_archives_are_made_from_what_the_corpus_and_the_project_say() -> None:
    assert {name: (ROOT / name).read_text("utf-8") for name in described_files()} == described_files()


def test_codemeta_and_zenodo_say_what_the_project_and_the_citation_say() -> None:
    meta, project, cited = described("codemeta.json"), described("pyproject.toml"), described("CITATION.cff")
    assert (meta["name"], meta["softwareRequirements"]) == (project["name"], project["dependencies"])
    assert all(name.rpartition("/")[2] in project["license"].split(" AND ") for name in meta["license"])
    for named in (meta["version"], cited["version"], described(".zenodo.json")["version"]):
        assert named == __version__
    assert described(".zenodo.json")["license"] == cited["license"].lower()


def test_an_identifier_of_the_release_is_in_codemeta() -> None:
    about = About(title="Ports", citation=Citation(doi="10.1234/ports"))
    assert codemeta(about, described("pyproject.toml"))["identifier"] == "10.1234/ports"


def test_an_archive_of_the_texts_is_not_open() -> None:
    assert "LicenseRef-AzUS-source-texts" in described("pyproject.toml")["license"]
    assert described(".zenodo.json")["access_right"] == "restricted"


def test_the_licence_of_the_package_names_every_licence_of_its_files() -> None:
    texts = {place.stem for place in (ROOT / "LICENSES").iterdir()}
    assert set(described("pyproject.toml")["license"].split(" AND ")) == texts
    assert (ROOT / "LICENSES/Apache-2.0.txt").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (ROOT / "LICENSE-DATA").read_bytes().endswith((ROOT / "LICENSES/CC-BY-4.0.txt").read_bytes())


@pytest.mark.slow
def test_every_file_has_its_licence() -> None:
    reuse = shutil.which("reuse", path=str(Path(sys.executable).parent))
    assert reuse is not None
    done = subprocess.run([reuse, "--root", ROOT, "lint"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
