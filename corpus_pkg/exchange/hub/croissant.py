"""The Croissant file: every config as a record set over its Parquet file, with the RAI properties.

Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html) and its RAI extension
1.0 (https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html). The `@context` is the one that
the specification prescribes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.hub.datasheet import plain
from corpus_pkg.exchange.hub.facts import Facts
from corpus_pkg.exchange.hub.features import label_names
from corpus_pkg.exchange.hub.metadata import ADDRESS, Stored
from corpus_pkg.tables.columns import ColumnType, Kind, ListOf, Scalar, Struct
from corpus_pkg.tables.manifest import BuiltFile
from corpus_pkg.values import edtf

CONFORMS_TO: Final = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
PARQUET: Final = "application/x-parquet"
"""The one name of Parquet that `mlcroissant` loads."""

TYPES: Final[Mapping[Kind, str]] = {
    Kind.STRING: "sc:Text",
    Kind.INT32: "sc:Integer",
    Kind.BOOL: "sc:Boolean",
    Kind.DATE32: "sc:Date",
    Kind.FLOAT64: "sc:Float",
}

RAI: Final[Mapping[str, tuple[int, ...]]] = {
    "dataCollection": (21, 22),
    "dataCollectionRawData": (34,),
    "dataPreprocessingProtocol": (33,),
    "dataAnnotationProtocol": (33, 9),
    "dataAnnotationPlatform": (35,),
    "annotatorDemographics": (24,),
    "dataUseCases": (39, 37),
    "dataLimitations": (40, 41),
    "dataBiases": (7, 13),
    "dataSocialImpact": (16, 41),
    "personalSensitiveInformation": (18, 19),
    "dataReleaseMaintenancePlan": (53, 55),
    "dataCollectionMissingData": (10,),
}
"""The properties that say what the datasheet says, with the numbers of its questions."""

CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant_json(
    corpus: Corpus,
    facts: Facts,
    stored: Sequence[Stored],
    data: Mapping[str, Any],
    made: Mapping[str, BuiltFile],
) -> str:
    """Return the Croissant file.

    Args:
        corpus: The corpus.
        facts: What the files beside it say.
        stored: The configs that have rows.
        data: The card's YAML.
        made: Size and SHA-256 of the configs' files.
    """
    citation = facts.citation
    version = data["configs"][0].get("version")
    value: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": data["pretty_name"],
        "description": citation.abstract or citation.title or data["pretty_name"],
        "conformsTo": CONFORMS_TO,
        "license": _license(data),
        "version": version,
        "datePublished": citation.released,
        "citeAs": citation.bibtex(ADDRESS),
        "url": citation.url or ADDRESS,
        "creator": [{"@type": "sc:Organization", "name": name} for name in citation.authors],
        "inLanguage": data["language"],
        "keywords": list(citation.keywords),
        "isLiveDataset": False,
        **_rai(corpus, facts),
        "distribution": [_file(item, made[item.file]) for item in stored],
        "recordSet": [_record_set(item) for item in stored],
    }
    kept = {key: item for key, item in value.items() if item not in (None, [], "")}
    return json.dumps(kept, indent=2, ensure_ascii=False) + "\n"


def _license(data: Mapping[str, Any]) -> str:
    if data["license"] != "other":
        return f"https://spdx.org/licenses/{data['license'].upper()}"
    return f"{data['license_name']} (see the file {data['license_link']})"


def _rai(corpus: Corpus, facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, numbers in RAI.items():
        said = [plain(facts.datasheet[number]) for number in numbers if number in facts.datasheet]
        if said:
            found[f"rai:{name}"] = " ".join(said)
    days = sorted({day for document in corpus for day in _days(document.metadata.date)})
    if days:
        found["rai:dataCollectionTimeFrame"] = [days[0], days[-1]]
    alone = [person for person in facts.annotators if person.get("role") == "annotator"]
    if alone:
        judges = len(facts.annotators) - len(alone)
        found["rai:annotationsPerItem"] = (
            f"{len(alone)} by annotators alone"
            + (f", and {judges} adjudication of their differences" if judges else "")
            + "; the annotators' own layers are the record set annotators"
        )
    tools = {str(person["who"]) for person in facts.annotators if person.get("kind") == "model"}
    if tools:
        found["rai:machineAnnotationTools"] = sorted(tools)
    if facts.datasheet.get(34):
        found["rai:dataAnnotationAnalysis"] = plain(facts.datasheet[34])
    return found


def _days(date: str) -> Iterator[str]:
    """Yield the first and the last day of an EDTF date, those left out that are open or unknown."""
    return (day.isoformat() for day in edtf.bounds(date) if day is not None)


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


def _record_set(item: Stored) -> dict[str, Any]:
    fields = []
    for column in item.table.columns:
        place = f"{item.name}/{column.name}"
        source = {"fileObject": {"@id": item.file}, "extract": {"column": column.name}}
        field = _field(place, column.name, column.description)
        parts = _parts(column.type)
        if parts is None:
            field |= _typed(field, column.type) | {"source": source}
        else:
            if isinstance(column.type, ListOf):
                field |= {"isArray": True, "arrayShape": "-1"}
            field["subField"] = [
                _sub_field(f"{place}/{name.replace('.', '_')}", name, description, kind, source)
                for name, description, kind in parts
            ]
        fields.append(field)
    return {
        "@type": "cr:RecordSet",
        "@id": item.name,
        "name": item.name,
        "description": f"{item.description} {item.rows} rows.",
        "field": fields,
    }


def _field(place: str, name: str, description: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": place, "name": name, "description": description}


def _sub_field(
    place: str, name: str, description: str, kind: ColumnType, source: Mapping[str, Any]
) -> dict[str, Any]:
    field = _field(place, name.replace(".", "_"), description)
    return field | _typed(field, kind) | {"source": {**source, "transform": {"jsonPath": name}}}


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


def _typed(field: Mapping[str, Any], kind: ColumnType) -> dict[str, Any]:
    """Return the type of a plain column; the names of a closed list's numbers go into the description."""
    made: dict[str, Any] = {}
    if isinstance(kind, ListOf):
        made = {"isArray": True, "arrayShape": "-1"}
        kind = kind.item
    if not isinstance(kind, Scalar):
        raise TypeError(f"{field['@id']}: no Croissant field can hold {kind}")
    if kind.labels is None:
        return {"dataType": TYPES[kind.kind], **made}
    names = ", ".join(f"{number} {name}" for number, name in enumerate(label_names(kind)))
    return {"dataType": "sc:Integer", **made, "description": f"{field['description']} The numbers: {names}."}
