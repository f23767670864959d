"""What all formats share: layers and fields that one can't hold, folders that appear whole, the report."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from corpus_pkg.exchange.formats.catalog import FORMATS, READERS
from corpus_pkg.exchange.formats.flat import FlatDocument, kinds, layer_fields
from corpus_pkg.exchange.formats.format import FileFormat, World
from corpus_pkg.exchange.formats.incoming import Incoming
from corpus_pkg.exchange.formats.jsonfile import parse_json
from corpus_pkg.exchange.formats.losses import REASONS, LossReport, LossyError
from corpus_pkg.exchange.formats.pubannotation import decode_files, encode
from corpus_pkg.exchange.formats.source import Source
from corpus_pkg.layers import DATES, ENTITIES, FIGURES, LAYER_NAMES
from corpus_pkg.layers.labels import DEFAULT_LABELS
from tests.formats.round_trip import assert_accounted_for, bare, world_of
from tests.formats.world import small_corpus

POOR = FileFormat(
    "poor",
    "a format of names and figures without notes and subjects",
    (".json",),
    frozenset({ENTITIES.name, FIGURES.name}),
    encode,
    decode_files,
    {ENTITIES.name: frozenset({"note"}), FIGURES.name: frozenset({"subject", "date"})},
)


def test_fields_that_a_format_lacks_are_losses_one_by_one(tmp_path: Path) -> None:
    report = POOR.write(small_corpus(), world_of(small_corpus()), tmp_path / "out")
    assert {(loss.annotation, loss.field) for loss in report.losses if loss.reason == "field-not-held"} == {
        ("ent-2-6", "note"),
        ("fig-27-36", "subject"),
        ("fig-27-36", "date"),
    }
    assert '"subject"' not in tmp_path.joinpath("out", "growth.json").read_text("utf-8")


def test_a_poor_format_is_accounted_for_too() -> None:
    assert_accounted_for(POOR, small_corpus())


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_corpus_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    corpus = small_corpus()
    for folder in ("first", "second"):
        FORMATS[name].write(corpus, world_of(corpus), tmp_path / folder)
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / f).iterdir()} for f in ("first", "second"))
    assert first == second


def test_a_conversion_that_dies_leaves_nothing(tmp_path: Path) -> None:
    def dies(
        documents: Iterable[FlatDocument], world: World, losses: LossReport
    ) -> Iterator[tuple[str, bytes]]:
        yield "half.json", b"half"
        raise KeyboardInterrupt

    broken = FileFormat("broken", "", (".json",), frozenset(LAYER_NAMES), dies, decode_files)
    with pytest.raises(KeyboardInterrupt):
        broken.write(small_corpus(), world_of(small_corpus()), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_strict_raises_with_the_report(tmp_path: Path) -> None:
    with pytest.raises(LossyError, match="brat would lose 1 × layer-not-held; nothing was written") as caught:
        FORMATS["brat"].write(small_corpus(), world_of(small_corpus()), tmp_path / "out", strict=True)
    assert [loss.annotation for loss in caught.value.report.losses] == ["growth"]
    assert list(tmp_path.iterdir()) == []


def test_the_report_counts_and_explains() -> None:
    report = LossReport("brat")
    assert report.summary() == ["brat: nothing lost"]
    report.add("a", "dates", "dat-0-4", "field-not-held", "note")
    report.add("a", "dates", "dat-5-9", "field-not-held", "note")
    assert report.summary() == [f"brat: 2 × dates.note: field-not-held: {REASONS['field-not-held']}"]
    value = report.as_dict()
    assert (value["total"], value["counts"]) == (2, {"field-not-held": 2})
    assert value["kept_in_corpus"] == ["metadata", "registry", "targets"]


def test_a_reading_with_problems_is_not_stored(tmp_path: Path) -> None:
    incoming = Incoming(tmp_path / "out", None, small_corpus())
    reading = FORMATS["brat"].read(tmp_path / "nothing", bare(small_corpus()), take=incoming.take)
    with pytest.raises(ValueError, match="has problems"):
        incoming.write(reading)


def test_the_fields_of_every_layer_are_known_and_labels_are_of_one_layer() -> None:
    assert layer_fields(FIGURES.name).closed.keys() == {"modifier", "change"}
    assert layer_fields(FIGURES.name).refs.keys() == {"subject", "date"}
    assert kinds(DEFAULT_LABELS)["GPE"] == ENTITIES.name
    assert kinds(DEFAULT_LABELS)["DATE"] == DATES.name


@pytest.mark.parametrize(
    "data",
    [b'{"a": NaN}', b'"\\ud800"', b'"\\u0000"', b"[" * 60 + b"]" * 60, b"{", b"\xff", b'{"\\udfff": 1}'],
)
def test_odd_json_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_json(data, "file.json")


def test_source_reads_nothing_outside_its_folder(tmp_path: Path) -> None:
    tmp_path.joinpath("secret.json").write_text("{}")
    folder = tmp_path / "in"
    folder.mkdir()
    folder.joinpath("growth.json").symlink_to(tmp_path / "secret.json")
    reading = FORMATS["pubannotation"].read(folder, bare(small_corpus()))
    assert [problem.code for problem in reading.problems] == ["file-outside"]
    source = Source(folder, [], [], LossReport("x"), small_corpus())
    assert source.base("nothing") is None


@pytest.mark.parametrize("name", sorted(set(READERS) - set(FORMATS)))
def test_a_format_that_is_only_read_is_not_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is only read"):
        READERS[name].write(small_corpus(), world_of(small_corpus()), tmp_path / "out")
    assert not (tmp_path / "out").exists()
