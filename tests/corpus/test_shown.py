"""Facts about what a notebook and an interpreter show, how a corpus is cited, and shell completion."""

import html
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import corpus_pkg
from corpus_pkg import tasks
from corpus_pkg.annotate.agreement import agreement
from corpus_pkg.annotate.diff import diff
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.html import marked_text
from corpus_pkg.corpus.models import Target
from corpus_pkg.corpus.tabular import Listed, Tabular
from corpus_pkg.layers import DATES, FIGURES, LAYERS, STANCE, Role
from corpus_pkg.train.scoring import compare, score
from corpus_pkg.train.tasks import ner
from tests.command_line import ROOT
from tests.small_corpus import FIRST, SECOND, small_corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return small_corpus()


def test_a_document_shows_the_spans_of_every_layer_in_its_colour(corpus: Corpus) -> None:
    document = corpus[SECOND]
    html = document._repr_html_()
    for spec in (DATES, FIGURES, STANCE):
        assert document.layer(spec.name)
        assert f"background: {spec.color}" in html
        label = (
            spec.kind
            if spec.label is None
            else f"{spec.kind} · {getattr(document.layer(spec.name)[0], spec.label)}"
        )
        assert re.search(rf'<mark [^>]*title="[^"]*{re.escape(label)}', html)
    for spec in LAYERS:
        assert f"{len(document.layer(spec.name))} {spec.name.replace('_', ' ')}" in html


def test_marks_keep_the_text_where_they_nest_and_cross() -> None:
    text = "a<b c & d"
    marks = [(0, 5, "one", "#111111"), (2, 3, "two", "#222222"), (4, 9, "three", "#333333")]
    html = marked_text(text, marks)
    shown = re.sub("<[^>]*>", "", html).replace("&lt;", "<").replace("&amp;", "&")
    assert shown == text
    assert '<mark style="background: #222222; color: #111" title="one\ntwo">b</mark>' in html
    assert '<mark style="background: #333333; color: #111" title="one\nthree">c</mark>' in html


def test_a_corpus_counts_each_layer_and_mentions_apart_from_entities(corpus: Corpus) -> None:
    shown = repr(corpus)
    mentions = sum(len(document.entities) for document in corpus)
    assert shown.startswith(f"<Corpus: 2 documents, {mentions} mentions of {len(corpus.registry)} entities, ")
    for spec in LAYERS:
        if spec.role is Role.ANNOTATION and spec.name != "entities":
            assert f"{sum(len(one.layer(spec.name)) for one in corpus)} {spec.kind}" in shown


def test_a_view_an_agreement_and_a_diff_show_as_tables(small_corpus_folder: Path, corpus: Corpus) -> None:
    view = ner(corpus)
    assert view._repr_html_().count("<tr>") == min(20, len(view)) + 1
    loaded = corpus_pkg.load(small_corpus_folder)
    report = agreement(loaded, ("a", "a"))
    assert "<td>all</td><td>entities</td><td>exact</td><td>1.000</td>" in report._repr_html_()
    frame = report.to_pandas()
    assert list(frame.columns) == ["document", "layer", "measure", "value"]
    assert set(frame.document) == {"all", FIRST, SECOND}
    changed = diff(loaded, loaded.select([FIRST]))
    assert "<td>documents</td><td>0</td><td>1</td>" in changed._repr_html_()
    assert changed.to_pandas().to_dict("records")[0]["change"] == "removed"


def in_terminal(shown: object, width: int = 200) -> str:
    """Return what a terminal of so many columns shows."""
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(shown)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_shows_the_same_tables(small_corpus_folder: Path) -> None:
    loaded = corpus_pkg.load(small_corpus_folder)
    shown: list[Tabular] = [
        loaded,
        loaded.registry,
        loaded.targets,
        ner(loaded),
        agreement(loaded, ("a", "a")),
        diff(loaded, loaded.select([FIRST])),
        score(loaded, loaded, samples=0),
        compare(loaded, loaded, loaded, samples=10),
    ]
    for one in shown:
        cells = re.findall(r"<t[hd]>([^<]*)</t[hd]>", one._repr_html_())
        printed = " ".join(in_terminal(one).split())
        assert len(cells) > 3
        for word in (word for cell in cells for word in html.unescape(cell).split() if len(word) < 10):
            assert word in printed, (type(one), word)


def test_a_narrow_terminal_shows_fewer_columns_and_says_so() -> None:
    corpus = corpus_pkg.load()
    for shown in (corpus, corpus.registry, corpus.topics, tasks.claim_pairs(corpus)):
        wide, narrow = (in_terminal(shown, width).splitlines() for width in (1000, 80))
        assert max(map(len, narrow)) <= 80
        heads = next(line for line in wide if " id " in line or " document " in line).split()
        left = next(line for line in narrow if line.startswith((" id ", " document "))).split()
        assert left == heads[: len(left)]
        more = len(heads) - len(left)
        more += next((int(line.split()[1]) for line in wide if line.startswith("and ")), 0)
        assert f"and {more} more columns" in (line.strip() for line in narrow)
    assert all(id_ in in_terminal(corpus, 80) for id_ in corpus.ids)


def test_to_ask_for_what_is_not_there_looks_for_no_near_names(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = corpus_pkg.load()
    monkeypatch.setattr("corpus_pkg.corpus.tabular.nearest", lambda *_: pytest.fail("it takes long"))
    assert corpus.registry.get("nobody") is None
    assert corpus.topics.get("nothing", 0) == 0
    assert "nobody" not in corpus.registry
    assert corpus.targets.get("azerbaijan") is corpus.targets["azerbaijan"]


def test_what_is_not_there_or_not_meant_is_said_with_what_to_write() -> None:
    corpus = corpus_pkg.load()
    with pytest.raises(KeyError, match="there is no Target 'section-90'; the nearest are: section-907"):
        corpus.targets["section-90"]
    with pytest.raises(KeyError, match="there is no Topic 'aliyev-rank'; the nearest are: aliyev-visit-rank"):
        corpus.topics["aliyev-rank"]
    with pytest.raises(TypeError, match=r"write select\(\['section-907-repeal'\]\)"):
        corpus.select("section-907-repeal")
    with pytest.raises(TypeError, match="`select` takes a list of ids"):
        corpus.filter("section-907-repeal")  # type: ignore[arg-type]


def test_the_registry_is_a_table_to_read(corpus: Corpus) -> None:
    frame = corpus.registry.to_pandas()
    assert list(frame.id) == list(corpus.registry)
    assert repr(corpus.registry) == f"<RegistryEntry: {len(frame)} records>"
    assert corpus.registry == dict(corpus.registry)
    with pytest.raises(TypeError):
        corpus.registry["x"] = 1  # type: ignore[index]
    many = Listed(Target, {f"t{n}": Target(id=f"t{n}", description="d") for n in range(30)})
    assert many._repr_html_().startswith("<div><small>20 of 30: &lt;Target: 30 records&gt;")
    assert in_terminal(many).count("\n") < 30


def test_a_terminal_is_not_obeyed_by_what_a_record_says() -> None:
    # As from a file that was never checked.
    target = Target.model_construct(id="t", description="[red]\u202e\x1b[31m[/red]", target_entities=())
    printed = in_terminal(Listed(Target, {"t": target}))
    assert "[red]\\u202e\\x1b[31m[/red]" in printed


def test_the_packaged_corpus_says_how_to_cite_it() -> None:
    corpus = corpus_pkg.load()
    year = (corpus.about.citation.released or "")[:4]
    assert corpus.cite() == (
        f"AzUS developers ({year}). {corpus.about.title}, version {corpus.about.version} [data set]."
    )
    assert corpus.cite("bibtex").startswith("@misc{azus,\n")
    assert corpus.cite("BibTeX") == corpus.cite("bibtex")
    with pytest.raises(ValueError, match="'apa' is not a form of citation"):
        corpus.cite("apa")


def test_a_corpus_without_a_citation_says_what_to_fill_in(small_corpus_folder: Path) -> None:
    loaded = corpus_pkg.load(small_corpus_folder)
    for corpus in (loaded, Corpus(list(loaded), loaded.registry, loaded.targets)):
        with pytest.raises(ValueError, match=r"does not say how to cite it; fill in title and \[citation\]"):
            corpus.cite()
    (small_corpus_folder / "corpus.toml").write_text('title = "Ports"\n')
    assert corpus_pkg.load(small_corpus_folder).cite() == "Ports [data set]."


def completed(words: str) -> set[str]:
    """Return what the shell is offered after some words."""
    env = {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "_CORPUS_PKG_COMPLETE": "complete_bash",
    }
    done = subprocess.run(
        [sys.executable, "-m", "corpus_pkg"],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return set(done.stdout.split())


def test_the_shell_completes_commands_and_options() -> None:
    assert completed("corpus-pkg val") == {"validate"}
    assert "--dry-run" in completed("corpus-pkg rename --dry")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("convert --to pub", {"pubannotation"}),
        ("new a b --from conll2", {"conll2003"}),
        ("convert --to conll2", set()),
        ("convert --layers entities,da", {"entities,dates"}),
        ("convert {corpus} --to brat --documents first-text,sec", {"first-text,second-text"}),
        ("draft {corpus} --annotator a", {"a"}),
        ("draft {corpus}/nowhere --annotator a", set()),
    ],
)
def test_the_shell_completes_names(words: str, found: set[str], small_corpus_folder: Path) -> None:
    """Formats, layers, and the documents and annotators of the corpus that is named."""
    assert completed(f"corpus-pkg {words.format(corpus=small_corpus_folder)}") == found
