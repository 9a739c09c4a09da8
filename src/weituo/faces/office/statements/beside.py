"""Figures of a statement/2 that lead to no amount and so have no node in its trace: what the property company owed, how
long repairs took, what the last month keeps back. They open like every other figure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from covenant.agreement import Terms
from weituo.faces.office.statements.more import classes, corrections
from weituo.faces.shared import duration
from weituo.faces.shared.templatetags.weituo import say
from weituo.month import formula as figures
from weituo.month.text import interval

Node = Mapping[str, Any]
Words = Mapping[str, str]
TIMES = ("wall", "net", "active")


def time_word(key: str) -> str:
    """One of the three times to repair."""
    return {"wall": _("from report to done"), "net": _("without pauses"), "active": _("on site")}[key]


def node(document: Mapping[str, Any], fig: str, terms: Terms) -> Node | None:
    """`<month>/client.<duty>`, `<month>/times.<wall|net|active>`, `<month>/retained`, `<month>/payable`; None for
    anything else and where the statement says nothing of it."""
    month, _dash, name = fig.partition("/")
    if month != document["month"] or "client" not in document:
        return None
    part, _dot, key = name.partition(".")
    if part == "client":
        return _duty(document, fig, key, terms)
    if part == "times" and key in TIMES and document["repair_times"][key]:
        return _times(document, fig, key)
    if name in ("retained", "payable") and document["retained"]:
        return _kept(document, fig, name, terms)
    return None


def _node(fig: str, label: str | Words, clause: str, value: str, **more: Any) -> Node:
    base: dict[str, Any] = {
        "op": "beside",
        "args": {},
        "exact": None,
        "round": None,
        "in": [],
        "note": "",
        "rows": (),
        "clocks": (),
    }
    return {**base, "fig": fig, "label": label, "clause": clause, "value": value, "formula": "", **more}


def _duty(document: Mapping[str, Any], fig: str, key: str, terms: Terms) -> Node | None:
    one = next((one for one in document["client"] if one["key"] == key), None)
    if one is None:
        return None
    least = terms.client_duties[key].least
    count = {"num": one["num"], "den": one["den"]}
    note = _("Done %(num)d times this month; at least %(den)d were owed.") % count
    if least is None:
        note = _("%(den)d fell due this month, %(num)d were done in time.") % count
    clocks = [clock for clock in document["principal_clocks"] if clock["clock"] == key and not clock["excluded"]]
    clocks.sort(key=lambda clock: (-clock["late_ms"], clock["due"]))
    return _node(fig, one["label"], one["clause"], f"{one['num']}/{one['den']}", note=note, clocks=clocks)


def _times(document: Mapping[str, Any], fig: str, key: str) -> Node:
    times = document["repair_times"]
    spread = times[key]
    notes = {
        "wall": _("From the report until the repair was done."),
        "net": _("From the report until the repair was done, without the pauses that counted."),
        "active": _("From arrival on site until the repair was done; orders without an arrival are not in it."),
    }
    note = notes[key]
    if times["open"]:
        note += " " + _("Repairs still open count with the time until this statement.")
    clocks = [one for one in document["clocks"] if one["clock"] == "repair" and not one["excluded"]]
    end = document["as_of"]
    clocks.sort(key=lambda one: one["start"] - (end if one["done"] is None else one["done"]))
    parts = ((_("half of them within"), "p50"), (_("nine in ten within"), "p90"), (pgettext("figure", "mean"), "mean"))
    return _node(
        fig,
        time_word(key),
        clocks[0]["clause"] if clocks else "",
        length(spread["p50"]),
        note=note,
        rows=(
            *((label, length(spread[part])) for label, part in parts),
            (pgettext("figure", "repairs"), str(times["n"])),
            (pgettext("figure", "still open"), str(times["open"])),
        ),
        clocks=clocks,
    )


def _kept(document: Mapping[str, Any], fig: str, name: str, terms: Terms) -> Node:
    rule = terms.payment.retention
    month, gross, kept = document["month"], document["gross"], document["retained"]
    label = _("Kept back in the last month") if name == "retained" else _("To be paid now")
    if name == "retained":
        months = rule.months if rule else 0
        note = _(
            "The mean deduction of up to %(n)d months before the last one, held until the end is settled; it lowers no "
            "other figure."
        ) % {"n": months}
        return _node(fig, label, rule.clause if rule else "", figures.yuan(kept), note=note)
    way = f"{figures.yuan(gross)} − {figures.yuan(kept)} = {figures.yuan(document['payable'])}"
    inputs = [f"{month}/gross", f"{month}/retained"]
    value = figures.yuan(document["payable"])
    return _node(fig, label, rule.clause if rule else "", value, formula=way, **{"in": inputs})


def length(milliseconds: int) -> str:
    """A length of time in words."""
    return duration.words(milliseconds // 1000)


def rows(node: Node, document: Mapping[str, Any], terms: Terms) -> tuple[tuple[str, str], ...]:
    """What else stands beside a figure: (word, value)."""
    if node["op"] == "beside":
        return tuple(node["rows"])
    if node["op"] == "event":
        return _event(node, terms)
    if node["op"] == "ratio":
        return _ratio(node, document, terms)
    if node["op"] == "restated_minus_issued":
        found = next((one for one in corrections(document) if one.fig == node["fig"]), None)
        return tuple((say(label), figures.yuan(fen, signed=True)) for label, fen in found.lines) if found else ()
    return ()


def _event(node: Node, terms: Terms) -> tuple[tuple[str, str], ...]:
    args = node["args"]
    found = [(pgettext("figure", "Price"), figures.yuan(args["amount"]))]
    if args["nth"] > 1:
        found.append((_("Repeated"), _("number %(n)d of its kind") % {"n": args["nth"]}))
    if args["factor"] != "1":
        found.append((pgettext("figure", "Factor"), f"× {figures.coefficient(Fraction(args['factor']))}"))
    if args["scale"] != "1":
        found.append((_("Bedding-in"), f"× {figures.coefficient(Fraction(args['scale']))}"))
    return tuple(found)


def _ratio(node: Node, document: Mapping[str, Any], terms: Terms) -> tuple[tuple[str, str], ...]:
    key = figures.name(node).removesuffix(".ratio")
    one = next(one for one in document["measures"] if one["key"] == key)
    found = [
        (
            say(part.label),
            _("%(share)s, down %(down)s of %(required)s hours")
            % {"share": part.share, "down": part.down, "required": part.required},
        )
        for part in classes(one, terms)
    ]
    if one.get("interval"):
        found.append((_("Could be off, 95 of 100"), interval(one["interval"])))
    return tuple(found)
