"""解约: what right stands, since when and until when, read off the statements as they stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from covenant import canon
from covenant.exit import Act, MonthResult
from covenant.exit import Standing as Covenant
from covenant.exit import standing as stand
from covenant.money import decimal
from covenant.period import Month
from weituo.ledger import reads as facts
from weituo.ledger.time import ms
from weituo.month.models import Statement
from weituo.pact.reads import Pact

ACTS = {"exit.noticed": "notice", "exit.withdrawn": "withdrawn", "exit.handed_over": "handover_done"}


@dataclass(frozen=True, slots=True)
class Standing:
    """The state (covenant.exit), since which day, the last day of a right or of a notice, by which clause, resting on
    which months; `handover` names what is then handed over."""

    state: str
    since: date | None
    lapses: date | None
    notice_ends: date | None
    void_notice: bool
    clause: str
    months: tuple[str, ...]
    fail_below: str
    need: int
    handover: tuple[str, ...]


def standing(pact: Pact, *, now: datetime) -> Standing | None:
    """Where the agreement stands; None when its terms know no such right."""
    terms = pact.terms(now)
    if terms.exit is None:
        return None
    zone = pact.calendars.zone
    acts = [
        Act(ACTS[fact.kind], zone.day(fact.at), fact.id)
        for fact in facts.facts(pact.estate_id, subject=f"exit/{pact.id}", kinds=ACTS)
    ]
    found: Covenant = stand(_results(pact), acts, terms.exit, zone.day(ms(now)))
    last = next((edge for edge in reversed(found.edges) if edge.months), None)
    return Standing(
        found.state,
        _day(found.since),
        _day(found.lapses),
        _day(found.notice_ends),
        found.void_notice,
        terms.exit.clause,
        tuple(str(month) for month in last.months) if last else (),
        str(terms.exit.fail_below),
        terms.exit.need,
        terms.exit.handover,
    )


def _results(pact: Pact) -> list[MonthResult]:
    found = []
    rows = Statement.objects.filter(agreement_id=pact.id).order_by("month").prefetch_related("restatements")
    for row in rows:
        last = max(row.restatements.all(), key=lambda one: one.as_of, default=None)
        document = canon.loads(bytes(last.document if last else row.document))
        score = document["total"]["score"]
        bedding_in = document.get("events", {}).get("bedding_in", False)
        failed = score is not None and row.score and _fails(pact, score) != _fails(pact, row.score)
        decided = last.as_of if last and failed else row.issued_at
        found.append(
            MonthResult(
                Month.parse(row.month),
                None if score is None else decimal(score),
                not bedding_in,
                False,
                pact.calendars.zone.day(ms(decided)),
            )
        )
    return found


def _fails(pact: Pact, score: str) -> bool:
    terms = pact.agreement.latest
    return terms.exit is not None and decimal(score) < terms.exit.fail_below


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
