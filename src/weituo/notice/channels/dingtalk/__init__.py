"""DingTalk group robot: signed in the address, milliseconds, 20 a minute or blocked for ten."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from weituo.ledger.time import ms
from weituo.notice.channels.outcome import Item, Outcome, Request, fitted, judged, markdown

MOST = 18_000  # bytes; the limit is about 20,000 of the whole body
BLOCKED = {130101: timedelta(minutes=10), 410100: timedelta(minutes=10), -1: timedelta(seconds=30)}
NEVER = (300001, 400013, 400101, 400102, 43004, 40035)


def sign(secret: str, timestamp: int) -> str:
    """Base64 of HMAC-SHA256 over time and secret; not yet encoded for an address."""
    text = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def request(webhook: str, secret: str, items: Sequence[Item], link: str, now: datetime) -> Request:
    """One message: a card with a button for one notice that has a page, else Markdown."""
    url = webhook
    if secret:
        timestamp = ms(now)
        url += "&" + urlencode({"timestamp": timestamp, "sign": sign(secret, timestamp)})  # encoded here, once
    first = items[0]
    if len(items) == 1 and first.url:
        text = fitted(markdown([first._replace(url="")], link), MOST)
        card = {"title": first.title, "text": text, "singleTitle": link, "singleURL": first.url}
        body: dict[str, object] = {"msgtype": "actionCard", "actionCard": card}
    else:
        title = first.title if len(items) == 1 else f"{first.title} +{len(items) - 1}"
        body = {"msgtype": "markdown", "markdown": {"title": title, "text": fitted(markdown(items, link), MOST)}}
    return Request(url, json.dumps(body, ensure_ascii=False).encode())


def judge(answer: object) -> Outcome:
    """By `errcode`. 310000 (signature, clock, keyword or address list) can be mended on their side: it is tried again."""
    return judged(answer, "errcode", BLOCKED, NEVER, "errmsg")
