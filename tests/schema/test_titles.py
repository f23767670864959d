"""Licences, file names and titles of Wikipedia, with what to write in place of a wrong one."""

import subprocess
import sys

import pytest

from corpus_pkg.values.titles import file_name, spdx_license, wikipedia_title


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


@pytest.mark.parametrize("value", ["text.txt", "a b (1).html", "..a", "texte é.txt", "a:b"])
def test_a_plain_name_is_a_file_name(value: str) -> None:
    assert file_name(value) == value


@pytest.mark.parametrize(
    "value", [".", "..", "/a", "a/", "a\\b", "C:\\a", "a\nb", " a", "a" * 256, "é" * 128]
)
def test_a_path_is_not_a_file_name(value: str) -> None:
    with pytest.raises(ValueError, match="; "):
        file_name(value)


@pytest.mark.parametrize("value", ["Baku", "AC/DC", "Washington, D.C.", "Who? (film)", "100% (song)", "C:"])
def test_a_heading_is_a_title(value: str) -> None:
    assert wikipedia_title(value) == value


@pytest.mark.parametrize(
    "value",
    ["A_B", "A#B", "[[A]]", "{{A}}", "A|B", "<i>A</i>", "https://x.org/A", "A%20B", "", "é" * 128],
)
def test_what_no_article_has_is_not_a_title(value: str) -> None:
    with pytest.raises(ValueError, match="; "):
        wikipedia_title(value)


def test_the_list_of_licences_is_not_read_to_load_a_corpus() -> None:
    code = "import sys, corpus_pkg; corpus_pkg.load(); sys.exit('license_expression' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
