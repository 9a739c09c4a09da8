"""The script and the style of these pages, beside the desk's own."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from weituo.faces.shared.access import SIGNED_IN, require

FOLDER = Path(__file__).parent.parent / "assets"


@require(SIGNED_IN)
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Drawing a signature, opening the section a link leads to. Every page works without it."""
    return HttpResponse((FOLDER / "drafts.js").read_bytes(), content_type="text/javascript; charset=utf-8")


@require(SIGNED_IN)
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """What the desk's style has no words for."""
    return HttpResponse((FOLDER / "drafts.css").read_bytes(), content_type="text/css; charset=utf-8")
