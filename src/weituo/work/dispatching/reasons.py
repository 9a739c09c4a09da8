"""Why somebody was sent: the candidates as they were judged at that moment, kept beside the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from covenant.dispatch import Job
from weituo.engines.dispatch import Candidate
from weituo.ledger.ids import uuid7
from weituo.people.reads import Actor
from weituo.work.dispatching.situation import Estate
from weituo.work.models import Dispatching

KEPT = 8  # candidates


def keep(
    estate: Estate,
    job: Job | None,
    mode: str,
    crew: Sequence[str],
    candidates: Iterable[Candidate],
    actor: Actor,
    now: datetime,
    words: str = "",
) -> None:
    """One row; nothing for an order that was under way already."""
    if job is None or actor.estate_id is None:
        return
    judged = list(candidates)
    # who was chosen stands among the kept ones, however many were cheaper
    chosen = [one for one in judged if set(one.crew) == set(crew)]
    rest = [one for one in judged if one not in chosen][: KEPT - len(chosen)]
    Dispatching.objects.create(
        id=uuid7(now),
        order_id=job.key,
        estate_id=actor.estate_id,
        mode=mode,
        chosen=list(crew),
        candidates=[data(one) for one in chosen + rest],
        why={
            "roster": estate.roster,
            "licences": estate.licences,
            "engineers": len(estate.members),
            "against": Counter(code for one in judged for code in {breach.code for breach in one.breaches}),
        },
        words=words,
        made_by_id=actor.membership_id,
        made_at=now,
    )


def data(one: Candidate) -> dict[str, Any]:
    """A candidate as it is kept: times in ms UTC, costs in points."""
    return {
        "crew": list(one.crew),
        "start": one.visit.start,
        "travel": one.visit.travel,
        "cost": one.cost,
        "parts": dict(one.parts),
        "others": one.others,
        "held": one.held,
        "against": [{"code": breach.code, "rule": breach.rule, "binding": breach.binding} for breach in one.breaches],
    }
