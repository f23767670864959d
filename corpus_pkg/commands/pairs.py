"""`corpus-pkg pairs`: how the claims of a corpus relate to each other."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus_pkg.api import load
from corpus_pkg.commands.source import OneSource
from corpus_pkg.corpus.source import PACKAGED

if TYPE_CHECKING:
    from corpus_pkg.corpus.claim_pairs import ClaimPair


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("pairs")(pairs)


def pairs(
    source: OneSource = PACKAGED,
    against: Annotated[
        str | None,
        typer.Option(help="Another source of the same texts, such as `packaged#d`: compare the pairs."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write each pair as a line of JSON.")] = False,
) -> None:
    """Count how claims on one topic relate to each other: same, compatible, contradict or open.

    Pairs are derived from the claims and the tables of their topics, unless a topic has an override for them;
    those within one text are counted apart.
    """
    from corpus_pkg.corpus.claim_pairs import claim_pairs

    corpus = load(source)
    found = list(claim_pairs(corpus))
    if not any(document.claims for document in corpus):
        typer.echo("no claims: nothing to compare", err=as_json)
    elif against is not None:
        _compare(found, list(claim_pairs(load(against))))
    elif as_json:
        for pair in found:
            typer.echo(json.dumps(_as_dict(pair), ensure_ascii=False))
    else:
        _table(found)


def _table(found: Sequence["ClaimPair"]) -> None:
    from corpus_pkg.layers.claims import Relation

    typer.echo("| topic | pairs | " + " | ".join(Relation) + " | within one text |")
    typer.echo("|---|---:|" + "---:|" * (len(Relation) + 1))
    topics = list(dict.fromkeys(pair.topic.id for pair in found))
    for topic in topics:
        _row(topic, [pair for pair in found if pair.topic.id == topic])
    _row("all", found)
    typer.echo("\n| relation | rule | across texts | within one text |\n|---|---|---:|---:|")
    counts = Counter((pair.verdict.relation, pair.verdict.rule, pair.within) for pair in found)
    for relation, rule in sorted({(relation, rule) for relation, rule, _ in counts}):
        across, within = counts[relation, rule, False], counts[relation, rule, True]
        typer.echo(f"| {relation} | {rule} | {across:,} | {within:,} |")


def _row(name: str, found: Iterable["ClaimPair"]) -> None:
    from corpus_pkg.layers.claims import Relation

    listed = list(found)
    across = Counter(pair.verdict.relation for pair in listed if not pair.within)
    within = sum(pair.within for pair in listed)
    numbers = [across.total(), *(across[relation] for relation in Relation), within]
    typer.echo(f"| {name} | " + " | ".join(f"{number:,}" for number in numbers) + " |")


def _compare(found: Sequence["ClaimPair"], others: Sequence["ClaimPair"]) -> None:
    """Say of how many pairs of claims that both sources have they say the same."""
    one, two = ({_name(pair): pair.verdict.relation for pair in pairs} for pairs in (found, others))
    both = one.keys() & two.keys()
    same = sum(one[name] is two[name] for name in both)
    typer.echo(f"{len(one):,} and {len(two):,} pairs; {len(both):,} in both, {same:,} with the same relation")


def _name(pair: "ClaimPair") -> tuple[str, str, str, str]:
    first, second = pair.first, pair.second
    return first.document, first.claim.id, second.document, second.claim.id


def _as_dict(pair: "ClaimPair") -> dict[str, Any]:
    sides = {
        name: {"document": side.document, "claim": side.claim.id}
        for name, side in (("first", pair.first), ("second", pair.second))
    }
    verdict = {"relation": pair.verdict.relation, "rule": pair.verdict.rule, "reason": pair.reason}
    return {"topic": pair.topic.id, "aspect": pair.aspect, **verdict, "within": pair.within, **sides}
