"""What of a month is final: issued statements, signatures, posted corrections."""

from __future__ import annotations

from weituo.ledger.triggers import Guard, Watched

FIRST = ("month_statement", "month_signature")
SECOND = ("month_restatement",)
GUARD = Guard("month", "issued statements never change", [Watched(table) for table in (*FIRST, *SECOND)])
