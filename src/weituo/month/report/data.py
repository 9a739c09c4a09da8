"""What the report says, as plain data: from the statement's own bytes and the facts it rests on; nobody is named but the
signatories."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from covenant.money import format_fen, show
from covenant.score import coefficient
from covenant.settle import settle
from covenant.trace import LABELS
from weituo.estate import reads as estates
from weituo.ledger.time import instant
from weituo.month import formula as figures
from weituo.month import reads
from weituo.month.reads import StatementView
from weituo.month.report import words
from weituo.month.report.orders import MonthOrders, month_orders
from weituo.month.text import asset_labels, clause_order, hours, interval
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.work import reads as work

LATE_SHOWN = 60
CLOCKS = {"respond": "响应", "repair": "修复"}


def data(view: StatementView) -> dict[str, Any]:
    """Everything the template prints."""
    document, orders = view.document, month_orders(view)
    trend = reads.earlier_scores(view)
    before = trend[-2][1] or None if len(trend) > 1 and trend[-2][0] == str(view.month.previous()) else None
    return {
        **_head(view, orders),
        "summary": words.summary(document, orders, _full(view) - document["net"], before),
        "tiles": _tiles(document, orders),
        "days": [[str(number), *pair] for number, pair in enumerate(orders.days, 1)],
        "kinds": [[orders.terms.items[key].label["zh"] if key else "其余各类", n] for key, n in orders.kinds],
        "clocks": _clocks(document, orders),
        "stars": [[f"{5 - at} 星", n] for at, n in enumerate(orders.stars)],
        **_tables(view, orders),
        "measures": _measures(document),
        "total": _figure(document, "total"),
        "coefficient": _figure(document, "coefficient"),
        "payment": [_figure(document, key) for key in figures.payment(document)],
        **_second(document, _zone(view)),
        "classes": _classes(document, orders),
        "trend": [[_month(month), score] for month, score, _ in trend if score],
        "late": _late(view),
        "late_count": len(document["costs"]),
        "aside": words.left_aside(reads.left_aside(_pact(view), document, issued=True)),
        "signatures": [_signature(view, party) for party in ("P", "A")],
    }


def _second(document: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """What a statement/2 says beyond score and payment; empty for a statement/1."""
    if "incidents" not in document:
        return {"events": [], "extinguished": "", "quarter": "", "client": [], "times": "", "notes": []}
    labels = {node["fig"]: node["label"]["zh"] for node in document["trace"]}
    month, quarter, times = document["month"], document["quarter"], document["repair_times"]
    gone = document["events"]["extinguished"]
    return {
        "events": [
            [
                labels[f"{month}/event.{one['event']}.{one['id']}"],
                words.event_note(one),
                one["clause"],
                instant(one["at"]).astimezone(zone).strftime("%m-%d %H:%M"),
                _signed(-one["fen"]),
            ]
            for one in document["incidents"]
        ],
        "extinguished": format_fen(gone) if gone else "",
        "quarter": ""
        if quarter is None
        else f"本季度 {quarter['evaluated']} 个月平均 {quarter['total'] or '不评价'} 分，"
        f"季度奖罚为季度服务费的 {figures.percent(quarter['share'])}，计 {_signed(quarter['fen'])} 元"
        + ("（触碰红线，不予奖励）。" if quarter["blocked"] else "。"),
        "client": [[one["label"]["zh"], one["clause"], f"{one['num']}/{one['den']}"] for one in document["client"]],
        "notes": _notes(document),
        "times": "" if times["wall"] is None else words.repair_times(times),
    }


def _notes(document: Mapping[str, Any]) -> list[str]:
    """Corrections posted into the month, what is kept back, the months of bedding-in: a sentence each."""
    said = []
    for one in document["adjustments"]:
        lines = "、".join(
            f"{LABELS[key]['zh']} {_signed(fen)}" for key, fen in one["lines"].items() if key in LABELS and fen
        )
        said.append(
            f"更正{_month(one['month'])}结算单：不含税 {_signed(one['net'])} 元" + (f"（{lines}）。" if lines else "。")
        )
    if document["retained"]:
        kept, payable = format_fen(document["retained"]), format_fen(document["payable"])
        said.append(f"本月为协议最后一个月，暂留 {kept} 元，本次应付 {payable} 元。")
    if document["events"]["bedding_in"]:
        said.append("本月在磨合期内，事件按约定比例扣款，不计入解约条件。")
    return said


def _signed(fen: int) -> str:
    return f"{'−' if fen < 0 else ''}{format_fen(abs(fen))}"


def _classes(document: Mapping[str, Any], orders: MonthOrders) -> list[list[str]]:
    """Per class of equipment whose availability counts: label, hours down, hours required, share."""
    labels = asset_labels(orders.terms)
    return [
        [
            labels[key]["zh"],
            hours(down),
            hours(required),
            figures.percent(1 - Fraction(down, required)) if required else "–",
        ]
        for one in document["measures"]
        for key, down, required in one.get("parts") or ()
    ]


def _pact(view: StatementView) -> Pact:
    pact = pacts.agreement(view.agreement_id)
    assert pact is not None
    return pact


def _full(view: StatementView) -> int:
    terms = next(one for one in _pact(view).agreement.versions if one.no == view.document["version"])
    full = coefficient(terms.payment.coefficient, Fraction(100))
    return settle(terms, full, fee=view.document.get("fee")).net


def _head(view: StatementView, orders: MonthOrders) -> dict[str, Any]:
    document, zone = view.document, _zone(view)
    local = view.issued_at.astimezone(zone)
    return {
        "estate": estates.estate(view.estate_id).name_zh,
        "month": f"{view.month.year}年{view.month.month}月",
        "period": f"{view.month.year}年{view.month.month}月1日至{view.month.month}月{len(orders.days)}日",
        "number": view.number,
        "agreement": orders.terms.title["zh"],
        "version": document["version"],
        "principal": document["parties"]["P"]["name"]["zh"],
        "contractor": document["parties"]["A"]["name"]["zh"],
        "issued": words.date(view.issued_at, zone),
        "made": [local.year, local.month, local.day, local.hour, local.minute, local.second],
        "sha256": view.sha256,
        "facts": f"{document['facts']['count']:,}",
        "gross": format_fen(document["gross"]),
    }


def _tiles(document: Mapping[str, Any], orders: MonthOrders) -> list[list[str]]:
    """The six figures on top."""
    on_time = {
        clock: [one["verdict"] for one in document["clocks"] if one["clock"] == clock and not one["excluded"]]
        for clock in CLOCKS
    }
    given, good = sum(orders.stars), sum(orders.stars[:2])
    return [
        ["考核总分", document["total"]["score"] or words.NOT_EVALUATED, "满分 100"],
        ["含税应付款", format_fen(document["gross"]), "元"],
        ["受理报修", str(orders.reported), f"验收 {orders.accepted} 单"],
        *(
            [f"{CLOCKS[clock]}及时", _share(found.count("met"), len(found)), f"{found.count('met')}/{len(found)} 单"]
            for clock, found in on_time.items()
        ),
        ["四星以上", _share(good, given), f"{good}/{given} 份"],
    ]


def _share(part: int, whole: int) -> str:
    return figures.percent(Fraction(part, whole), 1) if whole else "–"


def _clocks(document: Mapping[str, Any], orders: MonthOrders) -> list[list[Any]]:
    """Per clock and severity: label, met, late, share."""
    rows = []
    for clock, label in CLOCKS.items():
        for severity, named in sorted(orders.terms.severities.items()):
            found = [
                one["verdict"]
                for one in document["clocks"]
                if one["clock"] == clock and one["severity"] == severity and not one["excluded"]
            ]
            if found:
                met = found.count("met")
                rows.append([label, named["zh"], met, len(found) - met, _share(met, len(found))])
    return rows


def _tables(view: StatementView, orders: MonthOrders) -> dict[str, Any]:
    zone, terms = _zone(view), orders.terms
    names = work.numbers(view.estate_id, [one.order for one in orders.waits] + [one.sample for one in orders.repeats])
    return {
        "waits": [
            [
                names[one.order].number,
                names[one.order].place["zh"] or "–",
                names[one.order].fault["zh"],
                words.moment(instant(one.reported), zone),
                words.moment(instant(one.done), zone) if one.done is not None else "未完成",
                words.length(one.length),
            ]
            for one in orders.waits
            if one.order in names
        ],
        "repeats": [
            [
                names[one.sample].place["zh"] or "–",
                one.reports,
                "、".join(
                    f"{terms.faults[key].label['zh'] if key in terms.faults else key} {n}" for key, n in one.faults
                ),
                one.recurrences,
            ]
            for one in orders.repeats
            if one.sample in names
        ],
    }


def _figure(document: Mapping[str, Any], key: str) -> dict[str, str]:
    nodes = {node["fig"]: node for node in document["trace"]}
    node = nodes[f"{document['month']}/{key}"]
    return {
        "key": key,
        "label": figures.label(node)["zh"],
        "clause": node["clause"],
        "value": (figures.value(node) or words.NOT_EVALUATED).replace("¥", ""),
        "formula": figures.formula(node, nodes),
    }


def _measures(document: Mapping[str, Any]) -> list[dict[str, str]]:
    nodes = {node["fig"]: node for node in document["trace"]}
    lost = reads.losses(document)
    rows = []
    for one in sorted(document["measures"], key=lambda one: clause_order(one["clause"])):
        points = lost[one["key"]].points
        fig = f"{document['month']}/{one['key']}"
        rows.append(
            {
                "label": one["label"]["zh"],
                "clause": one["clause"],
                "count": "–" if one.get("parts") or not one["den"] else f"{one['num']}/{one['den']}",
                "value": words.measure_value(one),
                "interval": interval(one.get("interval") or ()),
                "why": words.not_judged(one),
                "score": one["score"] or words.NOT_EVALUATED,
                "weight": show(Fraction(one["weight"]), 0),
                "lost": "–" if points is None else show(points, 2),
                "formula": figures.formula(nodes[f"{fig}.score"], nodes),
            }
        )
    return rows


def _late(view: StatementView) -> list[dict[str, Any]]:
    """Late orders, the dearest first, each with its late clocks."""
    zone = _zone(view)
    late: dict[str, list[Mapping[str, Any]]] = {}
    for one in view.document["clocks"]:
        if one["verdict"] == "late":
            late.setdefault(one["order"], []).insert(0, one)  # stored repair first; told in the order of life
    costs = view.document["costs"][:LATE_SHOWN]
    names = work.numbers(view.estate_id, [UUID(one["order"]) for one in costs])
    rows = []
    for one in costs:
        named = names.get(UUID(one["order"]))
        rows.append(
            {
                "number": named.number if named else one["order"][:8],
                "what": named.fault["zh"] if named else "",
                "where": (named.place["zh"] or "–") if named else "",
                "net": format_fen(one["net"]),
                "clocks": [
                    [
                        CLOCKS[clock["clock"]],
                        words.moment(instant(clock["due"]), zone),
                        words.moment(instant(clock["done"]), zone) if clock["done"] is not None else "未完成",
                        words.length(clock["late_ms"]),
                    ]
                    for clock in late.get(one["order"], [])
                ],
            }
        )
    return rows


def _signature(view: StatementView, party: str) -> dict[str, str]:
    found = view.signed_by(party)
    return {
        "party": "甲方" if party == "P" else "乙方",
        "organisation": view.document["parties"][party]["name"]["zh"],
        "name": found.name if found else "",
        "when": words.date(found.signed_at, _zone(view)) if found else "",
    }


def _month(text: str) -> str:
    year, month = text.split("-")
    return f"{year}年{int(month)}月"


def _zone(view: StatementView) -> ZoneInfo:
    return ZoneInfo(view.document["zone"])
