"""One request to a provider: only to a known host, no redirect, bounded in time and size. Nothing of the address or the
body is logged or ever part of an error."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx

from weituo.notice import addresses
from weituo.notice.channels.outcome import Outcome, Request, Result

TIMEOUT = httpx.Timeout(6, connect=4)
LARGEST = 65_536  # bytes of an answer

Judge = Callable[[object], Outcome]


def post(request: Request, judge: Judge, transport: httpx.BaseTransport | None = None) -> Outcome:
    """What the provider said. Whether a message arrived is not known when the connection broke after it was sent: the code
    is then `broken`, and it is tried again."""
    if not addresses.callable_(request.url):
        return Outcome(Result.NEVER, "address", "not an address that may be called")
    kind = {"Content-Type": "application/json; charset=utf-8"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False, transport=transport) as client,
            client.stream("POST", request.url, content=request.body, headers=kind) as answer,
        ):
            data = b""
            for part in answer.iter_bytes():
                data += part
                if len(data) > LARGEST:
                    return Outcome(Result.LATER, "long", "the answer is too long")
            return _read(answer.status_code, data, judge)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        return Outcome(Result.LATER, "unreachable", "no connection")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError):
        return Outcome(Result.LATER, "broken", "the connection broke")


def _read(status: int, data: bytes, judge: Judge) -> Outcome:
    if status != 200:
        return Outcome(Result.LATER, f"http {status}")
    try:
        answer = json.loads(data)
    except ValueError:
        answer = None
    return judge(answer)
