"""An adjudicator's override of a pair of claims: where it is read, and what is wrong with one."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import corpus_pkg
from corpus_pkg.corpus.claim_pairs import Rule, claim_pairs, placed_claims
from corpus_pkg.exchange.hub.configs import configs
from corpus_pkg.explorer.pack import pack_relations
from corpus_pkg.layers.claims import Relation
from corpus_pkg.train import tasks
from tests.command_line import run
from tests.small_corpus import FIRST, SECOND, SECOND_TEXT, Editor, small_corpus, write_small_corpus

TOPICS = "annotations/topics.jsonl"
SIGNED, LEFT = (
    claim.id for claim in small_corpus(claims=True)[SECOND].claims if claim.topic == "treaty-fate"
)
SIGNERS = next(claim.id for claim in small_corpus(claims=True)[SECOND].claims if claim.topic == "signers")
OVERRIDE: Mapping[str, str] = {
    "document": SECOND,
    "claim": SIGNED,
    "other_document": SECOND,
    "other_claim": LEFT,
    "relation": "open",
    "reason": "The time of neither is given [7.12].",
}


def with_overrides(folder: Path, *overrides: Mapping[str, Any], topic: str = "treaty-fate") -> Path:
    editor = Editor(folder)
    editor.change(TOPICS, editor.line(TOPICS, topic), overrides=list(overrides))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_corpus(tmp_path / "corpus", claims=True)


def test_an_override_goes_before_what_is_derived(folder: Path) -> None:
    (derived,) = claim_pairs(corpus_pkg.load(folder))
    assert (derived.verdict.relation, derived.reason) == (Relation.COMPATIBLE, None)
    run("validate", with_overrides(folder, OVERRIDE)).succeeded("no problems")
    (pair,) = claim_pairs(corpus_pkg.load(folder))
    assert pair.verdict == (Relation.OPEN, Rule.OVERRIDDEN)
    assert pair.reason == OVERRIDE["reason"]


def test_the_order_of_the_two_claims_does_not_matter(folder: Path) -> None:
    turned = dict(OVERRIDE) | {"claim": LEFT, "other_claim": SIGNED}
    (pair,) = claim_pairs(corpus_pkg.load(with_overrides(folder, turned)))
    assert pair.verdict.relation is Relation.OPEN


def test_every_part_that_shows_pairs_reads_overrides(folder: Path) -> None:
    corpus = corpus_pkg.load(with_overrides(folder, OVERRIDE))
    run("pairs", folder).succeeded("| open | overridden | 0 | 1 |")
    assert json.loads(run("pairs", folder, "--json").stdout)["reason"] == OVERRIDE["reason"]
    view = tasks.claim_pairs(corpus)
    assert (len(view), len(view.misfits)) == (0, 1)
    (shown,) = pack_relations(corpus.topics["treaty-fate"], placed_claims(corpus)["treaty-fate"])
    assert shown[4:] == ("open", "overridden", OVERRIDE["reason"])


def test_the_view_and_its_config_have_the_reason(folder: Path) -> None:
    decided = dict(OVERRIDE) | {"relation": "contradict"}
    corpus = corpus_pkg.load(with_overrides(folder, decided))
    (row,) = tasks.claim_pairs(corpus)
    assert (row.label, row.rule, row.reason) == (Relation.CONTRADICT, Rule.OVERRIDDEN, OVERRIDE["reason"])
    (config,) = (one for one in configs() if one.name == "claim_pairs")
    assert "reason" in [column.name for column in config.table.columns]


def test_annotators_own_pairs_are_derived(folder: Path) -> None:
    with_overrides(folder, OVERRIDE)
    (pair,) = claim_pairs(corpus_pkg.load(f"{folder}#a"))
    assert pair.verdict.relation is Relation.COMPATIBLE


@pytest.mark.parametrize("command", [("build",), ("hub", "build")])
def test_built_folders_hold_overrides(folder: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    with_overrides(folder, OVERRIDE)
    run(*command, folder, "--out", tmp_path / "built").succeeded()
    assert corpus_pkg.load(tmp_path / "built").topics == corpus_pkg.load(folder).topics


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"claim": "clm-0-4-treaty-fate-author"}, "pair-claim"),
        ({"other_claim": SIGNERS}, "pair-claim"),
        ({"other_claim": SIGNED}, "pair-repeated"),
        ({"relation": "compatible"}, "pair-derived"),
        ({"reason": ""}, "free-text"),
        ({"reason": None}, "schema"),
        ({"relation": "perhaps"}, "schema"),
    ],
)
def test_an_override_that_says_nothing_is_refused(folder: Path, changes: dict[str, Any], code: str) -> None:
    with_overrides(folder, dict(OVERRIDE) | changes)
    run("validate", folder).refused(code, TOPICS, status=1)


def test_a_missing_reason_is_refused(folder: Path) -> None:
    given = {name: value for name, value in OVERRIDE.items() if name != "reason"}
    run("validate", with_overrides(folder, given)).refused("schema", "reason", status=1)


def test_a_claim_on_another_topic_is_refused(folder: Path) -> None:
    run("validate", with_overrides(folder, OVERRIDE, topic="bridges")).refused("pair-claim", status=1)


def test_a_pair_has_one_override(folder: Path) -> None:
    turned = dict(OVERRIDE) | {"claim": LEFT, "other_claim": SIGNED}
    run("validate", with_overrides(folder, OVERRIDE, turned)).refused("pair-repeated", status=1)


def test_a_document_that_is_not_there_is_a_warning(folder: Path) -> None:
    with_overrides(folder, dict(OVERRIDE) | {"other_document": "third-text"})
    run("validate", folder).succeeded("pair-document", "third-text")


def test_claims_that_could_not_be_read_are_not_called_missing(folder: Path) -> None:
    with_overrides(folder, OVERRIDE)
    place = folder / f"annotations/claims/{SECOND}.jsonl"
    place.write_text(place.read_text("utf-8").replace('"modality": "asserted"', '"modality": "?"'), "utf-8")
    assert "pair-claim" not in run("validate", folder).stdout


def test_documents_are_removed_and_renamed_in_overrides_too(folder: Path) -> None:
    with_overrides(folder, OVERRIDE)
    run("rename", folder, SECOND, "other-text").succeeded()
    (override,) = corpus_pkg.load(folder).topics["treaty-fate"].overrides
    assert (override.document, override.other_document) == ("other-text", "other-text")
    run("validate", folder).succeeded("no problems")
    run("remove", folder, FIRST).succeeded()
    assert corpus_pkg.load(folder).topics["treaty-fate"].overrides == (override,)
    run("remove", folder, "other-text").succeeded()
    assert '"overrides": []' in (folder / TOPICS).read_text("utf-8").splitlines()[2]


def test_overrides_follow_claims_into_another_copy_of_a_text(folder: Path, tmp_path: Path) -> None:
    with_overrides(folder, OVERRIDE)
    run("detach", folder, "--out", tmp_path / "free").succeeded()
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / f"{SECOND}.txt").write_text("Read this first.\n\n" + SECOND_TEXT, "utf-8")
    run("attach", tmp_path / "free", "--texts", texts, "--out", tmp_path / "back")
    corpus = corpus_pkg.load(tmp_path / "back")
    (pair,) = claim_pairs(corpus)
    assert pair.verdict.relation is Relation.OPEN
    assert pair.first.claim.id != SIGNED


def test_overrides_of_a_document_without_its_text_are_dropped(folder: Path, tmp_path: Path) -> None:
    with_overrides(folder, OVERRIDE)
    run("detach", folder, "--out", tmp_path / "free").succeeded()
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / f"{FIRST}.txt").write_bytes((folder / f"raw/{FIRST}.txt").read_bytes())
    run("attach", tmp_path / "free", "--texts", texts, "--out", tmp_path / "back")
    assert corpus_pkg.load(tmp_path / "back").topics["treaty-fate"].overrides == ()


def test_a_selection_keeps_topics(folder: Path) -> None:
    corpus = corpus_pkg.load(folder)
    assert corpus.select([SECOND]).topics == corpus.topics
    assert len(list(claim_pairs(corpus.select([SECOND])))) == 1
