"""The example notebook gives what is stored in it, and is one that Jupyter opens."""

import json

import pytest

from benchmarks.notebook import NOTEBOOK, outputs, read, run, written
from mkdocs_hooks import shown


def test_the_cells_give_what_is_stored() -> None:
    assert written(run(read())) == NOTEBOOK.read_text("utf-8")


def test_it_is_a_notebook_of_the_present_format() -> None:
    notebook = read()
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        keys = {"cell_type", "id", "metadata", "source"}
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == keys | code


def test_a_cell_gives_what_it_prints_and_what_its_last_line_is_worth() -> None:
    space: dict[str, object] = {}
    printed, value = outputs("x = 2\nprint(x)\nx + 1", space, 1)
    assert printed["text"] == ["2\n"]
    assert value["data"] == {"text/plain": ["3"]}
    assert outputs("y = x", space, 2) == []
    with pytest.raises(NameError):
        outputs("z", space, 3)


def test_the_site_shows_tables_as_tables_and_leaves_no_cell_out() -> None:
    page = "\n".join(part for cell in read()["cells"] for part in shown(cell))
    assert page.count("```python") == sum(cell["cell_type"] == "code" for cell in read()["cells"])
    assert page.count('<div class="given">') == json.dumps(read()).count("text/html") > 2
    assert "<style" not in page
