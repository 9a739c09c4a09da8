"""The words of each kind of notice: a title that stands alone, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

ZH = "zh-hans"


class Said(NamedTuple):
    """A notice in one language."""

    title: str
    body: str
    path: str  # of our page, "" when there is none
    url: str  # the same with our address, "" while we have no public one


WORDS: Mapping[str, tuple[Promise, Promise]] = {
    "emergency": (
        gettext_lazy("EMERGENCY %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("Life safety. Go there or call now, then open the order and take it or acknowledge it here."),
    ),
    "escalated": (
        gettext_lazy("NOBODY ANSWERS %(number)s: %(fault)s, %(place)s"),
        gettext_lazy(
            "%(minutes)s minutes after the emergency nobody has acknowledged it. It is now yours: call somebody."
        ),
    ),
    "reported": (
        gettext_lazy("New report %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("See whether the right person is on the way."),
    ),
    "recurred": (
        gettext_lazy("Back again %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("It may be the same fault as before. Say whether it counts as a recurrence."),
    ),
    "assigned": (
        gettext_lazy("Sent to you %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("Take the order before you set out; the time is already running."),
    ),
    "accompanied": (
        gettext_lazy("You go along %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("This work wants more than one person. Agree with who leads it."),
    ),
    "offered": (
        gettext_lazy("Who takes it? %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The first to take it has it. After some minutes it is given to somebody."),
    ),
    "unassigned": (
        gettext_lazy("Nobody sent %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("For %(minutes)s minutes nobody has been sent. Send somebody now."),
    ),
    "half": (
        gettext_lazy("Half of the time is used %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("%(clock)s by %(until)s."),
    ),
    "overdue": (
        gettext_lazy("Overdue %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("%(clock)s was promised by %(until)s. See to it, or write down what holds it up."),
    ),
    "paused": (
        gettext_lazy("Pause to be decided %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The engineer has stopped the clock. Approve it or refuse it; your own time for that is running."),
    ),
    "excused": (
        gettext_lazy("Excuse to be decided %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The contractor says it is excused for being late. Accept that or not."),
    ),
    "pause_ruled": (
        gettext_lazy("Pause decided %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The supervisor's decision: %(approved)s."),
    ),
    "excuse_ruled": (
        gettext_lazy("Excuse decided %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The supervisor's decision: %(approved)s."),
    ),
    "called_out": (
        gettext_lazy("Called out %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The desk has called you out. Take the order when you set out."),
    ),
    "called": (
        gettext_lazy("The desk calls you %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("Come now, or ring the desk at once. Acknowledge this so that they see you have read it."),
    ),
    "missed": (
        gettext_lazy("Call not answered %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("%(name)s has not answered the desk's call for %(minutes)s minutes. See that somebody goes."),
    ),
    "handover": (
        gettext_lazy("Hand-over of %(name)s not acknowledged"),
        gettext_lazy("For %(minutes)s minutes nobody has taken the shift over. See who is there."),
    ),
    "transferred": (
        gettext_lazy("Handed over to you %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("Your party now has this order. Send somebody."),
    ),
    "claimed": (
        gettext_lazy("Waiting for acceptance %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("The engineer says it is done. Look at it and accept it or send it back."),
    ),
    "rejected": (
        gettext_lazy("Sent back %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("It was not accepted. The clock never stopped: go back and finish it."),
    ),
    "recurrence_ruled": (
        gettext_lazy("Recurrence decided %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("Counts as a recurrence: %(confirmed)s."),
    ),
    "accepted": (
        gettext_lazy("Accepted %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("Nothing more to do."),
    ),
    "cancelled": (
        gettext_lazy("Called off %(number)s: %(fault)s, %(place)s"),
        gettext_lazy("You need not go."),
    ),
    "statement_issued": (
        gettext_lazy("Statement of %(month)s issued"),
        gettext_lazy("Check the figures; object in time to what is not right."),
    ),
    "statement_disputed": (
        gettext_lazy("Objection to the statement of %(month)s"),
        gettext_lazy("A figure is objected to. The other side decides."),
    ),
    "statement_decided": (
        gettext_lazy("Objection decided: statement of %(month)s"),
        gettext_lazy("See what was decided and whether a correction follows."),
    ),
    "statement_restated": (
        gettext_lazy("Statement of %(month)s computed again"),
        gettext_lazy("The differences are posted into a later month."),
    ),
    "right": (
        gettext_lazy("Agreement after %(month)s: %(right)s"),
        gettext_lazy("The scores of the last months lead here by the agreement. People decide what follows."),
    ),
    "exit_noticed": (
        gettext_lazy("Notice of termination given"),
        gettext_lazy("The property company uses its right. See dates and what is to be handed over."),
    ),
    "exit_withdrawn": (
        gettext_lazy("Notice of termination taken back"),
        gettext_lazy("The agreement goes on."),
    ),
    "agreement_suspended": (
        gettext_lazy("Agreement suspended"),
        gettext_lazy("See from which day no fee is due."),
    ),
    "agreement_ended": (
        gettext_lazy("Agreement ended"),
        gettext_lazy("See from which day it has ended and what is still to be settled."),
    ),
    "charged": (
        gettext_lazy("An event is charged"),
        gettext_lazy(
            "The property company has written down a priced event. See what it is and object if it is not so."
        ),
    ),
    "uncharged": (
        gettext_lazy("A charged event is withdrawn"),
        gettext_lazy("It is not charged in a month that is not yet issued."),
    ),
    "trust": (
        gettext_lazy("The ledger needs attention: %(what)s"),
        gettext_lazy("%(name)s. Find out why before the next statement is signed."),
    ),
    "account_locked": (
        gettext_lazy("Your account was locked for a while"),
        gettext_lazy(
            "Wrong passwords or codes were typed too often. It opens by itself after 15 minutes. If it was not you, change "
            "your password."
        ),
    ),
    "account_reset": (
        gettext_lazy("Your second factor was taken away"),
        gettext_lazy("An administrator did so. If you did not ask for it, speak to them now; then set up a new one."),
    ),
    "account_changed": (
        gettext_lazy("Your sign-in was changed"),
        gettext_lazy("If it was not you, end all other sessions, change your password and tell an administrator."),
    ),
    "test": (
        gettext_lazy("Test message"),
        gettext_lazy("If you can read this, notices arrive here."),
    ),
}

CLOCKS: Mapping[str, Promise] = {
    "respond": pgettext_lazy("clock", "Arrival"),
    "repair": pgettext_lazy("clock", "Repair"),
}
RIGHTS: Mapping[str, Promise] = {
    "warned": pgettext_lazy("right", "a warning stands"),
    "terminable": pgettext_lazy("right", "the right to terminate stands"),
    "notice": pgettext_lazy("right", "under notice"),
}
TROUBLES: Mapping[str, Promise] = {
    "halted": pgettext_lazy("trouble", "the log has stopped signing"),
    "witness": pgettext_lazy("trouble", "a witness does not confirm"),
    "robot": pgettext_lazy("trouble", "messages do not arrive"),
}


def say(kind: str, payload: Mapping[str, Any], zone: ZoneInfo, language: str = ZH) -> Said:
    """A notice in words. An unknown kind, of a newer release, says its name."""
    with translation.override(language):
        values = {key: _value(key, one, zone, language) for key, one in payload.get("words", {}).items()}
        title, body = WORDS.get(kind, (kind, ""))
        path = page(payload)
        return Said(filled(title, values), filled(body, values), path, f"{settings.ORIGIN}{path}" if path else "")


def page(payload: Mapping[str, Any]) -> str:
    """The path of the page a notice is about."""
    try:
        return reverse(payload["page"], kwargs=payload.get("of") or None) if payload.get("page") else ""
    except NoReverseMatch:
        return ""


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def filled(text: str | Promise, values: Mapping[str, str]) -> str:
    """The text with its values; "–" for one that is missing. Control characters are left out."""
    found = str(text) % _Blank(values)
    return "".join(char for char in found if char.isprintable() or char == "\n")


def _value(key: str, one: Any, zone: ZoneInfo, language: str) -> str:
    if isinstance(one, Mapping):
        return str(one.get("zh" if language == ZH else "en") or one.get("zh") or "–")
    if isinstance(one, bool):
        return _("yes") if one else _("no")
    if key == "until":
        return datetime.fromtimestamp(one / 1000, UTC).astimezone(zone).strftime("%m-%d %H:%M")
    table = {"clock": CLOCKS, "right": RIGHTS, "what": TROUBLES}.get(key, {})
    return str(table.get(one, one))
