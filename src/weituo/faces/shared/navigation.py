"""Where a role can go: the desk's menu and each role's first page. Other faces appear here by URL name only."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weituo.faces.shared import access
from weituo.people.reads import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu, shown to whoever may open it."""

    name: str
    label: str | Promise
    icon: str
    permission: str


ENTRIES = (
    Entry("auditor:home", _("Audit"), "scale", "audit.read"),
    Entry("office:dashboard", _("Today"), "chart-bar", "dashboard.read"),
    Entry("engineer:home", _("My orders"), "tool", "order.take"),
    Entry("office:orders", _("Orders"), "list-check", "order.list"),
    Entry("office:night", _("Night desk"), "moon", "duty.night"),
    Entry("office:intake", _("Take a report"), "phone", "order.intake"),
    Entry("office:dispatch", _("Dispatch"), "send", "dispatch.read"),
    Entry("office:duty", _("Duty"), "calendar", "duty.read"),
    Entry("office:statements", _("Statements"), "coin", "statement.read"),
    Entry("office:agreement", _("Agreement"), "file-certificate", "agreement.read"),
    Entry("office:ledger", _("Ledger"), "shield-check", "ledger.read"),
    Entry("office:oversight", _("Oversight"), "eye", "oversight.read"),
    Entry("office:map", _("Estate map"), "map-2", "map.read"),
    Entry("office:drawings", _("Drawings"), "file-text", "drawing.read"),
    Entry("office:phones", pgettext_lazy("phones", "Phones"), "device-mobile", "phone.read"),
    Entry("office:codes", _("Code labels"), "qrcode", "code.print"),
    Entry("office:people", _("People"), "users", "people.read"),
)

FIRST_PAGE = {
    "engineer": "engineer:home",
    "guard": "office:night",
    "finance": "office:statements",
    "auditor": "auditor:home",
    "administrator": "office:people",
}
"""Where a role starts the day; everybody else starts with the first menu entry they may open."""


@dataclass(frozen=True, slots=True)
class Link:
    """A menu line as shown."""

    url: str
    label: str | Promise
    icon: str
    active: bool


def menu(request: HttpRequest, actor: Actor | None) -> list[Link]:
    """The entries this actor may open, the current one marked."""
    links = []
    for entry in ENTRIES:
        url = address(entry.name)
        if url and access.allowed(actor, entry.permission):
            deeper = request.path.startswith(url.rstrip("/") + "/") and url.count("/") > 2
            links.append(Link(url, entry.label, entry.icon, request.path == url or deeper))
    return links


def first_page(actor: Actor) -> str | None:
    """The address of the actor's first page, or None when no page is open to the role."""
    wished = FIRST_PAGE.get(actor.role or "")
    if wished and (url := address(wished)):
        return url
    for entry in ENTRIES:
        if access.allowed(actor, entry.permission) and (url := address(entry.name)):
            return url
    return None


def address(name: str) -> str | None:
    """The URL of a page, or None when the face it belongs to is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
