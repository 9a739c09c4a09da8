"""The form's second half: what is paid and when, how it ends, who is liable, data, renewal, definitions."""

from __future__ import annotations

from django.utils.translation import gettext as _

from weituo.faces.office import words as office
from weituo.faces.office.drafts import words
from weituo.faces.office.drafts.field import Field, Group, Section
from weituo.faces.office.drafts.maker import Maker, chosen, group
from weituo.faces.shared.templatetags.weituo import say


def payment(maker: Maker) -> Section:
    """付款与事件"""
    groups = [
        group(
            _("Monthly fee"),
            maker.field("payment.monthly_fee", "money", _("Fee a month, without tax"), unit=_("yuan")),
            maker.field("payment.performance_share", "percent", _("Share moved by performance"), unit="%"),
            maker.field("payment.loss_estimate", "money", _("Expected loss in a bad month"), unit=_("yuan"),
                        optional=True),
            clause=maker.get("payment.clause", ""),
        ),
        group(
            _("Coefficient"),
            maker.field("payment.coefficient", "coefficient", _("From score to coefficient"), unit="/"),
            clause=maker.get("payment.coefficient.clause", ""),
        ),
        group(
            _("Value-added tax"),
            maker.field("payment.vat.rate", "percent", _("Rate"), unit="%"),
            maker.field("payment.vat.deductions", "choice", _("Deductions are"), choices=chosen(words.DEDUCTIONS)),
            clause=maker.get("payment.vat.clause", ""),
        ),
        *_around(maker),
        *_events(maker),
    ]  # fmt: skip
    return Section("payment", _("Payment and events"), tuple(groups))


def _around(maker: Maker) -> list[Group]:
    known = {
        "cap": (_("Monthly cap"), [("share", "percent", _("Events take at most of the fee"), "%")]),
        "bedding_in": (
            _("Bedding-in"),
            [("months", "whole", _("First months"), ""), ("event_factor", "percent", _("Events cost"), "%")],
        ),
        "quarter": (
            _("Quarter"),
            [
                ("bands", "pairs", _("Mean score and share of three fees"), "/%"),
                ("reward_blocked_by_red_line", "flag", _("A red line blocks the reward"), ""),
            ],
        ),
        "retention": (_("Retention"), [("months", "whole", _("Mean of the last months"), "")]),
        "interest": (_("Late payment"), [("daily", "percent", _("Interest a day"), "%")]),
    }
    groups = []
    for key, (title, fields) in known.items():
        if maker.get(f"payment.{key}"):
            at = f"payment.{key}"
            made = [maker.field(f"{at}.{name}", kind, label, unit=unit) for name, kind, label, unit in fields]
            groups.append(group(title, *made, clause=maker.get(f"{at}.clause", ""), drop=at))
    return groups


def _events(maker: Maker) -> list[Group]:
    clocks = chosen(office.CLOCKS)
    groups = []
    for key, one in maker.table("events").items():
        at = f"events.{key}"
        fields = [
            maker.field(at, "label", _("Event")),
            maker.field(f"{at}.amount", "money", _("Price"), unit=_("yuan")),
            maker.field(f"{at}.red_line", "flag", _("Red line: outside the cap"), optional=True),
        ]
        if one.get("repeat"):
            fields.append(maker.field(f"{at}.repeat.same", "choice", _("Repeated"), choices=chosen(words.SAME)))
            fields.append(maker.field(f"{at}.repeat.window", "days", _("Within"), unit=_("days")))
            fields.append(maker.field(f"{at}.repeat.factors", "list", _("Times the price, comma between")))
        if one.get("when"):
            fields.append(maker.field(f"{at}.when.late", "choice", _("By itself when late for"), choices=clocks))
            fields.append(maker.field(f"{at}.when.faults", "words", _("Of these faults"), choices=maker.faults))
        groups.append(group(say(one), *fields, clause=one.get("clause", ""), drop=at))
    return groups


def statement(maker: Maker) -> Section:
    """月结单"""
    days = _("days")
    fields = (
        maker.field("statement.issue_by", "days", _("Issued within"), unit=days),
        maker.field("statement.objection", "days", _("Objection within"), unit=days),
        maker.field("statement.calendar", "choice", _("Counts"), choices=maker.calendars),
        maker.field("statement.pay_within", "days", _("Paid within"), unit=days),
    )
    return Section("statement", _("Monthly statement"), (group("", *fields, clause=maker.get("statement.clause", "")),))


def ending(maker: Maker) -> Section:
    """解约"""
    at, days = "exit", _("days")
    if not maker.get(at):
        return Section("exit", _("Termination"), ())
    fields = (
        maker.field(f"{at}.fail_below", "decimal", _("A month fails below"), unit=_("points")),
        maker.field(f"{at}.need", "whole", _("So many failed months give the right"), unit=_("months")),
        maker.field(f"{at}.consecutive", "flag", _("In a row")),
        maker.field(f"{at}.not_evaluated", "choice", _("A month without score"), choices=chosen(words.SKIP)),
        maker.field(f"{at}.notice", "days", _("Notice"), unit=days),
        maker.field(f"{at}.exercise_within", "days", _("To be used within"), unit=days),
        maker.field(f"{at}.handover", "words", _("Handed over"), choices=chosen(words.HANDOVER)),
    )
    return _alone("exit", _("Termination"), maker, at, fields)


def liability(maker: Maker) -> Section:
    """责任与保险"""
    at, yuan = "liability", _("yuan")
    if not maker.get(at):
        return Section(at, _("Liability and insurance"), ())
    fields = [
        maker.field(f"{at}.annual_cap", "money", _("At most a year"), unit=yuan, optional=True),
        maker.field(f"{at}.not_capped", "words", _("Never capped"), choices=chosen(words.NOT_CAPPED)),
    ]
    if maker.get(f"{at}.insurance"):
        fields += [
            maker.field(f"{at}.insurance.kind", "text", _("Insurance")),
            maker.field(f"{at}.insurance.per_event", "money", _("Insured per event"), unit=yuan),
            maker.field(f"{at}.insurance.deductible.least", "money", _("Deductible, at least"), unit=yuan),
            maker.field(f"{at}.insurance.deductible.share", "percent", _("Deductible, of the loss"), unit="%"),
        ]
    return _alone("liability", _("Liability and insurance"), maker, at, tuple(fields))


def protection(maker: Maker) -> Section:
    """安全与个人信息"""
    groups = []
    if maker.get("safety"):
        groups.append(
            group(
                _("Safety agreement"),
                maker.field("safety.document", "text", _("Document")),
                maker.field("safety.inspections", "whole", _("Inspections a month")),
                clause=maker.get("safety.clause", ""),
                drop="safety",
            )
        )
    if maker.get("data"):
        groups.append(
            group(
                _("Personal data"),
                maker.field("data.controller", "choice", _("Decides"), choices=maker.parties),
                maker.field("data.processor", "choice", _("Works with them"), choices=maker.parties),
                maker.field("data.kinds", "list", _("Kinds, comma between"), choices=chosen(words.DATA)),
                maker.field("data.retain", "days", _("Kept for"), unit=_("days")),
                maker.field("data.on_end", "choice", _("At the end"), choices=chosen(words.ON_END)),
                clause=maker.get("data.clause", ""),
                drop="data",
            )
        )
    return Section("protection", _("Safety and personal data"), tuple(groups))


def renewal(maker: Maker) -> Section:
    """续约"""
    at = "renewal"
    if not maker.get(at):
        return Section(at, _("Renewal"), ())
    fields = (
        maker.field(f"{at}.rank_by", "ranks", _("Ranked by"), choices=chosen(words.RANKS)),
        maker.field(f"{at}.top", "whole", _("The best so many have priority")),
        maker.field(f"{at}.ties", "choice", _("With equal rank"), choices=chosen(words.TIES)),
        maker.field(f"{at}.min_months", "whole", _("Evaluated in at least"), unit=_("months")),
        maker.field(f"{at}.min_score", "decimal", _("Mean score at least"), unit=_("points")),
    )
    return _alone("renewal", _("Renewal"), maker, at, fields)


def definitions(maker: Maker) -> Section:
    """定义"""
    groups = []
    for index, one in enumerate(maker.rows("definitions")):
        at, clause = f"definitions[{index}]", str(one.get("clause", ""))
        fields = (
            maker.field(f"{at}.phrase", "text", _("Phrase")),
            maker.field(f"{at}.pinned", "label", _("Means here"), optional=True),
        )
        title = str(one.get("phrase", ""))
        groups.append(group(title, *fields, clause=clause, drop=at, row=(at, f"definitions/{clause}")))
    return Section("definitions", _("Definitions"), tuple(groups), (("definitions", _("Add a phrase")),))


def _alone(key: str, title: str, maker: Maker, at: str, fields: tuple[Field, ...]) -> Section:
    return Section(key, title, (group("", *fields, clause=maker.get(f"{at}.clause", ""), drop=at),))
