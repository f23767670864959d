"""The Citation File Format 1.2 (https://citation-file-format.github.io/) of what a corpus says of itself."""

import json
from collections.abc import Iterator

from corpus_pkg.corpus.about import About

CITATION_FILE = "CITATION.cff"
MESSAGE = "If you use this corpus, please cite it as below."


def citation_cff(about: About) -> str | None:
    """Return the text of the `CITATION.cff` of a corpus; None where it does not say its title and authors.

    Args:
        about: What the corpus says of itself.
    """
    if about.title is None or not about.citation.authors:
        return None
    return "".join(f"{line}\n" for line in _lines(about))


def _lines(about: About) -> Iterator[str]:
    cited = about.citation
    yield "cff-version: 1.2.0"
    yield f"message: {_text(cited.message or MESSAGE)}"
    yield "type: dataset"
    yield f"title: {_text(about.title or '')}"
    yield "authors:"
    yield from (f"  - name: {_text(author)}" for author in cited.authors)
    for name, value in (
        ("version", about.version),
        ("doi", cited.doi),
        ("url", about.homepage),
        ("license", about.licences.annotations),
        ("abstract", cited.abstract),
    ):
        if value is not None:
            yield f"{name}: {_text(value)}"
    if cited.released is not None:
        yield f"date-released: {cited.released}"  # a date, which quotation marks would make a string
    if cited.keywords:
        yield "keywords:"
        yield from (f"  - {_text(word)}" for word in cited.keywords)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)  # a string of JSON is one of YAML
