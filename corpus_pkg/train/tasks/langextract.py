"""Rows as examples for LangExtract: a text and its extractions, with their places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.layers import LayerSpec
from corpus_pkg.train.llm.fields import Kind, is_constant, parts
from corpus_pkg.train.llm.write import as_plain
from corpus_pkg.train.misfits import Misfit, Reason, misfit
from corpus_pkg.train.tasks.marked import Marked, labelled_layers, marked, several, sort_by_document
from corpus_pkg.train.tasks.tags import outermost
from corpus_pkg.train.tasks.view import View, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of an extraction."""

    extraction: int
    """The number of the extraction in the row, from 0."""
    name: str
    """The attribute's name."""
    value: str
    """Its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """A span of a row's text with its class and attributes."""

    extraction_class: str
    """What it is: `entity`, `date`, and such."""
    extraction_text: str
    """The span as written."""
    start: int
    """First offset in the row's text, in code points."""
    end: int
    """Offset after the last character in the row's text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LangExtractRow:
    """A sentence with its extractions."""

    document: str
    """The document's id."""
    fold: int
    """The number of the fold whose test half the row is in."""
    sentence: str
    """The sentence's id."""
    text: str
    """The sentence's text."""
    extractions: tuple[Extraction, ...]
    """The extractions, by where they begin, the longer first."""
    attributes: tuple[Attribute, ...]
    """Their labels, and other fields that have a value."""

    def example(self) -> dict[str, Any]:
        """Return the row's fields under the names of LangExtract's `ExampleData` and `Extraction`."""
        return {
            "text": self.text,
            "extractions": [
                {
                    "extraction_class": one.extraction_class,
                    "extraction_text": one.extraction_text,
                    "char_interval": {"start_pos": one.start, "end_pos": one.end},
                    "attributes": {
                        attribute.name: attribute.value
                        for attribute in self.attributes
                        if attribute.extraction == number
                    },
                }
                for number, one in enumerate(self.extractions)
            ],
        }


def langextract(
    corpus: Corpus, *, layers: Sequence[str] | None = None, nested: bool = False
) -> View[LangExtractRow]:
    """Return the view for LangExtract: a row for each sentence with an extraction.

    Its own check of examples ends with an error on a text that has none.

    Args:
        corpus: The corpus.
        layers: The layers whose spans are extracted; all layers of labelled spans if left out.
        nested: Whether spans in longer ones are extracted too, which its aligner often places elsewhere; else
            they are reported.

    Raises:
        ValueError: A layer has no labelled spans.
    """
    misfits = list(several(corpus, layers))
    found = (
        one if nested else _outermost(one, misfits)
        for one in marked(corpus, labelled_layers(layers, corpus.labels), misfits)
    )
    rows = [_row(one, misfits) for one in found if one.records]
    sort_by_document(misfits, corpus)
    return view_of(corpus, "langextract", LangExtractRow, rows, misfits)


def _outermost(one: Marked, misfits: list[Misfit]) -> Marked:
    outer, inner, crossing = outermost([record for _, record in one.records])
    for records, reason in ((inner, Reason.NESTED), (crossing, Reason.CROSSING)):
        misfits.extend(misfit(one.document, record, reason) for record in records)
    kept = {id(record) for record in outer}
    return replace(one, records=tuple(pair for pair in one.records if id(pair[1]) in kept))


def _row(one: Marked, misfits: list[Misfit]) -> LangExtractRow:
    return LangExtractRow(
        document=one.document.id,
        fold=one.fold,
        sentence=one.sentence.id,
        text=one.sentence.text,
        extractions=tuple(
            Extraction(
                extraction_class=spec.kind,
                extraction_text=record.text,
                start=record.start - one.sentence.start,
                end=record.end - one.sentence.start,
            )
            for spec, record in one.records
        ),
        attributes=tuple(
            Attribute(extraction=number, name=name, value=value)
            for number, (spec, record) in enumerate(one.records)
            for name, value in _attributes(one, spec, record, misfits)
        ),
    )


def _attributes(
    one: Marked, spec: LayerSpec, record: Any, misfits: list[Misfit]
) -> Iterator[tuple[str, str]]:
    for part in parts(spec.name):
        value = getattr(record, part.name)
        if value is None:
            continue
        if part.kind is Kind.VALUE:
            yield part.name, _said(as_plain(value))
        elif part.kind is Kind.SPAN:
            yield part.name, value.text
        else:
            for each in value if part.kind is Kind.REFS else (value,):
                if each in one.document:
                    yield part.name, one.document[each].text
                elif is_constant(spec.name, part.name, each):
                    yield part.name, each
                else:
                    misfits.append(misfit(one.document, record, Reason.REFERS_TO_NOTHING))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
