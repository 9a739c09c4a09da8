"""A hand-over is final once acknowledged, its lines and notes at once."""

from __future__ import annotations

from weituo.ledger.triggers import Guard, Watched

TABLES = ("duty_handover", "duty_handoverline", "duty_handovernote")
GUARD = Guard(
    "duty",
    "a hand-over that was acknowledged never changes",
    [Watched(TABLES[0], update="OLD.taken_at IS NOT NULL"), *(Watched(one) for one in TABLES[1:])],
)
