"""brat's configuration, made from the schema: which types, attributes and relations annotators may use."""

from collections.abc import Collection
from colorsys import hls_to_rgb
from itertools import chain
from typing import Final

from corpus_pkg.exchange.formats.flat import KINDS, POINTING, SUBJECT, layer_fields
from corpus_pkg.layers import SPAN_LAYERS

_GOLDEN: Final = 0.381966
"""The part of a turn between two hues that follow each other: no two of many come close."""


def _colour(number: int) -> str:
    """Return a light colour, another one for every number."""
    parts = hls_to_rgb(number * _GOLDEN % 1, (0.72, 0.8, 0.88)[number % 3], 0.7)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


COLOURS: Final[dict[str, str]] = {label: _colour(number) for number, label in enumerate(KINDS)}
"""The background of each label, on which black letters can be read."""


def annotation_conf(layers: Collection[str] = SPAN_LAYERS) -> str:
    """Return `annotation.conf`: every label of layers as a type, every closed field as an attribute."""
    entities, attributes, relations = [], [], []
    for layer in (layer for layer in SPAN_LAYERS if layer in layers):
        known = layer_fields(layer)
        entities += [f"!{layer}", *(f"\t{label}" for label in known.labels if label != layer)]
        if known.labels == (layer,):
            entities.pop(-1)
            entities.append(layer)
        about = "|".join(known.labels)
        for name, values in known.closed.items():
            attributes.append((name, about, values))
        for name, kind in known.refs.items():
            if kind != SUBJECT and kind not in layers:
                continue
            ends = SUBJECT if kind == SUBJECT else "|".join(layer_fields(kind).labels)
            relations.append(f"{name}\tArg1:{about}, Arg2:{ends}")
    if not POINTING.isdisjoint(layers):
        entities.append(SUBJECT)
    overlaps = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    lines = [f"{name}\tArg:{about}, Value:{'|'.join(values)}" for name, about, values in attributes]
    sections = {"entities": entities, "relations": [overlaps, *relations], "events": [], "attributes": lines}
    return "".join(chain.from_iterable(_section(name, body) for name, body in sections.items()))


def declared_layers(text: str) -> frozenset[str]:
    """Return the layers whose labels an `annotation.conf` declares as types."""
    found, section = set(), ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line
        elif section == "[entities]" and line:
            found.add(KINDS.get(line.split()[0], SUBJECT))
    return frozenset(kind for kind in found if kind != SUBJECT)


def visual_conf() -> str:
    """Return `visual.conf`: a colour for each label, and short labels for narrow spans."""
    labels, drawing = [], ["SPAN_DEFAULT\tfgColor:black, bgColor:#ffffff, borderColor:darken"]
    for layer in SPAN_LAYERS:
        for label in layer_fields(layer).labels:
            labels.append(f"{label} | {label.replace('_', ' ')} | {label[:3]}")
            drawing.append(f"{label}\tbgColor:{COLOURS[label]}")
    labels.append(f"{SUBJECT} | subject | sub")
    drawing.append(f"{SUBJECT}\tbgColor:{COLOURS[SUBJECT]}")
    drawing.append("ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5")
    return "".join(chain(_section("labels", labels), _section("drawing", drawing)))


def _section(name: str, lines: list[str]) -> list[str]:
    return [f"[{name}]\n", *(f"{line}\n" for line in lines), "\n"]
