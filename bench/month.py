"""A very large month: 100,000 orders, a million facts, settled on one core with the whole trace."""

from __future__ import annotations

import random
import resource
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from bench.__main__ import line, timed
from covenant.agreement import Agreement, read
from covenant.calibration import bench, replay
from covenant.period import Month
from covenant.statement import settle_month
from tests.covenant import example

MINUTE, HOUR = 60_000, 3_600_000
START = int(datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
AS_OF = int(datetime(2026, 5, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


def leaves(orders: int, start: int = START, first: int = 1) -> list[bytes]:
    """Ten facts an order: report, dispatch, arrival, pause, completion, acceptance, confirmation, rating."""
    rng, found = random.Random(1), []
    for number in range(first, first + orders):
        at = start + rng.randrange(27 * 24 * 60) * MINUTE
        story = example.Story(number, severity=rng.choice(("S1", "S2")), start=at)
        arrived = at + rng.randrange(5, 60) * MINUTE
        done = arrived + rng.randrange(10, 500) * MINUTE
        story.add("assigned", at, {"to": "m-1", "mode": "auto"}, "S").add("taken", at + MINUTE)
        story.add("arrived", arrived, {"proof": "code"}).add("paused", arrived + MINUTE, {"reason": "parts"})
        story.add("resumed", arrived + 2 * MINUTE).add("claimed", done).add("accepted", done + HOUR, party="P")
        story.add("confirmed", done + 2 * HOUR, party="R").add("rated", done + 2 * HOUR, {"stars": 5}, "R")
        found += story.leaves
    return found


def large() -> None:
    """Settle it; the memory printed is the process's most, the facts' own bytes included."""
    found = leaves(100_000)
    agreement, calendars = Agreement([read(example.second())]), example.calendars()
    began = time.perf_counter()
    settle_month(agreement, calendars, found, Month(2026, 4), AS_OF, checked=False)
    took = (time.perf_counter() - began) * 1000
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line(f"settle 100,000 orders, {len(found):,} facts, {memory} MiB", [took], "10,000 ms, 1,024 MiB")


def year() -> None:
    """The calibration bench: twelve months of 400 orders each replayed under a draft, and everything said about it."""
    calendars, terms = example.calendars(), read(example.second())
    months = [Month(2026, number) for number in range(1, 13)]
    found: list[bytes] = []
    for index, month in enumerate(months):
        found += leaves(400, month.span(calendars.zone)[0], 1 + 400 * index)
    as_of = Month(2027, 1).span(calendars.zone)[1]

    def once() -> None:
        bench(terms, replay(terms, terms.key, calendars, found, months, as_of), {"repair": 15_000})

    line(f"calibrate over 12 months, {len(found):,} facts", timed(once, 3), "5,000 ms")


if __name__ == "__main__":
    large()
    year()
