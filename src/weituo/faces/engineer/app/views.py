"""The shell, its service worker and manifest, and whether somebody is signed in (asked once, when a phone is paired)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_safe

from weituo.faces.engineer.app.words import island
from weituo.faces.shared import access
from weituo.faces.shared.request import Request

ASSETS = ("phone.css", "phone.js", "icons.svg", "phone-192.png", "phone-512.png")
API = "/api/v1/phone/"
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""As every page's; a video just taken may also be looked at."""


def _words() -> dict[str, object]:
    scope = reverse("engineer:app")
    return {
        "api": API,
        "scope": scope,
        "worker": reverse("engineer:app-worker"),
        "session": reverse("engineer:app-session"),
        "sign_in": f"{reverse('sign-in')}?{urlencode({'next': scope + '#/device'})}",
        "words": (texts := island()),
        "title": texts["zh-hans"]["app.name"],
    }


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The one page of the app. It is the same for everybody: the phone keeps it and opens it without network."""
    response = render(request, "engineer_app/shell.html", _words())
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker with the files of this very version in front: their hashed names are known only here, where
    Django collected them, so no build step can write them down."""
    source = _built("phone-worker.js")
    files = [static(name) for name in ASSETS]
    with override("zh-hans"):
        page = render_to_string("engineer_app/shell.html", _words())
    content = "".join([page, source, *(_built(name, text=False) for name in ASSETS)])
    about = {
        "version": hashlib.sha256(content.encode()).hexdigest()[:16],
        "page": reverse("engineer:app"),
        "files": [*files, reverse("engineer:app-manifest")],
    }
    response = HttpResponse(f"self.SHELL = {json.dumps(about)};\n{source}", content_type="text/javascript")
    response["Service-Worker-Allowed"] = reverse("engineer:app")
    response["Cache-Control"] = "no-cache"
    return response


def _built(name: str, *, text: bool = True) -> str:
    """A built file's text, or the digest of its bytes."""
    found = finders.find(name)
    if not found and staticfiles_storage.exists(name):
        found = staticfiles_storage.path(name)
    if not found:
        raise Http404(name)
    path = Path(found)
    return path.read_text(encoding="utf-8") if text else hashlib.sha256(path.read_bytes()).hexdigest()


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone shows when the app is installed. Always in Chinese: it is installed once, for an estate in China."""
    scope = reverse("engineer:app")
    icons = [
        {"src": static(f"phone-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for side in (192, 512)
        for purpose in ("any", "maskable")
    ]
    with override("zh-hans"):
        name = pgettext("phone", "Weituo engineer")
    about = {
        "id": scope, "name": name, "short_name": name, "lang": "zh-Hans", "start_url": scope, "scope": scope,
        "display": "standalone", "orientation": "portrait", "background_color": "#f4f6f8", "theme_color": "#0b5cad",
        "icons": icons,
    }  # fmt: skip
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whether an engineer is signed in here, and the token without which a pairing is not taken."""
    actor = cast(Request, request).actor
    if actor is None or not access.allowed(actor, "order.take"):
        answer: dict[str, object] = {"signed_in": False, "csrf": "", "name": ""}
    else:
        answer = {"signed_in": True, "csrf": get_token(request), "name": actor.name}
    response = JsonResponse(answer)
    response["Cache-Control"] = "no-store"
    return response
