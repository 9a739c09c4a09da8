"""解约: what right stands, since when and until when, read off the statements as they stand now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

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
    which months; `need` months under `fail_below` give the right, in a row or (not `consecutive`) within twelve; what is
    under notice rests on its right. `handover` names what is then handed over."""

    state: str
    since: date | None
    lapses: date | None
    notice_ends: date | None
    void_notice: bool
    clause: str
    months: tuple[str, ...]
    fail_below: str
    need: int
    consecutive: bool
    handover: tuple[str, ...]


def standing(pact: Pact, *, now: datetime, instead: Mapping[str, Mapping[str, Any]] | None = None) -> Standing | None:
    """Where the agreement stands; None when its terms know no such right. `instead` are documents by month that would
    hold from `now` on: what a correction would do."""
    terms = pact.terms(now)
    if terms.exit is None:
        return None
    zone = pact.calendars.zone
    acts = [
        Act(ACTS[fact.kind], zone.day(fact.at), fact.id)
        for fact in facts.facts(pact.estate_id, subject=f"exit/{pact.id}", kinds=ACTS)
    ]
    found: Covenant = stand(
        _results(pact, terms.exit.fail_below, instead or {}, now), acts, terms.exit, zone.day(ms(now))
    )
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
        terms.exit.consecutive,
        terms.exit.handover,
    )


def _results(
    pact: Pact, fail_below: Fraction, instead: Mapping[str, Mapping[str, Any]], now: datetime
) -> list[MonthResult]:
    """The months' newest totals, each with the day since which it has been failing, passing or not evaluated."""
    found = []
    rows = Statement.objects.filter(agreement_id=pact.id).order_by("month").prefetch_related("restatements")
    for row in rows:
        documents = [(row.issued_at, canon.loads(bytes(row.document)))]
        later = sorted(row.restatements.all(), key=lambda one: one.as_of)
        documents += [(one.as_of, canon.loads(bytes(one.document))) for one in later]
        if row.month in instead:
            documents.append((now, dict(instead[row.month])))
        totals = [(at, document["total"]["score"]) for at, document in documents]
        decided, verdict = totals[0][0], _fails(totals[0][1], fail_below)
        for at, score in totals[1:]:
            if _fails(score, fail_below) != verdict:
                decided, verdict = at, _fails(score, fail_below)
        score, bedding_in = totals[-1][1], documents[-1][1].get("events", {}).get("bedding_in", False)
        total = None if score is None else decimal(score)
        day = pact.calendars.zone.day(ms(decided))
        found.append(MonthResult(Month.parse(row.month), total, not bedding_in, False, day))
    return found


def _fails(score: str | None, fail_below: Fraction) -> bool | None:
    return None if score is None else decimal(score) < fail_below


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
