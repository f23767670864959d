"""The files that describe the project to archives, made from `corpus.toml` and `pyproject.toml`.

`python -m benchmarks.described --write` writes `CITATION.cff` (https://citation-file-format.github.io/),
`codemeta.json` (https://codemeta.github.io/) and `.zenodo.json` (https://developers.zenodo.org/). Without
`--write` it ends with status 1 where one of them is out of date.
"""

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import corpus_pkg
from corpus_pkg.corpus.about import About
from corpus_pkg.exchange.citation import CITATION_FILE, citation_cff

ROOT: Final = Path(__file__).parents[1]
SPDX: Final = "https://spdx.org/licenses/"
THREE_LETTERS: Final = {"en": "eng"}
"""Zenodo names languages by ISO 639-3."""
ACCESS: Final = (
    "<p>The source texts are the property of their publishers and may not be redistributed. The annotations "
    "and the code are free: the edition without texts has them.</p>"
)


def described() -> dict[str, str]:
    """Return the content of each file by its name."""
    about = corpus_pkg.load(ROOT).about
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {
        CITATION_FILE: citation_cff(about) or "",
        "codemeta.json": _text(codemeta(about, project)),
        ".zenodo.json": _text(zenodo(about)),
    }


def codemeta(about: About, project: dict[str, Any]) -> dict[str, Any]:
    """Return what CodeMeta says of the package, and of the corpus as its part."""
    licences = about.licences
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "type": "SoftwareSourceCode",
        "name": project["name"],
        "description": project["description"],
        "version": about.version,
        "datePublished": about.citation.released,
        "author": [{"type": "Organization", "name": author} for author in about.citation.authors],
        "license": [f"{SPDX}{licences.code}", f"{SPDX}{licences.annotations}"],
        "keywords": project["keywords"],
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python'].removeprefix('>=')} or later",
        "operatingSystem": "any",
        "softwareRequirements": project["dependencies"],
        "developmentStatus": "active",
        **({"identifier": about.citation.doi} if about.citation.doi else {}),
        "hasPart": {
            "type": "Dataset",
            "name": about.title,
            "license": f"{SPDX}{licences.annotations}",
            "inLanguage": ", ".join(about.languages),
        },
    }


def zenodo(about: About) -> dict[str, Any]:
    """Return what Zenodo is told of an upload with the texts, which may not be open."""
    return {
        "title": about.title,
        "upload_type": "dataset",
        "description": f"<p>{about.citation.abstract}</p>",
        "creators": [{"name": author} for author in about.citation.authors],
        "version": about.version,
        "publication_date": about.citation.released,
        "language": THREE_LETTERS[about.languages[0]],
        "keywords": list(about.citation.keywords),
        "license": (about.licences.annotations or "").lower(),
        "access_right": "restricted",
        "access_conditions": ACCESS,
    }


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Write the files, or say which are out of date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the files that are out of date")
    write = parser.parse_args().write
    stale = [name for name, text in described().items() if (ROOT / name).read_text("utf-8") != text]
    for name in stale:
        if write:
            (ROOT / name).write_text(described()[name], "utf-8")
        print(
            f"wrote {name}"
            if write
            else f"{name} is out of date; run `python -m benchmarks.described --write`"
        )
    return 0 if write or not stale else 1


if __name__ == "__main__":
    sys.exit(main())
