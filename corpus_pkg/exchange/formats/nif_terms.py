"""The terms of NIF 2.0 that writer and reader share, and how resources are named."""

from typing import Final
from urllib.parse import quote

from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.exchange.formats.links import WIKIDATA
from corpus_pkg.layers import ENTITIES, SEGMENTS, SENTENCES

PREFIXES: Final[dict[str, str]] = {
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "corpus": "urn:corpus-pkg:",
}
"""The vocabularies; `corpus` is this package's own: labels, and fields that no other has a term for."""

CLASSES: Final[dict[str, str]] = {
    SEGMENTS.name: "nif:Paragraph",
    SENTENCES.name: "nif:Sentence",
    ENTITIES.name: "nif:Phrase",
}
"""What the records of each layer are in NIF; it holds no other layer."""

DBPEDIA: Final = "http://dbpedia.org/resource/"
"""DBpedia names its resources after the articles of English Wikipedia."""
NOT_IN_WIKI: Final = "http://aksw.org/notInWiki/"
"""What published NIF corpora write for what no knowledge base has."""


def iri_of(entry: RegistryEntry | None, id_: str) -> str:
    """Return the IRI of what a name is: an item, the resource of an article, or what is not in any wiki."""
    if entry is not None and entry.wikidata is not None:
        return WIKIDATA + entry.wikidata
    if entry is not None and entry.wikipedia is not None:
        return DBPEDIA + quote(entry.wikipedia.replace(" ", "_"), safe="()!$&'*+,;=:@/~-._")
    return NOT_IN_WIKI + quote(id_, safe="")
