"""The list of formats: a new one is a new module and a line here."""

from typing import Final

from corpus_pkg.exchange.formats import (
    brat,
    cas,
    conll,
    conll2003,
    conllu,
    docbin,
    doccano,
    hf_ner,
    label_studio,
    nif,
    pubannotation,
    spacy_json,
    timeml,
    web_annotation,
)
from corpus_pkg.exchange.formats.format import FileFormat

FORMATS: Final[dict[str, FileFormat]] = {
    item.name: item
    for item in (
        brat.FORMAT,
        cas.XMI_FORMAT,
        cas.JSON_FORMAT,
        conll.FORMAT,
        docbin.FORMAT,
        label_studio.FORMAT,
        nif.TURTLE_FORMAT,
        nif.JSON_LD_FORMAT,
        pubannotation.FORMAT,
        timeml.FORMAT,
        web_annotation.FORMAT,
        web_annotation.UTF16_FORMAT,
    )
}
"""Every format, by the name that the command line knows it by."""

READERS: Final[dict[str, FileFormat]] = FORMATS | {
    item.name: item
    for item in (
        conll2003.FORMAT,
        conllu.FORMAT,
        doccano.FORMAT,
        hf_ner.FORMAT,
        spacy_json.FORMAT,
    )
}
"""Every format that is read, by name: in addition to `FORMATS` those that are not written."""
