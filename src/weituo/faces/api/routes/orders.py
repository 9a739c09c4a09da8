"""Orders: report, list, look at one."""

from __future__ import annotations

from typing import Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.estate.reads import Place
from weituo.faces.api.access import guard
from weituo.faces.api.schemas.order import OrderDetail, Orders, ReportIn, SentOut
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.faces.shared.request import StaffRequest
from weituo.work import reads as work
from weituo.work.actions.report import ReportDraft
from weituo.work.actions.report import report as send

router = Router(tags=["orders"])
State = Literal["reported", "assigned", "taken", "arrived", "claimed", "accepted", "cancelled"]


class Wanted(Schema):
    """The list's filters; together they narrow."""

    state: State | None = None
    open: bool = Field(False, description="Only orders not yet accepted or cancelled.")
    severity: str | None = Field(None, max_length=10)
    late: bool = Field(False, description="Only orders with a clock that ran out.")
    assignee: str | None = Field(None, pattern=r"^(none|me|[0-9a-fA-F-]{32,36})$", description="none, me or an id.")
    month: str | None = Field(None, pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="Month of the report.")
    q: str = Field("", max_length=60, description="Words in number or place (and text, with personal.read).")
    page: int = Field(1, ge=1, le=100_000)


@router.post(
    "/orders",
    response={201: SentOut, 200: SentOut, FAILURES: Problem},
    operation_id="report",
    summary="Report",
    **guard("order.intake"),
)
def report(request: HttpRequest, said: ReportIn) -> Any:
    """Make an order. 201 the first time, 200 with the first answer when the same report comes again."""
    ours = cast(StaffRequest, request)
    assert ours.actor.estate_id is not None
    place = place_of(said.code, ours.actor.estate_id)
    draft = ReportDraft(
        estate_id=ours.actor.estate_id,
        item=said.item or (place.item if place else None),
        fault=said.fault,
        code=place.code if place else None,
        equipment_id=place.equipment_id if place else None,
        space_id=place.space_id if place else None,
        unit_id=place.unit_id if place else None,
        words_place=said.words_place.strip(),
        text=said.text.strip(),
        contact_name=said.contact_name.strip(),
        contact_phone=said.contact_phone.strip(),
        channel="api",
    )
    sent = send(draft=draft, actor=ours.actor, now=ours.now, order_id=said.id, fact_id=said.fact_id)
    order = sent.order
    answer = {
        "id": order.id,
        "number": order.number,
        "state": order.state,
        "paused": order.paused,
        "seq": order.seq,
        "repeated": sent.repeated,
        "tracking": reverse("resident:track", args=[order.tracking]),
    }
    return Status(200 if sent.repeated else 201, answer)


def place_of(code: str | None, estate_id: UUID) -> Place | None:
    """What a printed code of the estate stands for; Refusal place.missing."""
    if not code:
        return None
    found = estates.resolve(code)
    if found is None or found.estate.id != estate_id:
        raise Refusal("place.missing", place=code)
    return found if isinstance(found, Place) else found.place  # a retired label still hangs where it hung


@router.get(
    "/orders",
    response={200: Orders, FAILURES: Problem},
    operation_id="orders",
    summary="List orders",
    **guard("order.list"),
)
def orders(request: HttpRequest, wanted: Query[Wanted]) -> Any:
    """80 to a page. An engineer sees his own and nobody's; the contractor what its party performs."""
    ours = cast(StaffRequest, request)
    year, _dash, number = (wanted.month or "").partition("-")
    filters = work.Filters(
        states=(wanted.state,) if wanted.state else (),
        open=wanted.open,
        severities=(wanted.severity,) if wanted.severity else (),
        late=wanted.late,
        assignee=_assignee(wanted.assignee, ours.actor.membership_id),
        month=(int(year), int(number)) if year else None,
        q=wanted.q.strip(),
    )
    page = work.orders(ours.actor, filters, now=ours.now, page=wanted.page, words=True)
    return {
        "orders": [line(one) for one in page.lines],
        "count": page.count,
        "page": page.number,
        "pages": page.pages,
    }


def _assignee(text: str | None, me: UUID | None) -> UUID | str | None:
    if text is None or text == "none":
        return text
    if text == "me":
        return me
    try:
        return UUID(text)
    except ValueError:
        raise Refusal("order.no_such_engineer") from None


@router.get(
    "/orders/{uuid:order_id}",
    response={200: OrderDetail, FAILURES: Problem},
    operation_id="order",
    summary="One order with its reasons",
    **guard("order.read"),
)
def order(request: HttpRequest, order_id: UUID) -> Any:
    """Clocks with what they rest on, and every fact with its hash."""
    ours = cast(StaffRequest, request)
    found = work.detail(ours.actor, order_id, now=ours.now)
    if found is None:
        raise Refusal("order.missing")
    return {
        **line(found.line),
        "text": found.text,
        "agreement": found.agreement,
        "version": found.version,
        "cause": found.cause,
        "accountable": found.accountable,
        "pay": found.pay,
        "matrix_clause": found.matrix_clause,
        "contact_name": found.contact_name,
        "contact_phone": found.contact_phone,
        "seq": found.seq,
        "clocks": list(found.clocks),
        "steps": [
            {
                "kind": step.kind,
                "at": step.at,
                "party": step.party,
                "name": step.name,
                "body": dict(step.body),
                "fact_id": step.fact_id,
                "leaf": step.leaf_hash,
            }
            for step in found.steps
        ],
        "photos": [photo.id for photo in found.photos],
    }


def line(one: work.Line) -> dict[str, Any]:
    """A list's line as it goes over the wire."""
    fields = (
        "id", "number", "state", "paused", "severity", "item", "fault", "item_label", "fault_label", "place",
        "reported_at", "respond_due", "repair_due", "arrived_at", "claimed_at", "accepted_at", "assignee_id",
        "assignee", "perform", "stars", "followers", "channel", "recurrence_of", "text",
    )  # fmt: skip
    return {**{name: getattr(one, name) for name in fields}, "late": one.late.split()}
