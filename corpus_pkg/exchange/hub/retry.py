"""Requests to the Hub that are made again where they may succeed later."""

from collections.abc import Callable
from typing import Final, TypeVar

from corpus_pkg.exchange.hub.errors import HubError, explained

TRIES: Final = 4
"""How often a request is made that may succeed later."""
FIRST_WAIT: Final = 1.0
"""Seconds before the second try; they double with each."""
LONGEST_WAIT: Final = 300.0
"""The longest wait, in seconds, that the Hub may ask for and get."""

T = TypeVar("T")


def patiently(
    request: Callable[[], T],
    repository: str,
    revision: str | None,
    *,
    report: Callable[[str], object],
    sleep: Callable[[float], object],
    done: Callable[[], T | None] = lambda: None,
    tries: int = TRIES,
) -> T:
    """Make a request, again where it may succeed later.

    Args:
        request: The request; it changes nothing when repeated, unless `done` sees to that.
        repository: The repository that is spoken to, for messages.
        revision: The revision, where one is asked for.
        report: Called with a line before each wait.
        sleep: Waits for a number of seconds.
        done: After a failure that may pass: the request's result if it was carried out all the same and only
            the answer was lost, else None.
        tries: How often it is made.

    Raises:
        HubError: The Hub refused, failed too often, or asks to wait too long.
    """
    wait = FIRST_WAIT
    for number in range(1, tries + 1):
        try:
            with explained(repository, revision):
                return request()
        except HubError as error:
            if not error.passing:
                raise
            made = done()
            if made is not None:
                return made
            pause = error.retry_after if error.retry_after is not None else wait
            if number == tries or pause > LONGEST_WAIT:
                raise
            report(f"{error}; trying again in {pause:g} s")
            sleep(pause)
            wait *= 2
    raise AssertionError("the last try returns or raises")
