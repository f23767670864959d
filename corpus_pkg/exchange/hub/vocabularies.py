"""The values that the Hub knows in a card's YAML, and the check of a card against them.

The Hub itself checks few of them: an unknown licence or task makes no error there, only a dataset
that nobody finds. The lists, with where they were taken from, are in `vocabularies.json`.
"""

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from corpus_pkg.values.codes import language_tag

CONFIG_NAME: Final = re.compile(r"[^<>:/\\|?*]+")
"""What `datasets` takes for a config's name."""
LICENSE_FILES: Final = ("LICENSE", "LICENSE.md")
"""The files that `license_link` may name; else it is a URL."""


class CardError(ValueError):
    """A card with values that the Hub does not know."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = list(messages)
        super().__init__("; ".join(self.messages))


@cache
def vocabularies() -> dict[str, Any]:
    """Return the lists by the YAML key that they belong to, each with its `source` and `values`."""
    text = Path(__file__).with_name("vocabularies.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def known(key: str) -> list[str]:
    """Return the values that the Hub knows for a key, `task_ids` included, in their lists' order."""
    categories = vocabularies()["task_categories"]["values"]
    if key == "task_ids":
        return list(dict.fromkeys(task for tasks in categories.values() for task in tasks))
    return list(vocabularies()[key]["values"])


def check_card(data: Mapping[str, Any]) -> None:
    """Check a card's YAML.

    Args:
        data: The YAML as values.

    Raises:
        CardError: A value is wrong; the messages say which, and which are right.
    """
    messages = [
        *_unknown_values(data),
        *_task_problems(data),
        *_license_problems(data),
        *_language_problems(data),
        *_config_problems(data),
    ]
    if messages:
        raise CardError(messages)


def _unknown_values(data: Mapping[str, Any]) -> Iterable[str]:
    for key in (*vocabularies(), "task_ids"):
        allowed = known(key)
        for value in _values(data, key):
            if value not in allowed:
                yield f"{key}: {value!r} is not known to the Hub; {_right_ones(str(value), allowed)}"


def _right_ones(value: str, allowed: list[str]) -> str:
    near = difflib.get_close_matches(value.lower(), allowed, n=1)
    hint = f"perhaps {near[0]}; " if near else ""
    return f"{hint}it knows: {', '.join(allowed)}"


def _values(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _task_problems(data: Mapping[str, Any]) -> Iterable[str]:
    categories = vocabularies()["task_categories"]["values"]
    named = [category for category in _values(data, "task_categories") if category in categories]
    for task in _values(data, "task_ids"):
        homes = [category for category, tasks in categories.items() if task in tasks]
        if homes and not set(homes) & set(named):
            yield f"task_ids: {task} belongs to {' or '.join(homes)}; add that to task_categories"


def _license_problems(data: Mapping[str, Any]) -> Iterable[str]:
    if not _values(data, "license"):
        yield f"license: there is none; the Hub knows: {', '.join(known('license'))}"
    if "other" not in _values(data, "license"):
        return
    for key in ("license_name", "license_link"):
        if not data.get(key):
            yield f"{key}: a license of `other` needs it; add it"
    link = str(data.get("license_link") or LICENSE_FILES[0])
    if link not in LICENSE_FILES and not link.startswith(("https://", "http://")):
        yield f"license_link: {link!r} is neither {' nor '.join(LICENSE_FILES)} nor a URL; write one of these"


def _language_problems(data: Mapping[str, Any]) -> Iterable[str]:
    if not _values(data, "language"):
        yield "language: there is none; write an ISO 639 code, such as en"
    for key in ("language", "language_details"):
        for tag in _values(data, key):
            try:
                language_tag(str(tag))
            except ValueError as error:
                yield f"{key}: {error}"
            else:
                if key == "language" and "-" in str(tag):
                    code = str(tag).partition("-")[0]
                    yield f"language: {tag} is more than a code; write {code}, and {tag} in language_details"


def _config_problems(data: Mapping[str, Any]) -> Iterable[str]:
    configs = data.get("configs") or []
    names = [config.get("config_name") for config in configs]
    for name in names:
        if not isinstance(name, str) or not CONFIG_NAME.fullmatch(name):
            yield f"configs: {name!r} is not the name of a config; use a string without < > : / \\ | ? *"
    yield from (f"configs: {name} is there twice" for name in set(names) if names.count(name) > 1)
    defaults = [config["config_name"] for config in configs if config.get("default")]
    if len(configs) > 1 and len(defaults) != 1:
        yield f"configs: one must be the default, and {len(defaults)} are"
