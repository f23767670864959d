"""What every format must bear: a corpus written, read back, and each difference accounted for."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from corpus_pkg.corpus.corpus import Corpus
from corpus_pkg.corpus.document import Document
from corpus_pkg.exchange.formats.format import FileFormat, World
from corpus_pkg.exchange.formats.losses import Loss, LossReport
from corpus_pkg.exchange.formats.reading import Reading
from corpus_pkg.layers import DOCUMENT_STANCE, LAYER_NAMES


def bare(corpus: Corpus) -> Corpus:
    """Return the corpus without any annotation: texts, metadata, registry and targets."""
    empty: dict[str, Any] = {layer: () for layer in LAYER_NAMES if layer != DOCUMENT_STANCE.name}
    documents = [document.model_copy(update={"document_stance": (), **empty}) for document in corpus]
    return corpus.with_documents(documents)


def world_of(corpus: Corpus) -> World:
    return World.of(corpus)


def there_and_back(format_: FileFormat, corpus: Corpus) -> tuple[LossReport, Reading]:
    """Write a corpus and read it back over the bare texts."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        written = format_.write(corpus, world_of(corpus), out)
        return written, format_.read(out, bare(corpus))


def differences(before: Iterable[Document], after: Iterable[Document]) -> set[tuple[str, ...]]:
    """Return (document, layer, annotation) of what is missing, and with the field of what has changed."""
    found: set[tuple[str, ...]] = set()
    for old, new in zip(before, after, strict=True):
        assert (old.id, old.text, old.metadata) == (new.id, new.text, new.metadata)
        for layer in LAYER_NAMES:
            olds = {_name(record): record.model_dump(mode="json") for record in old.layer(layer)}
            news = {_name(record): record.model_dump(mode="json") for record in new.layer(layer)}
            assert news.keys() <= olds.keys(), "something was made up"
            assert list(news) == [name for name in olds if name in news], "the order has changed"
            for name, value in olds.items():
                if name not in news:
                    found.add((old.id, layer, name))
                else:
                    found |= {(old.id, layer, name, key) for key in value if value[key] != news[name][key]}
    return found


def losses(report: LossReport) -> set[tuple[str, ...]]:
    return {_place(loss) for loss in report.losses}


def _place(loss: Loss) -> tuple[str, ...]:
    place = (loss.document, loss.layer, loss.annotation)
    return (*place, loss.field) if loss.field else place


def _name(record: Any) -> str:
    return str(getattr(record, "id", getattr(record, "target", "")))


def assert_accounted_for(format_: FileFormat, corpus: Corpus) -> None:
    """Assert that what comes back differs from what was written by the losses that were reported, exactly."""
    written, reading = there_and_back(format_, corpus)
    assert reading.problems == [], format_.name
    assert reading.losses.losses == [], format_.name
    assert differences(corpus, reading.documents) == losses(written), format_.name
