"""The counts in sentences of the README, the docs, the datasheet and the changelog are those of the corpus.

A sentence of a page is written here without its numbers. The changelog's are of the section of this version.
"""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

import corpus_pkg
from benchmarks import audit
from corpus_pkg.corpus.claim_pairs import Rule, Verdict, claim_pairs
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES, SEGMENTS, SENTENCES
from corpus_pkg.layers.claims import Relation
from corpus_pkg.layers.labels import EntityType

ROOT: Final = Path(__file__).parents[1]
WORDS: Final = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
)
PROSE: Final = {
    "README.md": [
        "{documents:word} English news and analysis texts",
        "{annotators:word} annotators, each alone, and {adjudicators:word} adjudicators",
        "{documents:word} texts are not a training set of scale",
    ],
    "docs/index.md": [
        "# {documents:word} texts, read closely",
        "{documents:word} English news and analysis texts",
        "{documents:word} texts are not a training set of scale",
    ],
    "docs/conventions.md": ["The {types:word} types are those of OntoNotes"],
    "docs/labels.md": ["The {types:word} name types of OntoNotes"],
    "docs/guides/read-the-stance-layer.md": ["{documents:word} texts, chosen by hand"],
    "docs/guides/claims.md": [
        "The {documents:word} texts answer the same questions",
        "The corpus has {overrides:word}, all `open`",
        "counts {contradict} across texts, and {excluded} of these rest on a topic's table",
        "{compatible} pairs differ and are compatible",
        "{claims} claims in {documents:word} texts, {visit:word} of them about one event",
    ],
    "DATASHEET.md": [
        "{judged:word} kinds of stand-off annotation",
        "A sample of {documents:word} texts",
        "{layers:word} layers of JSON Lines",
        "{untitled:word} text has no headline as received and {unsigned:word} have no known author",
        "the dates of {inferred:word} texts are not stated and were inferred",
        "{wikidata} of {registry} entries",
        "{titles:word} were looked up and are in the evidence",
        "{visit:word} texts are about the same visit",
        "received as {documents:word} plain text files",
        "{annotators:word} that annotated alone, and {adjudicators:word} that adjudicated",
        "samples of {sample} annotations were read",
        "{documents:word} documents make no test set",
        "News reports and analyses of {shortest} to {longest} characters",
    ],
    "annotations/AGREEMENT.md": [
        "the two have {in_both} in common",
        "{only_c} are only in those of `c`",
        "{only_d} only in those of `d`",
        "read {sample} annotations, drawn at random from all layers but the claims",
    ],
    "CHANGELOG.md": [
        "Claims: {claims} statements on which the texts can be compared, on {topics} topics",
        "derives {pairs} pairs",
        "{overrides:word} pairs of claims that an adjudicator left open",
        "{contradict} pairs across texts contradict each other",
        "`wikidata` of {wikidata} of the registry's {registry} entries",
        "({evidence} pieces of evidence; {unlinked} entries stay null)",
    ],
}


class Spelled(Formatter):
    """Numbers as figures, or as a word with `:word`."""

    def format_field(self, value: int, format_spec: str) -> str:
        return WORDS[value] if format_spec == "word" else f"{value:,}"


@cache
def facts() -> dict[str, int]:
    corpus = corpus_pkg.load(ROOT)
    return _of_texts(corpus) | _of_claims(corpus) | _of_registry(corpus) | _of_annotators()


def _of_texts(corpus: Corpus) -> dict[str, int]:
    known = [document.metadata for document in corpus]
    sizes = [len(document.text) for document in corpus]
    undated = [any(one.field == "date" and one.inferred for one in text.evidence) for text in known]
    return {
        "documents": len(corpus),
        "layers": len(LAYER_NAMES),
        "judged": len(set(LAYER_NAMES) - {SEGMENTS.name, SENTENCES.name, DOCUMENT_STANCE.name}),
        "types": len(EntityType),
        "untitled": sum(text.title is None for text in known),
        "unsigned": sum(text.author is None for text in known),
        "inferred": sum(undated),
        "shortest": min(sizes) // 1000 * 1000,
        "longest": -(-max(sizes) // 1000) * 1000,
        "sample": audit.COUNT,
    }


def _of_claims(corpus: Corpus) -> dict[str, int]:
    pairs = list(claim_pairs(corpus))
    across = Counter(pair.verdict for pair in pairs if not pair.within)
    relations = Counter(verdict.relation for verdict in across.elements())
    places = {(document.id, claim.topic) for document in corpus for claim in document.claims}
    c, d = (
        {
            (one.first.document, one.first.claim.id, one.second.document, one.second.claim.id)
            for one in claim_pairs(corpus.annotator(name))
        }
        for name in "cd"
    )
    return {
        "claims": sum(len(document.claims) for document in corpus),
        "topics": len(corpus.topics),
        "overrides": sum(len(topic.overrides) for topic in corpus.topics.values()),
        "visit": len({document for document, topic in places if topic.startswith("aliyev-visit-")}),
        "pairs": len(pairs),
        "compatible": relations[Relation.COMPATIBLE],
        "contradict": relations[Relation.CONTRADICT],
        "excluded": across[Verdict(Relation.CONTRADICT, Rule.EXCLUDED)],
        "in_both": len(c & d),
        "only_c": len(c - d),
        "only_d": len(d - c),
    }


def _of_registry(corpus: Corpus) -> dict[str, int]:
    lines = (ROOT / "annotations/registry-evidence.jsonl").read_text("utf-8").splitlines()
    fields = Counter(json.loads(line)["field"] for line in lines)
    linked = sum(entry.wikidata is not None for entry in corpus.registry.values())
    return {
        "registry": len(corpus.registry),
        "wikidata": linked,
        "unlinked": len(corpus.registry) - linked,
        "evidence": fields["wikidata"],
        "titles": fields["wikipedia"],
    }


def _of_annotators() -> dict[str, int]:
    lines = (ROOT / "annotations/annotators/annotators.jsonl").read_text("utf-8").splitlines()
    roles = Counter(json.loads(line)["role"] for line in lines)
    return {"annotators": roles["annotator"], "adjudicators": roles["adjudicator"]}


@pytest.mark.parametrize(("page", "sentence"), [(page, one) for page, all_ in PROSE.items() for one in all_])
def test_a_sentence_has_the_count_of_the_corpus(page: str, sentence: str) -> None:
    text = " ".join((ROOT / page).read_text("utf-8").split())
    said = Spelled().vformat(sentence, (), facts())
    whole = rf"(?<![\w,.]){re.escape(said)}(?!\w)"
    assert re.search(whole, text, re.IGNORECASE), f"{page} should say: {said}"
