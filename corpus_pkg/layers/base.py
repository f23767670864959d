"""What the models are made of: the forms of single fields, and the record that all of them are.

All models are frozen and strict: no coercion, no unknown field.
"""

import json
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, LiteralString, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

from corpus_pkg.layers import conditions, labels
from corpus_pkg.layers.descriptions import field_descriptions
from corpus_pkg.values import codes, edtf, free_text, ids, licenses, timex, titles, units
from corpus_pkg.values.free_text import FREE_TEXT_PATTERN


def _named_by_slugs(values: dict[str, Any]) -> dict[str, Any]:
    for name in values:
        if not ids.is_slug(name):
            raise ValueError(f"{name!r} is not an annotator's name; write the name of the folder")
    return values


class Code:
    """Marks a type of strings that are codes or have a grammar, and never are words of a text."""


CODE = Code()
"""Written among the constraints of such a type."""

Slug = Annotated[
    str,
    StringConstraints(pattern=ids.SLUG_SHAPE, max_length=ids.SLUG_MAX_LENGTH),
    AfterValidator(ids.not_reserved),
    WithJsonSchema({"type": "string", "pattern": ids.SLUG_PATTERN, "maxLength": ids.SLUG_MAX_LENGTH}),
    CODE,
]
_T = TypeVar("_T")
ByAnnotator = Annotated[
    dict[str, _T],
    AfterValidator(_named_by_slugs),
    Field(json_schema_extra={"propertyNames": {"pattern": ids.SLUG_PATTERN}}),
]
"""Something of each annotator, by the annotator's name."""
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]
End = Annotated[int, Field(ge=1, le=2**31 - 1)]
Quote = Annotated[str, StringConstraints(min_length=1)]
"""Words of a raw text, as they are there."""


def _checked(check: Any, **json_schema: Any) -> tuple[AfterValidator, WithJsonSchema]:
    return AfterValidator(check), WithJsonSchema({"type": "string", **json_schema})


def _coded(code: LiteralString, check: Callable[[str], str]) -> Callable[[str], str]:
    """Return a check whose fault is reported under a code of its own, and not as `schema`."""

    def run(value: str) -> str:
        try:
            return check(value)
        except ValueError as error:
            raise PydanticCustomError(code, "{reason}", {"reason": str(error)}) from None

    return run


def _timex(value: str) -> str:
    timex.parse(value)
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        value = codes.spelled(value)
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "Input should be a valid string")
    return Decimal(codes.decimal_string(value))


FreeText = Annotated[
    str,
    *_checked(_coded("free-text", free_text.free_text), pattern=FREE_TEXT_PATTERN, format="free-text"),
]
"""What a person wrote, on one line."""
TimexString = Annotated[str, *_checked(_timex, pattern=timex.PATTERN, format="timex3"), CODE]
EdtfDate = Annotated[str, *_checked(edtf.edtf_date, pattern=edtf.EDTF_PATTERN, format="edtf"), CODE]
Number = Annotated[
    Decimal,
    PlainValidator(_number),
    PlainSerializer(codes.spelled, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": codes.DECIMAL_PATTERN}),
]
"""An exact number: a `Decimal` in Python, and in JSON a string in its one spelling."""
VALUE_PATTERN: Final = "^[A-Za-z0-9.~?%/-]{1,100}$"
Token = Annotated[str, StringConstraints(pattern=VALUE_PATTERN), CODE]
"""A value without spaces: a date, a number, or a value of a list."""
CURRENCY_PATTERN: Final = "^[A-Z]{3}$"
CurrencyShape = Annotated[str, StringConstraints(pattern=CURRENCY_PATTERN), CODE]
UcumUnit = Annotated[str, *_checked(units.ucum, pattern=units.UCUM_PATTERN, format="ucum"), CODE]
Country = Annotated[str, *_checked(codes.country, enum=list(codes.country_codes())), CODE]
LanguageTag = Annotated[
    str, *_checked(codes.language_tag, pattern=codes.LANGUAGE_PATTERN, format="language"), CODE
]
License = Annotated[
    str,
    *_checked(
        _coded("metadata-license", licenses.spdx_license),
        pattern=licenses.LICENSE_PATTERN,
        maxLength=licenses.LICENSE_MAX_LENGTH,
        format="spdx",
    ),
    CODE,
]
FileName = Annotated[
    str,
    *_checked(
        _coded("metadata-source-file", titles.file_name),
        pattern=titles.FILE_NAME_PATTERN,
        maxLength=titles.NAME_MAX_BYTES,
        format="file-name",
    ),
]
WikipediaTitle = Annotated[
    str,
    *_checked(
        _coded("registry-wikipedia", titles.wikipedia_title),
        pattern=titles.WIKIPEDIA_PATTERN,
        maxLength=titles.NAME_MAX_BYTES,
        format="wikipedia-title",
    ),
]
Qid = Annotated[str, StringConstraints(pattern=codes.QID_PATTERN), CODE]
SHA256_PATTERN: Final = "^[0-9a-f]{64}$"
Sha256 = Annotated[str, StringConstraints(pattern=SHA256_PATTERN), CODE]

IN_WORDS: Final = {
    ids.SLUG_SHAPE: "lower-case letters and digits with single hyphens, such as olaf-scholz",
    VALUE_PATTERN: "up to 100 letters, digits and the signs . ~ ? % / - without spaces",
    CURRENCY_PATTERN: "a currency code of three capitals, such as EUR",
    codes.QID_PATTERN: "the number of a Wikidata item, such as Q9248",
    SHA256_PATTERN: "64 hexadecimal digits in lower case",
    labels.LABEL_PATTERN: labels.LABEL_SHAPE,
}
"""What the patterns of fields match, in words; those of annotations' ids are in `ids.ids_in_words`."""


@dataclass(frozen=True)
class OfCorpus:
    """The form of a label from a list that belongs to the corpus.

    The list is the context of a validation (`LabelSets`); without one only the shape is checked.
    """

    name: str
    """The name of the list, such as `entity_types`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return Pydantic's own schema of it."""
        form = core_schema.str_schema(pattern=labels.LABEL_PATTERN)
        return core_schema.with_info_after_validator_function(self._check, form)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Return its JSON Schema, in which `corpus_pkg.corpus.jsonschema` puts the labels of a corpus."""
        return {"type": "string", LIST_KEY: self.name}

    def _check(self, value: str, info: Any) -> str:
        listed = info.context and info.context.of(self.name)
        if listed is not None and value not in listed:
            message = f"the corpus has no such label; write one of: {', '.join(listed)}"
            raise PydanticCustomError("label-unknown", "{reason}", {"reason": message})
        return str(value)  # of a member of an enum too


SegmentLabel = Annotated[str, OfCorpus("segment_kinds")]
EntityLabel = Annotated[str, OfCorpus("entity_types")]
GenreLabel = Annotated[str, OfCorpus("genres")]
LIST_KEY: Final = "x-labels-of-the-corpus"
"""What names the list in the JSON Schema of a label until the labels are put there."""


class Record(BaseModel):
    """What all records share: frozen, strict, closed; and the conditions between their fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    rules: ClassVar[tuple[conditions.Condition, ...]] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the record that JSON values make, whatever labels its corpus has.

        Raises:
            pydantic.ValidationError: They make none.
        """
        return cls.model_validate_json(json.dumps(value))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        schema: dict[str, Any] = handler.resolve_ref_schema(handler(core_schema))
        for name, text in field_descriptions(cls).items():
            if text:
                schema["properties"][name].setdefault("description", text)
        if cls.rules:
            schema["allOf"] = [rule.schema() for rule in cls.rules]
        return schema

    @model_validator(mode="after")
    def _meets_conditions(self) -> Self:
        for rule in self.rules:
            if not rule.holds(self):
                raise ValueError(rule.message)
        return self


def list_of(about: Any) -> str | None:
    """Return the name of the corpus's list that the values of a model's field are labels of, if there is one.

    Args:
        about: The field, as Pydantic describes it, or a part of its annotation.
    """
    found = (*getattr(about, "metadata", ()), *getattr(about, "__metadata__", ()))
    for part in found:
        if isinstance(part, OfCorpus):
            return part.name
    inner = getattr(about, "annotation", None)
    parts = typing.get_args(about if inner is None else inner)
    return next((name for part in parts if (name := list_of(part)) is not None), None)
