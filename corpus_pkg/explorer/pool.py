"""A server of a bounded number of connections, and answers that are kept for a moment.

A burst of requests waits in the system's queue and is answered bit by bit. Connections that send nothing
make room for others, and only where there is no room for a while is a request refused, with a status that
says when to ask again.
"""

import socket
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import Any, Final, NamedTuple

CONNECTIONS: Final = 32
"""The most connections, each of which has a thread. A browser opens six or so."""
PATIENCE: Final = 2.0
"""Seconds that a new connection waits for room before it is refused."""
IDLE: Final = 1.0
"""Seconds without a request after which a connection may be ended to make room."""
KEPT_SECONDS: Final = 2.0
"""Seconds for which an answer is kept: for a burst, not so long that an edited corpus looks old."""
KEPT_BYTES: Final = 32 << 20

_BUSY_BODY: Final = b"busy; ask again in a moment\n"
_BUSY: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b"
) % (len(_BUSY_BODY), _BUSY_BODY)


class PooledServer(ThreadingHTTPServer):
    """An HTTP server with a bounded number of threads that stays silent when clients go away."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, port: int, handler: Any) -> None:
        self._room = threading.Semaphore(CONNECTIONS)
        self._full = False
        self._waiting: dict[socket.socket, float] = {}
        super().__init__(("127.0.0.1", port), handler)

    def waits(self, connection: socket.socket) -> None:
        """Note that a connection waits for its next request."""
        self._waiting[connection] = time.monotonic()

    def works(self, connection: socket.socket) -> None:
        """Note that a connection has its request, or has ended."""
        self._waiting.pop(connection, None)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread of its own, or refuse it where too many are open."""
        if not self._room.acquire(blocking=False):
            self._end_idle()
            # Once one has waited in vain, those after it need not wait too.
            if not self._room.acquire(timeout=0 if self._full else PATIENCE):
                self._full = True
                self._refuse(request)
                return
        self._full = False
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a connection until it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.works(request)
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what is a fault of the server, and not that a client went away."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def _end_idle(self) -> None:
        now = time.monotonic()
        for connection, since in list(self._waiting.items()):
            if now - since > IDLE:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def _refuse(self, request: socket.socket) -> None:
        with suppress(OSError):
            # A connection that is closed with bytes unread is reset, and its client may not see the answer.
            request.settimeout(0.2)
            request.recv(1 << 16)
        with suppress(OSError):
            request.sendall(_BUSY)
        self.shutdown_request(request)


class Answer(NamedTuple):
    """What is sent to a client."""

    status: int
    kind: str
    body: bytes


class KeptAnswers:
    """Makes answers one at a time and keeps each for a moment, for the others who ask for the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self._bytes = 0

    def get(self, address: str, make: Callable[[], Answer]) -> Answer:
        """Return the answer to an address, made by `make` where none is kept."""
        with self._lock:
            kept = self._kept.get(address)
            if kept is not None and time.monotonic() < kept[0]:
                return kept[1]
            answer = make()
            self._keep(address, answer)
            return answer

    def _keep(self, address: str, answer: Answer) -> None:
        self._drop(address)
        self._kept[address] = time.monotonic() + KEPT_SECONDS, answer
        self._bytes += len(answer.body) + len(address)
        while self._bytes > KEPT_BYTES:
            self._drop(next(iter(self._kept)))

    def _drop(self, address: str) -> None:
        kept = self._kept.pop(address, None)
        if kept is not None:
            self._bytes -= len(kept[1].body) + len(address)
