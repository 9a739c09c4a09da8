"""Feishu group robot: signed in the body, seconds, 20 kB; busy on the full and half hour."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from weituo.ledger.time import ms
from weituo.notice.channels.outcome import Item, Outcome, Request, fitted, judged, markdown

MOST = 15_000  # bytes of text; the limit is 20 kB of the whole body
BLOCKED = {11232: timedelta(seconds=60), 99991400: timedelta(seconds=60)}
NEVER = (9499, 19001, 19005, 19006, 19007, 9400)


def sign(secret: str, timestamp: int) -> str:
    """Time and secret are the key; nothing is the message."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def request(webhook: str, secret: str, items: Sequence[Item], link: str, now: datetime) -> Request:
    """One card, with a button when there is one page."""
    first = items[0]
    alone = len(items) == 1
    shown = [first._replace(url="")] if alone else items
    text = {"tag": "div", "text": {"tag": "lark_md", "content": fitted(markdown(shown, link), MOST)}}
    elements: list[object] = [text]
    if alone and first.url:
        button = {"tag": "button", "text": {"tag": "plain_text", "content": link}, "url": first.url, "type": "primary"}
        elements.append({"tag": "action", "actions": [button]})
    body: dict[str, object] = {"msg_type": "interactive", "card": {"elements": elements}}
    if secret:
        timestamp = ms(now) // 1000
        body |= {"timestamp": str(timestamp), "sign": sign(secret, timestamp)}
    return Request(webhook, json.dumps(body, ensure_ascii=False).encode())


def judge(answer: object) -> Outcome:
    """By `code`. 19021 (signature or clock), 19022 (address list) and 19024 (keyword) can be mended on their side."""
    return judged(answer, "code", BLOCKED, NEVER, "msg")
