"""HTML for notebooks: small, escaped, without scripts."""

from collections.abc import Iterable, Sequence
from html import escape


def marked_text(text: str, marks: Sequence[tuple[int, int, str, str]]) -> str:
    """Return a text as HTML with some spans marked, also where they are nested or cross.

    Args:
        text: The text.
        marks: Start, end, label and colour (`#rrggbb`) of each span, in Unicode code points. A later one is
            drawn over an earlier one.
    """
    opened: dict[int, list[int]] = {}
    closed: dict[int, list[int]] = {}
    for number, (start, end, _, _) in enumerate(marks):
        opened.setdefault(start, []).append(number)
        closed.setdefault(end, []).append(number)
    parts: list[str] = []
    over: set[int] = set()
    done = 0
    for at in sorted({*opened, *closed, len(text)}):
        parts.append(_piece(text[done:at], [marks[number] for number in sorted(over)]))
        over.difference_update(closed.get(at, ()))
        over.update(opened.get(at, ()))
        done = at
    return f'<div style="white-space: pre-wrap; max-height: 30em; overflow: auto">{"".join(parts)}</div>'


def _piece(text: str, over: Sequence[tuple[int, int, str, str]]) -> str:
    if not over or not text:
        return escape(text)
    said = escape("\n".join(label for _, _, label, _ in over), quote=True)
    return f'<mark style="background: {over[-1][3]}; color: #111" title="{said}">{escape(text)}</mark>'


def legend(layers: Iterable[tuple[str, str | None]]) -> str:
    """Return a line of names, each on its colour if it has one."""
    shown = (
        f'<span style="background: {color}; color: #111; padding: 0 .3em">{escape(name)}</span>'
        if color
        else f"<span>{escape(name)}</span>"
        for name, color in layers
    )
    return f"<small>{' '.join(shown)}</small>"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], caption: str | None = None) -> str:
    """Return a table as HTML, with what is said of it above it."""
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    made = f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
    return made if caption is None else f"<div><small>{escape(caption)}</small>{made}</div>"
