"""What the report says, as plain data: from the statement's own bytes, with orders named without anything personal."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from covenant.money import format_fen, show
from weituo.estate import reads as estates
from weituo.ledger.time import instant
from weituo.month import reads
from weituo.month.reads import StatementView
from weituo.work import reads as work

LATE_SHOWN = 25


def data(view: StatementView) -> dict[str, Any]:
    """Everything the template prints."""
    document = view.document
    zone = ZoneInfo(document["zone"])
    estate = estates.estate(view.estate_id)
    month = work.month_of(view.agreement_id, *(instant(edge) for edge in view.month.span(_zone(document))), zone=zone)
    return {
        "estate": estate.name_zh,
        "month": f"{view.month.year}年{view.month.month}月",
        "agreement": document["agreement"],
        "version": document["version"],
        "principal": document["parties"]["P"]["name"]["zh"],
        "contractor": document["parties"]["A"]["name"]["zh"],
        "issued": _local(view.issued_at, zone),
        "sha256": view.sha256,
        "facts": document["facts"]["count"],
        "score": document["total"]["score"] or "不评价",
        "coefficient": show(Fraction(document["coefficient"]), 5),
        "net": format_fen(document["net"]),
        "vat": format_fen(document["vat"]),
        "gross": format_fen(document["gross"]),
        "lines": [
            {"label": one["label"]["zh"], "clause": one["clause"], "fen": format_fen(one["fen"])}
            for one in document["lines"]
        ],
        "measures": [_measure(one) for one in document["measures"]],
        "summary": _summary(document, month),
        "days": month.days,
        "faults": month.faults,
        "severities": month.severities,
        "late": _late(view, zone),
        "late_count": len(document["costs"]),
        "trend": [[text, score or "0", format_fen(gross)] for text, score, gross in reads.earlier_scores(view)],
        "signatures": [
            {
                "party": "甲方" if party == "P" else "乙方",
                "name": document["parties"][party]["name"]["zh"],
                "signed": f"{found.name} {_local(found.signed_at, zone)}" if (found := view.signed_by(party)) else "",
            }
            for party in ("P", "A")
        ],
        "repeats": month.repeats,
    }


def _zone(document: Any) -> Any:
    from covenant.zone import Zone
    from weituo.pact.calendars import offsets

    return Zone(document["zone"], offsets(document["zone"]))


def _local(moment: Any, zone: ZoneInfo) -> str:
    return str(moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"))


def _measure(one: Any) -> dict[str, Any]:
    value = "无数据" if one["value"] is None else show(Fraction(one["value"]) * 100, 2) + "%"
    return {
        "label": one["label"]["zh"],
        "clause": one["clause"],
        "count": f"{one['num']}/{one['den']}",
        "value": value,
        "score": one["score"] or "不评价",
        "weight": one["weight"],
        "weighted": "–" if one["weighted"] is None else show(Fraction(one["weighted"]), 4),
    }


def _summary(document: Any, month: Any) -> list[str]:
    late = len(document["costs"])
    lost = sum(one["net"] for one in document["costs"])
    lines = [
        f"本月受理报修 {month.reported} 单,验收完成 {month.accepted} 单,月末未结 {month.open} 单。",
        f"考核总分 {document['total']['score'] or '不评价'},含税应付款 {format_fen(document['gross'])} 元。",
    ]
    if late:
        lines.append(
            f"有 {late} 单超过约定时限;逐单计算,若各自按时,当月应付款可分别增加,合计影响约 {format_fen(lost)} 元。"
        )
    else:
        lines.append("本月没有超过约定时限的工单。")
    return lines


def _late(view: StatementView, zone: ZoneInfo) -> list[dict[str, str]]:
    clocks: dict[str, int] = {}
    for one in view.document["clocks"]:
        if one["late_ms"]:
            clocks[one["order"]] = max(clocks.get(one["order"], 0), one["late_ms"])
    costs = view.document["costs"][:LATE_SHOWN]
    names = work.numbers(view.estate_id, [UUID(one["order"]) for one in costs])
    rows = []
    for one in costs:
        named = names.get(UUID(one["order"]))
        rows.append(
            {
                "number": named.number if named else one["order"][:8],
                "what": named.fault["zh"] if named else "",
                "where": named.place["zh"] if named else "",
                "late": _span(clocks.get(one["order"], 0)),
                "net": format_fen(one["net"]),
            }
        )
    return rows


def _span(milliseconds: int) -> str:
    minutes = max(1, round(timedelta(milliseconds=milliseconds) / timedelta(minutes=1)))
    if minutes < 60:
        return f"{minutes} 分钟"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} 小时 {minutes} 分"
    return f"{hours // 24} 天 {hours % 24} 小时"
