"""Free text is one line that a person can read, in every field of every model that holds words."""

import unicodedata
from typing import Annotated, Any

import pyarrow
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from corpus_pkg.build.fast.free_text import not_free_text
from corpus_pkg.exchange.jsonschema import MODELS
from corpus_pkg.exchange.textfree.models import TEXT_FREE_MODELS
from corpus_pkg.values.free_text import JOINERS, SELECTORS, UNSEEN, free_text

QUOTES = frozenset({"text", "context"})
"""The fields that repeat a raw text, with whatever is in it."""

BAD = {
    "": "nothing to read",
    " \u00a0\u3000": "nothing to read",
    "\u0301": "nothing to read",
    "\u3164": "U+3164",
    "\u2800": "U+2800",
    " a": "begins or ends with a space",
    "a\u00a0": "begins or ends with a space",
    "a\nb": "line end",
    "a\r\nb": "line end",
    "a\u2028b": "line end",
    "a\x85b": "line end",
    "a\tb": "U+0009",
    "a\x1b[31mb": "U+001B",
    "a\u202eb": "RIGHT-TO-LEFT OVERRIDE",
    "a\u2066b\u2069": "LEFT-TO-RIGHT ISOLATE",
    "a\u200fb": "RIGHT-TO-LEFT MARK",
    "a\u200bb": "ZERO WIDTH SPACE",
    "\ufeffa": "ZERO WIDTH NO-BREAK SPACE",
    "a\u00adb": "SOFT HYPHEN",
    "a\U000e0041b": "TAG LATIN CAPITAL LETTER A",
    "a\u200db": "ZERO WIDTH JOINER",
    "é\u200d": "ZERO WIDTH JOINER",
    "é\u200c\u200cé": "ZERO WIDTH NON-JOINER",
    "a\ufe0fb": "VARIATION SELECTOR-16",
    "☂\ufe0f\ufe0f": "VARIATION SELECTOR-16",
}
GOOD = (
    "a",
    "Bəyənirəm “字” 🙂",
    "Bello\u00a0Díaz",
    "e\u0301",
    "👩\u200d❤\ufe0f\u200d👨",
    "1\ufe0f\u20e3",
    "می\u200cخواهم",
    "שלום",
    "葛\U000e0100",
    "?",
)


@pytest.mark.parametrize("text", BAD)
def test_what_nobody_sees_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ValueError, match=BAD[text].replace("+", r"\+")):
        free_text(text)


@pytest.mark.parametrize("text", GOOD)
def test_words_of_every_script_are_free_text(text: str) -> None:
    assert free_text(text) == text


FIELDS = [
    pytest.param(field, id=f"{kind}.{name}")
    for kind, model in (MODELS | TEXT_FREE_MODELS).items()
    for name, field in model.model_fields.items()
    if name not in QUOTES
]


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_but_a_quote_takes_what_nobody_sees(field: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, *field.metadata, ()])
    for text in BAD:
        for value in (text, (text,), {text: None}, {text: 1}):
            with pytest.raises(ValidationError):
                adapter.validate_python(value, strict=True)


HIDDEN = [
    chr(point)
    for first, last in (*UNSEEN, *JOINERS, *SELECTORS)
    for point in {first, (first + last) // 2, last}
]
TEXTS = st.text(st.sampled_from(HIDDEN) | st.characters(codec="utf-8") | st.sampled_from("ab é👩 \u00a0"))


@given(TEXTS)
def test_what_is_free_text_hides_nothing(text: str) -> None:
    try:
        free_text(text)
    except ValueError:
        return
    assert text == text.strip()
    assert not {unicodedata.category(c) for c in text} & {"Cc", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(c) for c in text} & {
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"
    }  # fmt: skip


@given(st.lists(st.none() | TEXTS))
@example([*BAD, *GOOD, None, ""])
def test_the_fast_build_takes_the_same_for_free_text(texts: list[str | None]) -> None:
    for text, wrong in zip(texts, not_free_text(pyarrow.array(texts, pyarrow.string())), strict=True):
        if wrong:
            assert text is not None
            with pytest.raises(ValueError, match=r"it (begins|has|holds)|there is"):
                free_text(text)
        elif text is not None:
            assert free_text(text) == text
