"""A small JSON Schema checker, compiled to closures, for records that are already parsed.

It knows the keywords that the generated schemas use and refuses to compile any other, so that a
schema can't be checked in part without notice. `corpus_pkg.load` runs it over every record
because Pydantic alone takes longer to import than the whole corpus takes to load; the tests hold
it to the verdicts of Pydantic and of the `jsonschema` package.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]
Formats = Mapping[str, Callable[[str], object]]

_ANNOTATIONS = frozenset(
    {"$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples"}
)
_TYPES: dict[str, Check] = {
    "null": lambda value: value is None,
    "boolean": lambda value: value is True or value is False,
    "integer": lambda value: type(value) is int,
    "string": lambda value: type(value) is str,
    "array": lambda value: type(value) in (list, tuple),
    "object": lambda value: type(value) is dict,
}


def compile_schema(schema: Mapping[str, Any], formats: Formats) -> Check:
    """Return a function that says whether a parsed JSON value is valid.

    Args:
        schema: A JSON Schema (draft 2020-12) of the kind that `corpus_pkg.schema.jsonschema` makes.
        formats: For each `format` that is checked, a function that raises `ValueError` on a bad string.

    Returns:
        A function from a JSON value to its verdict.

    Raises:
        NotImplementedError: The schema has a keyword that this checker does not know.
    """
    return _compile(schema, schema.get("$defs", {}), formats)


def _compile(schema: Mapping[str, Any], defs: Mapping[str, Any], formats: Formats) -> Check:
    checks: list[Check] = []
    for keyword, argument in schema.items():
        if keyword in _ANNOTATIONS or keyword in ("then", "else"):
            continue
        if keyword == "additionalProperties":
            if argument is not False:
                checks.append(_values(_compile(argument, defs, formats), schema.get("properties", {})))
            else:
                checks.append(_closed(frozenset(schema.get("properties", {}))))
        elif keyword == "if":
            checks.append(_conditional(schema, defs, formats))
        elif keyword == "$ref":
            checks.append(_compile(defs[argument.removeprefix("#/$defs/")], defs, formats))
        elif keyword == "format":
            checks.append(_format(formats.get(argument)))
        elif keyword in _NESTED:
            checks.append(_NESTED[keyword](argument, lambda part: _compile(part, defs, formats)))
        elif keyword in _PLAIN:
            checks.append(_PLAIN[keyword](argument))
        else:
            raise NotImplementedError(f"JSON Schema keyword {keyword!r}")
    return _all(checks)


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(value: Any) -> bool:
        for part in checks:  # noqa: SIM110 - a generator costs a frame for every value
            if not part(value):
                return False
        return True

    return check


def _closed(names: frozenset[str]) -> Check:
    return lambda value: type(value) is not dict or value.keys() <= names


def _values(check: Check, named: Mapping[str, Any]) -> Check:
    return lambda value: type(value) is not dict or all(check(v) for k, v in value.items() if k not in named)


def _conditional(schema: Mapping[str, Any], defs: Mapping[str, Any], formats: Formats) -> Check:
    when = _compile(schema["if"], defs, formats)
    then = _compile(schema.get("then", {}), defs, formats)
    otherwise = _compile(schema.get("else", {}), defs, formats)
    return lambda value: then(value) if when(value) else otherwise(value)


def _format(validate: Callable[[str], object] | None) -> Check:
    if validate is None:
        return lambda _value: True

    def check(value: Any) -> bool:
        if type(value) is str:
            try:
                validate(value)
            except ValueError:
                return False
        return True

    return check


def _pattern(pattern: str) -> Check:
    # JSON Schema's `$` is the end of the string; Python's also stands before a last line end.
    search = re.compile(re.sub(r"(?<!\\)\$(?=$|\))", r"\\Z", pattern)).search
    return lambda value: type(value) is not str or search(value) is not None


def _type(names: Any) -> Check:
    if isinstance(names, str):
        return _TYPES[names]
    tests = [_TYPES[name] for name in names]
    return lambda value: any(test(value) for test in tests)


def _enum(values: list[Any]) -> Check:
    allowed = frozenset(values)
    return lambda value: type(value) in (str, int, type(None)) and value in allowed


def _required(names: list[str]) -> Check:
    wanted = frozenset(names)
    return lambda value: type(value) is not dict or value.keys() >= wanted


def _properties(argument: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    checks = [(name, build(part)) for name, part in argument.items()]

    def check(value: Any) -> bool:
        if type(value) is dict:
            for name, part in checks:
                if name in value and not part(value[name]):
                    return False
        return True

    return check


def _items(argument: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    part = build(argument)
    return lambda value: type(value) not in (list, tuple) or all(part(item) for item in value)


def _any_of(argument: list[Mapping[str, Any]], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    checks = [build(part) for part in argument]
    return lambda value: any(part(value) for part in checks)


def _all_of(argument: list[Mapping[str, Any]], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    return _all([build(part) for part in argument])


def _not(argument: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    part = build(argument)
    return lambda value: not part(value)


_NESTED: dict[str, Callable[[Any, Callable[[Mapping[str, Any]], Check]], Check]] = {
    "properties": _properties,
    "items": _items,
    "anyOf": _any_of,
    "allOf": _all_of,
    "not": _not,
}
_PLAIN: dict[str, Callable[[Any], Check]] = {
    "type": _type,
    "enum": _enum,
    "const": lambda wanted: _enum([wanted]),
    "pattern": _pattern,
    "required": _required,
    "minimum": lambda least: lambda value: type(value) is not int or value >= least,
    "maximum": lambda most: lambda value: type(value) is not int or value <= most,
    "minLength": lambda least: lambda value: type(value) is not str or len(value) >= least,
    "maxLength": lambda most: lambda value: type(value) is not str or len(value) <= most,
    "minItems": lambda least: lambda value: type(value) not in (list, tuple) or len(value) >= least,
}
