"""The explorer's server: for browsers on this machine, and to read only.

It listens at 127.0.0.1 and answers GET and HEAD. A request whose Host is another name is refused, so
that a page of the web can't read the corpus through a name that it has pointed at this machine (DNS
rebinding); so is one that another site's page has made.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from corpus_pkg.__about__ import __version__
from corpus_pkg.corpus.problems import CorpusError
from corpus_pkg.explorer.library import Library
from corpus_pkg.explorer.page import page_parts, page_style, policy, sealed
from corpus_pkg.explorer.parts import json_text
from corpus_pkg.explorer.pool import Answer, KeptAnswers, PooledServer
from corpus_pkg.explorer.watched import Watched

Query = dict[str, str]
Values = Callable[[Library, Query], Any]

_SELF: Final = "'self'"
_CHANGES: Final = "/api/changes"
_ANSWERS: Final[dict[str, Values]] = {
    "/api/headings": lambda library, query: library.headings(*_page(query)),
    "/api/document": lambda library, query: library.document(query.get("id", "")),
    "/api/documents": lambda library, query: library.some_documents(*_page(query)),
    "/api/versions": lambda library, query: library.compared(query.get("id", "")),
    "/api/predicted": lambda library, query: library.predicted(query.get("name", "")),
    "/api/errors": lambda library, query: library.some_errors(query.get("name", ""), query, *_page(query)),
    "/api/topics": lambda library, _query: library.topics(),
    "/api/relations": lambda library, query: library.relations(query.get("topic", ""), *_page(query)),
    "/api/entry": lambda library, query: library.entry(query.get("id", "")),
    "/api/registry": lambda library, query: library.entries(*_page(query)),
}


def _page(query: Query) -> tuple[int, int]:
    start, count = int(query.get("from", "0")), int(query.get("count", "50"))
    if start < 0 or count < 0:
        raise ValueError
    return start, count


class Shown(NamedTuple):
    """What is served of one state of a corpus."""

    library: Library
    page: bytes
    policy: str
    answers: KeptAnswers


def _shown(library: Library, stamp: str | None) -> Shown:
    info = library.info()
    data = json_text({"served": True, "stamp": stamp, "info": info})
    page = sealed(page_parts(info, [data], connect=_SELF))
    return Shown(library, page, policy(_SELF, page_style(info["labels"]["EntityType"])), KeptAnswers())


class ExplorerServer(PooledServer):
    """Serves one library to this machine, or one that is made again whenever its corpus changes."""

    def __init__(self, served: Library | Watched, port: int) -> None:
        self._watched = served if isinstance(served, Watched) else None
        self.shown = _shown(served, None) if isinstance(served, Library) else self._now(served)
        super().__init__(port, _Handler)

    @staticmethod
    def _now(watched: Watched) -> Shown:
        return _shown(watched.library, watched.stamp)

    def changes(self) -> dict[str, Any] | None:
        """Look whether the corpus has changed; None where it is not watched."""
        if self._watched is None:
            return None
        if self._watched.look():
            self.shown = self._now(self._watched)
        return {"stamp": self._watched.stamp, "trouble": self._watched.trouble}


def make_server(served: Library | Watched, port: int = 0) -> ExplorerServer:
    """Return a server that is bound to 127.0.0.1 and listens; `serve_forever()` makes it answer.

    Args:
        served: What it serves: a library, or one that follows the changes of its corpus.
        port: The port, or 0 for a free one (see `server_port`).

    Raises:
        OSError: The port is taken or may not be used.
    """
    return ExplorerServer(served, port)


class _Handler(BaseHTTPRequestHandler):
    server: ExplorerServer
    protocol_version = "HTTP/1.1"
    server_version = f"corpus-pkg/{__version__}"
    sys_version = ""
    timeout = 15
    # Headers and body leave in one piece and at once.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        self.server.waits(self.connection)
        super().handle_one_request()

    def do_GET(self) -> None:
        self.server.works(self.connection)
        if not self._from_here():
            self.close_connection = True
            self._send(_plain(HTTPStatus.FORBIDDEN, "ask this server at 127.0.0.1"))
        elif self.path.partition("?")[0] == "/":
            self._send(Answer(HTTPStatus.OK, "text/html", self.server.shown.page))
        elif self.path.partition("?")[0] == _CHANGES:
            self._send(_json(self.server.changes()))
        else:
            self._send(self.server.shown.answers.get(self.path, self._answer))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _from_here(self) -> bool:
        port = self.server.server_port
        hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        if port == 80:
            hosts |= {"127.0.0.1", "localhost"}
        from_other_site = self.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"}
        # A link from elsewhere may open the page itself; what it can't do is read the corpus.
        return self.headers.get("Host", "") in hosts and not (from_other_site and self.path != "/")

    def _answer(self) -> Answer:
        try:
            address = urlsplit(self.path)
        except ValueError:
            return _plain(HTTPStatus.BAD_REQUEST, "that is not an address")
        values = _ANSWERS.get(address.path)
        if values is None:
            return _plain(HTTPStatus.NOT_FOUND, "there is no such page")
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        try:
            value = values(self.server.shown.library, query)
        except CorpusError as error:
            message = "\n".join(str(problem) for problem in error.problems[:20])
            return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, message)
        except ValueError:
            return _plain(HTTPStatus.BAD_REQUEST, "from and count are numbers")
        return _json(value)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": f"{answer.kind}; charset=utf-8",
            "Content-Length": str(len(answer.body)),
            "Content-Security-Policy": f"{self.server.shown.policy}; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write nothing: what a reader looks at is nobody's business."""


def _json(value: Any) -> Answer:
    if value is None:
        return _plain(HTTPStatus.NOT_FOUND, "there is nothing with that id")
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Answer(HTTPStatus.OK, "application/json", text.encode("utf-8"))


def _plain(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, "text/plain", f"{text}\n".encode("utf-8", "replace"))
