"""The YAML at the head of the card: what the Hub indexes and `datasets` loads by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.hub.configs import DEFAULT, SPLIT
from corpus_pkg.exchange.hub.facts import Facts
from corpus_pkg.exchange.hub.vocabularies import CardError, check_card, known
from corpus_pkg.extras import need
from corpus_pkg.tables.definitions import Table
from corpus_pkg.values.licenses import allows_redistribution

CARD_FILE: Final = "README.md"
CROISSANT_FILE: Final = "croissant.json"
REPOSITORY: Final = "ORG/NAME"
"""What stands for the repository's name in what is built; a push writes the name."""
ADDRESS: Final = f"https://huggingface.co/datasets/{REPOSITORY}"

TASKS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "ner": ("token-classification", ("named-entity-recognition",)),
    "entities": ("text-classification", ("entity-linking-classification",)),
    "stance_pairs": ("text-classification", ("multi-input-text-classification",)),
    "stance_reported": ("text-classification", ("multi-input-text-classification",)),
    "claim_pairs": ("text-classification", ("multi-input-text-classification",)),
    "document_stance": ("text-classification", ("multi-input-text-classification",)),
}
"""The Hub's task category and task ids that each config serves."""

OVERRIDES: Final = (
    "pretty_name",
    "license",
    "license_name",
    "license_link",
    "language",
    "language_details",
    "tags",
    "task_categories",
    "task_ids",
    "size_categories",
    "annotations_creators",
    "language_creators",
    "multilinguality",
    "source_datasets",
    "version",
)
"""The keys that a user's own card file may set."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A config as it was written: its table, file, rows and sizes."""

    table: Table
    file: str
    rows: int
    file_bytes: int
    sha256: str
    """The SHA-256 of the file."""
    description: str
    """What a row is."""
    split: str
    """The name of its one split."""

    @property
    def name(self) -> str:
        """The config's name."""
        return self.table.name


def card_data(
    corpus: Corpus, facts: Facts, stored: Sequence[Stored], overrides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the YAML of the card as values, checked.

    Args:
        corpus: The corpus.
        facts: What the files next to it say.
        stored: The configs that have rows.
        overrides: Keys of `OVERRIDES` with values that replace those derived from the corpus.

    Raises:
        CardError: A value is wrong; the messages say which, and which are right.
    """
    overrides = dict(overrides or {})
    unknown = sorted(map(str, set(overrides) - set(OVERRIDES)))
    if unknown:
        raise CardError([f"{key}: no such key; choose from: {', '.join(OVERRIDES)}" for key in unknown])
    version = overrides.pop("version", facts.citation.version)
    derived = _derived(corpus, facts, stored)
    if overrides.get("license", "other") != "other":
        for name in ("license_name", "license_link"):  # which the Hub knows of `other` alone
            derived.pop(name, None)
    data = derived | overrides
    data["configs"] = [_config(item, version) for item in stored]
    check_card(data)
    if data["license"] != "other":
        _check_license(str(data["license"]), corpus, stored)
    if version is not None:
        _check_version(str(version))
    return {key: value for key, value in data.items() if value not in (None, [], "")}


def _derived(corpus: Corpus, facts: Facts, stored: Sequence[Stored]) -> dict[str, Any]:
    names = {item.name for item in stored}
    tags = sorted({about.language for about in corpus.metadata})
    languages = sorted({tag.partition("-")[0] for tag in tags})
    served = [task for name, task in TASKS.items() if name in names]
    return {
        "pretty_name": pretty_name(facts),
        "language": languages,
        "language_details": [tag for tag in tags if "-" in tag],
        **_license(corpus, facts),
        "tags": [*facts.citation.keywords, "croissant"],
        "task_categories": list(dict.fromkeys(category for category, _ in served)),
        "task_ids": list(dict.fromkeys(task for _, tasks in served for task in tasks)),
        "size_categories": [size_category(sum(item.rows for item in stored if item.name == DEFAULT))],
        "annotations_creators": _annotation_creators(facts),
        "language_creators": _language_creators(corpus),
        "multilinguality": ["multilingual" if len(languages) > 1 else "monolingual"],
        "source_datasets": ["original"],
    }


def pretty_name(facts: Facts) -> str:
    """Return the name of the corpus: its title up to the colon."""
    return (facts.citation.title or "Corpus").partition(":")[0].strip()


def licenses(corpus: Corpus, facts: Facts) -> list[str]:
    """Return the licence of the annotations, where known, and those of the texts."""
    texts = sorted({about.license for about in corpus.metadata})
    return list(dict.fromkeys([*filter(None, [facts.citation.license]), *texts]))


def _license(corpus: Corpus, facts: Facts) -> dict[str, Any]:
    found = licenses(corpus, facts)
    if len(found) == 1 and found[0].lower() in known("license"):
        return {"license": found[0].lower()}
    return {
        "license": "other",
        "license_name": "-and-".join(name.lower() for name in found) or "unknown",
        "license_link": "LICENSE",
    }


def _annotation_creators(facts: Facts) -> list[str]:
    kinds = {"model": "machine-generated", "person": "expert-generated"}
    found = {kinds.get(str(person.get("kind")), "other") for person in facts.annotators}
    return sorted(found) or ["other"]


def _language_creators(corpus: Corpus) -> list[str]:
    found = {"machine-generated" if about.synthetic else "found" for about in corpus.metadata}
    return sorted(found)


def size_category(rows: int) -> str:
    """Return the Hub's size category of a number of rows."""
    names = [name for name in known("size_categories") if name != "unknown"]
    limit = 1000
    for name in names:
        if rows < limit:
            return name
        limit *= 10
    return names[-1]


def _config(item: Stored, version: Any) -> dict[str, Any]:
    config: dict[str, Any] = {
        "config_name": item.name,
        "data_files": item.file  # which makes the split `train`
        if item.split == SPLIT
        else [{"split": item.split, "path": item.file}],
        # `datasets` loads a folder's old rows from its cache while this is the same.
        "description": f"SHA-256 {item.sha256}",
    }
    if item.name == DEFAULT:
        config["default"] = True
    if version is not None:
        config["version"] = str(version)
    return config


def _check_license(license_: str, corpus: Corpus, stored: Sequence[Stored]) -> None:
    """Refuse a licence for a repository with texts that may not be passed on."""
    with_texts = any(column.name == "text" for item in stored for column in item.table.columns)
    names = sorted({about.license for about in corpus.metadata})
    withheld = [name for name in names if not allows_redistribution(name)]
    if with_texts and withheld:
        message = f"license: the repository holds texts under {', '.join(withheld)}, so it is not {license_}"
        raise CardError([f"{message}; leave the key out, or correct the licences of the texts"])


def _check_version(version: str) -> None:
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise CardError(
            [f"version: {version!r} is not MAJOR.MINOR.PATCH, which `datasets` needs; write 1.0.0"]
        )


def as_yaml(data: Mapping[str, Any]) -> str:
    """Return a card's data as YAML, in the data's order, a line for each key and each config."""
    text = ""
    for key, value in data.items():
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            text += f"{key}:\n" + "".join(f"- {_yaml(item, flow=True)}" for item in value)
        else:
            text += _yaml({key: value}, flow=None if isinstance(value, list | dict) else False)
    return text


def _yaml(value: Any, *, flow: bool | None) -> str:
    text: str = need("yaml", "hub").safe_dump(
        value, sort_keys=False, allow_unicode=True, width=2**20, default_flow_style=flow
    )
    return text


def version_of(folder: Path) -> str | None:
    """Return the version that the card of a built repository names; None where it names none."""
    text = (folder / CARD_FILE).read_text("utf-8") if (folder / CARD_FILE).is_file() else ""
    _, _, rest = text.partition("---\n")
    data = need("yaml", "hub").safe_load(rest.partition("\n---\n")[0]) or {}
    configs = data.get("configs") or [{}]
    found: str | None = configs[0].get("version")
    return found
