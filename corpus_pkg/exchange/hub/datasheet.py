"""The answers of a datasheet, so that the card says what the datasheet says and nothing else.

The questions are the 57 of *Datasheets for Datasets* (Gebru et al., CACM 64(12), 2021), whose numbers
are the same in every datasheet; each is written as `**7. Question?** Answer` at the start of a paragraph.
"""

import re
from typing import Final

from corpus_pkg.corpus.markdown import prose

QUESTION: Final = re.compile(r"\*\*(?P<number>\d{1,2})\.\s.*?\*\*(?P<answer>.*)", re.DOTALL)
QUESTIONS: Final = 57
EMPTY: Final = frozenset({"", "no.", "none.", "not applicable."})


def answers(text: str) -> dict[int, str]:
    """Return the answers of a datasheet by the questions' numbers, those left out that say nothing.

    Args:
        text: The datasheet, in Markdown; an answer may have several paragraphs.
    """
    found: dict[int, list[str]] = {}
    number = 0
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.lstrip().startswith("#"):
            number = 0
        question = QUESTION.match(paragraph.strip())
        if question and 1 <= int(question["number"]) <= QUESTIONS:
            number = int(question["number"])
            found[number] = [question["answer"].strip()]
        elif number and paragraph.strip():
            found[number].append(paragraph.strip())
    joined = {number: prose("\n\n".join(parts).strip()) for number, parts in found.items()}
    return {number: answer for number, answer in joined.items() if answer.lower() not in EMPTY}


def plain(answer: str) -> str:
    """Return an answer on one line, without Markdown's backticks."""
    return " ".join(answer.replace("`", "").split())
