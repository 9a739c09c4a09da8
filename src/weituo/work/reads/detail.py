"""One order as the desk and the engineer see it: every clock with its reasons, every step with its fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from covenant.agreement import Answer, PauseRule, Terms, responsible
from covenant.agreement.duties import Excuse
from covenant.clock import elapsed
from covenant.facts import Fact, encode, leaf_hash
from covenant.obligation import NEVER, Obligation, Obligations
from covenant.order import Need, OrderState, fold, needs, shown
from weituo.ledger import reads as facts
from weituo.ledger.time import instant, ms
from weituo.pact import reads as pacts
from weituo.pact.reads import Pact
from weituo.people import reading
from weituo.people import reads as people
from weituo.people.reads import Actor
from weituo.work.models import Order, Photo
from weituo.work.reads import names
from weituo.work.reads.listing import Line, line, scope
from weituo.work.reads.photo import PhotoView, order_photos

WORKED_ON = ("reported", "assigned", "taken", "arrived")


@dataclass(frozen=True, slots=True)
class StepView:
    """One fact of the order. `words` are the personal words it carries, for who may read them."""

    kind: str
    at: datetime
    recv: datetime
    party: str
    name: str
    body: Mapping[str, Any]
    words: Mapping[str, str]
    fact_id: UUID
    leaf_hash: str
    photos: int


@dataclass(frozen=True, slots=True)
class ExcuseView:
    """What the performer says excuses it, with the principal's ruling or None."""

    fact_id: UUID
    label: Mapping[str, str]
    clause: str
    at: datetime
    approved: bool | None


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock with everything its due time rests on. `used_ms` is the net time so far."""

    clock: str
    clause: str
    severity: str
    start: datetime
    limit: str
    limit_ms: int
    calendar: str
    calendar_clause: str
    pauses: tuple[tuple[str, datetime, datetime | None, str], ...]
    due: datetime | None
    done: datetime | None
    verdict: str
    used_ms: int
    late_ms: int
    stale: bool
    provisional: bool
    excluded: str | None


@dataclass(frozen=True, slots=True)
class PauseView:
    """One pause with its rule: how long it may count, and whether the principal still has to rule on it."""

    fact_id: UUID
    reason: str
    label: Mapping[str, str]
    clause: str
    start: datetime
    end: datetime | None
    cap_ms: int | None
    approved: bool | None
    needs_ruling: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the terms want to see before completion is taken in, and how much of it there is."""

    role: str
    least: int
    there: int
    clause: str

    @property
    def enough(self) -> bool:
        return self.there >= self.least


@dataclass(frozen=True, slots=True)
class Detail:
    """An order with its reasons. Personal values are empty for who may not read them."""

    line: Line
    estate_id: UUID
    agreement: str
    version: int
    cause: str
    severity_label: Mapping[str, str]
    accountable: str
    pay: str
    matrix_clause: str
    answer: Answer
    code: str | None
    place_words: str
    text: str
    contact_name: str
    contact_phone: str
    confirmed_at: datetime | None
    rated_at: datetime | None
    rejections: int
    seq: int
    clocks: tuple[ClockView, ...]
    pauses: tuple[PauseView, ...]
    pause_rules: Mapping[str, PauseRule]
    excuses: tuple[ExcuseView, ...]
    excuse_rules: Mapping[str, Excuse]
    steps: tuple[StepView, ...]
    photos: tuple[PhotoView, ...]
    evidence: tuple[Wanted, ...]
    recurrence_number: str
    merged_into: UUID | None
    merged_number: str
    parties: Mapping[str, Mapping[str, str]]
    tracking: str


def detail(actor: Actor, order_id: UUID, *, now: datetime) -> Detail | None:
    """One order within the actor's scope, or None. An auditor sees it without personal values."""
    row = scope(actor).select_related(*names.RELATED, "recurrence_of", "merged_into").filter(pk=order_id).first()
    if row is None:
        return None
    chain = facts.facts(row.estate_id, subject=f"order/{row.id}")
    state, pact = fold(chain), pacts.agreement(row.agreement_id)
    assert state is not None
    assert pact is not None
    terms = pact.agreement.at(state.reported_at)
    personal = reading.personal(actor, "order", f"order/{row.id}")
    answer = responsible(terms, state.item, state.cause)
    return Detail(
        line=line(row, terms, actor, now),
        estate_id=row.estate_id,
        agreement=pact.key,
        version=terms.no,
        cause=state.cause,
        severity_label=terms.severities[state.severity],
        accountable=answer.accountable,
        pay=answer.pay,
        matrix_clause=answer.clause,
        answer=answer,
        code=row.code_id,
        place_words=row.place_words if personal else "",
        text=row.text if personal else "",
        contact_name=row.contact_name if personal else "",
        contact_phone=row.contact_phone if personal else "",
        confirmed_at=row.confirmed_at,
        rated_at=row.rated_at,
        rejections=sum(claim.ruling == "rejected" for claim in state.claims),
        seq=row.seq,
        clocks=tuple(_clocks(state, pact, now)),
        pauses=tuple(_pauses(state, terms)),
        pause_rules=terms.pauses,
        excuses=tuple(_excuses(state, terms)),
        excuse_rules=terms.excuses,
        steps=_steps(chain, personal),
        photos=order_photos(row.id, personal=personal),
        evidence=_evidence(row, needs(terms, state.item, state.severity), chain),
        recurrence_number=row.recurrence_of.number if row.recurrence_of else "",
        merged_into=row.merged_into_id,
        merged_number=row.merged_into.number if row.merged_into else "",
        parties={key: party.name for key, party in terms.parties.items()},
        tracking=row.tracking if personal else "",
    )


def _evidence(row: Order, needed: Sequence[Need], chain: Sequence[Fact]) -> tuple[Wanted, ...]:
    """Of an order that is worked on; what was uploaded and waits for the completion counts, a signature only once somebody
    has signed. One query where something is needed."""
    if not needed or row.state not in WORKED_ON:
        return ()
    counts = Counter(shown(chain))
    loose = Photo.objects.filter(draft=row.pk, fact_id=None).exclude(role="signature")
    counts.update(loose.values_list("role", flat=True))
    return tuple(Wanted(one.role, one.least, counts[one.role], one.clause) for one in needed)


def _clocks(state: OrderState, pact: Pact, now: datetime) -> list[ClockView]:
    work = Obligations(pact.agreement, pact.calendars, ms(now))
    return [_clock(one, work, pact, now) for one in work.of(state)]


def _clock(one: Obligation, work: Obligations, pact: Pact, now: datetime) -> ClockView:
    assert one.limit is not None
    terms = pact.agreement.at(one.start)
    until = one.done if one.done is not None else ms(now)
    hours = work.hours(terms, one.calendar)
    used = elapsed(one.start, until, hours, [pause.span for pause in one.pauses])
    verdict = "excluded" if one.excluded else one.verdict(ms(now))
    return ClockView(
        clock=one.clock,
        clause=one.clause,
        severity=one.severity,
        start=instant(one.start),
        limit=one.limit.text,
        limit_ms=one.limit.ms,
        calendar=one.calendar,
        calendar_clause=terms.calendar_clauses[one.calendar],
        pauses=tuple(
            (
                pause.reason,
                instant(pause.span[0]),
                None if pause.span[1] >= NEVER else instant(pause.span[1]),
                pause.clause,
            )
            for pause in one.pauses
        ),
        due=None if one.due >= NEVER else instant(one.due),
        done=None if one.done is None else instant(one.done),
        verdict=verdict,
        used_ms=used,
        late_ms=max(0, until - one.due) if verdict == "late" else 0,
        stale=one.stale,
        provisional=one.provisional,
        excluded=one.excluded,
    )


def _pauses(state: OrderState, terms: Terms) -> list[PauseView]:
    out = []
    for pause in state.pauses:
        rule = terms.pauses.get(pause.reason)
        if rule is None:
            continue
        out.append(
            PauseView(
                UUID(pause.id),
                pause.reason,
                rule.label,
                rule.clause,
                instant(pause.start),
                None if pause.end is None else instant(pause.end),
                rule.cap,
                pause.approved,
                rule.approve != "auto" and pause.approved is None,
            )
        )
    return out


def _excuses(state: OrderState, terms: Terms) -> Iterator[ExcuseView]:
    for one in state.excuses:
        rule = terms.excuses.get(one.excuse)
        if rule is not None:
            yield ExcuseView(UUID(one.id), rule.label, rule.clause, instant(one.at), one.approved)


def _steps(chain: list[Fact], personal: bool) -> tuple[StepView, ...]:
    known = people.names(fact.actor for fact in chain)
    words = facts.disclosed(UUID(fact.id) for fact in chain) if personal else {}
    return tuple(
        StepView(
            fact.kind,
            instant(fact.at),
            instant(fact.recv),
            fact.party,
            known[fact.actor].name if fact.actor in known else "",
            fact.body,
            words.get(UUID(fact.id), {}),
            UUID(fact.id),
            leaf_hash(encode(fact)),
            len(fact.blobs),
        )
        for fact in chain
    )
