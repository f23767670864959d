"""Entities: mentions of named entities, linked to the registry."""

from typing import Annotated, Final

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import EntityLabel, FreeText, Slug
from corpus_pkg.layers.conditions import TEXT, Condition, const, fields
from corpus_pkg.layers.records import Annotation, id_form
from corpus_pkg.layers.spec import LayerSpec

EntityId = Annotated[str, id_form("ent")]


CONDITIONS: Final = (
    Condition(
        fields(stands_for=TEXT),
        fields(type=const(labels.EntityType.GPE)),
        "stands_for is only for a GPE that acts for its state; remove it or make the mention a GPE",
    ),
)


class Entity(Annotation):
    """A mention of a named entity. Mentions of other entities may nest in it."""

    prefix = "ent"
    rules = CONDITIONS
    id: EntityId
    """The mention's id, such as ent-120-128."""
    type: EntityLabel
    """The name type of this mention."""
    entity: Slug
    """The id of the registry entry that the mention refers to."""
    stands_for: Slug | None = None
    """For a capital that acts as a government: the registry id of the state."""
    note: FreeText | None = None
    """A remark of the annotators, never blank."""


ENTITIES = LayerSpec(
    "entities",
    Entity,
    "Its mentions of named entities.",
    "One row per mention of a named entity, linked to `registry`, with its sentence.",
    label="type",
    lists={"entity": "registry", "stands_for": "registry"},
    trimmed=True,
    color="#8dd3c7",
    motivation="identifying",
)
