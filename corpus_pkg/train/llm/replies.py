"""The replies of models as files have them: one text for each question."""

import json
from collections.abc import Mapping
from typing import Any, Final

from corpus_pkg.corpus.files import json_kind

_SHOWN: Final = 40


def reply_text(line: Mapping[str, Any]) -> str:
    """Return what a model wrote, of a line with `document`, `sentence` and `reply`.

    Raises:
        ValueError: One of them is not a text; the message says what to do.
    """
    for name in ("document", "sentence"):
        if not isinstance(line.get(name), str if name == "document" else str | None):
            raise ValueError(f"`{name}` is {_shown(line.get(name))}; write the id as it is in the question")
    if "reply" not in line:
        raise ValueError("there is no `reply`; write what the model wrote, or an empty text")
    reply = line["reply"]
    if not isinstance(reply, str):
        what = "write it with json.dumps; a refusal is an empty text"
        raise ValueError(f"`reply` is {_shown(reply)}, and not a text; {what}")
    return reply


def _shown(value: object) -> str:
    return json_kind(value) if isinstance(value, dict | list) else json.dumps(value)[:_SHOWN]
