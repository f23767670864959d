"""Names and dates by a small language model, SmolLM2-135M-Instruct: it is asked, and trained on nothing.

It was asked about the middle sentence of each text: without demonstrations, with four from other documents,
and with four and a grammar made from the schema of the answers. `llm_small.jsonl` has what it wrote, which is
scored here; `python -m benchmarks.smollm2` asks it again.

Needs `pip install "corpus-pkg[score]"`. Run: `python examples/llm_small.py`
"""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, stdev

import corpus_pkg
from corpus_pkg import llm
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.train.scoring import Summary

ANSWERS = Path(__file__).with_suffix(".jsonl")


def answers() -> dict[tuple[str, str], list[llm.Reply]]:
    """Return what the model wrote, by layer and run."""
    made: dict[tuple[str, str], list[llm.Reply]] = {}
    for line in map(json.loads, ANSWERS.read_text("utf-8").splitlines()):
        reply = llm.Reply(line["document"], line["sentence"], line["reply"])
        made.setdefault((line["layer"], line["run"]), []).append(reply)
    return made


def results(corpus: Corpus, samples: int = 1000) -> Iterator[Summary]:
    """Yield the scores."""
    for (layer, run), replies in answers().items():
        whole = llm.score_replies(corpus, layer, replies, only_replied=True, samples=samples).headline
        parts = [[reply for reply in replies if reply.document == id_] for id_ in corpus.ids]
        values = tuple(
            llm.score_replies(corpus, layer, part, only_replied=True, samples=0).headline.value
            for part in parts
        )
        known = [value for value in values if value is not None]
        yield Summary(
            method=f"SmolLM2-135M, {layer}, {run}",
            layer=layer,
            measure=whole.measure,
            group=whole.group,
            mean=fmean(known) if known else None,
            spread=stdev(known) if len(known) > 1 else None,
            folds=len(known),
            values=values,
            pooled=whole.value,
            interval=whole.documents,
        )


if __name__ == "__main__":
    for (asked, how), said in answers().items():
        print(how, llm.score_replies(corpus_pkg.load(), asked, said, only_replied=True), sep="\n")
