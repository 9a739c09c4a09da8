"""What the kinds, channels and steps are called here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from weituo.notice.reads import Wish

CHOICES: Mapping[str, Promise] = {
    "reported": pgettext_lazy("notice", "New reports"),
    "assigned": pgettext_lazy("notice", "Orders sent to me"),
    "half": pgettext_lazy("notice", "Half of the time is used"),
    "paused": pgettext_lazy("notice", "Pauses to decide"),
    "excused": pgettext_lazy("notice", "Excuses to decide"),
    "claimed": pgettext_lazy("notice", "Waiting for acceptance"),
    "rejected": pgettext_lazy("notice", "Sent back"),
    "accepted": pgettext_lazy("notice", "Accepted"),
    "cancelled": pgettext_lazy("notice", "Called off"),
    "recurred": pgettext_lazy("notice", "Back again"),
    "statement_issued": pgettext_lazy("notice", "Statements issued"),
    "statement_disputed": pgettext_lazy("notice", "Objections"),
    "statement_decided": pgettext_lazy("notice", "Answers to objections"),
    "trust": pgettext_lazy("notice", "Trouble of the ledger"),
}
"""Kinds one may not want outside the inbox. Emergencies, lateness and the agreement itself cannot be switched off."""

CHANNELS: Mapping[str, Promise] = {
    "mail": pgettext_lazy("channel", "E-mail"),
    "push": pgettext_lazy("channel", "Push (ntfy or Bark)"),
    "dingtalk": pgettext_lazy("channel", "DingTalk"),
    "wecom": pgettext_lazy("channel", "WeCom"),
    "feishu": pgettext_lazy("channel", "Feishu"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel on the settings page."""

    wish: Wish
    label: str
    kinds: tuple[tuple[str, str, bool], ...]
    start: str
    end: str

    @classmethod
    def of(cls, wish: Wish) -> Shown:
        """The wish with its words."""
        kinds = tuple((kind, str(label), kind not in wish.unwanted) for kind, label in CHOICES.items())
        start, end = (clock(one) for one in wish.hours) if wish.hours else ("", "")
        return cls(wish, str(CHANNELS[wish.channel]), kinds, start, end)


def clock(minute: int) -> str:
    """`07:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def bad_address(channel: str) -> str:
    """What is wrong with an address, and what a right one looks like."""
    if channel == "mail":
        return _("This is no mail address. One looks like name@example.cn.")
    return _("This address cannot be used: https://ntfy.sh/your-topic or https://api.day.app/your-key.")
