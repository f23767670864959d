"""brat's configuration, made from the schema: which types, attributes and relations annotators may use."""

from collections.abc import Collection
from itertools import chain
from typing import Final

from corpus_pkg.exchange.formats.flat import KINDS, SUBJECT, layer_fields
from corpus_pkg.layers import FIGURES, SPAN_LAYERS, SPECS

COLOURS: Final[dict[str, str]] = {
    **{layer: SPECS[layer].color for layer in SPAN_LAYERS},
    SUBJECT: "#80b1d3",
}
"""The background of each kind of span (ColorBrewer Set3, told apart by people of any colour vision)."""
COLOURED: Final = tuple(layer for layer in SPAN_LAYERS if layer in COLOURS)
"""The layers that have a colour; no other is shown or stored."""


def annotation_conf(layers: Collection[str] = SPAN_LAYERS) -> str:
    """Return `annotation.conf`: every label of layers as a type, every closed field as an attribute."""
    entities, attributes, relations = [], [], []
    for layer in (layer for layer in COLOURED if layer in layers):
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
    if FIGURES.name in layers:
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
    """Return `visual.conf`: a colour for each layer, and short labels for narrow spans."""
    labels, drawing = [], ["SPAN_DEFAULT\tfgColor:black, bgColor:#ffffff, borderColor:darken"]
    for layer in COLOURED:
        for label in layer_fields(layer).labels:
            labels.append(f"{label} | {label.replace('_', ' ')} | {label[:3]}")
            drawing.append(f"{label}\tbgColor:{COLOURS[layer]}")
    labels.append(f"{SUBJECT} | subject | sub")
    drawing.append(f"{SUBJECT}\tbgColor:{COLOURS[SUBJECT]}")
    drawing.append("ARC_DEFAULT\tcolor:black, dashArray:-, arrowHead:triangle-5")
    return "".join(chain(_section("labels", labels), _section("drawing", drawing)))


def _section(name: str, lines: list[str]) -> list[str]:
    return [f"[{name}]\n", *(f"{line}\n" for line in lines), "\n"]
