"""The HTML page: one file with its scripts, styles and, unless it is served, its data.

The corpus is in the page as JSON in a data block and is put on the screen as text nodes, never as
markup. A Content-Security-Policy allows the page's own script and style by their hashes and nothing
else: no other script, no inline handler, no request to anywhere.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from corpus_pkg.annotate.agreement.report import read_annotators
from corpus_pkg.explorer import bundle, pack
from corpus_pkg.explorer.errors import pack_error, pack_kinds, pack_summary

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.train.errors import Errors

_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%230b4f8a'/%3E%3Cpath d='M3 5h10M3 8h7M3 11h9' "
    "stroke='%23fff' stroke-width='1.6'/%3E%3C/svg%3E"
)

_SEAL: Final = '<meta name="corpus-pkg-sha256" content="{}">'
"""Holds the checksum of the page with `_BLANK` in its place: a page that was edited is not replaced."""
_BLANK: Final = "0" * 64

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="corpus-pkg">
{seal}
<title>{title}</title>
<link rel="icon" href="{icon}">
<style>{style}</style>
</head>
<body>
<noscript><p>The explorer needs JavaScript, which runs in this page alone and loads nothing.</p></noscript>
<script type="application/json" id="corpus">{data}</script>
<script>{script}</script>
</body>
</html>
"""


TINTS: Final = ("LAW", "PERSON", "LOC", "WORK_OF_ART", "NORP", "ORG", "FAC", "PRODUCT", "GPE", "EVENT")
"""The colours of types that the style sheets do not know, by the names of those that they do."""


def corpus_page(
    corpus: "Corpus",
    versions: Mapping[str, "Corpus"] | None = None,
    label: str | None = None,
    errors: Mapping[str, "Errors"] | None = None,
) -> str:
    """Return the explorer of a corpus as one self-contained HTML page.

    Args:
        corpus: The corpus.
        versions: Other annotations of the same texts to compare with, by name: an older release, say.
            Left out, the annotators whose own layers the corpus holds. Documents whose texts differ
            are not compared.
        label: What the corpus's own layers are called next to those versions; left out, the adjudicated ones.
        errors: What predictions get wrong, by their names: `corpus_pkg.errors(corpus, predicted)`. Left out,
            the page has no view of errors.

    Returns:
        The page; it needs no network and opens from disk.

    Raises:
        CorpusError: An annotator's files are broken.
    """
    if versions is None:
        versions = {name: corpus.annotator(name) for name in corpus.annotators}
    info = pack.pack_info(
        corpus.about,
        corpus_name(corpus.source),
        len(corpus),
        corpus.targets,
        versions,
        read_annotators(corpus.source),
    )
    if label is not None:
        info["label"] = label
    predictions = errors or {}
    data = {
        "info": info | errors_info(predictions),
        "documents": [pack.pack_document(document) for document in corpus],
        "registry": [pack.pack_entry(entry) for entry in corpus.registry.values()],
        "topics": [pack.pack_topic(topic) for topic in corpus.topics.values()],
        "relations": {topic.id: pack.pack_relations(topic, corpus) for topic in corpus.topics.values()},
        "versions": {name: _same_texts(corpus, other) for name, other in versions.items()},
        "predictions": {
            name: {**pack_summary(found), "errors": [pack_error(error) for error in found.errors]}
            for name, found in predictions.items()
        },
    }
    return html_page(data)


def errors_info(names: Iterable[str]) -> dict[str, Any]:
    """Return what the page says of predictions as a whole; nothing where there are none."""
    listed = list(names)
    return {"predictions": listed, "kinds": pack_kinds()} if listed else {}


def _same_texts(corpus: "Corpus", other: "Corpus") -> dict[str, Any]:
    return {
        document.id: pack.pack_layers(document)
        for document in other
        if document.id in corpus and corpus[document.id].text == document.text
    }


def corpus_name(source: Any) -> str:
    """Return what to call a corpus that was read from a folder (`AzUS` for the packaged one)."""
    from corpus_pkg.corpus import layout

    try:
        if source is not None and str(source) == str(layout.packaged()):
            return "AzUS"
    except FileNotFoundError:
        pass
    return getattr(source, "name", "") or "corpus"


def html_page(data: Mapping[str, Any], connect: str = "'none'") -> str:
    """Return the page with its data.

    Args:
        data: What the scripts find in the page's data block.
        connect: The sources that the page may fetch from, as Content-Security-Policy has them.
    """
    # A closing script tag or a comment must not be seen by the HTML parser, wherever it is.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    style = page_style(data["info"]["labels"]["EntityType"])
    page = _PAGE.format(
        seal=_SEAL.format(_BLANK),
        policy=escape(policy(connect, style), quote=True),
        title=escape(f"{data['info']['name']} – corpus explorer"),
        icon=_ICON,
        style=style,
        data=text,
        script=bundle.script(),
    )
    return page.replace(_SEAL.format(_BLANK), _SEAL.format(_digest(page.encode("utf-8"))), 1)


def is_page(data: bytes) -> bool:
    """Return True if a file is an explorer page as this package wrote it: its seal fits its content."""
    head, mark, rest = data.partition(_SEAL.partition("{}")[0].encode())
    digest = rest[: len(_BLANK)]
    blank = head + mark + _BLANK.encode() + rest[len(_BLANK) :]
    return bool(mark) and digest == _digest(blank).encode()


def _digest(page: bytes) -> str:
    return hashlib.sha256(page).hexdigest()


def page_style(types: Iterable[str]) -> str:
    """Return the page's styles, with a colour for each type of names that the style sheets do not know."""
    sheets = bundle.style()
    new = [type_ for type_ in types if f'[data-type="{type_}"]' not in sheets]
    rules = (
        f'[data-type="{type_}"] {{ --c: var(--{TINTS[n % len(TINTS)]}); }}' for n, type_ in enumerate(new)
    )
    return "\n".join([sheets, *rules])


def policy(connect: str = "'none'", style: str | None = None) -> str:
    """Return the page's Content-Security-Policy.

    Args:
        connect: The sources that the page may fetch from.
        style: The page's styles, where it has more than the style sheets.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(bundle.script())}'",
            f"style-src '{_hash(bundle.style() if style is None else style)}'",
            "img-src data:",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")
