"""`/`: sends each role to its own first page."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from weituo.faces.shared import errors, navigation
from weituo.faces.shared.refusals import words
from weituo.faces.shared.request import Request


def home(request: HttpRequest) -> HttpResponse:
    """Strangers sign in; a person without a role is told whom to ask."""
    actor = cast(Request, request).actor
    if actor is None and not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("sign-in"))
    target = navigation.first_page(actor) if actor else None
    if target is None:
        return errors.page(request, 403, words("sign_in.no_membership"), "")
    return HttpResponseRedirect(target)
