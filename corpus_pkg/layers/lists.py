"""The closed lists of the layers: those of the schema, and those that belong to a corpus."""

from collections.abc import Mapping
from enum import StrEnum

from corpus_pkg.layers import LABELS
from corpus_pkg.layers.base import list_of
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.layers.spec import LayerSpec


def meanings(spec: LayerSpec, name: str, labels: LabelSets) -> Mapping[str, str] | None:
    """Return the labels that a field may have, in order, with what each means; None for any other field.

    Args:
        spec: The layer.
        name: The field.
        labels: The lists of the corpus.
    """
    about = spec.model.model_fields.get(name)
    if about is None:
        return None
    listed = list_of(about)
    if listed is not None:
        return labels.of(listed)
    kind = spec.field_types[name]
    if not issubclass(kind, StrEnum):
        return None
    said = LABELS.get(kind, {})
    return {str(label): said.get(label, "") for label in kind}


def closed_list(spec: LayerSpec, name: str, labels: LabelSets) -> tuple[str, ...] | None:
    """Return the labels that a field may have (see `meanings`)."""
    found = meanings(spec, name, labels)
    return None if found is None else tuple(found)
