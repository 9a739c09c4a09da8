"""An engineer's day, as the phone keeps it for where there is no network: orders with all that the work needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.utils.crypto import salted_hmac

from covenant.agreement import Terms
from covenant.facts import Fact
from covenant.order import Need, needs
from weituo.estate import drawings
from weituo.estate import reads as places
from weituo.estate.drawings import DrawingView
from weituo.estate.reads import Spot
from weituo.ledger import reads as facts
from weituo.ledger.time import ms
from weituo.pact import reads as pacts
from weituo.people import reads as people
from weituo.people.reading import personal
from weituo.people.reads import Actor
from weituo.work import checklists
from weituo.work.checklists import Checklist
from weituo.work.models import Order, PhoneAct
from weituo.work.reads import names
from weituo.work.reads.listing import scope, with_actor

MOST = 200
FREE = 50
CLOSED = timedelta(days=3)
"""How long a closed order of one's own stays on the phone."""
PAST = 10
"""Earlier orders of the same equipment."""
SIGNED = 14
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not taken for one another."""

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PauseChoice:
    """A reason the terms allow for a pause; `approve` when the principal has to agree to it."""

    key: str
    words: Words
    approve: bool


@dataclass(frozen=True, slots=True)
class PhoneStep:
    """One step; `who` a name, or the party's letter; `words` what was said with it."""

    kind: str
    at: int
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class PhoneOrder:
    """One order with all that is needed to work on it without network. Personal values are empty for who may not read
    them. `code_hashes`: the codes that prove presence, each as `code_hash`; `challenge`: today's sign for photos."""

    id: UUID
    number: str
    state: str
    paused: bool
    seq: int
    severity: str
    item: str
    item_words: Words
    fault: str
    fault_words: Words
    text: str
    contact_name: str
    contact_phone: str
    place: Words
    place_words: str
    building_id: UUID | None
    building: Words
    unit: str
    space: Words
    equipment_id: UUID | None
    equipment_words: Words
    code_hashes: tuple[str, ...]
    code_needed: bool
    reported_at: int
    due_respond: int | None
    due_repair: int | None
    mine: bool
    assignee: str
    challenge: str
    checklist: str | None
    evidence: tuple[Need, ...]
    pauses: tuple[PauseChoice, ...]
    steps: tuple[PhoneStep, ...]


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An earlier order of the same equipment."""

    number: str
    reported_at: int
    fault: Words
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    """Everything a phone keeps. `places` are the estate's, for the plan; `checklists` those the orders need."""

    orders: tuple[PhoneOrder, ...]
    history: Mapping[UUID, tuple[PastOrder, ...]]
    drawings: tuple[DrawingView, ...]
    checklists: tuple[Checklist, ...]
    places: tuple[Spot, ...]


def day(actor: Actor, *, now: datetime) -> Day:
    """The actor's open orders, those of his party nobody has, and his own closed in the last three days. A fixed number of
    queries, however many orders."""
    seen, own = scope(actor), with_actor(actor)
    closed = Q(is_open=False, touched_at__gte=now - CLOSED)
    rows = [*seen.filter(own & (Q(is_open=True) | closed)).select_related(*names.RELATED).order_by("id")[:MOST]]
    free = seen.filter(is_open=True, assignee=None).exclude(pk__in=[row.pk for row in rows])
    rows += free.select_related(*names.RELATED).order_by("id")[:FREE]
    things = {row.equipment_id for row in rows if row.equipment_id}
    spaces = {space.pk: space for row in rows if (space := row.equipment.space if row.equipment else row.space)}
    houses = {space.building_id for space in spaces.values() if space.building_id}
    houses |= {row.unit.building_id for row in rows if row.unit}
    lists = {found.id: found for row in rows if (found := checklists.of(row.item))}
    return Day(
        _orders(actor, rows, now),
        _history(actor, things),
        drawings.near(actor, equipment=things, spaces=spaces, buildings=houses),
        tuple(lists[one] for one in sorted(lists)),
        places.spots(actor.estate_id) if actor.estate_id else (),
    )


def one(actor: Actor, order_id: UUID, *, now: datetime) -> PhoneOrder | None:
    """One order as the day holds it, when the actor may still see it."""
    rows = list(scope(actor).select_related(*names.RELATED).filter(pk=order_id))
    return _orders(actor, rows, now)[0] if rows else None


def code_hash(order_id: UUID, code: str) -> str:
    """A code as the phone may compare it, salted with the order: nothing that opens another order's place."""
    return sha256(f"{order_id}/{code}".encode()).hexdigest()


def challenge(order_id: UUID, now: datetime, zone: str) -> str:
    """Four signs that nobody knew before this day and that fit this order only: drawn into photos made today."""
    today = now.astimezone(ZoneInfo(zone)).date().isoformat()
    digest = salted_hmac("weituo.phone.challenge", f"{order_id}/{today}", algorithm="sha256").digest()
    return "".join(SIGNS[byte % len(SIGNS)] for byte in digest[:4])


def signs(actor: Actor, order_id: UUID) -> tuple[tuple[date, str], ...]:
    """The order's sign of each day on which a photo from a phone may have been made: from its report to the newest one, at
    most the last fourteen days. Empty without such photos."""
    newest = PhoneAct.objects.filter(order_id=order_id, kind__in=("before", "after"), state="held").aggregate(
        last=Max("received_at")
    )["last"]
    row = scope(actor).filter(pk=order_id).first()
    if newest is None or row is None:
        return ()
    zone = places.estate(row.estate_id).zone
    days = {}
    for back in range(SIGNED):
        moment = newest - timedelta(days=back)
        day_of = moment.astimezone(ZoneInfo(zone)).date()
        if day_of < row.reported_at.astimezone(ZoneInfo(zone)).date():
            break
        days[day_of] = challenge(order_id, moment, zone)
    return tuple(sorted(days.items()))


def _orders(actor: Actor, rows: Sequence[Order], now: datetime) -> tuple[PhoneOrder, ...]:
    if not rows or actor.estate_id is None:
        return ()
    zone = places.estate(actor.estate_id).zone
    chains = facts.chains(f"order/{row.pk}" for row in rows)
    members = people.names(fact.actor for chain in chains.values() for fact in chain)
    who = {pseudonym: member.name for pseudonym, member in members.items()}
    spots = {spot for row in rows for spot in (row.equipment_id, row.space_id, row.unit_id) if spot}
    codes = places.codes_at(actor.estate_id, spots)
    terms = _terms(rows)
    said = _said(actor, rows, chains)
    mine = set(scope(actor).filter(with_actor(actor), pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return tuple(
        _order(
            actor,
            row,
            terms=terms[row.pk],
            steps=_steps(chains.get(f"order/{row.pk}", []), who, said),
            codes=codes.get(row.unit_id or row.equipment_id or row.space_id or row.pk, ()),
            mine=row.pk in mine,
            sign=challenge(row.pk, now, zone),
        )
        for row in rows
    )


def _terms(rows: Iterable[Order]) -> dict[UUID, Terms]:
    found: dict[UUID, Terms] = {}
    known = {key: pacts.agreement(key) for key in {row.agreement_id for row in rows}}
    for row in rows:
        pact = known[row.agreement_id]
        assert pact is not None
        found[row.pk] = pact.agreement.at(ms(row.reported_at))
    return found


def _said(actor: Actor, rows: Sequence[Order], chains: Mapping[str, list[Fact]]) -> dict[str, str]:
    """What was said with the steps, by fact, for who may read personal data."""
    if not actor.may("personal.read"):
        return {}
    values = facts.disclosed(UUID(fact.id) for chain in chains.values() for fact in chain if fact.sd)
    return {
        str(fact_id): " ".join(text for name, text in sorted(found.items()) if name in ("note", "words"))
        for fact_id, found in values.items()
    }


def _steps(chain: Iterable[Fact], who: Mapping[str, str], said: Mapping[str, str]) -> tuple[PhoneStep, ...]:
    return tuple(
        PhoneStep(fact.kind, fact.at, who.get(fact.actor, "") or fact.party, said.get(fact.id, "")) for fact in chain
    )


def _order(
    actor: Actor,
    row: Order,
    *,
    terms: Terms,
    steps: tuple[PhoneStep, ...],
    codes: tuple[str, ...],
    mine: bool,
    sign: str,
) -> PhoneOrder:
    open_words = personal(actor, "order", f"order/{row.pk}")
    thing, unit = row.equipment, row.unit
    space = thing.space if thing else row.space
    building = unit.building if unit else space.building if space else None
    return PhoneOrder(
        id=row.pk,
        number=row.number,
        state=row.state,
        paused=row.paused,
        seq=row.seq,
        severity=row.severity,
        item=row.item,
        item_words=names.item(terms, row),
        fault=row.fault,
        fault_words=names.fault(terms, row),
        text=row.text if open_words else "",
        contact_name=row.contact_name if open_words else "",
        contact_phone=row.contact_phone if open_words else "",
        place=names.place(row),
        place_words=row.place_words if open_words else "",
        building_id=building.pk if building else None,
        building=_named(building),
        unit=unit.label if unit else "",
        space=_named(space),
        equipment_id=row.equipment_id,
        equipment_words=_named(thing),
        code_hashes=tuple(code_hash(row.pk, code) for code in codes),
        code_needed=bool(row.code_id or row.equipment_id),
        reported_at=ms(row.reported_at),
        due_respond=ms(row.respond_due) if row.respond_due else None,
        due_repair=ms(row.repair_due) if row.repair_due else None,
        mine=mine,
        assignee=row.assignee.person.name if row.assignee else "",
        challenge=sign,
        checklist=found.id if (found := checklists.of(row.item)) else None,
        evidence=needs(terms, row.item, row.severity),
        pauses=tuple(PauseChoice(key, rule.label, rule.approve != "auto") for key, rule in terms.pauses.items()),
        steps=steps,
    )


def _named(place: object) -> dict[str, str]:
    zh, en = getattr(place, "name_zh", ""), getattr(place, "name_en", "")
    return {"zh": zh, "en": en or zh}


def _history(actor: Actor, equipment: set[UUID]) -> dict[UUID, tuple[PastOrder, ...]]:
    """The last orders of these things that the actor's party did, the newest first."""
    if not equipment or actor.estate_id is None:
        return {}
    newest = Window(RowNumber(), partition_by=[F("equipment_id")], order_by=[F("reported_at").desc(), F("id").desc()])
    theirs = Order.objects.filter(estate_id=actor.estate_id, perform=actor.party, equipment_id__in=equipment)
    rows = list(theirs.annotate(place_of=newest).filter(place_of__lte=PAST).order_by("-reported_at", "-id"))
    terms, notes = _terms(rows), _notes(actor, rows)
    found: dict[UUID, list[PastOrder]] = {}
    for row in rows:
        assert row.equipment_id is not None
        past = PastOrder(
            row.number, ms(row.reported_at), names.fault(terms[row.pk], row), row.state, notes.get(row.pk, "")
        )
        found.setdefault(row.equipment_id, []).append(past)
    return {key: tuple(past) for key, past in found.items()}


def _notes(actor: Actor, rows: Sequence[Order]) -> dict[UUID, str]:
    """What was said when each was last handed in, for who may read personal data."""
    if not actor.may("personal.read") or not rows:
        return {}
    orders = {f"order/{row.pk}": row.pk for row in rows}
    claims = facts.newest_of(orders, "order.claimed")
    values = facts.disclosed(claims.values())
    found = {}
    for subject, fact_id in claims.items():
        note = values.get(fact_id, {}).get("note", "")
        if note and personal(actor, "words", subject):
            found[orders[subject]] = note
    return found
