"""A text whose sentences and blocks are glued together, as in scraped pages: an edge may be inside a word."""

import json
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import Target
from corpus_pkg.layers import annotation_id
from tests.strategies import metadata_of

_SENTENCES: Final = (
    "He came in A.",
    "2000 was cold. ",
    "He left in A.",
    "B. ",
    "Nothing has 5. ",
    "6 is all.",
)
_TEXT: Final = "".join(_SENTENCES) + "MenuHome"
_MENU: Final = _TEXT.index("Menu")


def glued() -> Corpus:
    """Return a corpus of one text with a date, a figure and a stance at the edges of glued sentences."""
    segments = [
        _span("segments", start, end) | {"kind": kind}
        for start, end, kind in (
            (0, _MENU, "paragraph"),
            (_MENU, _MENU + 4, "boilerplate"),
            (_MENU + 4, len(_TEXT), "boilerplate"),
        )
    ]
    sentences: list[dict[str, Any]] = []
    start = 0
    for sentence in _SENTENCES:
        span = _span("sentences", start, start + len(sentence.rstrip()))
        sentences.append(span | {"segment": segments[0]["id"]})
        start += len(sentence)
    first = {name: sentences[0][name] for name in ("start", "end", "text")}
    stance = {"sentence": sentences[0]["id"], "holder": "author", "target": "cold", "label": "favor"}
    id_ = annotation_id("stance", first["start"], first["end"], holder="author", target="cold")
    date = {"type": "DATE", "value": "2000", "mod": None, "anchor": None, "note": None}
    figure = {"kind": "COUNT", "value_min": None, "unit": None, "modifier": "EXACT", "change": "LEVEL"}
    figure |= {"subject": None, "date": None, "note": None}
    value = {
        "id": "glued",
        "text": _TEXT,
        "metadata": metadata_of("glued", _TEXT).model_dump(mode="json"),
        "segments": segments,
        "sentences": sentences,
        "dates": [_words("dates", "2000") | date],
        "figures": [_words("figures", words) | figure | {"value": words} for words in "56"],
        "document_stance": [{"target": "cold", "label": "favor", "note": None}],
        "stance": [first | stance | {"id": id_, "basis": "framing", "note": None}],
    }
    document = Document.model_validate_json(json.dumps(value))
    return Corpus([document], {}, {"cold": Target(id="cold", description="cold", target_entities=())})


def _span(layer: str, start: int, end: int) -> dict[str, Any]:
    return {"id": annotation_id(layer, start, end), "start": start, "end": end, "text": _TEXT[start:end]}


def _words(layer: str, words: str) -> dict[str, Any]:
    start = _TEXT.index(words)
    return _span(layer, start, start + len(words))
