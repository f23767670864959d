"""The explorer's server: for browsers on this machine, and to read only.

It listens at 127.0.0.1 and answers GET and HEAD. A request whose Host is another name is refused, so
that a page of the web can't read the corpus through a name that it has pointed at this machine (DNS
rebinding); so is one that another site's page has made.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from corpus_pkg.__about__ import __version__
from corpus_pkg.explorer.library import Library
from corpus_pkg.explorer.page import html_page, policy
from corpus_pkg.problems import CorpusError

Query = dict[str, str]
Answer = Callable[[Library, Query], Any]

_SELF: Final = "'self'"
_ANSWERS: Final[dict[str, Answer]] = {
    "/api/headings": lambda library, query: library.headings(*_page(query)),
    "/api/document": lambda library, query: library.document(query.get("id", "")),
    "/api/documents": lambda library, query: library.some_documents(*_page(query)),
    "/api/versions": lambda library, query: library.compared(query.get("id", "")),
    "/api/entry": lambda library, query: library.entry(query.get("id", "")),
    "/api/registry": lambda library, query: library.entries(*_page(query)),
}


def _page(query: Query) -> tuple[int, int]:
    start, count = int(query.get("from", "0")), int(query.get("count", "50"))
    if start < 0 or count < 0:
        raise ValueError
    return start, count


class ExplorerServer(ThreadingHTTPServer):
    """Serves one library to this machine."""

    daemon_threads = True

    def __init__(self, library: Library, port: int) -> None:
        self.library = library
        self.page = html_page({"served": True, "info": library.info()}, connect=_SELF).encode("utf-8")
        super().__init__(("127.0.0.1", port), _Handler)


def make_server(library: Library, port: int = 0) -> ExplorerServer:
    """Return a server that is bound to 127.0.0.1 and listens; `serve_forever()` makes it answer.

    Args:
        library: What it serves.
        port: The port, or 0 for a free one (see `server_port`).

    Raises:
        OSError: The port is taken or may not be used.
    """
    return ExplorerServer(library, port)


class _Handler(BaseHTTPRequestHandler):
    server: ExplorerServer
    protocol_version = "HTTP/1.1"
    server_version = f"corpus-pkg/{__version__}"
    sys_version = ""
    timeout = 60
    # Headers and body leave in one piece and at once.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if not self._from_here():
            self._send(HTTPStatus.FORBIDDEN, "text/plain", b"ask this server at 127.0.0.1\n")
            return
        address = urlsplit(self.path)
        answer = _ANSWERS.get(address.path)
        if address.path == "/":
            self._send(HTTPStatus.OK, "text/html", self.server.page)
        elif answer is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"there is no such page\n")
        else:
            query = {name: values[-1] for name, values in parse_qs(address.query).items()}
            self._answer(answer, query)

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

    def _answer(self, answer: Answer, query: Query) -> None:
        try:
            value = answer(self.server.library, query)
        except ValueError as error:
            if isinstance(error, CorpusError):
                message = "\n".join(str(problem) for problem in error.problems[:20]) + "\n"
                self._send(HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", message.encode("utf-8"))
            else:
                self._send(HTTPStatus.BAD_REQUEST, "text/plain", b"from and count are numbers\n")
            return
        if value is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"there is none of that id\n")
            return
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._send(HTTPStatus.OK, "application/json", text.encode("utf-8"))

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": f"{policy(_SELF)}; frame-ancestors 'none'",
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
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write nothing: what a reader looks at is nobody's business."""
