"""The card's figures of agreement: recomputed from the annotators' own layers, layer by layer."""

from collections.abc import Iterator
from itertools import combinations

from corpus_pkg.annotate.agreement.markdown import REMARKS_BEGIN
from corpus_pkg.annotate.agreement.report import agreement, read_annotators
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.values.counted import counted


def agreement_section(corpus: Corpus) -> Iterator[str]:
    """Yield the paragraphs of the card that say how far the annotators agree.

    Args:
        corpus: The corpus; where it has fewer than two annotators there is nothing to measure.
    """
    yield "## Agreement"
    pairs = list(combinations(corpus.annotators, 2))
    if not pairs:
        yield "The layers of fewer than two annotators are published, so no agreement can be measured."
        return
    yield (
        "Measured from the annotators' own layers (config `annotators`), before adjudication: F1 of the "
        "spans that are the same, that overlap, and that are the same with the same type; for stance, F1 of "
        "the units of sentence, holder and target that both marked, and of those with the same label."
    )
    for pair in pairs:
        yield from _pair(corpus, pair)
    if _has_remarks(corpus):
        yield "The report `AGREEMENT.md` has remarks on what these figures are worth: read them first."
    kinds = {
        (person.kind, person.who) for person in read_annotators(corpus.source) if person.role == "annotator"
    }
    if len(kinds) == 1 and next(iter(kinds))[0] == "model":
        yield (
            "The annotators are runs of one language model and share its blind spots: their agreement says "
            "how clear the guidelines are more than how right the labels are."
        )


def _has_remarks(corpus: Corpus) -> bool:
    if corpus.source is None:
        return False
    place = corpus.source.joinpath(*layout.AGREEMENT_FILE.split("/"))
    return place.is_file() and REMARKS_BEGIN.encode() in place.read_bytes()


def _pair(corpus: Corpus, pair: tuple[str, str]) -> Iterator[str]:
    found = agreement(corpus, pair).overall
    lines = [["layer", "same span", "overlap", "same span and type"]]
    for layer, figures in found.layers.items():
        tallies = (figures.exact, figures.overlap, figures.exact_type)
        f1s = [tally.f1 if tally is not None else None for tally in tallies]
        lines.append([str(layer), *map(_number, f1s)])
    lines.append(
        [
            "stance (marked; with the label)",
            _number(found.stance.marked.f1),
            "",
            _number(found.stance.label.f1),
        ]
    )
    lines.insert(1, ["---"] * 4)
    yield f"Annotators `{pair[0]}` and `{pair[1]}`:"
    yield "\n".join("| " + " | ".join(line) + " |" for line in lines)
    author, overall = found.stance.author, found.document_stance
    yield (
        f"Krippendorff's alpha (nominal, `none` for no side): {_number(author.alpha)} for the author's "
        f"stance over {counted(author.units, 'pair')} of sentence and target, {_number(overall.alpha)} for "
        f"document stance over {counted(overall.units, 'pair')} of document and target."
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
