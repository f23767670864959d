"""The compiled checker knows its keywords and refuses the rest."""

import pytest

from corpus_pkg.schema.checker import compile_schema


def test_unknown_keyword_is_refused_when_compiled() -> None:
    with pytest.raises(NotImplementedError, match="multipleOf"):
        compile_schema({"type": "integer", "multipleOf": 2}, {})


def test_unknown_keyword_in_a_subschema_is_refused_when_compiled() -> None:
    with pytest.raises(NotImplementedError, match="contains"):
        compile_schema({"properties": {"a": {"items": {"contains": {}}}}}, {})


def test_format_is_checked_by_the_function_that_is_given() -> None:
    check = compile_schema({"type": "string", "format": "number"}, {"number": int})
    assert check("12")
    assert not check("twelve")
    assert not check(12)


def test_format_without_a_function_is_not_checked() -> None:
    assert compile_schema({"format": "number"}, {})("twelve")


def test_condition_applies_only_where_it_holds() -> None:
    check = compile_schema({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {})
    assert check({})
    assert check({"a": 1, "b": 1})
    assert not check({"a": 1})


def test_reference_is_followed() -> None:
    schema = {"$defs": {"Name": {"minLength": 1}}, "properties": {"name": {"$ref": "#/$defs/Name"}}}
    check = compile_schema(schema, {})
    assert check({"name": "x"})
    assert not check({"name": ""})


def test_dollar_does_not_stand_before_a_last_line_end() -> None:
    assert not compile_schema({"pattern": "^a$"}, {})("a\n")
    assert not compile_schema({"pattern": "^(?:a|b$)"}, {})("b\n")


def test_values_of_additional_properties_are_checked() -> None:
    check = compile_schema({"additionalProperties": {"type": "integer"}}, {})
    assert check({"a": 1})
    assert not check({"a": "1"})
