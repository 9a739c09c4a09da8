"""Ending sessions, and changing the password, which ends all others."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import auth, messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from weituo.faces.account.views.home import person
from weituo.faces.shared import entering
from weituo.faces.shared.access import ACCOUNT, require
from weituo.faces.shared.refusals import words
from weituo.faces.shared.request import Request
from weituo.faces.shared.views.signing import locked
from weituo.notice import account
from weituo.people import sessions


@require(ACCOUNT)
@require_POST
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Ends one session; one's own is signing out."""
    now = cast(Request, request).now
    sessions.end(person_id=person(request), sign_in=session_id, now=now)
    if session_id == entering.this_session(request):
        auth.logout(request)
        return HttpResponseRedirect(reverse("sign-in"))
    messages.info(request, _("The session has ended."))
    return HttpResponseRedirect(reverse("account:home"))


@require(ACCOUNT)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Ends every session but this one."""
    now, this = cast(Request, request).now, entering.this_session(request)
    count = sessions.end_all(person_id=person(request), now=now, but=this)
    messages.info(request, _("%(count)s other sessions have ended.") % {"count": count})
    return HttpResponseRedirect(reverse("account:home"))


@sensitive_post_parameters()
@require(ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password, for the old one."""
    errors: list[str] = []
    if request.method == "POST":
        old, new, again = (request.POST.get(name, "") for name in ("old", "new", "again"))
        known = auth.authenticate(request, username=request.user.get_username(), password=old)
        if known is None or known.pk != request.user.pk:
            if getattr(request, "axes_locked_out", False):
                return locked(request)
            errors.append(words("factor.wrong_password"))
        elif new != again:
            errors.append(_("The two new passwords differ."))
        else:
            try:
                validate_password(new, known)
            except ValidationError as error:
                errors += error.messages
        if not errors:
            return _change(request, new)
    return render(request, "account/password.html", {"errors": errors}, status=400 if errors else 200)


def _change(request: HttpRequest, new: str) -> HttpResponse:
    ours, this = cast(Request, request), entering.this_session(request)
    sessions.change_password(person_id=person(request), password=new, now=ours.now, but=this)
    user: Any = request.user  # signed in, as the view requires
    user.refresh_from_db()
    auth.update_session_auth_hash(request, user)  # this session goes on
    if this:
        sessions.seen(sign_in=this, key=str(request.session.session_key), now=ours.now)
    entering.prove(request)
    account.changed(kind="account_changed", person_id=person(request), now=ours.now)
    messages.success(request, _("The password is changed. All other sessions have ended."))
    return HttpResponseRedirect(reverse("account:home"))
