"""The product served as `weituo up` serves it, asked over one kept-open connection by one signed-in person."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from weituo.cli import pages, server


def free() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(port: int) -> Iterator[None]:
    """Serves on this port."""
    if pages.stale():
        pages.collect()
    with server.running(server.command("127.0.0.1", port, 2)) as process:
        server.wait(process, port)
        yield


@contextmanager
def serving(session: str) -> Iterator[Callable[[str], bytes]]:
    """Serves on a free port; yields a GET that raises unless the answer is 200."""
    port = free()
    with started(port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

        def get(address: str) -> bytes:
            connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"GET {address} answered {answer.status}")
            return body

        yield get
        connection.close()
