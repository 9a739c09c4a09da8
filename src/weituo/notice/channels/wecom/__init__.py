"""WeCom group robot: the key in the address is the secret; 4,096 bytes of Markdown, 20 a minute."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from weituo.notice.channels.outcome import Item, Outcome, Request, fitted, judged, markdown

MOST = 4096  # bytes of Markdown
BLOCKED = {45009: timedelta(seconds=60), -1: timedelta(seconds=30)}
NEVER = (93000, 93008, 40008, 40058)


def request(webhook: str, secret: str, items: Sequence[Item], link: str, now: datetime) -> Request:
    """One Markdown message. There is no signature; `secret` is not used."""
    body = {"msgtype": "markdown", "markdown": {"content": fitted(markdown(items, link), MOST)}}
    return Request(webhook, json.dumps(body, ensure_ascii=False).encode())


def judge(answer: object) -> Outcome:
    """By `errcode`."""
    return judged(answer, "errcode", BLOCKED, NEVER, "errmsg")
