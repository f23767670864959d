"""The example notebook: its cells are run here, and what they give is written into it.

`python -m benchmarks.notebook --write` runs `docs/azus.ipynb` and stores its outputs. Without `--write` it
ends with status 1 where they are not what the cells give now. Jupyter is not needed: the output of a cell is
what it prints, and the value of its last line.
"""

import argparse
import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any, Final

NOTEBOOK: Final = Path(__file__).parents[1] / "docs/azus.ipynb"


def read(path: Path = NOTEBOOK) -> dict[str, Any]:
    """Return a notebook."""
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def written(notebook: dict[str, Any]) -> str:
    """Return the text of a notebook's file."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with the outputs of its cells, which share one namespace."""
    space: dict[str, Any] = {"__name__": "__main__"}
    cells = []
    count = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            found = outputs("".join(cell["source"]), space, count)
            cells.append({**cell, "execution_count": count, "outputs": found})
        else:
            cells.append(cell)
    return {**notebook, "cells": cells}


def outputs(source: str, space: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Run a cell and return what a notebook shows under it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {count}", "exec"), space)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {count}", "eval"), space)
    found: list[dict[str, Any]] = []
    if text := printed.getvalue():
        found.append({"name": "stdout", "output_type": "stream", "text": _lines(text)})
    if value is not None:
        shown = {"text/plain": _lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            shown["text/html"] = _lines(value._repr_html_())
        found.append(
            {"data": shown, "execution_count": count, "metadata": {}, "output_type": "execute_result"}
        )
    return found


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main() -> int:
    """Write the outputs, or say whether they are out of date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="store the outputs in the notebook")
    before = NOTEBOOK.read_text("utf-8")
    after = written(run(read()))
    if parser.parse_args().write:
        NOTEBOOK.write_text(after, "utf-8")
    elif before != after:
        print(f"{NOTEBOOK.name} is out of date; run this again with --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
