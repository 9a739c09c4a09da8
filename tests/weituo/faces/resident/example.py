"""A lift, its code, and an order on its way, for the tests of the resident's pages."""

from datetime import timedelta
from typing import Any

from weituo.ledger.ids import uuid7
from weituo.work.actions import acceptance, arrival, claim, take
from weituo.work.models import Order

LIFT = "L1-2-1"


def code(estate: Any) -> str:
    return str(estate.codes[LIFT])


def report(phone: Any, estate: Any, **typed: Any) -> Order:
    """Reports through the page; the order it made."""
    before = set(Order.objects.values_list("pk", flat=True))
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    answer = phone.send(form, **{"fault": "lift.car/noise", **typed})
    assert answer.status_code == 303, answer.content.decode()
    return Order.objects.exclude(pk__in=before).get()


def doer(estate: Any, order: Order) -> Any:
    """The engineer who was sent."""
    order.refresh_from_db()
    return next(one for one in estate.actors.values() if one.membership_id == order.assignee_id)


def work(estate: Any, order: Order, clock: Any, *, until: str) -> None:
    """The engineer and the supervisor do their part, ten minutes a step, up to a state."""
    steps = {
        "taken": lambda **at: take.take(actor=doer(estate, order), **at),
        "arrived": lambda **at: arrival.arrive(actor=doer(estate, order), code=code(estate), **at),
        "claimed": lambda **at: claim.claim(actor=doer(estate, order), **at),
        "accepted": lambda **at: acceptance.accept(actor=estate.actors["li"], **at),
    }
    names = list(steps)
    for name in names[: names.index(until) + 1]:
        order.refresh_from_db()
        if name in names and order.state in names and names.index(order.state) >= names.index(name):
            continue
        clock.now += timedelta(minutes=10)
        steps[name](order_id=order.id, now=clock.now, fact_id=uuid7(clock.now))
    order.refresh_from_db()
