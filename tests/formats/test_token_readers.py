"""Files of tokens and tags, of other projects: CoNLL-2003, CoNLL-U and datasets of names, by the command."""

import contextlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import conllu
import datasets
import numpy
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_pkg.api import load
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.exchange.formats.catalog import FORMATS, READERS
from corpus_pkg.exchange.formats.chunk_tags import read_chunks
from corpus_pkg.tables.arrow_bounds import require_stream_bounded
from corpus_pkg.tables.parquet_rows import parquet_errors
from corpus_pkg.train.tasks.tags import TaggedSpan, encode
from tests import command_line
from tests.command_line import Ended

TEXT = "Oslo met Bergen in May 2024. Ann Berg paid 3 million dollars.\n\nThe second line is about Oslo.\n"
SENTENCES = (
    ("Oslo met Bergen in May 2024 .", "I-LOC O I-ORG O O O O"),
    ("Ann Berg paid 3 million dollars .", "I-PER I-PER O O O O O"),
    ("The second line is about Oslo .", "O O O O O I-MISC O"),
)
NAMES = [("Oslo", "LOC"), ("Bergen", "ORG"), ("Ann Berg", "PERSON")]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("plain") / "corpus", plain=TEXT)


@pytest.fixture
def corpus(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "corpus"))


def made(folder: Path, **texts: str) -> Path:
    command_line.run("new", folder).succeeded()
    for name, text in texts.items():
        place = folder.parent / f"{name}.txt"
        place.write_bytes(text.encode())
        command_line.run("add", folder, "--date", "2024-01-01", "--language", "en", place).succeeded()
    return folder


def bring(format_: str, source: Path, corpus: Path, *options: str) -> Ended:
    return command_line.run("convert", "--from", format_, source, "--out", corpus, *options)


def names(corpus: Path, document: str = "plain") -> list[tuple[str, str]]:
    return [(name.text, str(name.type)) for name in load(corpus)[document].entities]


def conll(tags: Callable[[list[str]], list[str]] = list, end: str = "\n") -> str:
    """Return the sentences in CoNLL-2003, with tags in another scheme."""
    lines = ["-DOCSTART- -X- -X- O", ""]
    for words, tagged in SENTENCES:
        pairs = zip(words.split(), tags(tagged.split()), strict=True)
        lines += [f"{word} NN B-NP {tag}" for word, tag in pairs] + [""]
    return end.join(lines) + end


def iob2(tags: list[str]) -> list[str]:
    return [
        tag if tag == "O" or (at and tags[at - 1] == tag) else f"B{tag[1:]}" for at, tag in enumerate(tags)
    ]


def iobes(tags: list[str], last: str = "E", single: str = "S") -> list[str]:
    found = []
    for at, tag in enumerate(tags):
        begins, ends = not at or tags[at - 1] != tag, at + 1 == len(tags) or tags[at + 1] != tag
        prefix = {(True, True): single, (True, False): "B", (False, True): last}.get((begins, ends), "I")
        found.append(tag if tag == "O" else prefix + tag[1:])
    return found


def bilou(tags: list[str]) -> list[str]:
    return iobes(tags, "L", "U")


@pytest.mark.parametrize("scheme", [list, iob2, iobes, bilou], ids=lambda scheme: scheme.__name__)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "BOM"])
def test_conll_2003_is_read_in_every_scheme(
    scheme: Callable[[list[str]], list[str]], end: str, mark: str, corpus: Path, tmp_path: Path
) -> None:
    source = tmp_path / "anything.conll"
    source.write_bytes((mark + conll(scheme, end)).encode())
    result = bring("conll2003", source, corpus)
    result.succeeded(
        "1 × MISC: label-unknown", "read PER as PERSON (1)", "entities: 0 → 3 in plain (3 added)"
    )
    assert names(corpus) == NAMES


def test_labels_are_mapped_or_left_out_as_requested(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "plain.conll"
    source.write_text(conll())
    result = bring("conll2003", source, corpus, "--map", "MISC=,LOC=GPE", "--map", "PER=PERSON")
    result.succeeded("left out as requested: MISC (1)", "read LOC as GPE (1), PER as PERSON (1)")
    result.succeeded("3 × entities: entity-made: ")
    assert "label-unknown" not in result.output
    assert names(corpus) == [("Oslo", "GPE"), *NAMES[1:]]


@pytest.mark.parametrize(
    ("map_", "said"),
    [
        ("PER", "'PER' does not map a label; write THEIRS=OURS"),
        ("PER=HUMAN", "the corpus has no label 'HUMAN'; choose from: "),
        ("PER=PERSON,PER=ORG", "'PER' is mapped to 'PERSON' and to 'ORG'"),
        ("=PERSON", "does not map a label"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused(map_: str, said: str, corpus: Path, tmp_path: Path) -> None:
    bring("conll2003", tmp_path, corpus, "--map", map_).refused(said, status=2)


def test_every_missing_line_of_tokens_is_noticed(corpus: Path, tmp_path: Path) -> None:
    lines = conll(iobes).split("\n")
    loaded = load(corpus)
    source = tmp_path / "plain.conll"
    for at, line in enumerate(lines):
        source.write_text("\n".join(lines[:at] + lines[at + 1 :]))
        reading = READERS["conll2003"].read(source, loaded)
        assert bool(reading.problems) == bool(line and not line.startswith("-DOCSTART-"))
        assert not reading.problems or reading.documents == []
        assert all(problem.line in (at, at + 1, at + 2) for problem in reading.problems), (
            at,
            reading.problems,
        )
        found = [(name.text, str(name.type)) for document in reading.documents for name in document.entities]
        assert reading.problems or found == NAMES


def test_a_file_that_was_cut_is_refused_wherever_that_is(corpus: Path, tmp_path: Path) -> None:
    whole = conll()
    loaded = load(corpus)
    source = tmp_path / "plain.conll"
    for end in range(0, len(whole.rstrip()) - 1, 3):
        source.write_text(whole[:end])
        reading = READERS["conll2003"].read(source, loaded)
        assert [problem.code for problem in reading.problems[:1]] == ["format-syntax"], whole[:end]
        assert reading.documents == []
    source.write_text(whole[: whole.index("\nline")])
    said = "plain.conll:20: format-syntax: the tokens end at character 73 of 94, and the text goes on with"
    bring("conll2003", source, corpus).refused(said, status=1)
    assert names(corpus) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("met NN B-NP O", "mit NN B-NP O", "plain.conll:4: format-syntax: the text at 5 is 'met Bergen"),
        ("met NN B-NP O", "met O", "plain.conll:4: format-syntax: the line has 2 columns and the file 4"),
        ("met NN B-NP O", "met NN B-NP X-PER", "plain.conll:4: format-syntax: 'X-PER' is not a tag"),
        ("met NN B-NP O", "met NN B-NP E-PER", "plain.conll:4: format-syntax: E-PER continues a name"),
        ("Ann NN B-NP B-PER", "Ann NN B-NP B-LOC", "the name that begins in line 11 has no end"),
        (". NN B-NP O\n", ". NN B-NP O\nHa NN B-NP O\n", "is 'Ann Berg paid"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(
    old: str, new: str, said: str, corpus: Path, tmp_path: Path
) -> None:
    text = conll(iobes)
    assert old in text
    source = tmp_path / "plain.conll"
    source.write_text(text.replace(old, new))
    bring("conll2003", source, corpus).refused(said, status=1)
    assert names(corpus) == []


def test_documents_of_one_file_are_found_by_their_tokens(tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", one="Ann met\nBo.\n", two="Bo saw Ann.\n", three="Nobody.\n")
    marked = "Bo B-PER\nsaw O\nAnn B-PER\n. O\n\n-DOCSTART- O\n\nAnn B-PER\nmet O\nBo B-PER\n. O\n"
    source = tmp_path / "all.txt"
    for content in (marked, marked.replace("-DOCSTART- O\n\n", "")):
        source.write_text(content)
        bring("conll2003", source, corpus).succeeded("stored 2 documents")
        assert names(corpus, "one") == names(corpus, "two")[::-1] == [("Ann", "PERSON"), ("Bo", "PERSON")]
    source.write_text(marked.replace("saw", "sees"))
    refused = bring("conll2003", source, corpus)
    refused.refused("all.txt:1: format-document: the corpus has no document of the tokens", status=1)


def test_texts_of_the_same_words_are_told_apart_by_the_name_of_the_file(tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", one="Ann met Bo.\n", two="Ann met\nBo.\n")
    content = "Ann B-PER\nmet O\nBo B-PER\n. O\n"
    tmp_path.joinpath("x.conll").write_text(content)
    refused = bring("conll2003", tmp_path / "x.conll", corpus)
    refused.refused("the documents one, two have this text; name the file after one", status=1)
    tmp_path.joinpath("Two.conll").write_text(content)
    bring("conll2003", tmp_path / "Two.conll", corpus).succeeded("in two (2 added)")


def test_a_name_goes_over_the_end_of_a_sentence_in_iob2(tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", one="Ann met St. Bo. Ann.\n")
    source = tmp_path / "one.conll"
    source.write_text("Ann B-PER\nmet O\nSt. B-PER\n\nBo I-PER\n. O\n\nAnn B-PER\n. O\n")
    bring("conll2003", source, corpus).succeeded()
    assert [text for text, _ in names(corpus, "one")] == ["Ann", "St. Bo", "Ann"]


CONLLU = """\
# newdoc id = plain
# global.Entity = GRP-etype-infstat-centering-minspan-link-identity
# sent_id = plain-1
1	Oslo	Oslo	PROPN	NNP	_	2	nsubj	_	Entity=(1-place-new-cf1-1-sgl)
2	met	meet	VERB	VBD	_	0	root	_	_
3	Bergen	Bergen	PROPN	NNP	_	2	obj	_	Entity=(2-organization-new-cf2-1-sgl)
4	in	in	ADP	IN	_	5	case	_	_
5	May	May	PROPN	NNP	_	2	obl	_	Entity=(3-time-new-cf3-1-sgl
6	2024	2024	NUM	CD	_	5	nmod	_	Entity=3)|SpaceAfter=No
7	.	.	PUNCT	.	_	2	punct	_	_

1	Ann	Ann	PROPN	NNP	_	3	nsubj	_	Entity=(4-person-new-cf1-1,2-coref(5-person-new-cf2-1-sgl)
2	Berg	Berg	PROPN	NNP	_	1	flat	_	Entity=4)
3	paid	pay	VERB	VBD	_	0	root	_	_
4	3	3	NUM	CD	_	5	compound	_	_
5	million	million	NUM	CD	_	6	nummod	_	_
6	dollars	dollar	NOUN	NNS	_	3	obj	_	Entity=(8-organization-new-cf2-1-sgl)|SpaceAfter=No
7	.	.	PUNCT	.	_	3	punct	_	_

1	The	the	DET	DT	_	3	det	_	Entity=(6-abstract-new-cf2-3-sgl
2	second	second	ADJ	JJ	_	3	amod	_	_
3	line	line	NOUN	NN	_	6	nsubj	_	Entity=6)
4	is	be	AUX	VBZ	_	6	cop	_	_
5-6	about Oslo	_	_	_	_	_	_	_	SpaceAfter=No
5	about	about	ADP	IN	_	6	case	_	_
6	Oslo	Oslo	PROPN	NNP	_	0	root	_	Entity=(1-place-giv:act-cf1-1-coref)
6.1	gone	go	VERB	VBN	_	_	_	_	Entity=(9-event-new)
7	.	.	PUNCT	.	_	6	punct	_	_

"""


def test_mentions_of_conll_u_are_names_where_their_head_is_one(corpus: Path, tmp_path: Path) -> None:
    source = tmp_path / "gum.conllu"
    source.write_text(CONLLU, "utf-8")
    result = bring("conllu", source, corpus)
    result.succeeded(
        "1 × abstract: label-unknown",
        "1 × time: label-unknown",
        "1 × organization: not-a-name",
        "1 × event: annotation-not-held",
        "read organization as ORG (1), person as PERSON (2), place as GPE (2)",
    )
    found = [
        ("Oslo", "GPE"),
        ("Bergen", "ORG"),
        ("Ann Berg", "PERSON"),
        ("Ann", "PERSON"),
        ("about Oslo", "GPE"),
    ]
    assert names(corpus) == found


def test_the_head_of_a_mention_decides_and_not_the_names_inside_it(tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", one="the mayor of Oslo met Oslo\n")
    rows = [
        ("the", "DET", 2, "(1-person-new-cf1-2,4-sgl-Oslo"),
        ("mayor", "NOUN", 5, ""),
        ("of", "ADP", 4, ""),
        ("Oslo", "PROPN", 2, "(2-place-new-cf2-1-sgl)1)"),
        ("met", "VERB", 0, ""),
        ("Oslo", "PROPN", 5, "(2-place-giv-cf1-1-coref)"),
    ]
    lines = ["# global.Entity = GRP-etype-infstat-centering-minspan-link-identity"]
    lines += [
        f"{at}\t{form}\t_\t{tag}\t_\t_\t{head}\t_\t_\t{f'Entity={entity}' if entity else '_'}"
        for at, (form, tag, head, entity) in enumerate(rows, 1)
    ]
    source = tmp_path / "one.conllu"
    source.write_text("\n".join(lines) + "\n\n")
    bring("conllu", source, corpus).succeeded("1 × person: not-a-name", "place as GPE (2)")
    assert names(corpus, "one") == [("Oslo", "GPE")] * 2


def test_a_place_has_the_type_that_the_registry_has(corpus: Path, tmp_path: Path) -> None:
    entry = {
        "id": "oslo",
        "type": "LOC",
        "name": "Oslo",
        "wikipedia": None,
        "wikidata": None,
        "iso_3166": None,
    }
    corpus.joinpath("annotations", "registry.jsonl").write_text(json.dumps(entry) + "\n")
    source = tmp_path / "gum.conllu"
    source.write_text(CONLLU, "utf-8")
    bring("conllu", source, corpus).succeeded("place as GPE (1), place as LOC (1)")


def test_what_the_conllu_package_writes_is_read(corpus: Path, tmp_path: Path) -> None:
    sentences = conllu.parse(CONLLU)
    source = tmp_path / "plain.conllu"
    source.write_text("".join(sentence.serialize() for sentence in sentences), "utf-8")
    bring("conllu", source, corpus).succeeded("5 added")


@pytest.mark.parametrize(
    ("columns", "row", "end"),
    [
        ("ID FORM UPOS MISC PARSEME:NE", "{at}\t{word}\t_\tTokenRange=0:4\t{tag}", "_"),
        ("FORM NER", "{word}\t{tag}", "O"),
        ("ID FORM MISC", "{at}\t{word}\tner={tag}", "O"),
    ],
    ids=["a column", "no ID", "MISC"],
)
def test_columns_of_other_projects_are_read_by_their_names(
    columns: str, row: str, end: str, corpus: Path, tmp_path: Path
) -> None:
    lines = [f"# global.columns = {columns}"]
    for words, tags in SENTENCES:
        rows = enumerate(zip(words.split(), iob2(tags.split()), strict=True), 1)
        lines += [row.format(at=at, word=word, tag=end if tag == "O" else tag) for at, (word, tag) in rows]
        lines.append("")
    source = tmp_path / "plain.conllup"
    source.write_text("\n".join(lines))
    bring("conllu", source, corpus).succeeded("1 × MISC: label-unknown")
    assert names(corpus) == NAMES


def test_a_file_without_mentions_changes_nothing_and_that_is_said(corpus: Path, tmp_path: Path) -> None:
    plain = tmp_path / "first.conllu"
    plain.write_text(CONLLU, "utf-8")
    bring("conllu", plain, corpus).succeeded("5 added")
    without = "\n".join(
        line.rpartition("\t")[0] + "\t_" if line[:1].isdigit() else line
        for line in CONLLU.split("\n")
        if "global.Entity" not in line
    )
    plain.write_text(without, "utf-8")
    bring("conllu", plain, corpus).succeeded("1 × document: not-annotated", "stored 0 documents")
    assert len(names(corpus)) == 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Entity=3)|", "", "gum.conllu:8: format-syntax: the mention '3' has no end in its sentence"),
        ("Entity=4)", "Entity=7)", "gum.conllu:13: format-syntax: '7' is closed and was not opened"),
        ("Entity=6)", "Entity=)6(", "gum.conllu:22: format-syntax: Entity=)6( is not made of"),
        ("4\tis\t", "4\twas\t", "gum.conllu:23: format-syntax: the text at 79 is 'is about"),
        ("4\tis\t", "x\tis\t", "gum.conllu:23: format-syntax: 'x' is not the id of a token"),
        ("4\tis\tbe", "4\tis", "gum.conllu:23: format-syntax: the line has 9 columns and the file 10"),
    ],
)
def test_what_is_wrong_in_conll_u_is_refused_with_its_line(
    old: str, new: str, said: str, corpus: Path, tmp_path: Path
) -> None:
    source = tmp_path / "gum.conllu"
    source.write_text(CONLLU.replace(old, new), "utf-8")
    bring("conllu", source, corpus).refused(said, status=1)
    assert names(corpus) == []


def rows(tags: Callable[[list[str]], list[Any]] = iob2) -> list[dict[str, Any]]:
    return [
        {"id": str(at), "tokens": words.split(), "ner_tags": tags(tagged.split())}
        for at, (words, tagged) in enumerate(SENTENCES)
    ]


LABELS = ["O", "B-PER", "I-PER", "B-ORG", "B-LOC", "B-MISC"]


def write_dataset(kind: str, folder: Path) -> Path:
    features = datasets.Features(
        {
            "id": datasets.Value("string"),
            "tokens": datasets.List(datasets.Value("string")),
            "ner_tags": datasets.List(datasets.ClassLabel(names=LABELS)),
        }
    )
    made = datasets.Dataset.from_list(rows(), features=features)
    if kind == "parquet":
        made.to_parquet(folder / "plain.parquet")
        return folder / "plain.parquet"
    if kind == "jsonl":
        lines = "".join(json.dumps(row) + "\n" for row in rows())
        folder.joinpath("plain.jsonl").write_text(lines)
        return folder / "plain.jsonl"
    if kind == "json":
        folder.joinpath("plain.json").write_text("\ufeff" + json.dumps(rows(), indent=1))
        return folder / "plain.json"
    (datasets.DatasetDict({"plain": made}) if kind == "splits" else made).save_to_disk(folder / kind)
    return folder / kind


@pytest.mark.parametrize("kind", ["jsonl", "json", "parquet", "saved", "splits"])
def test_datasets_of_names_are_read_as_they_are_stored(kind: str, corpus: Path, tmp_path: Path) -> None:
    source = write_dataset(kind, tmp_path)
    bring("hf-ner", source, corpus).succeeded("1 × MISC: label-unknown", "entities: 0 → 3 in plain")
    assert names(corpus) == NAMES


def _one_row(values: pa.Array) -> pa.Array:
    """Return a list of all values, and two empty lists."""
    return pa.ListArray.from_arrays(pa.array([0, *[len(values)] * 3], pa.int32()), values)


def _deep(values: int, depth: int) -> pa.Array:
    """Return lists of one list each, so deep that they take far more than what is in them."""
    made = pa.array(numpy.zeros(values, "i1"))
    for _ in range(depth):
        made = pa.ListArray.from_arrays(pa.array(numpy.arange(values + 1, dtype="i4")), made)
    return _one_row(made)


def _null_bytes(count: int, width: int) -> pa.Array:
    """Return nulls of a type of so many bytes, of which the system gives no memory before they are read."""
    nothing = [pa.py_buffer(bytes(count)), pa.py_buffer(numpy.zeros(count * width, "u1"))]
    return pa.Array.from_buffers(pa.binary(width), count, nothing)


def _repeated(times: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), pa.array(["x" * 1_000_000]))


LARGE: dict[str, Callable[[], pa.Array]] = {
    "null bytes": lambda: _null_bytes(3, 1 << 27),
    "null bytes.in a list": lambda: _one_row(_null_bytes(3, 1 << 27)),
    "null lists": lambda: pa.nulls(3, pa.list_(pa.int32(), 1 << 23)),
    "null lists in lists": lambda: _one_row(pa.nulls(300, pa.list_(pa.int32(), 1 << 17))),
    "null tensors": lambda: pa.ExtensionArray.from_storage(
        pa.fixed_shape_tensor(pa.int32(), [1 << 23]), pa.nulls(3, pa.list_(pa.int32(), 1 << 23))
    ),
    "a dictionary in.a column with a full stop": lambda: _one_row(_repeated(100)),
}
"""Columns of three rows that take a hundred megabytes or more in memory and next to nothing in a file."""


def with_column(name: str, column: pa.Array, folder: Path) -> Path:
    place = write_dataset("parquet", folder)
    pq.write_table(pq.read_table(place).append_column(name, column), place, compression="zstd")
    assert place.stat().st_size < 200_000
    return place


@pytest.mark.parametrize("name", LARGE)
def test_a_column_that_is_large_in_memory_alone_is_refused_before_it_is_read(
    name: str, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = with_column(name, LARGE[name](), tmp_path)
    monkeypatch.delattr(pq.ParquetFile, "iter_batches")
    bring("hf-ner", source, corpus).refused("plain.parquet: file-too-large: ", status=1)


def test_rows_are_refused_where_they_take_more_than_their_values(corpus: Path, tmp_path: Path) -> None:
    source = with_column("deep", _deep(450_000, 40), tmp_path)
    bring("hf-ner", source, corpus).refused("plain.parquet: file-too-large: ", status=1)


SAVED_LARGE: dict[str, tuple[Callable[[], pa.Array], str | None]] = {
    "compressed": (lambda: pa.array(["x" * 200_000_000]), "zstd"),
    "nulls": (lambda: pa.nulls(100_000_000), None),
    "nulls in a list": (lambda: _one_row(pa.nulls(100_000_000)), None),
    "nulls in lists of a fixed size": (
        lambda: pa.FixedSizeListArray.from_arrays(pa.nulls(100_000_000), 100_000_000),
        None,
    ),
    "records without fields": (
        lambda: _one_row(pa.StructArray.from_buffers(pa.struct([]), 100_000_000, [None])),
        None,
    ),
    "a dictionary": (lambda: _repeated(1000), None),
    "views": (
        lambda: pa.ListViewArray.from_arrays([0] * 1000, [100_000] * 1000, numpy.zeros(100_000, "i1")),
        None,
    ),
}
"""Columns that take no room in an Arrow stream, with how it is compressed, and far more in memory."""


@pytest.mark.parametrize("kind", SAVED_LARGE)
def test_a_saved_dataset_that_would_take_too_much_memory_is_refused(
    kind: str, corpus: Path, tmp_path: Path
) -> None:
    make, compression = SAVED_LARGE[kind]
    source = write_dataset("saved", tmp_path)
    (place,) = source.glob("*.arrow")
    batch = pa.record_batch({"tokens": make()})
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.OSFile(str(place), "wb") as file, pa.ipc.new_stream(file, batch.schema, options=options) as out:
        out.write_batch(batch)
    before = place.stat().st_size
    assert before < 2_000_000
    done = bring("hf-ner", source, corpus)
    assert done.status == 1
    assert "save the dataset again" in done.stderr or "would take more than" in done.stderr


@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
@settings(max_examples=200, deadline=None)
def test_a_damaged_stream_is_refused_or_read(at: int, byte: int) -> None:
    batch = pa.record_batch({"tokens": [["Oslo"], []], "ner_tags": [[1], []]})
    with pa.BufferOutputStream() as sink, pa.ipc.new_stream(sink, batch.schema) as out:
        out.write_batch(batch)
    data = bytearray(sink.getvalue().to_pybytes())
    data[at % len(data)] = byte
    with contextlib.suppress(CorpusError, *parquet_errors()):
        require_stream_bounded(bytes(data), "part.arrow")


def test_lists_of_a_fixed_size_are_counted_once(corpus: Path, tmp_path: Path) -> None:
    vectors = pa.FixedSizeListArray.from_arrays(pa.array(numpy.zeros(3 << 18, "f4")), 1 << 18)
    source = with_column("vectors", vectors, tmp_path)
    bring("hf-ner", source, corpus).succeeded("entities: 0 → 3 in plain")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"ner_tags": [1, 0, 3, 0, 0, 0, 0]},
            "plain.jsonl:1: format-syntax: the tags are numbers, and the file",
        ),
        ({"ner_tags": ["O"]}, "plain.jsonl:1: format-syntax: the row has 7 tokens and 1 tag"),
        ({"tokens": "Oslo"}, "plain.jsonl:1: format-syntax: the row has no lists of tokens and ner_tags"),
        ({"ner_tags": None}, "plain.jsonl:1: format-syntax: the row has no lists of tokens and ner_tags"),
        ({"ner_tags": ["B_LOC", *"OOOOOO"]}, "plain.jsonl:1: format-syntax: 'B_LOC' is not a tag"),
    ],
)
def test_rows_that_cannot_be_understood_are_refused(
    change: dict[str, Any], said: str, corpus: Path, tmp_path: Path
) -> None:
    found = rows()
    found[0] |= change
    source = tmp_path / "plain.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in found))
    bring("hf-ner", source, corpus).refused(said, status=1)
    assert names(corpus) == []


def test_rows_say_which_document_they_are_of(tmp_path: Path) -> None:
    corpus = made(tmp_path / "corpus", one="Ann met Bo.\n", two="Ann met\nBo.\n")
    row = {"tokens": ["Ann", "met", "Bo", "."], "ner_tags": ["B-PER", "O", "B-PER", "O"]}
    source = tmp_path / "x.jsonl"
    source.write_text("".join(json.dumps(row | {"document_id": name}) + "\n" for name in ("two", "one")))
    bring("hf-ner", source, corpus).succeeded("entities: 0 → 4 in 2 documents")


ONLY_READ = sorted(READERS.keys() - FORMATS.keys())


@pytest.mark.parametrize("name", ONLY_READ)
@pytest.mark.parametrize(
    "junk", [b"", b"\0", b"\xff\xfe", b"null", b"[]", b"{}", b"[1]", b"[" * 9999, b"a\tb"]
)
def test_junk_is_a_problem_and_changes_nothing(name: str, junk: bytes, corpus: Path, tmp_path: Path) -> None:
    for ending in READERS[name].extensions:
        source = tmp_path / f"plain{ending}"
        source.write_bytes(junk)
        reading = READERS[name].read(source, load(corpus))
        assert reading.problems
        assert reading.documents == []


@pytest.mark.parametrize("name", ONLY_READ)
def test_what_is_only_read_is_not_written(name: str, tmp_path: Path) -> None:
    ended = command_line.run("convert", "--to", name, "--out", tmp_path / "out")
    ended.refused(f"{name} is only read; choose from: brat", status=2)


@st.composite
def tagged(draw: st.DrawFn) -> tuple[int, list[TaggedSpan], list[int]]:
    lengths = draw(st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.sampled_from("AB")), max_size=8))
    spans, at = [], 0
    for is_name, length, label in lengths:
        if is_name:
            spans.append(TaggedSpan(at, at + length, label))
        at += length
    starts = [at for at in draw(st.sets(st.integers(0, at))) if not any(s.first < at < s.last for s in spans)]
    return at, spans, sorted({0, *(start for start in starts if start < at)})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=tagged(), scheme=st.sampled_from(("IOB1", "IOB2", "BILOU", "BIOES")))
def test_tags_of_every_scheme_come_back_as_the_names(
    drawn: tuple[int, list[TaggedSpan], list[int]], scheme: str
) -> None:
    length, spans, sentences = drawn
    tags = encode(length, spans, "BIO" if scheme in ("IOB1", "IOB2") else "BILOU")
    if scheme == "BIOES":
        tags = [tag.replace("L-", "E-").replace("U-", "S-") for tag in tags]
    if scheme == "IOB1":
        ends = {(span.last, span.type) for span in spans}
        for span in spans:
            if span.first in sentences or (span.first, span.type) not in ends:
                tags[span.first] = f"I-{span.type}"
    found = read_chunks(tags, list(range(length)), sentences)
    assert found.faults == []
    assert [(chunk.first, chunk.last, chunk.label) for chunk in found.found] == [
        tuple(span) for span in spans
    ]


def test_columns_that_are_not_of_names_are_counted_by_their_cells(corpus: Path, tmp_path: Path) -> None:
    lines = ["# global.columns = ID FORM LEMMA NER PARSEME:MWE NER2 MISC"]
    for words, tags in SENTENCES:
        for at, (word, tag) in enumerate(zip(words.split(), iob2(tags.split()), strict=True), 1):
            odd = "1:VID" if at == 1 else "*"
            lines.append(f"{at}\t{word}\t{word.lower()}\t{tag}\t{odd}\tO\t_")
        lines.append("")
    source = tmp_path / "plain.conllup"
    source.write_text("\n".join(lines) + "\n")
    ended = bring("conllu", source, corpus)
    ended.succeeded(
        f"{len(SENTENCES)} × PARSEME:MWE: annotation-not-held", "1 × tokens.LEMMA: annotation-not-held"
    )
    assert "NER2" not in ended.output
