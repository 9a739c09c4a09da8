"""The channels by name: robots over `wire`, mail and push to a person. `inapp` is the inbox itself and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import ModuleType

import httpx

from weituo.notice.channels import dingtalk, feishu, mail, push, wecom, wire
from weituo.notice.channels.outcome import Item, Outcome, Result

ROBOTS: Mapping[str, ModuleType] = {"dingtalk": dingtalk, "wecom": wecom, "feishu": feishu}
PERSONAL = ("mail", "push")


def to_robot(
    provider: str,
    webhook: str,
    secret: str,
    items: Sequence[Item],
    link: str,
    now: datetime,
    transport: httpx.BaseTransport | None = None,
) -> Outcome:
    """One message to a group."""
    way = ROBOTS.get(provider)
    if way is None:
        return Outcome(Result.NEVER, "provider", "no such provider")
    return wire.post(way.request(webhook, secret, items, link, now), way.judge, transport)


def to_person(channel: str, address: str, items: Sequence[Item], key: str) -> Outcome:
    """One message to a person."""
    if channel == "mail":
        return mail.send(address, items, key)
    if channel == "push":
        return push.send(address, items)
    return Outcome(Result.NEVER, "channel", "no such channel")


def ready(channel: str) -> bool:
    """Whether the channel is switched on here."""
    return {"mail": mail.ready, "push": push.ready}.get(channel, lambda: False)()
