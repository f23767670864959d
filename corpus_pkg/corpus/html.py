"""HTML for notebooks: small, escaped, without scripts."""

from collections.abc import Iterable, Sequence
from html import escape


def marked_text(text: str, marks: Iterable[tuple[int, int, str]]) -> str:
    """Return a text as HTML with the outermost of some spans marked.

    Args:
        text: The text.
        marks: Start, end and label of each span, sorted by `(start, -end)`, in Unicode code points.
    """
    parts: list[str] = []
    done = 0
    for start, end, label in marks:
        if start < done:
            continue  # nested in the one before
        parts.append(escape(text[done:start]))
        parts.append(f'<mark title="{escape(label, quote=True)}">{escape(text[start:end])}</mark>')
        done = end
    parts.append(escape(text[done:]))
    return f'<div style="white-space: pre-wrap; max-height: 30em; overflow: auto">{"".join(parts)}</div>'


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as HTML."""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
