"""Label Studio's labelling interface, made from the schema and the corpus's stance targets.

Every layer is a set of labels; a field of a layer is a control of the region: choices for a closed
list, a line of text for anything else. Document stances are choices about the whole text.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final

from corpus_pkg.exchange.formats.brat_conf import colours
from corpus_pkg.exchange.formats.flat import POINTING, SUBJECT, labels_of, layer_fields
from corpus_pkg.exchange.formats.xmlfile import parse_xml
from corpus_pkg.extras import need
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, SPAN_LAYERS
from corpus_pkg.layers.labels import DEFAULT_LABELS, DocumentStanceLabel, LabelSets

TEXT: Final = "text"
"""The name of the text, as the controls say it, and its key in a task."""


def control(kind: str, name: str) -> str:
    """Return the name of the control of a field, or of a target's document stance."""
    return f"{kind}-{name}"


def label_config(
    targets: Iterable[str], layers: Collection[str] = LAYER_NAMES, labels: LabelSets = DEFAULT_LABELS
) -> bytes:
    """Return the labelling interface as XML.

    Args:
        targets: The ids of the stance targets.
        layers: The layers that the interface is for.
        labels: The lists of the corpus.
    """
    etree = need("lxml.etree", "formats")
    view = etree.Element("View")
    spans = [layer for layer in SPAN_LAYERS if layer in layers]
    for kind in (*spans, *([] if POINTING.isdisjoint(layers) else [SUBJECT])):
        element = etree.SubElement(view, "Labels", name=str(kind), toName=TEXT)
        values = (SUBJECT,) if kind == SUBJECT else labels_of(kind, labels)
        for value in values:
            etree.SubElement(element, "Label", value=value, background=colours(labels)[value])
    # Characters, not words: names end inside words of some languages.
    etree.SubElement(view, "Text", name=TEXT, value=f"${TEXT}", granularity="symbol")
    relations = etree.SubElement(view, "Relations")
    for layer in spans:
        known = layer_fields(layer)
        for name in known.refs:
            etree.SubElement(relations, "Relation", value=name)
        for name, choices in known.closed.items():
            _choices(etree, view, control(layer, name), choices, layer)
        for name in known.open:
            _line(etree, view, control(layer, name), layer)
    for target in targets if DOCUMENT_STANCE.name in layers else ():
        etree.SubElement(view, "Header", value=f"{DOCUMENT_STANCE.name}: {target}", size="6")
        stance = DOCUMENT_STANCE.name
        _choices(etree, view, control(stance, target), [label.value for label in DocumentStanceLabel], None)
        _line(etree, view, control(stance, f"{target}-note"), None)
    etree.indent(view)
    return bytes(etree.tostring(view, encoding="UTF-8")) + b"\n"


def declared_layers(config: bytes) -> frozenset[str]:
    """Return the layers that a labelling interface has controls for.

    Raises:
        ValueError: It is not well-formed XML.
    """
    names = {
        element.get("name", "")
        for element in parse_xml(config).iter()
        if element.tag in ("Labels", "Choices")
    }
    kinds = {name.partition("-")[0] if name.startswith(DOCUMENT_STANCE.name) else name for name in names}
    return frozenset(layer for layer in LAYER_NAMES if layer in kinds)


def _choices(etree: Any, view: Any, name: str, values: Iterable[str], layer: str | None) -> None:
    region = {"perRegion": "true", "whenTagName": str(layer)} if layer else {}
    element = etree.SubElement(view, "Choices", name=name, toName=TEXT, choice="single", **region)
    for value in values:
        etree.SubElement(element, "Choice", value=value)


def _line(etree: Any, view: Any, name: str, layer: str | None) -> None:
    region = {"perRegion": "true", "whenTagName": str(layer)} if layer else {}
    hint = name.partition("-")[2]
    etree.SubElement(
        view,
        "TextArea",
        name=name,
        toName=TEXT,
        placeholder=hint,
        maxSubmissions="1",
        editable="true",
        **region,
    )
