"""The Croissant file: every config as a record set over its Parquet file, and every closed list as one.

Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html) and its RAI extension
1.0 (https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html).
"""

import json
from collections.abc import Mapping, Sequence, Set
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.hub.configs import SPLIT, TEST_SPLIT
from corpus_pkg.exchange.hub.croissant_about import agents, license_page, made_by, rai, usage
from corpus_pkg.exchange.hub.croissant_terms import CONFORMS_TO, CONTEXT, PARQUET, TYPES
from corpus_pkg.exchange.hub.facts import Facts
from corpus_pkg.exchange.hub.features import closed_lists
from corpus_pkg.exchange.hub.metadata import ADDRESS, Stored
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.tables.columns import ClosedList, Column, ColumnType, ListOf, Scalar, Struct
from corpus_pkg.tables.manifest import BuiltFile

KEYS: Final[Mapping[str, str]] = {"registry": "registry/id", "targets": "targets/id"}
"""The fields that other record sets refer to, by their record set."""
REFERENCES: Final[Mapping[str, str]] = {"entity": "registry", "stands_for": "registry", "target": "targets"}
"""The columns whose values are ids of a list that all documents share."""
ANNOTATORS: Final = "annotators"


def croissant_json(
    corpus: Corpus,
    facts: Facts,
    stored: Sequence[Stored],
    data: Mapping[str, Any],
    made: Mapping[str, BuiltFile],
    *,
    texts: bool = True,
) -> str:
    """Return the Croissant file.

    Args:
        corpus: The corpus.
        facts: What the files next to it say.
        stored: The configs that have rows.
        data: The card's YAML.
        made: Size and SHA-256 of the configs' files.
        texts: Whether the texts are in the repository.
    """
    citation = facts.citation
    version = data["configs"][0].get("version")
    value: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": data["pretty_name"],
        "description": citation.abstract or citation.title or data["pretty_name"],
        "conformsTo": CONFORMS_TO,
        "license": _licenses(data, facts),
        "version": version,
        "datePublished": citation.released,
        "citeAs": citation.bibtex(ADDRESS),
        "url": citation.url or ADDRESS,
        "creator": [{"@type": "sc:Organization", "name": name} for name in citation.authors],
        "inLanguage": data["language"],
        "keywords": list(citation.keywords),
        "isLiveDataset": False,
        "usageInfo": usage(corpus, facts, texts=texts),
        **rai(corpus, facts),
        "prov:wasAttributedTo": agents(facts),
        "distribution": [_file(item, made[item.file]) for item in stored],
        "recordSet": [
            _split({item.split for item in stored}),
            *(_enumeration(labels) for labels in closed_lists(item.table for item in stored)),
            *(_record_set(item, facts, {other.name for other in stored}) for item in stored),
        ],
    }
    kept = {key: item for key, item in value.items() if item not in (None, [], "")}
    return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


def _licenses(data: Mapping[str, Any], facts: Facts) -> list[str]:
    """Return the address of the licence, if SPDX lists it, and of the file that says what it covers."""
    name = facts.citation.license if data["license"] == "other" else data["license"]
    page = license_page(name)
    return [*([] if page is None else [page]), f"{ADDRESS}/blob/main/LICENSE"]


SPLITS: Final = {SPLIT: "cr:TrainingSplit", TEST_SPLIT: "cr:TestSplit"}
"""What each split is for, in the terms of the specification."""


def _split(there: Set[str]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "Each record set is one split; its column `fold` leaves one document out.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            _field("splits/name", "name", "The split's name.") | {"dataType": "sc:Text"},
            _field("splits/url", "url", "What the split is for.") | {"dataType": ["sc:URL", "cr:Split"]},
        ],
        "data": [{"splits/name": name, "splits/url": url} for name, url in SPLITS.items() if name in there],
    }


def _enumeration(labels: ClosedList) -> dict[str, Any]:
    """Return a closed list as a record set: the number that is stored, the name, and what it means."""
    name = labels.name
    types = {"number": "sc:Integer", "name": "sc:Text", "description": "sc:Text", "url": "sc:URL"}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": " ".join((labels.description or name).split()),
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{name}/number"},
        "field": [
            _field(f"{name}/{part}", part, f"The label's {part}.") | {"dataType": kind}
            for part, kind in types.items()
        ],
        "data": [
            {
                f"{name}/number": number,
                f"{name}/name": label,
                f"{name}/description": meaning or label,
                f"{name}/url": f"{ADDRESS}#{name.lower()}",
            }
            for number, (label, meaning) in enumerate(labels.members)
        ],
    }


def _file(item: Stored, made: BuiltFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": item.file,
        "name": item.file,
        "description": item.description,
        "contentUrl": item.file,
        "contentSize": f"{made.bytes} B",
        "encodingFormat": PARQUET,
        "sha256": made.sha256,
    }


def _record_set(item: Stored, facts: Facts, there: Set[str]) -> dict[str, Any]:
    """Return a config as a record set.

    Args:
        item: The config.
        facts: What the files next to the corpus say.
        there: The names of the configs that have rows.
    """
    fields = [
        _field(f"{item.name}/split", "split", "The split that the row is in.")
        | {"dataType": "sc:Text", "value": item.split, "references": {"field": {"@id": "splits/name"}}}
    ]
    for column in item.table.columns:
        place = f"{item.name}/{column.name}"
        source = {"fileObject": {"@id": item.file}, "extract": {"column": column.name}}
        field = _field(place, column.name, column.description)
        parts = _parts(column.type)
        if parts is None:
            field |= _typed(column.type, column.description, joins=item.name not in KEYS) | {"source": source}
            known = REFERENCES.get(column.name)
            if known is not None and known in there and known != item.name:
                field["references"] = {"field": {"@id": KEYS[known]}}
        else:
            if isinstance(column.type, ListOf):
                field |= {"isArray": True, "arrayShape": "-1"}
            field["subField"] = [
                _sub_field(f"{place}/{name.replace('.', '_')}", name, description, kind, source)
                for name, description, kind in parts
            ]
        fields.append(field | _provenance(item.name, column, facts))
    return {
        "@type": "cr:RecordSet",
        "@id": item.name,
        "name": item.name,
        "description": f"{item.description} {item.rows} rows.",
        **({"key": {"@id": KEYS[item.name]}} if item.name in KEYS else {}),
        **(_adjudicated(facts, there) if item.name in LAYER_NAMES else {}),
        "field": fields,
    }


def _provenance(name: str, column: Column, facts: Facts) -> dict[str, Any]:
    """Return who made a column: an annotator each row of their own layers, an adjudicator the others."""
    if name == ANNOTATORS and column.name == "annotator":
        return {"equivalentProperty": "prov:wasAttributedTo"}
    if column.name not in LAYER_NAMES:
        return {}
    return made_by(facts, "annotator" if name == ANNOTATORS else "adjudicator")


def _adjudicated(facts: Facts, there: Set[str]) -> dict[str, Any]:
    """Return the provenance of a layer that was made from the annotators' own."""
    made = made_by(facts, "adjudicator")
    return made | ({"prov:wasDerivedFrom": {"@id": ANNOTATORS}} if made and ANNOTATORS in there else {})


def _field(place: str, name: str, description: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": place, "name": name, "description": description}


def _sub_field(
    place: str, name: str, description: str, kind: ColumnType, source: Mapping[str, Any]
) -> dict[str, Any]:
    field = _field(place, name.replace(".", "_"), description)
    return (
        field
        | _typed(kind, description, joins=False)
        | {"source": {**source, "transform": {"jsonPath": name}}}
    )


def _parts(kind: ColumnType) -> list[tuple[str, str, ColumnType]] | None:
    """Return a nested column's parts by their paths, records in records flattened; None of a plain one."""
    inner = kind.item if isinstance(kind, ListOf) else kind
    if not isinstance(inner, Struct):
        return None
    parts: list[tuple[str, str, ColumnType]] = []
    for column in inner.columns:
        deeper = _parts(column.type) if isinstance(column.type, Struct) else None
        if deeper is None:
            parts.append((column.name, column.description, column.type))
        else:
            parts += [
                (f"{column.name}.{path}", f"{column.description} {description}", part)
                for path, description, part in deeper
            ]
    return parts


def _typed(kind: ColumnType, description: str, *, joins: bool) -> dict[str, Any]:
    """Return the type of a plain column, and the closed list that its numbers are of.

    Args:
        kind: The type.
        description: What the column is.
        joins: Whether the column may refer to the list. `mlcroissant` can't join lists, and gives a record
            set that others refer to in another form if it joins one itself; the description says it there.
    """
    made: dict[str, Any] = {"description": description}
    if isinstance(kind, ListOf):
        made |= {"isArray": True, "arrayShape": "-1,-1" if isinstance(kind.item, ListOf) else "-1"}
        kind, joins = kind.item.item if isinstance(kind.item, ListOf) else kind.item, False
    if not isinstance(kind, Scalar):
        raise TypeError(f"no field of Croissant can hold {kind}")
    if kind.labels is None:
        return {**made, "dataType": TYPES[kind.kind]}
    name = kind.labels.name
    made["dataType"] = ["sc:Integer", "cr:Label"]
    if joins:
        return {**made, "references": {"field": {"@id": f"{name}/number"}}}
    return {**made, "description": f"{description} The numbers are those of the record set {name}."}
