"""`{% load desk %}`: words of the desk, addresses that keep their filters, amounts of time as the terms write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import Promise

from covenant.errors import Problems
from covenant.period import duration_ms
from weituo.estate.reads import Place, Retired
from weituo.faces.office import words
from weituo.faces.shared import duration, labels

register = template.Library()

TABLES: Mapping[str, Mapping[str, Promise]] = {
    "kind": words.KINDS,
    "rate": words.RATES,
    "seen": words.SEEN,
    "channel": words.CHANNELS,
    "cause": words.CAUSES,
    "clock": words.CLOCKS,
    "calendar": words.CALENDARS,
    "payer": words.PAYERS,
    "mode": words.MODES,
    "verdict": words.VERDICTS,
    "party": labels.PARTIES,
    "severity": labels.SEVERITIES,
    "state": labels.STATES,
    "cancelling": labels.CANCELLINGS,
    "alike": labels.ALIKE,
}


@register.filter
def word(key: str | None, table: str) -> str:
    """The word for a key of one of our tables: `{{ order.channel|word:"channel" }}`. An unknown key shows itself."""
    return labels.label(TABLES[table], key) if key else "–"


@register.filter
def iso_span(text: str | None) -> str:
    """An ISO 8601 duration of the terms in words: PT30M → 30 minutes. What cannot be read shows itself."""
    if not text:
        return "–"
    try:
        return duration.words(duration_ms(text) // 1000)
    except (Problems, ValueError):
        return text


@register.filter
def ms_span(milliseconds: int | None) -> str:
    """Milliseconds in words."""
    return "–" if milliseconds is None else duration.words(milliseconds // 1000)


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: Any) -> str:
    """The address's query with these changes: None or "" removes a key. `?` included, or "" when nothing is left."""
    request: HttpRequest = context["request"]
    kept = {key: request.GET.getlist(key) for key in request.GET if key not in changes}
    added = {key: [str(value)] for key, value in changes.items() if value not in (None, "")}
    text = urlencode([(key, value) for key, values in {**kept, **added}.items() for value in values if value])
    return f"?{text}" if text else "?"


@register.filter
def at(table: Mapping[Any, Any], key: Any) -> Any:
    """A mapping's value, or None."""
    return table.get(key)


@register.filter
def party_name(key: str, document: Mapping[str, Any]) -> str:
    """A party of the agreement by its own name; a letter without one by our word for it."""
    party = document.get("parties", {}).get(key)
    if party is None:
        return labels.label(labels.PARTIES, key)
    english = (translation.get_language() or "").startswith("en")
    names = party["name"]
    return str(names.get("en" if english else "zh") or names.get("zh") or key)


@register.filter
def payer(key: str, document: Mapping[str, Any]) -> str:
    """Who or what pays: a party, or a fund."""
    return party_name(key, document) if key in document.get("parties", {}) else labels.label(words.PAYERS, key)


@register.filter
def promises(level: Mapping[str, Any]) -> tuple[Any, Any]:
    """The two promises of a service level: arrival, repair."""
    return level.get("respond"), level.get("repair")


@register.filter
def building(place: Place) -> str:
    """The building of a place in the current language."""
    english = (translation.get_language() or "").startswith("en")
    return (place.building_en or place.building_zh) if english else place.building_zh


@register.filter
def place_of(found: Place | Retired) -> Place:
    """What a code stands for, or stood for."""
    return found.place if isinstance(found, Retired) else found
