"""The card's YAML holds only values that the Hub knows; a wrong one is named with the right ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus_pkg import Corpus
from corpus_pkg.corpus import layout
from corpus_pkg.exchange.hub.facts import read_facts
from corpus_pkg.exchange.hub.metadata import OVERRIDES, card_data, size_category
from corpus_pkg.exchange.hub.vocabularies import CardError, check_card, known, vocabularies

GOOD: dict[str, Any] = {
    "license": "cc-by-4.0",
    "language": ["en"],
    "task_categories": ["token-classification"],
    "task_ids": ["named-entity-recognition"],
    "size_categories": ["n<1K"],
    "annotations_creators": ["machine-generated"],
    "language_creators": ["found"],
    "multilinguality": ["monolingual"],
    "configs": [{"config_name": "documents", "default": True}, {"config_name": "ner"}],
}


def messages(**changes: Any) -> list[str]:
    with pytest.raises(CardError) as raised:
        check_card(GOOD | changes)
    return raised.value.messages


def test_a_good_card_passes() -> None:
    check_card(GOOD)


@pytest.mark.parametrize(
    ("key", "value", "right"),
    [
        ("license", "banana", "cc-by-4.0"),
        ("license", "CC-BY-4.0", "perhaps cc-by-4.0"),
        ("task_categories", ["token-classificaton"], "perhaps token-classification"),
        ("task_ids", ["ner"], "named-entity-recognition"),
        ("size_categories", ["small"], "n<1K"),
        ("size_categories", "<1K", "n<1K"),
        ("annotations_creators", ["robots"], "machine-generated"),
        ("language_creators", ["no-annotation"], "found"),
        ("multilinguality", ["monolingal"], "perhaps monolingual"),
    ],
)
def test_an_unknown_value_is_named_with_the_right_ones(key: str, value: Any, right: str) -> None:
    said = messages(**{key: value})
    assert said[0].startswith(f"{key}: ")
    assert right in said[0]
    assert all(name in said[0] for name in known(key)[:3])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"language": []}, "language: there is none"),
        ({"language": ["english"]}, "language: 'english'"),
        ({"language": ["xx"]}, "not a language of ISO 639"),
        ({"language": ["en-US"]}, "language_details"),
        ({"license": None}, "license: there is none"),
        ({"license": "other"}, "license_name"),
        ({"license": "other", "license_name": "x", "license_link": "LICENCE.txt"}, "license_link"),
        ({"task_categories": ["text-classification"]}, "belongs to token-classification"),
        ({"configs": [{"config_name": "a"}, {"config_name": "b"}]}, "one must be the default"),
        ({"configs": [{"config_name": "a/b"}]}, "not the name of a config"),
        ({"configs": [{"config_name": "a", "default": True}, {"config_name": "a"}]}, "there twice"),
    ],
)
def test_what_does_not_fit_together_is_named(changes: dict[str, Any], said: str) -> None:
    assert any(said in message for message in messages(**changes))


@pytest.mark.parametrize("link", ["LICENSE", "https://example.org/terms", "http://example.org/terms"])
def test_a_license_of_its_own_links_to_a_file_or_an_address(link: str) -> None:
    check_card(GOOD | {"license": "other", "license_name": "terms", "license_link": link})


def test_all_problems_are_told_together() -> None:
    assert len(messages(license="banana", size_categories=["small"], language=["english"])) == 3


def test_every_list_says_where_it_was_taken_from() -> None:
    for name, held in vocabularies().items():
        assert held["source"].startswith("https://github.com/huggingface/"), name
        assert held["values"]


@pytest.mark.parametrize(
    ("rows", "category"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (10**12, "n>1T")],
)
def test_the_size_category_holds_the_number_of_rows(rows: int, category: str) -> None:
    assert size_category(rows) == category


def test_a_users_card_file_replaces_derived_values_and_unknown_keys_are_refused(corpus: Corpus) -> None:
    facts = read_facts(layout.packaged())
    made = card_data(corpus, facts, [], {"license": "cc-by-4.0", "tags": ["x"]})
    assert (made["license"], made["tags"]) == ("cc-by-4.0", ["x"])
    with pytest.raises(CardError, match="licence: no such key") as raised:
        card_data(corpus, facts, [], {"licence": "mit"})
    assert all(key in str(raised.value) for key in OVERRIDES)
    with pytest.raises(CardError, match=r"MAJOR\.MINOR\.PATCH"):
        card_data(corpus, facts, [], {"version": "1.0"})


def test_the_packaged_card_never_passes_the_texts_off_as_free(repository: Path) -> None:
    text = (repository / "README.md").read_text("utf-8")
    data = yaml.safe_load(text.split("\n---\n")[0][4:])
    assert data["license"] == "other"
    assert "licenseref-azus-source-texts" in data["license_name"]
    assert data["license_link"] == "LICENSE"
    licence = (repository / "LICENSE").read_text("utf-8")
    assert "does not cover the source texts" in licence
    assert "all rights reserved" in licence
