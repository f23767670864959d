"""JSON Schema (draft 2020-12) for every record, derived from the Pydantic models."""

import json
import re
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from corpus_pkg.corpus import models
from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.textfree.models import TEXT_FREE_LAYER_MODELS, TEXT_FREE_MODELS
from corpus_pkg.layers import LAYERS, OWN_NAMES, LayerSpec, layers_of
from corpus_pkg.layers.base import LIST_KEY
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets

MODELS: Final[dict[str, type[models.Record]]] = {
    **{spec.kind: spec.model for spec in LAYERS},
    "registry_entry": models.RegistryEntry,
    "registry_evidence": models.RegistryEvidence,
    "target": models.Target,
    "topic": models.Topic,
    "document_metadata": models.DocumentMetadata,
    "document": Document,
    "annotator": models.Annotator,
    "decision": models.Decision,
}
"""Every model that has a JSON Schema file, by the name of the file."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schemas(labels: LabelSets = DEFAULT_LABELS) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of every record, by the name of its file in `schema/`.

    Args:
        labels: The lists of labels of the corpus.

    Returns:
        A mapping from names such as `entity` to schemas that refuse all that JSON Schema can
        express: types, closed lists, forms of values, unknown fields, rules between fields.
    """
    absent = {spec.model for spec in LAYERS} - {spec.model for spec in layers_of(labels)}
    left = {*absent, *(TEXT_FREE_LAYER_MODELS[spec.name] for spec in LAYERS if spec.model in absent)}
    known = (MODELS | TEXT_FREE_MODELS).items()
    return {name: json_schema(model, labels) for name, model in known if model not in left}


def json_schema(model: type[models.Record], labels: LabelSets = DEFAULT_LABELS) -> dict[str, Any]:
    """Return the JSON Schema of one model, as plain JSON values.

    Args:
        model: The model.
        labels: The lists of labels of the corpus.
    """
    schema = {"$schema": DIALECT, **model.model_json_schema(mode="validation")}
    plain: dict[str, Any] = json.loads(json.dumps(schema), object_hook=partial(_settled, labels=labels))
    absent = [spec for spec in LAYERS if spec not in layers_of(labels)]
    return _without(plain, absent) if absent else plain


def _without(schema: dict[str, Any], absent: Sequence[LayerSpec]) -> dict[str, Any]:
    """Leave layers that the corpus does not declare out of its lists of layers and of their records."""
    names = {spec.name for spec in absent}
    records = {f"#/$defs/{spec.model.__name__}" for spec in absent}

    def left(part: dict[str, Any]) -> dict[str, Any]:
        if set(part.get("enum", ())) >= OWN_NAMES:
            part["enum"] = [name for name in part["enum"] if name not in names]
        if part.get("properties", {}).keys() >= OWN_NAMES:
            part["properties"] = {name: of for name, of in part["properties"].items() if name not in names}
        if "anyOf" in part:
            part["anyOf"] = [one for one in part["anyOf"] if one.get("$ref") not in records]
        return part

    made: dict[str, Any] = json.loads(json.dumps(schema), object_hook=left)
    defined = made.pop("$defs", {})
    found, new = set(), _referred(made)
    while new:
        found |= new
        new = _referred([defined[name] for name in new]) - found
    kept = {name: part for name, part in defined.items() if name in found}
    return {name: part for name, part in {**schema, **made, "$defs": kept}.items() if part or name in made}


def _referred(part: Any) -> set[str]:
    """Return the names of the definitions that a part of a schema refers to."""
    return set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(part)))


def _settled(part: dict[str, Any], labels: LabelSets) -> dict[str, Any]:
    """Put in the labels of the corpus, and let no reader take `$` for the place before a last line end."""
    if LIST_KEY in part:
        part["enum"] = list(labels.of(part.pop(LIST_KEY)))
    pattern = part.get("pattern")
    if isinstance(pattern, str):
        part["pattern"] = re.sub(r"(?<!\\)\$(?=$|[|)])", r"$(?!\\n)", pattern)
    return part


def file_text(schema: dict[str, Any]) -> str:
    """Return a schema as the text of its file: indented, in a stable order, one final line end."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
