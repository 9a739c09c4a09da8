"""Why something done on a phone does not count any more: who did what to the order meanwhile, and when."""

from __future__ import annotations

from collections.abc import Sequence

from covenant.errors import Refusal
from covenant.facts import Fact
from covenant.order import fold
from weituo.people import reads as people
from weituo.people.reads import Actor

MOVES = frozenset(
    f"order.{verb}"
    for verb in ("assigned", "taken", "arrived", "claimed", "accepted", "rejected", "cancelled", "transferred")
)


def elsewhere(chain: Sequence[Fact], actor: Actor) -> Refusal:
    """The order went to somebody else: `order.already_taken`, or `order.reassigned` with `to`."""
    last = next(fact for fact in reversed(chain) if fact.kind in ("order.assigned", "order.taken"))
    if last.kind == "order.taken":
        return Refusal("order.already_taken", who=_who(last), when=last.at)
    return Refusal("order.reassigned", who=_who(last), when=last.at, to=_name(str(last.body["to"])))


def explained(refusal: Refusal, chain: Sequence[Fact], actor: Actor) -> Refusal:
    """A bare "not in this state" or "not yours" with the step that made it so; other refusals as they are."""
    if refusal.code not in ("order.wrong_state", "order.not_yours"):
        return refusal
    last = next((fact for fact in reversed(chain) if fact.kind in MOVES), None)
    state = fold(chain)
    if last is None or state is None or last.actor == actor.pseudonym:
        return refusal
    if last.kind == "order.transferred":
        return Refusal("order.transferred_away", refusal.clause, who=_who(last), when=last.at)
    return Refusal("order.changed_since", refusal.clause, who=_who(last), when=last.at, state=state.state)


def _who(fact: Fact) -> str:
    return _name(fact.actor) or fact.party


def _name(pseudonym: str) -> str:
    found = people.names([pseudonym]).get(pseudonym)
    return found.name if found else ""
