"""Orders from report to rating through `work.actions`, on the demo estate: what writers write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from weituo.estate import reads as places
from weituo.estate.models import Estate
from weituo.ledger.ids import uuid7
from weituo.people.reads import Actor, actor_of
from weituo.work.actions import acceptance, arrival, claim, report, take, voice
from weituo.work.actions.report import ReportDraft

STEPS = ("report", "take", "arrive", "claim", "accept", "confirm", "rate")
"""Seven requests, eight facts: a report is dispatched at once."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a client keeps it until it was answered: sent again, it must not be carried out again."""

    step: str
    order: UUID
    fact: UUID

    def __str__(self) -> str:
        return f"{self.step} {self.order} {self.fact}"

    @classmethod
    def parse(cls, text: str) -> "Request":
        step, order, fact = text.split()
        return cls(step, UUID(order), UUID(fact))


def built(now: datetime) -> None:
    """The small demo estate with a day of history, committed."""
    from world.build import build

    with transaction.atomic():
        build(scale="small", seed=1, today=now, days=1)


class Estateful:
    """The demo estate and the people who act."""

    def __init__(self) -> None:
        now = timezone.now()
        self.estate = places.estate(Estate.objects.values_list("pk", flat=True).get())
        self.engineer, self.supervisor = self._actor("wang", now), self._actor("li", now)

    @property
    def log(self) -> str:
        return self.estate.log

    def send(self, one: Request) -> int:
        """Carries a request out; how many facts the order has then."""
        now, wanted = timezone.now(), {"order_id": one.order, "fact_id": one.fact}
        who = Actor.reporter(f"r-{one.order.hex[-12:]}", self.estate.id)
        if one.step == "report":
            draft = ReportDraft(estate_id=self.estate.id, item="lift.car", fault="noise", text="电梯异响")
            return report.report(draft=draft, actor=who, now=now, **wanted).order.seq
        acts: dict[str, Callable[[], object]] = {
            "take": lambda: take.take(actor=self.engineer, now=now, **wanted),
            "arrive": lambda: arrival.arrive(actor=self.engineer, now=now, code=None, **wanted),
            "claim": lambda: claim.claim(actor=self.engineer, now=now, note="已修复", **wanted),
            "accept": lambda: acceptance.accept(actor=self.supervisor, now=now, **wanted),
            "confirm": lambda: voice.confirm(actor=who, now=now, **wanted),
            "rate": lambda: voice.rate(actor=who, now=now, stars=5, **wanted),
        }
        return acts[one.step]().seq

    @staticmethod
    def lives() -> Iterator[Request]:
        """Order after order, step after step, for ever."""
        while True:
            order = uuid7(timezone.now())
            for step in STEPS:
                yield Request(step, order, uuid7(timezone.now()))

    @staticmethod
    def rest(one: Request) -> Iterator[Request]:
        """What is left of an order after this request."""
        for step in STEPS[STEPS.index(one.step) + 1 :]:
            yield Request(step, one.order, uuid7(timezone.now()))

    def _actor(self, name: str, now: datetime) -> Actor:
        found = actor_of(name, now, self.estate.id)
        assert found is not None
        return found
