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
    keywords = {name: argument for name, argument in schema.items() if name not in _ANNOTATIONS}
    if keywords.get("format") in formats:
        keywords.pop("pattern", None)  # the function checks more than the pattern, which is dear to compile
    checks: list[Check] = []
    for names, fuse in _FUSED:
        if names <= keywords.keys():
            fused = fuse(keywords, lambda part: _compile(part, defs, formats))
            if fused is not None:
                checks.append(fused)
                for name in names:
                    del keywords[name]
    checks += [
        _keyword(keyword, argument, schema, defs, formats)
        for keyword, argument in keywords.items()
        if keyword not in ("then", "else")
    ]
    return _all(checks)


def _keyword(
    keyword: str, argument: Any, schema: Mapping[str, Any], defs: Mapping[str, Any], formats: Formats
) -> Check:
    if keyword == "additionalProperties":
        named = schema.get("properties", {})
        if argument is False:
            return _closed(frozenset(named))
        return _values(_compile(argument, defs, formats), named)
    if keyword == "if":
        return _conditional(schema, defs, formats)
    if keyword == "$ref":
        return _compile(defs[argument.removeprefix("#/$defs/")], defs, formats)
    if keyword == "format":
        return _format(formats.get(argument))
    if keyword in _NESTED:
        return _NESTED[keyword](argument, lambda part: _compile(part, defs, formats))
    if keyword in _PLAIN:
        return _PLAIN[keyword](argument)
    raise NotImplementedError(f"JSON Schema keyword {keyword!r}")


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


def _fused_object(keywords: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check | None:
    """Check a closed object in one call: most of the time goes into calls."""
    if keywords["type"] != "object" or keywords["additionalProperties"] is not False:
        return None
    checks = [(name, build(part)) for name, part in keywords["properties"].items()]
    names, wanted = frozenset(keywords["properties"]), frozenset(keywords["required"])

    def check(value: Any) -> bool:
        if type(value) is not dict or not wanted <= value.keys() <= names:
            return False
        for name, part in checks:  # noqa: SIM110 - a generator costs a frame for every value
            if name in value and not part(value[name]):
                return False
        return True

    return check


def _fused_pattern(keywords: Mapping[str, Any], _build: object) -> Check | None:
    if keywords["type"] != "string":
        return None
    search = _searcher(keywords["pattern"])
    return lambda value: type(value) is str and search(value) is not None


def _fused_range(keywords: Mapping[str, Any], _build: object) -> Check | None:
    if keywords["type"] != "integer":
        return None
    least, most = keywords["minimum"], keywords["maximum"]
    return lambda value: type(value) is int and least <= value <= most


def _fused_nullable(keywords: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check | None:
    options = keywords["anyOf"]
    if len(options) != 2 or options[1] != {"type": "null"}:
        return None
    check = build(options[0])
    return lambda value: value is None or check(value)


_FUSED: tuple[
    tuple[
        frozenset[str],
        Callable[[Mapping[str, Any], Callable[[Mapping[str, Any]], Check]], Check | None],
    ],
    ...,
] = (
    (frozenset({"type", "properties", "required", "additionalProperties"}), _fused_object),
    (frozenset({"type", "pattern"}), _fused_pattern),
    (frozenset({"type", "minimum", "maximum"}), _fused_range),
    (frozenset({"anyOf"}), _fused_nullable),
)
"""Sets of keywords that often stand together, and how to check them in one call where it can be done."""


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


def _searcher(pattern: str) -> Callable[[str], object]:
    # JSON Schema's `$` is the end of the string; Python's also stands before a last line end.
    return re.compile(re.sub(r"(?<!\\)\$(?=$|[|)])", r"\\Z", pattern)).search


def _pattern(pattern: str) -> Check:
    search = _searcher(pattern)
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


def _property_names(argument: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    part = build(argument)
    return lambda value: type(value) is not dict or all(part(name) for name in value)


def _not(argument: Mapping[str, Any], build: Callable[[Mapping[str, Any]], Check]) -> Check:
    part = build(argument)
    return lambda value: not part(value)


_NESTED: dict[str, Callable[[Any, Callable[[Mapping[str, Any]], Check]], Check]] = {
    "properties": _properties,
    "propertyNames": _property_names,
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
