"""The product served as `weituo up` serves it, asked over one kept-open connection by one signed-in person."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from weituo.cli import pages, server


@contextmanager
def serving(session: str) -> Iterator[Callable[[str], bytes]]:
    """Serves on a free port of this machine; yields a GET that raises unless the answer is 200."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if pages.stale():
        pages.collect()
    with server.running(server.command("127.0.0.1", port, 2)) as process:
        server.wait(process, port)
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
