"""New training documents, made by swapping entities, dates and figures, with annotations that stay right.

>>> import corpus_pkg
>>> from corpus_pkg.augment import augment
>>> made = list(augment(corpus_pkg.load(), number=2, seed=1))
>>> made[1].id
'strategic-partnership-visit-made-1-1'
"""

from typing import TYPE_CHECKING, Any

from corpus_pkg.augment.modes import SEED, StanceMode

if TYPE_CHECKING:
    from corpus_pkg.augment.make import augment

__all__ = ["SEED", "StanceMode", "augment"]


def __getattr__(name: str) -> Any:
    # Imported when it is asked for: every command imports the modes, for its help.
    if name == "augment":
        from corpus_pkg.augment.make import augment

        return augment
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
