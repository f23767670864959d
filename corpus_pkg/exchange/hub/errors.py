"""What went wrong with the Hub, in a sentence that says what to do; never with a token in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from corpus_pkg.extras import need

TOKEN: Final = re.compile(r"hf_[A-Za-z0-9]{4,}|(?<=Bearer )\S+")
HTTP_LIBRARIES: Final = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "requests", "urllib3"})
"""The packages whose errors say that no answer came; `huggingface_hub` has changed between them."""
LONGEST: Final = 400
"""Characters of the Hub's own words in a message."""


class HubError(Exception):
    """Something that the Hub refused or did not answer.

    Attributes:
        status: The HTTP status, or None where no answer came.
        retry_after: The seconds after which the Hub asks to come back, where it says so.
        passing: Whether the same request may succeed later.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        passing: bool = False,
    ) -> None:
        super().__init__(without_tokens(message))
        self.status = status
        self.retry_after = retry_after
        self.passing = passing


def without_tokens(text: str) -> str:
    """Return text with everything blotted out that looks like a token, or is the one that is in use."""
    text = TOKEN.sub("hf_***", text)
    token = _token()
    return text.replace(token, "hf_***") if token else text


def _token() -> str | None:
    found: str | None = need("huggingface_hub", "hub").get_token()
    return found


@contextmanager
def explained(repository: str, revision: str | None = None) -> Iterator[None]:
    """Turn what `huggingface_hub` raises into a `HubError`.

    Args:
        repository: The repository that is spoken to, for the message.
        revision: The revision, where one was asked for.

    Raises:
        HubError: The block raised an error of the Hub or of the network.
    """
    errors = need("huggingface_hub.errors", "hub")
    try:
        yield
    except HubError:
        raise
    except errors.HFValidationError as error:
        raise HubError(
            f"{repository!r} is not the name of a repository: write ORG/NAME ({_words(error)})"
        ) from None
    except errors.HfHubHTTPError as error:
        raise _refused(error, repository, revision, errors) from None
    except errors.LocalTokenNotFoundError:
        raise HubError(NO_TOKEN) from None
    except errors.OfflineModeIsEnabled:
        raise HubError(OFFLINE) from None
    except errors.LocalEntryNotFoundError as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, errors.OfflineModeIsEnabled):
            raise HubError(OFFLINE) from None
        raise _unreached(cause if isinstance(cause, Exception) else error) from None
    except Exception as error:
        if not _of_the_network(error):
            raise
        raise _unreached(error) from None


OFFLINE: Final = "HF_HUB_OFFLINE is set, so the Hub is not asked; unset it"
NO_TOKEN: Final = "there is no token for the Hub; run `hf auth login`, or set HF_TOKEN"  # noqa: S105


def _of_the_network(error: Exception) -> bool:
    package = type(error).__module__.partition(".")[0]
    return package in HTTP_LIBRARIES or isinstance(error, ConnectionError | TimeoutError)


def _unreached(error: Exception) -> HubError:
    endpoint = need("huggingface_hub.constants", "hub").ENDPOINT
    return HubError(f"{endpoint} could not be reached ({_words(error)}); check the network", passing=True)


def _refused(error: Any, repository: str, revision: str | None, errors: Any) -> HubError:
    response = error.response
    status = response.status_code if response is not None else None
    words = _words(error)
    if isinstance(error, errors.RevisionNotFoundError):
        return HubError(
            f"{repository} has no revision {revision or ''}; name a tag, branch or commit", status=404
        )
    if isinstance(error, errors.GatedRepoError):
        return HubError(f"{repository} is gated; ask for access on its page, and log in", status=status)
    if status == 401:
        token = "the Hub does not know the token; make a new one and run `hf auth login`"  # noqa: S105
        hidden = f"{repository} does not exist, or is private: check the name, or run `hf auth login`"
        return HubError(token if _token() else hidden, status=status)
    if isinstance(error, errors.RepositoryNotFoundError) or status == 404:
        return HubError(f"{repository} does not exist, or the token may not see it; check both", status=404)
    if status == 403:
        return HubError(
            f"the token has no right to do this in {repository}; use one with the right to write ({words})",
            status=status,
        )
    if status == 409:
        return HubError(
            f"{repository} is there already, or was changed meanwhile ({words}); push again", status=status
        )
    if status == 412:
        return HubError(f"{repository} was changed by someone else meanwhile; push again", status=status)
    if status == 429:
        after = _retry_after(response)
        when = f"wait {after:g} seconds" if after is not None else "wait a while"
        return HubError(
            f"the Hub has had too many requests; {when} and try again",
            status=status,
            retry_after=after,
            passing=True,
        )
    if status is not None and status >= 500:
        return HubError(
            f"the Hub failed (status {status}: {words}); try again later", status=status, passing=True
        )
    return HubError(f"{repository}: the Hub refused (status {status}: {words}); correct that", status=status)


def _retry_after(response: Any) -> float | None:
    try:
        return max(0.0, float(response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return None


def _words(error: BaseException) -> str:
    said = getattr(error, "server_message", None) or str(error) or type(error).__name__
    return " ".join(without_tokens(str(said)).split())[:LONGEST]
