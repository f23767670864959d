"""The page and its parts, without a browser."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import corpus_pkg
from corpus_pkg.commands import explore
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.explorer import Explorer, bundle, corpus_page, pack
from corpus_pkg.explorer.page import policy
from corpus_pkg.layers import LAYER_NAMES, SPECS
from tests.command_line import run
from tests.strategies import corpora

MODULES = {
    "a.js": 'import { b, C } from "./b.js";\nimport { d } from "./d.js";\nconst own = 1;\nb(d, C, own);\n',
    "b.js": 'import { d } from "./d.js";\nconst own = 2;\nexport function b() {}\nexport class C {}\n',
    "d.js": "export const d = 3;\n",
}


def data_of(page: str) -> Any:
    """Return the data block of a page."""
    found = re.search(r'<script type="application/json" id="corpus">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_the_packaged_corpus_makes_a_page_below_three_megabytes() -> None:
    assert len(corpus_page(corpus_pkg.load()).encode("utf-8")) < 3_000_000


def test_the_page_loads_nothing_and_names_no_other_place() -> None:
    page = re.sub(
        r'<script type="application/json".*?</script>', "", corpus_page(corpus_pkg.load()), flags=re.DOTALL
    )
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page))
    assert addresses == {"https://en.wikipedia.org", "https://www.wikidata.org", "http://www.w3.org"}
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=[\"'](?!data:)", page)


def test_the_policy_allows_what_the_page_holds_by_hash_and_nothing_else() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy().split("; "))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[\w+/=]+'", rules["script-src"])
    assert re.fullmatch(r"'sha256-[\w+/=]+'", rules["style-src"])


def test_the_same_corpus_makes_the_same_page() -> None:
    assert corpus_page(corpus_pkg.load()) == corpus_page(corpus_pkg.load())


def test_scripts_and_styles_cannot_end_their_elements() -> None:
    assert not re.search(r"</script|<!--", bundle.script(), re.IGNORECASE)
    assert "</style" not in bundle.style()


@settings(max_examples=40)
@given(corpora())
def test_every_annotation_of_any_corpus_is_in_its_page(corpus: Corpus) -> None:
    data = data_of(corpus_page(corpus, {}))
    assert [document["id"] for document in data["documents"]] == list(corpus.ids)
    assert len(data["registry"]) == len(corpus.registry)
    for packed in data["documents"]:
        document = corpus[packed["id"]]
        assert packed["text"] == document.text
        for layer in LAYER_NAMES:
            expected = [{**record, "text": None} for record in document.model_dump(mode="json")[layer]]
            for found, record in zip(packed["layers"][layer], expected, strict=True):
                for name in SPECS[layer].spans:
                    if record[name] is not None:
                        record[name].pop("text")
                assert {name: found.get(name) for name in record} == record


def test_who_annotated_is_in_the_page_by_role() -> None:
    people = data_of(corpus_page(corpus_pkg.load()))["info"]["people"]
    assert Counter(one["role"] for one in people) == {"annotator": 2, "adjudicator": 3}


def test_dates_have_their_days_in_the_page() -> None:
    document = corpus_pkg.load()["trade-nearly-doubles"]
    packed = {record["id"]: record for record in pack.pack_layers(document)["dates"]}
    assert packed["dat-554-576"]["first_day"] == "2025-01-01"
    assert packed["dat-554-576"]["last_day"] == "2025-06-30"
    assert "first_day" not in packed["dat-195-207"]


def test_modules_are_joined_each_once_and_before_those_that_need_them() -> None:
    script = bundle.bundle("a.js", MODULES.__getitem__)
    assert script.index("module_d") < script.index("module_b") < script.index("module_a")
    assert script.count("const d = 3") == 1
    assert "import" not in script
    assert "export" not in script
    assert "return { b, C };" in script


@pytest.mark.parametrize(
    "source",
    [
        'import d from "./d.js";\n',
        'import * as d from "./d.js";\n',
        'import {\n  d\n} from "d.js";\n',
        "export default 1;\n",
        "export { d };\n",
    ],
)
def test_a_module_that_the_bundler_does_not_understand_is_refused(source: str) -> None:
    with pytest.raises(bundle.BundleError, match=r"a\.js"):
        bundle.bundle("a.js", (MODULES | {"a.js": source}).__getitem__)


def test_modules_that_import_each_other_are_refused() -> None:
    circle = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    with pytest.raises(bundle.BundleError, match="circle"):
        bundle.bundle("a.js", circle.__getitem__)


def test_every_asset_is_in_the_page() -> None:
    folder = Path(bundle.__file__).parent / "assets"
    for place in folder.glob("*.js"):
        assert f"module_{place.stem} = " in bundle.script(), place.name
    for place in folder.glob("*.css"):
        assert place.read_text("utf-8") in bundle.style(), place.name


def test_a_corpus_saves_its_page_and_shows_it_in_a_frame(tmp_path: Path) -> None:
    explorer = corpus_pkg.load().explore(height=500)
    assert isinstance(explorer, Explorer)
    place = explorer.save(tmp_path / "azus.html")
    assert place.read_text("utf-8") == explorer.html
    frame = explorer._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert 'height="500"' in frame
    assert "allow-same-origin" not in frame
    assert frame.count("<") == 2


def test_versions_of_other_texts_are_left_out() -> None:
    corpus = corpus_pkg.load()
    one = corpus["trade-nearly-doubles"]
    other = Corpus([one], {}, {})
    data = data_of(corpus_page(corpus, {"other": other}))
    assert list(data["versions"]["other"]) == ["trade-nearly-doubles"]


def test_a_large_page_is_written_with_the_advice_to_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "page.html"
    small = run("explore", "--out", place).succeeded()
    assert "--serve" not in small.output
    monkeypatch.setattr(explore, "LARGE_PAGE", place.stat().st_size - 1)
    assert "use --serve instead" in run("explore", "--out", place).succeeded().output
