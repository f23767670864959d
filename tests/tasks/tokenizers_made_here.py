"""Small fast tokenizers, trained on the corpus in the test: nothing is downloaded."""

from functools import cache
from typing import Any

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

import corpus_pkg


def _texts() -> list[str]:
    return [document.text for document in corpus_pkg.load()]


@cache
def wordpiece(size: int = 600) -> Any:
    """A WordPiece tokenizer as BERT's uncased one is: accents stripped, punctuation cut off."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer.train_from_iterator(
        _texts(), trainers.WordPieceTrainer(vocab_size=size, special_tokens=special)
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair=None, special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


@cache
def byte_level(size: int = 600, trim_offsets: bool = True) -> Any:
    """A byte-level BPE tokenizer as RoBERTa's is: one character may be several tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["<s>", "<pad>", "</s>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        _texts(), trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=alphabet)
    )
    template = processors.TemplateProcessing(
        single="<s> $A </s>", pair=None, special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    bytes_ = processors.ByteLevel(add_prefix_space=False, trim_offsets=trim_offsets)
    tokenizer.post_processor = processors.Sequence([bytes_, template])
    return tokenizer


@cache
def whitespace() -> Any:
    """A tokenizer whose tokens are words with their punctuation, so that names end inside tokens."""
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator(_texts(), trainers.WordLevelTrainer(special_tokens=["[UNK]"]))
    return tokenizer
