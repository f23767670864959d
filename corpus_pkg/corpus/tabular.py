"""The one way in which results are shown as tables: in a notebook, in a terminal, and as a data frame."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from corpus_pkg.corpus import html
from corpus_pkg.corpus.problems import printable
from corpus_pkg.extras import need
from corpus_pkg.values.counted import counted

if TYPE_CHECKING:
    import pandas
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

    def as_rich(self) -> "rich.table.Table":
        """Return it for a terminal."""
        from rich.box import SIMPLE_HEAD
        from rich.table import Table
        from rich.text import Text

        # Text everywhere, since an id, a label or a file's name is not markup.
        caption = None if self.caption is None else Text(printable(self.caption), justify="left")
        table = Table(title=caption, title_justify="left", title_style="dim", box=SIMPLE_HEAD, pad_edge=False)
        for name in self.head:
            number = name in self.numbers
            table.add_column(
                Text(printable(name)),
                justify="right" if number else "left",
                no_wrap=number,
                overflow="fold",
            )
        for row in self.rows:
            table.add_row(*(Text(printable(str(cell))) for cell in row))
        return table


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

    def __rich__(self) -> "rich.table.Table":
        return self._grid().as_rich()


def grid_of(caption: str, names: Sequence[str], records: Collection[object]) -> Grid:
    """Return the first records as a table of some of their fields, long values cut short.

    Args:
        caption: What they are; how many of them are shown is added.
        names: The fields.
        records: All records.
    """
    first = list(islice(records, SHOWN))
    numbers = [name for name in names if any(type(getattr(one, name)) is int for one in first)]
    return Grid(
        head=names,
        rows=([_clipped(getattr(one, name)) for name in names] for one in first),
        caption=f"{len(first):,} of {len(records):,}: {caption}" if len(records) > SHOWN else caption,
        numbers=numbers,
    )


def _clipped(value: object) -> str:
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    said = "" if value is None else str(value)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


M = TypeVar("M", bound="BaseModel")


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
        return self._records[id_]

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
