"""The form's second half: what is paid and when, how it ends, who is liable, data, renewal, definitions, notes, rules."""

from __future__ import annotations

from django.utils.translation import gettext as _

from covenant.money import MODES
from weituo.faces.office import words as office
from weituo.faces.office.drafts import words
from weituo.faces.office.drafts.field import Field, Group, Part, Section
from weituo.faces.office.drafts.maker import Maker, chosen
from weituo.faces.shared.labels import EVIDENCE, label
from weituo.faces.shared.templatetags.weituo import say


def payment(maker: Maker) -> Section:
    """付款与事件"""
    groups = [
        maker.group(
            _("Monthly fee"),
            maker.field("payment.monthly_fee", "money", _("Fee a month, without tax"), unit=_("yuan")),
            maker.field("payment.performance_share", "percent", _("Share moved by performance"), unit="%"),
            maker.field("payment.loss_estimate", "money", _("Expected loss in a bad month"), unit=_("yuan"),
                        optional=True),
            at="payment",
        ),
        maker.group(
            _("Coefficient"),
            maker.field("payment.coefficient", "coefficient", _("From score to coefficient"), unit="/"),
            at="payment.coefficient",
        ),
        maker.group(
            _("Value-added tax"),
            maker.field("payment.vat.rate", "percent", _("Rate"), unit="%"),
            maker.field("payment.vat.deductions", "choice", _("Deductions are"), choices=chosen(words.DEDUCTIONS)),
            at="payment.vat",
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
            groups.append(maker.group(title, *made, at=at, drop=True))
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
        parts = (
            Part("drop" if one.get("repeat") else "add", f"{at}.repeat", _("Dearer when repeated")),
            Part("drop" if one.get("when") else "add", f"{at}.when", _("Charged by itself when late")),
        )
        if one.get("when"):
            fields.append(maker.field(f"{at}.when.late", "choice", _("By itself when late for"), choices=clocks))
            fields.append(maker.pick(f"{at}.when.faults", _("Of these faults"), "faults", kind="words"))
        groups.append(maker.group(say(one), *fields, at=at, drop=True, parts=parts))
    return groups


def statement(maker: Maker) -> Section:
    """月结单"""
    days = _("days")
    fields = (
        maker.field("statement.issue_by", "days", _("Issued within"), unit=days),
        maker.field("statement.objection", "days", _("Objection within"), unit=days),
        maker.pick("statement.calendar", _("Counts"), "calendars"),
        maker.field("statement.pay_within", "days", _("Paid within"), unit=days),
    )
    return Section("statement", _("Monthly statement"), (maker.group("", *fields, at="statement"),))


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
    insured = Part("drop" if maker.get(f"{at}.insurance") else "add", f"{at}.insurance", _("Insurance"))
    return _alone("liability", _("Liability and insurance"), maker, at, tuple(fields), (insured,))


def protection(maker: Maker) -> Section:
    """安全与个人信息"""
    groups = []
    if maker.get("safety"):
        groups.append(
            maker.group(
                _("Safety agreement"),
                maker.field("safety.document", "text", _("Document")),
                maker.field("safety.inspections", "whole", _("Inspections a month")),
                at="safety",
                drop=True,
            )
        )
    if maker.get("witnessing"):
        groups.append(
            maker.group(
                _("Ledger"),
                maker.field("witnessing.parties", "list", _("Who witnesses, comma between")),
                maker.field("witnessing.quorum", "whole", _("How many must cosign")),
                at="witnessing",
                drop=True,
            )
        )
    if maker.get("data"):
        groups.append(
            maker.group(
                _("Personal data"),
                maker.pick("data.controller", _("Decides"), "parties"),
                maker.pick("data.processor", _("Works with them"), "parties"),
                maker.field("data.kinds", "list", _("Kinds, comma between"), choices=chosen(words.DATA)),
                maker.field("data.retain", "days", _("Kept for"), unit=_("days")),
                maker.field("data.on_end", "choice", _("At the end"), choices=chosen(words.ON_END)),
                at="data",
                drop=True,
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
        groups.append(maker.group(title, *fields, at=at, name=f"definitions/{clause}", drop=True))
    return Section("definitions", _("Definitions"), tuple(groups), (("definitions", _("Add a phrase")),))


def _alone(
    key: str, title: str, maker: Maker, at: str, fields: tuple[Field, ...], parts: tuple[Part, ...] = ()
) -> Section:
    return Section(key, title, (maker.group("", *fields, at=at, drop=True, parts=parts),))


def evidence(maker: Maker) -> Section:
    """留痕"""
    groups = []
    for index, one in enumerate(maker.rows("evidence")):
        at = f"evidence[{index}]"
        fields = (
            maker.field(f"{at}.role", "choice", _("What is to be shown"), choices=chosen(EVIDENCE)),
            maker.field(f"{at}.least", "whole", _("At least, from 1 to 9")),
            maker.field(f"{at}.items", "list", _("For which kinds of things, comma between (* for all)")),
            maker.pick(
                f"{at}.severities",
                _("Only of these urgencies; none ticked: of all"),
                "severities",
                kind="words",
                optional=True,
            ),
        )
        title = label(EVIDENCE, str(one.get("role", "")))
        groups.append(maker.group(title, *fields, at=at, name=f"evidence/{one.get('clause', '')}", drop=True))
    return Section("evidence", _("Evidence"), tuple(groups), (("evidence", _("Add evidence to be shown")),))


def notes(maker: Maker) -> Section:
    """其他约定"""
    groups = []
    for index, one in enumerate(maker.rows("notes")):
        at, clause = f"notes[{index}]", str(one.get("clause", ""))
        text = maker.field(at, "prose", _("Text"))
        groups.append(maker.group(say(one)[:20], text, at=at, name=f"notes/{clause}", drop=True))
    return Section("notes", _("Further points"), tuple(groups))


def rules(maker: Maker) -> Section:
    """计算规则"""
    modes = tuple((key, str(words.MODES[key])) for key in MODES)
    rounding = maker.group(
        _("Rounding"),
        maker.field("rounding.measure_score", "rounding", _("Score of a measure"), choices=modes),
        maker.field("rounding.total", "rounding", _("Total score"), choices=modes),
        maker.field("rounding.money", "choice", _("Amounts, to the fen"), choices=modes),
        at="rounding",
    )
    fixed = chosen(words.FIXED)
    changed = maker.group(
        _("Urgency corrected while the order runs"),
        maker.field("reclassify.up", "choice", _("To more urgent"), choices=fixed, fixed=True),
        maker.field("reclassify.down", "choice", _("To less urgent"), choices=fixed, fixed=True),
        at="reclassify",
    )
    rejected = maker.group(
        _("Completion sent back"),
        maker.field("rejected_claim.rule", "choice", _("The clock"), choices=fixed, fixed=True),
        at="rejected_claim",
    )
    return Section("rules", _("Rules of counting"), (rounding, changed, rejected))
