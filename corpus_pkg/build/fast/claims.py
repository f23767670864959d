"""What the fast path does not know goes to the slow path: fields, layers, validators, conditions and rules.

A field counts as known where a step looks at it: `LayerColumn.field` notes each name. So a field or layer
that is added to a model is not known until a step checks it. Of the rules, those are known for which the list
here names a step; of the conditions and validators of the models likewise.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy

from corpus_pkg.build.fast.block import EVIDENCE, METADATA, SUBJECTS, Block
from corpus_pkg.build.fast.flat import LayerColumn, layer_column, valid
from corpus_pkg.checks import (
    claims,
    date_text,
    figure_text,
    names,
    references,
    rules,
    spans,
    structure,
    values,
    whole,
)
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import DocumentMetadata, Evidence
from corpus_pkg.layers import (
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    LAYER_MODELS,
    SEGMENTS,
    SENTENCES,
    STANCE,
    Date,
    Entity,
    Figure,
    Span,
    Stance,
    conditions,
    labels,
)

RULES: Final = frozenset(
    {
        # span_layers.check_spans and span_layers.check_places
        spans.in_range,
        spans.same_text,
        spans.no_space_at_edges,
        spans.whole_words,
        spans.within_one_segment,
        structure.boilerplate_is_bare,
        # every step of a layer
        structure.sorted_by_place,
        structure.no_annotation_stands_twice,
        # layers.segments and layers.sentences
        structure.segments_do_not_overlap,
        structure.segments_cover_the_text,
        structure.sentences_do_not_overlap,
        structure.sentences_cover_the_segments,
        structure.sentences_lie_in_their_segment,
        structure.abbreviations_end_no_sentence,
        structure.titles_are_cut_at_full_stops,
        # layers.entities, with the texts that it asks `Known` about
        spans.no_leading_determiner,
        spans.no_trailing_possessive,
        spans.no_punctuation_at_edges,
        references.entities_are_registered,
        references.mention_types_agree,
        references.stands_for_is_another_entity,
        references.stands_for_names_a_state,
        references.stands_for_has_its_seat_there,
        names.names_nest_or_are_apart,
        names.no_name_inside_itself,
        names.names_are_capitalised,
        names.persons_come_without_roles,
        # values.dates, which asks `Known` about every date
        references.anchors_exist,
        references.anchors_lead_somewhere,
        references.unresolved_dates_have_no_anchor,
        values.dates_are_apart,
        values.dates_leave_prepositions_out,
        values.dates_are_dates,
        values.date_types_fit_values,
        values.years_have_their_value,
        date_text.dates_have_their_text,
        # values.figures, which asks `Known` about every figure
        spans.figures_keep_their_signs,
        values.figures_are_apart,
        values.figures_are_no_dates,
        values.figures_are_no_names,
        values.figures_are_figures,
        figure_text.figures_have_their_value,
        figure_text.figures_have_their_unit,
        figure_text.figures_have_their_kind,
        references.figure_dates_exist,
        references.subjects_lie_near,
        references.subjects_are_apart,
        # layers.stance and layers.document_stance
        references.stance_covers_its_sentence,
        references.holders_are_registered,
        references.holders_can_take_sides,
        references.targets_exist,
        references.every_target_is_labelled_once,
        # suspect_unclaimed: no document with a claim is fast
        *claims.RULES.values(),
        # metadata
        structure.dates_have_evidence,
        # whole.NETS
        whole.titles_are_those_of_the_text,
        whole.documents_are_not_from_the_future,
        whole.documents_are_not_before_what_they_tell,
        whole.overall_stances_are_those_of_the_text,
    }
)
"""The rules that a step checks, under the step."""

VALIDATORS: Final = frozenset(
    {"_meets_conditions", "_length_agrees", "_span_and_id_agree", "_measure_is_in_ucum"}
)
"""The validators of models that a step checks."""

ASKED: Final[dict[type[Any], frozenset[str]]] = {
    Date: frozenset({"text", "type", "value", "mod"}),
    Figure: frozenset({"text", "kind", "value", "value_min", "unit", "modifier", "change"}),
    Stance: frozenset({"holder", "label", "basis"}),
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

LOOKED_AT: Final = (
    SEGMENTS.name,
    SENTENCES.name,
    ENTITIES.name,
    DATES.name,
    FIGURES.name,
    STANCE.name,
    DOCUMENT_STANCE.name,
)
"""The layers that a step looks at; a document with a record of another goes to the slow path."""

MODELS: Final[dict[str, Any]] = {
    **{layer: LAYER_MODELS[layer] for layer in LOOKED_AT},
    SUBJECTS: Span,
    METADATA: DocumentMetadata,
    EVIDENCE: Evidence,
}
"""The model of the records of everything that the steps look at."""


def unclaimed() -> list[str]:
    """Return the rules, conditions and validators that no step checks; with any, no line may be fast."""
    found = [f"the rule {rule.code}" for rule in rules.RULES if rule.check not in RULES]
    for model in {Document, *MODELS.values()}:
        found += [f"the validator {name} of {model.__name__}" for name in _validators(model)]
        found += [
            f"a condition of {model.__name__}: {condition.message}"
            for condition in model.rules
            if not _is_claimed(model, condition)
        ]
    return sorted(found)


def _validators(model: Any) -> Iterator[str]:
    made = model.__pydantic_decorators__
    for kind in (made.validators, made.field_validators, made.root_validators, made.model_validators):
        yield from (name for name in kind if name not in VALIDATORS)


def _is_claimed(model: Any, condition: conditions.Condition) -> bool:
    if (model, condition.when.schema(), condition.then.schema()) in CONDITIONS:
        return True
    return {*condition.when.forms, *condition.then.forms} <= ASKED.get(model, frozenset())


def suspect_unclaimed(block: Block) -> None:
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
