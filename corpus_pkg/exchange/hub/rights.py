"""What may be done with a repository's content: a LICENSE file that says it text by text."""

from collections.abc import Callable
from typing import Final

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.markdown import one_line
from corpus_pkg.exchange.hub.facts import Facts

NOT_THE_TEXTS: Final = (
    "That licence does not cover the source texts, wherever their wording appears in these files: in the "
    "`text` columns and in every sentence, name or expression that is quoted."
)
EACH_TEXT: Final = (
    "Each text is under its own licence and belongs to its own owner, as listed for each document, in the "
    "column `license` of every row, and in the column `rights` of `documents`. An identifier that begins "
    "with `LicenseRef` is not a public licence: if the rights are reserved, you need the owner's "
    "permission or an exception of your own country's law."
)


def rights_statement(facts: Facts, shown: Callable[[str], str] = one_line) -> list[str]:
    """Return, in sentences, which licence covers what; the texts are covered by none of it.

    Args:
        facts: What the files next to the corpus say.
        shown: Makes what is written of a name of a licence.
    """
    licence = facts.citation.license
    annotations = (
        f"The annotations, guidelines, registry, targets and metadata are licensed under {shown(licence)}."
        if licence
        else "No licence of the annotations is recorded; ask the corpus's makers before you use them."
    )
    return [
        annotations,
        NOT_THE_TEXTS,
        EACH_TEXT,
    ]


def license_text(corpus: Corpus, facts: Facts) -> str:
    """Return the repository's LICENSE file."""
    lines = ["This repository holds annotations and the texts that they are about.", ""]
    for sentence in rights_statement(facts):
        lines += [sentence, ""]
    lines += ["The texts, by document:", ""]
    for about in corpus.metadata:
        # Each on a line of its own: a line end in them would be taken for a paragraph of this file.
        lines += [f"{about.id}: {one_line(about.license)}", f"    {one_line(about.rights)}"]
    return "\n".join(lines) + "\n"
