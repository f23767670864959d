"""`eval.yaml` and the configs it names: what models are asked, ready for a harness."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from corpus_pkg import Corpus, llm
from tests.llm.replies import FILLED


def test_the_evaluation_file_names_the_questions_of_every_layer(repository: Path) -> None:
    tasks = yaml.safe_load((repository / "eval.yaml").read_text("utf-8"))["tasks"]
    assert [task["id"] for task in tasks] == list(llm.ANSWERED)
    card = yaml.safe_load((repository / "README.md").read_text("utf-8").split("---\n")[1])
    files = {config["config_name"]: config["data_files"] for config in card["configs"]}
    for task in tasks:
        assert files[task["config"]] == [{"split": "test", "path": f"{task['config']}.parquet"}]
        assert task["split"] == "test"
        columns = set(pq.read_schema(repository / f"{task['config']}.parquet").names)
        assert {task["field_spec"]["input"], task["field_spec"]["target"]} <= columns


@pytest.mark.parametrize("layer", dict(FILLED))
def test_targets_are_the_gold_answers(layer: str, repository: Path, corpus: Corpus) -> None:
    rows = pq.read_table(repository / f"ask_{layer}.parquet").to_pylist()
    assert len(rows) == (5 if layer == "document_stance" else 208)
    prompter = llm.Prompter(corpus, layer, guidelines=False)
    for row in rows:
        document = corpus[row["document"]]
        assert corpus.ids[row["fold"]] == document.id
        assert llm.parse_answer(row["target"], layer) == llm.answer_of(document, layer, row["sentence"])
        assert row["prompt"] == prompter.prompt(document, row["sentence"]).text
    replies = [llm.Reply(row["document"], row["sentence"], row["target"]) for row in rows]
    assert llm.score_replies(corpus, layer, replies, samples=0).headline.value == 1
