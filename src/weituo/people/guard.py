"""The record of who read what is final: no row changes, and none goes before its time (`covenant.retention`)."""

from __future__ import annotations

from weituo.ledger.triggers import Guard, Watched

READS = "people_readlog"

# Both databases compare a date with CURRENT_DATE alike: SQLite keeps dates as text of the same form.
GUARD = Guard("people", "the record of reads never changes", [Watched(READS, delete="OLD.keep_until > CURRENT_DATE")])
