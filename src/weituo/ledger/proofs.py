"""What proves a fact to somebody else: its bytes and a proof file."""

from __future__ import annotations

from uuid import UUID

from covenant.seal import Proof
from weituo.ledger import tree, witnesses


def proof(fact_id: UUID) -> bytes | None:
    """The proof file (C2SP tlog-proof) of a fact under the newest checkpoint, one that enough witnesses cosigned when
    there is one; None before the fact has its place in a signed log."""
    place = tree.place(fact_id)
    if place is None:
        return None
    log, index = place
    under = next((row for row in witnesses.covering(log) if row.size > index), None)
    if under is None:
        return None
    return Proof(index, tuple(tree.inclusion(log, index, under.size)), witnesses.note(under)).whole
