"""NIF: pynif and rdflib read what is written, and what pynif writes is read."""

import json
from pathlib import Path
from typing import Any

import pynif
import pytest
import rdflib
from rdflib.compare import isomorphic

import corpus_pkg
from corpus_pkg.api import load
from corpus_pkg.exchange.formats.catalog import FORMATS
from corpus_pkg.exchange.formats.format import World
from corpus_pkg.exchange.formats.links import WIKIDATA
from corpus_pkg.exchange.formats.nif_terms import DBPEDIA, NOT_IN_WIKI
from tests import command_line
from tests.formats.world import small_corpus

TEXT = "😀 Oslo met the Bergen Club and Ann.\n"


def test_pynif_reads_the_texts_and_the_links(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    FORMATS["nif"].write(corpus, World.of(corpus), tmp_path / "out")
    for document in list(corpus)[:2]:
        place = tmp_path / "out" / f"{document.id}.ttl"
        (context,) = pynif.NIFCollection.loads(place.read_text("utf-8")).contexts
        assert context.mention == document.text
        phrases = {(one.beginIndex, one.endIndex): one for one in context.phrases if one.taIdentRef}
        assert len(phrases) == len(document.entities)
        for mention in document.entities:
            phrase = phrases[mention.start, mention.end]
            entry = corpus.registry[mention.entity]
            assert phrase.mention == mention.text
            assert phrase.taClassRef == [f"urn:corpus-pkg:{mention.type}"]
            start = WIKIDATA if entry.wikidata else DBPEDIA if entry.wikipedia else NOT_IN_WIKI
            assert phrase.taIdentRef.startswith(start)
            assert not entry.wikidata or phrase.taIdentRef == WIKIDATA + entry.wikidata


def test_turtle_and_json_ld_say_the_same(tmp_path: Path) -> None:
    corpus = small_corpus()
    for name in ("nif", "nif-jsonld"):
        FORMATS[name].write(corpus, World.of(corpus), tmp_path / name)
    turtle = rdflib.Graph().parse(tmp_path / "nif" / "growth.ttl")
    json_ld = rdflib.Graph().parse(tmp_path / "nif-jsonld" / "growth.nif.jsonld", format="json-ld")
    assert isomorphic(turtle, json_ld)
    assert len(turtle) > 20


def foreign(**phrases: dict[str, Any]) -> pynif.NIFCollection:
    collection = pynif.NIFCollection(uri="http://example.org/")
    context = collection.add_context("http://example.org/plain", TEXT)
    for words, about in phrases.items():
        start = TEXT.index(words.replace("_", " "))
        context.add_phrase(beginIndex=start, endIndex=start + len(words), **about)
    return collection


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    tmp_path.joinpath("plain.txt").write_text(TEXT, "utf-8")
    command_line.run("new", tmp_path / "corpus").succeeded()
    command_line.run("add", tmp_path / "corpus", tmp_path / "plain.txt").succeeded()
    entry = {"id": "capital", "type": "GPE", "name": "Kristiania", "wikipedia": "Oslo", "wikidata": None}
    registry = tmp_path / "corpus" / "annotations" / "registry.jsonl"
    registry.write_text(json.dumps(entry | {"iso_3166": None}) + "\n")
    return tmp_path / "corpus"


@pytest.mark.parametrize(("name", "form"), [("nif", "turtle"), ("nif-jsonld", "json-ld")])
def test_what_pynif_writes_is_read(name: str, form: str, corpus: Path, tmp_path: Path) -> None:
    made = foreign(
        Oslo={"taIdentRef": f"{DBPEDIA}Oslo", "taClassRef": ["http://dbpedia.org/ontology/Place"]},
        Bergen_Club={"taClassRef": ["http://dbpedia.org/ontology/Organisation"]},
        Ann={"taIdentRef": f"{NOT_IN_WIKI}ann", "taClassRef": ["http://example.org/Deed"]},
        met={},
    )
    place = tmp_path / f"plain{FORMATS[name].extensions[0]}"
    place.write_text(made.dumps(format=form), "utf-8")
    ended = command_line.run("convert", "--from", name, place, "--out", corpus, "--map", "Deed=PERSON")
    ended.succeeded("read Deed as PERSON (1), Organisation as ORG (1), Place as GPE (1)")
    ended.succeeded("1 × string: annotation-not-held")
    found = [(e.text, str(e.type), e.entity) for e in load(corpus)["plain"].entities]
    assert found == [
        ("Oslo", "GPE", "capital"),
        ("Bergen Club", "ORG", "bergen-club"),
        ("Ann", "PERSON", "ann"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('anchorOf "Oslo"', 'anchorOf "Bergen Club"', "span-text"),
        ("Index 2 ", "Index 99 ", "span-range"),
        ("isString", "isText", "there is no nif:Context with nif:isString"),
        ("@prefix", "@prefox", "it is not NIF that can be read"),
    ],
)
def test_what_is_wrong_is_refused(old: str, new: str, said: str, corpus: Path, tmp_path: Path) -> None:
    text = foreign(Oslo={"taClassRef": ["http://dbpedia.org/ontology/Place"]}).dumps()
    text = text.replace('"2"^^xsd:nonNegativeInteger', "2").replace("Index 2", "Index 2")
    assert old in text
    tmp_path.joinpath("plain.ttl").write_text(text.replace(old, new), "utf-8")
    ended = command_line.run("convert", "--from", "nif", tmp_path / "plain.ttl", "--out", corpus)
    ended.refused(said, status=1)


def test_a_context_at_an_address_is_refused_without_a_look(corpus: Path, tmp_path: Path) -> None:
    for context in ("http://127.0.0.1:9/context", [{"@import": "http://127.0.0.1:9/"}]):
        place = tmp_path / "plain.nif.jsonld"
        place.write_text(json.dumps({"@graph": [{"@context": context, "@id": "urn:a"}]}))
        ended = command_line.run("convert", "--from", "nif-jsonld", place, "--out", corpus)
        ended.refused("its context is at an address; write the context into the file", status=1)


def test_a_new_corpus_keeps_the_items_and_articles_of_names(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    FORMATS["nif"].write(list(corpus)[:1], World.of(corpus), tmp_path / "out")
    command_line.run("new", tmp_path / "new", tmp_path / "out", "--from", "nif").succeeded()
    made = load(tmp_path / "new").registry
    items = {entry.wikidata for entry in corpus.registry.values()} - {None}
    assert items
    for id_, entry in made.items():
        known = corpus.registry[id_]
        assert entry.wikidata == known.wikidata
        assert entry.wikipedia == (None if known.wikidata else known.wikipedia)


def test_a_link_that_another_tool_changed_counts_more_than_the_id_that_it_left(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    document = next(iter(corpus))
    FORMATS["nif"].write([document], World.of(corpus), tmp_path / "out")
    first, other = (corpus.registry[id_] for id_ in ("azerbaijan", "united-states"))
    place = tmp_path / "out" / f"{document.id}.ttl"
    old, new = (f"<{WIKIDATA}{entry.wikidata}>" for entry in (first, other))
    place.write_text(place.read_text("utf-8").replace(old, new), "utf-8")
    (read,) = FORMATS["nif"].read(place, corpus).documents
    links = {mention.id: mention.entity for mention in read.entities}
    changed = [mention for mention in document.entities if mention.entity == first.id]
    assert changed
    assert {links[mention.id] for mention in changed} == {other.id}
