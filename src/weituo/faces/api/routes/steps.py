"""Steps of an order, each a noun that is made once: taking, arrival, claim, acceptance, rejection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from covenant.errors import Refusal
from weituo.faces.api.access import guard
from weituo.faces.api.schemas.order import ArrivalIn, ClaimIn, OutcomeOut, RejectionIn, StepIn
from weituo.faces.api.schemas.problem import FAILURES, Problem
from weituo.faces.shared.request import StaffRequest
from weituo.ledger import reads as facts
from weituo.work import reads as work
from weituo.work.actions import acceptance, arrival, claim, take

router = Router(tags=["steps"])
ANSWER: dict[Any, Any] = {200: OutcomeOut, FAILURES: Problem}


def act(request: HttpRequest, order_id: UUID, action: Callable[..., Any], fact_id: UUID, **what: Any) -> Any:
    """One step under the client's fact id. Only orders the actor sees; its own earlier request is answered again even
    when the order has moved out of sight since."""
    ours = cast(StaffRequest, request)
    known = facts.find(fact_id)
    mine = known is not None and known.actor == ours.actor.pseudonym
    if not mine and work.detail(ours.actor, order_id, now=ours.now) is None:
        raise Refusal("order.missing")
    return action(order_id=order_id, actor=ours.actor, now=ours.now, fact_id=fact_id, **what)


@router.post(
    "/orders/{uuid:order_id}/taking",
    response=ANSWER,
    operation_id="take",
    summary="Take",
    **guard("order.take"),
)
def taking(request: HttpRequest, order_id: UUID, said: StepIn) -> Any:
    """Make the order one's own. `order.already_taken` says by whom and when."""
    return act(request, order_id, take.take, said.fact_id)


@router.post(
    "/orders/{uuid:order_id}/arrival",
    response=ANSWER,
    operation_id="arrive",
    summary="Arrive",
    **guard("order.take"),
)
def arrive(request: HttpRequest, order_id: UUID, said: ArrivalIn) -> Any:
    """Record the arrival, proved by the code at the spot where there is one."""
    return act(request, order_id, arrival.arrive, said.fact_id, code=said.code, take_id=said.take_id)


@router.post(
    "/orders/{uuid:order_id}/claim",
    response=ANSWER,
    operation_id="claim",
    summary="Claim completion",
    **guard("order.take"),
)
def claimed(request: HttpRequest, order_id: UUID, said: ClaimIn) -> Any:
    """Say that it is done. A claim that is sent back never stopped the clock."""
    return act(request, order_id, claim.claim, said.fact_id, note=said.note.strip())


@router.post(
    "/orders/{uuid:order_id}/acceptance",
    response=ANSWER,
    operation_id="accept",
    summary="Accept",
    **guard("order.accept"),
)
def accepted(request: HttpRequest, order_id: UUID, said: StepIn) -> Any:
    """Accept the claim."""
    return act(request, order_id, acceptance.accept, said.fact_id)


@router.post(
    "/orders/{uuid:order_id}/rejection",
    response=ANSWER,
    operation_id="reject",
    summary="Send back",
    **guard("order.accept"),
)
def rejected(request: HttpRequest, order_id: UUID, said: RejectionIn) -> Any:
    """Send the claim back with a reason."""
    return act(request, order_id, acceptance.reject, said.fact_id, reason=said.reason, words=said.words.strip())
