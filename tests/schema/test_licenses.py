"""Licence expressions of SPDX, with what to write in place of a wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from corpus_pkg.values.code_files import LICENSES, listed
from corpus_pkg.values.licenses import LICENSE_MAX_LENGTH, spdx_license

LICENSING = get_spdx_licensing()


@pytest.mark.parametrize(
    "value",
    [
        "MIT",
        "CC-BY-4.0",
        "LicenseRef-AzUS-source-texts",
        "LicenseRef-a.b",
        "NOASSERTION",
        "Apache-2.0+",
        "Apache-2.0 AND CC-BY-4.0 AND LicenseRef-x",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT AND (Apache-2.0 OR CC0-1.0)",
    ],
)
def test_a_licence_is_an_spdx_expression(value: str) -> None:
    assert spdx_license(value) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("mit", "write MIT"),
        ("MIT or Apache-2.0", "write MIT OR Apache-2.0"),
        ("(MIT)", "write MIT"),
        ("GPL-3.0", "write GPL-3.0-only"),
        ("Creative-Commons", "SPDX has no licence 'Creative-Commons'"),
        ("LicenseRef-a_b", "is not a licence"),
        ("LicenseRef-", "SPDX has no licence"),
        ("MIT WITH Apache-2.0", "is not a licence"),
        ("MIT WITH LicenseRef-x", "is not a licence"),
        ("Foo+", "SPDX has no licence"),
        ("MIT OR", "is not a licence"),
        ("(MIT", "is not a licence"),
        ("()", "is not a licence"),
        ("", "is not a licence"),
        ("MIT\n", "is not a licence"),
        ("(" * 99 + "MIT" + ")" * 98, "is not a licence"),
        ("(" * 98 + "MIT" + ")" * 98, "write MIT"),
        ("MIT OR " * 100_000 + "MIT", "is not a licence"),
    ],
)
def test_other_licences_are_refused_with_what_to_write(value: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        spdx_license(value)


IDS = st.sampled_from(
    [*listed(LICENSES)["licenses"][::40], *listed(LICENSES)["former"], "LicenseRef-x", "mit", "Foo", "MIT"]
)
EXCEPTIONS = st.sampled_from([*listed(LICENSES)["exceptions"][::20], "classpath-exception-2.0", "Bar", "MIT"])
WORDS = st.one_of(IDS, EXCEPTIONS, st.sampled_from(["AND", "OR", "WITH", "and", "or", "with", "(", ")"]))


@st.composite
def expressions(draw: st.DrawFn) -> str:
    """Draw an expression of the grammar, with parentheses that are needed or not."""
    one = st.one_of(IDS, st.builds("{} WITH {}".format, IDS, EXCEPTIONS))
    many = st.recursive(
        one,
        lambda part: st.one_of(
            st.builds("({})".format, part),
            st.builds(
                lambda parts, word: f" {word} ".join(parts),
                st.lists(part, min_size=2, max_size=3),
                st.sampled_from(["AND", "OR", "and"]),
            ),
        ),
        max_leaves=5,
    )
    return draw(many)


def spelled_by_the_library(value: str) -> str | None:
    """Return an expression as license-expression spells it, or None where it does not read it."""
    try:
        parsed = LICENSING.parse(value, strict=True)
        unknown = LICENSING.unknown_license_keys(parsed)
    except Exception:  # noqa: BLE001 - whatever it raises, it has not read the expression
        return None
    # The library takes words without an operator between them for one licence; an id of SPDX is one word.
    if any(not key.startswith("LicenseRef-") or " " in key for key in unknown):
        return None
    return str(parsed.render())


@given(st.one_of(expressions(), st.lists(WORDS, min_size=1, max_size=7).map(" ".join)))
def test_an_expression_is_accepted_as_license_expression_spells_it(value: str) -> None:
    value = value.replace("( ", "(").replace(" )", ")")
    if len(value) > LICENSE_MAX_LENGTH:
        return
    right = spelled_by_the_library(value)
    if right == value:
        assert spdx_license(value) == value
        return
    with pytest.raises(ValueError) as refusal:
        spdx_license(value)
    if right is not None:
        assert str(refusal.value).endswith(f"write {right}")


def test_every_id_that_license_expression_knows_is_a_licence() -> None:
    known = {key: symbol for key, symbol in LICENSING.known_symbols.items() if "LicenseRef" not in key}
    assert len(known) > 700
    for key, symbol in known.items():
        value = f"MIT WITH {key}" if symbol.is_exception else key
        assert spdx_license(value) == value
