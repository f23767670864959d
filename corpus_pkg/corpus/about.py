"""What a corpus says of itself: `corpus.toml` at the top of its directory.

A corpus without one is valid, and has the lists of labels of AzUS.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Annotated, Any, Final, NamedTuple, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.faults import sentence
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.problems import Problem
from corpus_pkg.layers import INSTALLED, LAYER_NAMES, OWN_NAMES, LayerSpec, layer_named, layers_of
from corpus_pkg.layers.base import IN_WORDS, FreeText, LanguageTag, License, Record, Slug, list_of
from corpus_pkg.layers.installed import same_package
from corpus_pkg.layers.labels import DEFAULT_LABELS, LABEL_PATTERN, LABEL_SHAPE, LISTS, LabelSets
from corpus_pkg.layers.lists import closed_list

CODE: Final = "corpus-toml"
_SHAPE: Final = re.compile(LABEL_PATTERN)
_AT_LINE: Final = re.compile(r" ?\(at line (\d+), column \d+\)")
_TABLES: Final = frozenset({"dict_type", "model_type", "model_attributes_type"})
"""Pydantic's names for what is not a table and should be one."""
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def _labels(values: dict[str, str]) -> dict[str, str]:
    if not values:
        raise ValueError("the list has no label; write one, or leave the list out for that of AzUS")
    for label in values:
        if not _SHAPE.fullmatch(label):
            message = "{label} is not a label; write " + LABEL_SHAPE
            raise PydanticCustomError(CODE, message, {"label": repr(label), "place": (label,)})
    return values


Labels = Annotated[dict[str, FreeText], AfterValidator(_labels)]
"""A list of labels: what each means, by the label."""
_URL: Final = r"^https?://[^\s<>\"]+$"
_DAY: Final = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DOI: Final = r"^10\.[0-9]{4,9}/[^\s]+$"
_VERSION: Final = "^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$"
_PATTERNS: Final = IN_WORDS | {
    _URL: "an address that begins with https://",
    _DAY: "a day such as 2026-11-30",
    _DOI: "a DOI such as 10.5281/zenodo.1234",
    _VERSION: "letters, digits and the signs . + -, such as 1.0.0",
}
"""What the patterns of fields match, in words."""
Url = Annotated[str, StringConstraints(pattern=_URL, max_length=2000)]


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day; correct it") from None
    return value


class Licences(Record):
    """The licences of a corpus, as SPDX expressions."""

    annotations: License | None = None
    """That of the annotations, guidelines and metadata."""
    texts: License | None = None
    """That of the texts, where they have one in common."""
    code: License | None = None
    """That of the programs that come with the corpus."""


class Citation(Record):
    """How to cite a corpus."""

    authors: tuple[FreeText, ...] = ()
    """Who made it: people or groups, as a citation names them."""
    released: Annotated[str, StringConstraints(pattern=_DAY), AfterValidator(_day)] | None = None
    """The day on which this version was released."""
    abstract: FreeText | None = None
    """What the corpus is, in a few sentences."""
    keywords: tuple[FreeText, ...] = ()
    """Words to find it by."""
    doi: Annotated[str, StringConstraints(pattern=_DOI)] | None = None
    """The DOI of this version."""
    message: FreeText | None = None
    """What to ask of those who cite it."""


class About(Record):
    """What a corpus says of itself."""

    name: Slug | None = None
    """A short name, as for a folder."""
    title: FreeText | None = None
    """Its title."""
    version: Annotated[str, StringConstraints(pattern=_VERSION)] | None = None
    """Its version."""
    languages: tuple[LanguageTag, ...] = ()
    """The languages of its texts (BCP 47)."""
    homepage: Url | None = None
    """Where it is to be found."""
    contact: FreeText | None = None
    """Whom to ask: a mail address, or a page."""
    licences: Licences = Licences()
    """Its licences."""
    citation: Citation = Citation()
    """How to cite it."""
    layers: dict[str, FreeText] = Field(default_factory=dict)
    """The layers of other packages that it has: by the layer's name, the package that brings it."""
    entity_types: Labels | None = None
    """The types of names; those of AzUS where left out."""
    segment_kinds: Labels | None = None
    """The kinds of segments; those of AzUS where left out."""
    genres: Labels | None = None
    """The genres of documents; those of AzUS where left out."""

    @property
    def labels(self) -> LabelSets:
        """The lists of labels, and the layers of other packages."""
        declared = {name: getattr(self, name) for name in LISTS}
        if not any(declared.values()) and not self.layers:
            return DEFAULT_LABELS
        lists = {name: listed or DEFAULT_LABELS.of(name) for name, listed in declared.items()}
        return LabelSets(**lists, layers=self.layers)

    @property
    def layer_names(self) -> frozenset[str]:
        """The names of the layers that it has: those of this package, and those that it declares."""
        return OWN_NAMES | self.layers.keys()

    def layer_named(self, name: str) -> str:
        """Return the name of a layer that the corpus has, as it is.

        Raises:
            ValueError: There is no such layer, or the corpus does not declare it.
        """
        if layer_named(name) not in self.layer_names:
            own = ", ".join(layer for layer in LAYER_NAMES if layer in self.layer_names)
            raise ValueError(f"the corpus does not declare the layer {name!r}; choose from: {own}")
        return name

    @model_validator(mode="after")
    def _layers_have_labels_of_their_own(self) -> Self:
        layers = [spec for spec in layers_of(self.labels) if spec.has_spans]
        seen = dict.fromkeys(
            ("subject", *(spec.name for spec in layers)), _Labelled("the name of something else")
        )
        for spec in layers:
            own = _Labelled(f"a label of the layer {spec.name}", _list_of(spec))
            for label in closed_list(spec, spec.label or "", self.labels) or ():
                other = seen.setdefault(label, own)
                if other is not own:
                    raise _label_twice(label, *((own, other) if self._lists(own) else (other, own)))
        return self

    def _lists(self, labelled: "_Labelled") -> bool:
        return labelled.listed is not None and getattr(self, labelled.listed) is not None


class _Labelled(NamedTuple):
    """What has a label: in words, and the name of the corpus's list that it is in, if it is in one."""

    said: str
    listed: str | None = None


def _list_of(spec: LayerSpec) -> str | None:
    return None if spec.label is None else list_of(spec.model.model_fields[spec.label])


def _label_twice(label: str, own: _Labelled, other: _Labelled) -> PydanticCustomError:
    """Return the error of a label that the corpus lists, and that something else has."""
    message = "{label} is {other} already; choose another label"
    context = {"label": repr(label), "other": other.said, "place": (own.listed, label)}
    return PydanticCustomError(CODE, message, context)


def read_about(root: Folder, problems: list[Problem], start: str = "") -> tuple[About, LabelSets | None]:
    """Return what the `corpus.toml` in a folder says, and its lists of labels.

    Args:
        root: The corpus directory, or the folder of a record file.
        problems: Where problems are added; the lists are then None, so that labels are not checked.
        start: What the name of the file begins with, for that of a record file (see `start_of`).
    """
    name = f"{start}{layout.ABOUT_FILE}"
    if not files.is_there(root, name):
        return About(), DEFAULT_LABELS
    try:
        text = files.read_text(root, name)[1]
    except files.RefusedError as error:
        problems.append(error.problem)
        return About(), None
    found = parse_about(text, name)
    if isinstance(found, About):
        return found, found.labels
    problems.extend(found)
    return About(), None


def start_of(record_file: str) -> str:
    """Return what the name of the `corpus.toml` of a record file begins with: `a.` for `a.jsonl.gz`."""
    name = record_file.rpartition("/")[2]
    for ending in (".gz", ".zst", ".jsonl", ".ndjson", ".json"):
        name = name.removesuffix(ending)
    return f"{name}."


def parse_about(text: str, place: str) -> About | list[Problem]:
    """Return what a `corpus.toml` says, or what is wrong with it.

    Args:
        text: The file's content.
        place: The file's name, for problems.
    """
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = _AT_LINE.search(str(error))
        number = int(line[1]) if line else text.count("\n") + 1
        message = f"it is not TOML: {_AT_LINE.sub('', str(error))}; correct it"
        if key := _odd_key(text, number):
            message = f"{key[:50]!r} is not a key of TOML; write {LABEL_SHAPE}"
        return [Problem(place, number, CODE, message)]
    try:
        about = About.model_validate_json(json.dumps(value, default=str))
    except ValidationError as error:
        return [
            Problem(place, _line(text, _place(detail)), _code(detail), _message(detail))
            for detail in error.errors(include_url=False)[:20]
        ]
    return list(_missing_layers(about, text, place)) or about


def _missing_layers(about: About, text: str, place: str) -> Iterator[Problem]:
    for name, package in about.layers.items():
        if message := _misfit(name, package):
            yield Problem(place, _line(text, ("layers", name)), "layer-missing", message)


def _misfit(name: str, package: str) -> str:
    """Return what is wrong with a layer that a corpus needs of a package, or nothing."""
    if name in OWN_NAMES:
        return f"every corpus has the layer {name!r}, and no other package can bring it; remove the line"
    if name in INSTALLED.faults:
        return f"the layer {name!r} can't be used: {INSTALLED.faults[name]}"
    if name not in INSTALLED.packages:
        return (
            f"the corpus needs the layer {name!r}, which the package {package!r} brings and which is not "
            "installed here; install that if you trust it"
        )
    brings = INSTALLED.packages[name]
    if not same_package(brings, package):
        return f"{name!r} is here the layer of the package {brings!r}, and the corpus has that of {package!r}"
    return ""


def _odd_key(text: str, number: int) -> str:
    """Return the key on a line that has other letters than a key can have; empty where it is not that."""
    line = next(islice(text.split("\n"), number - 1, None), "")
    key = line.partition("=")[0].strip()
    return key if key.isidentifier() and not key.isascii() else ""


def _place(detail: Any) -> tuple[int | str, ...]:
    named: tuple[str, ...] = detail.get("ctx", {}).get("place", ())
    return (*detail["loc"], *named)


def _code(detail: Any) -> str:
    return "metadata-license" if detail["type"] == "metadata-license" else CODE


def _message(detail: Any) -> str:
    if detail["type"] in _TABLES:
        where = ".".join(map(str, detail["loc"]))
        return f"{where}: write a table: [{where}] on a line, and a line `key = value` for each below it"
    return sentence(About, detail | {"loc": _place(detail)}, _PATTERNS)


def _line(text: str, location: tuple[int | str, ...]) -> int:
    """Return the number of the line on which a value begins; that of its table where it is not found."""
    path = [str(part) for part in location if isinstance(part, str)]
    table: list[str] = []
    best, length = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\[+([^\[\]]+)\]", line.strip()):
            table = _keys(header[1])
            above = table
        elif key := re.match(r"([^=#\[]+)=", line.strip()):
            above = [*table, *_keys(key[1])]
        else:
            continue
        if path[: len(above)] == above and len(above) > length:
            best, length = number, len(above)
    return best


def _keys(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def about_toml(about: About) -> str:
    """Return what a corpus says of itself as the text of its `corpus.toml`."""
    value = about.model_dump(mode="json", exclude_defaults=True)
    lines = [f"{key} = {_value(item)}" for key, item in value.items() if not isinstance(item, dict)]
    for key, item in value.items():
        if isinstance(item, dict):
            lines += ["", f"[{key}]", *(f"{_key(name)} = {_value(part)}" for name, part in item.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(item: Any) -> str:
    if isinstance(item, list):
        return f"[{', '.join(map(_value, item))}]"
    return json.dumps(item, ensure_ascii=False)  # a string of JSON is one of TOML


def labels_only(labels: LabelSets) -> About:
    """Return what a corpus says of itself that says nothing but its lists of labels and its layers."""
    own: dict[str, Any] = {"layers": dict(labels.layers)} if labels.layers else {}
    for name in LISTS:
        listed, usual = labels.of(name), DEFAULT_LABELS.of(name)
        if [*listed.items()] != [*usual.items()]:
            own[name] = dict(listed)
    return About(**own)
