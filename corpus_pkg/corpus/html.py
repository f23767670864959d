"""How documents and corpora look in a notebook: small, escaped, without scripts."""

from html import escape
from typing import TYPE_CHECKING

from corpus_pkg.layers.labels import Layer

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.corpus.document import Document


def document_html(document: "Document") -> str:
    """Return a document as HTML: its counts, and its text with the outermost names marked."""
    parts: list[str] = []
    done = 0
    for entity in document.entities:
        if entity.start < done:
            continue  # nested in the one before
        label = escape(f"{entity.type} · {entity.entity}", quote=True)
        parts.append(escape(document.text[done : entity.start]))
        parts.append(f'<mark title="{label}">{escape(entity.text)}</mark>')
        done = entity.end
    parts.append(escape(document.text[done:]))
    counts = " · ".join(f"{len(document.layer(layer))} {layer.replace('_', ' ')}" for layer in Layer)
    return (
        f"<div><b>{escape(document.metadata.title or document.id)}</b><br><small>{escape(document.id)} · "
        f"{escape(document.metadata.date)} · {counts}</small>"
        '<div style="white-space: pre-wrap; max-height: 30em; overflow: auto">'
        f"{''.join(parts)}</div></div>"
    )


def corpus_html(corpus: "Corpus") -> str:
    """Return a corpus as an HTML table: a document a row, its layers counted."""
    layers = [layer for layer in Layer if layer is not Layer.DOCUMENT_STANCE]
    head = "".join(f"<th>{escape(name)}</th>" for name in ("document", "date", "characters", *layers))
    rows = "".join(
        "<tr>"
        f"<td>{escape(document.id)}</td><td>{escape(document.metadata.date)}</td><td>{len(document.text)}</td>"
        + "".join(f"<td>{len(document.layer(layer))}</td>" for layer in layers)
        + "</tr>"
        for document in corpus
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
