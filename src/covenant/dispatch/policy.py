"""What a minute is worth: the weights by which plans are compared. Whole numbers, so that everybody adds up the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from covenant.errors import Problem, Problems

MODES = ("assign", "offer", "rotate")
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """An estate's way of sending people.

    `weights`: points for a minute from report to arrival, by severity; each minute past the response limit counts
    `late` times as much. `repair` is points for a minute past the repair limit, times the weight. `travel`: points for
    a minute on the way of one person. `call`: minutes' worth of travel that waking somebody on call costs. `change`:
    points for taking an order from somebody who was told of it. `reserve`: slack in minutes, by severity, above which
    an order does not take the last free holder of a licence (none named: no reserve). `offer`: minutes an order is left to
    whoever takes it, before it is assigned. `minutes`: how long work takes where
    nothing better is known, by severity. `places`: of the crew rules.
    """

    mode: str = "assign"
    weights: Mapping[str, int] = field(default_factory=lambda: {"S0": 100, "S1": 10, "S2": 1})
    late: int = 10
    repair: int = 1
    travel: int = 1
    call: int = 240
    change: int = 15
    reserve: Mapping[str, int] = field(default_factory=dict)
    offer: int = 10
    minutes: Mapping[str, int] = field(default_factory=lambda: {"S0": 30, "S1": 45, "S2": 60})
    places: tuple[str, ...] = ("CN",)

    def weight(self, severity: str) -> int:
        """Points of a minute; an unknown severity counts as the least of the known, never as nothing."""
        return self.weights.get(severity) or min((one for one in self.weights.values() if one), default=1)

    def data(self) -> dict[str, Any]:
        """The form `read_policy` reads."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


def read_policy(data: Mapping[str, Any]) -> Policy:
    """A policy from its document: what is left out is as by default; Problems for anything unknown or out of bounds."""
    default, problems = Policy(), []
    for key in sorted(set(data) - set(default.data())):
        problems.append(Problem(key, "unknown_key", f"{key} is not known here."))
    values: dict[str, Any] = {}
    for key, value in data.items():
        was = getattr(default, key, None)
        if isinstance(was, int):
            good = _number(value)
        elif isinstance(was, Mapping):
            good = (
                isinstance(value, Mapping)
                and len(value) <= 20
                and all(isinstance(name, str) and _number(one) for name, one in value.items())
            )
        elif key == "mode":
            good = value in MODES
        else:
            good = isinstance(value, list) and 0 < len(value) <= 20 and all(isinstance(one, str) for one in value)
        if was is not None and not good:
            problems.append(Problem(key, "bad_value", f"{key} does not fit.", f"As in {was!r}."))
        values[key] = tuple(value) if isinstance(value, list) else value
    if problems:
        raise Problems(problems)
    return Policy(**values)


def _number(value: object) -> bool:
    return type(value) is int and 0 <= value <= MOST
