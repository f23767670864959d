"""Importing what the base install does not have, with the one line that says how to install it."""

import importlib
from typing import Any


class MissingExtraError(ImportError):
    """A feature needs a package of an extra that is not installed."""


def need(module: str, extra: str) -> Any:
    """Return an imported module, or say how to install it.

    Args:
        module: Dotted name of the module.
        extra: The extra of corpus-pkg that brings it.

    Raises:
        MissingExtraError: The module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not module.startswith(error.name):
            raise
        package = module.partition(".")[0]
        raise MissingExtraError(
            f"this needs {package}, which is not installed; run: pip install 'corpus-pkg[{extra}]'"
        ) from None
