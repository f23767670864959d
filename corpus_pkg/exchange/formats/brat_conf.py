"""brat's configuration, made from the schema: which types, attributes and relations annotators may use."""

from collections.abc import Collection, Mapping
from colorsys import hls_to_rgb
from functools import lru_cache
from itertools import chain
from typing import Final

from corpus_pkg.exchange.formats.flat import POINTING, SUBJECT, kinds, labels_of, layer_fields
from corpus_pkg.layers import SPAN_LAYERS
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets

_GOLDEN: Final = 0.381966
"""The part of a turn between two hues that follow each other: no two of many come close."""


def _colour(number: int) -> str:
    """Return a light colour, another one for every number."""
    parts = hls_to_rgb(number * _GOLDEN % 1, (0.72, 0.8, 0.88)[number % 3], 0.7)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


@lru_cache(maxsize=16)
def colours(labels: LabelSets) -> Mapping[str, str]:
    """Return the background of each label of a corpus, on which black letters can be read."""
    return {label: _colour(number) for number, label in enumerate(kinds(labels))}


def annotation_conf(layers: Collection[str] = SPAN_LAYERS, labels: LabelSets = DEFAULT_LABELS) -> str:
    """Return `annotation.conf`: every label of layers as a type, every closed field as an attribute."""
    entities, attributes, relations = [], [], []
    for layer in (layer for layer in SPAN_LAYERS if layer in layers):
        known, listed = layer_fields(layer), labels_of(layer, labels)
        entities += [f"!{layer}", *(f"\t{label}" for label in listed if label != layer)]
        if listed == (layer,):
            entities.pop(-1)
            entities.append(layer)
        about = "|".join(listed)
        for name, values in known.closed.items():
            attributes.append((name, about, values))
        for name, kind in known.refs.items():
            if kind != SUBJECT and kind not in layers:
                continue
            ends = SUBJECT if kind == SUBJECT else "|".join(labels_of(kind, labels))
            relations.append(f"{name}\tArg1:{about}, Arg2:{ends}")
    if not POINTING.isdisjoint(layers):
        entities.append(SUBJECT)
    overlaps = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    lines = [f"{name}\tArg:{about}, Value:{'|'.join(values)}" for name, about, values in attributes]
    sections = {"entities": entities, "relations": [overlaps, *relations], "events": [], "attributes": lines}
    return "".join(chain.from_iterable(_section(name, body) for name, body in sections.items()))


def declared_layers(text: str, kinds: Mapping[str, str]) -> frozenset[str]:
    """Return the layers whose labels an `annotation.conf` declares as types.

    Args:
        text: The content of the file.
        kinds: What each label of the corpus is.
    """
    found, section = set(), ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line
        elif section == "[entities]" and line:
            found.add(kinds.get(line.split()[0], SUBJECT))
    return frozenset(kind for kind in found if kind != SUBJECT)


def visual_conf(labels: LabelSets = DEFAULT_LABELS) -> str:
    """Return `visual.conf`: a colour for each label, and short labels for narrow spans."""
    colour = colours(labels)
    said, drawing = [], ["SPAN_DEFAULT\tfgColor:black, bgColor:#ffffff, borderColor:darken"]
    for label in kinds(labels):
        shown = "subject" if label == SUBJECT else label.replace("_", " ")
        said.append(f"{label} | {shown} | {label[:3]}")
        drawing.append(f"{label}\tbgColor:{colour[label]}")
    drawing.append("ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5")
    return "".join(chain(_section("labels", said), _section("drawing", drawing)))


def _section(name: str, lines: list[str]) -> list[str]:
    return [f"[{name}]\n", *(f"{line}\n" for line in lines), "\n"]
