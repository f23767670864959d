"""The one way in which results are shown as tables: in a notebook, in a terminal, and as a data frame."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from corpus_pkg.corpus import html
from corpus_pkg.corpus.problems import printable
from corpus_pkg.extras import need
from corpus_pkg.values.counted import counted
from corpus_pkg.values.nearest import nearest

if TYPE_CHECKING:
    import pandas
    import rich.console
    import rich.table
    from pydantic import BaseModel

SHOWN: Final = 20
"""How many rows of a long table are shown."""
LONGEST: Final = 120
"""How much of a value is shown, in characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table as it is shown."""

    head: Sequence[str]
    """The names of the columns."""
    rows: Iterable[Sequence[object]]
    """The cells, row by row."""
    caption: str | None = None
    """What is said above the table."""
    numbers: Collection[str] = ()
    """The names of the columns that are numbers, which are set to the right."""
    left_out: int = 0
    """How many columns there are that are not shown."""

    def as_rich(self, width: int | None = None) -> "rich.table.Table":
        """Return it for a terminal.

        Args:
            width: The characters of a line; columns from the right that find no room are left out, and
                counted below the table. All are shown where it is not given.
        """
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        head = [printable(name) for name in self.head]
        rows = [[printable(str(cell)) for cell in row] for row in self.rows]
        longest = [max([len(name), *(len(row[at]) for row in rows)]) for at, name in enumerate(head)]
        least = [
            full if name in self.numbers else min(full, _WORDS if at else _ID)
            for at, (name, full) in enumerate(zip(self.head, longest, strict=True))
        ]
        widths = longest if width is None else _fitting(least, longest, width)
        shown = len(widths)
        # Text everywhere, since an id, a label or a file's name is not markup.
        title = None if self.caption is None else Text(printable(self.caption), justify="left")
        table = Table(title=title, title_justify="left", title_style="dim", box=SIMPLE_HEAD, pad_edge=False)
        for at, name in enumerate(self.head[:shown]):
            number = name in self.numbers
            table.add_column(
                Text(head[at]),
                justify="right" if number else "left",
                no_wrap=number,
                overflow="fold",
                width=widths[at],
            )
        for row in rows:
            table.add_row(*(Text(cell) for cell in row[:shown]))
        if more := len(head) - shown + self.left_out:
            table.caption = Text(f"and {counted(more, 'more column')}", justify="left")
            table.caption_justify = "left"
        return table


_ID: Final = 40
"""The most characters that the first column gets before others."""
_WORDS: Final = 20
"""The most characters that another column of words gets before others."""


def _fitting(least: Sequence[int], longest: Sequence[int], width: int) -> list[int]:
    """Return the widths of the columns that a line has room for; of one at least.

    Args:
        least: The least width of each column, in characters.
        longest: The width of each that needs no line to be folded.
        width: The characters of a line.
    """
    room = width - 2  # the edges
    widths: list[int] = []
    for at, wanted in enumerate(least):
        needed = wanted + (3 if at else 0)  # with what is between two
        if at and needed > room:
            break
        room -= needed
        widths.append(wanted)
    for at, wanted in enumerate(widths):
        more = max(0, min(longest[at] - wanted, room))
        widths[at] += more
        room -= more
    return widths


class Tabular:
    """Base of what is shown as a table by notebooks, by `rich.print`, and as a data frame.

    A class says in `_grid` what is shown, and in `_frame_rows` what a data frame has.
    """

    __slots__ = ()

    def _grid(self) -> Grid:
        raise NotImplementedError

    def _frame_rows(self) -> Iterable[Mapping[str, Any]]:
        raise NotImplementedError

    def to_pandas(self) -> "pandas.DataFrame":
        """Return all rows as a pandas data frame.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        frame: pandas.DataFrame = need("pandas", "pandas").DataFrame(list(self._frame_rows()))
        return frame

    def _repr_html_(self) -> str:
        grid = self._grid()
        return html.table(grid.head, grid.rows, grid.caption)

    def __rich_console__(
        self, console: "rich.console.Console", options: "rich.console.ConsoleOptions"
    ) -> "rich.console.RenderResult":
        yield self._grid().as_rich(options.max_width)


def grid_of(caption: str, names: Sequence[str], records: Collection[object]) -> Grid:
    """Return the first records as a table of some of their fields, long values cut short.

    Fields that hold records are left out.

    Args:
        caption: What they are; how many of them are shown is added.
        names: The fields.
        records: All records.
    """
    first = list(islice(records, SHOWN))
    plain = [name for name in names if all(_is_plain(getattr(one, name)) for one in first)]
    numbers = [name for name in plain if any(type(getattr(one, name)) is int for one in first)]
    return Grid(
        head=plain,
        rows=([_clipped(getattr(one, name)) for name in plain] for one in first),
        caption=f"{len(first):,} of {len(records):,}: {caption}" if len(records) > SHOWN else caption,
        numbers=numbers,
        left_out=len(names) - len(plain),
    )


def _is_plain(value: object) -> bool:
    """Return True if a value can be shown in a cell, as records and lists of them can't."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | int | float | Decimal | date)


def _clipped(value: object) -> str:
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


M = TypeVar("M", bound="BaseModel")
T = TypeVar("T")


class Listed(Tabular, Mapping[str, M]):
    """Records by their ids, in order, to be read and not changed.

    Args:
        model: The model of the records.
        records: The records, by id.
    """

    __slots__ = ("_model", "_records")

    def __init__(self, model: type[M], records: Mapping[str, M]) -> None:
        self._model = model
        self._records = dict(records)

    def __getitem__(self, id_: str) -> M:
        try:
            return self._records[id_]
        except KeyError:
            what = self._model.__name__
            raise KeyError(f"there is no {what} {id_!r}; {nearest(id_, self._records)}") from None

    @overload
    def get(self, id_: str, default: None = None, /) -> M | None: ...
    @overload
    def get(self, id_: str, default: M | T, /) -> M | T: ...
    def get(self, id_: str, default: Any = None, /) -> Any:
        """Return the record with an id, or else the default."""
        # Not by way of `[]`, which looks for the nearest ids to name them in its error.
        return self._records.get(id_, default)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        return f"<{self._model.__name__}: {counted(len(self), 'record')}>"

    def _grid(self) -> Grid:
        return grid_of(repr(self), list(self._model.model_fields), self._records.values())

    def _frame_rows(self) -> Iterable[Mapping[str, Any]]:
        return (record.model_dump(mode="json") for record in self._records.values())
