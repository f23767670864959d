"""The free text of records: what may quote a text, known from the types of fields.

A string of a closed list, an id, a code and a value with a grammar can't quote: their types have `CODE` among
their constraints, or the form of an id. Every other string is free text.
"""

import re
import typing
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union

from pydantic import BaseModel, StringConstraints

from corpus_pkg.layers.base import Code, OfCorpus, Quote
from corpus_pkg.layers.records import Span
from corpus_pkg.values.ids import DOCUMENT_ANCHOR, id_pattern

_QUOTE: Final = typing.get_args(Quote)[1:]
_ID: Final = re.compile(
    "|".join(r"\^[a-z0-9]+" + re.escape(id_pattern("", longer=longer)[1:]) for longer in (True, False))
)
"""The regular expression of a layer's ids, in a regular expression."""
_GONE: Final = object()
"""What a value becomes that has no place where it is: neither null nor an item that can be left out."""


class Remover:
    """Removes from records what quotes a text.

    A field that may be null becomes null, an item of a list is left out, and what has to be there takes
    the record around it along.

    Args:
        quotes: Returns True if a string quotes the text.
    """

    def __init__(self, quotes: Callable[[str], bool]) -> None:
        self._quotes = quotes

    def cleared(
        self, model: type[BaseModel], value: Mapping[str, Any], besides: Collection[str]
    ) -> tuple[dict[str, Any], list[str], str | None]:
        """Return a record without what quotes the text.

        Args:
            model: The record's model.
            value: The record as JSON values.
            besides: The fields that are left as they are.

        Returns:
            The record; the fields in which something was removed, one entry for each value; and, where
            the record can't be without it, the field for which the record itself has to be left out.
        """
        removed: list[str] = []
        made = dict(value)
        kinds = _field_kinds(model)
        for name in value.keys() - set(besides):
            made[name] = self._kept(kinds.get(name, Any), value[name], name, removed)
            if made[name] is _GONE:
                return dict(value), [], name
        return made, sorted(removed), None

    def _kept(self, kind: Any, value: Any, place: str, removed: list[str]) -> Any:
        """Return a value without what quotes the text; `_GONE` where nothing of it can be kept."""
        if value is None or isinstance(value, bool | int | float):
            return value
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is Annotated:
            if arguments[1:] == _QUOTE:
                return _GONE
            # Codes are ASCII and without spaces; other text is not a code, whatever its type says.
            if isinstance(value, str) and value.isascii() and " " not in value and _is_code(arguments[1:]):
                return value
            return self._kept(arguments[0], value, place, removed)
        if origin in (Union, UnionType):
            return self._of_union(arguments, value, place, removed)
        if isinstance(value, list):
            return self._of_list(arguments, value, place, removed)
        if isinstance(value, dict):
            return self._of_mapping(kind, value, place, removed)
        closed = origin is Literal or (isinstance(kind, type) and not _holds_words(kind))
        return value if closed or not self._quotes(value) else _GONE

    def _of_union(self, options: tuple[Any, ...], value: Any, place: str, removed: list[str]) -> Any:
        fitting = [option for option in options if option is not NoneType and _may_be(option, value)]
        found: list[Any] = []
        for option in fitting or [Any]:
            lost: list[str] = []
            found.append((self._kept(option, value, place, lost), lost))
        kept, lost = next((one for one in found if one[0] is _GONE), found[0])
        if kept is not _GONE:
            removed += lost
        elif NoneType in options:
            removed.append(place)
            return None
        return kept

    def _of_list(self, kinds: tuple[Any, ...], value: list[Any], place: str, removed: list[str]) -> Any:
        if len(kinds) > 1 and kinds[1] is not Ellipsis:  # of a fixed length: no item can be left out
            items = [self._kept(*pair, place, removed) for pair in zip(kinds, value, strict=False)]
            return _GONE if any(item is _GONE for item in items) else items
        kept = [self._kept(kinds[0] if kinds else Any, item, place, removed) for item in value]
        removed += [place for item in kept if item is _GONE]
        return [item for item in kept if item is not _GONE]

    def _of_mapping(self, kind: Any, value: dict[str, Any], place: str, removed: list[str]) -> Any:
        if isinstance(kind, type) and issubclass(kind, Span):  # its words are the text's own
            return _GONE
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            kinds = _field_kinds(kind)
            made = {
                name: self._kept(kinds.get(name, Any), item, f"{place}.{name}", removed)
                for name, item in value.items()
            }
            return _GONE if any(item is _GONE for item in made.values()) else made
        key_kind, item_kind = (*typing.get_args(kind), Any, Any)[:2]
        made = {}
        for key, item in value.items():
            kept = self._kept(item_kind, item, place, removed)
            if kept is _GONE or self._kept(key_kind, key, place, []) is _GONE:
                removed.append(place)
            else:
                made[key] = kept
        return made


@cache
def _field_kinds(model: type[BaseModel]) -> dict[str, Any]:
    return typing.get_type_hints(model, include_extras=True)


def _is_code(constraints: tuple[Any, ...]) -> bool:
    """Return True if the constraints of a string make it a code, a value with a grammar, or an id."""
    return any(
        isinstance(one, Code | OfCorpus)
        or (isinstance(one, StringConstraints) and isinstance(one.pattern, str) and _is_id(one.pattern))
        for one in constraints
    )


def _is_id(pattern: str) -> bool:
    """Return True if a pattern allows only ids of annotations and `document`."""
    return not _ID.sub("", pattern.replace(f"^{DOCUMENT_ANCHOR}$", "")).replace("|", "")


def _holds_words(kind: type) -> bool:
    return not issubclass(kind, Enum) and (issubclass(kind, str) or kind is object)


def _may_be(option: Any, value: Any) -> bool:
    """Return True if a value may be of one of the types of a union, going by its shape."""
    while typing.get_origin(option) is Annotated:
        option = typing.get_args(option)[0]
    if isinstance(option, type) and issubclass(option, BaseModel):
        return isinstance(value, dict) and value.keys() <= option.model_fields.keys()
    origin = typing.get_origin(option)
    if isinstance(value, list):
        return origin in (tuple, list, set, frozenset)
    return isinstance(value, str) or origin not in (tuple, list, set, frozenset)
