"""Facts the ledger writes about itself: who must sign, what was anchored, what was erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from covenant import facts as covenant
from weituo.ledger import actions, ids, reads
from weituo.ledger.models import Log

EVERYWHERE = UUID(int=0)
"""Stands for the estate in facts of the log of checkpoints, which is nobody's in particular."""


def write(
    log: Log, kind: str, subject: str, body: Mapping[str, Any], now: datetime, actor: str = "system"
) -> covenant.Fact:
    """One fact of this log about itself, in the caller's transaction or its own."""
    with transaction.atomic():
        head = reads.head(subject)
        return actions.append(
            estate_id=log.estate_id or EVERYWHERE,
            log=log.origin,
            fact_id=ids.uuid7(now),
            kind=kind,
            subject=subject,
            seq=head[0] + 1 if head else 1,
            prev=head[1] if head else None,
            at=now,
            recv=now,
            actor=actor,
            party="S",
            body=body,
        )
