"""What of a log is final: places, full tiles, checkpoints, cosignatures. See `triggers`."""

from __future__ import annotations

from weituo.ledger.triggers import Guard, Watched

GUARD = Guard(
    "ledger_log",
    "a log only grows",
    [
        Watched("ledger_leaf"),
        Watched("ledger_tile", update="OLD.width = 256"),
        Watched("ledger_checkpoint"),
        Watched("ledger_cosignature"),
    ],
)
