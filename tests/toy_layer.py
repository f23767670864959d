"""The package with a layer and fields that its parts do not know, as a tree that commands run in."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

MOODS = '''"""Moods: a layer that someone adds."""

from enum import StrEnum
from typing import Annotated

from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.spec import LayerSpec

MoodId = Annotated[str, id_form("moo")]


class Mood(StrEnum):
    """A mood."""

    GLAD = "GLAD"
    SAD = "SAD"


class MoodSpan(Annotation):
    """A span with a mood."""

    prefix = "moo"
    id: MoodId
    """The mood_span's id."""
    mood: Mood | None = None
    """The mood."""


MOODS = LayerSpec("moods", MoodSpan, "Its moods.", "One row a mood_span.")
'''
"""The module of the new layer."""

EDITS: tuple[tuple[str, str, str], ...] = (
    (
        "layers/catalog.py",
        "from corpus_pkg.layers.dates",
        "from corpus_pkg.layers.moods import MOODS\nfrom corpus_pkg.layers.dates",
    ),
    ("layers/catalog.py", "STANCE, CLAIMS, DOCUMENT_STANCE)", "STANCE, CLAIMS, MOODS, DOCUMENT_STANCE)"),
)
"""What the one who adds a layer writes besides: its line in `LAYERS`, and the import."""

MOOD = 'class Mood(StrEnum):\n    """A mood."""\n\n    GLAD = "GLAD"\n    SAD = "SAD"\n\n\n'
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("layers/labels.py", "class EntityType(", MOOD + "class EntityType("),
    ("layers/dates.py", "import Annotation, id_form", "import Annotation, Span, id_form"),
    (
        "layers/dates.py",
        "    mod: labels.DateMod | None = None\n",
        (
            '    mood: labels.Mood | None = None\n    """The mood."""\n'
            '    source: Span | None = None\n    """The source."""\n'
            '    remark: FreeText | None = None\n    """A remark."""\n'
            '    remarks: tuple[FreeText, ...] = ()\n    """Remarks."""\n'
            "    mod: labels.DateMod | None = None\n"
        ),
    ),
    (
        "layers/document_stance.py",
        "    label: labels.DocumentStanceLabel\n",
        ('    mood: labels.Mood | None = None\n    """The mood."""\n    label: labels.DocumentStanceLabel\n'),
    ),
)
"""Fields that are added to records of layers that there are."""


RULE: tuple[tuple[str, str, str], ...] = (
    (
        "checks/values.py",
        "\n\ndef _overlaps(",
        (
            '\n\n@rule("mood-source", "The mood of a date has no source; add it.", DATES.name)\n'
            "def moods_have_their_source(case: Case) -> Iterator[Hit]:\n"
            '    """A mood says where it is from."""\n'
            "    for index, date in enumerate(case.document.dates):\n"
            "        if date.mood is not None and date.source is None:\n"
            '            yield Hit(DATES.name, index, "its mood has no source; add it")\n'
            "\n\ndef _overlaps("
        ),
    ),
)
"""A rule that is added, of which the fast build knows nothing."""


def package_with_layer(tree: Path) -> Path:
    """Make a tree of the package that has the layer `moods`, and return it."""
    for name in ("corpus_pkg", "schema", "raw", "annotations"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "corpus_pkg/layers/moods.py").write_text(MOODS, "utf-8")
    for name, old, new in (*EDITS, *FIELDS, *RULE):
        place = tree / "corpus_pkg" / name
        source = place.read_text("utf-8")
        assert old in source, (name, old)
        place.write_text(source.replace(old, new, 1), "utf-8")
    _python(tree, "-m", "corpus_pkg", "schema")
    return tree


def put_moods(tree: Path, folder: str, mood: str) -> None:
    """Write a mood of the second sentence of each document into a folder of the tree."""
    (tree / folder).mkdir()
    for line in (tree / "raw/documents.jsonl").read_text("utf-8").splitlines():
        id_ = json.loads(line)["id"]
        sentences = (tree / f"annotations/sentences/{id_}.jsonl").read_text("utf-8").splitlines()
        span = {name: json.loads(sentences[1])[name] for name in ("start", "end", "text")}
        mood_span = {"id": f"moo-{span['start']}-{span['end']}", **span, "mood": mood}
        (tree / folder / f"{id_}.jsonl").write_text(json.dumps(mood_span) + "\n", "utf-8")


def put_fields(tree: Path, folder: Path) -> None:
    """Copy the corpus of the tree without its annotators and decisions, and fill the added fields in."""
    shutil.copytree(tree / "raw", folder / "raw")
    left = ["annotators", "adjudication.jsonl"]
    shutil.copytree(tree / "annotations", folder / "annotations", ignore=lambda *_: left)
    for place in (folder / "annotations/dates").iterdir():
        records = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
        source = {name: records[1][name] for name in ("start", "end", "text")}
        quoted = (tree / "raw" / f"{place.stem}.txt").read_text("utf-8")[:200]
        remark = " ".join(quoted.split())
        records[0] |= {"mood": "SAD", "source": source, "remark": remark, "remarks": ["of our own", remark]}
        place.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    for place in (folder / "annotations/document_stance").iterdir():
        records = [json.loads(line) | {"mood": "SAD"} for line in place.read_text("utf-8").splitlines()]
        place.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def put_broken(source: Path, folder: Path, number: int, change: Mapping[str, Any]) -> None:
    """Copy a corpus and change the first date of a document; write it as a record file next to it, too."""
    shutil.copytree(source, folder)
    metadata = [json.loads(line) for line in (folder / "raw/documents.jsonl").read_text("utf-8").splitlines()]
    place = folder / f"annotations/dates/{metadata[number]['id']}.jsonl"
    first, _, rest = place.read_text("utf-8").partition("\n")
    place.write_text(json.dumps(json.loads(first) | change) + "\n" + rest, "utf-8")
    lines = []
    for one in metadata:
        document = {
            "id": one["id"],
            "text": (folder / f"raw/{one['id']}.txt").read_bytes().decode(),
            "metadata": one,
        }
        for layer in (folder / "annotations").iterdir():
            if (file := layer / f"{one['id']}.jsonl").is_file():
                document[layer.name] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        lines.append(json.dumps(document) + "\n")
    folder.with_suffix(".jsonl").write_text("".join(lines), "utf-8")


RUN_ALL = """
import contextlib, io, json, sys, traceback
from corpus_pkg.commands import main

ended = {}
for name, arguments in json.loads(sys.argv[1]).items():
    sys.argv = ["corpus-pkg", *arguments]
    written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    status = 0
    with contextlib.redirect_stdout(written), contextlib.redirect_stderr(written):
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        except Exception:
            traceback.print_exc()
            status = 1
    written.seek(0)
    ended[name] = {"status": status, "output": " ".join(written.read().split())}
print(json.dumps(ended))
"""


def run_all(tree: Path, commands: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Run commands of the tree's package in the tree, and return the status and the output of each."""
    found: dict[str, Any] = json.loads(_python(tree, "-c", RUN_ALL, json.dumps(commands)).splitlines()[-1])
    return found


def _python(tree: Path, *arguments: str) -> str:
    env = os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "1000"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
