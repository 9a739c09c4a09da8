"""The form's beginning: who with whom, who does what, how fast, what the property company owes, what excuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weituo.faces.office import words as office
from weituo.faces.office.drafts import words
from weituo.faces.office.drafts.field import Field, Group, Part, Section
from weituo.faces.office.drafts.maker import Maker, chosen
from weituo.faces.shared.templatetags.weituo import say


def whom(maker: Maker) -> Section:
    """委托方式与期限"""
    zone = maker.get("agreement.zone", "")
    head = maker.group(
        "",
        maker.field("agreement.title", "label", _("Title")),
        maker.field("agreement.mode", "choice", _("Mode of delegation"), choices=chosen(office.MODES)),
        maker.field("agreement.covers", "words", _("What is entrusted"), choices=chosen(words.COVERS)),
        maker.field("agreement.term.start", "date", _("Term begins")),
        maker.field("agreement.term.end", "date", _("Term ends before")),
        maker.field("version.effective_from", "moment", _("This version takes effect on"), zone=zone,
                    hint=_("Scoring and payment follow from the first full month.")),
    )  # fmt: skip
    groups = [head]
    for letter, one in maker.table("parties").items():
        groups += _party(maker, letter, one)
    return Section("whom", _("Delegation and term"), tuple(groups))


def _party(maker: Maker, letter: str, one: dict[str, Any]) -> list[Group]:
    stem, role = f"parties.{letter}", str(one.get("role", ""))
    title = f"{letter} {words.ROLES.get(role, role)}"
    fields = [
        maker.field(f"{stem}.role", "choice", _("Role"), choices=chosen(words.ROLES), fixed=True),
        maker.field(f"{stem}.name", "label", pgettext("party", "Name")),
    ]
    if role in ("principal", "contractor", "specialist"):
        fields.append(maker.field(f"{stem}.size", "choice", _("Size"), choices=chosen(words.SIZES), optional=True))
    if role == "specialist":
        fields.append(maker.field(f"{stem}.consent", "text", _("Consent document"), optional=True))
    licensed = role in ("contractor", "specialist")
    parts = [Part("add", f"{stem}.licences", _("Licence of %(party)s") % {"party": letter})] if licensed else []
    groups = [maker.group(title, *fields, at=stem, drop=role not in ("principal", "contractor"), parts=parts)]
    seen: list[str] = []
    for index, licence in enumerate(maker.rows(f"{stem}.licences")):
        at, held = f"{stem}.licences[{index}]", str(licence.get("kind", ""))
        seen.append(held)
        kind = str(words.LICENCES.get(held, held))
        kinds = chosen({held: kind, **words.LICENCES})
        groups.append(
            maker.group(
                f"{letter} · {kind}",
                maker.field(f"{at}.kind", "choice", _("Licence"), choices=kinds),
                maker.field(f"{at}.document", "text", _("%(licence)s: document") % {"licence": kind}),
                maker.field(f"{at}.until", "date", _("%(licence)s: valid until") % {"licence": kind}),
                at=at,
                name=f"{stem}.licences/{held}/{seen.count(held)}",
                drop=True,
            )
        )
    return groups


def matrix(maker: Maker) -> Section:
    """责任界面"""
    groups = []
    for index, row in enumerate(maker.rows("matrix")):
        at, clause = f"matrix[{index}]", str(row.get("clause", ""))
        name = dict(maker.items).get(str(row.get("item")), str(row.get("item")))

        def side(key: str, label: str, here: str = at) -> Field:
            optional = key in ("assist", "make_safe", "inquiry")
            return maker.pick(f"{here}.{key}", label, "parties", choices=maker.sides, optional=optional)

        def payer(key: str, label: str, here: str = at) -> Field:
            optional = key == "fallback"
            return maker.pick(f"{here}.{key}", label, "parties", choices=maker.payers, optional=optional)

        groups.append(
            maker.group(
                name,
                maker.pick(f"{at}.item", pgettext("matrix", "Item"), "items", choices=maker.items),
                maker.field(f"{at}.cause", "choice", _("Cause"), choices=chosen(office.CAUSES)),
                side("perform", _("Does the work")),
                side("accountable", _("Answers to the owners")),
                payer("pay", _("Pays")),
                side("assist", _("Assists")),
                side("make_safe", _("Makes safe first")),
                side("inquiry", _("Leads the inquiry")),
                payer("fallback", _("Pays if nobody is found")),
                at=at,
                name=f"matrix/{clause}",
                drop=True,
            )
        )
    return Section("matrix", _("Who does what"), tuple(groups), (("matrix", _("Add a row")),), table=True)


def limits(maker: Maker) -> Section:
    """服务时限"""
    groups = [_severity(maker, key) for key in sorted(maker.table("severities"))]
    most = maker.field("max_open.limit", "days", _("An order is judged at the latest after"), unit=_("days"))
    groups.append(maker.group("", most, at="max_open"))
    groups += _duty(maker)
    groups += _client_duties(maker)
    add = (("duty", _("Divide the day of duty")),)
    return Section("limits", pgettext("section", "Time limits"), tuple(groups), add)


def _severity(maker: Maker, key: str) -> Group:
    at, stem = f"levels.{key}", f"severities.{key}"
    fields = [maker.field(stem, "label", pgettext("urgency", "Name"), key=stem)]
    parts = []
    for clock, label, hours, whole in (
        ("respond", _("Arrival within"), _("Arrival counts"), _("Limit for arrival")),
        ("repair", _("Repaired within"), _("Repair counts"), _("Limit for repair")),
    ):
        if maker.get(f"{at}.{clock}"):
            fields.append(maker.field(f"{at}.{clock}.limit", "span", label))
            fields.append(maker.pick(f"{at}.{clock}.calendar", hours, "calendars"))
            parts.append(Part("drop", f"{at}.{clock}", whole))
        else:
            parts.append(Part("add", f"{at}.{clock}", whole))
    fields.append(maker.field(f"{stem}.clause", "clause", _("Clause number of the urgency")))
    found = maker.group(dict(maker.severities).get(key, key), *fields, at=at, parts=parts)
    return Group(found.title, found.fields, found.clause, stem, found.parts)


def _duty(maker: Maker) -> list[Group]:
    groups = []
    for index, span in enumerate(maker.rows("duty")):
        at, clause = f"duty[{index}]", str(span.get("clause", ""))
        fields = [maker.field(f"{at}.from", "clock", _("From")), maker.field(f"{at}.to", "clock", _("Until"))]
        if span.get("callout"):
            fields.append(maker.pick(f"{at}.callout.by", _("Takes reports and calls out"), "parties"))
            fields.append(maker.field(f"{at}.callout.limit", "span", _("Calls out within")))
            fields.append(maker.pick(f"{at}.callout.calendar", pgettext("call-out", "Counts"), "calendars"))
        called = Part("drop" if span.get("callout") else "add", f"{at}.callout", _("Call-out"))
        groups.append(
            maker.group(_("On duty"), *fields, at=at, name=f"duty/{clause}", drop=True, parts=(called,))
        )  # fmt: skip
    return groups


def _client_duties(maker: Maker) -> list[Group]:
    groups = []
    for key, duty in maker.table("client_duties").items():
        at = f"client_duties.{key}"
        fields = [maker.field(at, "label", _("What the property company owes"))]
        if "least" in duty:
            fields.append(maker.field(f"{at}.least", "whole", _("At least so many a month")))
        if duty.get("within"):
            fields.append(maker.field(f"{at}.within.limit", "span", _("Within")))
            fields.append(maker.pick(f"{at}.within.calendar", _("Counts"), "calendars"))
        groups.append(maker.group(say(duty), *fields, at=at, drop=True))
    return groups


def pauses(maker: Maker) -> Section:
    """挂起与免责"""
    approve = (("auto", _("counts by itself")), *maker.parties)
    groups = []
    for key, one in maker.table("pauses").items():
        at = f"pauses.{key}"
        fields = (
            maker.field(at, "label", _("Reason the clock stands still")),
            maker.field(f"{at}.cap", "span", _("At most each time"), optional=True, hint=_("Empty: no limit")),
            maker.pick(f"{at}.approve", _("Approved by"), "parties", choices=approve),
        )
        groups.append(maker.group(say(one), *fields, at=at, drop=True))
    for key, one in maker.table("excuses").items():
        at = f"excuses.{key}"
        fields = (
            maker.field(at, "label", _("Excuse")),
            maker.field(f"{at}.evidence", "list", _("Evidence, comma between"), choices=chosen(words.EVIDENCE)),
            maker.pick(f"{at}.approve", _("Approved by"), "parties"),
        )
        groups.append(maker.group(say(one), *fields, at=at, drop=True))
    return Section("pauses", _("Pauses and excuses"), tuple(groups))
