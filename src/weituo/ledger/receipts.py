"""The log's signed word that it took a fact: the same bytes whenever it is asked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from covenant.seal import Receipt
from weituo.ledger import keys
from weituo.ledger.models import Fact
from weituo.ledger.sequencer import opened
from weituo.ledger.time import ms


def receipt(fact_id: UUID, origin: str, now: datetime) -> bytes | None:
    """The signed receipt of a fact of this log; None when the log knows no such fact."""
    row = Fact.objects.filter(fact_id=fact_id).only("estate_id", "leaf_hash", "recv").first()
    if row is None:
        return None
    log = opened(origin, now, row.estate_id)
    if log.estate_id != row.estate_id:
        return None
    promised = Receipt(origin, bytes.fromhex(row.leaf_hash), ms(row.recv))
    return keys.signed(promised.text, keys.ensure(log, now)).whole
