"""派单: by hand, or by itself when a report comes in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from covenant.errors import Refusal
from weituo.duty import reads as duty
from weituo.people.models import Membership
from weituo.people.reads import Actor, current
from weituo.people.roles import Role
from weituo.work.actions.step import Gathered, follow_up, step
from weituo.work.models import Order
from weituo.work.row import Outcome


def assign(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, membership_id: UUID) -> Outcome:
    """Give an order to an engineer of the estate; Refusal `order.no_such_engineer`."""
    engineer = _engineers(actor.estate_id, now).filter(pk=membership_id).first()
    if engineer is None:
        raise Refusal("order.no_such_engineer")
    body = {"to": engineer.pseudonym, "mode": "manual"}
    return step(order_id=order_id, kind="order.assigned", body=body, actor=actor, now=now, fact_id=fact_id)


def assign_by_itself(found: Gathered, now: datetime, fact_id: UUID) -> UUID | None:
    """Give a new order to the performer's engineer with the fewest open orders, the longest-serving on a tie: of those
    on site, else of those on call; of all where no roster is kept.

    The engineer's membership; None when the performer has nobody on duty: the order stays reported, and shows as such.
    """
    estate_id = found.row.estate_id
    # counted for each engineer from the index of the open orders: a join would read every order there ever was
    own = Order.objects.filter(estate_id=estate_id, is_open=True, assignee=OuterRef("pk")).order_by()
    count = Subquery(own.values("assignee").annotate(count=Count("pk")).values("count"))
    engineers = _engineers(estate_id, now).filter(party=found.performer)
    if (available := duty.available(estate_id, now)) is not None:
        site, call = available
        present = set(engineers.filter(pk__in=site | call).values_list("pk", flat=True))
        engineers = engineers.filter(pk__in=present & site or present & call)
    chosen: tuple[UUID, str] | None = (
        engineers.order_by(Coalesce(count, 0), "since", "id").values_list("pk", "pseudonym").first()
    )
    if chosen is None:
        return None
    membership_id, pseudonym = chosen
    body = {"to": pseudonym, "mode": "auto"}
    follow_up(found, "order.assigned", body, Actor.system(estate_id), now, fact_id)
    return membership_id


def _engineers(estate_id: UUID | None, now: datetime):  # type: ignore[no-untyped-def]  # a queryset of memberships
    return Membership.objects.filter(current(now), estate_id=estate_id, role=Role.ENGINEER)
