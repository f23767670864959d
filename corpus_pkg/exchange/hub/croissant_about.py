"""What the Croissant file says of a corpus beyond its records: care, provenance, conditions of use."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.exchange.hub.datasheet import plain
from corpus_pkg.exchange.hub.facts import Facts
from corpus_pkg.exchange.hub.metadata import ADDRESS
from corpus_pkg.exchange.hub.redistribution import Texts
from corpus_pkg.exchange.hub.rights import EACH_TEXT, NOT_THE_TEXTS
from corpus_pkg.values import edtf
from corpus_pkg.values.code_files import LICENSES, listed

RAI: Final[Mapping[str, tuple[int, ...]]] = {
    "dataCollection": (21, 22),
    "dataCollectionRawData": (34,),
    "dataPreprocessingProtocol": (33,),
    "dataAnnotationProtocol": (33, 9),
    "dataAnnotationPlatform": (35,),
    "annotatorDemographics": (24,),
    "dataUseCases": (39, 37),
    "dataLimitations": (40, 41),
    "dataBiases": (7, 13),
    "dataSocialImpact": (16, 41),
    "personalSensitiveInformation": (18, 19),
    "dataReleaseMaintenancePlan": (53, 55),
    "dataCollectionMissingData": (10,),
}
"""The properties that say what the datasheet says, with the numbers of its questions."""

AGENTS: Final = {"model": "prov:SoftwareAgent", "person": "prov:Person"}
"""The class of an annotator, by what it is."""


def rai(corpus: Corpus, facts: Facts) -> dict[str, Any]:
    """Return the properties of the extension for responsible AI."""
    found: dict[str, Any] = {}
    for name, numbers in RAI.items():
        said = [plain(facts.datasheet[number]) for number in numbers if number in facts.datasheet]
        if said:
            found[f"rai:{name}"] = " ".join(said)
    days = sorted({day for about in corpus.metadata for day in _days(about.date)})
    if days:
        found["rai:dataCollectionTimeFrame"] = [days[0], days[-1]]
    alone = [person for person in facts.annotators if person.get("role") == "annotator"]
    if alone:
        judges = len(facts.annotators) - len(alone)
        found["rai:annotationsPerItem"] = (
            f"{len(alone)} by annotators alone"
            + (f", and {judges} adjudication of their differences" if judges else "")
            + "; the annotators' own layers are the record set annotators"
        )
    tools = {str(person["who"]) for person in facts.annotators if person.get("kind") == "model"}
    if tools:
        found["rai:machineAnnotationTools"] = sorted(tools)
    if facts.datasheet.get(34):
        found["rai:dataAnnotationAnalysis"] = plain(facts.datasheet[34])
    return found


def _days(date: str) -> Iterator[str]:
    """Yield the first and the last day of an EDTF date, those left out that are open or unknown."""
    return (day.isoformat() for day in edtf.bounds(date) if day is not None)


def agents(facts: Facts) -> list[dict[str, Any]]:
    """Return those who annotated, each with what it did."""
    return [
        {
            "@type": AGENTS[str(person["kind"])],
            "@id": agent_id(person),
            "prov:label": f"{person['name']}: {person['who']}",
            "description": f"{person['role']}, {person['date']}; worked from {person['instructions']}",
        }
        for person in facts.annotators
    ]


def agent_id(person: Mapping[str, Any]) -> str:
    """Return the id of an annotator's node."""
    return f"agent/{person['name']}"


def made_by(facts: Facts, role: str) -> dict[str, Any]:
    """Return the provenance of what those with a role made; empty where nobody has it.

    Args:
        facts: What the files next to the corpus say.
        role: `annotator` or `adjudicator`.
    """
    people = [person for person in facts.annotators if person["role"] == role]
    if not people:
        return {}
    days = sorted(day for person in people for day in _days(str(person["date"])))
    activity: dict[str, Any] = {"@type": "prov:Activity", "prov:label": f"work as {role}"}
    if days:
        activity |= {"prov:startedAtTime": days[0], "prov:endedAtTime": days[-1]}
    return {
        "prov:wasAttributedTo": [{"@id": agent_id(person)} for person in people],
        "prov:wasGeneratedBy": activity,
    }


def license_page(license_: str | None) -> str | None:
    """Return the address of a licence at SPDX; None for one that SPDX does not list, or for several."""
    spelled = {key.lower(): key for key in listed(LICENSES)["licenses"]}
    found = spelled.get(str(license_).lower())
    return None if found is None else f"https://spdx.org/licenses/{found}"


def usage(corpus: Corpus, facts: Facts, *, texts: bool) -> list[dict[str, Any]]:
    """Return how annotations and texts may be used.

    Args:
        corpus: The corpus.
        facts: What the files next to it say.
        texts: Whether the texts are in the repository.
    """
    found: list[dict[str, Any]] = []
    if facts.citation.license:
        page = license_page(facts.citation.license)
        found.append(
            {
                "@type": "CreativeWork",
                "name": "Use of the annotations",
                "description": f"Licensed under {facts.citation.license}. {NOT_THE_TEXTS}",
                **({} if page is None else {"url": page}),
            }
        )
    licenses = Texts.of(about.license for about in corpus.metadata if texts)
    offer: dict[str, Any] = {
        "@type": ["CreativeWork", "odrl:Offer"],
        "name": "Use of the texts",
        "description": f"{licenses.line()[:1].upper()}{licenses.line()[1:]}. {EACH_TEXT}",
        "url": f"{ADDRESS}/blob/main/LICENSE",
    }
    if licenses.withheld:
        offer["odrl:prohibition"] = {
            "@type": "odrl:Prohibition",
            "odrl:target": {"@id": "documents/text"},
            "odrl:action": {"@id": "odrl:distribute"},
        }
    return [*found, offer] if licenses.licenses else found
