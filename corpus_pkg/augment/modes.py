"""The choices that a caller has; light, so that the command line can name them."""

from enum import StrEnum
from typing import Final

SEED: Final = 907
"""The seed where none is given."""


class StanceMode(StrEnum):
    """What becomes of the stance layers, which are about certain entities."""

    KEEP = "keep"
    """The layers stay, and so do the entities that a target names or that hold a stance; none becomes one."""
    DROP = "drop"
    """The layers are left out, and every entity may be swapped."""
