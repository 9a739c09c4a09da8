"""Simulated days: people, rules and reports of one seed. Nothing here knows how anybody is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from covenant.dispatch import Book, CrewRule, Job, Licence, Policy, Situation, Worker
from covenant.zone import SHANGHAI

MINUTE, DAY = 60_000, 86_400_000
MORNING = SHANGHAI.instant(738_000, 8 * 60)
TRADES = ("lift", "hv", "lv", "water", "fire", "cooling", "doors")
PAIRS = ("lift", "hv")  # two go, at least one of them licensed
LIMITS = {"S0": 20, "S1": 120, "S2": 480}


@dataclass(frozen=True, slots=True)
class Day:
    """The whole day, as only the clairvoyant sees it."""

    seed: int
    workers: dict[str, Worker]
    jobs: tuple[Job, ...]
    travel: Callable[[str, str], int]
    book: Book

    def situation(self, now: int, workers: dict[str, Worker], jobs: dict[str, Job], policy: Policy) -> Situation:
        """As it stands at a moment."""
        return Situation(now, workers, jobs, self.travel, SHANGHAI, self.book, policy)


def day(seed: int, engineers: int = 10, orders: int = 90, hours: int = 10) -> Day:
    """Three communities of six buildings some kilometres apart; reports come evenly, one in ten an emergency."""
    random = Random(f"dispatch {seed}")
    places = {}
    for community in range(3):
        middle = (random.randrange(0, 4000), random.randrange(0, 4000))
        for building in range(6):
            places[f"{community}-{building}"] = (
                middle[0] + random.randrange(-200, 200),
                middle[1] + random.randrange(-200, 200),
            )

    def travel(start: str, end: str) -> int:
        """On foot within a community, by electric bicycle between two, two minutes for doors and stairs."""
        if start == end:
            return 2 * MINUTE
        metres = abs(places[start][0] - places[end][0]) + abs(places[start][1] - places[end][1])
        if start[0] == end[0]:
            return (2 + metres // 75) * MINUTE
        return (6 + metres // 220) * MINUTE

    rules = tuple(
        CrewRule(f"{trade}-{seed}", trade, (), (trade,), 1 + (trade in PAIRS), 1, "law", "CN", None, None, "-")
        for trade in TRADES
    )
    spots = sorted(places)
    return Day(seed, _workers(random, engineers, spots), _jobs(random, orders, hours, spots), travel, Book(rules))


def _workers(random: Random, count: int, spots: list[str]) -> dict[str, Worker]:
    found = {}
    for number in range(count):
        trades = set(random.sample(TRADES, random.randint(2, 4))) | {TRADES[number % len(TRADES)]}
        licences = tuple(Licence(trade, 700_000, 800_000) for trade in sorted(trades))
        key = f"w{number:02}"
        found[key] = Worker(key, "A", licences, random.choice(spots), MORNING)
    return found


def _jobs(random: Random, count: int, hours: int, spots: list[str]) -> tuple[Job, ...]:
    found = []
    for number, minute in enumerate(sorted(random.randrange(hours * 60) for _ in range(count))):
        severity = random.choices(("S0", "S1", "S2"), (10, 30, 60))[0]
        trade = random.choices(TRADES, (12, 5, 22, 28, 10, 8, 15))[0]
        reported = MORNING + minute * MINUTE
        work = round(random.lognormvariate(0, 0.5) * {"S0": 30, "S1": 38, "S2": 38}[severity])
        found.append(
            Job(
                f"j{number:03}",
                "A",
                trade,
                "any",
                severity,
                random.choice(spots),
                reported,
                max(10, min(work, 150)) * MINUTE,
                reported + LIMITS[severity] * MINUTE,
            )
        )
    return tuple(found)
