"""The helper of all command tests tells a refusal from a crash."""

import sys

import pytest

from tests.command_line import run, run_program


def test_what_a_command_wrote_and_ended_with_is_returned() -> None:
    ended = run("--version").succeeded("corpus-pkg")
    assert (ended.stdout.startswith("corpus-pkg "), ended.stderr) == (True, "")
    assert run_program("--version") == ended


def test_a_refusal_names_its_reason() -> None:
    ended = run("stats", "nowhere").refused("nowhere", status=2)
    with pytest.raises(AssertionError, match="is not said"):
        ended.refused("another reason", status=2)
    with pytest.raises(AssertionError, match="status 2, not 1"):
        ended.refused("nowhere", status=1)
    with pytest.raises(AssertionError, match="say what"):
        ended.refused(status=2)


def test_usage_errors_are_found_in_their_boxes() -> None:
    run("score", "a").refused("Missing argument", status=2)


@pytest.mark.parametrize("error", [TypeError("unhashable"), KeyError("layer"), RecursionError()])
def test_a_crash_fails_the_test_whatever_its_status(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("corpus_pkg.annotate.stats.corpus_counts", crash)
    before = list(sys.argv)
    with pytest.raises(AssertionError, match=f"crashed: {type(error).__name__}"):
        run("stats")
    assert sys.argv == before
