"""What the card and the Croissant file say of a corpus beyond its records: from the files next to it.

`corpus.toml`, or without one `CITATION.cff`, gives title, version, authors and the licence of the
annotations, `DATASHEET.md` the prose, `annotations/annotators/annotators.jsonl` who
annotated. All of them may be missing.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from corpus_pkg.corpus import files, layout
from corpus_pkg.corpus.about import About, read_about
from corpus_pkg.corpus.layout import Folder
from corpus_pkg.corpus.markdown import one_line
from corpus_pkg.corpus.problems import CorpusError, Problem, Problems
from corpus_pkg.exchange.citation import CITATION_FILE
from corpus_pkg.exchange.hub.datasheet import answers
from corpus_pkg.extras import need
from corpus_pkg.values.slugs import slug_of

DATASHEET_FILE: Final = "DATASHEET.md"


@dataclass(frozen=True, slots=True)
class Citation:
    """What a `CITATION.cff` says (https://citation-file-format.github.io/), as far as it is used."""

    title: str | None = None
    version: str | None = None
    authors: tuple[str, ...] = ()
    released: str | None = None
    """The day of the release, in ISO 8601."""
    license: str | None = None
    """The SPDX identifier of the licence of the annotations."""
    abstract: str | None = None
    keywords: tuple[str, ...] = ()
    url: str | None = None
    doi: str | None = None

    def bibtex(self, address: str | None = None) -> str:
        """Return the citation as a BibTeX entry.

        Args:
            address: Where the corpus is published, for a citation that names no address.
        """
        fields = {
            "title": self.title and f"{{{self.title}}}",
            "author": " and ".join(f"{{{author}}}" for author in self.authors),
            "year": self.released and self.released[:4],
            "version": self.version,
            "doi": self.doi,
            "url": self.url or address,
        }
        lines = [f"  {name} = {{{_balanced(value)}}}," for name, value in fields.items() if value]
        key = slug_of((self.title or "dataset").partition(":")[0]) or "dataset"
        return "\n".join([f"@misc{{{key},", *lines, "}"])

    def sentence(self) -> str:
        """Return the citation as a line of a list of references."""
        year = f" ({self.released[:4]})" if self.released else ""
        who = f"{', '.join(self.authors)}{year}. " if self.authors else ""
        version = f", version {self.version}" if self.version else ""
        where = f"https://doi.org/{self.doi}" if self.doi else self.url
        return f"{who}{self.title}{version} [data set].{f' {where}' if where else ''}"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a corpus beyond its records."""

    citation: Citation = Citation()
    datasheet: Mapping[int, str] = field(default_factory=dict)
    """The answers of the datasheet, by the number of the question in Gebru et al. (2021)."""
    annotators: tuple[Mapping[str, Any], ...] = ()
    """The records of the annotators."""


def read_facts(root: Folder) -> Facts:
    """Return what the files next to a corpus say of it.

    Raises:
        CorpusError: A file is there and can't be read.
    """
    problems = Problems()
    about, _ = read_about(root, problems)
    people: list[Mapping[str, Any]] = []
    if files.is_there(root, layout.ANNOTATORS_FILE):
        people = [value for _, value in files.read_json_lines(root, layout.ANNOTATORS_FILE, problems)]
    texts = {}
    for name in (CITATION_FILE, DATASHEET_FILE):
        if files.is_there(root, name):
            try:
                texts[name] = files.read_text(root, name)[1]
            except files.RefusedError as error:
                problems.append(error.problem)
    if problems:
        raise CorpusError(problems)
    cited = citation_of(about) if about.title else citation(texts.get(CITATION_FILE, ""))
    return Facts(cited, answers(texts.get(DATASHEET_FILE, "")), tuple(people))


def citation_of(about: About) -> Citation:
    """Return how to cite a corpus that says of itself what it is."""
    cited = about.citation
    return Citation(
        title=about.title,
        version=about.version,
        authors=cited.authors,
        released=cited.released,
        license=about.licences.annotations,
        abstract=cited.abstract,
        keywords=cited.keywords,
        url=about.homepage,
        doi=cited.doi,
    )


def citation(text: str) -> Citation:
    """Return what a `CITATION.cff` says.

    Args:
        text: The file's content; empty where there is none.

    Raises:
        CorpusError: It is not a YAML mapping.
    """
    if not text:
        return Citation()
    yaml = need("yaml", "hub")
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _broken(f"it is not YAML ({error}); correct it") from None
    if not isinstance(found, dict):
        raise _broken("it is not a YAML mapping; write it as the Citation File Format says")
    authors, keywords = (found.get(name) or () for name in ("authors", "keywords"))
    for name, value in (("authors", authors), ("keywords", keywords)):
        if not isinstance(value, list | tuple):
            raise _broken(f"{name}: it is not a list; write one with a line for each")
    return Citation(
        title=_string(found.get("title")),
        version=_string(found.get("version")),
        authors=tuple(_author(author) for author in authors if isinstance(author, dict)),
        released=_string(found.get("date-released")),
        license=_string(found.get("license")),
        abstract=None if found.get("abstract") is None else str(found["abstract"]).strip(),
        keywords=tuple(one_line(word) for word in keywords),
        url=_string(found.get("url")),
        doi=_string(found.get("doi")),
    )


def _broken(message: str) -> CorpusError:
    return CorpusError([Problem(CITATION_FILE, 0, "schema", message)])


def _string(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime.date):
        return value.isoformat()
    # Only an abstract has paragraphs.
    return one_line(value)


def _author(author: Mapping[str, Any]) -> str:
    names = [author.get("name"), author.get("given-names"), author.get("family-names")]
    return one_line(" ".join(str(name) for name in names if name))


def _balanced(value: str) -> str:
    """Return a value whose braces can't end the field of BibTeX that holds it."""
    depth = 0
    for character in value:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            break
    return value if depth == 0 else value.replace("{", "(").replace("}", ")")
