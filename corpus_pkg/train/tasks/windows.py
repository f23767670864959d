"""Windows of subwords: a text cut by a Hugging Face tokenizer, and the spans of the tokens in the document.

Works with every fast tokenizer through its offset mapping: a `transformers` tokenizer, or a plain
`tokenizers.Tokenizer`. Neither library is imported here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_pkg.train.tokens import TokenSpan, is_attached
from corpus_pkg.train.units import Stretch


@dataclass(frozen=True, slots=True)
class Window:
    """One encoding; `first` is the number of its first token that is not a special token."""

    encoding: Any
    first: int
    special: list[bool]

    @property
    def length(self) -> int:
        """The number of its tokens that are not special tokens."""
        return len(self.special) - sum(self.special)


def windower(tokenizer: Any, max_length: int | None, stride: int) -> Callable[[str], list[Window]]:
    """Return the function that cuts a text into windows.

    Args:
        tokenizer: A fast tokenizer of `transformers`, or a `tokenizers.Tokenizer`.
        max_length: The most tokens of a window, special tokens counted; None for one window.
        stride: How many tokens a window shares with the one before it.

    Raises:
        TypeError: The tokenizer is not a fast one.
        ValueError: The stride leaves a window no new token.
    """
    plain = hasattr(tokenizer, "enable_truncation")
    if not plain and not getattr(tokenizer, "is_fast", False):
        found = type(tokenizer).__name__
        raise TypeError(f"{found} is not a fast tokenizer: it has no offsets; load it with use_fast=True")
    if max_length is not None:
        special = len((_plain_encoder if plain else _encoder)(tokenizer)("").ids)
        if not 0 <= stride < max_length - special:
            raise ValueError(
                f"windows of {max_length} tokens, {special} of them special, can't share {stride}; give a "
                "stride below what is left"
            )
    encode = (_plain_encoder if plain else _encoder)(tokenizer, max_length, stride)

    def windows(text: str) -> list[Window]:
        whole = encode(text)
        made: list[Window] = []
        end = stride
        for encoding in sorted([whole, *whole.overflowing], key=_first_offset):
            special = [bool(flag) for flag in encoding.special_tokens_mask]
            window = Window(encoding, end - stride, special)
            end = window.first + window.length
            made.append(window)
        return made

    return windows


def _encoder(tokenizer: Any, max_length: int | None = None, stride: int = 0) -> Any:
    """Return the function that encodes a text with a tokenizer of `transformers`."""
    cut = {} if max_length is None else {"truncation": True, "max_length": max_length, "stride": stride}
    return lambda text: tokenizer(text, return_overflowing_tokens=True, **cut).encodings[0]


def _plain_encoder(tokenizer: Any, max_length: int | None = None, stride: int = 0) -> Any:
    """Return the function that encodes a text with a plain tokenizer, whose own settings stay as they are."""
    own = type(tokenizer).from_str(tokenizer.to_str())
    own.no_padding()
    own.no_truncation()
    if max_length is not None:
        own.enable_truncation(max_length, stride=stride)
    return own.encode


def _first_offset(encoding: Any) -> tuple[int, int]:
    """Return the key that orders windows, for tokenizers that cut from the left."""
    kept = zip(encoding.offsets, encoding.special_tokens_mask, strict=True)
    return next((offset for offset, special in kept if not special), (0, 0))


def window_tokens(windows: Sequence[Window], stretch: Stretch) -> tuple[list[TokenSpan], list[int | None]]:
    """Return the span in the document and the word of each token that is not a special token."""
    spans: list[TokenSpan] = []
    words: list[int | None] = []
    for window in windows:
        # Each access copies the whole list out of the encoding.
        offsets, of_word = window.encoding.offsets, window.encoding.word_ids
        kept = [place for place, special in enumerate(window.special) if not special]
        for place in kept[len(spans) - window.first :]:
            start, end = offsets[place]
            covered = stretch.text[start:end]
            start += len(covered) - len(covered.lstrip())
            end = max(start, end - (len(covered) - len(covered.rstrip())))
            spans.append((stretch.start + start, stretch.start + end))
            words.append(of_word[place])
    return [_with_marks(spans, place, stretch) for place in range(len(spans))], words


def _with_marks(spans: Sequence[TokenSpan], place: int, stretch: Stretch) -> TokenSpan:
    """Return a token's span with the marks after it that the tokenizer left out (a stripped accent)."""
    start, end = spans[place]
    limit = spans[place + 1][0] if place + 1 < len(spans) else stretch.end
    while start < end < limit and is_attached(stretch.text[end - stretch.start]):
        end += 1
    return start, end
