"""Web Annotation: a JSON-LD processor reads it, in the vocabulary of the W3C, and browsers' offsets fit."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

import corpus_pkg
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.web_annotation import CONTEXT, FORMAT, UTF16_FORMAT
from corpus_pkg.exchange.formats.web_annotation_target import text_iri
from tests.formats.round_trip import bare, world_of
from tests.formats.world import TEXT, small_corpus

OA = "http://www.w3.org/ns/oa#"
AS = "http://www.w3.org/ns/activitystreams#"
# The terms used here, as the Web Annotation Vocabulary (W3C Recommendation, 2017) defines them.
TERMS: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{
        name: OA + name
        for name in (
            "Annotation",
            "SpecificResource",
            "TextPositionSelector",
            "TextQuoteSelector",
            "TextualBody",
            "exact",
            "prefix",
            "suffix",
        )
    },
    **{name: AS + name for name in ("first", "startIndex", "totalItems")},
    "AnnotationCollection": AS + "OrderedCollection",
    "AnnotationPage": AS + "OrderedCollectionPage",
    "total": AS + "totalItems",
    "items": {"@id": AS + "items", "@container": "@list"},
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "body": {"@id": OA + "hasBody", "@type": "@id"},
    "target": {"@id": OA + "hasTarget", "@type": "@id"},
    "source": {"@id": OA + "hasSource", "@type": "@id"},
    "selector": {"@id": OA + "hasSelector", "@type": "@id"},
    "start": OA + "start",
    "end": OA + "end",
    "motivation": {"@id": OA + "motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": OA + "hasPurpose", "@type": "@vocab"},
    **{
        name: OA + name
        for name in (
            "assessing",
            "classifying",
            "commenting",
            "describing",
            "highlighting",
            "identifying",
            "tagging",
        )
    },
}


def local_loader(url: str, _options: Any) -> dict[str, Any]:
    assert url == CONTEXT, f"nothing else may be fetched: {url}"
    return {
        "contextUrl": None,
        "documentUrl": url,
        "contentType": "application/ld+json",
        "document": {"@context": TERMS},
    }


def written(tmp_path: Path, *, utf16: bool = False) -> Any:
    corpus = small_corpus()
    (UTF16_FORMAT if utf16 else FORMAT).write(corpus, world_of(corpus), tmp_path / "out")
    return json.loads(tmp_path.joinpath("out", "growth.jsonld").read_bytes())


def read(tmp_path: Path, value: Any) -> Reading:
    place = tmp_path / "growth.jsonld"
    place.write_text(json.dumps(value))
    return FORMAT.read(place, bare(small_corpus()))


def test_a_json_ld_processor_makes_triples_of_every_annotation(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    for document in corpus:
        value = json.loads(tmp_path.joinpath("out", f"{document.id}.jsonld").read_bytes())
        triples = jsonld.to_rdf(value, {"documentLoader": local_loader})["@default"]
        of_type: dict[str, set[str]] = {}
        for triple in triples:
            if triple["predicate"]["value"].endswith("#type"):
                of_type.setdefault(triple["object"]["value"], set()).add(triple["subject"]["value"])
        annotations = len(list(document.annotations)) + len(document.document_stance)
        pointed_to = [*(f.subject for f in document.figures), *(c.antecedent for c in document.claims)]
        subjects = len({(span.start, span.end) for span in pointed_to if span})
        assert len(of_type[OA + "Annotation"]) == annotations + subjects
        assert value["total"] == annotations + subjects
        starts = [t for t in triples if t["predicate"]["value"] == OA + "start"]
        assert len(starts) == annotations + subjects - len(document.document_stance)
        sources = {t["object"]["value"] for t in triples if t["predicate"]["value"] == OA + "hasSource"}
        assert text_iri(document.metadata.sha256) in sources


def test_every_term_belongs_to_the_vocabulary(tmp_path: Path) -> None:
    """A key that the context does not define is dropped by a processor: what comes back must be all."""
    value = written(tmp_path)
    options = {"documentLoader": local_loader}
    expanded = jsonld.expand(value, options)
    again = jsonld.compact(expanded, CONTEXT, options)
    assert keys_of(again) == keys_of(value)


def keys_of(value: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            for key, part in one.items():
                counts[key] = counts.get(key, 0) + 1
                stack.append(part)
        elif isinstance(one, list):
            stack += one
    return counts


@pytest.mark.parametrize(("utf16", "start"), [(False, 2), (True, 3)])
def test_an_emoji_before_a_span_is_one_code_point_and_two_units_of_a_browser(
    tmp_path: Path, utf16: bool, start: int
) -> None:
    selectors = [
        a["target"]["selector"]
        for a in written(tmp_path, utf16=utf16)["first"]["items"]
        if "selector" in a["target"]
    ]
    (oslo,) = {place["start"] for exact, place in selectors if exact["exact"] == "Oslo"}
    assert oslo == start
    if utf16:
        units = TEXT.encode("utf-16-le")
        for exact, place in selectors:
            assert units[2 * place["start"] : 2 * place["end"]].decode("utf-16-le") == exact["exact"]


def test_positions_in_the_other_unit_are_recognised_by_their_quotations(tmp_path: Path) -> None:
    reading = read(tmp_path, written(tmp_path, utf16=True))
    assert reading.problems == []
    assert reading.losses.counts().keys() == {"offset-unit"}
    assert reading.documents == list(small_corpus())


def test_an_annotation_of_another_client_is_found_by_its_quotation_and_its_link(tmp_path: Path) -> None:
    annotation = {
        "@context": CONTEXT,
        "type": "Annotation",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "GPE"},
            {
                "type": "SpecificResource",
                "purpose": "identifying",
                "source": "https://en.wikipedia.org/wiki/Oslo",
            },
        ],
        "target": {
            "source": "https://example.org/growth",
            "selector": {"type": "TextQuoteSelector", "exact": "Oslo", "prefix": "😀 "},
        },
    }
    reading = read(tmp_path, annotation)
    assert reading.problems == []
    assert [(e.id, e.entity) for e in reading.documents[0].entities] == [("ent-2-6", "oslo")]


def test_a_quotation_that_stands_twice_is_refused(tmp_path: Path) -> None:
    annotation = {
        "type": "Annotation",
        "body": {"type": "TextualBody", "purpose": "tagging", "value": "GPE"},
        "target": {"source": "x", "selector": {"type": "TextQuoteSelector", "exact": "e"}},
    }
    assert [problem.code for problem in read(tmp_path, annotation).problems] == ["format-syntax"]
