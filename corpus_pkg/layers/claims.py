"""Claims: checkable statements that answer the questions of a list of topics, and who makes them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import CurrencyShape, EdtfDate, FreeText, Number, Slug, Token, UcumUnit
from corpus_pkg.layers.conditions import FILLED, GIVEN, Condition, absent, fields
from corpus_pkg.layers.records import Annotation, Span, id_form
from corpus_pkg.layers.spec import LayerSpec
from corpus_pkg.values.ids import id_pattern


class TopicKind(StrEnum):
    """What the answers to a topic's question are."""

    DATE = "date"
    QUANTITY = "quantity"
    ENTITY = "entity"
    CLOSED = "closed"


class ClaimModality(StrEnum):
    """How a claim is put forward."""

    ASSERTED = "asserted"
    DENIED = "denied"
    POSSIBLE = "possible"
    PLANNED = "planned"


class ClaimExtent(StrEnum):
    """How much of an interval of time a claim is about."""

    THROUGHOUT = "throughout"
    AT_SOME_TIME = "at_some_time"


class Relation(StrEnum):
    """How two claims on one topic relate to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"
    CONTRADICT = "contradict"
    OPEN = "open"


CARRIERS = ("entities", "dates", "figures")
"""The layers whose annotations carry the value of a claim."""
ClaimId = Annotated[str, id_form("clm", longer=True)]
CarrierId = Annotated[str, StringConstraints(pattern="|".join(map(id_pattern, ("ent", "dat", "fig"))))]

_FOR_QUANTITIES = "only a quantity, which has a modifier, has a unit, value_min or value_max: write null"
CONDITIONS = (
    *(
        Condition(fields(**{name: GIVEN}), fields(modifier=GIVEN), _FOR_QUANTITIES)
        for name in ("unit", "value_min", "value_max")
    ),
    *(
        Condition(
            fields(value=GIVEN), absent(name), f"{name} is only for a quantity without a value: write null"
        )
        for name in ("value_min", "value_max")
    ),
    *(
        Condition(fields(entities=FILLED), absent(name), f"a claim with entities has no {name}: write null")
        for name in ("value", "value_min", "value_max", "unit", "modifier")
    ),
)


class Claim(Annotation):
    """A checkable statement that answers the question of a topic."""

    prefix = "clm"
    in_id = ("topic", "asserter")
    rules = CONDITIONS
    id: ClaimId
    """The claim's id, such as clm-12-40-ferry-cost-author."""
    topic: Slug
    """The id of the topic whose question it answers."""
    asserter: Slug
    """`author`, the registry id of the person or body to whom it is ascribed, or `unnamed`."""
    via: tuple[Slug, ...] = ()
    """Those between author and asserter who pass it on, the outermost first."""
    modality: ClaimModality
    """How it is put forward."""
    presupposed: bool
    """Whether the sentence takes it for granted."""
    value: Token | None = None
    """The answer: a date in EDTF, a value of the topic's list, or a plain number."""
    value_min: Number | None = None
    """For a quantity without a value, the least that it is."""
    value_max: Number | None = None
    """For a quantity without a value, the most that it is."""
    unit: Annotated[CurrencyShape | UcumUnit, Field(union_mode="left_to_right")] | None = None
    """For a quantity, the unit of the topic."""
    modifier: labels.FigureModifier | None = None
    """For a quantity, how exactly the text states it."""
    entities: tuple[Slug, ...] = ()
    """The answer where the topic asks for entities: registry ids that are one answer together."""
    extent: ClaimExtent | None = None
    """For an interval of time, how much of it the claim is about."""
    carriers: tuple[CarrierId, ...] = ()
    """The ids of the annotations in its sentence that carry the value."""
    time: EdtfDate | None = None
    """When it holds or the event was, as far as a date in the text gives it, in EDTF level 1."""
    antecedent: Span | None = None
    """The nearest words that name what a pronoun or description in it takes up."""
    note: FreeText | None = None
    """A remark of the annotators, such as that the text errs; never blank."""

    @property
    def answer(self) -> str | tuple[str, ...] | tuple[str | Number | None, ...]:
        """The value in the form of its kind: a string, registry ids, or the five parts of a quantity."""
        if self.entities:
            return self.entities
        if self.modifier is None:
            return self.value or ""
        return self.value, self.value_min, self.value_max, self.unit, str(self.modifier)

    @model_validator(mode="after")
    def _has_a_value(self) -> Self:
        if not (self.value or self.entities) and self.value_min is None and self.value_max is None:
            raise ValueError("a claim has a value, value_min, value_max or entities; write its answer")
        return self

    @model_validator(mode="after")
    def _extent_has_an_interval(self) -> Self:
        has_interval = any("/" in (edtf or "") for edtf in (self.value, self.time))
        if (self.extent is not None) != has_interval:
            raise ValueError(
                "extent is for an interval (a value or time with `/`) and only there; add or remove it"
            )
        return self


CLAIMS = LayerSpec(
    "claims",
    Claim,
    "Its claims on topics.",
    "One row per statement that answers the question of a topic, with who makes it, in its sentence.",
    label="modality",
    many_refs={"carriers": CARRIERS},
    lists={"topic": "topics", "asserter": "registry", "via": "registry", "entities": "registry"},
    labels={
        TopicKind: {
            "date": "a date or an interval, in EDTF",
            "quantity": "a number, or an interval of numbers, in the topic's unit",
            "entity": "an entity of the registry, or several that are one answer together",
            "closed": "one value of the topic's own list",
        },
        ClaimModality: {
            "asserted": "said to be so",
            "denied": "said not to be so; the value is the one that is denied",
            "possible": "said to be possible, expected or conditional",
            "planned": "decided, agreed, promised or intended, and not yet done",
        },
        ClaimExtent: {
            "throughout": "it was so all the time of the interval",
            "at_some_time": "it was so somewhere within the interval",
        },
        Relation: {
            "same": "they say the same",
            "compatible": "they say different things, and both can be true",
            "contradict": "both can't be true",
            "open": "what is annotated does not decide it; such pairs are kept out of scores",
        },
    },
    color="#80b1d3",
    motivation="describing",
)
