"""The HTML page: one file with its scripts, styles and, unless it is served, its data.

The corpus is in the page as JSON in a data block and is put on the screen as text nodes, never as
markup. A Content-Security-Policy allows the page's own script and style by their hashes and nothing
else: no other script, no inline handler, no request to anywhere.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final

from corpus_pkg.annotate.agreement.report import read_annotators
from corpus_pkg.corpus.claim_pairs import Placed, placed_claims
from corpus_pkg.explorer import bundle, pack
from corpus_pkg.explorer.errors import pack_error, pack_kinds, pack_summary
from corpus_pkg.explorer.parts import json_array, json_object, json_text

if TYPE_CHECKING:
    from corpus_pkg.corpus.corpus import Corpus
    from corpus_pkg.corpus.document import Document
    from corpus_pkg.train.errors import Errors

_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%230b4f8a'/%3E%3Cpath d='M3 5h10M3 8h7M3 11h9' "
    "stroke='%23fff' stroke-width='1.6'/%3E%3C/svg%3E"
)

_SEAL: Final = '<meta name="corpus-pkg-sha256" content="{}">'
"""Holds the checksum of the page with `_BLANK` in its place: a page that was edited is not replaced."""
_BLANK: Final = "0" * 64

_HEAD: Final = """<!doctype html>
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
<script type="application/json" id="corpus">"""
_TAIL: Final = """</script>
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
    """Return the explorer of a corpus as one self-contained HTML page, which `corpus_parts` describes."""
    return sealed(corpus_parts(corpus, versions, label, errors)).decode("utf-8")


def corpus_parts(
    corpus: "Corpus",
    versions: Mapping[str, "Corpus"] | None = None,
    label: str | None = None,
    errors: Mapping[str, "Errors"] | None = None,
) -> Iterator[str]:
    """Yield the explorer of a corpus in parts, which `write_sealed` makes a page: one document at a time.

    The page needs no network and opens from disk.

    Args:
        corpus: The corpus.
        versions: Other annotations of the same texts to compare with, by name: an older release, say.
            Left out, the annotators whose own layers the corpus holds. Documents whose texts differ
            are not compared.
        label: What the corpus's own layers are called next to those versions; left out, the adjudicated ones.
        errors: What predictions get wrong, by their names: `corpus_pkg.errors(corpus, predicted)`. Left out,
            the page has no view of errors.

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
    info |= errors_info(predictions)
    return page_parts(info, json_object(_members(info, corpus, versions, predictions)))


def _members(
    info: Mapping[str, Any],
    corpus: "Corpus",
    versions: Mapping[str, "Corpus"],
    predictions: Mapping[str, "Errors"],
) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield what the scripts find in the page's data, each to be read to its end before the next."""
    texts: dict[str, bytes] = {}
    claims: defaultdict[str, list[Placed]] = defaultdict(list)

    def packed(document: "Document") -> dict[str, Any]:
        texts[document.id] = _sha256(document.text)
        for topic, placed in placed_claims([document]).items():
            claims[topic] += placed
        return pack.pack_document(document)

    yield "info", [json_text(info)]
    yield "documents", json_array(map(packed, corpus))
    yield "registry", json_array(map(pack.pack_entry, corpus.registry.values()))
    yield "topics", json_array(map(pack.pack_topic, corpus.topics.values()))
    relations = ((id_, pack.pack_relations(topic, claims[id_])) for id_, topic in corpus.topics.items())
    yield "relations", json_object((id_, json_array(found)) for id_, found in relations)
    yield "versions", json_object((name, json_object(_same(texts, one))) for name, one in versions.items())
    wrong = (
        (name, {**pack_summary(found), "errors": [pack_error(error) for error in found.errors]})
        for name, found in predictions.items()
    )
    yield "predictions", json_object((name, [json_text(value)]) for name, value in wrong)


def _same(texts: Mapping[str, bytes], other: "Corpus") -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the layers of a version's documents with the same texts, of which the checksums are given."""
    for document in other:
        if texts.get(document.id) == _sha256(document.text):
            yield document.id, [json_text(pack.pack_layers(document))]


def _sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8")).digest()


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


def page_parts(info: Mapping[str, Any], data: Iterable[str], connect: str = "'none'") -> Iterator[str]:
    """Yield a page in parts: its head, its data and the rest.

    Args:
        info: What the data say of the corpus as a whole.
        data: The JSON of what the scripts find in the page's data block, in parts.
        connect: The sources that the page may fetch from, as Content-Security-Policy has them.
    """
    style = page_style(info["labels"]["EntityType"])
    yield _HEAD.format(
        seal=_SEAL.format(_BLANK),
        policy=escape(policy(connect, style), quote=True),
        title=escape(f"{info['name']} – corpus explorer"),
        icon=_ICON,
        style=style,
    )
    yield from data
    yield _TAIL.format(script=bundle.script())


def sealed(parts: Iterable[str]) -> bytes:
    """Return the page that is made of some parts."""
    with BytesIO() as file:
        write_sealed(file, parts)
        return file.getvalue()


def write_sealed(file: IO[bytes], parts: Iterable[str]) -> None:
    """Write a page and then, where its head has room for it, its checksum.

    Args:
        file: An empty file.
        parts: The parts of the page, the head first.
    """
    start = _SEAL.partition("{}")[0].encode()
    place = 0
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8")
        place = place or data.index(start) + len(start)
        digest.update(data)
        file.write(data)
    file.seek(place)
    file.write(digest.hexdigest().encode())


def is_page(data: bytes) -> bool:
    """Return True if a file is an explorer page as this package wrote it: its seal fits its content."""
    mark = _SEAL.partition("{}")[0].encode()
    start = data.find(mark) + len(mark)
    end = start + len(_BLANK)
    # Views, since a page may be large.
    digest = hashlib.sha256(memoryview(data)[:start])
    digest.update(_BLANK.encode())
    digest.update(memoryview(data)[end:])
    return mark in data and data[start:end] == digest.hexdigest().encode()


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
