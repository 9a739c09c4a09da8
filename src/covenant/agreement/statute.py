"""The law under the agreement: what no terms may loosen, each rule with its citation and the day it came into force.

A rule binds terms that take effect on or after that day. Local rules are Hangzhou's; an estate elsewhere has stricter or
looser ones of its own, which its terms may always exceed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from covenant.agreement.finding import WARN, Finding
from covenant.agreement.matrix import fits
from covenant.agreement.terms import Terms
from covenant.zone import DAY, MINUTE


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of law: where it stands and from which day (ordinal) on."""

    cite: str
    since: int

    def binds(self, terms: Terms) -> bool:
        """Whether terms that take effect then are under it."""
        return terms.effective_from // DAY + _EPOCH >= self.since


_EPOCH = date(1970, 1, 1).toordinal()


def _rule(cite: str, since: str) -> Rule:
    return Rule(cite, date.fromisoformat(since).toordinal())


RESCUE = _rule("杭州市电梯安全管理条例 30", "2014-09-01")
CONSENT = _rule("杭州市电梯安全管理条例 26", "2014-09-01")
LICENCE = _rule("特种设备安全法 45", "2014-01-01")
OPERATION = _rule("安全生产法 30", "2021-09-01")
SAFETY = _rule("安全生产法 49", "2021-09-01")
PERSONAL = _rule("个人信息保护法 21", "2021-11-01")
CAPS = _rule("民法典 506", "2021-01-01")
PAYMENT = _rule("保障中小企业款项支付条例 9", "2025-06-01")
INTEREST = _rule("保障中小企业款项支付条例 17", "2025-06-01")

RESCUE_LIMIT = 30 * MINUTE
PAYMENT_DAYS = 60
LICENSED = {"lift.*": ("lift_maintenance", LICENCE), "fire.*": ("fire_maintenance", OPERATION),
            "power.*": ("low_voltage", OPERATION)}  # fmt: skip
NEVER_CAPPED = ("injury", "intent", "gross_negligence")


def life_safety(terms: Terms) -> Iterator[Finding]:
    """The gravest severity is answered within 30 minutes, day and night."""
    first = min(terms.severities)
    level = terms.levels[first]
    if level.respond is None:
        return
    if level.respond.ms > RESCUE_LIMIT and RESCUE.binds(terms):
        message = f"Life safety is answered within {level.respond.text}; the statute allows 30 minutes."
        remedy = f"At most PT30M ({RESCUE.cite})."
        yield Finding(f"levels.{first}.respond", "below_statute", level.clause, message, remedy)
    shape = terms.calendars[level.respond.calendar]
    if shape.holidays or any(windows != ((0, 1440),) for windows in shape.week):
        message = "The life-safety clock stands still outside working hours."
        remedy = "Use a calendar of 24 hours on all days."
        yield Finding(f"levels.{first}.respond", "not_always", level.clause, message, remedy)


def licences(terms: Terms) -> Iterator[Finding]:
    """Who performs a licensed item holds the licence on the day the terms take effect; a specialist has consent."""
    day = terms.effective_from // DAY + _EPOCH
    for pattern, (kind, rule) in LICENSED.items():
        performers = {
            row.perform: row.clause
            for row in terms.matrix
            if fits(pattern, row.item.removesuffix(".*")) and terms.parties[row.perform].role != "utility"
        }
        for letter, clause in sorted(performers.items()):
            party = terms.parties[letter]
            if party.role == "principal":
                continue
            held = [one.until for one in party.licences if one.kind == kind]
            if rule.binds(terms) and not any(until >= day for until in held):
                message = f"{letter} performs {pattern} without a valid licence {kind}."
                remedy = f"Add it with document and last day to parties.{letter}.licences ({rule.cite})."
                yield Finding(f"parties.{letter}", "no_licence", clause, message, remedy)
            elif held and max(held) < terms.end - 1:
                message = f"The licence {kind} of {letter} ends before the agreement does."
                remedy = "See to its renewal in time."
                yield Finding(f"parties.{letter}", "licence_ends", clause, message, remedy, WARN)
    for letter, party in terms.parties.items():
        if party.role == "specialist" and not party.consent and CONSENT.binds(terms):
            message = f"{letter} works under the contractor without the property company's written consent."
            remedy = f"Name the document in parties.{letter}.consent ({CONSENT.cite})."
            yield Finding(f"parties.{letter}", "no_consent", None, message, remedy)


def required(terms: Terms) -> Iterator[Finding]:
    """Safety agreement, processing of personal data, and what no cap may cover."""
    if terms.safety is None and SAFETY.binds(terms):
        message = "There is no safety agreement."
        yield Finding("safety", "no_safety", None, message, f"Add safety with its document ({SAFETY.cite}).")
    if terms.data is None and PERSONAL.binds(terms):
        message = "Residents' personal data are processed and nothing says how."
        yield Finding("data", "no_data_terms", None, message, f"Add data ({PERSONAL.cite}).")
    if terms.liability and terms.liability.annual_cap is not None and CAPS.binds(terms):
        missing = [word for word in NEVER_CAPPED if word not in terms.liability.not_capped]
        if missing:
            message = f"The cap on liability covers {', '.join(missing)}, which no agreement can."
            remedy = f"Add them to liability.not_capped ({CAPS.cite})."
            yield Finding("liability.not_capped", "void_cap", terms.liability.clause, message, remedy)


def payment(terms: Terms) -> Iterator[Finding]:
    """A large property company pays a small contractor within 60 days, and interest when it does not."""
    principal, contractor = terms.parties[terms.principal], terms.parties[terms.contractor]
    if principal.size != "large" or contractor.size not in ("medium", "small", "micro"):
        return
    if PAYMENT.binds(terms) and (terms.pay_within_days or 0) > PAYMENT_DAYS:
        message = f"A large company pays a small one within {PAYMENT_DAYS} days, not {terms.pay_within_days}."
        yield Finding("statement.pay_within", "too_late", terms.statement_clause, message, f"P60D ({PAYMENT.cite}).")
    if INTEREST.binds(terms) and terms.payment.interest is None:
        message = "Nothing is agreed for late payment; 0.05 % a day applies by law."
        remedy = f"Add payment.interest ({INTEREST.cite})."
        yield Finding("payment.interest", "no_interest", terms.payment.clause, message, remedy, WARN)
