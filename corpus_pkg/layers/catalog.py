"""The one list of the layers, and what follows from it.

A new layer of the package is a module with its model and its `LayerSpec`, and a place in `OWN`. The layers of
other packages are found by `corpus_pkg.layers.installed`.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, Union

from corpus_pkg.layers import labels
from corpus_pkg.layers.base import Record
from corpus_pkg.layers.claims import CLAIMS
from corpus_pkg.layers.dates import DATES
from corpus_pkg.layers.document_stance import DOCUMENT_STANCE
from corpus_pkg.layers.entities import ENTITIES
from corpus_pkg.layers.figures import FIGURES
from corpus_pkg.layers.installed import installed
from corpus_pkg.layers.labels import LabelSets
from corpus_pkg.layers.segments import SEGMENTS
from corpus_pkg.layers.sentences import SENTENCES
from corpus_pkg.layers.spec import LayerSpec, Role
from corpus_pkg.layers.stance import STANCE
from corpus_pkg.values.ids import made_id

OWN: Final = (SEGMENTS, SENTENCES, ENTITIES, DATES, FIGURES, STANCE, CLAIMS, DOCUMENT_STANCE)
"""The layers of the package itself."""

INSTALLED: Final = installed(OWN)
"""The layers that other packages bring."""

LAYERS: Final = (*OWN, *INSTALLED.layers)
"""All layers, in the order in which files, tables and docs name them."""

LAYER_NAMES: Final = tuple(spec.name for spec in LAYERS)
"""The names of all layers, in that order."""

OWN_NAMES: Final = frozenset(spec.name for spec in OWN)
"""The names of the layers of the package itself."""

SPECS: Final[Mapping[str, LayerSpec]] = {spec.name: spec for spec in LAYERS}
"""The layers by name."""

SPAN_LAYERS: Final = tuple(spec.name for spec in LAYERS if spec.has_spans)
"""The names of the layers whose records have spans."""

BLOCKS: Final = tuple(spec.name for spec in LAYERS if spec.role is Role.BLOCK)
"""The names of the layers that cut the text into parts."""

IN_SENTENCES: Final = tuple(spec.name for spec in LAYERS if spec.role is Role.ANNOTATION and spec.has_spans)
"""The names of the layers whose records lie in sentences."""

LAYER_MODELS: Final[Mapping[str, type[Record]]] = {spec.name: spec.model for spec in LAYERS}
"""The model of each layer's records."""


if TYPE_CHECKING:
    LayerName: TypeAlias = str
    LayerRecord: TypeAlias = Record
else:
    LayerName = Literal[LAYER_NAMES]
    LayerRecord = Union[tuple(spec.model for spec in LAYERS)]  # noqa: UP007 - of as many as there are
"""The name of a layer, and a record of any layer, as types of fields."""


def layers_of(declared: LabelSets) -> tuple[LayerSpec, ...]:
    """Return the layers of a corpus: those of this package, and those of other packages that it declares.

    Args:
        declared: What the corpus declares.
    """
    return tuple(spec for spec in LAYERS if spec.name in OWN_NAMES or spec.name in declared.layers)


ALL_LAYERS: Final = LabelSets(layers=INSTALLED.packages)
"""What a corpus declares that has every layer."""


def label_lists(specs: Iterable[LayerSpec]) -> dict[type[StrEnum], Mapping[str, str]]:
    """Return the closed lists of labels of layers and of what all have, with what each label means."""
    return {**labels.LABELS, **{kind: members for spec in specs for kind, members in spec.labels.items()}}


LABELS: Final[Mapping[type[StrEnum], Mapping[str, str]]] = label_lists(LAYERS)
"""The closed lists of labels, with what each label means."""


def layer_named(name: str) -> str:
    """Return the name of a layer, as it is.

    Raises:
        ValueError: There is no such layer.
    """
    if name not in SPECS:
        raise ValueError(f"{name!r} is not a layer; the layers are: {', '.join(LAYER_NAMES)}")
    return name


def annotation_id(layer: str, start: int, end: int, **fields: str) -> str:
    """Return the id of the annotation of a layer on the span `[start, end)`.

    Args:
        layer: The layer.
        start: First offset of the span, in Unicode code points.
        end: Offset after the span, in Unicode code points.
        fields: Fields of the record; those that are part of the layer's ids must be among them.

    Returns:
        For example `ent-120-128`, or `sta-0-90-author-azerbaijan`.
    """
    spec = SPECS[layer]
    return made_id(spec.prefix, start, end, *(fields[name] for name in spec.in_id))
