"""CoNLL: an independent parser reads the sentences, and the tags say what the layers say."""

from itertools import pairwise
from pathlib import Path

import conllu

import corpus_pkg
from corpus_pkg.exchange.formats.conll import FORMAT
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.exchange.formats.tokens import tokenise
from tests import command_line
from tests.formats.round_trip import bare, world_of
from tests.formats.world import small_corpus


def written(tmp_path: Path) -> str:
    corpus = small_corpus()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    return tmp_path.joinpath("out", "growth.conllup").read_bytes().decode("utf-8")


def read(tmp_path: Path, text: str) -> Reading:
    place = tmp_path / "growth.conllup"
    place.write_bytes(text.encode("utf-8"))
    return FORMAT.read(place, bare(small_corpus()))


def test_an_independent_parser_sees_every_sentence_and_outermost_name(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    for document in corpus:
        blocks = conllu.parse(tmp_path.joinpath("out", f"{document.id}.conllup").read_text("utf-8"))
        by_id = {block.metadata["sent_id"]: block for block in blocks if "sent_id" in block.metadata}
        assert list(by_id) == [sentence.id for sentence in document.sentences]
        rows = [token for block in blocks for token in block]
        for row in rows:
            assert document.text[int(row["misc"]["Start"]) : int(row["misc"]["End"])] == row["form"]
        outermost = [
            e
            for e in document.entities
            if not any(o is not e and o.start <= e.start and e.end <= o.end for o in document.entities)
        ]
        begun = [row for row in rows if row["corpus:ner"].startswith("B-")]
        assert [(int(r["misc"]["Start"]), r["corpus:ner"][2:], r["misc"]["NER.entity"]) for r in begun] == [
            (e.start, e.type, e.entity) for e in outermost
        ]


def test_a_nested_name_stands_in_the_second_column(tmp_path: Path) -> None:
    lines = written(tmp_path).split("\n")
    columns = "ID FORM CORPUS:NER CORPUS:NER2 CORPUS:DATE CORPUS:FIGURE CORPUS:CLAIM MISC"
    assert lines[0] == f"# global.columns = {columns}"
    oslo = next(line for line in lines if line.startswith("2\tOslo\t")).split("\t")
    assert oslo[2:7] == ["B-ORG", "B-GPE", "O", "O", "O"]
    assert "NER2.entity=oslo" in oslo[7].split("|")
    assert "# stance = label=favor|basis=statement|holder=author|target=growth" in "\n".join(lines)


def test_a_name_tagged_by_hand_is_read(tmp_path: Path) -> None:
    text = written(tmp_path).replace("\tgrew\tO\t", "\tgrew\tB-EVENT\t")
    reading = read(tmp_path, text)
    assert reading.problems == []
    assert [e.text for e in reading.documents[0].entities if e.type == "EVENT"] == ["grew"]


def test_changed_tokens_and_foreign_tags_are_problems(tmp_path: Path) -> None:
    text = written(tmp_path).replace("\tgrew\tO\t", "\tgrow\tE-EVENT\t")
    assert [problem.code for problem in read(tmp_path, text).problems] == ["format-syntax"] * 2


def test_no_edge_falls_inside_a_token() -> None:
    assert list(tokenise("ab cde\u0301f!?", [4, 1, 99])) == [(0, 1), (1, 2), (3, 4), (4, 8), (8, 9), (9, 10)]
    text = "The U.S. has 1,200.5 km."
    assert [text[slice(*span)] for span in tokenise(text, [])] == ["The", "U.S.", "has", "1,200.5", "km", "."]


def test_all_files_of_an_export_have_the_same_columns(tmp_path: Path) -> None:
    command_line.run("convert", "--to", "conll", "--out", tmp_path / "out").succeeded("nothing lost")
    heads = {place.read_text("utf-8").partition("\n")[0] for place in (tmp_path / "out").iterdir()}
    assert len(heads) == 1


def test_space_after_is_no_exactly_where_the_next_token_follows_without_space(tmp_path: Path) -> None:
    corpus = corpus_pkg.load()
    FORMAT.write(corpus, world_of(corpus), tmp_path / "out")
    for document in corpus:
        seen = set()
        for block in conllu.parse(tmp_path.joinpath("out", f"{document.id}.conllup").read_text("utf-8")):
            for row, following in pairwise(block):
                adjoins = row["misc"]["End"] == following["misc"]["Start"]
                assert row["misc"].get("SpaceAfter") == ("No" if adjoins else None)
                seen.add(adjoins)
            assert "SpaceAfter" not in block[-1]["misc"]
        assert seen == {True, False}
