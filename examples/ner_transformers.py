"""Names by token classification with the Trainer of Transformers, on a small model made here.

Nothing is downloaded: model and tokenizer are made from the training half. With `PRETRAINED` set to the
name of a model, that model is fine-tuned instead; no other line changes.

Needs `pip install "corpus-pkg[baselines]"`. Run: `python examples/ner_transformers.py`
"""

import tempfile
from collections.abc import Iterator
from typing import Any

import corpus_pkg
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.train import tasks
from corpus_pkg.train.scoring import Summary, cross_validate, with_names
from corpus_pkg.train.tasks.tags import tag_names

PRETRAINED: str | None = None  # the line to change: "bert-base-cased", "microsoft/deberta-v3-base", …
SEED = 907
EPOCHS = 30
LABELS = dict(enumerate(tag_names("BIO")))


def model_and_tokenizer(train: Corpus) -> tuple[Any, Any]:
    """Return what is trained: a pretrained model, or a small one with its tokenizer, made from the texts."""
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    hf: Any = transformers
    classifier = hf.AutoModelForTokenClassification
    if PRETRAINED is not None:
        tokenizer = hf.AutoTokenizer.from_pretrained(PRETRAINED)
        return classifier.from_pretrained(PRETRAINED, id2label=LABELS), tokenizer
    words: Any = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=2000, special_tokens=["[PAD]", "[UNK]"], show_progress=False
    )
    words.train_from_iterator([document.text for document in train], trainer)
    tokenizer = hf.PreTrainedTokenizerFast(tokenizer_object=words, pad_token="[PAD]", unk_token="[UNK]")
    config = hf.BertConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        id2label=LABELS,
        label2id={name: number for number, name in LABELS.items()},
    )
    return classifier.from_config(config), tokenizer


def results(corpus: Corpus, samples: int = 1000, epochs: int = EPOCHS) -> Iterator[Summary]:
    """Yield the scores."""
    from transformers import DataCollatorForTokenClassification, Trainer, TrainingArguments, set_seed

    def predict(train: Corpus, test: Corpus) -> list[Document]:
        set_seed(SEED)
        model, tokenizer = model_and_tokenizer(train)
        columns = ["input_ids", "attention_mask", "labels"]
        rows = tasks.subword_ner(test, tokenizer, max_length=128, stride=32)
        learnt = tasks.subword_ner(train, tokenizer, max_length=128, stride=32)
        with tempfile.TemporaryDirectory() as folder:
            trainer = Trainer(
                model=model,
                args=TrainingArguments(
                    folder,
                    num_train_epochs=epochs,
                    per_device_train_batch_size=8,
                    learning_rate=1e-3 if PRETRAINED is None else 5e-5,
                    seed=SEED,
                    save_strategy="no",
                    report_to="none",
                    disable_tqdm=True,
                    logging_strategy="no",
                    use_cpu=True,
                ),
                train_dataset=learnt.to_datasets().select_columns(columns),
                data_collator=DataCollatorForTokenClassification(tokenizer),
            )
            trainer.train()
            found: Any = trainer.predict(rows.to_datasets().select_columns(columns)).predictions
        labels = [ids[: len(row.input_ids)].tolist() for row, ids in zip(rows, found.argmax(-1), strict=True)]
        names = tasks.subword_names(rows.records, labels)
        return [with_names(document, names.get(document.id, [])) for document in test]

    method = f"Transformers, {PRETRAINED or 'a small model from nothing'}"
    found = cross_validate(corpus, predict, method=method, layers=["entities"], samples=samples)
    yield found.summary("entities", "strict")
    yield found.summary("entities", "boundary")


if __name__ == "__main__":
    for summary in results(corpus_pkg.load()):
        print(summary)
