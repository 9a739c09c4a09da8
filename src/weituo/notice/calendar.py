"""The due work and the shifts of one person as iCalendar (RFC 5545). UID and SEQUENCE come from the order or the shift: a
calendar that fetches again moves the entry instead of making a second one."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from weituo.duty import reads as duty
from weituo.duty.reads import Duty
from weituo.estate import reads as estates
from weituo.notice import gather
from weituo.notice.decide import Order
from weituo.people.reads import Actor
from weituo.work.reads import names
from weituo.work.reads.listing import scope

MOST = 500
KEPT = timedelta(days=14)
"""Shifts that ended this long ago are still shown."""
LENGTH = timedelta(minutes=15)
BEFORE = timedelta(minutes=30)
RUNNING = ("reported", "assigned", "taken", "arrived")


def document(actor: Actor, now: datetime) -> bytes:
    """The actor's shifts and the repair deadlines of the open orders he sees; of an engineer his own and nobody's."""
    calendar = Calendar()
    calendar.add("prodid", "-//Weituo//Notices//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Weituo: duty and due orders"))
    if actor.estate_id is not None:
        log = estates.estate(actor.estate_id).log
        found = scope(actor).filter(is_open=True, state__in=RUNNING, repair_due__isnull=False)
        for row, order in gather.orders(found.select_related(*names.RELATED).order_by("repair_due", "pk")[:MOST]):
            if row.repair_due is not None:
                calendar.add_component(_event(order, row.repair_due, row.seq, row.touched_at, log))
        if actor.membership_id is not None:
            for one in duty.of_member(actor.membership_id, now - KEPT, MOST):
                calendar.add_component(_shift(one, log))
    return bytes(calendar.to_ical())


def _shift(one: Duty, log: str) -> Event:
    """A shift. On site one is busy; on call one may have other appointments."""
    event = Event()
    event.add("uid", f"{one.id}-duty@{log.replace('/', '.')}")
    event.add("sequence", one.revision)
    event.add("dtstamp", one.changed_at)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    on_call = one.kind == "call"
    event.add("summary", _("On call") if on_call else _("On duty"))
    event.add("transp", "TRANSPARENT" if on_call else "OPAQUE")
    if settings.ORIGIN:
        event.add("url", f"{settings.ORIGIN}/o/duty")
    return event


def _event(order: Order, due: datetime, seq: int, touched: datetime, log: str) -> Event:
    event = Event()
    event.add("uid", f"{order.id}-repair@{log.replace('/', '.')}")
    event.add("sequence", seq)
    event.add("dtstamp", touched)
    event.add("dtstart", due - LENGTH)
    event.add("dtend", due)
    event.add("transp", "TRANSPARENT")  # a deadline fills nobody's time
    event.add("summary", _("Due: %(fault)s, %(place)s") % {"fault": order.fault["zh"], "place": order.place["zh"]})
    event.add("description", order.number)
    if settings.ORIGIN:
        event.add("url", f"{settings.ORIGIN}/o/orders/{order.id}")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", order.number)
    alarm.add("trigger", -BEFORE)
    event.add_component(alarm)
    return event
