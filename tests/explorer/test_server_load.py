"""The server under load: bursts, idle and vanished clients, and the 503 where there is no room."""

import http.client
import select
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from corpus_pkg.corpus import layout
from corpus_pkg.explorer import pool
from corpus_pkg.explorer.library import Library
from corpus_pkg.explorer.server import ExplorerServer, make_server

DOCUMENT = "/api/document?id=trade-nearly-doubles"
SECONDS = 60
"""Far longer than anything here takes; what runs into it was not answered."""


@pytest.fixture
def server() -> Iterator[ExplorerServer]:
    server = make_server(Library(layout.packaged()))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def connected(server: ExplorerServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.server_port), timeout=SECONDS)


def request(server: ExplorerServer, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.server_port}\r\n\r\n".encode()


def response(connection: socket.socket) -> tuple[int, bytes, str | None]:
    """Return status, body and Retry-After of the answer on a connection."""
    found = http.client.HTTPResponse(connection)
    found.begin()
    return found.status, found.read(), found.headers["Retry-After"]


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Return what a function gives for each number, called in as many threads at one time."""
    found: list[Any] = [None] * count
    barrier = threading.Barrier(count)

    def call(number: int) -> None:
        barrier.wait()
        found[number] = act(number)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_hundred_requests_at_once_are_all_answered(
    server: ExplorerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Counter[str]()
    document = server.shown.library.document

    def counted(name: str) -> Any:
        made[name] += 1
        return document(name)

    monkeypatch.setattr(server.shown.library, "document", counted)
    before = threading.active_count()
    most = 0

    def ask(_number: int) -> tuple[int, bytes, str | None]:
        nonlocal most
        with connected(server) as connection:
            connection.sendall(request(server, DOCUMENT))
            found = response(connection)
            most = max(most, threading.active_count() - before)
            return found

    answers = at_once(200, ask)
    assert {status for status, _, _ in answers} <= {200, 503}
    assert all(after == "1" for status, _, after in answers if status == 503)
    pages = {body for status, body, _ in answers if status == 200}
    assert len(pages) == 1, "the same page for all"
    assert most <= 200 + pool.CONNECTIONS
    assert made["trade-nearly-doubles"] < 100, "a page is made once for a burst"


def test_where_there_is_no_room_a_request_is_refused_with_the_time_to_ask_again(
    server: ExplorerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", 0.01)
    go = threading.Event()
    document = server.shown.library.document

    def slow(name: str) -> Any:
        go.wait(SECONDS)
        return document(name)

    monkeypatch.setattr(server.shown.library, "document", slow)
    busy = [connected(server) for _ in range(pool.CONNECTIONS)]
    for connection in busy:
        connection.sendall(request(server, DOCUMENT))
    refused = [ask_once(server, DOCUMENT)]
    monkeypatch.setattr(pool, "PATIENCE", 10 * SECONDS)
    # Once one has waited in vain, none waits: a second each would be longer than the answers may take.
    refused += at_once(2 * SECONDS, lambda _number: ask_once(server, DOCUMENT))
    assert {(status, after) for status, _, after in refused} == {(503, "1")}
    go.set()
    assert [response(connection)[0] for connection in busy] == [200] * pool.CONNECTIONS
    for connection in busy:
        connection.close()
    assert ask_until_room(server, DOCUMENT) == 200


def test_where_there_is_no_room_the_first_waits_for_it(
    server: ExplorerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "PATIENCE", SECONDS)
    monkeypatch.setattr(pool, "IDLE", SECONDS)
    idle = [connected(server) for _ in range(pool.CONNECTIONS)]
    with connected(server) as connection:
        connection.sendall(request(server, DOCUMENT))
        assert select.select([connection], [], [], 0.2)[0] == [], "it is neither answered nor refused"
        idle.pop().close()
        assert response(connection)[0] == 200
    for each in idle:
        each.close()


def ask_once(server: ExplorerServer, path: str) -> tuple[int, bytes, str | None]:
    with connected(server) as connection:
        connection.sendall(request(server, path))
        return response(connection)


def ask_until_room(server: ExplorerServer, path: str) -> int:
    """Return the first status that is not 503."""
    for _ in range(200):
        if (status := ask_once(server, path)[0]) != 503:
            return status
        threading.Event().wait(0.05)
    return 503


def test_connections_that_send_nothing_or_half_a_request_make_room(
    server: ExplorerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "IDLE", 0.0)
    monkeypatch.setattr("corpus_pkg.explorer.server._Handler.timeout", SECONDS * 10)
    idle = [connected(server) for _ in range(2 * pool.CONNECTIONS)]
    for connection in idle[::2]:
        connection.sendall(b"GET / HT")
    assert ask_until_room(server, "/") == 200
    for connection in idle:
        connection.close()


def test_clients_that_go_away_leave_nothing_on_the_terminal(
    server: ExplorerServer, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in ("/", DOCUMENT, "/api/documents?count=20", "/none"):
        for sent in (request(server, path), request(server, path)[:-2], b""):
            connection = connected(server)
            connection.sendall(sent)
            # Closed with a reset, before, while or after the server writes.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
    # Each has its thread; this answer comes when the answers before it were made.
    assert ask_until_room(server, DOCUMENT) == 200
    while threading.active_count() > 2 and server._waiting:
        threading.Event().wait(0.01)
    written = capfd.readouterr()
    assert (written.out, written.err) == ("", "")


@pytest.mark.parametrize(
    "path", ["//[", "/api/document?id=%ff", "/api/headings?from=" + "9" * 5000, "/" + "x" * 60000]
)
def test_an_odd_address_is_answered(
    server: ExplorerServer, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask_once(server, path)[0] in (400, 404)
    assert capfd.readouterr().err == ""
