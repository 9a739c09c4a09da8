"""Whether somebody may do something to an order now. The only judge; actions ask it before they write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from covenant.errors import Refusal
from covenant.order import table
from covenant.order.state import OrderState

MOVES = frozenset(("order.arrived", "order.claimed", "order.assigned", "order.taken"))


def roles_of(party: str, performer: str, principal: str = "P") -> frozenset[str]:
    """The roles a party has towards an order: reporter `R`, system `S`, else by the matrix."""
    roles = set()
    if party == "R":
        roles.add(table.REPORTER)
    if party == "S":
        roles.add(table.SYSTEM)
    if party == performer:
        roles.add(table.PERFORMER)
    if party == principal:
        roles.add(table.PRINCIPAL)
    return frozenset(roles)


def decide(
    order: OrderState | None,
    kind: str,
    body: Mapping[str, Any],
    party: str,
    *,
    performer: str,
    principal: str = "P",
    basis: str | None = None,
) -> None:
    """Return if `party` may add a fact of this kind and body to the order; raise Refusal otherwise.

    Codes: order.unknown_step, order.wrong_state, order.not_yours, order.paused, order.not_paused, order.already_paused,
    order.already_rated, order.already_confirmed, order.no_such_pause, order.already_ruled, order.no_such_excuse,
    order.already_called_out, order.no_recurrence,
    order.lowering_needs_principal, order.import_only.
    """
    state = order.state if order else None
    roles = roles_of(party, performer, principal)
    if basis == "import" and (state, kind) in table.IMPORTED:
        if table.PERFORMER not in roles:
            raise Refusal("order.not_yours", party=party)
        return
    row = table.TABLE.get((state, kind))
    if row is None:
        raise Refusal("order.wrong_state", state=state or "none", step=kind)
    if not row[1] & roles:
        raise Refusal("order.not_yours", party=party, step=kind)
    if order is not None:
        _history(order, kind, body, roles)


def _history(order: OrderState, kind: str, body: Mapping[str, Any], roles: frozenset[str]) -> None:
    if order.paused and kind in MOVES:
        raise Refusal("order.paused", step=kind)
    if kind == "order.paused" and order.paused:
        raise Refusal("order.already_paused")
    if kind == "order.resumed" and not order.paused:
        raise Refusal("order.not_paused")
    if kind == "order.rated" and order.stars is not None:
        raise Refusal("order.already_rated", stars=order.stars)
    if kind == "order.confirmed" and order.confirmed_at is not None:
        raise Refusal("order.already_confirmed")
    if kind == "order.pause_ruled":
        found = next((pause for pause in order.pauses if pause.id == body["pause"]), None)
        if found is None:
            raise Refusal("order.no_such_pause")
        if found.approved is not None:
            raise Refusal("order.already_ruled")
    if kind == "order.excuse_ruled":
        claim = next((one for one in order.excuses if one.id == body["claim"]), None)
        if claim is None:
            raise Refusal("order.no_such_excuse")
        if claim.approved is not None:
            raise Refusal("order.already_ruled")
    if kind == "order.called_out" and order.called_out_at is not None:
        raise Refusal("order.already_called_out")
    if kind == "order.recurrence_ruled":
        if order.recurrence_of is None or order.recurrence_of != body["of"]:
            raise Refusal("order.no_recurrence")
        if order.recurrence is not None:
            raise Refusal("order.already_ruled")
    # Severity words sort from the gravest: S0 before S1.
    if kind == "order.classified" and body["severity"] > order.severity and table.PRINCIPAL not in roles:
        raise Refusal("order.lowering_needs_principal", severity=body["severity"], was=order.severity)
