"""Errors as problem objects (RFC 9457): a code for programs, the clause, and a sentence in both languages for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from covenant.errors import Refusal
from weituo.faces.api.access import Denied
from weituo.faces.shared import refusals

LANGUAGES = {"zh": "zh-hans", "en": "en"}
MISSING = ("order", "statement", "place", "phone", "upload", "drawing")
NOT_FOUND = frozenset(f"{noun}.missing" for noun in MISSING)
UNUSABLE = frozenset(
    {
        "report.bad_fault",
        "report.no_words",
        "order.no_such_reason",
        "order.no_such_engineer",
        "order.not_in_terms",
        "order.bad_stars",
        "order.code_needed",
        "act.other_content",
        "file.damaged",
    }
)
TITLES = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    422: "Unprocessable Content",
    503: "Service Unavailable",
    507: "Insufficient Storage",
}


def status_of(code: str) -> int:
    """The HTTP status of a refusal: what is not there 404, what cannot be meant 422, what the rules deny 409."""
    if code in NOT_FOUND:
        return 404
    if code in UNUSABLE:
        return 422
    return 429 if code == "report.too_many" else 409


def problem(status: int, code: str, *, clause: str | None = None, **more: Any) -> HttpResponse:
    """The response. `more`: params, errors."""
    params: Mapping[str, Any] = more.get("params") or {}
    sentences = {}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            sentences[short] = _words(code, clause, params)
    body = {
        "type": f"urn:weituo:{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": sentences["en" if (translation.get_language() or "").startswith("en") else "zh"],
        "code": code,
        "clause": clause,
        "params": dict(params),
        "sentences": sentences,
        **({"errors": more["errors"]} if "errors" in more else {}),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, default=str), status=status, content_type="application/problem+json"
    )


def _words(code: str, clause: str | None, params: Mapping[str, Any]) -> str:
    own = {
        "api.unauthorized": _("Show a token of this installation, or sign in."),
        "api.forbidden": _("Your role does not hold the permission %(permission)s."),
        "api.busy": _("Nothing was decided and nothing written. Please send the same again."),
        "api.full": _("The server has no room left. What was sent is not kept; please try again later."),
        "api.invalid": _("The request does not have the form that docs/openapi.json describes."),
    }
    if code in own:
        return own[code] % params if "%" in own[code] else own[code]
    return refusals.sentence(Refusal(code, clause, **params))


def install(api: NinjaAPI) -> None:
    """Every way an operation can fail, as a problem object."""

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return problem(status_of(refusal.code), refusal.code, clause=refusal.clause, params=refusal.params)

    @api.exception_handler(Denied)
    def denied(request: HttpRequest, error: Denied) -> HttpResponse:
        return problem(403, "api.forbidden", params={"permission": error.permission})

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "api.unauthorized")
        answer["WWW-Authenticate"] = 'Bearer realm="weituo"'
        return answer

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"path": ".".join(str(part) for part in one["loc"]), "message": one["msg"]} for one in error.errors]
        return problem(422, "api.invalid", errors=errors)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        code = {403: "api.forbidden", 400: "api.invalid"}.get(error.status_code, "api.invalid")
        params = {"permission": "csrf"} if code == "api.forbidden" else {}
        return problem(error.status_code, code, params=params)
