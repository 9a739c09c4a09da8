"""Words of dispatch: why somebody may not go, what makes a cost, how somebody came to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from weituo.faces.shared.labels import LICENCES

MODES: Mapping[str, Promise] = {
    "assign": pgettext_lazy("dispatch", "Assign to the best"),
    "offer": pgettext_lazy("dispatch", "Offer first, then assign"),
    "rotate": pgettext_lazy("dispatch", "Take turns"),
}

SENT: Mapping[str, Promise] = {
    "auto": pgettext_lazy("dispatch", "at once, by itself"),
    "plan": pgettext_lazy("dispatch", "by a new plan"),
    "manual": pgettext_lazy("dispatch", "by a person"),
    "offer": pgettext_lazy("dispatch", "offered to whoever takes it"),
    "held": pgettext_lazy("dispatch", "kept back: those who may go are held in reserve"),
    "nobody": pgettext_lazy("dispatch", "nobody may go"),
}

PARTS: Mapping[str, Promise] = {
    "wait": pgettext_lazy("dispatch", "waiting"),
    "late": pgettext_lazy("dispatch", "past the response limit"),
    "repair": pgettext_lazy("dispatch", "past the repair limit"),
    "travel": pgettext_lazy("dispatch", "on the way"),
    "call": pgettext_lazy("dispatch", "called in"),
    "change": pgettext_lazy("dispatch", "taken from somebody"),
    "others": pgettext_lazy("dispatch", "their other orders later"),
}


def against(code: str, params: Mapping[str, Any]) -> str:
    """What stands against somebody, in a few words."""
    if code == "dispatch.unlicensed":
        kinds = [str(LICENCES.get(kind, kind)) for kind in str(params.get("licences", "")).split(",") if kind]
        return _("no valid licence: %(kinds)s") % {"kinds": _(" or ").join(kinds)} if kinds else _("no valid licence")
    if code == "dispatch.too_few":
        return _("%(persons)s have to go together") % {"persons": params.get("persons", 2)}
    return {
        "dispatch.off_duty": _("not on duty"),
        "dispatch.other_party": _("of another party"),
        "dispatch.nobody": _("nobody there"),
    }.get(code, code)


def summary(counts: Mapping[str, int]) -> list[str]:
    """Why nobody may go: how many persons each reason is about."""
    return [
        _("%(count)s: %(why)s") % {"count": count, "why": against(code, {})} for code, count in sorted(counts.items())
    ]
