"""What an agreement's facts say besides its orders: planned tasks, visits, inventories, duties, incidents, statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from covenant.facts import Fact
from covenant.period import Month

SUBJECTS = ("incident", "task", "inspection", "inventory", "duty", "statement", "agreement", "exit")


@dataclass(frozen=True, slots=True)
class Task:
    """Planned work to be done within [since, to]; `done` is None while it is not."""

    id: str
    task: str
    since: int
    to: int
    statutory: bool
    done: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """A visit or an inventory: `good` out of `count`."""

    id: str
    at: int
    good: int
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """An incident the principal found."""

    id: str
    at: int
    event: str
    order: str | None
    equipment: str | None


@dataclass(frozen=True, slots=True)
class Restated:
    """A correction of `month` that is posted into another month: differences in fen, line by line."""

    id: str
    month: Month
    into: Month
    as_of: int
    lines: Mapping[str, int]
    net: int
    vat: int
    gross: int


@dataclass(frozen=True, slots=True)
class Records:
    """All of them, each list by time and id. `issued` is (at, month, as_of) of each statement or restatement, in order;
    `stops` is (from, kind) of suspensions, resumptions and the end."""

    tasks: Sequence[Task] = ()
    inspections: Sequence[Count] = ()
    inventories: Sequence[Count] = ()
    duties: Sequence[tuple[int, str]] = ()
    found: Sequence[Found] = ()
    issued: Sequence[tuple[int, Month, int]] = ()
    restated: Sequence[Restated] = ()
    stops: Sequence[tuple[int, str]] = ()
    facts: Sequence[Fact] = field(default=())

    def known_as_of(self, month: Month) -> int | None:
        """The `as_of` of the newest statement or restatement of a month."""
        return next((as_of for _, one, as_of in reversed(self.issued) if one == month), None)

    def done(self, duty: str, start: int, end: int) -> int:
        """How often a duty was done within [start, end)."""
        return sum(1 for at, key in self.duties if key == duty and start <= at < end)


def records(chains: Iterable[Sequence[Fact]]) -> Records:
    """From the facts of each subject, in order."""
    lists: dict[str, list[Any]] = {
        key: [] for key in ("tasks", "inspections", "inventories", "duties", "found", "issued", "restated", "stops")
    }
    facts: list[Fact] = []
    for chain in chains:
        facts.extend(chain)
        _READ[chain[0].subject.split("/", 1)[0]](chain, lists)
    for rows in lists.values():
        rows.sort(key=_key)
    return Records(**{key: tuple(rows) for key, rows in lists.items()}, facts=tuple(facts))


def _key(row: Any) -> Any:
    if isinstance(row, tuple):
        return row
    return (row.to if isinstance(row, Task) else row.as_of if isinstance(row, Restated) else row.at, row.id)


def _task(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    body = chain[0].body
    done = next((fact.at for fact in chain if fact.kind == "task.done"), None)
    task = Task(chain[0].subject.split("/", 1)[1], body["task"], body["from"], body["to"], body["statutory"], done)
    lists["tasks"].append(task)


def _incident(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    first = chain[0]
    if not any(fact.kind == "incident.withdrawn" for fact in chain):
        found = Found(first.id, first.at, first.body["event"], first.body["order"], first.body["equipment"])
        lists["found"].append(found)


def _inspection(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    first = chain[0]
    lists["inspections"].append(Count(first.id, first.at, first.body["passed"], first.body["checked"]))


def _inventory(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    first = chain[0]
    lists["inventories"].append(Count(first.id, first.at, first.body["intact"], first.body["units"]))


def _duty(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    lists["duties"].append((chain[0].at, chain[0].body["duty"]))


def _statement(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    for fact in chain:
        body = fact.body
        if fact.kind in ("statement.issued", "statement.restated"):
            lists["issued"].append((fact.at, Month.parse(body["month"]), body["as_of"]))
        if fact.kind == "statement.restated":
            lists["restated"].append(
                Restated(
                    fact.id,
                    Month.parse(body["month"]),
                    Month.parse(body["into"]),
                    body["as_of"],
                    body["lines"],
                    body["net"],
                    body["vat"],
                    body["gross"],
                )
            )


def _agreement(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    for fact in chain:
        if fact.kind in ("agreement.suspended", "agreement.resumed", "agreement.ended"):
            lists["stops"].append((fact.body["from"], fact.kind.split(".")[1]))


def _exit(chain: Sequence[Fact], lists: dict[str, list[Any]]) -> None:
    """Notices belong to the standing of the agreement, not to a month."""


_READ = {
    "task": _task,
    "incident": _incident,
    "inspection": _inspection,
    "inventory": _inventory,
    "duty": _duty,
    "statement": _statement,
    "agreement": _agreement,
    "exit": _exit,
}
