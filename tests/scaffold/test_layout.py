"""What a new corpus begins with."""

import re
from pathlib import Path

from tests.command_line import run


def test_a_new_corpus_has_the_rules_of_azus_and_nothing_about_files_that_it_lacks(tmp_path: Path) -> None:
    run("new", tmp_path / "ports").succeeded()
    text = (tmp_path / "ports/annotations/GUIDELINES.md").read_text("utf-8")
    assert text.startswith("# Annotation guidelines\n\nThis is a copy of the rules of AzUS")
    before, _, rules = text.partition("\n## 0. ")
    assert "- **0.1** " in rules
    assert not re.findall(r"drafts/|[Vv]ersion 2", before)
    assert "drafts/" not in rules
