"""What the three providers refuse, each with its own code and HTTP 200. Pure: the time of a message is given."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

HOUR = 3_600_000  # ms
MINUTE = 60_000
DINGTALK_BLOCK = 10 * MINUTE
DINGTALK_MOST, WECOM_MOST, WECOM_TEXT, FEISHU_MOST = 20_000, 4096, 2048, 20_480

Answer = dict[str, Any]


@dataclass(slots=True)
class Hook:
    """One robot as its provider sees it. `taken` is what it would have shown; `refused` the codes it gave otherwise."""

    secret: str = ""
    keyword: str = ""
    taken: list[tuple[int, Answer]] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    recent: deque[int] = field(default_factory=deque)
    blocked: int = 0


def _parsed(body: bytes) -> Answer | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _counted(hook: Hook, now: int, most: int, span: int) -> bool:
    """Whether one more within the span is within the limit; it is counted either way."""
    while hook.recent and hook.recent[0] <= now - span:
        hook.recent.popleft()
    hook.recent.append(now)
    return len(hook.recent) <= most


def _hmac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _answer(hook: Hook, code: int, text: str, field_: str, words: str) -> Answer:
    if code:
        hook.refused.append(code)
    return {field_: code, words: text}


def dingtalk(hook: Hook, query: str, body: bytes, now: int) -> Answer:
    """The query is decoded once, as the rule says: a signature encoded twice is a wrong one."""

    def say(code: int, text: str) -> Answer:
        return _answer(hook, code, text, "errcode", "errmsg")

    if now < hook.blocked:
        return say(130101, "send too fast, exceed 20 times per minute")
    if not _counted(hook, now, 20, MINUTE):
        hook.blocked = now + DINGTALK_BLOCK
        return say(130101, "send too fast, exceed 20 times per minute")
    values = {key: one[0] for key, one in parse_qs(query).items()}
    if not values.get("access_token"):
        return say(300001, "token is not exist")
    if hook.secret:
        timestamp = values.get("timestamp", "")
        if not timestamp.isdigit() or abs(int(timestamp) - now) > HOUR:
            return say(310000, "invalid timestamp")
        if values.get("sign") != _hmac(hook.secret, f"{timestamp}\n{hook.secret}"):
            return say(310000, "sign not match")
    data = _parsed(body)
    if data is None or data.get("msgtype") not in ("text", "link", "markdown", "actionCard", "feedCard"):
        return say(40035, "param error")
    if data["msgtype"] not in data:
        return say(40035, "param error")
    if len(body) > DINGTALK_MOST:
        return say(460101, "message too long")
    if hook.keyword and hook.keyword not in json.dumps(data, ensure_ascii=False):
        return say(310000, "keywords not in content")
    hook.taken.append((now, data))
    return say(0, "ok")


def wecom(hook: Hook, query: str, body: bytes, now: int) -> Answer:
    """No signature: the key is all there is."""

    def say(code: int, text: str) -> Answer:
        return _answer(hook, code, text, "errcode", "errmsg")

    if not parse_qs(query).get("key"):
        return say(93000, "invalid webhook url")
    if not _counted(hook, now, 20, MINUTE):
        return say(45009, "api freq out of limit")
    data = _parsed(body)
    kind = data.get("msgtype") if data else None
    if data is None or kind not in ("text", "markdown", "markdown_v2") or not isinstance(data.get(kind), dict):
        return say(40008, "invalid message type")
    content = str(data[kind].get("content", "")).encode()
    if not content or len(content) > (WECOM_TEXT if kind == "text" else WECOM_MOST):
        return say(40058, "content exceed max length")
    hook.taken.append((now, data))
    return say(0, "ok")


def feishu(hook: Hook, query: str, body: bytes, now: int) -> Answer:
    """Signed in the body, in seconds; five a second and a hundred a minute."""

    def say(code: int, text: str) -> Answer:
        return _answer(hook, code, text, "code", "msg")

    if not _counted(hook, now, 100, MINUTE) or sum(at > now - 1000 for at in hook.recent) > 5:
        return say(11232, "frequency limited")
    data = _parsed(body)
    if data is None or data.get("msg_type") not in ("text", "post", "image", "interactive"):
        return say(9499, "Bad Request")
    if hook.secret:
        timestamp = str(data.get("timestamp", ""))
        if not timestamp.isdigit() or abs(int(timestamp) * 1000 - now) > HOUR:
            return say(19021, "sign match fail or timestamp is not within one hour from current time")
        if data.get("sign") != _hmac(f"{timestamp}\n{hook.secret}", ""):
            return say(19021, "sign match fail or timestamp is not within one hour from current time")
    if len(body) > FEISHU_MOST:
        return say(9499, "Bad Request")
    if hook.keyword and hook.keyword not in json.dumps(data, ensure_ascii=False):
        return say(19024, "Key Words Not Found")
    hook.taken.append((now, data))
    return say(0, "success")


RULES = {"/robot/send": dingtalk, "/cgi-bin/webhook/send": wecom, "/open-apis/bot/v2/hook/": feishu}


def rule(path: str) -> Any:
    """The provider whose path it is; None for a stranger's."""
    return next(
        (
            found
            for start, found in RULES.items()
            if path == start or (path.startswith("/open") and path.startswith(start))
        ),
        None,
    )
