"""`corpus-pkg new --from`: a valid corpus of texts that were annotated elsewhere, in one command."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_pkg.api import load
from corpus_pkg.checks.validate import validate
from corpus_pkg.corpus.about import labels_only
from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.problems import errors
from corpus_pkg.exchange.formats.catalog import FORMATS, READERS
from corpus_pkg.exchange.formats.format import World
from corpus_pkg.exchange.new_corpus import corpus_from
from corpus_pkg.layers import ENTITIES, annotation_id
from corpus_pkg.layers.labels import DEFAULT_LABELS, LabelSets
from tests import command_line
from tests.command_line import Ended
from tests.formats.harbour import harbour
from tests.formats.test_token_readers import CONLLU, SENTENCES, TEXT, conll, write_dataset
from tests.strategies import metadata_of

WITH_TEXT = [name for name in FORMATS if name not in ("conll", "web-annotation", "web-annotation-utf16")]


def found(folder: Path, format_: str, source: Path, *options: str) -> Ended:
    """Make a corpus, which must be valid."""
    ended = command_line.run("new", folder, source, "--from", format_, *options).succeeded(f"made {folder}")
    assert list(errors(validate(folder))) == []
    return ended


def names(corpus: Path, document: str) -> list[tuple[str, str, str]]:
    return [(name.text, str(name.type), name.entity) for name in load(corpus)[document].entities]


@pytest.mark.parametrize("format_", WITH_TEXT)
def test_every_format_with_a_text_makes_a_corpus(format_: str, tmp_path: Path) -> None:
    made = harbour()
    FORMATS[format_].write(made, World.of(made), tmp_path / "out")
    found(tmp_path / "new", format_, tmp_path / "out")
    new = load(tmp_path / "new")
    assert sorted(new.ids) == sorted(made.ids)
    for document in made:
        assert new[document.id].text == document.text
        for layer in FORMATS[format_].holds & {"segments", "sentences", "dates"}:
            assert new[document.id].layer(layer) == document.layer(layer)
        if ENTITIES.name in FORMATS[format_].holds:
            links = [(name.id, name.entity) for name in document.entities]
            assert [(name.id, name.entity) for name in new[document.id].entities] == links


@pytest.mark.parametrize("format_", ["conll", "web-annotation"])
def test_formats_without_a_text_say_what_to_do(format_: str, tmp_path: Path) -> None:
    made = harbour()
    FORMATS[format_].write(made, World.of(made), tmp_path / "out")
    ended = command_line.run("new", tmp_path / "new", tmp_path / "out", "--from", format_)
    ended.refused("it has no text, so no corpus can be made of it; add the texts", status=1)
    assert not tmp_path.joinpath("new").exists()


def test_brat_files_of_another_project_become_a_corpus(tmp_path: Path) -> None:
    text = "Ann met Bo in the U.S. She was ill.\n\nBo left Ann.\n"
    for name in ("PMID-1248000", "con", "Ünïted"):
        tmp_path.joinpath(f"{name}.txt").write_text(text, "utf-8")
    lines = [
        "T1\tPERSON 0 3\tAnn",
        "T2\tPERSON 8 10\tBo",
        "T3\tGPE 18 22\tU.S.",
        "T4\tGPE 37 39\tBo",
        "T5\tDeed 4 7\tmet",
    ]
    tmp_path.joinpath("PMID-1248000.ann").write_text("\n".join(lines) + "\n")
    tmp_path.joinpath("con.ann").write_text(
        "T1\tPERSON 4 7\tmet\nT2\tORG 8 13\tBo in\nT3\tGPE 11 22\tin the U.S.\n"
    )
    tmp_path.joinpath("Ünïted.ann").write_text("")
    ended = found(tmp_path / "new", "brat", tmp_path)
    ended.succeeded(
        "1 × entities.entity-crossing: rule-broken",
        "new types of names, in corpus.toml: Deed (1)",
    )
    new = load(tmp_path / "new")
    assert new.ids == ("pmid-1248000", "con-2", "united")
    assert new["pmid-1248000"].metadata.source_file == "PMID-1248000.txt"
    assert names(tmp_path / "new", "pmid-1248000") == [
        ("Ann", "PERSON", "ann"),
        ("met", "Deed", "met"),
        ("Bo", "PERSON", "bo"),
        ("U.S.", "GPE", "u-s"),
        ("Bo", "GPE", "bo-2"),
    ]
    assert len(new["united"].sentences) == 3


def test_the_labels_of_a_project_are_mapped(tmp_path: Path) -> None:
    tmp_path.joinpath("plain.conll").write_text(conll())
    ended = found(tmp_path / "new", "conll2003", tmp_path / "plain.conll", "--map", "MISC=EVENT,LOC=GPE")
    ended.succeeded(
        "read LOC as GPE (1), MISC as EVENT (1), PER as PERSON (1)", "text-rebuilt", "sentences 3"
    )
    assert load(tmp_path / "new")["plain"].text == "".join(f"{words}\n" for words, _ in SENTENCES)


def test_spaces_are_those_of_the_file_where_it_has_them(tmp_path: Path) -> None:
    tmp_path.joinpath("gum.conllu").write_text(CONLLU, "utf-8")
    found(tmp_path / "new", "conllu", tmp_path / "gum.conllu")
    assert load(tmp_path / "new")["plain"].text == TEXT.replace("\n\n", "\n").replace("2024. ", "2024.\n")
    tmp_path.joinpath("p.conllu").write_text(
        CONLLU.replace("1\tAnn", "# newpar\n1\tAnn").replace("SpaceAfter=No\n7\t.\t.\tPUNCT\tNNS", ""),
        "utf-8",
    )
    found(tmp_path / "paragraphs", "conllu", tmp_path / "p.conllu")
    text = load(tmp_path / "paragraphs")["plain"].text
    assert (
        text
        == "Oslo met Bergen in May 2024.\n\nAnn Berg paid 3 million dollars. The second line is about Oslo.\n"
    )
    rows = [{"tokens": ["Ann", "'s", "own"], "ner_tags": ["B-PER", "O", "O"], "text": "Ann's  own"}]
    tmp_path.joinpath("x.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    found(tmp_path / "rows", "hf-ner", tmp_path / "x.jsonl")
    assert load(tmp_path / "rows")["x"].text == "Ann's  own\n"


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "splits"])
def test_a_dataset_becomes_a_corpus(kind: str, tmp_path: Path) -> None:
    found(tmp_path / "new", "hf-ner", write_dataset(kind, tmp_path)).succeeded("entities 4")
    found_names = names(tmp_path / "new", "plain")
    assert [name for name, _, _ in found_names] == ["Oslo", "Bergen", "Ann Berg", "Oslo"]
    assert found_names[-1][1] == "MISC"


def test_lines_of_doccano_are_documents(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "text": "Ann left.", "label": [[0, 3, "PER"]]},
        {"id": 9, "text": "Bo left.", "label": []},
    ]
    place = tmp_path / "My export.jsonl"
    place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    found(tmp_path / "new", "doccano", place, "--language", "en", "--date", "2020", "--license", "CC0-1.0")
    new = load(tmp_path / "new")
    assert new.ids == ("my-export-7", "my-export-9")
    metadata = new["my-export-7"].metadata
    assert (metadata.language, metadata.date, metadata.license) == ("en", "2020", "CC0-1.0")
    assert metadata.source_file == "My export.jsonl"


ONTONOTES = (
    ("Ann", "PERSON"),
    ("met", ""),
    ("two", "CARDINAL"),
    ("men in", ""),
    ("May 2024", "DATE"),
    ("for", ""),
    ("3 million euros", "MONEY"),
    ("and", ""),
    ("soon", "DATE"),
    ("left", ""),
)


def ontonotes_row() -> dict[str, list[str]]:
    row: dict[str, list[str]] = {"tokens": [], "ner_tags": []}
    for words, label in ONTONOTES:
        for at, word in enumerate(words.split()):
            row["tokens"].append(word)
            row["ner_tags"].append(f"{'I' if at else 'B'}-{label}" if label else "O")
    return row


def test_dates_and_figures_of_english_texts_have_the_value_that_their_words_say(tmp_path: Path) -> None:
    tmp_path.joinpath("x.jsonl").write_text(json.dumps(ontonotes_row()) + "\n")
    ended = found(tmp_path / "new", "hf-ner", tmp_path / "x.jsonl", "--language", "en-GB")
    ended.succeeded("1 × DATE: value-missing", "read CARDINAL as COUNT (1)")
    document = load(tmp_path / "new")["x"]
    assert [(date.text, date.value) for date in document.dates] == [("May 2024", "2024-05")]
    values = [(figure.text, str(figure.kind), str(figure.value)) for figure in document.figures]
    assert values == [("two", "COUNT", "2"), ("3 million euros", "MONEY", "3000000")]
    ended = found(tmp_path / "other", "hf-ner", tmp_path / "x.jsonl")
    ended.succeeded("2 × DATE: value-missing", "1 × CARDINAL: value-missing", "1 × MONEY: value-missing")
    assert ended.stdout.rstrip().endswith("entities 1, registry 1")


def test_what_files_say_about_their_texts_is_kept(tmp_path: Path) -> None:
    about = "# meta::author = Ann Berg\n# meta::dateCreated = 2001-10\n"
    tmp_path.joinpath("gum.conllu").write_text(CONLLU.replace("plain\n", f"plain\n{about}", 1), "utf-8")
    found(tmp_path / "gum", "conllu", tmp_path / "gum.conllu")
    metadata = load(tmp_path / "gum")["plain"].metadata
    assert (metadata.author, metadata.date, metadata.language) == ("Ann Berg", "2001-10", "und")
    assert {one.field for one in metadata.evidence if "in its file" in one.basis} == {"author", "date"}
    found(tmp_path / "dated", "conllu", tmp_path / "gum.conllu", "--date", "1999")
    assert load(tmp_path / "dated")["plain"].metadata.date == "1999"
    odd = CONLLU.replace("plain\n", f"plain\n{about.replace('2001-10', 'long ago')}", 1)
    tmp_path.joinpath("gum.conllu").write_text(odd, "utf-8")
    found(tmp_path / "odd", "conllu", tmp_path / "gum.conllu")
    metadata = load(tmp_path / "odd")["plain"].metadata
    assert metadata.author == "Ann Berg"
    assert metadata.date.startswith("/")
    made = harbour()
    for name, known in (("timeml", ("date",)), ("cas-json", ("language",))):
        FORMATS[name].write(made, World.of(made), tmp_path / name)
        found(tmp_path / f"new-{name}", name, tmp_path / name)
        for field in known:
            theirs = getattr(load(tmp_path / f"new-{name}")["harbour"].metadata, field)
            assert theirs == getattr(made["harbour"].metadata, field)


def test_links_of_files_are_kept(tmp_path: Path) -> None:
    linked = CONLLU.replace("(1-place-new-cf1-1-sgl)", "(1-place-new-cf1-1-sgl-Oslo_(town))")
    tmp_path.joinpath("gum.conllu").write_text(linked.replace("Oslo_(town)", "Oslo%28town%29"), "utf-8")
    found(tmp_path / "gum", "conllu", tmp_path / "gum.conllu")
    assert load(tmp_path / "gum").registry["oslo"].wikipedia == "Oslo(town)"
    spans = [{"start": 0, "end": 4, "label": "GPE", "kb_id": "Q585"}, {"start": 9, "end": 15, "label": "ORG"}]
    tmp_path.joinpath("x.json").write_text(json.dumps({"text": TEXT, "ents": spans}))
    found(tmp_path / "spacy", "spacy-json", tmp_path / "x.json")
    assert load(tmp_path / "spacy").registry["oslo"].wikidata == "Q585"
    made = harbour()
    FORMATS["nif"].write(made, World.of(made), tmp_path / "nif")
    found(tmp_path / "from-nif", "nif", tmp_path / "nif")
    assert load(tmp_path / "from-nif").registry.keys() >= {"ghent-city", "bruges", "ada-moreau"}


def test_an_address_that_two_entries_have_is_kept_once_and_reported(tmp_path: Path) -> None:
    packaged = load()
    document = packaged["trade-nearly-doubles"]
    made = Corpus([document], packaged.registry, packaged.targets, topics=packaged.topics)
    named = dict.fromkeys(packaged.registry[name.entity].wikidata for name in document.entities)
    items = [item for item in named if item is not None]
    FORMATS["nif"].write(made, World.of(made), tmp_path / "nif")
    for file in tmp_path.glob("nif/*"):
        file.write_text(file.read_text("utf-8").replace(f"/{items[1]}>", f"/{items[0]}>"), "utf-8")
    ended = found(tmp_path / "new", "nif", tmp_path / "nif")
    assert "1 × entities: address-left-out: " in ended.output
    assert [entry.wikidata for entry in load(tmp_path / "new").registry.values()].count(items[0]) == 1


def test_sentences_that_break_a_rule_are_proposed_again(tmp_path: Path) -> None:
    rows = ["Mr NNP I-PER", ". . O", "", "Bo NNP I-PER", "left VBD O", ". . O", ""]
    tmp_path.joinpath("x.conll").write_text("\n".join(rows))
    found(tmp_path / "new", "conll2003", tmp_path / "x.conll")
    rows = [row.replace("Mr NNP I-PER", "Mr. NNP O").replace(". . O", "A NN O") for row in rows]
    tmp_path.joinpath("y.conll").write_text("\n".join(rows[:1] + rows[2:]))
    found(tmp_path / "again", "conll2003", tmp_path / "y.conll")


def test_strict_writes_nothing_where_something_is_left_out(tmp_path: Path) -> None:
    tmp_path.joinpath("plain.conll").write_text(conll().replace("MISC", "CARDINAL"))
    arguments = ("new", tmp_path / "new", tmp_path / "plain.conll", "--from", "conll2003", "--strict")
    report = tmp_path / "report.json"
    ended = command_line.run(*arguments, "--report", report)
    ended.refused("1 × CARDINAL: value-missing", "nothing was written", status=1)
    assert not tmp_path.joinpath("new").exists()
    assert json.loads(report.read_bytes())["read_as"] == [{"label": "PER", "as": "PERSON", "count": 1}]
    command_line.run(*arguments, "--map", "CARDINAL=").succeeded("left out as requested: CARDINAL (1)")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--map", "A=GPE"), "go with --from FORMAT"),
        (("--language", "en"), "go with --from FORMAT"),
        (("x.conll",), "name one folder; put a name with a space in quotes: corpus-pkg new "),
        (("--from", "conll2003"), "name the file or folder to read"),
        (("x.conll", "--from", "odt"), "no format 'odt'"),
        (("nowhere", "--from", "brat"), "nowhere: file-missing: there is no such file or folder"),
        (("x.conll", "--from", "conll2003", "--map", "A=dates"), "the corpus has no label 'dates'"),
        (("x.conll", "--from", "conll2003", "--map", "A=BÄR"), "write A–Z, a–z, digits and _"),
        (("x.conll", "--from", "conll2003", "--language", "?"), "x.conll: "),
    ],
)
def test_wrong_calls_say_what_is_wrong(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("x.conll").write_text(conll())
    status = 1 if said == "x.conll: " else 2
    command_line.run("new", "made", *arguments).refused(said, status=status)
    assert not tmp_path.joinpath("made").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    tmp_path.joinpath("x.conll").write_text(conll())
    ended = command_line.run("new", tmp_path, tmp_path / "x.conll", "--from", "conll2003")
    ended.refused("is not empty: it has ", status=2)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    text=st.text(st.sampled_from(list("aB. \n'’-é😀\r\u2028\ufeff()AD.")), max_size=60),
    spans=st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(("PER", "GPE", "NORP")))
    ),
)
def test_any_spans_of_any_text_give_a_valid_corpus(
    text: str, spans: list[tuple[int, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    tmp_path = tmp_path_factory.mktemp("any")
    inside = [
        (start, min(start + length, len(text)), label)
        for start, length, label in spans
        if text[start : start + length].strip("\ufeff") == text[start : start + length].strip() != ""
    ]
    source = tmp_path / "x.jsonl"
    source.write_text(json.dumps({"text": text, "label": [[s, e, label] for s, e, label in inside]}) + "\n")
    made = corpus_from(READERS["doccano"], source, today="2026-01-01")
    if not made.problems:
        made.write(tmp_path / "new")
        assert list(errors(validate(tmp_path / "new"))) == []


OWN = LabelSets(entity_types={"City": "cities", "Drug_Name": "drugs"})


def of_own_types() -> Corpus:
    """Return a corpus of one text whose types of names AzUS does not have."""
    text = "Aspirin is sold in Oslo."
    registry = {}
    mentions = []
    for name, type_ in (("Aspirin", "Drug_Name"), ("Oslo", "City")):
        start = text.index(name)
        end = start + len(name)
        span = {"id": annotation_id("entities", start, end), "start": start, "end": end, "text": name}
        mentions.append(span | {"type": type_, "entity": name.lower(), "stands_for": None, "note": None})
        blank: dict[str, Any] = {
            "wikipedia": None,
            "wikidata": None,
            "iso_3166": None,
            "seat_of": [],
            "note": None,
        }
        entry = blank | {"id": name.lower(), "type": type_, "name": name}
        registry[name.lower()] = RegistryEntry.model_validate_json(json.dumps(entry), context=OWN)
    segment = {"id": f"seg-0-{len(text)}", "start": 0, "end": len(text), "text": text, "kind": "paragraph"}
    sentence = {"id": f"sen-0-{len(text)}", "start": 0, "end": len(text), "text": text}
    value = {
        "id": "a",
        "text": text,
        "metadata": metadata_of("a", text).model_dump(mode="json"),
        "segments": [segment],
        "sentences": [sentence | {"segment": segment["id"]}],
        "entities": mentions,
    }
    document = Document.model_validate_json(json.dumps(value), context=OWN)
    return Corpus([document], registry, {}, about=labels_only(OWN))


@pytest.mark.parametrize("format_", [name for name in WITH_TEXT if "entities" in FORMATS[name].holds])
def test_types_of_names_that_azus_does_not_have_are_those_of_the_new_corpus(
    format_: str, tmp_path: Path
) -> None:
    made = of_own_types()
    FORMATS[format_].write(made, World.of(made), tmp_path / "out")
    ended = found(tmp_path / "new", format_, tmp_path / "out", "--strict")
    ended.succeeded("new types of names, in corpus.toml: City (1), Drug_Name (1)")
    new = load(tmp_path / "new")
    assert [(name.text, name.type) for name in new["a"].entities] == [
        ("Aspirin", "Drug_Name"),
        ("Oslo", "City"),
    ]
    assert list(new.labels.entity_types) == [*DEFAULT_LABELS.entity_types, "Drug_Name", "City"]


BRAT_OF_OWN_TYPES = """\
T1\tAdverse-Effect 0 4\tRash
T2\tcity 18 22\tOslo
T3\tCARDINAL 28 31\ttwo
T4\tDeed 5 9\tcame
E1\tDeed:T4 Cause:T1
T5\tentities 32 36\tAnns
T6\tWork-of-Art 38 43\tFaust
"""


def test_what_is_no_type_of_a_name_is_reported_and_odd_labels_become_names(tmp_path: Path) -> None:
    text = "Rash came over to Oslo when two Anns. Faust!\n"
    tmp_path.joinpath("a.txt").write_text(text)
    tmp_path.joinpath("a.ann").write_text(BRAT_OF_OWN_TYPES)
    ended = found(tmp_path / "new", "brat", tmp_path)
    ended.succeeded(
        "1 × CARDINAL: label-unknown",
        "1 × Deed: label-unknown",
        "read Adverse-Effect as Adverse_Effect (1), Work-of-Art as WORK_OF_ART (1), "
        "entities as entities_label (1)",
    )
    kinds = {name.text: name.type for name in load(tmp_path / "new")["a"].entities}
    assert kinds == {
        "Rash": "Adverse_Effect",
        "Oslo": "city",
        "Anns": "entities_label",
        "Faust": "WORK_OF_ART",
    }


def test_a_map_keeps_labels_out_of_the_lists(tmp_path: Path) -> None:
    made = of_own_types()
    FORMATS["brat"].write(made, World.of(made), tmp_path / "out")
    found(tmp_path / "new", "brat", tmp_path / "out", "--map", "City=GPE,Drug_Name=").succeeded(
        "read City as GPE (1)", "left out as requested: Drug_Name (1)"
    )
    assert load(tmp_path / "new").labels == DEFAULT_LABELS


CLERK = "Ada Moreau kam zur Behörde in Köln.\n"
BRAT_OF_CLERK = "T1\tPER 0 10\tAda Moreau\nT2\tBEHÖRDE 19 26\tBehörde\nT3\tORT 30 34\tKöln\n"
OWN_LIST = """\
name = "council"  # ours
[entity_types]
PERSON = "people"
ORT = "places"
BEHOERDE = "offices"
"""


def test_an_id_is_made_of_the_name_alone_whatever_the_language(tmp_path: Path) -> None:
    source = tmp_path / "brat"
    source.mkdir()
    source.joinpath("Brücke.txt").write_text("Müller sah Zürich und die Große Straße.", "utf-8")
    source.joinpath("Brücke.ann").write_text(
        "T1\tPERSON 0 6\tMüller\nT2\tGPE 11 17\tZürich\nT3\tFAC 26 38\tGroße Straße\n", "utf-8"
    )
    for language in ("de", "tr"):
        found(tmp_path / language, "brat", source, "--language", language)
        made = [entity for _, _, entity in names(tmp_path / language, "brucke")]
        assert made == ["muller", "zurich", "grosse-strasse"]


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    """A folder of brat with labels that are not those of AzUS."""
    tmp_path.joinpath("brat").mkdir()
    tmp_path.joinpath("brat/clerk.txt").write_text(CLERK, "utf-8")
    tmp_path.joinpath("brat/clerk.ann").write_text(BRAT_OF_CLERK, "utf-8")
    return tmp_path / "brat"


def test_a_label_that_a_map_names_and_the_corpus_lacks_is_a_new_type(clerk: Path, tmp_path: Path) -> None:
    ended = found(tmp_path / "new", "brat", clerk, "--map", "BEHÖRDE=BEHOERDE")
    ended.succeeded(
        "read BEHÖRDE as BEHOERDE (1)", "new types of names, in corpus.toml: BEHOERDE (1), ORT (1)"
    )
    new = load(tmp_path / "new")
    assert [name.type for name in new["clerk"].entities] == ["PERSON", "BEHOERDE", "ORT"]
    assert list(new.labels.entity_types)[-2:] == ["BEHOERDE", "ORT"]


def test_a_corpus_toml_that_is_there_stays_and_its_list_is_closed(clerk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    folder.joinpath("corpus.toml").write_text(OWN_LIST)
    command_line.run("new", folder, clerk, "--from", "brat", "--name", "x").refused(
        "leave --name out", status=2
    )
    command_line.run("new", folder, clerk, "--from", "brat", "--map", "BEHÖRDE=AMT").refused(
        "the corpus has no label 'AMT'; choose from: PERSON, ORT, BEHOERDE (entities); DATE, ",
        "or add it to [entity_types] in its corpus.toml",
        status=2,
    )
    found(folder, "brat", clerk).succeeded("1 × BEHÖRDE: label-unknown")
    assert folder.joinpath("corpus.toml").read_text() == OWN_LIST
    assert [name.type for name in load(folder)["clerk"].entities] == ["PERSON", "ORT"]


def test_dates_and_figures_without_a_value_are_counted_alike_in_every_format(tmp_path: Path) -> None:
    """What the words do not plainly say is no error of the file: it is `value-missing`, as in the docs."""
    text = "It cost US$5 on Friday, 2 May 2025.\n"
    spans = {"MONEY": (8, 12), "DATE": (16, 22)}
    tmp_path.joinpath("brat").mkdir()
    tmp_path.joinpath("brat/a.txt").write_text(text)
    lines = [
        f"T{at}\t{label} {start} {end}\t{text[start:end]}\n"
        for at, (label, (start, end)) in enumerate(spans.items(), 1)
    ]
    tmp_path.joinpath("brat/a.ann").write_text("".join(lines))
    marks = [
        {"type": "labels", "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]}}
        | {"id": label, "from_name": "label", "to_name": "text"}
        for label, (start, end) in spans.items()
    ]
    task = {"id": 1, "data": {"text": text}, "annotations": [{"id": 2, "result": marks}]}
    tmp_path.joinpath("studio.json").write_text(json.dumps([task]))
    spacy = {
        "text": text,
        "ents": [{"start": a, "end": b, "label": label} for label, (a, b) in spans.items()],
    }
    tmp_path.joinpath("spacy.json").write_text(json.dumps([spacy]))
    denotations = [
        {"id": label, "span": {"begin": a, "end": b}, "obj": label} for label, (a, b) in spans.items()
    ]
    tmp_path.joinpath("pub.json").write_text(json.dumps({"text": text, "denotations": denotations}))
    sources = {"brat": "brat", "label-studio": "studio.json", "spacy-json": "spacy.json"}
    for format_, name in (sources | {"pubannotation": "pub.json"}).items():
        for language, lost in (("de", ("MONEY", "DATE")), ("en", ("DATE",))):
            folder = tmp_path / f"{format_}-{language}"
            ended = found(folder, format_, tmp_path / name, "--language", language)
            ended.succeeded(*(f"1 × {label}: value-missing" for label in lost))
            assert "refused" not in ended.output
            (document,) = load(folder)
            figures = [(figure.text, str(figure.value), figure.unit) for figure in document.figures]
            assert figures == ([("US$5", "5", "USD")] if language == "en" else [])


@pytest.mark.parametrize("own", [True, False])
def test_a_corpus_without_documents_is_filled(own: bool, clerk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    if own:
        folder.mkdir()
        folder.joinpath("corpus.toml").write_text(OWN_LIST)
    command_line.run("new", folder).succeeded()
    folder.joinpath("README.md").write_text("ours\n")
    said = folder.joinpath("corpus.toml").read_text()
    found(folder, "brat", clerk, "--map", "BEHÖRDE=BEHOERDE")
    assert folder.joinpath("README.md").read_text() == "ours\n"
    assert folder.joinpath("corpus.toml").read_text().startswith(said)
    assert [name.type for name in load(folder)["clerk"].entities] == ["PERSON", "BEHOERDE", "ORT"]
    again = command_line.run("new", folder, clerk, "--from", "brat")
    again.refused("is not empty: it has ", status=2)


def test_a_wrong_corpus_toml_is_reported_and_nothing_is_written(clerk: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    folder.joinpath("corpus.toml").write_text("name =")
    command_line.run("new", folder, clerk, "--from", "brat").refused("corpus.toml:1: corpus-toml", status=1)
    assert [place.name for place in folder.iterdir()] == ["corpus.toml"]


def test_a_corpus_with_types_of_its_own_is_built_published_and_annotated_further(tmp_path: Path) -> None:
    made = of_own_types()
    FORMATS["brat"].write(made, World.of(made), tmp_path / "out")
    corpus = tmp_path / "new"
    found(corpus, "brat", tmp_path / "out")
    command_line.run("build", corpus, "--out", tmp_path / "built").succeeded()
    command_line.run("hub", "build", corpus, "--out", tmp_path / "hub").succeeded()
    for source in (corpus, tmp_path / "built", tmp_path / "hub"):
        loaded = load(source)
        assert [name.type for name in loaded["a"].entities] == ["Drug_Name", "City"]
        assert list(loaded.labels.entity_types)[-2:] == ["Drug_Name", "City"]
    command_line.run("convert", "--from", "brat", tmp_path / "out", "--out", corpus).succeeded(
        "brat: nothing lost"
    )
