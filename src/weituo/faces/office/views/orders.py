"""`/o/orders`: the list, its export, and dispatching several at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import cast
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from covenant.errors import Refusal
from covenant.order import STATES
from weituo.faces.office.lines import row
from weituo.faces.office.pager import pager
from weituo.faces.office.wish import wish
from weituo.faces.shared import labels
from weituo.faces.shared.access import allowed, require
from weituo.faces.shared.refusals import sentence
from weituo.faces.shared.request import StaffRequest
from weituo.faces.shared.templatetags.weituo import say
from weituo.ledger.ids import uuid7
from weituo.people import reading
from weituo.people.roles import Role
from weituo.work import reads as work
from weituo.work.actions import dispatch

MOST_AT_ONCE = 80


@require("order.list")
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """Open orders unless the filters say otherwise; newest first."""
    ours = cast(StaffRequest, request)
    asked = wish(request.GET)
    number = request.GET.get("page", "1")
    page = work.orders(ours.actor, asked.filters(), now=ours.now, page=int(number) if number.isdigit() else 1)
    can_assign = allowed(ours.actor, "order.assign")
    loads = work.engineers(ours.actor, now=ours.now) if ours.actor.role != Role.ENGINEER else ()
    engineers = [{"membership_id": one.membership_id, "name": one.name, "open_orders": load} for one, load in loads]
    context = {
        "wish": asked,
        "narrowed": asked.narrowed,
        "page": pager(page),
        "lines": [row(line) for line in page.lines],
        "states": _states(),
        "severities": tuple(labels.SEVERITIES),
        "people": engineers,
        "engineers": engineers,
        "can_assign": can_assign,
        "fact": uuid7(ours.now),
    }
    return render(request, "office/orders.html", context)


def _states() -> list[tuple[str, str]]:
    named = [(state, labels.label(labels.STATES, state)) for state in STATES]
    return [("open", _("open")), ("paused", str(labels.PAUSED)), *named, ("all", _("all"))]


@require("order.assign")
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Dispatches the ticked orders to one engineer; says how many went and why others did not."""
    ours = cast(StaffRequest, request)
    back = HttpResponseRedirect(f"{reverse('office:orders')}?{request.GET.urlencode()}")
    try:
        to = UUID(request.POST.get("to", ""))
        ticked = [UUID(text) for text in request.POST.getlist("order")[:MOST_AT_ONCE]]
    except ValueError:
        messages.error(request, _("Please tick orders and choose an engineer."))
        return back
    went = 0
    for order_id in ticked:
        try:
            dispatch.assign(
                order_id=order_id, actor=ours.actor, now=ours.now, fact_id=uuid7(ours.now), membership_id=to
            )
            went += 1
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
    said = ngettext("%(n)d order dispatched.", "%(n)d orders dispatched.", went) % {"n": went}
    messages.success(request, said) if went else messages.info(request, _("Please tick at least one order."))
    return back


@require("order.list")
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The filtered list as CSV (for Excel, with BOM) or XLSX."""
    ours = cast(StaffRequest, request)
    lines = work.export(ours.actor, wish(request.GET).filters(), now=ours.now)
    reading.note(ours.actor, "export", f"orders.{kind}")
    name = f"orders-{timezone.localtime(ours.now):%Y%m%d-%H%M}"
    if kind == "csv":
        answer: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            _csv(lines), content_type="text/csv; charset=utf-8"
        )
    elif kind == "xlsx":
        answer = HttpResponse(
            _xlsx(lines), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _heads() -> list[str]:
    return [
        _("Number"), _("Reported"), _("Urgency"), _("State"), _("Kind"), _("Fault"), _("Place"), _("With"),
        _("Arrival due"), _("Arrived"), _("Repair due"), _("Done"), _("Accepted"), _("Late"), _("Stars"),
    ]  # fmt: skip


def _cells(line: work.Line) -> list[str]:
    def local(moment: object) -> str:
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""  # type: ignore[arg-type]

    return [
        line.number,
        local(line.reported_at),
        labels.label(labels.SEVERITIES, line.severity),
        labels.label(labels.STATES, line.state),
        say(line.item_label),
        say(line.fault_label),
        say(line.place),
        line.assignee,
        local(line.respond_due),
        local(line.arrived_at),
        local(line.repair_due),
        local(line.claimed_at),
        local(line.accepted_at),
        _("yes") if line.late else "",
        str(line.stars or ""),
    ]


def _csv(lines: Iterator[work.Line]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    yield "\ufeff"
    for cells in [_heads()], map(_cells, lines):
        for one in cells:
            # A cell that begins like a formula is kept a text, whoever opens the file.
            writer.writerow([f"'{cell}" if cell[:1] in "=+-@\t" and cell[:1] else cell for cell in one])
            yield out.getvalue()
            out.seek(0)
            out.truncate()


def _xlsx(lines: Iterator[work.Line]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Orders")[:31])
    bold = book.add_format({"bold": True})
    for column, head in enumerate(_heads()):
        sheet.write_string(0, column, head, bold)
    for number, line in enumerate(lines, start=1):
        for column, cell in enumerate(_cells(line)):
            sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, 0, len(_heads()) - 1)
    sheet.set_column(0, 14, 16)
    book.close()
    return out.getvalue()
