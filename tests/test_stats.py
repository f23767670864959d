"""Counts equal what is counted another way."""

import json
from pathlib import Path

from hypothesis import given, settings

import corpus_pkg
from corpus_pkg import Corpus
from corpus_pkg.annotate.stats import (
    AS_MAJORITY,
    DISTINCT,
    OTHERWISE,
    OVERALL,
    Count,
    as_json,
    as_markdown,
    corpus_counts,
    majority,
    nested,
)
from corpus_pkg.corpus.models import Entity
from corpus_pkg.layers import LAYER_NAMES
from corpus_pkg.layers.labels import EntityType, StanceLabel
from tests.strategies import corpora

ROOT = Path(__file__).parents[1]


def totals(counts: list[Count]) -> dict[tuple[str, str], int]:
    return {(count.measure, count.label): count.total for count in counts}


def lines_of(layer: str) -> list[dict[str, str]]:
    """Read a layer of the repository's corpus without the package."""
    files = sorted((ROOT / "annotations" / layer).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_the_packaged_corpus_counts_as_its_files_do() -> None:
    found = totals(corpus_counts(corpus_pkg.load()))
    texts = [file.read_bytes().decode("utf-8") for file in (ROOT / "raw").glob("*.txt")]
    assert found["text", "documents"] == len(texts) == 5
    assert found["text", "characters"] == sum(map(len, texts))
    assert found["text", "tokens"] == sum(len(text.split()) for text in texts)
    for each in LAYER_NAMES:
        assert found["layers", each] == len(lines_of(each))
    for measure, layer, field in (
        ("segments by kind", "segments", "kind"),
        ("entities by type", "entities", "type"),
        ("dates by type", "dates", "type"),
        ("figures by kind", "figures", "kind"),
        ("stance by label", "stance", "label"),
        ("stance by target", "stance", "target"),
        ("stance by holder", "stance", "holder"),
        ("claims by modality", "claims", "modality"),
        ("claims by topic", "claims", "topic"),
        ("claims by asserter", "claims", "asserter"),
        ("document stance by label", "document_stance", "label"),
    ):
        values = [line[field] for line in lines_of(layer)]
        counted = {label: n for (name, label), n in found.items() if name == measure and n}
        assert counted == {value: values.count(value) for value in set(values)}
    registry = [
        json.loads(line) for line in (ROOT / "annotations/registry.jsonl").read_text("utf-8").splitlines()
    ]
    linked = {entry["id"] for entry in registry if entry["wikipedia"] or entry["wikidata"]}
    mentions = [line["entity"] for line in lines_of("entities")]
    assert found["entities", "mentions with an article or item"] == sum(
        entity in linked for entity in mentions
    )
    assert found["entities", DISTINCT] == len(set(mentions))


def test_the_overall_stance_is_compared_with_the_majority_of_the_authors_sentences() -> None:
    corpus = corpus_pkg.load()
    found = totals(corpus_counts(corpus))
    assert found[OVERALL, AS_MAJORITY] == len(lines_of("document_stance")) - found[OVERALL, OTHERWISE]
    document = corpus["section-907-repeal"]
    assert majority(document, "section-907") == "against"
    assert majority(document.model_copy(update={"stance": ()}), "section-907") == "none"
    own = [s for s in document.stance if s.holder == "author" and s.target == "section-907"]
    split = [own[0], own[1].model_copy(update={"label": StanceLabel.FAVOR})]
    assert majority(document.model_copy(update={"stance": tuple(split)}), "section-907") == "mixed"
    quoted = tuple(s.model_copy(update={"holder": "iran"}) for s in own)
    assert majority(document.model_copy(update={"stance": quoted}), "section-907") == "none"


@settings(deadline=None, max_examples=30)
@given(corpora())
def test_what_is_counted_in_any_corpus(corpus: Corpus) -> None:
    totals_are_sums_and_parts_add_up_to_their_layer(corpus)
    nested_mentions_are_those_within_a_longer_one(corpus)


def totals_are_sums_and_parts_add_up_to_their_layer(corpus: Corpus) -> None:
    counts = corpus_counts(corpus)
    for count in counts:
        assert list(count.documents) == list(corpus.ids)
        if count.label != DISTINCT:
            assert count.total == sum(count.documents.values())
    found = totals(counts)
    for layer, measure in (
        ("segments", "segments by kind"),
        ("entities", "entities by type"),
        ("dates", "dates by type"),
        ("figures", "figures by kind"),
        ("stance", "stance by label"),
        ("stance", "stance by target"),
        ("stance", "stance by target and label"),
        ("stance", "stance by holder"),
        ("claims", "claims by modality"),
        ("claims", "claims by topic"),
        ("claims", "claims by asserter"),
        ("document_stance", "document stance by label"),
    ):
        assert sum(n for (name, _), n in found.items() if name == measure) == found["layers", layer]


def nested_mentions_are_those_within_a_longer_one(corpus: Corpus) -> None:
    for document in corpus:
        spans = {(mention.start, mention.end) for mention in document.entities}
        inside = {
            (start, end)
            for start, end in spans
            if any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans)
        }
        assert nested(document.entities) == len(inside)


def test_a_mention_that_starts_or_ends_with_a_longer_one_is_nested_in_it() -> None:
    def mention(start: int, end: int) -> Entity:
        text = "x" * (end - start)
        return Entity(
            id=f"ent-{start}-{end}", start=start, end=end, text=text, type=EntityType.ORG, entity="x"
        )

    assert nested([mention(0, 10), mention(0, 4), mention(5, 10)]) == 2
    assert nested([mention(0, 4), mention(4, 9), mention(8, 12)]) == 0
    assert nested([mention(0, 10), mention(3, 9), mention(4, 5)]) == 2


def test_json_and_markdown_say_the_same() -> None:
    counts = corpus_counts(corpus_pkg.load())
    value = json.loads(as_json(counts))
    lines = as_markdown(counts).splitlines()
    assert len(lines) == len(counts) + 2
    for count, line in zip(counts, lines[2:], strict=True):
        assert value[count.measure][count.label] == {"total": count.total, "documents": count.documents}
        cells = [cell.strip().replace(",", "") for cell in line.strip("|").split("|")]
        assert cells == [count.measure, count.label, str(count.total), *map(str, count.documents.values())]


def test_an_empty_corpus_has_zeros_and_its_tables_can_be_made() -> None:
    counts = corpus_counts(Corpus([], {}, {}))
    assert all(count.total == 0 for count in counts)
    assert as_markdown(counts).startswith("| measure | label | all |\n|---|---|---:|\n")
