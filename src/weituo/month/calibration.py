"""试算台: a draft, or the terms in force, over the estate's last months or a synthetic year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from covenant import assessment
from covenant.agreement import Agreement, Terms, read
from covenant.calibration import Calibration, Rates, bench, held, replay, synthetic
from covenant.errors import Problems
from covenant.money import Fen
from covenant.period import Month
from weituo.ledger.time import instant, ms
from weituo.month import leaves
from weituo.pact import draft_reads
from weituo.pact.reads import Pact
from weituo.people.reads import Actor
from weituo.work import reads as work

MOST = 12
IN_FORCE = "now"


@dataclass(frozen=True, slots=True)
class Choice:
    """Terms that can be tried: those in force ("now"), or a draft by its id."""

    key: str
    no: int
    label: Mapping[str, str]


def choices(actor: Actor, pact: Pact, now: datetime) -> tuple[Choice, ...]:
    """What can be tried: the version in force and, for who may read drafts, every draft that is not given up."""
    current = pact.terms(now)
    return (Choice(IN_FORCE, current.no, current.title), *_drafts(actor))


def _drafts(actor: Actor) -> Iterator[Choice]:
    for one in draft_reads.drafts(actor) if actor.may("draft.read") else ():
        if one.state in ("editing", "proposed"):
            view = draft_reads.draft(actor, one.id)
            title = view.document.get("agreement", {}).get("title") if view else None
            yield Choice(str(one.id), one.version, title if isinstance(title, dict) else {"zh": "", "en": ""})


def terms_of(actor: Actor, pact: Pact, key: str, now: datetime) -> Terms:
    """The chosen terms; Problems when a draft cannot be read yet, KeyError when there is none."""
    if key == IN_FORCE:
        return pact.terms(now)
    try:
        view = draft_reads.draft(actor, UUID(key))
    except ValueError:
        raise KeyError(key) from None
    if view is None:
        raise KeyError(key)
    return read(view.document)


def past_months(pact: Pact, now: datetime) -> tuple[Month, ...]:
    """The finished months with facts, oldest first, at most twelve."""
    first = work.first_month(pact)
    found: list[Month] = []
    month = Month.of(ms(now), pact.calendars.zone).previous()
    while first is not None and month >= first and len(found) < MOST:
        found.append(month)
        month = month.previous()
    return tuple(reversed(found))


def over_past(
    terms: Terms, pact: Pact, months: tuple[Month, ...], now: datetime, costs: Mapping[str, Fen]
) -> Calibration:
    """The terms over these months of the estate, with what is known now. Months before them that the agreement saw are
    replayed too where the first quarter needs them."""
    lead = _lead(pact, months)
    asked = (*lead, *months)
    draft = Agreement([held(terms, pact.key)])
    since = instant(assessment.since(draft, pact.calendars, asked[0])) if asked else now
    found = leaves.entries(pact, work.subjects(pact.id, since=since))
    return bench(terms, replay(terms, pact.key, pact.calendars, found, asked, ms(now)), costs, lead=len(lead))


def over_synthetic(terms: Terms, rates: Rates, year: int, costs: Mapping[str, Fen], *, seed: str) -> Calibration:
    """The terms over a year that was drawn from plain assumptions."""
    return bench(terms, synthetic(terms, rates, year, seed), costs)


def _lead(pact: Pact, months: tuple[Month, ...]) -> tuple[Month, ...]:
    """The months of the first one's quarter that went before it under the agreement."""
    zone = pact.calendars.zone
    begins = Month.of(zone.instant(pact.agreement.versions[0].start, 0), zone)
    found: list[Month] = []
    month = months[0] if months else begins
    while month.month % 3 != 1 and month > begins:
        month = month.previous()
        found.append(month)
    return tuple(reversed(found))


__all__ = ["Problems", "choices", "over_past", "over_synthetic", "past_months", "terms_of"]
