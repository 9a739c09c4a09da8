"""What came of one try to send, and what is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple


class Result(StrEnum):
    """SENT: the provider says so itself. LATER: worth another try. BLOCKED: nothing goes for a while. NEVER: trying again
    changes nothing."""

    SENT = "sent"
    LATER = "later"
    BLOCKED = "blocked"
    NEVER = "never"


class Outcome(NamedTuple):
    """`code` and `text` are the provider's own words; `wait` how long it is blocked."""

    result: Result
    code: str = ""
    text: str = ""
    wait: timedelta = timedelta(0)


class Item(NamedTuple):
    """One notice in words; `url` is empty when there is no page or no public address."""

    title: str
    body: str
    url: str


class Request(NamedTuple):
    """What a provider is to be sent."""

    url: str
    body: bytes


SILENCE = Outcome(Result.LATER, "silence", "no usable answer")


def judged(answer: object, field: str, blocked: Mapping[int, timedelta], never: Sequence[int], text: str) -> Outcome:
    """The outcome by the provider's own code: HTTP 200 alone says nothing."""
    code = answer.get(field) if isinstance(answer, Mapping) else None
    if type(code) is not int or not isinstance(answer, Mapping):
        return SILENCE
    said = str(answer.get(text, ""))[:200]
    if code == 0:
        return Outcome(Result.SENT, "0", said)
    if code in blocked:
        return Outcome(Result.BLOCKED, str(code), said, blocked[code])
    return Outcome(Result.NEVER if code in never else Result.LATER, str(code), said)


def markdown(items: Sequence[Item], link: str) -> str:
    """A list of notices in Markdown; `link` is the word for the page. What Markdown would read as its own is escaped."""
    parts = []
    for one in items:
        more = f"\n\n[{link}]({one.url})" if one.url else ""
        parts.append(f"**{escaped(one.title)}**\n\n{escaped(one.body)}{more}")
    return "\n\n---\n\n".join(parts)


def escaped(text: str) -> str:
    """Names of places and faults come from people: no link, no mention, no heading out of them."""
    for sign in "\\`*_[]<>@":
        text = text.replace(sign, {"<": "＜", ">": "＞", "@": "＠"}.get(sign, f"\\{sign}"))
    return text


def fitted(text: str, most: int) -> str:
    """The text within so many bytes of UTF-8, cut at a character."""
    data = text.encode()
    return text if len(data) <= most else data[: most - 3].decode("utf-8", "ignore") + "…"
