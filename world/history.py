"""Months of life on the estate: reports come in, people do their work, sometimes late, sometimes twice.

Events wait in a queue by time; each acts through weituo's actions with its own clock and puts what follows in the queue.
What would happen after the end stays undone: those are today's open orders.
"""

from __future__ import annotations

import heapq
import io
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from covenant.agreement import Terms
from covenant.clock import due
from covenant.errors import Refusal
from covenant.order import needs
from weituo.ledger.ids import uuid7
from weituo.ledger.time import instant, ms
from weituo.oversight import actions as oversight
from weituo.oversight.actions import Seen
from weituo.people.reads import Actor
from weituo.work import photos
from weituo.work.actions import acceptance, arrival, claim, follow, pause, recurrence, report, take, voice
from weituo.work.models import Order
from weituo.work.reads import standing
from world import photo, place
from world.sayings import BLAMED, CALLERS, PRAISED, REJECTED, saying

if TYPE_CHECKING:
    from world.build import World

Act = Callable[[datetime], None]

# How often each kind of thing fails, and what then is wrong with it.
THINGS: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...] = (
    ("lift.car", 24, (("door", 8), ("stuck", 6), ("noise", 6), ("level_off", 2), ("no_light", 2), ("trapped", 1))),
    ("water.pump", 4, (("noise", 4), ("low_pressure", 3), ("leak", 3), ("no_water", 1))),
    ("access.door", 14, (("no_open", 8), ("no_close", 5), ("broken", 2))),
    ("access.gate", 5, (("no_open", 4), ("broken", 2))),
    ("fire.alarm", 4, (("false_alarm", 6), ("alarm", 1))),
    ("power.room", 1, (("noise", 3), ("smoke", 1))),
    ("light.public", 16, (("no_light", 9), ("flicker", 4), ("broken", 2))),
    ("public.area", 8, (("loose", 4), ("broken", 4), ("leak", 2))),
    ("water.drain", 6, (("blocked", 6), ("smell", 2), ("overflow", 1))),
    ("unit.inside", 18, (("leak", 6), ("blocked", 4), ("no_power", 4), ("no_water", 2), ("burst", 1))),
)
SPACES = {
    "light.public": ("corridor", "garage", "lobby"),
    "public.area": ("lobby", "playground", "garden"),
    "water.drain": ("garage", "corridor"),
}
HOURS = (1, 1, 0, 0, 0, 1, 3, 7, 10, 9, 8, 7, 5, 5, 6, 6, 6, 7, 9, 10, 9, 7, 4, 2)  # how likely a report is by hour


class History:
    """Runs the estate from `start` to `end`."""

    def __init__(self, world: World, *, seed: int, per_day: int, start: datetime, end: datetime) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.per_day = per_day
        self.start, self.end = start, end
        assert world.pact is not None
        self.pact = world.pact
        self.terms: Terms = world.pact.agreement.latest
        self.queue: list[tuple[datetime, int, Act]] = []
        self.pictures: list[bytes] = []
        self.count = 0
        self.engineers = {
            actor.pseudonym: actor
            for actor in world.actors.values()
            if actor.role is not None and actor.role == "engineer"
        }
        self.items: dict[str, list[str]] = {}
        for thing in place.equipment():
            if thing.key in world.equipment:
                self.items.setdefault(thing.item, []).append(thing.key)

    def run(self, progress: Callable[[int, int, str], None]) -> None:
        """Everything until the end, telling how far it is in days."""
        total = max(1, (self.end - self.start).days)
        day = self.start
        while day < self.end:
            for _ in range(max(1, round(self.random.gauss(self.per_day, self.per_day / 4)))):
                hour = self.random.choices(range(24), HOURS)[0]
                self.later(day + timedelta(hours=hour, seconds=self.random.randrange(3600)), self.reported)
            self._oversight(day)
            day += timedelta(days=1)
        self._today()
        while self.queue and self.queue[0][0] <= self.end:
            at, _, act = heapq.heappop(self.queue)
            progress(min(total, (at - self.start).days), total, "")
            try:
                act(at)
            except Refusal:
                continue  # somebody else was faster, as in life
        progress(total, total, "")

    def later(self, at: datetime, act: Act) -> None:
        """Put an act into the queue."""
        self.count += 1
        heapq.heappush(self.queue, (at, self.count, act))

    def _oversight(self, day: datetime) -> None:
        """The property company's own round: a meeting every Monday, a visit with its inspection every ten days, and the
        fire control room once found empty. No chance in it: what is seen does not change what is reported."""
        if day.weekday() == 0:
            self.later(day + timedelta(hours=9), lambda at: self._seen(at, Seen("duty", "meeting")))
        if day.day in (5, 15, 25):
            good = 40 - day.month % 3 - day.day // 15
            words = f"{day.month}月{day.day}日现场巡查"
            self.later(day + timedelta(hours=10), lambda at: self._seen(at, Seen("duty", "site_visit")))
            self.later(
                day + timedelta(hours=11),
                lambda at: self._seen(at, Seen("inspection", good=good, count=40, words=words)),
            )
        if day.day == 18 and day.month % 2 == 0:
            words = "22时10分巡更，消控室无人值守，有照片"
            self.later(
                day + timedelta(hours=22),
                lambda at: self._seen(at, Seen("incident", "fire_room_unmanned", words=words)),
            )

    def _seen(self, at: datetime, seen: Seen) -> None:
        oversight.record(seen=seen, actor=self.world.actors["li"], now=at, record_id=uuid7(at), fact_id=uuid7(at))

    def _today(self) -> None:
        """Something of everything for whoever looks at the demo now."""
        lift = next(iter(self.items["lift.car"]))
        self.later(
            self.end - timedelta(minutes=25), lambda at: self.reported(at, "lift.car", "noise", lift, lags=(600, 0))
        )
        self.later(
            self.end - timedelta(minutes=9), lambda at: self.reported(at, "access.door", "no_open", lags=(4, 600))
        )
        self.later(
            self.end - timedelta(hours=5), lambda at: self.reported(at, "water.pump", "leak", lags=(6, 14), days=9)
        )

    def reported(
        self,
        at: datetime,
        item: str | None = None,
        fault: str | None = None,
        key: str | None = None,
        lags: tuple[int, int] | None = None,
        days: int = 0,
    ) -> None:
        """Somebody reports; then the engineer, the supervisor and the resident do their parts."""
        rng = self.random
        if item is None:
            item, _, faults = rng.choices(THINGS, [weight for _, weight, _ in THINGS])[0]
            fault = rng.choices([name for name, _ in faults], [weight for _, weight in faults])[0]
        assert fault is not None
        code, equipment, space, unit = self._place(item, key)
        order, fact = uuid7(at), uuid7(at)
        named = rng.random() < 0.45
        draft = report.ReportDraft(
            estate_id=self.world.estate_id,
            item=item,
            fault=fault,
            code=code,
            equipment_id=equipment,
            space_id=space,
            unit_id=unit,
            text=saying(fault, self.terms.faults[fault].label["zh"], rng.randrange(97)),
            contact_name=rng.choice(CALLERS) if named else "",
            contact_phone=f"000-{rng.randrange(10000):04d}-{rng.randrange(10000):04d}" if named else "",
            channel="code" if rng.random() < 0.86 else "telephone",
        )
        guard = self.world.actors["zheng"]
        reporter = Actor.reporter(f"r-{order.hex[-12:]}", self.world.estate_id)
        report.report(
            draft=draft, actor=reporter if draft.channel == "code" else guard, now=at, order_id=order, fact_id=fact
        )
        if equipment and rng.random() < 0.06:
            self.later(at + timedelta(minutes=rng.randrange(3, 40)), lambda t: self._followed(t, order))
        self._work(order, at, self.terms.faults[fault].severity, lags, days)

    def _place(self, item: str, key: str | None) -> tuple[str | None, UUID | None, UUID | None, UUID | None]:
        world, rng = self.world, self.random
        if item == "unit.inside":
            return None, None, None, rng.choice(world.units)
        if item in SPACES:
            spaces = [name for name in world.spaces if name.startswith(SPACES[item])]
            chosen = rng.choice(spaces)
            return world.codes[chosen], None, world.spaces[chosen], None
        chosen = key or rng.choice(self.items[item])
        thing = next(one for one in place.equipment() if one.key == chosen)
        return world.codes[chosen], world.equipment[chosen], world.spaces[thing.space], None

    def _work(self, order: UUID, at: datetime, severity: str, lags: tuple[int, int] | None, days: int) -> None:
        """Minutes to taking and arriving; then how long the repair takes, in minutes of the severity's calendar."""
        rng = self.random
        urgent = severity < "S2"
        took = rng.randrange(1, 9) if urgent else rng.randrange(3, 45)
        came = rng.randrange(5, 20) if urgent else rng.randrange(15, 70)
        if rng.random() < 0.055:
            came += rng.randrange(20, 60) if urgent else rng.randrange(60, 240)
        done = rng.randrange(25, 170) if urgent else rng.randrange(40, 620)
        if rng.random() < 0.06:
            done += rng.randrange(180, 500) if urgent else rng.randrange(600, 1500)
        if lags:
            took, came = lags
        if days:
            done += days * 24 * 60
        times = [self._when(at, minutes, urgent) for minutes in (took, took + came, took + came + done)]
        self.later(times[0], lambda t: self._taken(t, order))
        self.later(times[1], lambda t: self._arrived(t, order, times[2]))

    def _when(self, at: datetime, minutes: int, urgent: bool) -> datetime:
        """So many minutes later, in working hours unless it is urgent."""
        if urgent:
            return at + timedelta(minutes=minutes)
        hours = self.pact.calendars.hours(self.terms.calendars["WD"], ms(self.end))
        return instant(due(ms(at), minutes * 60_000, hours))

    def _doer(self, order: UUID) -> Actor:
        found = standing(order)
        return self.engineers.get(found.assignee if found else "", self.world.actors["wang"])

    def _taken(self, at: datetime, order: UUID) -> None:
        take.take(order_id=order, actor=self._doer(order), now=at, fact_id=uuid7(at))

    def _arrived(self, at: datetime, order: UUID, done: datetime) -> None:
        rng, actor = self.random, self._doer(order)
        found = standing(order)
        arrival.arrive(
            order_id=order,
            actor=actor,
            now=at,
            fact_id=uuid7(at),
            code=found.code if found else None,
            take_id=uuid7(at),
        )
        if rng.random() < 0.07:
            self._pause(at, order, actor, done)
        else:
            self.later(max(done, at + timedelta(minutes=5)), lambda t: self._claimed(t, order, rng.random() < 0.06))

    def _pause(self, at: datetime, order: UUID, actor: Actor, done: datetime) -> None:
        rng = self.random
        reason = rng.choice(("parts", "parts", "no_access", "P_decision"))
        begins = at + timedelta(minutes=rng.randrange(5, 30))
        ends = begins + timedelta(hours=rng.randrange(3, 40))
        fact = uuid7(begins)
        self.later(begins, lambda t: void(pause.pause(order_id=order, actor=actor, now=t, fact_id=fact, reason=reason)))
        if reason == "parts":
            ruling, li = rng.random() < 0.8, self.world.actors["li"]
            self.later(
                begins + timedelta(hours=2),
                lambda t: void(
                    pause.rule_pause(order_id=order, actor=li, now=t, fact_id=uuid7(t), pause_id=fact, approved=ruling)
                ),
            )
        self.later(ends, lambda t: void(pause.resume(order_id=order, actor=actor, now=t, fact_id=uuid7(t))))
        self.later(max(done, ends) + timedelta(minutes=30), lambda t: self._claimed(t, order, False))

    def _claimed(self, at: datetime, order: UUID, bad: bool) -> None:
        self._shown(at, order)
        claim.claim(order_id=order, actor=self._doer(order), now=at, fact_id=uuid7(at), note="已修复并试运行正常。")
        self.later(at + timedelta(minutes=self.random.randrange(20, 300)), lambda t: self._ruled(t, order, bad))
        if self.random.random() < 0.52:
            self.later(at + timedelta(minutes=self.random.randrange(310, 900)), lambda t: self._rated(t, order, bad))

    def _shown(self, at: datetime, order: UUID) -> None:
        """The photos the terms ask for; of every dozen one is an old one sent again, to be found."""
        row = Order.objects.get(pk=order)
        assert self.world.pact is not None
        for need in needs(self.world.pact.terms(row.reported_at), row.item, row.severity):
            for number in range(need.least):
                picture = photo.drawn(random.Random(f"{order}/{need.role}/{number}/{row.seq}"))
                self.pictures.append(self.pictures[-6] if len(self.pictures) % 12 == 11 else picture)
                photos.accept(
                    io.BytesIO(self.pictures[-1]),
                    estate_id=row.estate_id,
                    draft=order,
                    role=need.role,
                    now=at,
                    photo_id=uuid7(at),
                )

    def _ruled(self, at: datetime, order: UUID, bad: bool) -> None:
        if not 7 <= at.astimezone(self.start.tzinfo).hour < 22:
            self.later(at + timedelta(hours=9), lambda t: self._ruled(t, order, bad))
            return
        li, rng = self.world.actors["li"], self.random
        if bad:
            words = rng.choice(REJECTED)
            acceptance.reject(order_id=order, actor=li, now=at, fact_id=uuid7(at), reason="not_fixed", words=words)
            self.later(
                at + timedelta(minutes=rng.randrange(30, 120)),
                lambda t: self._arrived(t, order, t + timedelta(minutes=40)),
            )
            return
        acceptance.accept(order_id=order, actor=li, now=at, fact_id=uuid7(at))
        found = standing(order)
        if found and found.recurrence_of:
            confirmed = rng.random() < 0.3
            self.later(
                at + timedelta(minutes=30),
                lambda t: void(
                    recurrence.rule_recurrence(order_id=order, actor=li, now=t, fact_id=uuid7(t), confirmed=confirmed)
                ),
            )

    def _rated(self, at: datetime, order: UUID, bad: bool) -> None:
        rng = self.random
        stars = rng.choices((5, 4, 3, 2, 1), (20, 30, 25, 15, 10) if bad else (62, 31, 4, 2, 1))[0]
        who = Actor.reporter(f"r-{order.hex[-12:]}", self.world.estate_id)
        if stars >= 4:
            voice.confirm(order_id=order, actor=who, now=at, fact_id=uuid7(at))
        words = rng.choice(PRAISED if stars >= 4 else BLAMED)
        voice.rate(order_id=order, actor=who, now=at, fact_id=uuid7(at), stars=stars, words=words)

    def _followed(self, at: datetime, order: UUID) -> None:
        who = Actor.reporter(f"f-{uuid7(at).hex[-12:]}", self.world.estate_id)
        follow.follow(order_id=order, actor=who, now=at, fact_id=uuid7(at))


def void(_: object) -> None:
    """An act answers nothing."""
