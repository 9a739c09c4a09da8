"""The form's middle: what is looked after and what can be wrong with it, working hours, how performance is judged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from covenant.calendar import WEEKDAYS
from weituo.faces.office import words as office
from weituo.faces.office.drafts import week, words
from weituo.faces.office.drafts.field import Field, Group, Section
from weituo.faces.office.drafts.maker import Maker, chosen
from weituo.faces.shared import labels
from weituo.faces.shared.templatetags.weituo import say


def things(maker: Maker) -> Section:
    """设备与部位"""
    groups = []
    for index, one in enumerate(maker.rows("items")):
        at = f"items[{index}]"
        groups.append(
            maker.group(
                say(one),
                maker.field(at, "label", pgettext("thing", "Name")),
                maker.field(f"{at}.item", "word", pgettext("new entry", "Code"), fixed=True),
                maker.pick(f"{at}.faults", _("Faults it can have"), "faults", kind="words"),
                at=at,
                name=f"items/{one.get('item', '')}",
                drop=True,
            )
        )
    return Section("things", _("What is looked after"), tuple(groups))


def faults(maker: Maker) -> Section:
    """故障类别"""
    groups = []
    known = maker.table("faults")
    for key in sorted(known, key=lambda key: (str(known[key].get("severity")), key)):
        one = known[key]
        at = f"faults.{key}"
        groups.append(
            maker.group(
                say(one),
                maker.field(at, "label", pgettext("fault", "Name")),
                maker.pick(f"{at}.severity", _("Urgency"), "severities"),
                maker.field(f"{at}.cause", "choice", _("Presumed cause"), choices=_causes()),
                at=at,
                drop=True,
            )
        )
    return Section("faults", _("Kinds of fault"), tuple(groups), table=True)


def _causes() -> tuple[tuple[str, str], ...]:
    return tuple((key, word) for key, word in chosen(office.CAUSES) if key != "any")


def hours(maker: Maker) -> Section:
    """工作时间"""
    days = tuple((key, labels.label(week.names(), key)) for key in WEEKDAYS)
    groups = []
    for key, name in maker.calendars:
        at = f"calendars.{key}"
        groups.append(
            maker.group(
                name if name.startswith(key) else f"{key} {name}",
                maker.field(f"{at}.weekly", "week", _("Hours"), hint=_(
                    "As 08:30-12:00, 13:30-17:30; all day is 00:00-24:00; a day without hours stays empty.")),
                maker.field(f"{at}.holidays", "flag", _("Public holidays do not count"), optional=True),
                maker.field(f"{at}.makeup_day_as", "choice", _("A make-up working day has the hours of"), choices=days,
                            optional=True),
                at=at,
                drop=True,
            )
        )  # fmt: skip
    return Section("hours", _("Working hours"), tuple(groups))


def measures(maker: Maker) -> Section:
    """考核"""
    groups: list[Group] = []
    for key, one in maker.table("measures").items():
        groups += _measure(maker, f"measures.{key}", one)
    total = maker.group(
        _("Total score"),
        maker.field("total.min_weight", "whole", _("Given from a weight with data of"), unit=_("of 100")),
        maker.field("total.min_days", "whole", _("And from so many days in force"), optional=True),
        at="total",
    )
    return Section("measures", _("Assessment"), (*groups, total))


def _measure(maker: Maker, at: str, one: dict[str, Any]) -> list[Group]:
    function = str(one.get("function", ""))
    fields = [
        maker.field(f"{at}.function", "choice", _("Judged by"), choices=chosen(words.FUNCTIONS), fixed=True),
        maker.field(at, "label", pgettext("measure", "Name")),
        maker.field(f"{at}.weight", "whole", _("Weight"), unit=_("of 100")),
        maker.field(f"{at}.curve", "curve", _("From value to score"), choices=chosen(words.CURVES), unit="%/"),
    ]
    if function == "satisfaction_1":
        fields.append(maker.field(f"{at}.good", "whole", _("Satisfied from so many stars")))
    if function != "availability_1" or "min_n" in one:
        fields.append(maker.field(f"{at}.min_n", "whole", _fewest(function), optional=True))
    if function in ("satisfaction_1", "intact_1") or "pool_months" in one:
        fields.append(maker.field(f"{at}.pool_months", "whole", _("Else taken over so many months"), optional=True))
    if function == "rework_1" or "window" in one:
        window = maker.field(f"{at}.window", "days", _("Same fault again within"), unit=_("days"), optional=True)
        fields.append(window)
    if function == "inspection_1" or "requires" in one:
        fields.append(maker.pick(f"{at}.requires", _("Needs the property company's"), "client_duties", optional=True))
    fields.append(
        maker.field(f"{at}.empty", "choice", _("Without data"), fixed=True,
                    choices=(("reweight", _("the other weights count")),))
    )  # fmt: skip
    groups = [maker.group(say(one), *fields, at=at, drop=True)]
    assets = one.get("assets") if function == "availability_1" else None
    for key in sorted(assets) if isinstance(assets, dict) else ():
        groups.append(_assets(maker, at, key, say(one)))
    return groups


def _fewest(function: str) -> str:
    return _("Fewest ratings") if function == "satisfaction_1" else _("Fewest cases")


def _assets(maker: Maker, measure: str, key: str, name: str) -> Group:
    """One class of equipment of an availability."""
    at = f"{measure}.assets.{key}"
    named = dict(maker.items).get(str(maker.get(f"{at}.item")), key)
    fields: tuple[Field, ...] = (
        maker.pick(f"{at}.item", pgettext("matrix", "Item"), "items", choices=maker.items),
        maker.field(f"{at}.units", "whole", _("Units")),
        maker.field(f"{at}.weight", "percent", _("Weight among the equipment"), unit="%"),
        maker.field(f"{at}.rectify", "span", _("Repaired within this, it was never down")),
        maker.pick(f"{at}.faults", _("Faults that take it down"), "faults", kind="words"),
    )
    return maker.group(f"{name} · {named}", *fields, at=at, under=measure, drop=True)
