"""Reading who answers when, what the principal owes, what excuses, and the words both sides pinned."""

from __future__ import annotations

import re
from collections.abc import Mapping

from covenant.agreement.duties import (
    Callout,
    ClientDuty,
    DataTerms,
    Definition,
    DutySpan,
    EvidenceRule,
    Excuse,
    Limit,
    Note,
    Safety,
    Witnessing,
)
from covenant.agreement.reader import Reader, duration
from covenant.agreement.rights_terms import words
from covenant.errors import unusable

DAY_MINUTES = 1440
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)


def limit(reader: Reader, calendars: Mapping[str, object]) -> Limit:
    """`{limit, calendar}` of this place."""
    text = reader.text("limit")
    result = Limit(
        reader.parse("limit", duration, 1) if text else 1,
        reader.word("calendar", tuple(calendars), "a calendar of this agreement"),
        text,
    )
    reader.done()
    return result


def definitions(root: Reader) -> tuple[Definition, ...]:
    """The phrases that could be read in two ways; `pinned` may be null in a draft."""
    found = []
    for reader in _some(root, "definitions"):
        pinned = None if reader.get("pinned", required=False) is None else reader.label("pinned")
        found.append(Definition(reader.clause_number(), reader.text("phrase"), pinned))
        reader.done()
    return tuple(found)


def excuses(root: Reader, parties: Mapping[str, object]) -> dict[str, Excuse]:
    """By name."""
    found: dict[str, Excuse] = {}
    if root.get("excuses", required=False) is None:
        return found
    for key, reader in root.children("excuses"):
        approve = reader.word("approve", tuple(parties), "a party")
        if getattr(parties.get(approve), "role", "principal") != "principal":
            reader.note("approve", "not_principal", "An excuse is approved by the principal alone.", "approve: P")
        found[key] = Excuse(key, reader.clause_number(), reader.label(), reader.texts("evidence"), approve)
        reader.done()
    return found


def duty(root: Reader, parties: Mapping[str, object], calendars: Mapping[str, object]) -> tuple[DutySpan, ...]:
    """The day divided; the spans must cover its 24 hours exactly once."""
    found = []
    for reader in _some(root, "duty"):
        start, end = (reader.parse(key, _minute, 0) for key in ("from", "to"))
        inner = reader.maybe("callout")
        callout = None
        if inner is not None:
            callout = Callout(inner.word("by", tuple(parties), "a party"), limit(inner, calendars))
            inner.done("by")
        found.append(DutySpan(reader.clause_number(), start, end if end > start else end + DAY_MINUTES, callout))
        reader.done()
    if found:
        covered = sorted((span.start % DAY_MINUTES, span.end - span.start) for span in found)
        at = covered[0][0]
        first = at
        for start, length in covered:
            if start != at:
                root.note("duty", "hole", "The spans of the day overlap or leave a hole.", "Cover 24 hours once.")
                break
            at += length
        else:
            if at != first + DAY_MINUTES:
                root.note("duty", "hole", "The spans of the day overlap or leave a hole.", "Cover 24 hours once.")
    return tuple(found)


def client_duties(root: Reader, calendars: Mapping[str, object]) -> dict[str, ClientDuty]:
    """What the principal owes, by name: a least number a month, or a limit each time."""
    found: dict[str, ClientDuty] = {}
    if root.get("client_duties", required=False) is None:
        return found
    for key, reader in root.children("client_duties"):
        least = None
        if reader.get("least", required=False) is not None:
            least = reader.number("least", 1, 100)
        inner = reader.maybe("within")
        within = limit(inner, calendars) if inner is not None else None
        if (least is None) == (within is None):
            reader.note("", "no_measure", "A duty is either so many a month (least) or within a limit (within).")
        if within is not None and key != "accept":
            reader.note("within", "no_clock", f"Nothing is known of when {key} begins.", "Only accept has a limit.")
        found[key] = ClientDuty(key, reader.clause_number(), reader.label(), least, within)
        reader.done()
    return found


def data(root: Reader, parties: Mapping[str, object]) -> DataTerms | None:
    """Processing of personal data; None when the document has none."""
    reader = root.maybe("data")
    if reader is None:
        return None
    result = DataTerms(
        reader.clause_number(),
        reader.word("controller", tuple(parties), "a party"),
        reader.word("processor", tuple(parties), "a party"),
        reader.texts("kinds"),
        reader.parse("retain", duration, 1),
        reader.word("on_end", ("return", "delete", "return_or_delete")),
    )
    if result.controller == result.processor:
        reader.note("processor", "same_party", "Controller and processor are two parties (PIPL 21).")
    reader.done()
    return result


def safety(root: Reader) -> Safety | None:
    """The safety agreement; None when the document has none."""
    reader = root.maybe("safety")
    if reader is None:
        return None
    result = Safety(reader.clause_number(), reader.text("document"), reader.number("inspections", 0, 31))
    reader.done()
    return result


def witnessing(root: Reader, parties: Mapping[str, object]) -> Witnessing | None:
    """Who witnesses the ledger; None when the document does not say."""
    reader = root.maybe("witnessing")
    if reader is None:
        return None
    named = words(reader, "parties", tuple(parties))
    result = Witnessing(reader.clause_number(), named, reader.number("quorum", 1, 12))
    if result.quorum > len(named):
        reader.note("quorum", "too_many", f"{result.quorum} of {len(named)} cannot be had.", "Name more parties.")
    reader.done()
    return result


ROLES = ("before", "after", "video", "signature")
"""What can be asked for: photos, moving pictures, a signature on the spot."""


def evidence(root: Reader, severities: Mapping[str, object]) -> tuple[EvidenceRule, ...]:
    """What has to be shown before a completion is taken in; nothing when the document does not say."""
    found = []
    for reader in _some(root, "evidence"):
        named = reader.get("severities", required=False) is not None
        found.append(
            EvidenceRule(
                reader.clause_number(),
                reader.texts("items"),
                words(reader, "severities", tuple(severities)) if named else (),
                reader.word("role", ROLES, "a role"),
                reader.number("least", 1, 9),
            )
        )
        reader.done()
    return tuple(found)


def notes(root: Reader) -> tuple[Note, ...]:
    """Free prose."""
    found = []
    for reader in _some(root, "notes"):
        found.append(Note(reader.clause_number(), reader.label()))
        reader.done()
    return tuple(found)


def _some(root: Reader, key: str) -> list[Reader]:
    return [] if root.get(key, required=False) is None else list(root.rows(key))


def _minute(text: object, path: str) -> int:
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise unusable(path, "not_clock_time", f"{text!r} is not a time of day.", 'Write it in quotes, as "20:00".')
    return int(match[1]) * 60 + int(match[2])


__all__ = [
    "client_duties",
    "data",
    "definitions",
    "duty",
    "evidence",
    "excuses",
    "limit",
    "notes",
    "safety",
    "witnessing",
]
