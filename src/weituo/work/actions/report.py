"""报修: a report becomes an order, with its clocks running and somebody sent, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from covenant.agreement import Terms, responsible
from covenant.errors import Refusal
from covenant.facts import encode, leaf_hash
from covenant.order import OrderState, decide
from weituo.estate import reads as places
from weituo.estate.reads import EstateView
from weituo.ledger import actions as ledger
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work import photos, recurring, search, understanding
from weituo.work.actions.dispatch import assign_by_itself, keep_reasons
from weituo.work.actions.step import Gathered, accompany
from weituo.work.models import Order
from weituo.work.numbering import next_number
from weituo.work.row import Sent, columns, outcome

OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What somebody says is wrong. Without `item` or `fault` the place and the words decide; `at` is when they said it,
    when that was before now (telephone, import), `source` and `source_key` where an import found it."""

    estate_id: UUID
    item: str | None = None
    fault: str | None = None
    code: str | None = None
    equipment_id: UUID | None = None
    space_id: UUID | None = None
    unit_id: UUID | None = None
    words_place: str = ""
    text: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    channel: str = "code"
    photos: tuple[UUID, ...] = ()
    at: datetime | None = None
    source: dict[str, Any] | None = None
    source_key: str | None = None
    dispatch: bool = True


def report(*, draft: ReportDraft, actor: Actor, now: datetime, order_id: UUID, fact_id: UUID) -> Sent:
    """Report; the same report (`order_id` and `fact_id`, by the same actor) again is the first answer.

    Refusals: order.missing for the id of an order that somebody else reported, report.no_agreement, report.bad_fault,
    matrix.*.
    """
    if Order.objects.filter(pk=order_id).exists():
        return _again(order_id, fact_id, actor)
    estate = places.estate(draft.estate_id)
    at = draft.at or now
    pact = pacts.agreement_in_force(estate.id, at)
    if pact is None:
        raise Refusal("report.no_agreement")
    terms = pact.terms(at)
    what = classified(draft, terms)
    try:
        with transaction.atomic():
            return _write(draft, what, actor, now, at, estate, pact, order_id, fact_id)
    except IntegrityError:
        if not Order.objects.filter(pk=order_id).exists():
            raise
    return _again(order_id, fact_id, actor)  # this very report arrived twice at once


def has_arrived(order_id: UUID, fact_id: UUID) -> bool:
    """Whether this very report is an order already: only who sent it knows both ids."""
    fact = facts.find(fact_id)
    return fact is not None and fact.kind == "order.reported" and fact.subject == f"order/{order_id}"


def _again(order_id: UUID, fact_id: UUID, actor: Actor) -> Sent:
    """The first answer, with the reporter's address in it: for who reported, and for nobody else."""
    fact = facts.find(fact_id)
    if fact is None or not has_arrived(order_id, fact_id) or fact.actor != actor.pseudonym:
        raise Refusal("order.missing")
    return Sent(outcome(Order.objects.get(pk=order_id), repeated=True), repeated=True)


def classified(draft: ReportDraft, terms: Terms) -> dict[str, str]:
    """Item, fault, cause and severity of a draft: what was chosen, else what its words say. Words of danger raise the
    severity and never lower it."""
    if draft.item and draft.item not in terms.items:
        raise Refusal("report.bad_fault", item=draft.item)
    said = f"{draft.text} {draft.words_place}"
    item, fault = draft.item, draft.fault
    if fault is None and said.strip():
        here = item or ("unit.inside" if draft.unit_id else None)
        reading = understanding.read(draft.estate_id, said, terms, here)
        if item in (None, reading.item):
            item, fault = reading.item, reading.fault
    item = item or next(
        (key for key in ("unit.inside", OTHER) if key in terms.items and (draft.unit_id or key == OTHER)), None
    )
    item = item or next(iter(terms.items))
    fault = fault or (OTHER if OTHER in terms.faults else terms.items[item].faults[0])
    if fault not in terms.faults:
        raise Refusal("report.bad_fault", fault=fault)
    known = terms.faults[fault]
    severity, cause = known.severity, known.cause
    gravest = min(terms.severities)
    if severity != gravest and understanding.danger(draft.estate_id, said):
        severity = gravest
    return {"item": item, "fault": fault, "cause": cause, "severity": severity}


def _write(
    draft: ReportDraft,
    what: dict[str, str],
    actor: Actor,
    now: datetime,
    at: datetime,
    estate: EstateView,
    pact: Pact,
    order_id: UUID,
    fact_id: UUID,
) -> Sent:
    terms = pact.agreement.at(ms(at))
    answer = responsible(terms, what["item"], what["cause"])
    decide(None, "order.reported", {}, actor.party or "", performer=answer.perform, principal=terms.principal)
    again = recurring.of(draft, what["fault"], at, terms)
    place = draft.unit_id or draft.space_id
    body = {
        "agreement": pact.key,
        **what,
        "place": str(place) if place else None,
        "equipment": str(draft.equipment_id) if draft.equipment_id else None,
        "channel": draft.channel,
        "recurrence_of": str(again) if again else None,
        "source": draft.source,
    }
    basis = {"telephone": "telephone", "import": "import"}.get(draft.channel) if ms(at) != ms(now) else None
    row = _row(draft, what, answer, again, at, estate, pact, order_id)
    fact = ledger.append(
        estate_id=estate.id,
        log=estate.log,
        fact_id=fact_id,
        kind="order.reported",
        subject=f"order/{order_id}",
        seq=1,
        prev=None,
        at=at,
        recv=now,
        actor=actor.pseudonym,
        party=actor.party or "S",
        body=body,
        private=_private(draft),
        blobs=photos.pending(draft.photos, order_id),
        basis=basis,
        follows=True,  # nothing: it is the first
    )
    state = OrderState(fact)
    first = {"head": leaf_hash(encode(fact)), "touched_at": at}
    found = Gathered(row, [fact], state, pact, answer.perform, terms.principal, changes=first)
    for name, value in columns(state, pact, now).items():
        setattr(row, name, value)
    if draft.dispatch:
        row.assignee_id = assign_by_itself(found, now, uuid7(now))
    _store(found, now)
    photos.belong(draft.photos, order_id, fact_id)
    return Sent(outcome(row), repeated=False)


def _store(found: Gathered, now: datetime) -> None:
    """The row as its facts say, who goes along, where its words are found, why somebody was sent."""
    row, state = found.row, found.state
    for name, value in {**columns(state, found.pact, now), **found.changes}.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    if state.companions:
        accompany(row.id, state)
    search.put([(row.id, row.number, f"{row.text} {row.place_words}")])
    keep_reasons(found, now)


def _private(draft: ReportDraft) -> dict[str, str]:
    """What the resident said and left, for the disclosures."""
    values = {
        "text": draft.text,
        "words_place": draft.words_place,
        "contact_name": draft.contact_name,
        "contact_phone": draft.contact_phone,
    }
    return {name: value for name, value in values.items() if value}


def _row(
    draft: ReportDraft,
    what: dict[str, str],
    answer: Any,
    again: UUID | None,
    at: datetime,
    estate: EstateView,
    pact: Pact,
    order_id: UUID,
) -> Order:
    return Order(
        id=order_id,
        estate_id=estate.id,
        agreement_id=pact.id,
        number=next_number(estate, at),
        space_id=draft.space_id,
        equipment_id=draft.equipment_id,
        unit_id=draft.unit_id,
        code_id=draft.code,
        channel=draft.channel,
        reported_at=at,
        touched_at=at,
        perform=answer.perform,
        accountable=answer.accountable,
        pay=answer.pay,
        matrix_clause=answer.clause,
        text=draft.text,
        place_words=draft.words_place,
        contact_name=draft.contact_name,
        contact_phone=draft.contact_phone,
        tracking=tracking(order_id),
        recurrence_of_id=again,
        source_key=draft.source_key,
    )


def tracking(order_id: UUID) -> str:
    """The reporter's address: 128 bits that only this installation's secret gives."""
    return salted_hmac("weituo.tracking", order_id.hex, algorithm="sha256").hexdigest()[:32]


__all__ = ["ReportDraft", "classified", "report", "tracking"]
