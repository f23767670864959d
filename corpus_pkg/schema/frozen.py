"""The base of the light records: frozen, slotted, and compared by value.

What `@dataclass(frozen=True, slots=True)` makes when a module is imported stands here once, as
source: making it for every record class takes as long as reading the whole corpus. The functions
of `dataclasses` (`fields`, `replace`, `asdict`) work on the records all the same.
"""

from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    import dataclasses

set_field = object.__setattr__
"""How a record's `__init__` sets its fields."""


class _DataclassFields:
    """Gives `dataclasses` what it asks of a class, when it asks."""

    def __init__(self) -> None:
        self._made: dict[type[Any], dict[str, Any]] = {}

    def __get__(self, _record: object, cls: type[Any]) -> dict[str, Any]:
        if cls not in self._made:
            self._made[cls] = _fields_of(cls)
        return self._made[cls]


def _fields_of(cls: type[Any]) -> dict[str, Any]:
    import dataclasses
    import inspect

    given = inspect.signature(cls).parameters
    fields = [
        (name, kind, dataclasses.field(default=dataclasses.MISSING))
        if given[name].default is inspect.Parameter.empty
        else (name, kind, dataclasses.field(default=given[name].default))
        for name, kind in cls.__annotations__.items()
    ]
    made = dataclasses.make_dataclass(cls.__name__, fields, kw_only=True)
    return {field.name: field for field in dataclasses.fields(made)}


class Frozen:
    """A record whose fields are the annotations of its class, in order."""

    __slots__ = ()
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, "dataclasses.Field[Any]"]]
    else:
        __dataclass_fields__ = _DataclassFields()

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in type(self).__annotations__)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in type(self).__annotations__)
        return f"{type(self).__name__}({shown})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen; make another with dataclasses.replace")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen; make another with dataclasses.replace")

    def __reduce__(self) -> tuple[Any, ...]:
        return _remake, (type(self), self._values())

    def __replace__(self, **changes: Any) -> Self:
        """Return a record like this one but for some fields (`copy.replace` of Python 3.13 calls it)."""
        values = dict(zip(type(self).__annotations__, self._values(), strict=True))
        return type(self)(**(values | changes))


def _remake(cls: type[Any], values: tuple[Any, ...]) -> Any:
    return cls(**dict(zip(cls.__annotations__, values, strict=True)))
