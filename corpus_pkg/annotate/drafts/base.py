"""The segments and sentences in which the quotes of a draft are looked for.

Either the draft cuts the text itself, line by line, or the corpus has them already.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus_pkg.annotate.drafts.lines import LineError
from corpus_pkg.annotate.drafts.locate import HINTS, departure
from corpus_pkg.corpus.models import Segment, Sentence
from corpus_pkg.layers import SEGMENTS, SENTENCES, annotation_id


@dataclass(slots=True)
class Unit:
    """A segment or a sentence."""

    start: int
    end: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line of a draft belongs: its sentence, and the segment that holds it."""

    sentence: Unit
    segment: Unit


@dataclass(slots=True)
class Cutter:
    """Cuts a text into segments and sentences as the lines of a draft say."""

    text: str
    cursor: int = 0
    kind: str = ""
    number: int = 0
    """Line number of the open segment."""
    segment: Unit | None = None
    sentence: Unit | None = None
    lost: bool = False
    """Whether the last segment or sentence line could not be placed."""
    segments: list[tuple[int, Unit, str]] = field(default_factory=list)
    sentences: list[tuple[int, Unit, Unit]] = field(default_factory=list)
    hints: int = HINTS
    """For how many more lines it is looked for where they leave the text."""

    @property
    def place(self) -> Place | None:
        """The open sentence with its segment."""
        if self.sentence is None or self.segment is None:
            return None
        return Place(self.sentence, self.segment)

    def open_segment(self, number: int, kind: str, quote: str | None) -> None:
        """Open a segment; one with a quote (boilerplate) has no sentences.

        Raises:
            LineError: The quote does not follow what came before.
        """
        self.kind, self.number, self.sentence, self.segment = kind, number, None, None
        if quote is not None:
            self.segment, gap = self._advance(quote, "segment")
            self.segments.append((number, self.segment, kind))
            self._require_covered(gap, "segment")

    def open_sentence(self, number: int, quote: str) -> None:
        """Open the next sentence of the open segment.

        Raises:
            LineError: No segment is open, or the quote does not follow what came before.
        """
        self.sentence = None
        if not self.kind:
            raise LineError("write a segment line above this sentence")
        unit, gap = self._advance(quote, "sentence")
        if self.segment is None:
            self.segment = Unit(unit.start, unit.end)
            self.segments.append((self.number, self.segment, self.kind))
        self.segment.end = max(self.segment.end, unit.end)
        self.sentence = unit
        self.sentences.append((number, unit, self.segment))
        self._require_covered(gap, "sentence")

    def _advance(self, quote: str, what: str) -> tuple[Unit, str]:
        at = self.text.find(quote, self.cursor)
        if at < 0:
            self.lost = True
            hint = departure(self.text, quote, self.cursor) if self.hints else ""
            self.hints -= self.hints > 0
            raise LineError(f"the {what} does not follow the one before: {quote[:60]!r}{hint}")
        # After a line that could not be placed a gap is not news.
        gap = "" if self.lost else self.text[self.cursor : at].strip()
        self.lost = False
        self.cursor = at + len(quote)
        return Unit(at, self.cursor), gap

    @staticmethod
    def _require_covered(gap: str, what: str) -> None:
        if gap:
            raise LineError(f"no line covers the text before this {what}: {gap[:60]!r}; write one for it")

    def rest(self) -> str:
        """Return the text after the last segment, which no line covers."""
        return "" if self.lost else self.text[self.cursor :].strip()


class Cut:
    """The segments and sentences that a corpus has already."""

    def __init__(self, segments: Iterable[Segment], sentences: Iterable[Sentence]) -> None:
        by_id = {segment.id: Unit(segment.start, segment.end, segment.id) for segment in segments}
        self._places = [
            Place(Unit(sentence.start, sentence.end, sentence.id), by_id[sentence.segment])
            for sentence in sorted(sentences, key=lambda sentence: sentence.start)
            if sentence.segment in by_id
        ]
        self._starts = [place.sentence.start for place in self._places]

    def place(self, start: int, end: int) -> Place:
        """Return the sentence that holds a span.

        Raises:
            LineError: There is none.
        """
        at = bisect_right(self._starts, start) - 1
        if at < 0 or end > self._places[at].sentence.end:
            raise LineError(
                "the quote lies in no sentence, or in two; quote words of one that is not boilerplate"
            )
        return self._places[at]


def name_units(cutter: Cutter) -> None:
    """Give the segments and sentences of a draft their ids, now that their ends are known."""
    for _, unit, _ in cutter.segments:
        unit.id = annotation_id(SEGMENTS.name, unit.start, unit.end)
    for _, unit, _ in cutter.sentences:
        unit.id = annotation_id(SENTENCES.name, unit.start, unit.end)
