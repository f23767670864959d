"""Facts about aligning two texts."""

from hypothesis import example, given
from hypothesis import strategies as st

from corpus_pkg.annotate.diff.align import align

WORDS = st.lists(st.sampled_from(("one", "two", "three", "four", "five", "six", "🙂", "\n")), max_size=30)
LETTERS = st.text(st.characters(exclude_characters="#"))
GROWN = (["five", "two", "three", "four", "one"], ["six", "two", "three", "four", "one", "two", "one"])
"""Both go on after a common stretch as their common end does; the one with that end itself."""


@given(WORDS, WORDS)
@example(*GROWN)
@example(*reversed(GROWN))
def test_aligned_stretches_are_equal_in_order_and_apart(old: list[str], new: list[str]) -> None:
    first, second = " ".join(old), " ".join(new)
    found = align(first, second)
    at_old = at_new = 0
    for a, b, length in zip(found.olds, found.news, found.lengths, strict=True):
        assert a >= at_old
        assert b >= at_new
        assert length > 0
        assert first[a : a + length] == second[b : b + length]
        at_old, at_new = a + length, b + length
    assert at_old <= len(first)
    assert at_new <= len(second)


@given(LETTERS, st.integers(1, 5).map("#".__mul__), LETTERS)
def test_a_stretch_put_in_moves_what_follows(before: str, put_in: str, after: str) -> None:
    found = align(before + after, before + put_in + after)
    if after:
        assert found.span(len(before + after) - 1, len(before + after)) == (
            len(before + put_in + after) - 1,
            len(before + put_in + after),
        )


def test_words_between_two_edits_are_found() -> None:
    old = "Old title\n\nThe port of Lima opened in May after years of work.\n\nShare"
    new = "A new title, longer\n\nThe port of Lima opened in May after years of work.\n\nLike"
    assert align(old, new).span(old.index("Lima"), old.index("Lima") + 4) == (
        new.index("Lima"),
        new.index("Lima") + 4,
    )


def test_what_is_gone_has_no_place() -> None:
    old, new = "The port of Lima and the harbour of Rome are open.", "The port of Lima are open."
    assert align(old, new).span(old.index("harbour"), old.index(" of Rome")) is None
