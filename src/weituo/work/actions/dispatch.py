"""派单: by hand, or by itself when a report comes in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from covenant.errors import Refusal
from weituo.people.models import Membership
from weituo.people.reads import Actor, current
from weituo.people.roles import Role
from weituo.work.actions.step import Gathered, follow_up, step
from weituo.work.row import Outcome


def assign(*, order_id: UUID, actor: Actor, now: datetime, fact_id: UUID, membership_id: UUID) -> Outcome:
    """Give an order to an engineer of the estate; Refusal `order.no_such_engineer`."""
    engineer = _engineers(actor.estate_id, now).filter(pk=membership_id).first()
    if engineer is None:
        raise Refusal("order.no_such_engineer")
    body = {"to": engineer.pseudonym, "mode": "manual"}
    return step(order_id=order_id, kind="order.assigned", body=body, actor=actor, now=now, fact_id=fact_id)


def assign_by_itself(found: Gathered, now: datetime, fact_id: UUID) -> bool:
    """Give a new order to the performer's engineer with the fewest open orders, the longest-serving on a tie.

    False when the performer has no engineer: the order stays reported, and shows as such.
    """
    engineer = (
        _engineers(found.row.estate_id, now)
        .filter(party=found.performer)
        .annotate(load=Count("orders", filter=Q(orders__is_open=True)))
        .order_by("load", "since", "id")
        .first()
    )
    if engineer is None:
        return False
    system = Actor.system(found.row.estate_id)
    follow_up(found, "order.assigned", {"to": engineer.pseudonym, "mode": "auto"}, system, now, fact_id)
    return True


def _engineers(estate_id: UUID | None, now: datetime):  # type: ignore[no-untyped-def]  # a queryset of memberships
    return Membership.objects.filter(current(now), estate_id=estate_id, role=Role.ENGINEER)
