"""The clients themselves take the rows: TRL, GLiNER, GLiNER2 and LangExtract, unmodified and offline.

Run with `pytest -m clients tests/llm` where the extra `models-test` is installed.
"""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg import llm, rewards
from corpus_pkg.train import tasks

pytestmark = [pytest.mark.clients, pytest.mark.filterwarnings("default")]
CORPUS = corpus_pkg.load()


@pytest.mark.parametrize("columns", [["prompt", "completion"], ["messages"]])
def test_trl_trains_on_chats_and_masks_the_prompt(
    columns: list[str], model: Any, tokenizer: Any, tmp_path: Path
) -> None:
    import trl

    view = tasks.chat(CORPUS, layers=["dates"])
    data = view.to_datasets().select_columns(columns)
    config = trl.SFTConfig(
        output_dir=str(tmp_path),
        max_steps=4,
        per_device_train_batch_size=2,
        max_length=None,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
        bf16=False,
        packing=False,
    )
    trainer = trl.SFTTrainer(model, args=config, train_dataset=data, processing_class=tokenizer)
    batch = next(iter(trainer.get_train_dataloader()))
    trainer.train()
    assert trainer.state.global_step == 4
    answers = {row.completion[0].content for row in view}
    for ids, labels in zip(batch["input_ids"], batch["labels"], strict=True):
        learned = tokenizer.decode(ids[labels != -100]).removesuffix("<|end|>")
        whole = tokenizer.decode(ids)
        if columns == ["messages"]:
            assert "<|user|>" in learned
        else:
            assert learned.removeprefix("<|assistant|>") in answers
            assert learned in whole


def test_trl_calls_the_rewards(model: Any, tokenizer: Any, tmp_path: Path) -> None:
    import trl

    data = tasks.chat(CORPUS, layers=["dates"]).to_datasets().remove_columns(["messages", "completion"])
    config = trl.GRPOConfig(
        output_dir=str(tmp_path),
        max_steps=1,
        per_device_train_batch_size=2,
        num_generations=2,
        max_completion_length=4,
        report_to=[],
        save_strategy="no",
        use_cpu=True,
        bf16=False,
        logging_steps=1,
    )
    trainer = trl.GRPOTrainer(
        model,
        reward_funcs=list(rewards.functions(CORPUS)),
        args=config,
        train_dataset=data,
        processing_class=tokenizer,
    )
    trainer.train()
    logged = trainer.state.log_history[0]
    for name in ("well_formed", "grounded", "span_f1"):
        assert logged[f"rewards/{name}/mean"] == 0


def test_gliner_keeps_every_span_of_a_row(tokenizer: Any) -> None:
    import torch
    from gliner.config import GLiNERConfig
    from gliner.data_processing import processor as processors
    from gliner.data_processing import tokenizer as splitters

    view = tasks.gliner(CORPUS)
    config = GLiNERConfig(max_width=12, max_len=384)
    splitter = splitters.WordsSplitter("whitespace")
    processor = processors.UniEncoderSpanProcessor(config, tokenizer, splitter)
    labels = sorted({span.span_label for row in view for span in row.ner})
    ids = {label: number for number, label in enumerate(labels, 1)}
    for row in view:
        example = row.example()
        words = [word for word, _, _ in splitter(row.text)]
        assert words == example["tokenized_text"]  # as the model will see it when it predicts
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            made = processor.preprocess_example(example["tokenized_text"], example["ner"], ids)
        found = torch.nonzero(made["span_label"] > 0)
        assert len(found) == len({(span.first, span.last) for span in row.ner})


def test_gliner2_finds_no_row_invalid(tmp_path: Path) -> None:
    from gliner2.training.data import TrainingDataset

    view = tasks.gliner2(CORPUS)
    place = tmp_path / "train.jsonl"
    place.write_text("".join(json.dumps(row.example()) + "\n" for row in view), "utf-8")
    loaded = TrainingDataset.load(str(place))
    assert len(loaded) == len(view) == sum(len(document.sentences) for document in CORPUS)
    loaded.validate()
    assert all(example.validate() == [] for example in loaded.examples)
    mentions = sum(len(spans) for example in loaded.examples for spans in example.entities.values())
    assert mentions == sum(len(row.entities) for row in view)
    assert sum(len(example.structures) for example in loaded.examples) == sum(
        len({field.structure for field in row.structures}) for row in view
    )


def test_langextract_finds_every_extraction_in_its_text() -> None:
    from langextract import data, prompt_validation

    view = tasks.langextract(CORPUS)
    examples = [
        data.ExampleData(
            text=row.text,
            extractions=[
                data.Extraction(
                    one["extraction_class"],
                    one["extraction_text"],
                    char_interval=data.CharInterval(**one["char_interval"]),
                    attributes=one["attributes"],
                )
                for one in row.example()["extractions"]
            ],
        )
        for row in view
    ]
    report = prompt_validation.validate_prompt_alignment(examples)
    total = sum(len(row.extractions) for row in view)
    # Its aligner looks for whole tokens of its own, and for each text once; the places in the rows are right.
    assert not report.has_failed
    assert len(report.issues) <= 0.02 * total, [issue.short_msg() for issue in report.issues]


def test_hub_configs_load_as_rows_of_the_views(tmp_path: Path) -> None:
    import datasets

    from corpus_pkg.exchange.hub.builder import build_repository

    build_repository(None, tmp_path / "out")
    for name in ("chat", "gliner", "gliner2", "langextract"):
        rows = datasets.load_dataset(
            "parquet", data_files=str(tmp_path / f"out/{name}.parquet"), split="train"
        )
        assert len(rows) == len(tasks.task_view(CORPUS, name))
    first = datasets.load_dataset("parquet", data_files=str(tmp_path / "out/chat.parquet"), split="train")[0]
    llm.parse_answer(first["completion"][0]["content"], first["layer"])
