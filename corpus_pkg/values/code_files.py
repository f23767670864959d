"""The data files of codes that other standards define, as `corpus-pkg schema --codes` makes them.

They are made from pycountry, ucumvert and license-expression, which only the development of this package
needs. The tests compare each file with what these packages have.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from corpus_pkg.extras import need

ISO: Final = "iso_codes.json"
UNITS: Final = "ucum_units.json"
LICENSES: Final = "spdx_licenses.json"


@cache
def listed(name: str) -> dict[str, Any]:
    """Return the content of a data file."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_bytes())
    return found


def code_files() -> dict[str, str]:
    """Return the text of each data file by its name, made anew from the packages that have the codes."""
    return {ISO: _text(_iso()), UNITS: _text(_units()), LICENSES: _text(_licenses())}


def _text(parts: Mapping[str, Any]) -> str:
    lines = [f"{json.dumps(name)}: {json.dumps(part, separators=(',', ':'))}" for name, part in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _iso() -> dict[str, Any]:
    """Return ISO 4217 and 3166-1 with names, 15924, and 639 with the shorter code of each language."""
    pycountry = need("pycountry", "dev")

    languages = {}
    for entry in pycountry.languages:
        short = getattr(entry, "alpha_2", entry.alpha_3)
        languages[short] = languages[entry.alpha_3] = short
    currencies = {entry.alpha_3: entry.name for entry in pycountry.currencies}
    countries = {
        entry.alpha_2: list(
            dict.fromkeys(
                getattr(entry, field)
                for field in ("common_name", "name", "official_name", "alpha_3")
                if hasattr(entry, field)
            )
        )
        for entry in pycountry.countries
    }
    return {
        # XTS is for tests, and XXX means no currency.
        "currencies": {code: currencies[code] for code in sorted(currencies.keys() - {"XTS", "XXX"})},
        "countries": dict(sorted(countries.items())),
        "scripts": sorted(entry.alpha_4 for entry in pycountry.scripts),
        "languages": dict(sorted(languages.items())),
    }


def _units() -> dict[str, Any]:
    """Return the prefixes and the case-sensitive units of UCUM, those apart that take a prefix."""
    xml_util = need("ucumvert.xml_util", "dev")

    return {
        "prefixes": sorted(xml_util.get_prefixes()),
        "metric": sorted(xml_util.get_base_units() + xml_util.get_metric_units()),
        "other": sorted(xml_util.get_non_metric_units()),
    }


def _licenses() -> dict[str, Any]:
    """Return the ids of SPDX, those of exceptions, and former ids with the present one."""
    known = need("license_expression", "dev").get_spdx_licensing().known_symbols
    own = {key: symbol for key, symbol in known.items() if not key.startswith("LicenseRef-")}
    former = {alias: key for key, symbol in own.items() for alias in symbol.aliases}
    return {
        "licenses": sorted(key for key, symbol in own.items() if not symbol.is_exception),
        "exceptions": sorted(key for key, symbol in own.items() if symbol.is_exception),
        "former": {
            alias: former[alias]
            for alias in sorted(former)
            if not alias.startswith("LicenseRef-")
            and " " not in alias
            and not own[former[alias]].is_exception
        },
    }
