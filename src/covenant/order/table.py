"""The order's states and who may move it, as one table.

Rows are (state, kind) → (next state, roles). Roles: reporter, performer (the party the matrix names), principal,
system. What a row does not name is refused. The performer never accepts, rejects or rules: nobody judges their own
work.
"""

from __future__ import annotations

REPORTED = "reported"
ASSIGNED = "assigned"
TAKEN = "taken"
ARRIVED = "arrived"
CLAIMED = "claimed"
ACCEPTED = "accepted"
CANCELLED = "cancelled"

STATES = (REPORTED, ASSIGNED, TAKEN, ARRIVED, CLAIMED, ACCEPTED, CANCELLED)
FINAL = (ACCEPTED, CANCELLED)
OPEN = (REPORTED, ASSIGNED, TAKEN, ARRIVED, CLAIMED)

REPORTER = "reporter"
PERFORMER = "performer"
PRINCIPAL = "principal"
SYSTEM = "system"

Row = tuple[str, frozenset[str]]


def _rows() -> dict[tuple[str | None, str], Row]:
    table: dict[tuple[str | None, str], Row] = {}

    def row(states: tuple[str | None, ...], kind: str, to: str | None, *roles: str) -> None:
        for state in states:
            table[state, f"order.{kind}"] = (to or str(state), frozenset(roles))

    row((None,), "reported", REPORTED, REPORTER, PERFORMER, PRINCIPAL)
    row(OPEN, "followed", None, REPORTER, PERFORMER, PRINCIPAL)
    row((REPORTED, ASSIGNED, TAKEN, ARRIVED), "classified", None, PERFORMER, PRINCIPAL)
    row((REPORTED, ASSIGNED, TAKEN, ARRIVED), "assigned", ASSIGNED, SYSTEM, PERFORMER, PRINCIPAL)
    row((ASSIGNED, TAKEN, ARRIVED), "accompanied", None, SYSTEM, PERFORMER, PRINCIPAL)
    row((REPORTED, ASSIGNED), "taken", TAKEN, PERFORMER)
    row((TAKEN,), "arrived", ARRIVED, PERFORMER)
    row((TAKEN, ARRIVED), "paused", None, PERFORMER)
    row((TAKEN, ARRIVED), "resumed", None, PERFORMER)
    row(STATES, "pause_ruled", None, PRINCIPAL)
    row((ARRIVED,), "claimed", CLAIMED, PERFORMER)
    row((TAKEN, ARRIVED, CLAIMED), "evidenced", None, PERFORMER)
    row((CLAIMED,), "accepted", ACCEPTED, PRINCIPAL)
    row((CLAIMED,), "rejected", TAKEN, PRINCIPAL, REPORTER)
    row((CLAIMED, ACCEPTED), "confirmed", None, REPORTER)
    row((CLAIMED, ACCEPTED), "rated", None, REPORTER)
    row(STATES, "recurrence_ruled", None, PRINCIPAL)
    row((REPORTED, ASSIGNED, TAKEN), "cancelled", CANCELLED, REPORTER, PRINCIPAL)
    row((ARRIVED,), "cancelled", CANCELLED, PRINCIPAL)
    row((REPORTED, ASSIGNED), "called_out", None, PRINCIPAL)
    row((REPORTED, ASSIGNED, TAKEN, ARRIVED), "transferred", REPORTED, PRINCIPAL)
    row(STATES, "excuse_claimed", None, PERFORMER)
    row(STATES, "excuse_ruled", None, PRINCIPAL)
    return table


TABLE = _rows()

# An imported order brings only the steps its source recorded.
IMPORTED: dict[tuple[str | None, str], str] = {
    (state, kind): to
    for state in (REPORTED, ASSIGNED, TAKEN)
    for kind, to in (("order.arrived", ARRIVED), ("order.claimed", CLAIMED))
}


def may(state: str | None, kind: str, role: str) -> bool:
    """Whether the table lets a role do this in this state (conditions on the order's history aside)."""
    row = TABLE.get((state, kind))
    return row is not None and role in row[1]
