"""The errors of predictions as the JSON values that the page's scripts read."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from corpus_pkg.explorer.pack import pack_record
from corpus_pkg.train.errors import KINDS, Errors, Wrong
from corpus_pkg.train.errors.report import NOTHING

MAX_ERRORS: Final = 500
"""The most errors that one answer of the server holds."""
FILTERS: Final = ("layer", "kind", "type", "document")
"""The fields by which errors are chosen."""


def pack_kinds() -> dict[str, str]:
    """Return what each kind of error means."""
    return {kind.value: meaning for kind, meaning in KINDS.items()}


def pack_summary(found: Errors) -> dict[str, Any]:
    """Return the counts of a prediction, which are those of `score`, and of its errors by layer."""
    return {
        "documents": found.documents,
        "missing": list(found.missing),
        "unscored": list(found.unscored),
        "layers": {layer: _layer(found, layer) for layer in found.counts},
    }


def _layer(found: Errors, layer: str) -> dict[str, Any]:
    count = found.counts[layer]
    wrong = [error for error in found.errors if error.layer == layer]
    groups = {name: Counter((_value(one, name), one.kind.value) for one in wrong) for name in FILTERS[2:]}
    return {
        **count._asdict(),
        "precision": count.precision,
        "recall": count.recall,
        "f1": count.f1,
        "kinds": dict(Counter(error.kind.value for error in wrong)),
        **{
            name: [[value, kind, n] for (value, kind), n in sorted(counted.items())]
            for name, counted in groups.items()
        },
        "confusion": [[*pair, n] for pair, n in found.confusion.get(layer, {}).items()],
    }


def _value(error: Wrong, name: str) -> str:
    return str(getattr(error, name) or NOTHING)


def pack_error(error: Wrong) -> dict[str, Any]:
    """Return an error with the records of both sides, without the texts of their spans."""
    made = {name: value for name, value in error.as_dict().items() if value is not None}
    for side in ("gold", "predicted"):
        record = getattr(error, side)
        if record is not None:
            made[side] = pack_record(error.layer, record)
    return made


def some_errors(
    found: Errors, chosen: Mapping[str, str], start: int, count: int
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many errors have some values, and a page of them.

    Args:
        found: The errors.
        chosen: The value that each has in some of `FILTERS`.
        start: The number of the first that is returned, from 0.
        count: How many are returned, at most.
    """
    wanted = {name: chosen[name] for name in FILTERS if name in chosen}
    these = [one for one in found.errors if all(_value(one, name) == of for name, of in wanted.items())]
    return len(these), [pack_error(one) for one in islice(these, start, start + min(count, MAX_ERRORS))]
