"""解约通知: people exercise a right; the engine only says whether there is one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.month.reads.standing import standing
from weituo.pact.reads import Pact
from weituo.people.reads import Actor

NEEDS = {"exit.noticed": "terminable", "exit.withdrawn": "notice", "exit.handed_over": "handover"}


def act(*, pact: Pact, kind: str, actor: Actor, now: datetime, fact_id: UUID) -> bool:
    """Give the notice, take it back, or say that everything was handed over; False when this very act came before.

    Refusals: exit.not_principal, exit.no_right (there is none now), statement.missing.
    """
    if actor.party != "P":
        raise Refusal("exit.not_principal")
    if actor.estate_id != pact.estate_id or kind not in NEEDS:
        raise Refusal("statement.missing")
    with transaction.atomic():
        if facts.find(fact_id) is not None:
            return False
        found = standing(pact, now=now)
        if found is None or found.state != NEEDS[kind]:
            raise Refusal("exit.no_right")
        subject = f"exit/{pact.id}"
        head = facts.head(subject)
        ledger.append(
            estate_id=pact.estate_id,
            log=estates.estate(pact.estate_id).log,
            fact_id=fact_id,
            kind=kind,
            subject=subject,
            seq=head[0] + 1 if head else 1,
            prev=head[1] if head else None,
            at=now,
            recv=now,
            actor=actor.pseudonym,
            party="P",
            body={"agreement": pact.key},
        )
    return True
