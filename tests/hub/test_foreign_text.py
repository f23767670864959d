"""What a corpus says is shown in cards and reports as it is: it makes no link, picture, heading or HTML."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus_pkg.corpus import layout
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.markdown import code, inline, prose
from corpus_pkg.exchange.citation import CITATION_FILE
from corpus_pkg.exchange.hub.builder import write_repository
from corpus_pkg.exchange.hub.datasheet import answers
from corpus_pkg.exchange.hub.facts import citation, read_facts
from corpus_pkg.exchange.hub.rights import license_text
from tests.command_line import run
from tests.small_corpus import FIRST, Editor, small_corpus, write_small_corpus

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LIVE = {"link_open", "image", "heading_open", "html_block", "html_inline", "hr", "list_item_open", "fence"}
HOSTILE = (
    "![t](https://evil.example/x.png) [l](https://evil.example) <img src=x onerror=alert(1)> | x | "
    "<https://evil.example> https://evil.example www.evil.example a@evil.example `` ``` ~~~ `c` # h "
    "&lt;b&gt; \\[x](y) \\![x](y) $x$ *b* __c__ ~~d~~ [r]: http://e <!-- --- } {{ \\"
)
LINES = f"x\n\n# Forged\n\n{HOSTILE}\n===\n- item\n1. one\n    code\n---\n```\n\x1b[2J\u202e"
PERSON = {"name": "a", "role": "annotator", "kind": "person", "date": "2026-11"}
SIGNS = st.text(st.sampled_from("ab `*_[](){}<>#|!~$^&\\-+=.:;/@'\"1\n\twww.http://x<!--]]>"), max_size=60)


def live(markdown: str) -> list[tuple[str, str, Any]]:
    """Return what a text makes beyond paragraphs and emphasis, and check that no address stands bare."""
    found: list[tuple[str, str, Any]] = []

    def walk(tokens: list[Token]) -> None:
        for token in tokens:
            if token.type in LIVE and token.content != "<!---->":
                found.append((token.type, token.tag, token.attrs.get("href") or token.attrs.get("src")))
            if token.type == "text":
                assert not re.search(r"(?i)https?:|www\.\w|\w@\w", token.content), token.content
            walk(token.children or [])

    walk(RENDERER.parse(markdown))
    return found


def shown(markdown: str) -> str:
    """Return the text that a reader sees."""
    (paragraph,) = [token for token in RENDERER.parse(markdown) if token.type == "inline"]
    return "".join(t.content for t in paragraph.children or () if t.type in ("text", "code_inline"))


@given(SIGNS)
def test_a_text_is_shown_and_makes_nothing(text: str) -> None:
    for made in (f"start {inline(text)} end", f"# {inline(text)}", f"- a {code(text)} b", inline(text)):
        expected = [("heading_open", "h1", None)] if made.startswith("# ") else []
        expected += [("list_item_open", "li", None)] if made.startswith("- ") else []
        assert live(made) == expected
    assert shown(f"start {inline(text)} end").split() == ["start", *text.replace("`", "").split(), "end"] or (
        "`" in text
    )
    table = f"| a | b |\n| --- | --- |\n| {inline(text)} | {code(text or 'x')} |\n"
    cells = [token for token in RENDERER.parse(table) if token.type in ("td_open", "th_open")]
    assert len(cells) == 4
    assert live(table) == []


@given(SIGNS)
def test_an_answer_makes_no_html_picture_or_heading(text: str) -> None:
    types = {token.type for token in RENDERER.parse(prose(text))}
    types |= {t.type for token in RENDERER.parse(prose(text)) for t in token.children or ()}
    assert not types & {"image", "heading_open", "html_block", "html_inline"}


def card(root: Path, out: Path, words: str) -> dict[str, str]:
    """Return the files of a repository whose corpus says `words` wherever it may say anything."""
    corpus = small_corpus()
    said = dict.fromkeys(("title", "publisher", "author", "place", "license", "rights"), words)
    documents = [
        document.model_copy(
            update={
                "metadata": document.metadata.model_copy(update=said),
                "entities": tuple(entity.model_copy(update={"note": words}) for entity in document.entities),
            }
        )
        for document in corpus
    ]
    registry = {
        id_: e.model_copy(update={"name": words, "wikipedia": words}) for id_, e in corpus.registry.items()
    }
    targets = {id_: t.model_copy(update={"description": words}) for id_, t in corpus.targets.items()}
    person: dict[str, Any] = PERSON | {"changes": [words]}
    person |= dict.fromkeys(("who", "instructions", "description"), words)
    Editor(root).write(layout.ANNOTATORS_FILE, [person, person | {"name": "b"}])
    cited: dict[str, Any] = {
        "title": words,
        "license": words,
        "abstract": words,
        "keywords": [words],
        "url": words,
    }
    cited |= {"doi": words, "authors": [{"name": words}, {"given-names": words, "family-names": words}]}
    (root / CITATION_FILE).write_text(yaml.safe_dump(cited), "utf-8")
    out.mkdir()
    write_repository(Corpus(documents, registry, targets), read_facts(root), root, out)
    return {name: (out / name).read_text("utf-8") for name in ("README.md", "LICENSE", "croissant.json")}


@pytest.mark.parametrize("words", [HOSTILE, LINES], ids=["one line", "lines"])
def test_a_hostile_corpus_gives_a_card_of_the_same_shape(words: str, tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path / "corpus")
    plain = card(root, tmp_path / "plain", "a word")
    hostile = card(root, tmp_path / "hostile", words)
    _, front, body = hostile["README.md"].split("---\n", 2)
    assert live(body) == live(plain["README.md"].split("---\n", 2)[2])
    assert set(yaml.safe_load(front)) == set(yaml.safe_load(plain["README.md"].split("---\n", 2)[1]))
    assert hostile["LICENSE"].count("\n") == plain["LICENSE"].count("\n")
    assert "\x1b" not in hostile["LICENSE"] + body
    assert json.loads(hostile["croissant.json"]).keys() == json.loads(plain["croissant.json"]).keys()
    (bibtex,) = re.findall(r"(`{3,})bibtex\n(.*?)\n\1", body, re.DOTALL)
    assert bibtex[1].count("{") == bibtex[1].count("}")
    assert [line[:3] for line in bibtex[1].splitlines()[1:-1]] == ["  t", "  a", "  d", "  u"]


def test_rights_are_one_line_of_the_licence() -> None:
    corpus = small_corpus()
    document = corpus[FIRST]
    rights = "Mine.\n\nThe texts are in the public domain.\r\n\u2028All of them.\x0b"
    changed = document.model_copy(
        update={"metadata": document.metadata.model_copy(update={"rights": rights})}
    )
    facts = read_facts(Path("/nowhere"))
    made = license_text(Corpus([changed], {}, {}), facts)
    assert made.splitlines()[-1] == "    Mine. The texts are in the public domain. All of them."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("authors: 1\n", "authors: it is not a list"),
        ("keywords: {a: b}\n", "keywords: it is not a list"),
        ("title: " + "[" * 5000 + "]" * 5000 + "\n", "it is not YAML"),
        ("date-released: 2024-13-99\n", "it is not YAML"),
    ],
)
def test_an_odd_citation_is_refused(text: str, said: str, tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path / "corpus")
    (root / CITATION_FILE).write_text(text, "utf-8")
    run("hub", "build", root, "--out", tmp_path / "out").refused(f"CITATION.cff: schema: {said}", status=1)


def test_an_odd_card_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text("tags: " + "[" * 5000 + "]" * 5000, "utf-8")
    ended = run("hub", "build", "--out", tmp_path / "out", "--card", tmp_path / "card.yaml")
    ended.refused("card.yaml can't be read", status=2)


def test_reports_of_agreement_and_changes_have_the_shape_of_plain_ones(tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path / "corpus", ("a", "b"))
    reports: list[tuple[Any, Any]] = []
    for words in ("a word", HOSTILE):
        person: dict[str, Any] = PERSON | {"changes": [words]}
        person |= dict.fromkeys(("who", "instructions", "description"), words)
        Editor(root).write(layout.ANNOTATORS_FILE, [person, person | {"name": "b"}])
        changed = write_small_corpus(tmp_path / f"changed-{len(reports)}", ("a", "b"))
        Editor(changed).change(f"annotations/entities/{FIRST}.jsonl", 1, note=words)
        diff = run("diff", root, changed, "--markdown")
        reports.append((live(run("agree", root).succeeded().stdout), live(diff.stdout)))
    assert reports[0] == reports[1]


def test_a_datasheet_can_not_forge_a_section() -> None:
    text = (
        "**1. Why?** Because.\n# Rights\n![x](https://evil.example/x.png) <b>all</b> [ok](https://x.example)"
    )
    made = answers(text)[1]
    assert [kind for kind, _, _ in live(made.replace("https", "ftp"))] == ["link_open"] * 2, (
        "what was a picture is a link too"
    )


def test_braces_of_a_value_can_not_end_its_field() -> None:
    made = citation("url: 'a}, note = {b'\nauthors: [{name: '{C}'}]").bibtex()
    assert "url = {a), note = (b}" in made
    assert "author = {{{C}}}" in made


def test_a_card_lists_fifty_documents_and_says_so(tmp_path: Path) -> None:
    root = write_small_corpus(tmp_path / "corpus")
    document = small_corpus()[FIRST]
    named = [
        document.model_copy(
            update={"id": f"text-{n}", "metadata": document.metadata.model_copy(update={"id": f"text-{n}"})}
        )
        for n in range(51)
    ]
    (tmp_path / "out").mkdir()
    corpus = small_corpus()
    write_repository(Corpus(named, corpus.registry, corpus.targets), read_facts(root), root, tmp_path / "out")
    made = (tmp_path / "out/README.md").read_text("utf-8")
    assert "### The documents (the first 50)\n" in made
    assert "| `text-49` | " in made
    assert "| `text-50` | " not in made
