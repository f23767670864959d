"""Rules on where spans begin and end (guidelines, section 0)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from corpus_pkg.checks import words
from corpus_pkg.checks.findings import Case, Hit, Marked, Part
from corpus_pkg.checks.rule import SPANS, rule
from corpus_pkg.corpus.stored_text import span_problem
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, LAYERS, SEGMENTS, SENTENCES, SPAN_LAYERS, STANCE

_TRIMMED: Final = frozenset(spec.name for spec in LAYERS if spec.trimmed)
"""The layers whose spans leave out punctuation at their edges."""
_DETERMINER: Final = re.compile(r"(?i:the|its)(?=\s)")
_FIGURE_DETERMINER: Final = re.compile(r"(?i:the|its|an?)(?=\s)")
_POSSESSIVE: Final = re.compile(f"[{words.APOSTROPHES}][sS]?\\Z")


def _span_problems(case: Case, wanted: str) -> Iterator[Hit]:
    for layer in SPAN_LAYERS:
        for index, record in enumerate(case.document.layer(layer)):
            problem = span_problem(record, case.text)
            if problem is not None and problem[0] == wanted:
                yield Hit(layer, index, problem[1])


@rule("span-range", "The span lies outside the text; correct its offsets.", SPANS, nets=("check_spans",))
def in_range(case: Case) -> Iterator[Hit]:
    """Spans lie in the text."""
    return _span_problems(case, "span-range")


@rule(
    "span-text",
    "The text at the offsets is not the text that is stored; correct one of them.",
    SPANS,
    nets=("check_spans",),
)
def same_text(case: Case) -> Iterator[Hit]:
    """`raw[start:end] == text`."""
    return _span_problems(case, "span-text")


@rule("span-space", "A span begins or ends on a space; leave the space out.", SPANS, nets=("check_spans",))
def no_space_at_edges(case: Case) -> Iterator[Hit]:
    """Spans start and end on a non-space character."""
    for span in (*case.marked, *case.pointed):
        if span.text[0].isspace() or span.text[-1].isspace():
            yield span.hit("begins or ends on a space; leave the space out")


@rule(
    "span-in-word",
    "A span begins or ends inside a word, number or abbreviation; mark it whole.",
    SPANS,
    needs=(SEGMENTS.name, SENTENCES.name),
    nets=("check_places",),
)
def whole_words(case: Case) -> Iterator[Hit]:
    """Spans begin and end between words, or at a hyphen or dash.

    The edges of segments are free: in a scraped page one block may be glued to the next.
    """
    for span in (*case.marked, *case.pointed):
        if span.layer == SEGMENTS.name or span.layer == STANCE.name:
            continue
        is_sentence = span.layer == SENTENCES.name
        low, high = _surroundings(case, span)
        for at in (span.start, span.end):
            if words.cuts_word(case.text, at, low, high, whole_sentence=is_sentence):
                around = case.text[max(low, at - 12) : at] + "|" + case.text[at : min(high, at + 12)]
                yield span.hit(f"has an edge inside a word ({around!r}); mark whole words")


def _surroundings(case: Case, span: Marked) -> tuple[int, int]:
    sentence = None if span.layer == SENTENCES.name else case.sentence_of(span.start, span.end)
    holder = sentence or case.segment_of(span.start, span.end)
    return (holder.start, holder.end) if holder else (0, len(case.text))


@rule(
    "span-determiner",
    "A name, figure or subject begins with `the` or `its`; leave it out.",
    SPANS,
    needs=(Part.REGISTRY,),
    nets=("entities", "dates", "figures"),
)
def no_leading_determiner(case: Case) -> Iterator[Hit]:
    """A leading `the` or `its` is left out; of figures and their subjects `a` too. Dates keep theirs."""
    for span in case.marked:
        if span.layer == ENTITIES.name:
            found = _DETERMINER.match(span.text)
        elif span.layer == FIGURES.name:
            found = _FIGURE_DETERMINER.match(span.text)
        else:
            continue
        if found and not any(name.split(None, 1)[:1] == [found[0]] for name in case.proper_names(span)):
            yield span.hit(f"begins with {found[0]!r}; leave it out")


@rule(
    "span-possessive",
    "A span ends with `’s` or an apostrophe; leave it out.",
    SPANS,
    needs=(Part.REGISTRY,),
    nets=("entities", "dates", "figures"),
)
def no_trailing_possessive(case: Case) -> Iterator[Hit]:
    """A trailing `’s` or `’` is left out; a figure may keep the plain apostrophe, as guidelines 1 had it."""
    for span in case.marked:
        if span.layer not in _TRIMMED or not (found := _POSSESSIVE.search(span.text)):
            continue
        if span.layer == FIGURES.name and span.role == "span" and len(found[0]) == 1:
            continue
        if span.layer == DATES.name and span.text[: found.start()][-1:].isdigit() and len(found[0]) == 2:
            continue  # the 1990's
        if not any(name.endswith(found[0]) for name in case.proper_names(span)):
            yield span.hit(f"ends with {found[0]!r}; leave it out")


@rule(
    "span-punctuation",
    "A span begins or ends with a quotation mark or punctuation; leave it out.",
    SPANS,
    needs=(Part.REGISTRY,),
    nets=("entities", "dates", "figures"),
)
def no_punctuation_at_edges(case: Case) -> Iterator[Hit]:
    """Quotation marks and punctuation at the edges are left out, but not those of abbreviations."""
    for span in case.marked:
        if span.layer not in _TRIMMED:
            continue
        names = case.proper_names(span)
        words_ = span.text.split()
        if _odd_start(case, span) and not any(name.split(None, 1)[:1] == words_[:1] for name in names):
            yield span.hit(f"begins with {span.text[0]!r}; leave it out")
        if _odd_end(span.text) and not any(name.rsplit(None, 1)[-1:] == words_[-1:] for name in names):
            yield span.hit(f"ends with {span.text[-1]!r}; leave it out")


@rule(
    "span-segment",
    "An annotation lies in no single segment; mark it within one.",
    SPANS,
    needs=(SEGMENTS.name,),
    nets=("check_places",),
)
def within_one_segment(case: Case) -> Iterator[Hit]:
    """Spans never cross a segment; each lies in one."""
    for span in (*case.marked, *case.pointed):
        if span.layer == SEGMENTS.name or span.role == "subject":
            continue
        if case.segment_of(span.start, span.end) is None:
            yield span.hit("lies in no single segment; mark it within one")


def _odd_start(case: Case, span: Marked) -> bool:
    first, then = span.text[0], span.text[1:2]
    if first in words.APOSTROPHES:
        return not (span.layer == DATES.name and then.isdigit())  # the decade ’90s keeps it
    if not words.is_edge_sign(first) or words.opens_inside(span.text):
        return False
    if span.layer == FIGURES.name and then.isdigit() and (first == "." or first in "-–"):
        return span.start > 0 and words.is_word(case.text[span.start - 1])  # -5, .5, but not COVID-19
    return True


def _odd_end(text: str) -> bool:
    if not words.is_edge_sign(text[-1]) or words.closes_inside(text):
        return False
    return not words.ends_in_abbreviation(text)


@rule(
    "figure-sign",
    "A figure leaves out its currency or percent sign; mark it too.",
    FIGURES.name,
    nets=("figures",),
)
def figures_keep_their_signs(case: Case) -> Iterator[Hit]:
    """The currency sign before and the percent or currency sign after a number belong to the figure."""
    for span in case.marked:
        if span.layer != FIGURES.name or span.role == "subject":
            continue
        before = case.text[span.start - 1 : span.start] if span.start else ""
        after = case.text[span.end : span.end + 1]
        if before and span.text[0].isdigit() and unicodedata.category(before) == "Sc":
            yield span.hit(f"leaves out the {before!r} before it; mark it too")
        if after and span.text[-1].isdigit() and (after in "%‰°" or unicodedata.category(after) == "Sc"):
            yield span.hit(f"leaves out the {after!r} after it; mark it too")
