"""The fields that hold free text, all looked at together.

A look at each string's first and last character, and for characters that may hide, finds the few that may be
wrong; these are put to the check of the models itself.
"""

from typing import Any, Final

import numpy
import pyarrow as arrow

from corpus_pkg.build.fast import characters
from corpus_pkg.build.fast.block import EVIDENCE, LAYERS_CHECKED, METADATA, Block
from corpus_pkg.build.fast.flat import indices, valid
from corpus_pkg.build.fast.text import PAD, texts
from corpus_pkg.layers import SPECS
from corpus_pkg.values import free_text

FIELDS: Final = {
    METADATA: ("title", "publisher", "author", "place", "source_file", "rights"),
    EVIDENCE: ("basis",),
    **{name: ("note",) for name in LAYERS_CHECKED if "note" in SPECS[name].model.model_fields},
}
"""The fields that hold free text, by what has them."""
_HIDDEN: Final = numpy.array(
    sorted((*free_text.UNSEEN, *free_text.JOINERS, *free_text.SELECTORS)), dtype="u4"
)
"""The first and the last code point of each range whose characters are not seen, or not everywhere."""
_FIRST_SEEN: Final = ord("!")
_ASCII_SEEN: Final = ord("~") - _FIRST_SEEN + 1
"""How many characters of ASCII are seen: those from the first one on."""


def check_free_text(block: Block) -> None:
    """Suspect documents with a string that is not free text where one must be; all layers are done."""
    found = [
        (layer.doc, layer.field(name))
        for layer, names in ((block.layers[layer], names) for layer, names in FIELDS.items())
        for name in names
    ]
    found = [(doc, array) for doc, array in found if array.null_count < len(array)]
    if found:
        wrong = not_free_text(arrow.concat_arrays([array for _, array in found]))
        block.suspects.places(numpy.concatenate([doc for doc, _ in found]), wrong)


def not_free_text(array: Any) -> Any:
    """Return which strings are there and are not free text, as booleans."""
    wrong = numpy.zeros(len(array), dtype=bool)
    text = texts(array)
    # Where there is no character, that of another string is looked at.
    sure = text.kinds(text.base) & text.kinds(text.base + text.counts - 1) & characters.SEEN != 0
    sure &= text.counts > 0
    points = text.points[PAD:-PAD]
    rare = numpy.flatnonzero((points - _FIRST_SEEN >= _ASCII_SEEN) & (points != ord(" ")))
    place = numpy.searchsorted(_HIDDEN[:, 0], points[rare], "right") - 1
    hidden = rare[(place >= 0) & (points[rare] <= _HIDDEN[place, 1])]
    sure[numpy.searchsorted(text.base + text.counts, hidden, "right")] = False
    maybe = numpy.flatnonzero(~sure & valid(array))
    wrong[maybe] = [not _is_free_text(value) for value in array.take(indices(maybe)).to_pylist()]
    return wrong


def _is_free_text(value: str) -> bool:
    try:
        free_text.free_text(value)
    except ValueError:
        return False
    return True
