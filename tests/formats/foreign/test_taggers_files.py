"""Output of taggers and of INCEpTION: CAS, TimeML and spaCy files that this package did not write."""

from pathlib import Path
from typing import Any

import cassis
import pytest
import spacy
from spacy.tokens import Doc, DocBin

from tests.formats.foreign.project import TEXT, bring, corpus, document, names, span, words, wrote

DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return corpus(tmp_path)


def types() -> Any:
    """Return INCEpTION's own types: no layer of a project."""
    made = cassis.TypeSystem()
    made.create_type(f"{DKPRO}.segmentation.type.Token")
    made.create_type(f"{DKPRO}.segmentation.type.Sentence")
    entity = made.create_type(f"{DKPRO}.ner.type.NamedEntity")
    for name in ("value", "identifier"):
        made.create_feature(entity, name, "uima.cas.String")
    return made


def cas(*entities: dict[str, Any], system: Any = None) -> Any:
    """Return a CAS of the text with names, each with its words as `said`."""
    made = cassis.Cas(typesystem=system or types())
    made.sofa_string = TEXT
    entity = made.typesystem.get_type(f"{DKPRO}.ner.type.NamedEntity")
    for fields in entities:
        begin, end = span(fields.pop("said"))
        made.add(entity(begin=begin, end=end, **fields))
    sentence = made.typesystem.get_type(f"{DKPRO}.segmentation.type.Sentence")
    made.add(sentence(begin=2, end=33))
    return made


def xmi(folder: Path, made: Any, name: str = "plain.xmi", *, described: bool = True) -> Path:
    if described:
        wrote(folder / "cas" / "TypeSystem.xml", made.typesystem.to_xml())
    return wrote(folder / "cas" / name, made.to_xmi())


@pytest.mark.parametrize("described", [True, False])
def test_a_project_without_layers_of_its_own_is_read(described: bool, made: Path, tmp_path: Path) -> None:
    source = xmi(
        tmp_path,
        cas({"said": "Porto", "value": "GPE"}, {"said": "Eva Lind", "value": "PER"}),
        described=described,
    )
    bring("cas-xmi", source, made).succeeded("base-kept", "stored 1 document in")
    assert [found[2:] for found in names(made)] == [("Porto", "GPE"), ("Eva Lind", "PERSON")]
    assert len(document(made).sentences) == 3


@pytest.mark.parametrize(
    "link", ["http://www.wikidata.org/entity/Q36433", "https://www.wikidata.org/wiki/Q36433", "Q36433"]
)
def test_a_name_linked_to_wikidata_is_an_entry_with_that_item(link: str, made: Path, tmp_path: Path) -> None:
    source = xmi(tmp_path, cas({"said": "Porto", "value": "GPE", "identifier": link}))
    bring("cas-xmi", source, made).succeeded("entity-made")
    registry = made / "annotations" / "registry.jsonl"
    assert '"wikidata": "Q36433"' in registry.read_text("utf-8")
    registry.write_text(registry.read_text("utf-8").replace('"id": "porto"', '"id": "the-city"'), "utf-8")
    bring("cas-xmi", source, made).succeeded()
    assert [entity.entity for entity in document(made).entities] == ["the-city"]


@pytest.mark.parametrize("value", ["OTH", None])
def test_a_value_that_the_schema_does_not_have_is_a_loss(value: Any, made: Path, tmp_path: Path) -> None:
    source = xmi(tmp_path, cas({"said": "Porto", "value": "GPE"}, {"said": "Eva Lind", "value": value}))
    bring("cas-xmi", source, made).succeeded(f"1 × {value or 'annotation without a label'}: label-unknown")
    assert words(made) == ["Porto"]


@pytest.mark.parametrize("format_", ["cas-xmi", "cas-json"])
def test_what_a_project_added_is_reported_by_its_name(format_: str, made: Path, tmp_path: Path) -> None:
    system = types()
    system.create_feature(system.get_type(f"{DKPRO}.ner.type.NamedEntity"), "certainty", "uima.cas.String")
    mood = system.create_type("webanno.custom.Mood")
    one = cas(
        {"said": "Porto", "value": "GPE", "certainty": "low"},
        {"said": "Lisbon", "value": "GPE"},
        system=system,
    )
    one.add(mood(begin=2, end=8))
    source = xmi(tmp_path, one) if format_ == "cas-xmi" else wrote(tmp_path / "plain.json", one.to_json())
    ended = bring(format_, source, made)
    ended.succeeded("1 × entities.certainty: label-unknown", "1 × webanno.custom.Mood: annotation-not-held")
    assert words(made) == ["Lisbon", "Porto"]


def test_types_and_features_are_reported_where_no_type_system_has_them(made: Path, tmp_path: Path) -> None:
    system = types()
    system.create_feature(system.get_type(f"{DKPRO}.ner.type.NamedEntity"), "certainty", "uima.cas.String")
    mood = system.create_type("webanno.custom.Mood")
    one = cas({"said": "Porto", "value": "GPE", "certainty": "low"}, system=system)
    one.add(mood(begin=2, end=8))
    bring("cas-xmi", xmi(tmp_path, one, described=False), made).succeeded(
        "NamedEntity.certainty: label-unknown", "1 × webanno.custom.Mood: annotation-not-held"
    )
    assert words(made) == ["Porto"]


def test_an_annotation_in_no_view_is_reported(made: Path, tmp_path: Path) -> None:
    source = xmi(tmp_path, cas({"said": "Porto", "value": "GPE"}, {"said": "Lisbon", "value": "GPE"}))
    text = source.read_text("utf-8")
    first, *rest = text.partition('members="')[2].partition('"')[0].split()
    source.write_text(
        text.replace(f'members="{first} {" ".join(rest)}"', f'members="{" ".join(rest)}"'), "utf-8"
    )
    bring("cas-xmi", source, made).succeeded("annotation-not-held")
    assert len(words(made)) + len(rest) == 3


def tml(text: str, *, dct: str = "", after: str = "", head: str = "") -> str:
    return f'<?xml version="1.0"?>\n{head}<TimeML>{dct}<TEXT>{text}</TEXT>{after}</TimeML>\n'


DATED = TEXT.replace("June 2023", '<TIMEX3 tid="t1" type="DATE" value="2023-06">June 2023</TIMEX3>')
ANCHORED = DATED.replace('"2023-06"', '"2023-06" anchorTimeID="t57"')
TIME = '<TIMEX3 tid="t57" type="DATE" value="2023-06-01" functionInDocument="CREATION_TIME">1 June</TIMEX3>'


@pytest.mark.parametrize(
    "content",
    [
        tml(ANCHORED, dct=f"<DCT>{TIME}</DCT>"),
        tml(ANCHORED, dct='<DCT><TIMEX3 tid="t57" type="DATE" value="2023-06-01">x</TIMEX3></DCT>'),
        tml(ANCHORED, dct=f"<TITLE>Ferries</TITLE><EXTRAINFO>{TIME}</EXTRAINFO>"),
    ],
    ids=["both", "dct", "function"],
)
def test_the_creation_time_may_have_any_id(content: str, made: Path, tmp_path: Path) -> None:
    bring("timeml", wrote(tmp_path / "x.tml", content), made).succeeded("dates: 0 → 1")
    assert [(date.text, date.anchor) for date in document(made).dates] == [("June 2023", "document")]


@pytest.mark.parametrize(
    "content",
    [
        tml(DATED, head='<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n'),
        tml(DATED, head="<!DOCTYPE TimeML PUBLIC 'a' 'b.dtd' >\n"),
        f'<?xml version="1.0"?>\n<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n<TimeML>\n{DATED}\n</TimeML>\n',
        f"<TimeML><DOCID>q</DOCID>\n{DATED}</TimeML>",
        tml(f"\n\n\n{DATED}\n\n"),
    ],
    ids=["system", "public", "no TEXT", "DOCID", "padded"],
)
def test_what_taggers_write_around_the_text_is_harmless(content: str, made: Path, tmp_path: Path) -> None:
    bring("timeml", wrote(tmp_path / "x.tml", content), made).succeeded("dates: 0 → 1")
    assert [date.text for date in document(made).dates] == ["June 2023"]


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE TimeML [<!ENTITY a "b">]>',
        '<!DOCTYPE TimeML SYSTEM "x.dtd" [<!ENTITY a "b">]>',
        '<!--<!DOCTYPE a SYSTEM "b">--><!DOCTYPE TimeML [<!ENTITY a "b">]>',
    ],
)
def test_a_document_type_that_declares_something_is_refused(head: str, made: Path, tmp_path: Path) -> None:
    source = wrote(tmp_path / "x.tml", tml(DATED, head=head))
    bring("timeml", source, made).refused("a document type declaration", status=1)


def test_an_empty_date_is_reported_and_the_others_are_stored(made: Path, tmp_path: Path) -> None:
    empty = '<TIMEX3 tid="t9" type="DURATION" value="P1M" beginPoint="t0" endPoint="t1"/>'
    bring("timeml", wrote(tmp_path / "x.tml", tml(DATED + empty)), made).succeeded(
        "1 × dates: annotation-not-held"
    )
    assert [date.text for date in document(made).dates] == ["June 2023"]


def test_a_date_with_a_value_that_is_none_is_refused_alone(made: Path, tmp_path: Path) -> None:
    other = DATED.replace("7 million", '<TIMEX3 tid="t2" type="DATE" value="soon">7 million</TIMEX3>')
    bring("timeml", wrote(tmp_path / "x.tml", tml(other)), made).succeeded("x.tml:2: schema: t2", "refused")
    assert [date.text for date in document(made).dates] == ["June 2023"]


def test_links_between_events_and_times_are_reported(made: Path, tmp_path: Path) -> None:
    text = DATED.replace("met", '<EVENT eid="e1" class="OCCURRENCE">met</EVENT>')
    after = '<MAKEINSTANCE eiid="ei1" eventID="e1"/><TLINK lid="l1" relType="BEFORE"/><TLINK lid="l2"/>'
    bring("timeml", wrote(tmp_path / "x.tml", tml(text, after=after)), made).succeeded(
        "1 × EVENT: annotation-not-held", "1 × MAKEINSTANCE: annotation-not-held",
        "2 × TLINK: annotation-not-held",
    )  # fmt: skip


def doc(*ents: tuple[str, str]) -> Doc:
    made = spacy.blank("en").make_doc(TEXT)
    if ents:
        made.set_ents([found(made, said, label) for said, label in ents])
    return made


def found(made: Doc, said: str, label: str) -> Any:
    one = made.char_span(*span(said), label=label)
    assert one is not None
    return one


def packed(folder: Path, *docs: Doc) -> Path:
    DocBin(docs=docs, store_user_data=True).to_disk(folder / "train.spacy")
    return folder / "train.spacy"


def test_groups_of_any_name_are_read_by_their_labels_and_the_rest_is_reported(
    made: Path, tmp_path: Path
) -> None:
    one = doc(("Porto", "GPE"))
    one.spans["sc"] = [
        found(one, w, label) for w, label in [("Eva Lind", "PERSON"), ("Porto", "GPE"), ("met", "ACT")]
    ]
    one.cats = {"sport": 0.0, "trade": 1.0}
    one.user_data["reviewed"] = True
    bring("spacy", packed(tmp_path, one), made).succeeded(
        "1 × ACT: label-unknown", "2 × cats: annotation-not-held", "1 × user_data: annotation-not-held"
    )
    assert words(made) == ["Porto", "Eva Lind"]


def test_a_group_that_contradicts_the_names_is_refused(made: Path, tmp_path: Path) -> None:
    one = doc(("Porto", "GPE"), ("Lisbon", "GPE"))
    one.spans["mine"] = [found(one, "Porto", "ORG")]
    bring("spacy", packed(tmp_path, one), made).succeeded("train.spacy", "'Porto' is ORG and, in 'ents', GPE")
    assert [found[3] for found in names(made)] == ["GPE", "GPE"]


def test_names_in_doc_ents_that_the_group_of_an_export_lacks_are_refused(made: Path, tmp_path: Path) -> None:
    one = doc(("Porto", "GPE"))
    one.spans["entities"] = [found(one, "Lisbon", "GPE")]
    ended = bring("spacy", packed(tmp_path, one), made)
    ended.succeeded("doc.ents has 'Porto' and doc.spans['entities'] has not")
    assert words(made) == ["Lisbon"]


def test_types_of_ontonotes_are_dates_and_figures_where_the_words_say_the_value(
    made: Path, tmp_path: Path
) -> None:
    one = doc(("Lisbon", "GPE"), ("June 2023", "DATE"), ("7 million euros", "MONEY"), ("second", "ORDINAL"))
    bring("spacy", packed(tmp_path, one), made).succeeded("dates: 0 → 1", "figures: 0 → 2")
    assert words(made) == ["Lisbon"]
    assert [(date.text, date.value) for date in document(made).dates] == [("June 2023", "2023-06")]
    assert [(f.text, f.kind.value, str(f.value), f.unit) for f in document(made).figures] == [
        ("7 million euros", "MONEY", "7000000", "EUR"), ("second", "RANK", "2", None),
    ]  # fmt: skip


def test_types_of_ontonotes_without_a_plain_value_are_reported(made: Path, tmp_path: Path) -> None:
    one = doc(("Lisbon", "GPE"), ("June", "DATE"), ("million", "QUANTITY"), ("met", "VERB"))
    bring("spacy", packed(tmp_path, one), made).succeeded(
        "1 × DATE: value-missing", "1 × QUANTITY: value-missing", "1 × VERB: label-unknown"
    )
    assert words(made) == ["Lisbon"]
