"""A statement to take away: the signed bytes, the lines and the orders as tables, the report."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from weituo.faces.office import words
from weituo.faces.office.statements.views import page
from weituo.faces.shared import labels
from weituo.faces.shared.access import require
from weituo.faces.shared.request import StaffRequest
from weituo.faces.shared.templatetags.weituo import say
from weituo.ledger.time import instant
from weituo.month import formula as figures
from weituo.month import reads
from weituo.month.reads import StatementView
from weituo.month.report import pdf
from weituo.month.text import clause_order
from weituo.work import reads as work

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require("statement.read")
@require_safe
def document(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """The signed bytes: their SHA-256 is the fingerprint."""
    view = page.found(request, statement_id)
    return _file(view.data, "application/json", f"{view.document['agreement']}-{view.month}.json")


@require("statement.read")
@require_safe
def corrected(request: HttpRequest, statement_id: UUID, record_id: UUID) -> HttpResponse:
    """The bytes a correction was computed to: their SHA-256 stands in its fact."""
    view = page.found(request, statement_id)
    data = reads.corrected(cast(StaffRequest, request).actor, statement_id, record_id)
    if data is None:
        raise Http404
    return _file(data, "application/json", f"{view.document['agreement']}-{view.month}-{str(record_id)[-6:]}.json")


@require("statement.read")
@require_safe
def lines(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Every figure of the sheet, a line each, with its clause and its arithmetic."""
    view = page.found(request, statement_id)
    nodes = {node["fig"]: node for node in view.document["trace"]}
    rows = [(_("Figure"), _("Clause"), _("Value"), _("Formula"))]
    for one in sorted(view.document["measures"], key=lambda one: clause_order(one["clause"])):
        rows += [_row(nodes[f"{view.month}/{one['key']}.{part}"], nodes) for part in ("ratio", "score")]
    rows += [
        _row(nodes[f"{view.month}/{key}"], nodes) for key in ("total", "coefficient", *figures.payment(view.document))
    ]
    return _csv(rows, f"{view.document['agreement']}-{view.month}-{_('lines')}.csv")


def _row(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> tuple[str, str, str, str]:
    value = figures.value(node)
    if value is None:
        value = _("not evaluated")
    elif isinstance(node["value"], int):
        value = _plain(node["value"])  # a number, so that a table can add it up
    return say(figures.label(node)), node["clause"], value, figures.formula(node, nodes)


@require("statement.read")
@require_safe
def orders(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """Every clock that fell due in the month, the late ones first."""
    view = page.found(request, statement_id)
    heads = (
        _("Number"), _("Place"), _("Fault"), _("Urgency"), _("Clock"), _("Clause"), _("Due"), _("Done"), _("Result"),
        _("Late by minutes"), _("Net if it had been on time (yuan)"),
    )  # fmt: skip
    return _csv([heads, *_clocks(view)], f"{view.document['agreement']}-{view.month}-{_('orders')}.csv")


def _clocks(view: StatementView) -> Iterable[tuple[str, ...]]:
    costs = {one["order"]: one["net"] for one in view.document["costs"]}
    names = work.numbers(view.estate_id, {UUID(one["order"]) for one in view.document["clocks"]})
    ranked = sorted(view.document["clocks"], key=lambda one: (-one["late_ms"], one["due"], one["clock"]))
    told: set[str] = set()
    for one in ranked:
        named = names.get(UUID(one["order"]))
        late = one["verdict"] == "late"
        cost = _plain(costs[one["order"]]) if late and one["order"] in costs and one["order"] not in told else ""
        if late:
            told.add(one["order"])  # an order that missed both clocks has one price
        yield (
            named.number if named else one["order"],
            say(named.place) if named else "",
            say(named.fault) if named else "",
            labels.label(labels.SEVERITIES, one["severity"]),
            labels.label(words.CLOCKS, one["clock"]),
            one["clause"],
            _local(one["due"]),
            _local(one["done"]),
            _("left out") if one["excluded"] else labels.label(words.VERDICTS, one["verdict"]),
            str(-(-one["late_ms"] // 60_000)) if late else "",
            cost,
        )


@require("statement.report")
@require_safe
def report(request: HttpRequest, statement_id: UUID) -> HttpResponse:
    """《工程运维报告》"""
    view = page.found(request, statement_id)
    name = f"工程运维报告-{view.document['agreement']}-{view.month}.pdf"
    return _file(pdf(view), "application/pdf", name, attachment="download" in request.GET)


def _plain(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _local(ms: int | None) -> str:
    return timezone.localtime(instant(ms)).strftime("%Y-%m-%d %H:%M") if ms is not None else ""


def _csv(rows: Iterable[tuple[str, ...]], name: str) -> HttpResponse:
    """With a byte-order mark, so that Excel reads it as what it is. Words that begin like a formula stay words."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) and not _number(cell) else cell for cell in row])
    return _file(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", name)


def _number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()


def _file(data: bytes, kind: str, name: str, *, attachment: bool = True) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = str(content_disposition_header(attachment, name))
    return answer
