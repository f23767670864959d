"""The card: what a user asks first, answered from the corpus and the files next to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.markdown import code, inline, paragraphs
from corpus_pkg.exchange.hub.agreement import Agreement, agreement_section
from corpus_pkg.exchange.hub.configs import DEFAULT, SPLIT, TEST_SPLIT
from corpus_pkg.exchange.hub.examples import example, fenced, shown
from corpus_pkg.exchange.hub.facts import Facts
from corpus_pkg.exchange.hub.features import closed_lists
from corpus_pkg.exchange.hub.metadata import ADDRESS, REPOSITORY, Stored, pretty_name
from corpus_pkg.exchange.hub.redistribution import Texts
from corpus_pkg.exchange.hub.rights import rights_statement
from corpus_pkg.layers import ENTITIES, LAYERS
from corpus_pkg.tables.columns import ColumnType, ListOf, Scalar
from corpus_pkg.values.counted import counted

NOT_SAID: Final = "Nothing is recorded about this: the corpus has no datasheet that answers it."

WITHOUT_TEXTS: Final = (
    "**This is the edition without texts.** It has offsets, lengths, labels, the registry and hashes, and no "
    "word of the texts but their headlines. Who has the texts puts them back; a copy that differs gets the "
    "annotations that can be verified on it."
)
ATTACH: Final = "With the texts at hand, the whole corpus (`pip install 'corpus-pkg[hub]'`):"
ATTACH_COMMAND: Final = "corpus-pkg attach FOLDER-OF-THESE-FILES --texts FOLDER-OF-TEXTS --out CORPUS"
NUMBERS: Final = (
    "The Parquet files can be read by anything that reads Parquet. Labels of closed lists are stored as the "
    "numbers of their names, which are listed below and in the files' own metadata."
)
LOADED: Final = "`datasets` (2.21 or later) loads each config by its name, as above{version}."
ANNOTATIONS_UNLICENSED: Final = "No licence of the annotations is recorded."
LISTED: Final[Mapping[str, str]] = {"registry": "registry entry", "targets": "target"}
"""What the rows of the lists that documents share are called."""
FEW: Final = 20
"""Documents of a corpus that is too small for any test set."""
SHUFFLED: Final = (
    "made by shuffling sentences would test a model on names, quotations and opinions of articles that it "
    "was trained on."
)
FOLDS: Final = (
    "Instead every row has its `document` and the number of its `fold`: fold *n* leaves document *n* out. "
    "Train and test once for each fold, and report the spread next to the mean:"
)

GLOSSARY: Final[Mapping[str, str]] = {
    "annotation id": "the layer's prefix with the span (`ent-120-128`); of a stance, also holder and target",
    "EDTF": "the Extended Date/Time Format, level 1: `2025-08-28`, `2023-09`, `2025-11~` (about)",
    "fold": "the number of the fold that leaves the row's document out",
    "holder": "who takes a side: `author`, or the id of a registry entry",
    "offsets": "Unicode code points from the text's start, half open: `text[start:end]` in Python",
    "stands for": "the state that a capital stands for where it acts as a government",
    "target": "what a side is taken on: one of the config `targets`",
    "TIMEX3 value": "the normalised value of a date or duration in TimeML's form of ISO 8601",
    "UCUM": "the Unified Code for Units of Measure: `m3/a` for cubic metres a year",
}


def readme(
    corpus: Corpus,
    facts: Facts,
    agreement: Agreement,
    stored: Sequence[Stored],
    data: Mapping[str, Any],
    copied: Sequence[str],
    folder: Path,
    *,
    texts: bool = True,
) -> str:
    """Return the text of the card, which follows its YAML.

    Args:
        corpus: The corpus.
        facts: What the files next to it say.
        agreement: How far its annotators agree.
        stored: The configs that have rows.
        data: The card's YAML.
        copied: The names of the files that were taken over into the repository.
        folder: Where the configs' files are, for the examples.
        texts: Whether the texts are in the repository.
    """
    sections = [
        [
            f"# {inline(facts.citation.title or pretty_name(facts))}",
            paragraphs(facts.citation.abstract or ""),
            "\n".join(f"- {line}" for line in _first(corpus, facts, stored, texts=texts)),
            fenced("\n".join(_snippet(stored)), "python"),
        ],
        [] if texts else [WITHOUT_TEXTS],
        _contents(corpus, stored, copied),
        _loading(data, texts=texts),
        _uses(facts),
        _splits(corpus),
        _structure(stored, folder),
        _labels(stored),
        _creation(facts),
        agreement_section(agreement),
        _limits(facts),
        _rights(corpus, facts),
        _citation(facts),
        _glossary(),
    ]
    said = [paragraph for section in sections for paragraph in section if paragraph]
    return "\n\n".join(said) + "\n"


def _first(corpus: Corpus, facts: Facts, stored: Sequence[Stored], *, texts: bool) -> Iterator[str]:
    """Yield what a user must know first: what is in it, who annotated, and whose the texts are."""
    rows = {item.name: item.rows for item in stored}
    parts = [counted(rows[spec.name], spec.kind.replace("_", " ")) for spec in LAYERS if spec.name in rows]
    listed = [counted(rows[name], noun) for name, noun in LISTED.items() if name in rows]
    yield f"**In it**: {counted(len(corpus), 'text')} with {', '.join([*parts, *listed])}"
    yield f"**Annotated by**: {disclosure(facts)}"
    licence = facts.citation.license
    annotations = f"The annotations are under {inline(licence)}." if licence else ANNOTATIONS_UNLICENSED
    found = Texts.of(about.license for about in corpus.metadata if texts)
    yield f"**Rights**: {inline(found.line())}. {annotations} [More](#rights-in-the-texts)."


def disclosure(facts: Facts) -> str:
    """Return who annotated, and whether they are people, in a sentence."""
    kinds = {str(person["kind"]) for person in facts.annotators}
    if not kinds:
        return "nobody is named; see [Who annotated](#who-annotated)"
    by: dict[str, list[str]] = {}
    for person in facts.annotators:
        by.setdefault(inline(person["who"]), []).append(f"{inline(person['role'])} {code(person['name'])}")
    who = "; ".join(f"{name} ({', '.join(roles)})" for name, roles in by.items())
    of = {"model": "language models, not people", "person": "people"}
    return f"{of[kinds.pop()] if len(kinds) == 1 else 'people and language models'}: {who}"


def _snippet(stored: Sequence[Stored]) -> Iterator[str]:
    """Yield the lines of Python that load a config and show a row."""
    names = {item.name: item for item in stored}
    name = ENTITIES.name if ENTITIES.name in names else DEFAULT
    yield "from datasets import load_dataset"
    yield f'data = load_dataset("{REPOSITORY}", "{name}", split="{SPLIT}")'
    yield "print(data[0])"
    if name == ENTITIES.name:
        label = ENTITIES.label
        yield f'print(data.features["{label}"].int2str(data[0]["{label}"]))  # labels are stored as numbers'


def _contents(corpus: Corpus, stored: Sequence[Stored], copied: Sequence[str]) -> list[str]:
    configs = [
        [
            f"`{item.name}`" + (" (default)" if item.name == DEFAULT else ""),
            f"{item.rows:,}",
            item.description,
        ]
        for item in stored
    ]
    documents = [
        [
            f"`{about.id}`",
            inline(about.title or "(without a headline)"),
            inline(about.publisher or "(not named)"),
            about.date,
            about.genre,
            f"{about.characters:,}",
        ]
        for about in corpus.metadata[:50]
    ]
    listed = ", ".join(f"[{name}]({name})" for name in copied)
    return [
        "## What is in it",
        table(["config", "rows", "what a row is"], configs),
        "### The documents" + (f" (the first {len(documents)})" if len(documents) < len(corpus) else ""),
        table(["document", "headline", "publisher", "date", "genre", "characters"], documents),
        f"Other files: {listed}, [LICENSE](LICENSE), [croissant.json](croissant.json)." if listed else "",
    ]


def _loading(data: Mapping[str, Any], *, texts: bool) -> list[str]:
    version = data["configs"][0].get("version")
    package = [
        "import corpus_pkg  # pip install 'corpus-pkg[hub]'",
        "",
        f'corpus = corpus_pkg.load("hf://datasets/{REPOSITORY}{f"@v{version}" if version else ""}")',
        "for document in corpus:",
        "    print(document.id, len(document.entities))",
    ]
    whole = [
        "As documents with their layers, the registry and the annotators' own layers, checked on the way:",
        fenced("\n".join(package), "python"),
    ]
    return [
        "## How to load it",
        LOADED.format(version=f', or a version with `revision="v{version}"`' if version else ""),
        *(whole if texts else [ATTACH, fenced(ATTACH_COMMAND, "sh")]),
        NUMBERS,
    ]


def _uses(facts: Facts) -> list[str]:
    return [
        "## Uses",
        "### Direct use",
        facts.datasheet.get(39, NOT_SAID),
        "### Out of scope",
        facts.datasheet.get(41, NOT_SAID),
    ]


def _splits(corpus: Corpus) -> list[str]:
    few = f"With {counted(len(corpus), 'document')} any test set would be a document or two, and one"
    why = f"{few if len(corpus) <= FEW else 'One'} {SHUFFLED}"
    return [
        "## Splits",
        f"Every config has one split, `{SPLIT}`, and there is no test set. {why}",
        f"Only what models are asked (`ask_…`, of the same texts) is `{TEST_SPLIT}`, as harnesses expect.",
        FOLDS,
        fenced(
            "for fold in sorted(set(data['fold'])):\n"
            "    train = data.filter(lambda row: row['fold'] != fold)\n"
            "    test = data.filter(lambda row: row['fold'] == fold)",
            "python",
        ),
        "`corpus_pkg.folds(data)` yields these pairs, for lists, `datasets` and Arrow tables.",
    ]


def _structure(stored: Sequence[Stored], folder: Path) -> Iterator[str]:
    yield "## Structure"
    yield (
        "Offsets count Unicode code points. Each example is a row of the data, with labels by name; where a "
        "text or list is cut, an ellipsis shows it."
    )
    for item in stored:
        yield f"### {item.name}"
        yield item.description
        rows = [[f"`{column.name}`", _type(column.type), column.description] for column in item.table.columns]
        yield "<details><summary>An example, and the columns</summary>"
        yield fenced(shown(example(folder / item.file)), "json")
        yield table(["column", "type", "what it is"], rows)
        yield "</details>"


def _labels(stored: Sequence[Stored]) -> Iterator[str]:
    """Yield the closed lists with the numbers of their labels; the Croissant file links to the headings."""
    yield "## Labels"
    yield "<details><summary>Every closed list, with the numbers that the files hold</summary>"
    for labels in closed_lists(item.table for item in stored):
        yield f"### {labels.name}"
        yield inline(labels.description)
        rows = [[str(n), code(label), inline(said)] for n, (label, said) in enumerate(labels.members)]
        yield table(["number", "label", "what it is"], rows)
    yield "</details>"


def _type(kind: ColumnType) -> str:
    if isinstance(kind, Scalar):
        return (
            f"a label of [{kind.labels.name}](#{kind.labels.name.lower()})"
            if kind.labels
            else kind.kind.value
        )
    if isinstance(kind, ListOf):
        return f"list of {_type(kind.item)}"
    return "record of " + ", ".join(f"`{column.name}`" for column in kind.columns)


def _creation(facts: Facts) -> list[str]:
    people = [
        [
            code(person["name"]),
            inline(person["role"]),
            f"{inline(person['who'])} ({'a language model' if person['kind'] == 'model' else 'a person'})",
            inline(person["date"]),
            inline(person["instructions"]),
        ]
        for person in facts.annotators
    ]
    by_whom = table(["annotator", "role", "who", "when", "worked from"], people) if people else NOT_SAID
    return [
        "## How it was made",
        "### Why",
        facts.datasheet.get(1, NOT_SAID),
        "### Source texts",
        facts.datasheet.get(21, NOT_SAID),
        facts.datasheet.get(22, ""),
        "### How it was annotated",
        facts.datasheet.get(33, NOT_SAID),
        "### Who annotated",
        facts.datasheet.get(24, ""),
        by_whom,
        "### Personal and sensitive information",
        facts.datasheet.get(18, NOT_SAID),
        facts.datasheet.get(19, ""),
    ]


def _limits(facts: Facts) -> list[str]:
    said = [facts.datasheet[number] for number in (7, 40, 13, 16) if number in facts.datasheet]
    return ["## Limits and biases", *(said or [NOT_SAID])]


def _rights(corpus: Corpus, facts: Facts) -> list[str]:
    rows = [[code(about.id), code(about.license), inline(about.rights)] for about in corpus.metadata[:50]]
    return [
        "## Rights in the texts",
        *rights_statement(facts, inline),
        facts.datasheet.get(47, ""),
        table(["document", "licence of the text", "whose it is"], rows),
    ]


def _citation(facts: Facts) -> list[str]:
    if facts.citation.title is None:
        return [
            "## Citation",
            "The corpus has no `corpus.toml` and no `CITATION.cff` that say how to cite it.",
        ]
    return ["## Citation", fenced(facts.citation.bibtex(ADDRESS), "bibtex")]


def _glossary() -> list[str]:
    return ["## Glossary", "\n".join(f"- **{word}**: {said}" for word, said in GLOSSARY.items())]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; foreign text in its cells is escaped before (see `corpus.markdown`)."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split())
