"""Other dates of the same form: `August 28, 2025` becomes `March 3, 2011`, and `then` follows it."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Any, Final, NamedTuple

from corpus_pkg.augment import numerals
from corpus_pkg.records import Date
from corpus_pkg.schema.ids import DOCUMENT_ANCHOR

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SEASONS: Final = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_MONTH: Final = rf"(?P<month>\b(?:{'|'.join(_MONTHS)})\b)"
_DAY: Final = r"(?P<day>\b[12][0-9]|\b3[01]|\b0?[1-9])(?![0-9])"
_YEAR: Final = r"(?P<year>\b[12][0-9]{3}\b)"
_SHAPES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_MONTH} {_DAY}(?:[-–](?P<last>[12][0-9]|3[01]|[1-9])(?![0-9]))?(?:,? {_YEAR})?",
        rf"{_DAY} {_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH}(?:,? (?:of )?{_YEAR})?",
        rf"(?P<season>\b(?:{'|'.join(_SEASONS)})\b) (?:of )?{_YEAR}",
        rf"(?P<half>\b(?:first|second)\b) half of {_YEAR}",
        r"(?P<decade>\b[12][0-9]{2})0s",
        r"\b(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])\b",
        _YEAR,
    )
)
_DURATION: Final = re.compile(r"(P(?:T(?=[0-9]+[HS]))?)([0-9]+)([YMWDECHS])")


class Swap(NamedTuple):
    """The new text and value of one date of a document."""

    place: int
    text: str
    value: str


def other_dates(
    dates: Sequence[Date], published: str, movable: Iterable[int], rng: random.Random
) -> Iterator[tuple[str, list[Swap]]]:
    """Yield the dates that can become others, those of one value together.

    All dates of one value become the same other; what was reckoned from them (`then`, `that time`) follows.
    What lies in the past of the document stays there. A value is left as it is where its form is not known,
    or where something was reckoned from it in a way that is not.

    Args:
        dates: The dates of a document.
        published: The document's own date (EDTF), which stays.
        movable: The places in `dates` of those whose text may be replaced.
        rng: Where chance comes from.

    Yields:
        The old value, and what becomes of each date that changes with it.
    """
    free = set(movable)
    groups: dict[tuple[str, str], list[int]] = {}
    for index in sorted(free):
        if (key := _key(dates[index])) is not None:
            groups.setdefault(key, []).append(index)
    used: set[int] = set()
    taken = {date.value for date in dates}  # two times stay two times
    for (_, value), members in groups.items():
        new = _new_value(dates, members, published, taken, rng)
        swaps = None if new is None else _swaps(dates, members, value, new)
        if swaps is None or any(swap.place in used for swap in swaps):
            continue
        if any(swap.text != dates[swap.place].text and swap.place not in free for swap in swaps):
            continue
        taken.add(str(new))
        used.update(swap.place for swap in swaps)
        yield value, swaps


def _shape(text: str) -> re.Match[str] | None:
    """Return the shape of a text, which has no other digit and no other month."""
    for shape in _SHAPES:
        if found := shape.search(text):
            rest = text[: found.start()] + " " + text[found.end() :]
            odd = re.search(r"[0-9]", rest) or any(other.search(rest) for other in _SHAPES)
            return None if odd else found
    return None


def _value(shape: re.Match[str], year: str) -> str | None:
    """Return the value that a shape has in a year."""
    parts = {"last": None, **shape.groupdict()}
    if parts.get("decade"):
        return str(parts["decade"])
    if parts.get("hour"):
        return f"T{parts['hour']}:{parts['minute']}"
    if parts.get("season"):
        return f"{year}-{_SEASONS[str(parts['season']).lower()]}"
    if parts.get("half"):
        return f"{year}-H{1 if str(parts['half']).lower() == 'first' else 2}"
    if not parts.get("month"):
        return year
    month = f"{year}-{_MONTHS.index(str(parts['month']).capitalize()) + 1:02}"
    if not parts.get("day"):
        return month
    first = f"{month}-{int(str(parts['day'])):02}"
    return f"{first}/{month}-{int(parts['last']):02}" if parts["last"] else first


def _key(date: Date) -> tuple[str, str] | None:
    """Return what a date shares with others of its value, or None where its form is not known."""
    if length := _DURATION.fullmatch(date.value):
        said = numerals.find(date.text)
        plain = said is not None and not said.ordinal and said.value == Decimal(length[2]) and said.value > 1
        return ("length", date.value) if plain else None
    shape = _shape(date.text)
    if shape is None:
        return None
    year = shape.groupdict().get("year")
    if (year is None) != (date.anchor is not None) and not {"decade", "hour"} & shape.groupdict().keys():
        return None  # a year that is said and reckoned, or neither
    return ("point", date.value) if _value(shape, year or date.value[:4]) == date.value else None


def _new_value(
    dates: Sequence[Date], members: Sequence[int], published: str, taken: AbstractSet[str], rng: random.Random
) -> str | None:
    first = dates[members[0]]
    if length := _DURATION.fullmatch(first.value):
        number = int(length[2])
        # As many digits, and as long a word: the form stays. 12 is the last number that is one short word.
        low, high = (2, 9) if number < 10 else (10, 12) if number < 13 else (13, 99)
        others = [f"{length[1]}{n}{length[3]}" for n in range(low, high + 1)]
        others = [other for other in others if other not in taken]
        return rng.choice(others) if others and number < 100 else None
    shape = _shape(first.text)
    if shape is None:
        return None
    for index in members:
        anchor = dates[index].anchor
        if anchor not in (None, DOCUMENT_ANCHOR) and all(dates[other].id != anchor for other in members):
            return None  # it would no longer follow from what it was reckoned from
    fixed = any(dates[index].anchor == DOCUMENT_ANCHOR for index in members)
    for _ in range(20):
        new = _drawn(shape, first.value, published, fixed, rng)
        if new is None or new in taken:
            continue
        # What was past stays past, and what was to come; the day of the document itself becomes past.
        if _side(new, published) == (_side(first.value, published) or -1):
            return new
    return None


def _side(value: str, published: str) -> int:
    """Say whether a value lies before, in or after a document's date: -1, 0 or 1."""
    if value.startswith("T"):
        return -1
    # A season and a half of a year are compared by their year.
    start = re.match(r"[0-9]{2,4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", value)
    day = re.match(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?", published)
    if start is None or day is None:
        return -1
    size = min(len(start[0]), len(day[0]))
    return (start[0][:size] > day[0][:size]) - (start[0][:size] < day[0][:size])


def _drawn(shape: re.Match[str], value: str, published: str, fixed: bool, rng: random.Random) -> str | None:
    parts = shape.groupdict()
    if parts.get("hour"):
        return f"T{rng.randrange(24):02}:{rng.randrange(60):02}"
    if parts.get("decade"):
        return str(min(299, max(100, int(value) + rng.choice((-4, -3, -2, -1, 1, 2)))))
    old = int(value[:4])
    near = [year for year in range(old - 25, old + 6) if 1000 <= year <= 2999 and year != old]
    if published[:4].isdigit() and (old < int(published[:4])):
        near = [year for year in near if year < int(published[:4])]
    if published[:4].isdigit() and (old > int(published[:4])):
        near = [year for year in near if year > int(published[:4])]
    year = old if fixed or (not near) else rng.choice(near)
    if parts.get("season"):
        return f"{year}-{rng.choice(('SP', 'SU', 'FA', 'WI'))}"
    if parts.get("half"):
        return f"{year}-H{rng.randint(1, 2)}"
    if not parts.get("month"):
        return str(year)
    month = f"{year}-{rng.randint(1, 12):02}"
    if not parts.get("day"):
        return month
    day = rng.randint(1, 28)
    if not parts.get("last"):
        return f"{month}-{day:02}"
    length = int(parts["last"]) - int(parts["day"])
    first = rng.randint(1, max(1, 28 - length))
    return f"{month}-{first:02}/{month}-{first + length:02}" if first + length <= 28 else None


def _swaps(dates: Sequence[Date], members: Sequence[int], old: str, new: str) -> list[Swap] | None:
    """Return what becomes of the members and of all that is reckoned from them, or None."""
    found: dict[int, Swap] = {}
    for index in members:
        text = _written(dates[index], new)
        if text is None:
            return None
        found[index] = Swap(index, text, new)
    values = {dates[index].id: (old, new) for index in members}
    grown = True
    while grown:
        grown = False
        for index, date in enumerate(dates):
            if index in found or date.anchor not in values:
                continue
            followed = _follow(date, *values[date.anchor])
            if followed is None:
                return None
            found[index] = Swap(index, date.text, followed)
            values[date.id] = (date.value, followed)
            grown = True
    return [found[index] for index in sorted(found)]


def _follow(date: Date, old: str, new: str) -> str | None:
    """Return the new value of a date that was reckoned from another, or None where that can't be said."""
    if re.match("P[0-9XT]", date.value):
        return date.value
    if re.search("[0-9]", date.text):
        return None  # it says more than that it is the same time
    if date.value == old:
        return new
    if old.startswith(f"{date.value}-") and "/" not in old:
        return new[: len(date.value)]
    if re.fullmatch("[0-9]{4}", old) and date.value.startswith(f"{old}-") and "/" not in date.value:
        return new + date.value[4:]
    return None


def _written(date: Date, value: str) -> str | None:
    """Return the text of a date with another value of the same form."""
    if length := _DURATION.fullmatch(value):
        said = numerals.find(date.text)
        written = None if said is None else numerals.write(Decimal(length[2]), said)
        return (
            None
            if said is None or written is None
            else date.text[: said.start] + written + date.text[said.end :]
        )
    shape = _shape(date.text)
    if shape is None:
        return None
    year, _, rest = value.partition("-")
    first, _, last = rest.partition("/")
    month, _, day = first.partition("-")
    new: dict[str, Any] = {"year": year, "decade": value}
    if shape.groupdict().get("hour"):
        new = dict(zip(("hour", "minute"), value[1:].split(":"), strict=True))
    elif month.isdigit():
        new |= {"month": _MONTHS[int(month) - 1], "day": day.lstrip("0"), "last": last[-2:].lstrip("0")}
    elif month.startswith("H"):
        new["half"] = "first" if month == "H1" else "second"
    elif month:
        fall = shape["season"].lower() == "fall"
        names = {code: name for name, code in _SEASONS.items() if name != "fall" or fall}
        new["season"] = names[month]
    text = date.text
    spans = [(shape.span(name), name) for name, part in shape.groupdict().items() if part is not None]
    for (start, end), name in sorted(spans, reverse=True):
        part = str(new[name]).zfill(2) if text[start] == "0" else str(new[name])
        text = text[:start] + numerals.with_capitals(part, text[start:end]) + text[end:]
    return text
