"""Where a module can be mutated, and how: what `mutants.py` draws from.

Docstrings, annotations, decorators, messages (strings with a space, f-strings), `__all__` stay as they are.
"""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

SWAPS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    one: other
    for pair in (
        (ast.Lt, ast.LtE),
        (ast.Gt, ast.GtE),
        (ast.Eq, ast.NotEq),
        (ast.In, ast.NotIn),
        (ast.Is, ast.IsNot),
        (ast.And, ast.Or),
        (ast.Add, ast.Sub),
        (ast.Mult, ast.FloorDiv),
        (ast.BitOr, ast.BitAnd),
    )
    for one, other in (pair, pair[::-1])
}
REMOVED: Final = (ast.AugAssign, ast.Raise, ast.Continue, ast.Break, ast.Delete)

Mutant = dict[str, Any]
"""`wing`, `file`, `line`, `last`, `kind`, `start`, `end` (bytes), `old`, `new`; later what came of it."""


def wing_of(file: str) -> str:
    """Return the wing of a module; the large wing `exchange` counts as its parts."""
    parts = file.split("/")[1:]
    if parts[0] == "exchange":
        return f"exchange/{parts[1]}" if parts[1] in {"formats", "hub"} else "exchange, rest"
    return {"harness": "train"}.get(parts[0], parts[0]) if len(parts) > 1 else "api"


def nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below one that can matter when the package runs."""
    skipped: list[ast.AST | None] = []
    match node:
        case ast.JoinedStr():
            return  # what it makes is a message, and Python 3.11 doesn't know its places
        case ast.FunctionDef() | ast.ClassDef():
            skipped = [*node.decorator_list, node.returns if isinstance(node, ast.FunctionDef) else None]
        case ast.AnnAssign() | ast.arg():
            skipped = [node.annotation]
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.Assign(targets=[ast.Name(id="__all__")]):
            return
        case ast.Call(func=ast.Name(id="cast" | "TypeVar" | "NewType")):
            skipped = [*node.args[:1]]
        case ast.Expr(value=ast.Constant()):
            return
    yield node
    for child in ast.iter_child_nodes(node):
        if not any(child is one for one in skipped):
            yield from nodes(child)


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST, str]]:
    """Yield the mutations of a node: the kind, the node to replace, and its replacement."""
    match node:
        case ast.Compare(ops=[operator, *_]) if type(operator) in SWAPS:
            other: Any = copy.deepcopy(node)
            other.ops[0] = SWAPS[type(operator)]()
            yield "comparison", node, f"({ast.unparse(other)})"
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator) if type(operator) in SWAPS:
            other = copy.deepcopy(node)
            other.op = SWAPS[type(operator)]()
            yield "boolean" if isinstance(node, ast.BoolOp) else "arithmetic", node, f"({ast.unparse(other)})"
        case ast.UnaryOp(op=ast.Not()):
            yield "boolean", node, f"({ast.unparse(node.operand)})"
        case ast.Constant(value=bool() as flag):
            yield "constant", node, str(not flag)
        case ast.Constant(value=int() as number):
            yield "constant", node, str(number + 1)
        case ast.Constant(value=str() as string) if " " not in string:  # a sentence is a message
            yield "constant", node, repr(f"{string}X")
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield "return", node, "return None"
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield "branch", test, f"(not ({ast.unparse(test)}))"
        case ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "statement", node, "pass"
        case _ if isinstance(node, REMOVED):
            yield "statement", node, "pass"


def sites(root: Path, file: str) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    source = (root / file).read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node in nodes(ast.parse(source)):
        for kind, place, new in changes(node):
            at: Any = place
            start = starts[at.lineno - 1] + at.col_offset
            end = starts[at.end_lineno - 1] + at.end_col_offset
            old = source[start:end].decode()
            mutant = {"wing": wing_of(file), "file": file, "line": at.lineno, "last": at.end_lineno}
            yield {**mutant, "kind": kind, "start": start, "end": end, "old": old, "new": new}
