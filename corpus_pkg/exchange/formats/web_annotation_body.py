"""The bodies of Web Annotations: tags, comments, links, and the JSON that this package adds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus_pkg.exchange.formats.jsonfile import parse_json, string


@dataclass(slots=True)
class Bodies:
    """What the bodies of one annotation say together.

    Attributes:
        label: The tag that is a label of the schema; empty where there is none.
        layer: Its layer.
        id: The annotation's id in the corpus that it was written from.
        note: The comments.
        fields: The other fields.
        refs: The fields that point to other annotations.
        lost: What else the bodies say, by its purpose or value.
    """

    label: str = ""
    layer: str = ""
    id: str = ""
    note: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, annotation: dict[str, Any], known: Callable[[str], str | None], kinds: Mapping[str, str]
    ) -> "Bodies":
        """Return what an annotation's bodies say.

        Args:
            annotation: The annotation.
            known: Returns the label of the corpus for a tag, or None.
            kinds: What each label of the corpus is: a layer, or a subject.
        """
        found = cls()
        tags, comments, links = [], [], []
        for purpose, body in _bodies(annotation):
            value = string(body.get("value"))
            if body.get("format") == "application/json":
                found._read_json(value)
            elif purpose == "identifying" or (not value and body.get("source")):
                links.append(string(body.get("source") or body.get("id") or value))
            elif purpose == "tagging" or (purpose != "commenting" and known(value) is not None):
                tags.append(value)
            elif purpose in ("commenting", "") and value:
                comments.append(value)
            else:
                found.lost.append(purpose or "body")
        meant = {tag: kinds.get(of, "") for tag in tags if (of := known(tag)) is not None}
        labels = [tag for tag, kind in meant.items() if not found.layer or kind in ("", found.layer)]
        # A document stance has a label that is of no span.
        labels = labels or ([tags[0]] if tags and found.layer else [])
        found.label = labels[0] if labels else (tags[0] if len(tags) == 1 else "")
        found.layer = found.layer or meant.get(found.label, "")
        used = found.label if labels else ""
        found.lost += [tag for tag in dict.fromkeys(tags) if tag != used and labels]
        found.note = "; ".join(comments)
        if links and "entity" not in found.fields:
            found.fields["entity"] = links.pop(0)
        found.lost += links if "entity" not in found.fields or not found.id else []
        return found

    def _read_json(self, text: str) -> None:
        try:
            value = parse_json(text.encode("utf-8"), "")
        except ValueError:
            self.lost.append("application/json")
            return
        if isinstance(value, dict):
            self.layer, self.id = string(value.get("layer")), string(value.get("id"))
            self.fields, self.refs = _strings(value.get("fields")), _strings(value.get("refs"))


def names_of(creator: Any) -> list[str]:
    """Return what the creators of an annotation are called: names, nicknames, addresses, IRIs."""
    names: list[str] = []
    for one in creator if isinstance(creator, list) else [creator]:
        parts = (
            [one.get(part) for part in ("name", "nickname", "email", "id")]
            if isinstance(one, dict)
            else [one]
        )
        names += (string(part) for part in parts)
    return [name for name in names if name]


def _bodies(annotation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the bodies with their purposes; one without a purpose has the annotation's motivation."""
    body = annotation.get("body")
    given = body if isinstance(body, list) else [] if body is None else [body]
    motivation = annotation.get("motivation")
    found = []
    for one in given:
        part = one if isinstance(one, dict) else {"source": one}
        purpose = part.get("purpose", motivation)
        found.append((string(purpose[0] if isinstance(purpose, list) and purpose else purpose), part))
    if "bodyValue" in annotation:  # short for one textual body
        found.append((string(motivation), {"value": annotation["bodyValue"]}))
    return found


def _strings(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: part for name, part in value.items() if isinstance(part, str)}
