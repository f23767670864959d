"""The entries of drafts join those of a registry, of which nothing is lost."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_pkg.annotate.drafts.entries import merged_registry
from corpus_pkg.corpus import layout
from corpus_pkg.corpus.models import RegistryEntry
from corpus_pkg.corpus.problems import Problems
from corpus_pkg.corpus.write import records_bytes
from corpus_pkg.layers.labels import DEFAULT_LABELS

ENTRIES = st.lists(
    st.builds(
        lambda id_, note: RegistryEntry(id=id_, type="ORG", name=id_, note=note),
        st.sampled_from("abcdefgh"),
        st.sampled_from([None, "x", "y"]),
    ),
    unique_by=lambda entry: entry.id,
)


@settings(max_examples=50, deadline=None)
@given(ENTRIES, ENTRIES)
def test_every_entry_of_both_is_there_and_the_drafts_come_before_the_old(
    old: list[RegistryEntry], new: list[RegistryEntry]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, layout.REGISTRY_FILE)
        place.parent.mkdir()
        place.write_bytes(records_bytes(old))
        problems = Problems()
        merged = merged_registry(Path(folder), new, (), None, DEFAULT_LABELS, problems)
        assert merged is not None
        known = {entry.id: entry for entry in old}
        expected = known | {entry.id: entry for entry in new}
        assert {entry.id: entry for entry in merged.entries} == expected
        ids = [entry.id for entry in merged.entries]
        assert ids == sorted(ids) if list(known) == sorted(known) else ids[: len(old)] == list(known)
        assert merged.added == len(expected) - len(old)
        assert merged.changed == sum(expected[id_] != known[id_] for id_ in known)
        place.write_bytes(records_bytes(merged.entries))
        assert not merged_registry(Path(folder), new, (), None, DEFAULT_LABELS, problems)
