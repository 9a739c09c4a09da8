"""The language switch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from weituo.faces.shared.views.signing import safe_next

YEAR = 365 * 24 * 3600


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language on this device and goes back to the page."""
    response = HttpResponseRedirect(safe_next(request))
    wished = request.POST.get("language", "")
    if wished in {code for code, _ in settings.LANGUAGES}:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wished, max_age=YEAR, samesite="Lax")
    return response
