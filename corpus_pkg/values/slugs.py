"""Slugs made of words in any script."""

import re
import unicodedata

from corpus_pkg.values.ids import SLUG_MAX_LENGTH


def slug_of(words: str, most: int = SLUG_MAX_LENGTH) -> str:
    """Return words as a slug: their letters and digits in ASCII, joined by hyphens; empty if there are none.

    Every letter counts: accents are removed, and letters of other scripts are transliterated.

    Args:
        words: A name, or the name of a file.
        most: How long the slug may be.

    Examples:
        >>> slug_of("Gülnarə Əliyeva")
        'gulnare-eliyeva'
        >>> slug_of("PMID-1248000")
        'pmid-1248000'
    """
    return "-".join(word.lower() for word in ascii_words(words))[:most].strip("-")


def ascii_words(words: str) -> list[str]:
    """Return the runs of letters and digits of words, in ASCII.

    Args:
        words: Words in any script.

    Examples:
        >>> ascii_words("Ünïted-Kingdom!")
        ['United', 'Kingdom']
    """
    plain = words
    if not words.isascii():
        from anyascii import anyascii

        composed = unicodedata.normalize("NFC", words)
        # A letter may give several, or a sign that has no place in a slug (the soft sign of Russian).
        plain = "".join(
            letter
            if letter.isascii()
            else re.sub("[^A-Za-z0-9]", "", anyascii(letter))
            if unicodedata.category(letter)[0] in "LMN"
            else " "
            for letter in composed
        )
    return re.findall("[A-Za-z0-9]+", plain)
