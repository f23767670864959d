"""brat files as other people's projects have them."""

from pathlib import Path

import pytest

from tests.formats.foreign.project import (
    TEXT,
    bound,
    brat,
    bring,
    corpus,
    document,
    names,
    span,
    words,
    wrote,
)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return corpus(tmp_path)


def test_one_wrong_line_is_refused_alone_with_its_place(made: Path, tmp_path: Path) -> None:
    source = brat(tmp_path, bound(1, "GPE", "Porto"), "T2\tGPE 2 8\tLondon", bound(3, "PERSON", "Eva Lind"))
    ended = bring("brat", source, made)
    ended.succeeded("ferry.ann:2: span-text: T2 the text at 2-8 is 'Lisbon' and the file has 'London'")
    ended.succeeded("1 × entities: refused", "stored 1 document in")
    assert words(made) == ["Porto", "Eva Lind"]


def test_strict_stores_nothing_where_one_line_is_refused(made: Path, tmp_path: Path) -> None:
    source = brat(tmp_path, bound(1, "GPE", "Porto"), "T2\tGPE 2 8\tLondon")
    bring("brat", source, made, "--strict").refused("ferry.ann:2", "nothing was stored", status=1)
    assert words(made) == []


def test_nothing_is_deleted_while_a_line_is_refused(made: Path, tmp_path: Path) -> None:
    """What a damaged file does not have may be what its damaged line said."""
    lines = [bound(1, "GPE", "Porto"), bound(2, "PERSON", "Eva Lind")]
    bring("brat", brat(tmp_path, *lines), made).succeeded()
    source = brat(tmp_path, lines[0], "T2 PERSON 34 42 Eva Lind", bound(3, "EVENT", "June 2023"))
    ended = bring("brat", source, made).succeeded("ferry.ann:2", "1 × entities: record-kept")
    assert "removed" not in ended.output
    assert words(made) == ["Porto", "June 2023", "Eva Lind"]
    bring("brat", brat(tmp_path, lines[0]), made).succeeded("entities: 3 → 1 in ferry (2 removed)")


def test_labels_that_are_all_unknown_delete_nothing(made: Path, tmp_path: Path) -> None:
    bring("brat", brat(tmp_path, bound(1, "GPE", "Porto")), made).succeeded()
    bring("brat", brat(tmp_path, bound(1, "Town", "Porto")), made).succeeded("1 × Town: label-unknown")
    assert words(made) == ["Porto"]


def test_a_document_is_refused_alone_and_the_others_are_stored(made: Path, tmp_path: Path) -> None:
    brat(tmp_path, bound(1, "GPE", "Porto"))
    source = brat(tmp_path, "T1\tGPE 0 4\tOslo", text="Oslo is not in the corpus.\n", name="oslo").parent
    ended = bring("brat", source, made)
    ended.refused("oslo.ann: format-document: the corpus has no document 'oslo'", "stored 1", status=1)
    assert words(made) == ["Porto"]
    bring("brat", source, made, "--strict").refused("nothing was stored", status=1)


def test_the_text_says_which_document_a_file_is_about(tmp_path: Path) -> None:
    made = corpus(tmp_path, name="PMC-12 (final).txt")
    bring("brat", brat(tmp_path, bound(1, "GPE", "Porto"), name="zz.0017"), made).succeeded()
    assert (document(made).id, words(made)) == ("pmc-12-final", ["Porto"])
    assert document(made).metadata.source_file == "PMC-12 (final).txt"
    bring("brat", brat(tmp_path, "T1\tGPE 0 4\tOslo", text="Oslo!", name="PMC-12 (final)"), made).refused(
        "text-checksum", "its text is not the corpus's", status=1
    )


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "other", [crlf(TEXT), "\ufeff" + TEXT, "\n\n" + TEXT, TEXT.rstrip(), crlf("\ufeff " + TEXT)], ids=ascii
)
@pytest.mark.parametrize("counted", ["ours", "theirs"])
def test_a_text_that_differs_in_spacing_alone_is_read(other: str, counted: str, tmp_path: Path) -> None:
    """Git turns line ends and leaves the offsets; editors add marks and tools count them."""
    made = corpus(tmp_path)
    text = TEXT if counted == "ours" else other
    lines = [bound(1, "GPE", "Porto", text), bound(2, "EVENT", "second line", text)]
    bring("brat", brat(tmp_path, *lines, text=other, name="x"), made).succeeded("1 × document: text-spacing")
    assert words(made) == ["Porto", "second line"]


def test_a_text_of_the_corpus_with_other_line_ends_is_found_too(tmp_path: Path) -> None:
    made = corpus(tmp_path, crlf(TEXT))
    source = brat(tmp_path, bound(1, "EVENT", "second line"), "T2\tEVENT 57 62;66 67\teuros A")
    bring("brat", source, made).succeeded("text-spacing")
    assert words(made) == ["second line"]


def test_another_text_says_where_it_differs(made: Path, tmp_path: Path) -> None:
    source = brat(tmp_path, bound(1, "GPE", "Porto"), text=TEXT.replace("7 million", "8 million"))
    bring("brat", source, made).refused("Lind paid 8 million", "Lind paid 7 million", status=1)


def test_a_byte_order_mark_is_no_part_of_the_first_line(made: Path, tmp_path: Path) -> None:
    source = brat(tmp_path, bound(1, "GPE", "Porto"))
    source.write_bytes(b"\xef\xbb\xbf" + source.read_bytes().replace(b"\n", b"\r\n"))
    bring("brat", source, made).succeeded("entities: 0 → 1")


def test_what_means_nothing_here_is_reported_and_the_names_are_stored(made: Path, tmp_path: Path) -> None:
    source = brat(
        tmp_path,
        bound(1, "GPE", "Lisbon"),
        bound(2, "GPE", "Porto"),
        "R1\tFerryTo Arg1:T1 Arg2:T2 ",
        "A1\tNegated T1 ",
        "*\tEquiv T1 T2",
        "E1\tTravel:T1 To:T2",
        "# checked by hand",
        "#1\tAnnotatorNotes T1\tfirst",
        "#2\tAnnotatorNotes T1\tsecond",
        "#3\tNote T2\tx",
    )
    bring("brat", source, made).succeeded(
        "1 × FerryTo: label-unknown", "1 × Negated: label-unknown", "2 × brat: annotation-not-held",
        "1 × comment: annotation-not-held", "1 × Note: label-unknown",
    )  # fmt: skip
    assert [(e.text, e.note) for e in document(made).entities] == [
        ("Lisbon", "first; second"),
        ("Porto", None),
    ]


def test_a_second_value_of_a_field_is_refused_with_its_line(made: Path, tmp_path: Path) -> None:
    first = "N1\tReference T1 entity:lisbon\tLisbon"
    source = brat(tmp_path, bound(1, "GPE", "Lisbon"), first, first.replace("N1", "N2").replace(":l", ":p"))
    bring("brat", source, made).succeeded("ferry.ann:3", "T1 has a second value for entity")
    assert words(made) == ["Lisbon"]


@pytest.mark.parametrize("link", ["Wikidata:Q597", "wikidata:q597", "wd:Q597"])
def test_a_link_to_wikidata_is_an_entry_of_the_registry(link: str, made: Path, tmp_path: Path) -> None:
    lines = [bound(1, "GPE", "Lisbon"), f"N1\tReference T1 {link}\tLisbon"]
    bring("brat", brat(tmp_path, *lines), made).succeeded("entity-made")
    assert '"wikidata": "Q597"' in (made / "annotations" / "registry.jsonl").read_text("utf-8")


def test_fragments_that_touch_are_one_stretch(made: Path, tmp_path: Path) -> None:
    start, end = span("Eva Lind")
    for middle in (f"{start + 3};{start + 3}", f"{start + 3};{start + 4}"):
        source = brat(tmp_path, f"T1\tPERSON {start} {middle} {end}\tEva Lind")
        bring("brat", source, made).succeeded()
        assert names(made) == [(start, end, "Eva Lind", "PERSON")]


def test_a_decimal_comma_is_not_ten_times_the_number(made: Path, tmp_path: Path) -> None:
    source = brat(tmp_path, bound(1, "MONEY", "7 million euros"), "N1\tReference T1 value:589,2\t589,2")
    bring("brat", source, made).refused("ferry.ann:1", "write 589.2", status=1)


def test_ids_made_for_names_keep_their_letters(tmp_path: Path) -> None:
    text = "Canadá, Câmara, Gülnarə Əliyeva, Łódź.\n"
    made = corpus(tmp_path, text, "land.txt")
    lines = [bound(n, "GPE", name, text) for n, name in enumerate(text.rstrip(".\n").split(", "), 1)]
    bring("brat", brat(tmp_path, *lines, text=text), made).succeeded()
    ids = [entity.entity for entity in document(made).entities]
    assert ids == ["canada", "camara", "gulnare-eliyeva", "lodz"]


def test_names_of_types_that_others_call_otherwise(made: Path, tmp_path: Path) -> None:
    source = brat(
        tmp_path, bound(1, "PER", "Eva Lind"), bound(2, "Location", "Porto"), bound(3, "MISC", "June")
    )
    bring("brat", source, made).succeeded("1 × MISC: label-unknown")
    assert [found[2:] for found in names(made)] == [("Porto", "LOC"), ("Eva Lind", "PERSON")]


def test_the_whole_list_of_what_was_refused_is_in_the_report(made: Path, tmp_path: Path) -> None:
    import json

    source = brat(tmp_path, bound(1, "GPE", "Porto"), "T2\tGPE 2 8\tLondon")
    bring("brat", source, made, "--report", str(tmp_path / "report.json")).succeeded()
    (loss,) = [x for x in json.loads((tmp_path / "report.json").read_bytes())["losses"] if x["problem"]]
    assert (loss["reason"], loss["problem"]["file"], loss["problem"]["line"]) == ("refused", "ferry.ann", 2)


def test_a_file_that_is_not_there_is_said_so(made: Path, tmp_path: Path) -> None:
    wrote(tmp_path / "brat" / "ferry.ann", bound(1, "GPE", "Porto"))
    bring("brat", tmp_path / "brat", made).refused("ferry.txt", status=1)
