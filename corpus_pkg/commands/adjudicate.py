"""`corpus-pkg adjudicate`: list two annotators' differences, and apply what was decided."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_pkg.commands.ending import refuse
from corpus_pkg.commands.exclusive import exclusively
from corpus_pkg.commands.source import CorpusDirectory, TwoAnnotators, directory_of, two_of
from corpus_pkg.corpus.problems import printable
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.annotate.adjudication.cycle import Adjudicated
    from corpus_pkg.annotate.adjudication.sources import Annotations
    from corpus_pkg.annotate.drafts.files import Drafts


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("adjudicate")(adjudicate)


def adjudicate(
    directory: CorpusDirectory,
    drafts: Annotated[
        list[Path] | None, typer.Argument(metavar="[DRAFT…]", help="With --from-drafts: the drafts.")
    ] = None,
    annotators: TwoAnnotators = None,
    registry: Annotated[
        Path | None,
        typer.Option(
            help="The decided registry, where it is not annotations/registry.jsonl.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the list of differences to this file.")] = None,
    apply: Annotated[
        Path | None, typer.Option(help="Apply the decisions in this file.", exists=True, dir_okay=False)
    ] = None,
    from_drafts: Annotated[
        bool,
        typer.Option("--from-drafts", help="Take over adjudicated drafts, with the rules that they cite."),
    ] = False,
    without_rules: Annotated[
        bool, typer.Option("--without-rules", help="With --apply: let decisions cite no rule.")
    ] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Let decisions on the same documents go that were published before and aren't taken again.",
        ),
    ] = False,
) -> None:
    """Make the list of differences to decide (--out), or apply the decisions (--apply, --from-drafts).

    Applying writes the adjudicated layers, the registry, and annotations/adjudication.jsonl: every decision
    with its rule. Decisions on documents that the two annotators don't share stay, as do their layers.
    """
    if (out is not None) + (apply is not None) + from_drafts != 1:
        raise typer.BadParameter("give one of --out, --apply and --from-drafts")
    from corpus_pkg.corpus.layout import annotator_names

    if from_drafts != bool(drafts):
        raise typer.BadParameter("drafts and --from-drafts go together")
    corpus = directory_of(directory)
    pair = two_of(annotator_names(corpus), annotators)
    if out is not None:
        _list(corpus, pair, registry, out)
        return
    with exclusively(corpus):
        if apply is not None:
            _apply(corpus, pair, registry, apply, rules_needed=not without_rules, replace=replace)
        else:
            _take_over(corpus, pair, registry, drafts or [], replace=replace)


def _list(corpus: Path, annotators: tuple[str, str], registry: Path | None, out: Path) -> None:
    from corpus_pkg.annotate.adjudication import cycle
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.corpus.staging import write_atomically

    require_own(out, cycle.is_undecided, "a list of differences that are still undecided")
    annotations, _ = _read(corpus, annotators, registry, keep=False)
    lines = cycle.lines_bytes(cycle.list_differences(annotations))
    _tell_notes(annotations)
    write_atomically(out, lines)
    found = counted(lines.count(b"\n"), "difference")
    typer.echo(printable(f"wrote {found} to {out}"))


def _apply(
    corpus: Path,
    annotators: tuple[str, str],
    registry: Path | None,
    decided: Path,
    *,
    rules_needed: bool,
    replace: bool,
) -> None:
    from corpus_pkg.annotate.adjudication import cycle
    from corpus_pkg.corpus.layout import DECISIONS_FILE

    annotations, _ = _read(corpus, annotators, registry, keep=True)
    _tell_notes(annotations)
    published = corpus.joinpath(DECISIONS_FILE)
    own = published.is_file() and published.samefile(decided)
    adjudicated = cycle.decide(annotations, decided, rules_needed=rules_needed, published=own)
    _write(corpus, adjudicated, replace=replace)


def _take_over(
    corpus: Path, annotators: tuple[str, str], registry: Path | None, drafts: list[Path], *, replace: bool
) -> None:
    from corpus_pkg.annotate.adjudication import cycle

    annotations, read = _read(corpus, annotators, registry, drafts, keep=True)
    _tell_notes(annotations)
    adjudicated = cycle.take_over(annotations, read)
    for note in cycle.uncited(adjudicated, read):
        typer.echo(printable(f"note: {note}"), err=True)
    _write(corpus, adjudicated, replace=replace)


def _read(
    corpus: Path,
    annotators: tuple[str, str],
    registry: Path | None,
    drafts: Collection[Path] = (),
    *,
    keep: bool,
) -> "tuple[Annotations, Drafts]":
    from corpus_pkg.annotate.adjudication import cycle
    from corpus_pkg.annotate.adjudication.sources import read_annotations
    from corpus_pkg.annotate.drafts.files import Drafts, read_drafts

    read = read_drafts(corpus, drafts) if drafts else Drafts()
    if registry is not None:
        read_registry = read_drafts(corpus, [registry], registry=True)
        read.problems += read_registry.problems
        read.registry = read_registry.registry
    if read.problems:
        refuse(read.problems)
    known = None if read.registry is None else cycle.by_id(read.registry)
    return read_annotations(corpus, annotators, known, keep=keep), read


def _tell_notes(annotations: "Annotations") -> None:
    for name, side in zip(annotations.annotators, (annotations.first, annotations.second), strict=True):
        for entry in side.unknown:
            message = f"note: {name}'s {entry} is nothing in the registry; it stays as it is"
            typer.echo(printable(message), err=True)
        for document, stance in side.merged:
            message = f"note: {name}'s {stance} in {document} falls together with another"
            typer.echo(printable(message), err=True)


def _write(corpus: Path, adjudicated: "Adjudicated", *, replace: bool) -> None:
    from corpus_pkg.annotate.adjudication.earlier import read_earlier, replacement_problem
    from corpus_pkg.corpus.change import write_together

    if adjudicated.problems:
        refuse(adjudicated.problems)
    earlier = read_earlier(corpus, adjudicated.annotations)
    replaced = earlier.replaced_by(adjudicated.decisions)
    if replaced and not replace:
        earlier.problems.append(replacement_problem(replaced))
    if earlier.problems:
        refuse(earlier.problems)
    for decision in adjudicated.without_rule:
        typer.echo(printable(f"note: {decision.id} cites no rule"), err=True)
    if replaced:
        typer.echo(printable(f"note: this replaces {', '.join(replaced)}"), err=True)
    if earlier.kept:
        kept = counted(len(earlier.kept), "earlier decision")
        typer.echo(f"note: {kept} on other documents stayed", err=True)
    contents = adjudicated.contents(earlier)
    write_together(corpus, contents)
    decided, files = len(adjudicated.decisions), len(contents)
    typer.echo(
        f"applied {counted(decided, 'decision')}, {len(adjudicated.without_rule)} without a rule; "
        f"wrote {counted(files, 'file')}"
    )
