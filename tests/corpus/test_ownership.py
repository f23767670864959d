"""What is removed was made by this package, by proof; all else stays, whatever its name."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_pkg.corpus.open_folder import OutputError
from corpus_pkg.corpus.ownership import (
    is_marked,
    is_private,
    left_over,
    make_private,
    private_name,
    remove_private,
    try_lock,
    unlock,
    unmark,
)

HEX = "0123456789abcdef"


def known(path: str) -> bool:
    return re.fullmatch(r"table\.parquet|unit-\d+(/rejected)?", path) is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private folder with two files that its command writes."""
    made = make_private(tmp_path, "out", "building")
    (made / "table.parquet").write_text("half")
    (made / "unit-1").mkdir()
    (made / "unit-1" / "rejected").write_text("")
    return made


def tree(root: Path) -> dict[str, bytes | None]:
    """Return all below a folder: files with their content, links not followed."""
    found: dict[str, bytes | None] = {}
    for place in sorted(root.rglob("*")):
        plain = place.is_file() and not place.is_symlink()
        found[str(place.relative_to(root))] = place.read_bytes() if plain else None
    return found


@given(st.text(min_size=1).filter(lambda name: "/" not in name and "\0" not in name), st.text(HEX))
def test_a_private_name_is_known_for_its_own_output_and_kind_alone(name: str, digits: str) -> None:
    made = private_name(name, "old")
    assert is_private(made, name, "old")
    assert not is_private(made, name, "building")
    assert not is_private(made, f"{name}x", "old")
    assert not is_private(f"{made}0", name, "old")
    assert not is_private(made[:-1] + ("0" if made[-1] != "0" else "1"), name, "old")
    assert not is_private(f".{name}.old-{digits}", name, "old")


@pytest.mark.parametrize("name", ["out", "x" * 240, "a*[b]?", "\udcff", "ü" * 100])
def test_private_names_are_short_and_found_again(name: str, tmp_path: Path) -> None:
    made = make_private(tmp_path, name, "building")
    assert left_over(tmp_path, name, "building") == [made]
    assert left_over(tmp_path, f"{name}2", "building") == []


def test_a_private_folder_is_removed_with_what_its_command_wrote(folder: Path, tmp_path: Path) -> None:
    assert is_marked(folder)
    remove_private(folder, known)
    assert list(tmp_path.iterdir()) == []
    remove_private(folder, known)


def test_what_is_to_be_kept_is_kept_and_the_rest_is_removed(folder: Path) -> None:
    remove_private(folder, known, keep=lambda path: path.startswith("unit-"))
    assert is_marked(folder)
    assert set(tree(folder)) > {"unit-1", "unit-1/rejected"}
    assert not (folder / "table.parquet").exists()


@pytest.mark.parametrize("left", ["nothing", "an empty marker", "half a marker"])
def test_a_folder_whose_making_was_cut_off_is_removed(left: str, tmp_path: Path) -> None:
    folder = make_private(tmp_path, "out", "building")
    (marker,) = folder.iterdir()
    if left == "nothing":
        marker.unlink()
    else:
        os.truncate(marker, 0 if left == "an empty marker" else 10)
    remove_private(folder, known)
    assert not folder.exists()


@pytest.mark.parametrize(
    "change", ["a file", "a file below", "a folder", "a link", "a link below", "no marker", "cut", "a name"]
)
def test_a_folder_with_anything_strange_is_refused_and_stays_whole(
    change: str, folder: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "rejected").write_text("years of work")
    (marker,) = folder.glob(".corpus-pkg-*")
    if change == "a file":
        (folder / "thesis.txt").write_text("years of work")
    elif change == "a file below":
        (folder / "unit-1" / "thesis.txt").write_text("years of work")
    elif change == "a folder":
        (folder / "work").mkdir()
    elif change == "a link":
        (folder / "unit-2").symlink_to(work)
    elif change == "a link below":
        (folder / "unit-1" / "rejected").unlink()
        (folder / "unit-1" / "rejected").symlink_to(work / "rejected")
    elif change == "no marker":
        marker.unlink()
    elif change == "cut":
        os.truncate(marker, 5)
    else:
        folder = folder.rename(tmp_path / private_name("out", "building"))
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="move it away") as caught:
        remove_private(folder, known)
    assert str(folder) in str(caught.value)
    assert tree(tmp_path) == before


def test_a_link_in_place_of_a_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    moved = folder.rename(tmp_path / "moved")
    folder.symlink_to(moved)
    before = tree(tmp_path)
    with pytest.raises(OutputError, match="symbolic link, which is not followed"):
        remove_private(folder, known)
    assert tree(tmp_path) == before
    assert try_lock(folder) is None


def test_a_link_that_takes_the_place_of_a_folder_while_it_is_removed_leads_nowhere(
    folder: Path, tmp_path: Path
) -> None:
    work, moved = tmp_path / "work", tmp_path / "moved"
    work.mkdir()
    (work / "table.parquet").write_text("years of work")

    def exchanged(path: str) -> bool:
        if not moved.exists():
            folder.rename(moved)
            folder.symlink_to(work)
        return known(path)

    with pytest.raises(NotADirectoryError):
        remove_private(folder, exchanged)
    assert tree(work) == {"table.parquet": b"years of work"}
    assert tree(moved) == {}, "what was looked at is what is removed"


def test_a_marker_that_is_a_link_proves_nothing(folder: Path, tmp_path: Path) -> None:
    (marker,) = folder.glob(".corpus-pkg-*")
    moved = marker.rename(tmp_path / "marker")
    marker.symlink_to(moved)
    assert not is_marked(folder)
    with pytest.raises(OutputError, match="move it away"):
        remove_private(folder, known)


def test_a_folder_is_locked_by_one_and_unmarked_for_another_name(folder: Path) -> None:
    lock = try_lock(folder)
    assert lock is not None
    assert try_lock(folder) is None
    unlock(lock)
    again = try_lock(folder)
    assert again is not None
    unlock(again)
    unmark(folder)
    assert set(tree(folder)) == {"table.parquet", "unit-1", "unit-1/rejected"}
