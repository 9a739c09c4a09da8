"""What of a month is final: issued statements, signatures, posted corrections, objections and their answers."""

from __future__ import annotations

from weituo.ledger.triggers import DISTINCT, Guard, Watched

FIRST = ("month_statement", "month_signature")
SECOND = ("month_restatement",)
THIRD = ("month_dispute",)
_ASKED = ("id", "statement_id", "figure", "words", "party", "name", "opened_at")
DISPUTE = Watched(
    "month_dispute",
    update=" OR ".join(["OLD.decided_at IS NOT NULL", *(f"OLD.{column} {DISTINCT} NEW.{column}" for column in _ASKED)]),
)
GUARD = Guard("month", "issued statements never change", [*(Watched(table) for table in (*FIRST, *SECOND)), DISPUTE])
