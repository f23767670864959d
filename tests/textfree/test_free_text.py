"""Which fields may quote a text, by their types, and what is removed where one does."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, StringConstraints

from corpus_pkg.exchange.textfree.free_text import Remover
from corpus_pkg.exchange.textfree.quotations import Quotations
from corpus_pkg.layers import LAYERS
from corpus_pkg.layers.base import CODE, EdtfDate, FreeText, Number, Quote, Record, Slug, TimexString
from corpus_pkg.layers.records import Span, id_form

TEXT = "The ferry to the island sails at noon on 2025-08-08, from pier ent 4 9."
QUOTED = "the ferry to the island"
OWN = "a remark of one's own"


class Colour(StrEnum):
    """A closed list."""

    QUOTED = "the ferry to the island"


class Inner(Record):
    """A record within a record."""

    word: FreeText
    remark: FreeText | None = None


class Outer(Record):
    """A record with fields of many types."""

    text: Quote = TEXT
    slug: Slug = "the-ferry-to-the-island"
    colour: Colour | None = Colour.QUOTED
    choice: Literal["the ferry to the island"] = "the ferry to the island"
    timex: TimexString = "2025-08-08"
    day: EdtfDate | None = "2025-08-08"
    number: Number | None = None
    own: Annotated[str, CODE] = "the-ferry-to-the-island"
    about: tuple[Annotated[str, id_form("ent")], ...] = ("ent-4-9",)
    flag: bool = True
    note: FreeText | None = None
    plain: str | None = None
    shaped: Annotated[str, StringConstraints(pattern="^.*$")] | None = None
    either: Slug | FreeText | None = None
    needed: FreeText = OWN
    remarks: tuple[FreeText, ...] = ()
    pair: tuple[FreeText, FreeText] | None = None
    named: dict[str, FreeText] = Field(default_factory=dict)
    inner: Inner | None = None
    inners: tuple[Inner, ...] = ()
    spans: tuple[Span, ...] = ()
    words: Quote | None = None


def cleared(**fields: Any) -> tuple[dict[str, Any], list[str], str | None]:
    value = Outer(**fields).model_dump(mode="json")
    return Remover(Quotations(TEXT).quotes).cleared(Outer, value, ("text",))


def test_codes_ids_and_labels_stay_even_if_their_words_are_in_the_text() -> None:
    assert cleared() == (Outer().model_dump(mode="json"), [], None)


@pytest.mark.parametrize("name", ["note", "plain", "shaped", "either"])
def test_a_field_that_may_be_null_becomes_null(name: str) -> None:
    assert cleared(**{name: OWN})[0][name] == OWN
    made, removed, needed = cleared(**{name: QUOTED})
    assert (made[name], removed, needed) == (None, [name], None)


def test_what_is_not_a_code_is_not_kept_as_one() -> None:
    assert cleared(own=QUOTED)[1:] == ([], "own")


def test_a_field_that_must_be_there_takes_the_record_along() -> None:
    assert cleared(needed=QUOTED, note=QUOTED)[1:] == ([], "needed")


def test_items_leave_their_list_or_mapping() -> None:
    made, removed, needed = cleared(
        remarks=(QUOTED, OWN, QUOTED), named={"one": QUOTED, "other": OWN, QUOTED: OWN}
    )
    assert (made["remarks"], made["named"]) == ([OWN], {"other": OWN})
    assert (removed, needed) == (["named", "named", "remarks", "remarks"], None)


def test_a_list_of_a_fixed_length_goes_as_a_whole() -> None:
    made, removed, _ = cleared(pair=(OWN, QUOTED))
    assert (made["pair"], removed) == (None, ["pair"])


def test_records_within_records_lose_what_quotes_or_go() -> None:
    made, removed, _ = cleared(
        inner=Inner(word=OWN, remark=QUOTED),
        inners=(Inner(word=QUOTED, remark=OWN), Inner(word=OWN, remark=QUOTED), Inner(word=OWN, remark=OWN)),
    )
    assert made["inner"] == {"word": OWN, "remark": None}
    assert made["inners"] == [{"word": OWN, "remark": None}, {"word": OWN, "remark": OWN}]
    assert removed == ["inner.remark", "inners", "inners.remark"]


def test_words_of_the_text_itself_go_however_short() -> None:
    made, removed, _ = cleared(words="ferry", spans=(Span(start=4, end=9, text="ferry"),))
    assert (made["words"], made["spans"], removed) == (None, [], ["spans", "words"])


def test_only_remarks_of_the_corpus_own_layers_are_free_text() -> None:
    remover = Remover(lambda _string: True)
    found = set()
    for spec in LAYERS:
        for name in spec.model.model_fields.keys() - {"id", "text", *spec.all_refs, *spec.spans}:
            value = {name: ["any-string"] if spec.field_types[name] is tuple else "any-string"}
            _, removed, needed = remover.cleared(spec.model, value, ())
            if removed or needed:
                found.add(f"{spec.name}.{name}")
    assert found == {f"{spec.name}.note" for spec in LAYERS if "note" in spec.model.model_fields}
