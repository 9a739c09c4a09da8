"""What stops an agreement: its end, and days on which it rests. Facts decide the months; the row only says so."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from covenant.errors import Refusal
from weituo.estate import reads as estates
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.pact.drafts import record
from weituo.pact.models import Agreement
from weituo.people.reads import Actor

GROUNDS = ("term", "notice", "mutual", "statute")


def end(
    *, agreement_id: UUID, day: date, ground: str, actor: Actor, now: datetime, fact_id: UUID | None = None
) -> None:
    """The agreement ends when this local day begins. Refusals: agreement.missing, agreement.not_a_party,
    agreement.no_such_ground, agreement.already_ended."""
    with transaction.atomic():
        row = _row(agreement_id, actor)
        if ground not in GROUNDS:
            raise Refusal("agreement.no_such_ground", ground=ground)
        start = _midnight(row, day)
        same = Agreement.objects.filter(pk=row.pk, ended_from=None)
        if not same.update(ended_from=start, state=Agreement.State.ENDED):
            raise Refusal("agreement.already_ended", when=ms(row.ended_from) if row.ended_from else 0)
        body = {"agreement": row.key, "from": ms(start), "ground": ground}
        record(row.estate_id, row.id, "agreement.ended", body, actor, now, fact_id or uuid7(now))


def suspend(*, agreement_id: UUID, day: date, actor: Actor, now: datetime, fact_id: UUID | None = None) -> None:
    """The agreement rests from this local day on. Refusals as of `end`, and agreement.suspended."""
    _rest("agreement.suspended", agreement_id, day, actor, now, fact_id)


def resume(*, agreement_id: UUID, day: date, actor: Actor, now: datetime, fact_id: UUID | None = None) -> None:
    """The agreement goes on from this local day. Refusals as of `end`, agreement.not_suspended, agreement.too_early (a
    day before it began to rest)."""
    _rest("agreement.resumed", agreement_id, day, actor, now, fact_id)


def _rest(kind: str, agreement_id: UUID, day: date, actor: Actor, now: datetime, fact_id: UUID | None) -> None:
    with transaction.atomic():
        row = _row(agreement_id, actor)
        if row.ended_from is not None:
            raise Refusal("agreement.already_ended", when=ms(row.ended_from))
        kinds = ("agreement.suspended", "agreement.resumed")
        earlier = facts.facts(row.estate_id, subject=f"agreement/{row.id}", kinds=kinds)
        resting = bool(earlier) and earlier[-1].kind == "agreement.suspended"
        start = ms(_midnight(row, day))
        if resting and kind == "agreement.suspended":
            raise Refusal("agreement.suspended")
        if not resting and kind == "agreement.resumed":
            raise Refusal("agreement.not_suspended")
        if earlier and start < earlier[-1].body["from"]:
            raise Refusal("agreement.too_early", when=earlier[-1].body["from"])
        body = {"agreement": row.key, "from": start}
        record(row.estate_id, row.id, kind, body, actor, now, fact_id or uuid7(now))


def _row(agreement_id: UUID, actor: Actor) -> Agreement:
    rows = Agreement.objects.select_for_update().filter(pk=agreement_id)
    row = rows.filter(estate_id=actor.estate_id).first() if actor.estate_id else None
    if row is None:
        raise Refusal("agreement.missing")
    if actor.party not in ("P", "A"):
        raise Refusal("agreement.not_a_party")
    return row


def _midnight(row: Agreement, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(estates.estate(row.estate_id).zone))
