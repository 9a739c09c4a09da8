"""Push to a telephone by ntfy or Bark, through Apprise where it is installed (`weituo[push]`)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from weituo.notice import addresses
from weituo.notice.channels.outcome import Item, Outcome, Result, fitted

MOST = 3000  # bytes


def ready() -> bool:
    """Whether Apprise is installed."""
    return find_spec("apprise") is not None


def send(address: str, items: Sequence[Item]) -> Outcome:
    """One push for all items. Apprise says only whether it went, not why not."""
    if not ready():
        return Outcome(Result.NEVER, "off", "Apprise is not installed")
    try:
        url = addresses.apprise(address)
    except addresses.Bad:
        return Outcome(Result.NEVER, "address", "not an address that may be called")
    apprise = import_module("apprise")
    way = apprise.Apprise()
    if not way.add(url):
        return Outcome(Result.NEVER, "address", "not an address that may be called")
    body = "\n\n".join("\n".join(part for part in (one.body, one.url) if part) for one in items)
    title = items[0].title if len(items) == 1 else f"{items[0].title} +{len(items) - 1}"
    done = bool(way.notify(title=title, body=fitted(body, MOST)))
    return Outcome(Result.SENT, "ok") if done else Outcome(Result.LATER, "push", "the push service took nothing")
