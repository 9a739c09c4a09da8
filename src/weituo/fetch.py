"""One HTTP request with its bounds: http or https, no redirect followed, so many bytes, so many seconds."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
AGENT = "weituo"
SENTENCE = 200  # characters of a stranger's words that are shown


class Unreachable(Exception):
    """No usable answer came, or not in time. Nothing is known about what happened on the other side."""


class Answer(NamedTuple):
    """What came back, whatever the status."""

    status: int
    kind: str
    data: bytes

    @property
    def sentence(self) -> str:
        """The first line of the answer, fit to be shown."""
        first = self.data[: 4 * SENTENCE].decode("utf-8", "replace").strip().split("\n")[0]
        return "".join(char for char in first if char.isprintable())[:SENTENCE] or "no reason given"


def request(
    method: str,
    url: str,
    *,
    timeout: float,
    limit: int,
    body: bytes | None = None,
    kind: str = "",
    token: str = "",
) -> Answer:
    """The answer of at most `limit` bytes within `timeout` seconds, looking up the name apart; `token` is shown as the
    bearer's. Unreachable otherwise."""
    place = _place(url)
    headers = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": AGENT}
    if kind:
        headers["Content-Type"] = kind
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        with _connected(place, timeout) as connection:
            return _exchange(connection, method, _target(place), body, headers, limit)
    except Unreachable:
        raise
    except TimeoutError:
        raise Unreachable(f"{place.hostname} did not answer within {timeout:g} s.") from None
    except (OSError, HTTPException, ValueError) as error:
        raise Unreachable(f"{place.hostname} gave no usable answer: {str(error) or type(error).__name__}") from error


def _place(url: str) -> SplitResult:
    try:
        place = urlsplit(url)
        fine = place.scheme in PORTS and bool(place.hostname) and place.port != 0
    except ValueError:
        fine = False
    if not fine or "@" in place.netloc or place.fragment:
        raise Unreachable(f"{url[:SENTENCE]!r} is no address that begins with http:// or https://.")
    return place


def _target(place: SplitResult) -> str:
    return (place.path or "/") + (f"?{place.query}" if place.query else "")


@contextmanager
def _connected(place: SplitResult, timeout: float) -> Iterator[HTTPConnection]:
    """A connection that is cut when its time is up, however slowly its bytes trickle."""
    host, port = place.hostname or "", place.port or PORTS[place.scheme]
    plain = socket.create_connection((host, port), timeout)
    if place.scheme == "https":
        # the handshake comes later, when the time is already running
        secure = ssl.create_default_context()
        plain = secure.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    late: list[bool] = []

    def cut() -> None:
        late.append(True)
        with suppress(OSError):
            socket.socket.shutdown(plain, socket.SHUT_RDWR)  # the plain one: TLS would wait for the other side

    timer = Timer(timeout, cut)
    timer.daemon = True
    timer.start()
    try:
        if isinstance(plain, ssl.SSLSocket):
            plain.do_handshake()
        connection = HTTPConnection(host, port, timeout=timeout)
        connection.sock = plain
        yield connection
        if late:  # cut inside the body of an answer that gave no length
            raise TimeoutError
    except (OSError, HTTPException, ValueError):
        if late:
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        plain.close()


def _exchange(
    connection: HTTPConnection, method: str, target: str, body: bytes | None, headers: Mapping[str, str], limit: int
) -> Answer:
    connection.request(method, target, body, dict(headers))
    response = connection.getresponse()
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise Unreachable("The answer is compressed, which nobody asked for.")
    data = response.read(limit + 1)
    if len(data) > limit:
        raise Unreachable(f"The answer is longer than {limit} bytes.")
    if response.length:
        raise Unreachable("The answer ended before its end.")
    return Answer(response.status, response.getheader("Content-Type", "").partition(";")[0].strip().lower(), data)
