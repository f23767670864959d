"""The UIMA type system of the layers, in the names that INCEpTION knows.

Sentences, tokens, names and metadata are DKPro Core's types; the other layers are custom span layers
(`custom.Date` …), whose links to other spans are INCEpTION's link features: an array of features
structures with a role and a target.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from corpus_pkg.exchange.formats.flat import POINTING, SUBJECT, layer_fields
from corpus_pkg.extras import need
from corpus_pkg.layers import (
    DOCUMENT_STANCE,
    ENTITIES,
    LAYER_NAMES,
    SENTENCES,
    SPAN_LAYERS,
    SPECS,
)

_DKPRO: Final = "de.tudarmstadt.ukp.dkpro.core.api"
TOKEN: Final = f"{_DKPRO}.segmentation.type.Token"
METADATA: Final = f"{_DKPRO}.metadata.type.DocumentMetaData"
DOCUMENT_STANCE_TYPE: Final = "custom.DocumentStance"
TYPES: Final[dict[str, str]] = {
    **{layer: f"custom.{SPECS[layer].model.__name__}" for layer in SPAN_LAYERS},
    # DKPro Core has types of its own for these.
    SENTENCES.name: f"{_DKPRO}.segmentation.type.Sentence",
    ENTITIES.name: f"{_DKPRO}.ner.type.NamedEntity",
    SUBJECT: "custom.Subject",
}
"""The type of each kind of item."""

IGNORED: Final = frozenset(
    {
        TOKEN,
        METADATA,
        DOCUMENT_STANCE_TYPE,
        "uima.tcas.DocumentAnnotation",
        f"{_DKPRO}.metadata.type.TagsetDescription",
        f"{_DKPRO}.metadata.type.TagDescription",
        "de.tudarmstadt.ukp.clarin.webanno.api.type.CASMetadata",
    }
)
"""Types that hold no annotation of anybody, or are read apart."""


def feature_of(kind: str, field: str) -> str:
    """Return the feature of a field, in DKPro's names where it has one."""
    if kind == ENTITIES.name:
        return {layer_fields(ENTITIES.name).label: "value", "entity": "identifier"}.get(field, field)
    if kind != SUBJECT and field == layer_fields(kind).label:
        return "label"
    # A feature called `value` would hide the method that cassis calls to check the types of links.
    return "normalized" if field == "value" else field


@cache
def features_of(kind: str) -> frozenset[str]:
    """Return the features of a type that are read."""
    if kind == SUBJECT:
        return frozenset()
    known = layer_fields(kind)
    names = {feature_of(kind, name) for name in (*known.names, *([known.label] if known.label else []))}
    return frozenset(names | {link_of(kind, name) for name in known.refs})


def link_of(kind: str, field: str) -> str:
    """Return the link feature of a field that points to another item."""
    return f"{field}Link" if field in layer_fields(kind).closed else field


def link_type(kind: str, field: str) -> str:
    """Return the type of a link feature's elements, named as INCEpTION names them."""
    feature = link_of(kind, field)
    return f"{TYPES[kind]}{feature[0].upper()}{feature[1:]}{'' if feature.endswith('Link') else 'Link'}"


def type_system(layers: Iterable[str] = LAYER_NAMES) -> Any:
    """Return the type system of layers, as `cassis.TypeSystem`."""
    return _type_system(frozenset(layers))


@cache
def _type_system(layers: frozenset[str]) -> Any:
    cassis = need("cassis", "formats")
    types = cassis.TypeSystem()
    metadata = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "documentUri", "collectionId"):
        types.create_feature(metadata, name, "uima.cas.String")
    types.create_type(TOKEN)
    made = {
        kind: types.create_type(name)
        for kind, name in TYPES.items()
        if kind in layers or (kind == SUBJECT and not POINTING.isdisjoint(layers))
    }
    for layer in SPAN_LAYERS:
        if layer not in layers or layer not in TYPES:
            continue
        known = layer_fields(layer)
        for field in ([known.label] if known.label else []) + [*known.closed, *known.open]:
            range_ = "uima.cas.Boolean" if field in known.booleans else "uima.cas.String"
            types.create_feature(made[layer], feature_of(layer, field), range_)
        for field, target in known.refs.items():
            if target not in made:
                continue
            link = types.create_type(link_type(layer, field), "uima.cas.TOP")
            types.create_feature(link, "role", "uima.cas.String")
            types.create_feature(link, "target", made[target])
            types.create_feature(
                made[layer],
                link_of(layer, field),
                "uima.cas.FSArray",
                elementType=link,
                multipleReferencesAllowed=False,
            )
    if DOCUMENT_STANCE.name in layers:
        stance = types.create_type(DOCUMENT_STANCE_TYPE, "uima.cas.AnnotationBase")
        for name in ("target", "label", "note"):
            types.create_feature(stance, name, "uima.cas.String")
    return types


def declared_layers(types: Any) -> frozenset[str]:
    """Return the layers whose types a type system declares."""
    names = {layer: TYPES.get(layer, DOCUMENT_STANCE_TYPE) for layer in LAYER_NAMES}
    return frozenset(layer for layer, name in names.items() if types.contains_type(name))
