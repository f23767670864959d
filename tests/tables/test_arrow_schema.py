"""The Arrow schemas and the Hugging Face features agree with the Pydantic models, field by field."""

import types
import typing
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pytest

from corpus_pkg.corpus import models
from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.jsonschema import MODELS, json_schema
from corpus_pkg.layers import (
    CLAIMS,
    DATES,
    DOCUMENT_STANCE,
    ENTITIES,
    FIGURES,
    IN_SENTENCES,
    LAYER_NAMES,
    SEGMENTS,
    SENTENCES,
    STANCE,
)
from corpus_pkg.layers.base import OfCorpus
from corpus_pkg.layers.labels import DEFAULT_LABELS, Genre
from corpus_pkg.tables import TABLE_NAMES, arrow_schema
from corpus_pkg.tables.columns import column_type
from corpus_pkg.tables.definitions import table
from corpus_pkg.tables.features import features_of

SENTENCE = ["sentence", "sentence_start", "sentence_text"]
SUBJECT = ["subject_start", "subject_end", "subject_text"]


def expected_type(annotation: Any) -> pa.DataType:
    """Say again, apart from the package, which Arrow type stands for a model's annotation."""
    arguments = [a for a in typing.get_args(annotation) if a is not type(None)]
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated or origin in (typing.Union, types.UnionType):
        return expected_type(arguments[0])
    if origin is tuple:
        return pa.list_(pa.field("element", expected_type(arguments[0])))
    if origin is typing.Literal:
        return pa.string()
    if issubclass(annotation, models.Record):
        fields = annotation.model_fields.items()
        return pa.struct([pa.field(name, expected_type(field.annotation)) for name, field in fields])
    if issubclass(annotation, str | Decimal):
        return pa.string()
    return {int: pa.int32(), bool: pa.bool_()}[annotation]


def fields_of(model: type[models.Record]) -> dict[str, pa.DataType]:
    return {name: expected_type(field.annotation) for name, field in model.model_fields.items()}


def columns_of(name: str) -> dict[str, pa.DataType]:
    return {field.name: field.type for field in arrow_schema(name)}


@pytest.mark.parametrize("layer", LAYER_NAMES)
def test_a_layers_table_has_the_fields_of_its_model_after_the_document(layer: str) -> None:
    found = columns_of(layer)
    expected = {"document": pa.string(), **fields_of(models.LAYER_MODELS[layer])}
    if layer == FIGURES.name:
        del expected["subject"]
        expected |= dict.fromkeys(("value_number", "value_min_number"), pa.float64())
        expected |= dict.fromkeys(SUBJECT[:2], pa.int32()) | {"subject_text": pa.string()}
    if layer == DATES.name:
        expected |= dict.fromkeys(("first_day", "last_day"), pa.date32())
    if layer == CLAIMS.name:
        del expected["antecedent"]
        expected |= dict.fromkeys(("antecedent_start", "antecedent_end"), pa.int32())
        expected |= {"antecedent_text": pa.string()}
        expected |= dict.fromkeys(("value_min_number", "value_max_number"), pa.float64())
    if layer in IN_SENTENCES:
        expected |= {"sentence": pa.string(), "sentence_start": pa.int32(), "sentence_text": pa.string()}
    assert found == expected


def test_the_documents_table_has_flat_metadata_and_nested_layers() -> None:
    found = columns_of("documents")
    metadata = fields_of(models.DocumentMetadata)
    del metadata["id"]
    layers = {
        layer: pa.list_(pa.field("element", expected_type(model)))
        for layer, model in models.LAYER_MODELS.items()
    }
    assert found == {"document": pa.string(), "text": pa.string(), **metadata, **layers}
    assert list(found)[:5] == ["document", "text", "title", "publisher", "author"]


def test_no_field_of_the_document_model_is_without_a_column() -> None:
    fields = set(Document.model_fields) - {"id", "metadata"}
    assert fields <= set(columns_of("documents"))


@pytest.mark.parametrize(("name", "model"), [("registry", models.RegistryEntry), ("targets", models.Target)])
def test_registry_and_targets_have_the_fields_of_their_models(name: str, model: type[models.Record]) -> None:
    assert columns_of(name) == fields_of(model)


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_every_column_may_be_null_and_appears_once(name: str) -> None:
    schema = arrow_schema(name)
    assert len(set(schema.names)) == len(schema.names)

    def fields(kind: Any) -> typing.Iterator[pa.Field]:
        for position in range(kind.num_fields):
            field = kind.field(position)
            yield field
            yield from fields(field.type)

    everything = [*schema, *(inner for field in schema for inner in fields(field.type))]
    assert all(field.nullable for field in everything)
    assert not any(pa.types.is_dictionary(field.type) for field in everything)


def test_every_integer_of_the_models_fits_int32() -> None:
    def integers(value: Any) -> typing.Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if value.get("type") == "integer":
                yield value
            for inner in value.values():
                yield from integers(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from integers(inner)

    found = [part for model in MODELS.values() for part in integers(json_schema(model))]
    assert found
    for part in found:
        assert part["minimum"] >= -(2**31)
        assert part.get("exclusiveMaximum", part.get("maximum", 2**40) + 1) <= 2**31


def test_an_annotation_that_no_column_holds_is_refused() -> None:
    for annotation in (float, str | int, bytes, object()):
        with pytest.raises(TypeError, match="no column can hold"):
            column_type(annotation)


def test_an_unknown_table_is_refused_with_the_names_that_there_are() -> None:
    with pytest.raises(
        ValueError, match=r"no table 'entity'; choose from: documents, segments, .*, targets, topics$"
    ):
        arrow_schema("entity")


def test_every_closed_list_is_a_class_label_in_the_enums_order() -> None:
    from datasets import ClassLabel, List

    def agrees(feature: Any, annotation: Any) -> int:
        options = [a for a in typing.get_args(annotation) if a is not type(None)]
        if typing.get_origin(annotation) in (typing.Union, types.UnionType, typing.Annotated):
            return agrees(feature, options[0])
        if typing.get_origin(annotation) is tuple:
            assert isinstance(feature, List)
            return agrees(feature.feature, options[0])
        if isinstance(annotation, type) and issubclass(annotation, models.Record):
            fields = annotation.model_fields
            assert list(feature) == list(fields)
            return sum(of_field(feature[name], field) for name, field in fields.items())
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            assert feature == ClassLabel(names=[member.value for member in annotation])
            return 1
        assert not isinstance(feature, ClassLabel)
        return 0

    def of_field(feature: Any, field: Any) -> int:
        own = next((one for one in field.metadata if isinstance(one, OfCorpus)), None)
        if own is None:
            return agrees(feature, field.annotation)
        assert feature == ClassLabel(names=list(DEFAULT_LABELS.of(own.name)))
        return 1

    documents = features_of(table("documents"))
    nested = {layer: agrees(documents[layer].feature, model) for layer, model in models.LAYER_MODELS.items()}
    assert nested == {
        SEGMENTS.name: 1,
        SENTENCES.name: 0,
        ENTITIES.name: 1,
        DATES.name: 2,
        FIGURES.name: 3,
        STANCE.name: 2,
        CLAIMS.name: 3,
        DOCUMENT_STANCE.name: 1,
    }
    for layer, model in models.LAYER_MODELS.items():
        flat = features_of(table(layer))
        for name, field in model.model_fields.items():
            if name not in ("subject", "antecedent"):
                of_field(flat[name], field)
    assert documents["genre"].names == [member.value for member in Genre]
