"""One HTTP POST with its bounds: http or https, no redirect followed, so many bytes, so many seconds."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from weituo.anchor.answers import Unreachable

PORTS = {"http": 80, "https": 443}


class Answer(NamedTuple):
    """What came back, whatever the status."""

    status: int
    kind: str
    data: bytes


def post(url: str, body: bytes, kind: str, *, timeout: float, limit: int) -> Answer:
    """The answer of at most `limit` bytes within `timeout` seconds, looking up the name apart. Unreachable otherwise."""
    place = _place(url)
    try:
        return _timed(place, body, kind, timeout, limit)
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
        raise Unreachable(f"{url[:200]!r} is no address that begins with http:// or https://.")
    return place


def _timed(place: SplitResult, body: bytes, kind: str, timeout: float, limit: int) -> Answer:
    """As `post`; the connection is cut when its time is up, however slowly its bytes trickle."""
    host, port = place.hostname or "", place.port or PORTS[place.scheme]
    plain = socket.create_connection((host, port), timeout)
    if place.scheme == "https":
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
        answer = _exchange(connection, place, body, kind, limit)
        if late:  # cut inside the body of an answer that gave no length
            raise TimeoutError
        return answer
    except (OSError, HTTPException, ValueError):
        if late:
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        plain.close()


def _exchange(connection: HTTPConnection, place: SplitResult, body: bytes, kind: str, limit: int) -> Answer:
    target = (place.path or "/") + (f"?{place.query}" if place.query else "")
    headers = {
        "Accept-Encoding": "identity",
        "Connection": "close",
        "Content-Type": kind,
        "User-Agent": "weituo-anchor",
    }
    connection.request("POST", target, body, headers)
    response = connection.getresponse()
    data = response.read(limit + 1)
    if len(data) > limit:
        raise HTTPException(f"it is longer than {limit} bytes")
    if response.length:
        raise HTTPException("it ended before its end")
    return Answer(response.status, response.getheader("Content-Type", "").partition(";")[0].strip().lower(), data)
