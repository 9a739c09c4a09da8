"""The form's first half: who with whom, who does what, how fast, what excuses, how it is judged."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from weituo.faces.office import words as office
from weituo.faces.office.drafts import words
from weituo.faces.office.drafts.field import Group, Section
from weituo.faces.office.drafts.maker import Maker, chosen, group
from weituo.faces.shared.templatetags.weituo import say


def whom(maker: Maker) -> Section:
    """委托方式与期限"""
    zone = maker.get("agreement.zone", "")
    head = group(
        "",
        maker.field("agreement.title", "label", _("Title")),
        maker.field("agreement.mode", "choice", _("Mode of delegation"), choices=chosen(office.MODES)),
        maker.field("agreement.covers", "words", _("What is entrusted"), choices=chosen(words.COVERS)),
        maker.field("agreement.term.start", "date", _("Term begins")),
        maker.field("agreement.term.end", "date", _("Term ends before")),
        maker.field("version.effective_from", "moment", _("This version takes effect on"), zone=zone,
                    hint=_("Scoring and payment follow from the first full month.")),
    )  # fmt: skip
    groups, add = [head], []
    for letter, one in maker.table("parties").items():
        stem, role = f"parties.{letter}", one.get("role", "")
        fields = [maker.field(f"{stem}.name", "label", pgettext("party", "Name"))]
        if role in ("principal", "contractor", "specialist"):
            fields.append(maker.field(f"{stem}.size", "choice", _("Size"), choices=chosen(words.SIZES), optional=True))
        if role == "specialist":
            fields.append(maker.field(f"{stem}.consent", "text", _("Consent document"), optional=True))
        for index, licence in enumerate(maker.rows(f"{stem}.licences")):
            at = f"{stem}.licences[{index}]"
            kind = str(words.LICENCES.get(licence.get("kind", ""), licence.get("kind", "")))
            kinds = chosen({str(licence.get("kind", "")): kind, **words.LICENCES})
            fields.append(maker.field(f"{at}.kind", "choice", _("Licence"), choices=kinds))
            fields.append(maker.field(f"{at}.document", "text", _("%(licence)s: document") % {"licence": kind}))
            fields.append(maker.field(f"{at}.until", "date", _("%(licence)s: valid until") % {"licence": kind}))
        if role in ("contractor", "specialist"):
            add.append((f"{stem}.licences", _("Licence of %(party)s") % {"party": letter}))
        groups.append(group(f"{letter} {words.ROLES.get(role, role)}", *fields))
    return Section("whom", _("Delegation and term"), tuple(groups), tuple(add))


def matrix(maker: Maker) -> Section:
    """责任界面"""
    groups = []
    for index, row in enumerate(maker.rows("matrix")):
        at, clause = f"matrix[{index}]", str(row.get("clause", ""))
        name = dict(maker.items).get(str(row.get("item")), str(row.get("item")))
        groups.append(
            group(
                name,
                maker.field(f"{at}.item", "choice", pgettext("matrix", "Item"), choices=maker.items),
                maker.field(f"{at}.cause", "choice", _("Cause"), choices=chosen(office.CAUSES)),
                maker.field(f"{at}.perform", "choice", _("Does the work"), choices=maker.sides),
                maker.field(f"{at}.accountable", "choice", _("Answers to the owners"), choices=maker.sides),
                maker.field(f"{at}.pay", "choice", _("Pays"), choices=maker.payers),
                maker.field(f"{at}.assist", "choice", _("Assists"), choices=maker.sides, optional=True),
                maker.field(f"{at}.make_safe", "choice", _("Makes safe first"), choices=maker.sides, optional=True),
                maker.field(f"{at}.inquiry", "choice", _("Leads the inquiry"), choices=maker.sides, optional=True),
                maker.field(f"{at}.fallback", "choice", _("Pays if nobody is found"), choices=maker.payers,
                            optional=True),
                clause=clause,
                drop=at,
                row=(at, f"matrix/{clause}"),
            )
        )  # fmt: skip
    return Section("matrix", _("Who does what"), tuple(groups), (("matrix", _("Add a row")),), table=True)


def limits(maker: Maker) -> Section:
    """服务时限"""
    groups = []
    names = dict(maker.severities)
    for severity, one in sorted(maker.table("levels").items()):
        at = f"levels.{severity}"
        fields = []
        for clock, label, hours in (
            ("respond", _("Arrival within"), _("Arrival counts")),
            ("repair", _("Repaired within"), _("Repair counts")),
        ):
            if one.get(clock):
                fields.append(maker.field(f"{at}.{clock}.limit", "span", label))
                fields.append(maker.field(f"{at}.{clock}.calendar", "choice", hours, choices=maker.calendars))
        groups.append(group(names.get(severity, severity), *fields, clause=one.get("clause", "")))
    most = maker.field("max_open.limit", "days", _("An order is judged at the latest after"), unit=_("days"))
    groups.append(group("", most, clause=maker.get("max_open.clause", "")))
    groups += _duty(maker)
    for key, duty in maker.table("client_duties").items():
        at = f"client_duties.{key}"
        fields = [maker.field(at, "label", _("What the property company owes"))]
        if "least" in duty:
            fields.append(maker.field(f"{at}.least", "whole", _("At least so many a month")))
        if duty.get("within"):
            fields.append(maker.field(f"{at}.within.limit", "span", _("Within")))
            fields.append(maker.field(f"{at}.within.calendar", "choice", _("Counts"), choices=maker.calendars))
        groups.append(group(say(duty), *fields, clause=duty.get("clause", ""), drop=at))
    return Section("limits", pgettext("section", "Time limits"), tuple(groups))


def _duty(maker: Maker) -> list[Group]:
    groups = []
    for index, span in enumerate(maker.rows("duty")):
        at, clause = f"duty[{index}]", str(span.get("clause", ""))
        fields = [maker.field(f"{at}.from", "clock", _("From")), maker.field(f"{at}.to", "clock", _("Until"))]
        if span.get("callout"):
            fields.append(maker.field(f"{at}.callout.by", "choice", _("Takes reports and calls out"),
                                      choices=maker.parties))  # fmt: skip
            fields.append(maker.field(f"{at}.callout.limit", "span", _("Calls out within")))
        groups.append(group(_("On duty"), *fields, clause=clause, row=(at, f"duty/{clause}")))
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
            maker.field(f"{at}.approve", "choice", _("Approved by"), choices=approve),
        )
        groups.append(group(say(one), *fields, clause=one.get("clause", ""), drop=at))
    for key, one in maker.table("excuses").items():
        at = f"excuses.{key}"
        fields = (
            maker.field(at, "label", _("Excuse")),
            maker.field(f"{at}.evidence", "list", _("Evidence, comma between"), choices=chosen(words.EVIDENCE)),
            maker.field(f"{at}.approve", "choice", _("Approved by"), choices=maker.parties),
        )
        groups.append(group(say(one), *fields, clause=one.get("clause", ""), drop=at))
    return Section("pauses", _("Pauses and excuses"), tuple(groups))


def measures(maker: Maker) -> Section:
    """考核"""
    duties = tuple((key, say(one)) for key, one in maker.table("client_duties").items())
    groups = []
    for key, one in maker.table("measures").items():
        at, function = f"measures.{key}", str(one.get("function", ""))
        fields = [
            maker.field(f"{at}.weight", "whole", _("Weight"), unit=_("of 100")),
            maker.field(f"{at}.curve", "curve", _("From value to score"), choices=chosen(words.CURVES), unit="%/"),
        ]
        if function == "satisfaction_1":
            fields.append(maker.field(f"{at}.good", "whole", _("Satisfied from so many stars")))
            fields.append(maker.field(f"{at}.min_n", "whole", _("Fewest ratings"), optional=True))
            fields.append(maker.field(f"{at}.pool_months", "whole", _("Else taken over so many months"), optional=True))
        if function == "rework_1":
            window = maker.field(f"{at}.window", "days", _("Same fault again within"), unit=_("days"), optional=True)
            fields.append(window)
        if function == "inspection_1":
            fields.append(maker.field(f"{at}.requires", "choice", _("Needs the property company's"), choices=duties,
                                      optional=True))  # fmt: skip
        groups.append(group(say(one), *fields, clause=one.get("clause", ""), drop=at))
    total = group(
        _("Total score"),
        maker.field("total.min_weight", "whole", _("Given from a weight with data of"), unit=_("of 100")),
        maker.field("total.min_days", "whole", _("And from so many days in force"), optional=True),
        clause=maker.get("total.clause", ""),
    )
    return Section("measures", _("Assessment"), (*groups, total))
