"""The card's figures of agreement: recomputed from the annotators' own layers, layer by layer."""

from collections.abc import Iterator
from itertools import combinations

from corpus_pkg.annotate.agreement.markdown import REMARKS_BEGIN
from corpus_pkg.annotate.agreement.report import DocumentAgreement, overall, read_annotators
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.values.counted import counted


class Agreement:
    """How far every two annotators of a corpus agree, measured part by part.

    Attributes:
        source: The corpus's directory.
        pairs: The agreement of each pair on the documents so far; none with fewer than two annotators.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.source = corpus.source
        self.pairs = {pair: DocumentAgreement() for pair in combinations(corpus.annotators, 2)}

    def add(self, part: Corpus) -> None:
        """Measure it on the documents of a part."""
        for pair in self.pairs:
            self.pairs[pair] += overall(part, pair)


def agreement_section(measured: Agreement) -> Iterator[str]:
    """Yield the paragraphs of the card that say how far the annotators agree."""
    yield "## Agreement"
    if not measured.pairs:
        yield "The layers of fewer than two annotators are published, so no agreement can be measured."
        return
    yield (
        "Measured from the annotators' own layers (config `annotators`), before adjudication: F1 of the "
        "spans that are the same, that overlap, and that are the same with the same type; for stance, F1 of "
        "the units of sentence, holder and target that both marked, and of those with the same label."
    )
    for pair, found in measured.pairs.items():
        yield from _pair(pair, found)
    if _has_remarks(measured.source):
        yield "The report `AGREEMENT.md` has remarks on what these figures are worth: read them first."
    kinds = {
        (person.kind, person.who) for person in read_annotators(measured.source) if person.role == "annotator"
    }
    if len(kinds) == 1 and next(iter(kinds))[0] == "model":
        yield (
            "The annotators are runs of one language model and share its blind spots: their agreement says "
            "how clear the guidelines are more than how right the labels are."
        )


def _has_remarks(source: Folder | None) -> bool:
    if source is None:
        return False
    place = source.joinpath(*layout.AGREEMENT_FILE.split("/"))
    return place.is_file() and REMARKS_BEGIN.encode() in place.read_bytes()


def _pair(pair: tuple[str, str], found: DocumentAgreement) -> Iterator[str]:
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
    author, whole = found.stance.author, found.document_stance
    yield (
        f"Krippendorff's alpha (nominal, `none` for no side): {_number(author.alpha)} for the author's "
        f"stance over {counted(author.units, 'pair')} of sentence and target, {_number(whole.alpha)} for "
        f"document stance over {counted(whole.units, 'pair')} of document and target."
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
