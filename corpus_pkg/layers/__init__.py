"""The layers of annotation: a module for each, and the one list of all.

The list and what follows from it are in `corpus_pkg.layers.catalog`. They are made when they are first used,
so that a module of another package that brings a layer may be imported before this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from corpus_pkg.layers.claims import CLAIMS, Claim
from corpus_pkg.layers.dates import DATES, Date
from corpus_pkg.layers.document_stance import DOCUMENT_STANCE, DocumentStance
from corpus_pkg.layers.entities import ENTITIES, Entity
from corpus_pkg.layers.figures import FIGURES, Figure
from corpus_pkg.layers.records import Annotation, Span
from corpus_pkg.layers.segments import SEGMENTS, Segment
from corpus_pkg.layers.sentences import SENTENCES, Sentence
from corpus_pkg.layers.spec import LayerSpec, Ref, Role
from corpus_pkg.layers.stance import STANCE, Stance

if TYPE_CHECKING:
    from corpus_pkg.layers.catalog import (
        ALL_LAYERS,
        BLOCKS,
        IN_SENTENCES,
        INSTALLED,
        LABELS,
        LAYER_MODELS,
        LAYER_NAMES,
        LAYERS,
        OWN_NAMES,
        SPAN_LAYERS,
        SPECS,
        LayerName,
        LayerRecord,
        annotation_id,
        label_lists,
        layer_named,
        layers_of,
    )

__all__ = [
    "ALL_LAYERS",
    "BLOCKS",
    "CLAIMS",
    "DATES",
    "DOCUMENT_STANCE",
    "ENTITIES",
    "FIGURES",
    "INSTALLED",
    "IN_SENTENCES",
    "LABELS",
    "LAYERS",
    "LAYER_MODELS",
    "LAYER_NAMES",
    "OWN_NAMES",
    "SEGMENTS",
    "SENTENCES",
    "SPAN_LAYERS",
    "SPECS",
    "STANCE",
    "Annotation",
    "Claim",
    "Date",
    "DocumentStance",
    "Entity",
    "Figure",
    "LayerName",
    "LayerRecord",
    "LayerSpec",
    "Ref",
    "Role",
    "Segment",
    "Sentence",
    "Span",
    "Stance",
    "annotation_id",
    "label_lists",
    "layer_named",
    "layers_of",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.catalog"), name)
