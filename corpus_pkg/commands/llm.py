"""`corpus-pkg llm`: questions for language models, their replies scored, and tasks for harnesses."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from corpus_pkg.api import load
from corpus_pkg.commands.compared import Samples
from corpus_pkg.commands.ending import fail, show_json
from corpus_pkg.commands.source import OneSource
from corpus_pkg.corpus.problems import printable
from corpus_pkg.corpus.source import PACKAGED, Kind, parse_source
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.layers.labels import LabelSets

llm = typer.Typer(
    no_args_is_help=True, help="Ask language models for the annotations of a corpus, and score their replies."
)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    llm.command("ask")(ask)
    llm.command("score")(score)
    llm.command("lm-eval")(lm_eval)
    app.add_typer(llm, name="llm")


_LAYER = typer.Option("--layer", help="The layer that is asked for, such as `dates`.")
_SHOTS = typer.Option(min=0, help="Demonstrations in each prompt, all from other documents.")
_GUIDELINES = typer.Option(help="Whether prompts quote the corpus's guidelines on the layer.")
_BY_DOCUMENT = typer.Option("--by-document", help="Ask about whole documents, not sentence by sentence.")
SHOTS: Final = 4


def ask(
    out: Annotated[Path, typer.Option(help="The JSON Lines file to write; an earlier one is replaced.")],
    layer: Annotated[str, _LAYER],
    source: OneSource = PACKAGED,
    shots: Annotated[int, _SHOTS] = SHOTS,
    guidelines: Annotated[bool, _GUIDELINES] = True,
    by_document: Annotated[bool, _BY_DOCUMENT] = False,
) -> None:
    """Write what a model is asked about each sentence or document: one line each, with its messages.

    Give each line a field `reply` with what the model wrote; `corpus-pkg llm score` takes the file.
    """
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.corpus.staging import write_atomically
    from corpus_pkg.train.llm import Prompter, answer_schema

    corpus = load(source)
    unit = _unit(corpus, layer, by_document)
    prompter = Prompter(corpus, layer, unit=unit, shots=shots, guidelines=guidelines)
    lines = []
    most = 0
    for document in corpus:
        for sentence in document.sentences if unit == "sentence" else (None,):
            made = prompter.prompt(document, sentence)
            most = max(most, len(made.shots))
            line = {
                "document": made.document,
                "sentence": made.sentence,
                "layer": layer,
                "messages": made.as_dicts(),
                "tokens": made.tokens,
                "schema": answer_schema(layer, unit),
            }
            lines.append(json.dumps(line, ensure_ascii=False))
    require_own(out, lambda data: data.startswith(b'{"document": '), "a file of questions")
    write_atomically(out, "".join(f"{line}\n" for line in lines).encode("utf-8"))
    typer.echo(printable(f"wrote {counted(len(lines), 'question')} to {out}"))
    if lines and most < shots:
        have = f"the other documents have no more than {counted(most, 'demonstration')} for a question"
        typer.echo(f"note: {have}, and not {shots:,}", err=True)


def score(
    replies: Annotated[
        Path,
        typer.Option(
            help="JSON Lines with `document`, `sentence` and `reply`; a `layer` is checked.",
            exists=True,
            dir_okay=False,
        ),
    ],
    layer: Annotated[str, _LAYER],
    source: OneSource = PACKAGED,
    by_document: Annotated[bool, _BY_DOCUMENT] = False,
    only_replied: Annotated[
        bool,
        typer.Option("--only-replied", help="Score only what there are replies about, such as one fold."),
    ] = False,
    samples: Samples = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Write all numbers as JSON.")] = False,
) -> None:
    """Score what a model replied: well-formed, grounded, label and value, next to the strict span F1.

    Exit status: 0 when it was scored, 1 when an input has problems, 2 when the replies are not on the corpus.
    """
    from corpus_pkg.train.llm import score_replies
    from corpus_pkg.train.scoring import ScoringError

    corpus = load(source)
    unit = _unit(corpus, layer, by_document)
    try:
        said = _replies(replies, layer, corpus.labels)
        found = score_replies(corpus, layer, said, unit=unit, only_replied=only_replied, samples=samples)
    except ScoringError as error:
        fail(str(error))
    if as_json:
        show_json(found.as_dict())
    else:
        for line in str(found).splitlines():
            typer.echo(printable(line))
        troubles = Counter(fault.trouble for fault in found.faults)
        if troubles:
            faults = ", ".join(f"{count:,} {trouble}" for trouble, count in sorted(troubles.items()))
            typer.echo(f"No record was made from: {faults} (see --json)")
        if found.missing:
            missing = counted(len(found.missing), "missing reply", "missing replies")
            typer.echo(f"{missing} counted as empty; see --only-replied")


def lm_eval(
    out: Annotated[Path, typer.Option(help="The folder for the YAML files; earlier ones are replaced.")],
    source: OneSource = PACKAGED,
    shots: Annotated[int, _SHOTS] = SHOTS,
    guidelines: Annotated[bool, _GUIDELINES] = True,
) -> None:
    """Write the tasks of lm-evaluation-harness as YAML: `lm_eval --include_path DIR --tasks corpus_pkg`."""
    from corpus_pkg.corpus.change import write_together
    from corpus_pkg.corpus.overwrite import require_own
    from corpus_pkg.harness.lm_eval_tasks import yaml_files

    corpus = load(source)
    parsed = parse_source(source)
    place = source if parsed.kind in (Kind.PACKAGED, Kind.HUB) else _absolute(parsed.place, parsed.annotator)
    files = yaml_files(place, shots=shots, guidelines=guidelines, labels=corpus.labels)
    for name in files:
        require_own(out / name, lambda data: data.startswith((b"task: ", b"group: ")), "a task")
    write_together(out, {name: text.encode("utf-8") for name, text in files.items()})
    typer.echo(printable(f"wrote {counted(len(files), 'file')} to {out}"))


def _absolute(place: str, annotator: str | None) -> str:
    return str(Path(place).resolve()) + (f"#{annotator}" if annotator else "")


def _unit(corpus: "Corpus", layer: str, by_document: bool) -> Any:
    from corpus_pkg.train.llm.fields import unit_of

    try:
        unit = unit_of(layer, "document" if by_document else None)
        corpus.about.layer_named(layer)
        return unit
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _replies(path: Path, layer: str, labels: "LabelSets") -> list[Any]:
    """Return the replies of a JSON Lines file.

    Raises:
        CorpusError: A line is not one JSON object with a reply, or answers about another layer.
    """
    from corpus_pkg.corpus.problems import CorpusError
    from corpus_pkg.exchange.predictions.faults import Faults
    from corpus_pkg.exchange.predictions.rows import json_objects
    from corpus_pkg.train.llm import Reply
    from corpus_pkg.train.llm.replies import reply_text

    faults = Faults(path)
    found = []
    for number, line in json_objects(path, faults.problems):
        try:
            found.append(Reply(line.get("document", ""), line.get("sentence"), reply_text(line)))
        except ValueError as error:
            faults.wrong(number, str(error))
        of = line.get("layer", layer)
        if of != layer:
            faults.wrong(number, f"the reply is about {of!r} and not {layer!r}; name its layer with --layer")
    if problems := faults.all(labels):
        raise CorpusError(problems)
    return found
