"""Error pages: each says what happened, what was kept and what to try. Never a dead end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from covenant.errors import Refusal
from weituo.faces.shared.refusals import sentence


def page(request: HttpRequest, status: int, title: str, text: str, **more: Any) -> HttpResponse:
    """One error page. `more` may hold `phone` and `back` (an address to go on)."""
    context = {"status": status, "heading": title, "text": text, **more}
    return render(request, "shared/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    return page(
        request,
        400,
        _("We could not read that"),
        _("Nothing was changed. Go back, check what you entered and try again."),
    )


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    text = _("Your role does not open this page. If you need it, ask your administrator. Nothing was changed.")
    return page(request, 403, _("Not for your role"), text)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; it does not say whether something of another estate exists at this address."""
    text = _("There is nothing at this address, or it belongs to another estate.")
    return page(request, 404, _("There is no such page"), text)


def too_many(request: HttpRequest, **more: Any) -> HttpResponse:
    """429"""
    text = _("Many requests came from here just now. Please wait a few minutes and try again.")
    return page(request, 429, _("One moment, please"), text, **more)


def refused(request: HttpRequest, refusal: Refusal, status: int = 409, **more: Any) -> HttpResponse:
    """A rule said no: the sentence, with its clause."""
    return page(request, status, _("This is not possible"), sentence(refusal), **more)


def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, whose processing may be what broke."""
    text = _("Something went wrong on our side. What was saved before stays saved; please try again in a minute.")
    context = {"status": 500, "heading": _("Sorry, that is our fault"), "text": text}
    return HttpResponse(loader.render_to_string("shared/error.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token. A view may keep what was typed: its `on_csrf_failure` is called instead."""
    match = request.resolver_match
    keep = getattr(match.func, "on_csrf_failure", None) if match else None
    if keep is not None and match is not None:
        answer: HttpResponse = keep(request, *match.args, **match.kwargs)
        return answer
    text = _("This page was open for too long or cookies are off. Go back, reload the page and send it again.")
    return page(request, 403, _("Please send it once more"), text)
