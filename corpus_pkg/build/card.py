"""The README.md of a build: what `datasets` and the Hub must know to load each table by its name."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from corpus_pkg.corpus.about import About, about_toml
from corpus_pkg.corpus.layout import ABOUT_FILE
from corpus_pkg.corpus.staging import write_new
from corpus_pkg.tables.definitions import TABLE_NAMES
from corpus_pkg.tables.manifest import BuiltFile, built_file

CARD_FILE: Final = "README.md"
DEFAULT: Final = "documents"
"""The table that `load_dataset` loads where none is named."""

_TEXT: Final = """
# Tables of a corpus

Parquet files that `corpus-pkg build` made, with their checksums in `manifest.json`.

```python
import corpus_pkg
from datasets import load_dataset

corpus = corpus_pkg.load("FOLDER")
rows = load_dataset("FOLDER", "TABLE", split="train")
```

"""


def write_about(folder: Path, about: About, files: dict[str, BuiltFile]) -> None:
    """Write what the corpus says of itself, where it says something, and note the file."""
    if about != About():
        write_new(folder / ABOUT_FILE, about_toml(about).encode("utf-8"))
        files[ABOUT_FILE] = built_file(folder / ABOUT_FILE, "", 0)


def write_card(folder: Path, files: dict[str, BuiltFile]) -> None:
    """Write the file for a build whose other files are there, and note it with them."""
    write_new(folder / CARD_FILE, card(files).encode("utf-8"))
    files[CARD_FILE] = built_file(folder / CARD_FILE, "", 0)


def card(files: Mapping[str, BuiltFile]) -> str:
    """Return the text of the file for a build that has some files of tables."""
    parts: dict[str, list[str]] = {}
    for name, file in files.items():
        if file.table:
            parts.setdefault(file.table, []).append(name)
    tables = [name for name in TABLE_NAMES if name in parts]
    rows = {name: sum(files[part].rows for part in parts[name]) for name in tables}
    listed = "".join(f"- `{name}`: {rows[name]:,} rows\n" for name in tables)
    return "\n".join(["---", *_yaml(tables, parts), "---", _TEXT + listed])


def _yaml(tables: list[str], parts: Mapping[str, list[str]]) -> Iterator[str]:
    if not tables:
        yield "configs: []"
        return
    yield "configs:"
    for name in tables:
        yield f"- config_name: {name}"
        if name == DEFAULT:
            yield "  default: true"
        yield "  data_files:"
        yield "  - split: train"
        if len(parts[name]) == 1:
            yield f"    path: {parts[name][0]}"
        else:
            yield f"    path: {name}-*-of-{len(parts[name]):05}.parquet"
