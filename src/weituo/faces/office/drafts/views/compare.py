"""What a draft changes, in words; and the whole text of a draft or version in both languages."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from covenant import canon
from covenant.agreement import Terms, read
from covenant.errors import Problems
from covenant.text import LANGUAGES, contract, heading
from weituo.faces.office.drafts import page
from weituo.faces.office.drafts.changes import changes
from weituo.faces.office.drafts.form import sections
from weituo.faces.office.scope import estate_of
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.pact import draft_reads
from weituo.pact import reads as pacts
from weituo.pact.text import docx, pdf

FILES = {
    "docx": (docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}


@require("draft.read")
@require_safe
def changes_page(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Against the version it amends, or the template it began from."""
    view = page.found(request, draft_id)
    base = draft_reads.base_of(view)
    context = {
        "draft": view,
        "document": view.document,
        "compared": base is not None,
        "changes": changes(base, view.document) if base is not None else (),
    }
    return page.render(request, "changes", context)


@require("draft.read")
@require_safe
def text(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The contract of a draft; `?as=docx|pdf&language=` as a file. A draft that cannot be read yet says so."""
    view = page.found(request, draft_id)
    here = reverse("office:draft-text", args=[view.id])
    try:
        terms = read(view.document)
    except Problems:
        stand = page.standing_of(view, sections(view.document))
        return page.render(request, "text", {"draft": view, "document": view.document, "waiting": stand.stops})
    return _text(request, terms, here, {"draft": view, "document": view.document})


@require("agreement.read")
@require_safe
def version_text(request: HttpRequest) -> HttpResponse:
    """The contract of a version of the agreement: `?version=`, else the last one."""
    ours = cast(StaffRequest, request)
    pact = pacts.agreement_in_force(estate_of(ours.actor), ours.now)
    wished = request.GET.get("version", "")
    known = pacts.versions(pact.id) if pact else ()
    found = next((one for one in reversed(known) if not wished or str(one.no) == wished), None)
    if found is None:
        raise Http404
    here = f"{reverse('office:version-text')}?{urlencode({'version': found.no})}"
    terms = read(canon.loads(found.document))
    return _text(request, terms, here, {"draft": None, "document": dict(terms.document)})


def _text(request: HttpRequest, terms: Terms, here: str, context: dict[str, Any]) -> HttpResponse:
    one = contract(terms)
    wished, language = request.GET.get("as", ""), request.GET.get("language", "both")
    if wished:
        if wished not in FILES or language not in LANGUAGES:
            raise Http404
        make, mime = FILES[wished]
        answer = HttpResponse(make(one, language), content_type=mime)
        name = f"{one.key}-v{one.version}-{language}.{wished}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    joint = "&" if "?" in here else "?"
    context |= {
        "contract": one,
        "articles": [(heading(article), article) for article in one.articles if article.clauses],
        "file": f"{here}{joint}",
    }
    return page.render(request, "text", context)
