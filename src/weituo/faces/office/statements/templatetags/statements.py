"""`{% load statements %}`: the address of a figure, with and without a script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weituo.faces.office.statements import beside
from weituo.ledger.time import instant

register = template.Library()


@register.simple_tag(takes_context=True)
def fig(context: Mapping[str, Any], name: str, kind: str = "") -> SafeString:
    """The attributes of a link that opens a figure beside the page: by itself where scripts run, as a page elsewhere.

    `name` is the figure's full name or its last part; the page's context says which statement (`here`, `figure_url`).
    """
    whole = name if "/" in name else f"{context['month']}/{name}"
    query = urlencode({"fig": whole})
    return format_html(
        'href="{}?{}#figure" hx-get="{}?{}" hx-target="#figure" hx-push-url="{}?{}" class="{}"',
        context["here"],
        query,
        context["figure_url"],
        query,
        context["here"],
        query,
        f"fig {kind}".strip(),
    )


@register.simple_tag(takes_context=True)
def unfig(context: Mapping[str, Any]) -> SafeString:
    """The attributes of the link that closes the figure again."""
    return format_html(
        'href="{}" hx-get="{}" hx-target="#figure" hx-push-url="{}"',
        context["here"],
        context["figure_url"],
        context["here"],
    )


@register.filter
def month_name(month: Any) -> str:
    """2026-10 as people say it: 2026年10月, October 2026."""
    year, _dash, number = str(month).partition("-")
    names = (
        _("January"), _("February"), _("March"), _("April"), pgettext("month", "May"), _("June"), _("July"),
        _("August"), _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return _("%(month)s %(year)s") % {"month": names[int(number) - 1], "year": year}


@register.filter
def state_word(key: str) -> str:
    """Where a statement stands."""
    return {
        "running": _("running"),
        "due": _("not closed yet"),
        "issued": _("waiting for both signatures"),
        "signed_P": _("waiting for the contractor's signature"),
        "signed_A": _("waiting for the property company's signature"),
        "signed": _("signed by both"),
    }[key]


@register.filter
def moment(ms: int) -> datetime:
    """covenant's instant as a time a page can show."""
    return instant(ms)


@register.filter
def reason_word(note: str) -> str:
    """Why a measure was not evaluated."""
    return {
        "no_data": _("nothing due"),
        "too_few": _("too few to judge"),
        "too_short": _("too few days in force"),
        "principal_duty": _("the property company did not do its part"),
    }.get(note, "")


@register.filter
def aside_word(reason: str) -> str:
    """Why a fact counted in no figure."""
    return {
        "unusable": _("cannot be read: damaged, or of an unknown kind"),
        "duplicate": _("the same fact a second time; it counted once"),
        "conflicting": _("its number or place is taken by another fact, and only one of them can count"),
        "after_as_of": _("tells of the month or before, but came in after this statement; a correction takes it in"),
        "other_subject": _("of a kind this version of the agreement does not count"),
        "other_agreement": _("of another agreement"),
        "before_agreement": _("of an order reported before the agreement was in force"),
        "no_report": _("of an order whose report is missing"),
        "gap": _("follows a missing or changed fact and proves nothing"),
    }.get(reason, reason)


@register.filter
def time_word(key: str) -> str:
    """One of the three times to repair."""
    return beside.time_word(key)


@register.filter
def standing_word(key: str) -> str:
    """A state of the way out of an agreement."""
    return {
        "normal": pgettext("exit", "in order"),
        "warned": pgettext("exit", "warned"),
        "terminable": pgettext("exit", "may be terminated"),
        "notice": pgettext("exit", "under notice"),
        "handover": pgettext("exit", "being handed over"),
        "ended": pgettext("exit", "ended"),
    }[key]


@register.filter
def handover_word(key: str) -> str:
    """What is handed over at the end."""
    return {
        "assets": _("assets"),
        "records": _("records"),
        "keys": _("keys"),
        "open_orders": _("open orders"),
        "personal_data": _("personal data (returned or deleted)"),
        "deposit": _("what was kept back"),
    }.get(key, key)
