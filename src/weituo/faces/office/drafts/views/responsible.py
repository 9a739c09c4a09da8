"""`/o/responsible`: 谁负责? A place or a thing in words or by its code, what happened, and the clause that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from covenant.agreement import CAUSES, Terms, responsible
from covenant.errors import Refusal
from covenant.text import contract
from weituo.estate import reads as estates
from weituo.estate.reads import Place, Retired
from weituo.faces.office.drafts import page
from weituo.faces.office.scope import estate_of
from weituo.faces.shared import refusals
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.request import StaffRequest
from weituo.faces.shared.templatetags.weituo import say
from weituo.pact import reads as pacts

MOST = 12
UNIT, SPACE = "unit.inside", "public.area"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line found: a place, or a kind of thing with perhaps the fault that was meant."""

    name: str
    about: str
    query: str


@require("agreement.read")
@require_safe
def responsible_page(request: HttpRequest) -> HttpResponse:
    """Three steps on one page, each a plain link: where, what, who."""
    ours = cast(StaffRequest, request)
    estate_id = estate_of(ours.actor)
    pact = pacts.agreement_in_force(estate_id, ours.now)
    words = request.GET.get("q", "").strip()[:60]
    if pact is None:
        return page.render(request, "responsible", {"terms": None, "q": words})
    terms = pact.terms(ours.now)
    place = _place(estate_id, request.GET.get("place", ""))
    item = _item(terms, place, request.GET.get("item", ""))
    context: dict[str, Any] = {
        "terms": terms,
        "document": dict(terms.document),
        "q": words,
        "hits": _hits(estate_id, terms, words) if words else (),
        "place": place,
        "place_query": f"{place.kind}:{place.id}" if place else "",
        "items": [(key, say(one.label)) for key, one in terms.items.items()],
        "item": item,
        "item_name": say(terms.items[item].label) if item else "",
        "faults": [(key, say(terms.faults[key].label), terms.faults[key].severity) for key in terms.items[item].faults]
        if item
        else (),
    }
    fault = request.GET.get("fault", "")
    if item and fault in terms.items[item].faults:
        cause = request.GET.get("cause", "")
        context |= _answer(terms, item, fault, cause if cause in CAUSES else terms.faults[fault].cause)
        context["report"] = _report(ours, place)
    return page.render(request, "responsible", context)


def _place(estate_id: UUID, text: str) -> Place | None:
    """The place of `kind:id`, when it is of this estate."""
    kind, _colon, key = text.partition(":")
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    asked: dict[str, Any] = {
        "equipment": {"equipment": [wanted]},
        "space": {"spaces": [wanted]},
        "unit": {"units": [wanted]},
    }
    return estates.places(estate_id, **asked.get(kind, {})).get(wanted)


def _item(terms: Terms, place: Place | None, wished: str) -> str:
    """The kind of thing: what was chosen, else what the place is."""
    if wished in terms.items:
        return wished
    if place is None:
        return ""
    usual = place.item or (UNIT if place.kind == "unit" else SPACE)
    return usual if usual in terms.items else ""


def _hits(estate_id: UUID, terms: Terms, words: str) -> tuple[Hit, ...]:
    """Kinds of things and faults by their names in either language, then places by name, number or code."""
    found = []
    low = words.casefold()
    for key, item in terms.items.items():
        if any(low in text.casefold() for text in (*item.label.values(), key)):
            found.append(Hit(say(item.label), _("kind of thing"), urlencode({"item": key})))
    for key, item in terms.items.items():
        for fault in item.faults:
            known = terms.faults[fault]
            if any(low in text.casefold() for text in known.label.values()):
                query = urlencode({"item": key, "fault": fault})
                found.append(Hit(f"{say(item.label)} · {say(known.label)}", _("fault"), query))
    exact = estates.resolve(words)
    place = exact.place if isinstance(exact, Retired) else exact
    places = [place] if place is not None and place.estate.id == estate_id else []
    places += estates.search(estate_id, words, MOST)
    language = get_language() or ""
    for one in places:
        building = (one.building_en if language.startswith("en") else "") or one.building_zh
        about = " ".join(part for part in (building, one.floor, one.number) if part)
        found.append(Hit(one.name(language), about, urlencode({"place": f"{one.kind}:{one.id}"})))
    return tuple(found[: 2 * MOST])


def _answer(terms: Terms, item: str, fault: str, cause: str) -> dict[str, Any]:
    severity = terms.faults[fault].severity
    known = {"fault": fault, "fault_name": say(terms.faults[fault].label), "cause": cause, "causes": CAUSES}
    try:
        answer = responsible(terms, item, cause)
    except Refusal as refusal:
        return {**known, "unclear": refusals.sentence(refusal)}
    clause = next((one for one in contract(terms).clauses if one.number == answer.clause), None)
    english = (get_language() or "").startswith("en")
    level = terms.levels[severity]
    return {
        **known,
        "answer": answer,
        "first": answer.row.make_safe or answer.perform,
        "severity": severity,
        "respond": level.respond,
        "repair": level.repair,
        "clause_text": (clause.en if english else clause.zh) if clause else "",
    }


def _report(ours: StaffRequest, place: Place | None) -> str:
    """Where this person can report it: at the desk, or with the place's own code like anybody."""
    if allowed(ours.actor, "order.intake"):
        query = f"?{urlencode({'place': f'{place.kind}:{place.id}'})}" if place else ""
        return reverse("office:intake") + query
    if place is None:
        return ""
    coded = {one.id: one.code for one in estates.labelled(place.estate.id, kinds=[place.kind])}
    code = coded.get(place.id, "")
    return reverse("resident:report", args=[code]) if code else ""
