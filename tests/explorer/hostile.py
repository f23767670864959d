"""A corpus that would like to be markup: scripts, handlers, closing tags, addresses, direction marks."""

from decimal import Decimal
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import (
    Date,
    DocumentStance,
    Entity,
    Figure,
    RegistryEntry,
    Segment,
    Sentence,
    Span,
    Stance,
    Target,
)
from corpus_pkg.layers import labels
from tests.strategies import metadata_of

ATTACK = (
    '<script>window.hit = 1</script></script><!--<script><img src=x onerror="window.hit=2">'
    "'\"><svg/onload=window.hit=3>]]>{{7*7}}${window.hit=4}`\\u003cb\u2028\u2029"
    "javascript:window.hit=5 \u202eevisrever\u202c \u200f\u05d0\u05d1 \U0001f1e6\U0001f1ff &lt;b&gt;"
)


def hostile_corpus(annotated: str = ATTACK) -> Corpus:
    """Return a corpus whose every free field attacks the page, past the models, which refuse such words."""
    text = f"Before {annotated} after 5."
    start, end = 7, 7 + len(annotated)
    span: dict[str, Any] = {"start": start, "end": end, "text": annotated}
    whole: dict[str, Any] = {"start": 0, "end": len(text), "text": text}
    five: dict[str, Any] = {"start": len(text) - 2, "end": len(text) - 1, "text": "5"}
    document = Document(
        id="a-document",
        text=text,
        metadata=metadata_of("a-document", text).model_copy(
            update={"title": annotated, "publisher": annotated, "author": annotated}
        ),
        segments=(Segment(id=f"seg-0-{len(text)}", **whole, kind=labels.SegmentKind.PARAGRAPH),),
        sentences=(Sentence(id=f"sen-0-{len(text)}", **whole, segment=f"seg-0-{len(text)}"),),
        entities=(
            Entity.model_construct(
                id=f"ent-{start}-{end}", **span, type=labels.EntityType.GPE, entity="x", note=annotated
            ),
        ),
        dates=(
            Date.model_construct(
                id=f"dat-{start}-{end}",
                **span,
                type=labels.DateType.DATE,
                value="2025-08-08",
                note=annotated,
            ),
        ),
        figures=(
            Figure.model_construct(
                id=f"fig-{len(text) - 2}-{len(text) - 1}",
                **five,
                kind=labels.FigureKind.MONEY,
                value=Decimal(5),
                unit="USD",
                modifier=labels.FigureModifier.EXACT,
                change=labels.FigureChange.LEVEL,
                subject=Span(**span),
                note=annotated,
            ),
        ),
        stance=(
            Stance.model_construct(
                id=f"sta-0-{len(text)}-x-t",
                **whole,
                sentence=f"sen-0-{len(text)}",
                holder="x",
                target="t",
                label=labels.StanceLabel.FAVOR,
                basis=labels.StanceBasis.STATEMENT,
                note=annotated,
            ),
        ),
        document_stance=(
            DocumentStance.model_construct(
                target="t", label=labels.DocumentStanceLabel.FAVOR, note=annotated
            ),
        ),
    )
    entry = RegistryEntry.model_construct(
        id="x", type=labels.EntityType.GPE, name=annotated, wikipedia="javascript:window.hit=6"
    )
    return Corpus([document], {"x": entry}, {"t": Target.model_construct(id="t", description=annotated)})
