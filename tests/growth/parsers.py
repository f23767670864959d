"""Every function that reads free text, with texts that are hard on it.

A new parser is one line here; the test of this table fails for one that is forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from corpus_pkg.annotate.drafts import locate
from corpus_pkg.checks import words
from corpus_pkg.corpus import files
from corpus_pkg.exchange.formats import (
    chunk_tags,
    conll_fields,
    conllu_entity,
    jsonfile,
    token_stream,
    xmlfile,
)
from corpus_pkg.exchange.formats import tokens as format_tokens
from corpus_pkg.exchange.hub import datasheet, remote
from corpus_pkg.exchange.hub import errors as hub_errors
from corpus_pkg.exchange.textfree import letters
from corpus_pkg.train import tokens
from corpus_pkg.values import codes, edtf, free_text, licenses, slugs, timex, titles, units

# The packages have functions of these names.
align = import_module("corpus_pkg.annotate.diff.align")
propose = import_module("corpus_pkg.annotate.scaffold.propose")

MODULES: Final = (
    align,
    chunk_tags,
    codes,
    conll_fields,
    conllu_entity,
    datasheet,
    edtf,
    files,
    format_tokens,
    free_text,
    hub_errors,
    jsonfile,
    letters,
    licenses,
    locate,
    propose,
    remote,
    slugs,
    timex,
    titles,
    token_stream,
    tokens,
    units,
    words,
    xmlfile,
)
"""The modules whose public functions are parsers, or are named in `NO_PARSERS`."""

NO_PARSERS: Final = frozenset(
    {
        "codes.country_codes",
        "codes.currency_codes",
        "codes.currency_names",
        "codes.spelled",
        "conll_fields.escape",
        "conll_fields.pairs",
        "files.is_folder",
        "files.is_inside",
        "files.is_plain_file",
        "files.is_there",
        "files.json_kind",
        "files.kind_of",
        "files.list_folder",
        "files.open_bytes",
        "files.read_bytes",
        "files.read_json_lines",
        "files.read_lines",
        "files.read_text",
        "files.refused",
        "free_text.is_seen",
        "hub_errors.explained",
        "jsonfile.dump_json",
        "jsonfile.number",
        "jsonfile.objects",
        "jsonfile.offsets",
        "jsonfile.string",
        "remote.download",
        "tokens.checked_tokens",
        "tokens.is_attached",
        "tokens.token_range",
        "words.continues",
        "words.is_edge_sign",
        "words.is_word",
        "words.parts_letters",
        "xmlfile.etree_bytes",
    }
)
"""The other public functions of these modules: they read a character, a value or a file, or only write."""


@dataclass(frozen=True)
class Parser:
    """A function that reads a text.

    Attributes:
        read: The function; a ValueError or LookupError is an answer too.
        units: Pieces that are repeated to make a text.
        ends: What such a text may end in.
    """

    read: Callable[[str], object]
    units: tuple[str, ...]
    ends: tuple[str, ...] = ("", "\x7f")


def _edges(text: str) -> None:
    for at in range(1, len(text)):
        words.cuts_word(text, at, 0, len(text))


def _edges_between(text: str) -> None:
    bounds = [0, *range(1, len(text), 9), len(text)]
    for at in range(1, len(text)):
        words.cuts_word_between(text, at, bounds)


def _tags(text: str) -> None:
    tags = text.split(" ")
    chunk_tags.read_chunks(tags, range(len(tags)), range(0, len(tags), 7))


def _half(text: str) -> str:
    return text[: len(text) // 2]


_DATES = ("_REF", "P1", "0", "1/", "XX", "T", "2025-08-")
_JSON = ('{"a":', "[", '{"a":1,"a":1,', '"', "\\u0000", "1", "a")

PARSERS: Final[dict[str, Parser]] = {
    "chunk_tags.read_chunks": Parser(_tags, ("B-a ", "I-a ", "O ", "S-a ", "E-a ", "B-", "- ")),
    "align.align": Parser(lambda text: align.align(text, text[:-1]), ("a", "a b ", "a a b ", "!?")),
    "codes.country": Parser(codes.country, ("A",)),
    "codes.country_names": Parser(codes.country_names, ("A",)),
    "codes.is_country_name": Parser(lambda text: codes.is_country_name("AZ", text), ("a", "Az ", "é", "-")),
    "codes.currency": Parser(codes.currency, ("A", "a")),
    "codes.decimal_string": Parser(codes.decimal_string, ("1", "0.", ",", "-", " ", "e9")),
    "codes.language_tag": Parser(codes.language_tag, ("a", "en-", "-Latn")),
    "conll_fields.read_pairs": Parser(conll_fields.read_pairs, ("|", "a=", "a=b|", "%7C", "%")),
    "conllu_entity.brackets": Parser(
        conllu_entity.brackets, ("(1-a", "1)", "(1-a)", "a", "(", "[1/2]", "1-")
    ),
    "datasheet.answers": Parser(datasheet.answers, ("**1. a** b\n\n", "**1.", "*", "\n", "**1. ", " \n")),
    "datasheet.plain": Parser(datasheet.plain, ("*", "[a](", "`", "_a")),
    "edtf.bounds": Parser(edtf.bounds, ("2025-", "X", "?", "..", "/")),
    "edtf.edtf_date": Parser(edtf.edtf_date, ("2025-", "X/", "X", "?", "..", "/")),
    "files.decode": Parser(lambda text: files.decode(text.encode(), "a.txt"), ("a", "é", "\n")),
    "files.parse_object": Parser(lambda text: files.parse_object(text.encode(), "a.jsonl", 1), _JSON),
    "format_tokens.tokenise": Parser(
        lambda text: list(format_tokens.tokenise(text, range(0, len(text), 3))), ("a", "a\u0301", "!", " ")
    ),
    "free_text.free_text": Parser(
        free_text.free_text, ("a", "é\u200d", "é", "\u0301", " ", "☂\ufe0f"), ("", " ", "\u202e", "\u200d")
    ),
    "hub_errors.without_tokens": Parser(hub_errors.without_tokens, ("hf_", "h", "Bearer ", "hf_a")),
    "jsonfile.parse_json": Parser(lambda text: jsonfile.parse_json(text.encode(), "a.json"), _JSON),
    "letters.letters_of": Parser(letters.letters_of, ("''", "``", "-", "ﷺ", "\u0301", "\xad")),
    "licenses.spdx_license": Parser(
        licenses.spdx_license, ("MIT OR ", "(", "a", "MIT ", "()"), ("", "MIT", ")" * 90)
    ),
    "licenses.allows_redistribution": Parser(licenses.allows_redistribution, ("MIT OR ", "LicenseRef")),
    "locate.departure": Parser(lambda text: locate.departure(text, _half(text) + "!", 0), ("a", "ab", "a ")),
    "locate.folded": Parser(locate.folded, ("a", "“", "\u2003")),
    "locate.locate": Parser(
        lambda text: locate.locate(text, _half(text), 0, len(text), n=None), ("a", "ab", "a ", "aab")
    ),
    "locate.nearest": Parser(lambda text: locate.nearest(text, _half(text) + "!"), ("a", "a ", "ab c ")),
    "locate.occurrences": Parser(
        lambda text: locate.occurrences(text, _half(text), 0, len(text)), ("a", "ab", "a ", "aab")
    ),
    "propose.title_of": Parser(lambda text: propose.title_of(propose.propose(text)[0]), ("a ", "A.")),
    "propose.propose": Parser(
        propose.propose,
        (
            "!?",
            "Mr. X ",
            "A.",
            "A. ",
            "a. ",
            "U.S. The ",
            "1. ",
            "!”",
            ". ",
            "。”",
            "\n",
            "a\n\n",
            "• a\n",
            "🇦",
            "”",
        ),
        ("", "!", " "),
    ),
    "remote.parse_address": Parser(remote.parse_address, ("hf://", "datasets/", "a/", "@", "a")),
    "timex.allowed_types": Parser(timex.allowed_types, _DATES),
    "timex.first_day": Parser(timex.first_day, _DATES),
    "slugs.slug_of": Parser(slugs.slug_of, ("a", "é", "ə", "-", " ", "北", "’")),
    "slugs.ascii_words": Parser(slugs.ascii_words, ("a", "é", "ə", "-", " ", "北", "’")),
    "timex.last_day": Parser(timex.last_day, _DATES),
    "timex.parse": Parser(timex.parse, _DATES),
    "titles.file_name": Parser(titles.file_name, ("a", "/", "é", "a ")),
    "titles.wikipedia_title": Parser(titles.wikipedia_title, ("a", "%2", ":/", "_", "a ")),
    "token_stream.gaps": Parser(lambda text: token_stream.gaps(text, text.split()), ("a", " ", "a ")),
    "token_stream.letters_of": Parser(token_stream.letters_of, ("a", " ", "\ufeff")),
    "tokens.simple_tokens": Parser(
        tokens.simple_tokens, ("A.", "1.", "1,", "a", "a's", "’s", "\u0301", "é\u0301", "!")
    ),
    "units.ucum": Parser(units.ucum, ("m", "m.", "{", "{a}", "(", "10")),
    "words.closes_inside": Parser(lambda text: words.closes_inside(text + ")"), ("(", "a", ")")),
    "words.cuts_word": Parser(_edges, ("a", "a's ", "A.", "🇦", "\u0301", "1.", "'")),
    "words.cuts_word_between": Parser(_edges_between, ("a", "a's ", "A.", "🇦", "\u0301", "1.", "'")),
    "words.ends_in_abbreviation": Parser(
        words.ends_in_abbreviation, ("A.", "a", "Mr. ", "."), ("", ".", "A")
    ),
    "words.ends_in_letters": Parser(words.ends_in_letters, ("A.", "a", "."), ("", ".", "A")),
    "words.ends_in_title": Parser(words.ends_in_title, ("Mr.", "H.", "H. "), ("", ".", "A")),
    "words.opens_inside": Parser(words.opens_inside, ("(", "(a", ")")),
    "xmlfile.fits_xml": Parser(xmlfile.fits_xml, ("a", "\t"), ("", "\x00")),
    "xmlfile.parse_xml": Parser(
        lambda text: xmlfile.parse_xml(text.encode()),
        ("<a>", "<a b='", "&amp;", "<!--", "<!DOCTYPE a [", "]]>"),
    ),
}
"""The parsers by module and name."""
