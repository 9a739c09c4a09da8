"""`/o/drafts/<id>`: the terms as a form. A change is kept at once and answered with what has yet to be seen to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

import yaml
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Problems, Refusal
from weituo.faces.office.drafts import form, kinds, page, saying
from weituo.faces.office.drafts.field import Adder, Field, Shown
from weituo.faces.office.drafts.reading import Unreadable
from weituo.faces.shared import refusals
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.pact import drafts, paths
from weituo.pact.draft_reads import DraftView


@require("draft.read")
@require_safe
def draft_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The form; for readers, and once it is proposed, the same in words."""
    return _page(request, page.found(request, draft_id))


def _page(
    request: HttpRequest,
    view: DraftView,
    typed: dict[str, Shown] | None = None,
    problem: str = "",
    status: int = 200,
    adding: str = "",
) -> HttpResponse:
    context = page.context(request, view, typed, problem, adding)
    context["data"] = yaml.safe_dump(view.document, allow_unicode=True, sort_keys=False, width=100)
    return page.render(request, "draft", context, status)


@require("draft.edit")
@require_POST
def change(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One field (`field`, with a script) or all that differ in a section. What cannot be kept stays as it was typed."""
    ours, data = cast(StaffRequest, request), request.POST
    view = page.found(request, draft_id)
    known = {path: field for path, field in form.fields(view.document).items() if not field.fixed}
    one = known.get(data.get("field", ""))
    wanted = [one] if one else [field for field in known.values() if kinds.present(field, data)]
    typed: dict[str, Shown] = {}
    changes: dict[str, Any] = {}
    for field in wanted:
        try:
            value = kinds.parse(field, data)
        except Unreadable as error:
            typed[field.path] = Shown(field, kinds.typed(field, data), str(error))
        else:
            if value is not field.value:
                changes |= kinds.places(field, value)
    problem, status = "", 422 if typed else 200
    if changes:
        try:
            drafts.change_all(
                draft_id=view.id, changes=changes, revision=_revision(request), actor=ours.actor, now=ours.now
            )
        except Refusal as refusal:
            problem, status = refusals.sentence(refusal), 409
            typed |= _kept(wanted, request, typed)
        except Problems as found:
            problem, status = str(found.problems[0]), 422
            typed |= _kept(wanted, request, typed)
    fresh = page.found(request, draft_id)
    if one:
        return _answer(request, fresh, one, typed, problem, status)
    if status != 200:
        return _page(request, fresh, typed, problem, status)
    return _back(view.id, data.get("section", ""))


def _kept(wanted: list[Field], request: HttpRequest, typed: dict[str, Shown]) -> dict[str, Shown]:
    """What was typed and differs from what stands there now, which is said beside it."""
    kept = {}
    for field in wanted:
        if field.path in typed:
            continue
        try:
            same = kinds.parse(field, request.POST) is field.value
        except Unreadable:
            same = False
        if not same:
            note = _("Not saved. At present: %(value)s") % {"value": saying.say(field)}
            kept[field.path] = Shown(field, kinds.typed(field, request.POST), note)
    return kept


def _answer(
    request: HttpRequest, view: DraftView, field: Field, typed: dict[str, Shown], problem: str, status: int
) -> HttpResponse:
    """For a script: the field's own error, and beside it everything that follows from the change."""
    context = page.context(request, view)
    now = form.fields(view.document).get(field.path, field)
    wrong = typed[field.path].error if field.path in typed else ""
    if not wrong:
        wrong = next((one.text for one in context["standing"].stops if one.path == field.path), "")
    context |= {"field": now, "wrong": wrong, "problem": problem, "kept": status == 200, "answer": True}
    return page.render(request, "_answer", context, status)


@require("draft.edit")
@require_POST
def parts(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Puts an entry in (`add`, with what is asked about it) or takes one out (`drop`)."""
    ours, data = cast(StaffRequest, request), request.POST
    view = page.found(request, draft_id)
    key, typed = data.get("add", ""), dict[str, Shown]()
    try:
        if key:
            asked, typed = _asked(form.adder(view.document, key), request)
            if any(one.error for one in typed.values()):
                return _page(request, view, typed, status=422, adding=key)
            changes, at = form.addition(view.document, key, asked)
        else:
            at = data.get("drop", "")
            changes = form.removal(view.document, at)
        drafts.change_all(
            draft_id=view.id, changes=changes, revision=_revision(request), actor=ours.actor, now=ours.now
        )
    except KeyError:
        return _page(request, view, problem=_("There is no such entry. The page shows the latest state."), status=409)
    except Unreadable as error:
        return _page(request, view, typed, problem=str(error), status=422, adding=key)
    except Refusal as refusal:
        fresh = page.found(request, draft_id)
        return _page(request, fresh, typed, problem=refusals.sentence(refusal), status=409, adding=key)
    fresh, section = page.found(request, draft_id), data.get("section", "")
    what = form.title((fresh if key else view).document, at)
    said = _("Put in: %(what)s") if key else _("Taken out: %(what)s")
    page.remember(request, fresh, _plain(section), said % {"what": what})
    return _back(view.id, section, form.anchor(fresh.document, at) if key else "")


def _asked(adder: Adder | None, request: HttpRequest) -> tuple[dict[str, Any], dict[str, Shown]]:
    """What was typed about a new entry by the names of its parts, and as it was, each with what is wrong with it."""
    asked: dict[str, Any] = {}
    typed: dict[str, Shown] = {}
    for field in adder.asks if adder else ():
        wrong = ""
        try:
            value = kinds.parse(field, request.POST)
        except Unreadable as error:
            wrong = str(error)
        else:
            if value is not None and value is not paths.DROP:
                asked[field.path.rpartition(".")[2]] = value
        typed[field.path] = Shown(field, kinds.typed(field, request.POST), wrong)
    return asked, typed


def _act(request: HttpRequest, draft_id: UUID, action: Callable[..., Any], said: str, **more: Any) -> HttpResponse:
    ours = cast(StaffRequest, request)
    view = page.found(request, draft_id)
    try:
        action(draft_id=view.id, actor=ours.actor, now=ours.now, **more)
    except Refusal as refusal:
        return _page(request, page.found(request, draft_id), problem=refusals.sentence(refusal), status=409)
    messages.success(request, said)
    return _back(view.id, request.POST.get("section", ""))


@require("draft.edit")
@require_POST
def undo(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """撤销上一步"""
    return _act(request, draft_id, drafts.undo, _("The last change is taken back."), revision=_revision(request))


@require("draft.edit")
@require_POST
def propose(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """提交签署"""
    said = _("Proposed for signature. The text is fixed now; both sides sign the same bytes.")
    return _act(request, draft_id, drafts.propose, said, revision=_revision(request))


@require("draft.edit")
@require_POST
def withdraw(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """撤回草案"""
    return _act(request, draft_id, drafts.withdraw, _("The draft is withdrawn."))


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _plain(section: str) -> str:
    return "".join(sign for sign in section if sign.isalpha())[:20]


def _back(draft_id: UUID, section: str, anchor: str = "") -> HttpResponse:
    at = _plain(section)
    address = reverse("office:draft", args=[draft_id])
    return HttpResponseRedirect(f"{address}?open={at}#{anchor or f's-{at}'}" if at else address, status=303)
