"""A witness with an address (C2SP tlog-witness v1.0.0): `POST /add-checkpoint`, `GET /<sha256(origin)>/checkpoint`.

It talks to strangers: the body, the time for a request and the number of requests at once are bounded. Encryption on the
way is a reverse proxy's; what is said here carries its own signatures.
"""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from threading import BoundedSemaphore, Event, Lock, Thread, Timer
from typing import Any

from weituo.witness.answers import Conflict, Refused
from weituo.witness.cosign import Cosigner

LARGEST = 65_536  # bytes of a request's body
THREADS = 16
PATIENCE = 5.0  # seconds without a byte
DEADLINE = 10.0  # seconds for a whole request
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

Report = Callable[[int, str], None]
"""What came of a request: the status, and what was cosigned or why not."""


class Server(ThreadingHTTPServer):
    """Serves one witness. `clock` gives seconds UTC; OSError when the address is taken."""

    request_queue_size = 64
    daemon_threads = False  # server_close waits for what is under way

    def __init__(
        self,
        address: tuple[str, int],
        cosigner: Cosigner,
        clock: Callable[[], int],
        report: Report,
        *,
        patience: float = PATIENCE,
        deadline: float = DEADLINE,
        threads: int = THREADS,
    ) -> None:
        self.cosigner, self.clock, self.report = cosigner, clock, report
        self.patience, self.deadline = patience, deadline
        self.over = Event()
        self._free = BoundedSemaphore(threads)
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        """As for any TCP server: nobody is asked for the name of our own address, which may take its time."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def run(self) -> None:
        """Serves until `stop`, then finishes what is under way."""
        try:
            self.serve_forever(poll_interval=0.1)
        finally:
            self._hang_up()
            self.server_close()

    def stop(self) -> None:
        """Ends `run` soon; may be called by a signal's handler."""
        self.over.set()
        Thread(target=self.shutdown, daemon=True).start()

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for the connection, or 503 at once when all are taken."""
        if not self._free.acquire(timeout=0.2):
            with suppress(OSError):
                request.settimeout(0.2)
                request.sendall(BUSY)
            self.shutdown_request(request)
            return
        with self._lock:
            self._open.add(request)
        try:
            super().process_request(request, client_address)
        except BaseException:  # no thread could be started
            self._forget(request)
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The connection's thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._forget(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is nobody's trouble but the other side's."""

    def _forget(self, request: socket.socket) -> None:
        with self._lock:
            self._open.discard(request)
        self._free.release()

    def _hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RD)  # ends waiting; an answer still goes out


class Handler(BaseHTTPRequestHandler):
    """One connection, which may ask several times."""

    server: Server
    protocol_version = "HTTP/1.1"
    wbufsize = 8192
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """The socket gives up where no byte comes."""
        super().setup()
        self.connection.settimeout(self.server.patience)

    def handle_one_request(self) -> None:
        """One request, cut off when its time is up, however slowly its bytes trickle."""
        if self.server.over.is_set():
            self.close_connection = True
            return
        timer = Timer(self.server.deadline, self._cut)
        timer.daemon = True
        timer.start()
        try:
            super().handle_one_request()
        finally:
            timer.cancel()

    def do_GET(self) -> None:
        """The newest checkpoint cosigned."""
        name, _, rest = self.path.removeprefix("/").partition("/")
        if rest == "checkpoint":
            for origin in self.server.cosigner.store.origins():
                note = self.server.cosigner.store.seen(origin).note
                if note is not None and sha256(origin.encode()).hexdigest() == name:
                    self._answer(200, note, cache="max-age=2")
                    return
        self._answer(404, b"There is nothing here.\n")

    def do_POST(self) -> None:
        """add-checkpoint."""
        if self.path != "/add-checkpoint":
            self._refuse(404, "There is nothing here.")
            return
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or len(lengths) != 1 or not _number(lengths[0]):
            self._refuse(411, "The request does not say how long it is.")
        elif int(lengths[0]) > LARGEST:
            self._refuse(413, f"The request is longer than {LARGEST} bytes.")
        else:
            self._add(int(lengths[0]))

    def _add(self, length: int) -> None:
        body = self.rfile.read(length)
        if len(body) != length:
            self._refuse(400, "The request ended before its end.")
            return
        server = self.server
        try:
            found = server.cosigner.add(body, server.clock())
        except Conflict as conflict:
            self._answer(409, f"{conflict.size}\n".encode(), kind=SIZE)
            server.report(409, str(conflict))
        except Refused as refused:
            self._answer(refused.status, f"{refused.sentence}\n".encode())
            server.report(refused.status, refused.sentence)
        except (sqlite3.Error, OSError) as error:
            self._refuse(500, "The witness cannot remember anything now, so it signs nothing.")
            server.report(500, str(error))
        else:
            self._answer(200, f"{found.line}\n".encode())
            server.report(200, " ".join(body.partition(b"\n\n")[2].decode().split("\n")[:2]))

    def _refuse(self, status: int, sentence: str) -> None:
        """Answers without having read the whole request, so that the connection is of no further use."""
        self.close_connection = True
        self._answer(status, f"{sentence}\n".encode())

    def _answer(self, status: int, data: bytes, *, kind: str = TEXT, cache: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", cache)
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection or self.server.over.is_set():
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library has against a request, in its words, without its page."""
        self._refuse(code, message or "This is no request.")

    def version_string(self) -> str:
        """No versions for strangers."""
        return "weituo-witness"

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: `report` says what matters."""

    def _cut(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
