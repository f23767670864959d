"""`a` and `an` before what was swapped: the one word outside an annotation that is mended."""

import re
from typing import Final

from corpus_pkg.augment.edits import Edit
from corpus_pkg.augment.free import Free

_ARTICLE: Final = re.compile(r"(?<!\w)(an?)[ \u00a0]\Z", re.IGNORECASE)
_VOWEL: Final = re.compile(r"8|11(?!\d)|18(?!\d)|[aeiou]", re.IGNORECASE)
# "a European", "a Ukrainian", "a one-day", but "an Unknown".
_CONSONANT: Final = re.compile(r"eu|uk|uni|us[ae]|uzb|uru|uga|one\b|once\b", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[A-Z](?:\.|[A-Z0-9.]*(?![a-z]))")


def takes_an(words: str) -> bool:
    """Say whether English writes `an` before some words."""
    if _LETTERS.match(words):
        return words[0] in "AEFHILMNORSX"
    return _VOWEL.match(words) is not None and not _CONSONANT.match(words)


def article_edit(text: str, edit: Edit, free: Free) -> Edit | None:
    """Return the edit that mends `a` or `an` before another edit, or None where nothing is to be mended.

    Args:
        text: The old text.
        edit: What is swapped.
        free: The old document's spans; an article that a span begins or ends in is left alone.
    """
    found = _ARTICLE.search(text, max(0, edit.start - 4), edit.start)
    if found is None or takes_an(text[edit.start : edit.end]) is takes_an(edit.text):
        return None
    if takes_an(text[edit.start : edit.end]) is not (found[1].lower() == "an"):
        return None  # it did not go with the old words: perhaps it is no article
    if not free.plain(*found.span(1)) or not free.alone(*found.span(1)):
        return None
    wanted = "an" if takes_an(edit.text) else "a"
    wanted = wanted.capitalize() if found[1][0].isupper() else wanted
    return Edit(found.start(1), found.end(1), wanted, edit.key)
