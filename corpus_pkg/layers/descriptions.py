"""What the fields of a record are: the docstrings under them, read when someone asks.

Pydantic can read them when a class is made, but that parses the source of each class on every import.
"""

import ast
import inspect
import sys
from functools import cache

from pydantic import BaseModel


@cache
def field_descriptions(model: type[BaseModel]) -> dict[str, str]:
    """Return what each field of a model is, by name; empty where nothing is written.

    A description that is given to `Field` goes before the docstring under the field.
    """
    found = {name: field.description or "" for name, field in model.model_fields.items()}
    for cls in model.__mro__:
        for name, text in _docstrings(cls.__module__).get(cls.__qualname__, {}).items():
            if not found.get(name, "given"):
                found[name] = text
    return found


@cache
def _docstrings(module: str) -> dict[str, dict[str, str]]:
    """Return the docstrings under the fields of a module's classes, by class and field."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):
        return {}
    return {node.name: _of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, after in zip(node.body, node.body[1:], strict=False):
        is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if is_text and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            found[field.target.id] = inspect.cleandoc(str(after.value.value))  # type: ignore[attr-defined]
    return found
