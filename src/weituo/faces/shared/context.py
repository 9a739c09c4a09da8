"""What every template may use without asking: the actor, the menu, the languages, the moment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from weituo.faces.shared import entering
from weituo.faces.shared.navigation import menu
from weituo.notice import reads as notices


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Tolerates requests that failed before our middleware ran."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "actors": getattr(request, "actors", ()),
        "now": getattr(request, "now", None) or timezone.now(),
        "unread": (lambda: notices.unread(actor)) if actor else 0,  # asked only by the bell
        "factor_missing": lambda: entering.said(request) if actor else "",  # asked only by the line that says so
        "menu": menu(request, actor) if actor else [],
        "languages": settings.LANGUAGES,
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
