"""The whole form of a document: its sections, and what can be put in that it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from weituo.faces.office.drafts import money_form, service_form, words
from weituo.faces.office.drafts.field import Choice, Field, Section
from weituo.faces.office.drafts.maker import Maker
from weituo.faces.shared.templatetags.weituo import say
from weituo.pact import draft_reads, paths

OPTIONAL: Mapping[str, tuple[str, ...]] = {
    "pauses": ("pauses", "excuses"),
    "limits": ("client_duties",),
    "measures": ("measures",),
    "payment": ("events",),
}
"""Sections whose entries can be taken over from the template, by the objects they stand in."""
ALONE: Mapping[str, tuple[str, ...]] = {
    "payment": ("payment.cap", "payment.bedding_in", "payment.quarter", "payment.retention", "payment.interest"),
    "exit": ("exit",),
    "liability": ("liability",),
    "protection": ("safety", "data"),
    "renewal": ("renewal",),
}


EMPTIED = ("excuses", "client_duties", "events", "definitions")


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """In the order a contract is talked about, definitions last."""
    maker = Maker(document)
    made = (
        service_form.whom(maker),
        service_form.matrix(maker),
        service_form.limits(maker),
        service_form.pauses(maker),
        service_form.measures(maker),
        money_form.payment(maker),
        money_form.statement(maker),
        money_form.ending(maker),
        money_form.liability(maker),
        money_form.protection(maker),
        money_form.renewal(maker),
        money_form.definitions(maker),
    )
    return tuple(replace(_named(one), add=(*one.add, *_lacking(one, document))) for one in made)


def _named(section: Section) -> Section:
    """A field of a group without a title is spoken of by its section."""
    groups = []
    for one in section.groups:
        known = one.fields
        if not one.title:
            known = tuple(replace(field, about=f"{section.title} · {field.label}") for field in known)
        groups.append(replace(one, fields=known))
    return replace(section, groups=tuple(groups))


def fields(document: Mapping[str, Any]) -> dict[str, Field]:
    """Every field by its path."""
    return {one.path: one for section in sections(document) for one in section.fields}


def _lacking(section: Section, document: Mapping[str, Any]) -> list[Choice]:
    pattern = draft_reads.pattern()
    found = []
    for path in ALONE.get(section.key, ()):
        if not paths.get(document, path) and paths.get(pattern, path):
            found.append((path, _title(section.key, path, pattern)))
    for key in OPTIONAL.get(section.key, ()):
        ours = paths.get(document, key) or {}
        for name, entry in (paths.get(pattern, key) or {}).items():
            if name not in ours:
                found.append((f"{key}.{name}", say(entry)))
    return found


def _title(section: str, path: str, pattern: Mapping[str, Any]) -> str:
    """What the form calls it."""
    made = {
        "payment": money_form.payment,
        "exit": money_form.ending,
        "liability": money_form.liability,
        "protection": money_form.protection,
        "renewal": money_form.renewal,
    }[section](Maker(pattern))
    return next((one.title for one in made.groups if one.drop == path and one.title), made.title)


def addition(document: Mapping[str, Any], path: str) -> tuple[str, Any]:
    """What to write where, to put in the entry `path`: a further row of a list, or the template's entry under a clause
    number that is free. KeyError when the form offers no such thing."""
    if path not in {one for section in sections(document) for one, _label in section.add}:
        raise KeyError(path)
    if path == "matrix":
        row = {"clause": free(document, "3"), "item": document["items"][0]["item"], "cause": "any"}
        return path, [*document["matrix"], {**row, "perform": "A", "accountable": "P", "pay": "fee"}]
    if path == "definitions":
        row = {"clause": free(document, "1"), "phrase": "…", "pinned": None}
        return path, [*(document.get("definitions") or []), row]
    if path.endswith(".licences"):
        held = paths.get(document, path) or []
        kind = next(
            (one for one in words.LICENCES if one not in {row["kind"] for row in held}), next(iter(words.LICENCES))
        )
        return path, [*held, {"kind": kind, "document": "…", "until": document["agreement"]["term"]["end"]}]
    entry = deepcopy(paths.get(draft_reads.pattern(), path))
    if entry.get("clause") in clauses(document):
        entry["clause"] = free(document, str(entry["clause"]).partition(".")[0])
    return path, entry


def removal(document: Mapping[str, Any], path: str) -> str:
    """What to take away so that the entry `path` is gone: an optional object or list that would be left empty goes with
    it. KeyError when the form offers no such thing."""
    if path not in {group.drop for section in sections(document) for group in section.groups if group.drop}:
        raise KeyError(path)
    parent = path.rpartition("[")[0] if path.endswith("]") else path.rpartition(".")[0]
    return parent if parent in EMPTIED and len(paths.get(document, parent)) == 1 else path


def clauses(value: Any) -> set[str]:
    """Every clause number in use."""
    if isinstance(value, Mapping):
        own = {str(value["clause"])} if isinstance(value.get("clause"), str) else set()
        return own.union(*(clauses(one) for one in value.values()))
    return set().union(*(clauses(one) for one in value)) if isinstance(value, list) else set()


def free(document: Mapping[str, Any], article: str) -> str:
    """The next clause number of an article."""
    taken = [
        int(one.split(".")[1]) for one in clauses(document) if one.startswith(f"{article}.") and one.count(".") == 1
    ]
    return f"{article}.{max(taken, default=0) + 1}"
