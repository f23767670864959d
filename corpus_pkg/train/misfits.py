"""What a view, or an answer of a model, can't hold of an annotation, and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus_pkg.corpus.document import Document


class Reason(StrEnum):
    """Why an annotation is not in a view, or not in full."""

    NESTED = "nested"
    CROSSING = "crossing"
    EDGE_INSIDE_TOKEN = "edge_inside_token"  # noqa: S105 - no password
    EDGE_INSIDE_WORD = "edge_inside_word"
    TOO_WIDE = "too_wide"
    NO_TOKEN = "no_token"  # noqa: S105
    CUT_BY_WINDOW = "cut_by_window"
    OUTSIDE_SENTENCE = "outside_sentence"
    SUBJECT_OUTSIDE_SENTENCE = "subject_outside_sentence"
    DATE_OUTSIDE_SENTENCE = "date_outside_sentence"
    REFERS_TO_NOTHING = "refers_to_nothing"
    REFERS_TO_NO_WORDS = "refers_to_no_words"
    NOT_A_CANDIDATE = "not_a_candidate"
    MERGED = "merged"
    UNKNOWN_TARGET = "unknown_target"
    OPEN_PAIR = "open_pair"
    SEVERAL_ON_SPAN = "several_on_span"


REASONS: dict[Reason, str] = {
    Reason.NESTED: "lies inside a longer name, and one tag per token can hold only the outermost name",
    Reason.CROSSING: "overlaps a name before it without lying inside it; not labelled",
    Reason.EDGE_INSIDE_TOKEN: "begins or ends inside a token; not labelled",
    Reason.EDGE_INSIDE_WORD: "begins or ends inside a word, where no quote is looked for; not in the view",
    Reason.TOO_WIDE: "has more words than the model looks at; not labelled",
    Reason.NO_TOKEN: "the tokenizer makes no token of it; not labelled",
    Reason.CUT_BY_WINDOW: "is whole in no window; labelled in parts (a longer stride or window holds it)",
    Reason.OUTSIDE_SENTENCE: "lies in no single sentence; not in the view",
    Reason.SUBJECT_OUTSIDE_SENTENCE: "has its subject outside the sentence; the subject has no offsets in it",
    Reason.DATE_OUTSIDE_SENTENCE: "has its date outside the sentence; the date has no offsets in it",
    Reason.REFERS_TO_NOTHING: "refers to an annotation that the document does not have; not in the view",
    Reason.REFERS_TO_NO_WORDS: "refers to words that are not whole; not in the view",
    Reason.NOT_A_CANDIDATE: "its entity is not among the candidates",
    Reason.MERGED: "is the same as another one once ids are those of the corpus's registry; not in the view",
    Reason.UNKNOWN_TARGET: "names a target that the corpus does not list; not in the view",
    Reason.OPEN_PAIR: "makes a pair of claims that what is annotated does not decide; not in the view",
    Reason.SEVERAL_ON_SPAN: "is of a layer that may have several records on one span, which span models "
    "can't tell apart; not in the view",
}
"""What each reason means, and what the view did about it."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """One annotation that a view does not hold as it is."""

    document: str
    """The document's id."""
    annotation: str
    """The annotation's id; of a document stance, its target."""
    text: str
    """The annotation's text."""
    reason: Reason
    """Why."""

    def __str__(self) -> str:
        return f"{self.document}: {self.annotation} {self.text[:60]!r} {REASONS[self.reason]}"


def misfit(document: Document, annotation: Any, reason: Reason) -> Misfit:
    """Return the report that an annotation does not fit."""
    return Misfit(document.id, annotation.id, annotation.text, reason)
