"""What the fast path does not know goes to the slow path: fields, layers, validators, conditions and rules.

A field counts as known where a step looks at it: `LayerColumn.field` notes each name. So a field or layer
that is added to a model is not known until a step checks it. Of the rules, those are known that name the step
that is their net; of the conditions and validators of the models, those that the lists here name.
"""

from collections.abc import Iterator, Set
from typing import Any, Final

import numpy

from corpus_pkg.build.fast.block import EVIDENCE, LAYERS_CHECKED, METADATA, POINTED, Block
from corpus_pkg.build.fast.flat import LayerColumn, layer_column, valid
from corpus_pkg.build.fast.known import ANSWER
from corpus_pkg.checks import rules
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentMetadata, Evidence
from corpus_pkg.layers import (
    LAYER_MODELS,
    Claim,
    Date,
    Entity,
    Figure,
    Span,
    Stance,
    conditions,
    labels,
)

VALIDATORS: Final = frozenset(
    {
        "_meets_conditions",
        "_length_agrees",
        "_span_and_id_agree",
        "_measure_is_in_ucum",
        "_has_a_value",
        "_extent_has_an_interval",
    }
)
"""The validators of models that a step checks."""

ASKED: Final[dict[type[Any], frozenset[str]]] = {
    Date: frozenset({"text", "type", "value", "mod"}),
    Figure: frozenset({"text", "kind", "value", "value_min", "unit", "modifier", "change"}),
    Stance: frozenset({"holder", "label", "basis"}),
    Claim: frozenset(ANSWER),
}
"""The fields that `Known` gives to a model for every record: it checks any condition on them alone."""

CONDITIONS: Final = (
    (
        Entity,
        conditions.fields(stands_for=conditions.TEXT).schema(),
        conditions.fields(type=conditions.const(labels.EntityType.GPE)).schema(),
    ),
)
"""The conditions that a step checks by itself."""

MODELS: Final[dict[str, Any]] = {
    **{name: LAYER_MODELS[name] for name in LAYERS_CHECKED},
    **dict.fromkeys(POINTED, Span),
    METADATA: DocumentMetadata,
    EVIDENCE: Evidence,
}
"""The model of the records of everything that the steps look at."""


def uncovered(steps: Set[str]) -> list[str]:
    """Return the rules, conditions and validators that no step checks; with any, no line may be fast.

    Args:
        steps: The names of the steps.
    """
    found = [f"the rule {rule.code}" for rule in rules.RULES if not rule.nets or not steps >= set(rule.nets)]
    for model in {Document, *MODELS.values()}:
        found += [f"the validator {name} of {model.__name__}" for name in _validators(model)]
        found += [
            f"a condition of {model.__name__}: {condition.message}"
            for condition in model.rules
            if not _is_covered(model, condition)
        ]
    return sorted(found)


def _validators(model: Any) -> Iterator[str]:
    made = model.__pydantic_decorators__
    for kind in (made.validators, made.field_validators, made.root_validators, made.model_validators):
        yield from (name for name in kind if name not in VALIDATORS)


def _is_covered(model: Any, condition: conditions.Condition) -> bool:
    if (model, condition.when.schema(), condition.then.schema()) in CONDITIONS:
        return True
    return {*condition.when.forms, *condition.then.forms} <= ASKED.get(model, frozenset())


def suspect_uncovered(block: Block) -> None:
    """Suspect the documents with a value in a field, or a record in a layer, that no step has looked at."""
    for name in block.batch.schema.names:
        if name in ("id", "text") or name in block.layers:
            continue
        column = block.batch.column(name)
        about = Document.model_fields[name]
        if not about.is_required() and about.default == ():  # a layer
            block.suspects.flags |= ~valid(column)
            layer = layer_column(column)
            block.suspects.records(layer, numpy.ones(len(layer), dtype=bool))
        else:
            block.suspects.flags |= _given(column, about)
    for name, layer in block.layers.items():
        _suspect_fields(block, layer, MODELS[name])


def _suspect_fields(block: Block, layer: LayerColumn, model: Any) -> None:
    for name, about in model.model_fields.items():
        if name not in layer.read:
            block.suspects.records(layer, _given(layer.records.field(name), about))


def _given(array: Any, about: Any) -> Any:
    """Return where a field has a value, or must have one: null is sure only where it is the default."""
    if not about.is_required() and about.default is None:
        return valid(array)
    return numpy.ones(len(array), dtype=bool)
