"""Named-entity recognition over the subwords of a Hugging Face tokenizer, ready for token classification."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Entity
from corpus_pkg.layers import ENTITIES
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.tags import OUTSIDE, Scheme, decode, outermost, span_tags, tag_names
from corpus_pkg.train.tasks.view import View, numbered, view_of
from corpus_pkg.train.tasks.windows import Window, window_tokens, windower
from corpus_pkg.train.tokens import TokenSpan
from corpus_pkg.train.units import Stretch, Unit, by_stretch, in_a_sentence
from corpus_pkg.values.counted import counted

IGNORED: Final = -100
"""The label that cross-entropy in PyTorch leaves out by default."""

NO_OFFSET: Final = -1
"""The offset of a token that stands for no character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubwordRow:
    """A window of subwords, with a label id each."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str | None
    """The sentence's id; null where windows are cut from the whole document."""
    window: int
    """The window's number in its sentence or document, from 0."""
    first_token: int
    """The number of its first token that is not a special token in that sentence's or document's tokens."""
    input_ids: tuple[int, ...]
    """The tokens' ids."""
    attention_mask: tuple[int, ...]
    """1 for every token: padding is left to the collator."""
    labels: tuple[int, ...]
    """The tokens' label ids; -100 where the loss must not count the token."""
    token_starts: tuple[int, ...]
    """Each token's first offset in the document, in code points; -1 for a special token."""
    token_ends: tuple[int, ...]
    """The offset after each token's last character in the document; -1 for a special token."""


def subword_ner(
    corpus: Corpus,
    tokenizer: Any,
    *,
    scheme: Scheme = "BIO",
    unit: Unit = "document",
    max_length: int | None = None,
    stride: int = 0,
    label_all: bool = True,
    label_once: bool = False,
) -> View[SubwordRow]:
    """Return the view for token classification with subwords.

    A label id is the place of the tag in `tag_names(scheme, corpus.labels)`. The label is -100, which the
    loss leaves out, for special tokens, tokens of white space alone, text that is not annotated
    (boilerplate), and the tokens of names that can't be labelled as they are: these are not names to learn
    from, and no places without a name either.

    Reported, by reason: nested and crossing names, names with an edge inside a subword or without one,
    and names that are whole in no window.

    Args:
        corpus: The corpus.
        tokenizer: A fast tokenizer of `transformers`, or a `tokenizers.Tokenizer`.
        scheme: BIO or BILOU.
        unit: What is cut into windows: a whole document, or each sentence.
        max_length: The most tokens of a window, special tokens counted; None for one window.
        stride: How many tokens a window shares with the one before it.
        label_all: Label all subwords of a word; if not, those that continue a word within a name or
            outside one get -100.
        label_once: Give -100 to tokens that the window before has labelled, so that each counts once.

    Raises:
        TypeError: The tokenizer is not a fast one.
        ValueError: No such scheme or unit, or the stride leaves a window no new token.
    """
    ids = {name: number for number, name in enumerate(tag_names(scheme, corpus.labels))}
    windows_of = windower(tokenizer, max_length, stride)
    misfits: list[Misfit] = []
    rows: list[SubwordRow] = []
    for fold, document in numbered(corpus):
        for stretch, names in by_stretch(document, ENTITIES.name, unit, misfits):
            windows = windows_of(stretch.text)
            spans, words = window_tokens(windows, stretch)
            tags = _tags(document, spans, names, windows, scheme, misfits)
            labels = [
                IGNORED if tag is None or (not label_all and _continues(words, tags, place)) else ids[tag]
                for place, tag in enumerate(tags)
            ]
            rows.extend(_rows(document, fold, stretch, windows, spans, labels, label_once))
    return view_of(corpus, "subword_ner", SubwordRow, rows, misfits)


def subword_names(
    rows: Sequence[SubwordRow],
    label_ids: Sequence[Sequence[int]],
    scheme: Scheme = "BIO",
    labels: LabelSets = DEFAULT_LABELS,
) -> dict[str, list[tuple[int, int, str]]]:
    """Return the names that predicted label ids stand for, by document.

    Where windows overlap, a token's label is taken from the window in which it lies furthest from an
    edge. Tokens of white space alone are passed over.

    Args:
        rows: The rows of the view.
        label_ids: For each row, a label id for each of its tokens; those of special tokens do not count.
        scheme: The scheme of the view.
        labels: The lists of the corpus.

    Returns:
        Names as (start, end, type) by document id, offsets in the document, in order.

    Raises:
        ValueError: The numbers of rows or of labels do not agree.
    """
    names = tag_names(scheme, labels)
    chosen: dict[tuple[str, str | None], dict[int, tuple[int, int, int, str]]] = {}
    for row, predicted in zip(rows, label_ids, strict=True):
        places = [place for place, start in enumerate(row.token_starts) if start != NO_OFFSET]
        if len(predicted) != len(row.input_ids):
            both = f"{counted(len(predicted), 'label')} for {counted(len(row.input_ids), 'token')}"
            raise ValueError(f"{row.document}: {both}")
        best = chosen.setdefault((row.document, row.sentence), {})
        for number, place in enumerate(places):
            room = min(number, len(places) - 1 - number)
            at = row.first_token + number
            tag = OUTSIDE if predicted[place] < 0 else names[predicted[place]]
            if at not in best or room > best[at][0]:
                best[at] = (room, row.token_starts[place], row.token_ends[place], tag)
    found: dict[str, list[tuple[int, int, str]]] = {row.document: [] for row in rows}
    for (document, _), best in chosen.items():
        tokens = [best[at][1:] for at in sorted(best) if best[at][1] < best[at][2]]
        for span in decode([tag for _, _, tag in tokens]):
            found[document].append((tokens[span.first][0], tokens[span.last - 1][1], span.type))
    return found


def _tags(
    document: Document,
    spans: Sequence[TokenSpan],
    names: Sequence[Entity],
    windows: Sequence[Window],
    scheme: Scheme,
    misfits: list[Misfit],
) -> list[str | None]:
    """Return the tag of each token; None where it must not count."""
    outer, nested, crossing = outermost(names)
    misfits.extend(misfit(document, name, Reason.NESTED) for name in nested)
    misfits.extend(misfit(document, name, Reason.CROSSING) for name in crossing)
    tags: list[str | None] = [
        OUTSIDE if start < end and in_a_sentence(document, start, end) else None for start, end in spans
    ]
    starts = [start for start, _ in spans]
    for name in crossing:
        for place in _touching(spans, starts, name):
            tags[place] = None
    for name in outer:
        touched = list(_touching(spans, starts, name))
        if not touched:
            misfits.append(misfit(document, name, Reason.NO_TOKEN))
        elif any(spans[place][0] < name.start or name.end < spans[place][1] for place in touched):
            misfits.append(misfit(document, name, Reason.EDGE_INSIDE_TOKEN))
            for place in touched:
                tags[place] = None
        else:
            for place, tag in zip(touched, span_tags(len(touched), name.type, scheme), strict=True):
                tags[place] = tag
            if not any(w.first <= touched[0] and touched[-1] < w.first + w.length for w in windows):
                misfits.append(misfit(document, name, Reason.CUT_BY_WINDOW))
    return tags


def _touching(spans: Sequence[TokenSpan], starts: Sequence[int], name: Entity) -> Iterator[int]:
    """Yield the numbers of the tokens that share a character with a name."""
    place = bisect_right(starts, name.start)
    while place > 0 and (starts[place - 1] == name.start or spans[place - 1][1] > name.start):
        place -= 1
    while place < len(spans) and starts[place] < name.end:
        if spans[place][0] < spans[place][1] and spans[place][1] > name.start:
            yield place
        place += 1


def _continues(words: Sequence[int | None], tags: Sequence[str | None], place: int) -> bool:
    """Return True if a token continues the word before it, without beginning or leaving a name there."""
    if place == 0 or words[place] is None or words[place] != words[place - 1]:
        return False
    before, tag = tags[place - 1], tags[place]
    if before is None or tag is None:
        return False
    inside = before[0] in "BI" and tag[0] in "IL"
    return inside or before == tag == OUTSIDE


def _rows(
    document: Document,
    fold: int,
    stretch: Stretch,
    windows: Sequence[Window],
    spans: Sequence[TokenSpan],
    labels: Sequence[int],
    label_once: bool,
) -> Iterator[SubwordRow]:
    labelled = 0
    for number, window in enumerate(windows):
        places = iter(range(window.first, window.first + window.length))
        at = [None if special else next(places) for special in window.special]
        yield SubwordRow(
            document=document.id,
            fold=fold,
            sentence=stretch.id,
            window=number,
            first_token=window.first,
            input_ids=tuple(window.encoding.ids),
            attention_mask=tuple(window.encoding.attention_mask),
            labels=tuple(
                IGNORED if place is None or (label_once and place < labelled) else labels[place]
                for place in at
            ),
            token_starts=tuple(NO_OFFSET if place is None else spans[place][0] for place in at),
            token_ends=tuple(NO_OFFSET if place is None else spans[place][1] for place in at),
        )
        labelled = window.first + window.length
