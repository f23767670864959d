"""The list of formats: a new one is a new module and a line here."""

from typing import Final

from corpus_pkg.exchange.formats import (
    brat,
    cas,
    conll,
    docbin,
    label_studio,
    pubannotation,
    timeml,
    web_annotation,
)
from corpus_pkg.exchange.formats.format import Format

FORMATS: Final[dict[str, Format]] = {
    item.name: item
    for item in (
        brat.FORMAT,
        cas.XMI_FORMAT,
        cas.JSON_FORMAT,
        conll.FORMAT,
        docbin.FORMAT,
        label_studio.FORMAT,
        pubannotation.FORMAT,
        timeml.FORMAT,
        web_annotation.FORMAT,
        web_annotation.UTF16_FORMAT,
    )
}
"""Every format, by the name that the command line knows it by."""
