"""The three times to repair, always together: a single "MTTR" means nothing until one of them is named.

`wall` report to completion, `net` without the pauses that counted, `active` arrival to completion. Orders still open enter
as a lower bound and are counted, for leaving them out flatters who leaves them open.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from covenant.assessment import Assessment
from covenant.obligation import Obligation
from covenant.period import measure


def repair_times(given: Assessment) -> dict[str, Any]:
    """Of the repairs due in the month: n, how many are open, and mean, median and 90th percentile in whole ms."""
    due = [one for one in given.owed if one.clock == "repair" and one.excluded is None]
    times: dict[str, list[int]] = {"wall": [], "net": [], "active": []}
    for one in due:
        wall, net, active = _times(one, given.as_of)
        times["wall"].append(wall)
        times["net"].append(net)
        if active is not None:
            times["active"].append(active)
    found: dict[str, Any] = {"n": len(due), "open": sum(1 for one in due if one.done is None)}
    for key, values in times.items():
        found[key] = _spread(sorted(values))
    return found


def _times(one: Obligation, as_of: int) -> tuple[int, int, int | None]:
    order = one.order
    end = as_of if one.done is None else one.done
    paused = measure((max(start, one.reported), min(stop, end)) for start, stop in (p.span for p in one.pauses))
    wall = end - one.reported
    active = None if order.arrived_at is None else max(0, end - order.arrived_at)
    return wall, wall - paused, active


def _spread(values: list[int]) -> dict[str, int] | None:
    if not values:
        return None
    mean = Fraction(sum(values), len(values))
    # Nearest rank: the smallest value that so many of them do not exceed.
    return {"mean": int(mean), "p50": values[-(-len(values) // 2) - 1], "p90": values[-(-len(values) * 9 // 10) - 1]}
