"""What a gate says."""

from __future__ import annotations

from dataclasses import dataclass

REFUSE, WARN = "refuse", "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands in the way of activation (level REFUSE) or should be known before it (WARN). `code` is stable;
    `message` and `remedy` are English sentences."""

    path: str
    code: str
    clause: str | None
    message: str
    remedy: str
    level: str = REFUSE
