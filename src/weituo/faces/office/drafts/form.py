"""The whole form of a document: its sections, and what can be put in that it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from weituo.faces.office.drafts import codes, entries, money_form, parts, scoring_form, service_form
from weituo.faces.office.drafts.field import Adder, Choice, Field, Section
from weituo.faces.office.drafts.maker import Maker
from weituo.faces.office.drafts.reading import Unreadable
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
    "protection": ("safety", "witnessing", "data"),
    "renewal": ("renewal",),
}


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """In the order a contract is talked about, definitions and what is rarely touched last."""
    maker = Maker(document)
    made = (
        service_form.whom(maker),
        service_form.matrix(maker),
        scoring_form.things(maker),
        scoring_form.faults(maker),
        service_form.limits(maker),
        scoring_form.hours(maker),
        service_form.pauses(maker),
        money_form.evidence(maker),
        scoring_form.measures(maker),
        money_form.payment(maker),
        money_form.statement(maker),
        money_form.ending(maker),
        money_form.liability(maker),
        money_form.protection(maker),
        money_form.renewal(maker),
        money_form.definitions(maker),
        money_form.notes(maker),
        money_form.rules(maker),
    )
    return tuple(
        replace(_named(one), add=(*one.add, *_lacking(one, document)), adders=entries.of_section(maker, one.key))
        for one in made
    )


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


def addition(document: Mapping[str, Any], path: str, asked: Mapping[str, Any] | None = None) -> entries.Made:
    """What to write where, to put in the entry `path`, and where it will stand: one of the kinds of entry (made of what
    was asked), a part an entry lacks, or the template's entry under a clause number that is free. KeyError when the
    form offers no such thing, Unreadable when it cannot be made of this."""
    maker, made = Maker(document), sections(document)
    if path in {one.key for section in made for one in section.adders}:
        return entries.make(maker, path, asked or {})
    if path in {
        part.path for section in made for group in section.groups for part in group.parts if part.verb == "add"
    }:
        kind = entries.KINDS.get(entries.kind_of(path))
        if kind is not None:
            return _another(maker, path, kind)
        return {path: parts.usual(maker, path)}, path
    if path not in {one for section in made for one, _label in section.add}:
        raise KeyError(path)
    if path in entries.KINDS:
        return _another(maker, path, entries.KINDS[path])
    entry = deepcopy(paths.get(draft_reads.pattern(), path))
    if entry.get("clause") in codes.clauses(document):
        entry["clause"] = codes.free_clause(document, str(entry["clause"]).partition(".")[0])
    return {path: entry}, path


def adder(document: Mapping[str, Any], key: str) -> Adder | None:
    """What is asked about a further entry; None for what is put in as it comes."""
    return next((one for section in sections(document) for one in section.adders if one.key == key), None)


def anchor(document: Mapping[str, Any], path: str) -> str:
    """Of the first field of an entry or part; of the entry itself where that has none."""
    known = [one for one in fields(document).values() if not one.fixed]
    inside = (one for one in known if one.path == path or one.path.startswith((f"{path}.", f"{path}[")))
    return next((one.anchor for one in inside), "")


def _another(maker: Maker, path: str, kind: entries.Kind) -> entries.Made:
    if len(maker.get(path) or ()) >= kind.most:
        raise Unreadable(_("There can be at most %(n)d of these.") % {"n": kind.most})
    return entries.make(maker, path, {})


def removal(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """What to write where, so that an entry or a part of one is gone; see `parts.removal`."""
    return parts.removal(document, path, sections(document))


def title(document: Mapping[str, Any], path: str) -> str:
    """What the form calls an entry or a part of one."""
    for section in sections(document):
        for group in section.groups:
            if group.drop == path or (path and any(one.entry == path for one in group.fields)):
                return group.title or section.title
            for part in group.parts:
                if part.path == path and part.path not in entries.KINDS:
                    return _(", ").join(one for one in (group.title, part.label) if one)
    return ""
