"""The figures of a bundle: every statement the log tells of, computed again and compared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from covenant import canon
from covenant.agreement import Agreement, Terms
from covenant.agreement import read as read_terms
from covenant.bundle.archive import Archive
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Report
from covenant.calendar import Calendars
from covenant.errors import Problems, Refusal, unusable
from covenant.facts import Fact
from covenant.period import Month
from covenant.statement import settle_month, statement_bytes

PARTS = ("measures", "total", "coefficient", "client", "incidents", "lines", "clocks")
"""Where a difference is looked for first: from the measures, in the order the figures rest on each other."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A statement or a correction of one, as the log tells of it at place `leaf`."""

    leaf: int
    agreement: str
    month: str
    sha256: str
    as_of: int
    corrected: bool


def told(facts: Sequence[Fact]) -> list[Issued]:
    """Every statement and correction the log tells of."""
    found = []
    for at, fact in enumerate(facts):
        if fact.kind in ("statement.issued", "statement.restated"):
            body, corrected = fact.body, fact.kind == "statement.restated"
            sha256 = body["restated"] if corrected else body["statement"]
            found.append(Issued(at, body["agreement"], body["month"], sha256, body["as_of"], corrected))
    return found


def check(
    archive: Archive,
    facts: Sequence[Fact],
    entries: Sequence[bytes],
    months: Sequence[str],
    report: Report,
    used: set[str],
) -> None:
    """Computes each again (of these months only, when some are named) from the leaves before it."""
    wanted = [one for one in told(facts) if not months or one.month in months]
    missing = set(months) - {one.month for one in wanted}
    for name in sorted(missing):
        report.add(BROKEN, "no_statement", f"The log tells of no statement of {name}.")
    used |= _names(facts)
    for one in wanted:
        name = f"statements/{one.sha256}.json"
        what = f"The {'correction' if one.corrected else 'statement'} of {one.month} ({one.agreement})"
        if name not in archive:
            report.add(OPEN, "statement_missing", f"{what} is not in the bundle.", one.leaf)
            continue
        stored = archive.read(name)
        if canon.digest(stored) != one.sha256:
            report.add(BROKEN, "statement_bytes", f"{what} is not the one the log tells of.", one.leaf)
            continue
        try:
            agreement, calendars = _force(archive, facts[: one.leaf], one.agreement)
            month = Month.parse(one.month)
            again = settle_month(agreement, calendars, entries[: one.leaf], month, one.as_of, checked=False)
        except (Problems, Refusal) as error:
            report.add(BROKEN, "not_computable", f"{what} cannot be computed again: {error}", one.leaf)
            continue
        if statement_bytes(again) == stored:
            gross = f"{again['gross'] // 100:,}.{again['gross'] % 100:02d}"
            score = again["total"]["score"] or "not evaluated"
            report.add(PROVEN, "figures", f"{what}, computed again, is the same to the byte: score {score}, {gross}.")
        else:
            where, clause = first_difference(canon.loads(stored), again)
            report.add(BROKEN, "figures", f"{what} says something else than its facts: {where}.", one.leaf, clause)


def _names(facts: Sequence[Fact]) -> set[str]:
    """The files the log itself names: statements, terms, calendars."""
    found = {f"statements/{one.sha256}.json" for one in told(facts)}
    for fact in facts:
        if fact.kind == "agreement.activated":
            found |= {f"terms/{fact.body['terms']}.json", f"calendars/{fact.body['calendars']}.json"}
    return found


def _force(archive: Archive, facts: Sequence[Fact], key: str) -> tuple[Agreement, Calendars]:
    """The versions of the agreement brought into force before, and the newest calendars."""
    versions: list[Terms] = []
    calendars: bytes | None = None
    for fact in facts:
        if fact.kind == "agreement.activated" and fact.body["agreement"] == key:
            versions.append(read_terms(canon.loads(_named(archive, "terms", fact.body["terms"]))))
            calendars = _named(archive, "calendars", fact.body["calendars"])
    if calendars is None:
        raise unusable("terms", "never_in_force", f"The log does not bring {key} into force before.")
    return Agreement(versions), Calendars.from_data(canon.loads(calendars))


def _named(archive: Archive, folder: str, sha256: str) -> bytes:
    name = f"{folder}/{sha256}.json"
    data = archive.read(name)
    if canon.digest(data) != sha256:
        raise unusable(name, "other_bytes", "Its bytes do not have the hash it is named by.")
    return data


def first_difference(stored: Any, again: Mapping[str, Any]) -> tuple[str, str | None]:
    """Where two statements first differ, in words, and the clause of that figure."""
    if not isinstance(stored, dict):
        return "it is no statement", None
    for key in (*PARTS, *sorted({*stored, *again} - {*PARTS, "trace"}), "trace"):
        one, two = stored.get(key), again.get(key)
        if one == two:
            continue
        for path, left, right, clause in _unlike(key, one, two, None):
            return f"{path} is {_short(left)}, its facts give {_short(right)}", clause
    return "the order of its parts", None


def _unlike(path: str, one: Any, two: Any, clause: str | None) -> Iterator[tuple[str, Any, Any, str | None]]:
    for side in (two, one):
        if isinstance(side, Mapping) and isinstance(side.get("clause"), str):
            clause = side["clause"]
    if isinstance(one, Mapping) and isinstance(two, Mapping):
        for key in sorted({*one, *two}):
            if one.get(key) != two.get(key):
                yield from _unlike(f"{path}.{key}", one.get(key), two.get(key), clause)
    elif isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        for at, (left, right) in enumerate(zip(one, two, strict=True)):
            if left != right:
                name = right.get("key", right.get("fig", right.get("order", at))) if isinstance(right, Mapping) else at
                yield from _unlike(f"{path}[{name}]", left, right, clause)
    else:
        yield path, one, two, clause


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
