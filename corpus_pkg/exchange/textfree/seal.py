"""Remarks that quote a text: finding them, and sealing them so that only the text opens them.

Notes and metadata may quote the text they speak of. In the text-free edition such a remark is
encrypted with a key made from the whole text: whoever has the text, byte for byte, gets the remark
back, and nobody else learns more than its length.
"""

import base64
import hashlib
import json
import re
from typing import Any, Final

_WORD: Final = re.compile(r"\w+")
RUN_OF_WORDS: Final = 3
"""How many words in a row a remark must share with the text to count as a quotation."""
RUN_OF_LETTERS: Final = 16
"""How many letters in a row, for scripts that put no spaces between words."""


class Quotations:
    """Finds what shares a run of words or letters with a text.

    Args:
        text: The text.
        words: The shortest run of words, compared without case and punctuation, that is a quotation.
        letters: The shortest run of letters and digits that is one.
    """

    def __init__(self, text: str, *, words: int = RUN_OF_WORDS, letters: int = RUN_OF_LETTERS) -> None:
        self._words, self._letters = words, letters
        self._runs = self._runs_of(text)

    def quotes(self, remark: str) -> bool:
        """Say whether a remark quotes the text, or the text the remark."""
        return not self._runs.isdisjoint(self._runs_of(remark))

    def _runs_of(self, text: str) -> set[str]:
        words = _WORD.findall(text.casefold())
        joined = "".join(words)
        runs = {" ".join(words[at : at + self._words]) for at in range(len(words) - self._words + 1)}
        runs.update(joined[at : at + self._letters] for at in range(len(joined) - self._letters + 1))
        return runs


def seal(content: Any, *texts: bytes) -> str:
    """Return JSON values encrypted with a key that is made from texts, in base64; the same each time."""
    return base64.b64encode(seal_bytes(json.dumps(content, ensure_ascii=False).encode(), *texts)).decode()


def unseal(sealed: str, *texts: bytes) -> Any:
    """Return what was sealed.

    Raises:
        ValueError: The texts are not those that it was sealed with, or it was changed.
    """
    return json.loads(unseal_bytes(base64.b64decode(sealed, validate=True), *texts))


def seal_bytes(content: bytes, *texts: bytes) -> bytes:
    """Return bytes encrypted with a key that is made from texts: a tag of 16 bytes, and as many as given."""
    key = _key(texts)
    tag = _tag(content, key)
    return tag + _masked(content, key, tag)


def unseal_bytes(sealed: bytes, *texts: bytes) -> bytes:
    """Return what `seal_bytes` was given.

    Raises:
        ValueError: The texts are not those that it was sealed with, or it was changed.
    """
    key, tag = _key(texts), sealed[:16]
    content = _masked(sealed[16:], key, tag)
    if _tag(content, key) != tag:
        raise ValueError("the texts are not those that this was sealed with; attach the texts as received")
    return content


def _key(texts: tuple[bytes, ...]) -> bytes:
    # Not the SHA-256 of the text, which the metadata publish, nor made from it.
    state = hashlib.blake2b(digest_size=32, person=b"text-free seal")
    for text in texts:
        state.update(len(text).to_bytes(8, "big"))
        state.update(text)
    return state.digest()


def _tag(content: bytes, key: bytes) -> bytes:
    """Return the tag that tells a changed content, and makes the mask of each content another one."""
    return hashlib.blake2b(content, key=key, digest_size=16).digest()


def _masked(content: bytes, key: bytes, tag: bytes) -> bytes:
    mask = hashlib.shake_256(key + tag).digest(len(content))
    return bytes(a ^ b for a, b in zip(content, mask, strict=True))
