"""Who and what the sentences speak of: parties, kinds of equipment, faults, calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable

from covenant.agreement.duties import ClientDuty, Limit
from covenant.agreement.matrix import fits
from covenant.agreement.terms import MeasureTerms, Terms
from covenant.calendar import Pattern
from covenant.text import words
from covenant.text.numbers import by_word, clause, duration
from covenant.text.phrase import Text, label, listed, same, say


def party(terms: Terms, letter: str) -> Text:
    """甲方 and 乙方 for the two who sign, others by name and letter."""
    if letter == terms.principal:
        return Text("甲方", "the Principal")
    if letter == terms.contractor:
        return Text("乙方", "the Contractor")
    return say("{name}({letter})", "{name} ({letter})", name=label(terms.parties[letter].name), letter=letter)


def payer(terms: Terms, who: str) -> Text:
    """Who bears the cost, as the end of a sentence."""
    if who in words.PAYERS:
        return words.PAYERS[who]
    if who in terms.parties:
        return say("由{who}承担", "are borne by {who}", who=party(terms, who))
    return say("由“{who}”承担", "are borne by “{who}”", who=who)


def items(terms: Terms, pattern: str) -> Text:
    """The kinds of equipment a pattern covers, by label and name."""
    if pattern == "*":
        return Text("其他各项未列明的一切设备与部位（*）", "all equipment and places no other row names (*)")
    known = [label(item.label) for item in terms.items.values() if fits(pattern, item.key)]
    if not known:
        return say("{pattern}项下的设备与部位", "the equipment and places under {pattern}", pattern=pattern)
    return say("{items}({pattern})", "{items} ({pattern})", items=listed(known), pattern=pattern)


def faults(terms: Terms, keys: Iterable[str]) -> Text:
    """Faults by label."""
    known = [label(terms.faults[key].label) if key in terms.faults else same(key) for key in keys]
    quoted = [Text(f"“{one.zh}”", f"“{one.en}”") for one in known]
    return listed(quoted, last=Text("或", "or"))


def severity(terms: Terms, key: str) -> Text:
    """S0级(生命安全)."""
    return say("{key}级（{name}）", "class {key} ({name})", key=key, name=label(terms.severities[key]))


def always(shape: Pattern) -> bool:
    """Whether a calendar never stands still."""
    return not shape.holidays and all(windows == ((0, 1440),) for windows in shape.week)


def limit(terms: Terms, one: Limit) -> Text:
    """A limit with the calendar it runs on; on working hours a day would be misread, so there are only hours."""
    return say(
        "{length}（按{calendar}计时）",
        "{length} (counted by {calendar})",
        length=duration(one.ms, days=always(terms.calendars[one.calendar])),
        calendar=clause(terms.calendar_clauses[one.calendar]),
    )


def needed(terms: Terms, measure: MeasureTerms) -> ClientDuty | None:
    """The duty of the principal without which a measure is not evaluated: only visits can be missed so."""
    duty = terms.client_duties.get(measure.requires or "")
    return duty if duty is not None and duty.least is not None and measure.function == "inspection_1" else None


def evidence(key: str) -> Text:
    """A piece of evidence; notice_within_48h says its hours itself."""
    found = re.fullmatch(r"notice_within_([0-9]+)([hd])", key)
    if found:
        length = duration(int(found[1]) * (3_600_000 if found[2] == "h" else 86_400_000))
        return say("事发后{length}内发出的书面通知", "written notice within {length}", length=length)
    return by_word(words.EVIDENCE, key)
