"""What proves a fact to somebody else: its bytes and a proof file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant.seal import Proof
from weituo.ledger import publisher, tree, witnesses
from weituo.ledger.models import Checkpoint, Leaf, Log


@dataclass(frozen=True, slots=True)
class Shown:
    """How well a fact is proven. `index` is None while it waits for its place, `checkpoint` while none covers it;
    `witnesses` are the names of who cosigned that, with the time."""

    origin: str
    index: int | None
    size: int
    signed_at: datetime | None
    witnesses: tuple[tuple[str, datetime], ...]
    need: int
    halted: str

    @property
    def sealed(self) -> bool:
        """Whether the log and enough witnesses have signed a checkpoint with it."""
        return self.signed_at is not None and len(self.witnesses) >= self.need


def shown(fact_ids: Sequence[UUID]) -> dict[UUID, Shown]:
    """The standing of each of these facts that has its place; the others still wait."""
    found: dict[UUID, Shown] = {}
    rows = list(Leaf.objects.filter(fact__fact_id__in=fact_ids).values_list("fact__fact_id", "log_id", "index"))
    for log in Log.objects.filter(pk__in={log_id for _, log_id, _ in rows}):
        choice = _choice(log)
        voices = {row.pk: _voices(row) for row in choice}
        for fact_id, log_id, index in rows:
            if log_id == log.pk:
                under = next((row for row in choice if row.size > index), None)
                found[fact_id] = Shown(
                    log.origin,
                    index,
                    under.size if under else 0,
                    under.signed_at if under else None,
                    voices[under.pk] if under else (),
                    log.quorum,
                    log.halted,
                )
    return found


def proof(fact_id: UUID) -> bytes | None:
    """The proof file (C2SP tlog-proof) of a fact under the newest checkpoint, one that enough witnesses cosigned when
    there is one; None before the fact has its place in a signed log."""
    place = tree.place(fact_id)
    if place is None:
        return None
    log, index = place
    under = next((row for row in _choice(log) if row.size > index), None)
    if under is None:
        return None
    return Proof(index, tuple(tree.inclusion(log, index, under.size)), witnesses.note(under)).whole


def _choice(log: Log) -> list[Checkpoint]:
    """The newest checkpoint enough witnesses cosigned, then the newest at all."""
    return [row for row in (witnesses.sealed(log), publisher.latest(log)) if row is not None]


def _voices(row: Checkpoint) -> tuple[tuple[str, datetime], ...]:
    return tuple(row.cosignatures.order_by("pk").values_list("witness__name", "stamped_at"))
