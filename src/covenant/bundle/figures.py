"""The figures of a bundle: every statement the log tells of, computed again and compared byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from covenant import canon
from covenant.agreement import Agreement, Terms
from covenant.agreement import read as read_terms
from covenant.bundle.archive import Archive
from covenant.bundle.issued import Issued, corrected, told
from covenant.bundle.report import BROKEN, OPEN, PROVEN, Report
from covenant.calendar import Calendars
from covenant.errors import Problems, Refusal, unusable
from covenant.facts import Fact
from covenant.money import format_fen
from covenant.period import Month
from covenant.statement import settle_month, statement_bytes

PARTS = ("measures", "total", "coefficient", "client", "incidents", "lines", "clocks")
"""Where a difference is looked for first: from the measures, in the order the figures rest on each other."""


def check(
    archive: Archive,
    facts: Sequence[Fact],
    entries: Sequence[bytes],
    months: Sequence[str],
    report: Report,
    used: set[str],
) -> None:
    """Computes each again (of these months only, when some are named) from the leaves before it."""
    known = told(facts)
    wanted = [one for one in known if not months or one.month in months]
    for name in sorted(set(months) - {one.month for one in wanted}):
        report.add(BROKEN, "no_statement", f"The log tells of no statement of {name}.")
    proven: dict[str, Mapping[str, Any]] = {}
    for one in wanted:
        if one.name in archive:
            again = _again(archive, facts, entries, one, report)
            if again is not None:
                proven[one.sha256] = again
        else:
            level = BROKEN if months else OPEN  # a month that was asked for must be there
            report.add(level, "statement_missing", f"{one} is not in the bundle.", one.leaf)
    for one in wanted:
        if one.corrected:
            corrected(one, known, facts[one.leaf].body, proven, report)
    _papers(archive, facts, report, used)


def _again(
    archive: Archive, facts: Sequence[Fact], entries: Sequence[bytes], one: Issued, report: Report
) -> Mapping[str, Any] | None:
    """The document as its facts give it; None when the bundle's own is another, which the report says."""
    stored = archive.read(one.name)
    if canon.digest(stored) != one.sha256:
        report.add(BROKEN, "statement_bytes", f"{one} is not the one the log tells of.", one.leaf)
        return None
    try:
        agreement, calendars = _force(archive, facts[: one.leaf], one.agreement)
        month = Month.parse(one.month)
        again = settle_month(agreement, calendars, entries[: one.leaf], month, one.as_of, checked=False)
        data = statement_bytes(again)
    except Exception as error:  # whoever signs may have signed papers nothing can be computed from
        why = error if isinstance(error, Problems | Refusal) else f"its papers give a {type(error).__name__}"
        report.add(BROKEN, "not_computable", f"{one} cannot be computed again: {why}", one.leaf)
        return None
    if data == stored:
        score, gross = again["total"]["score"] or "not evaluated", format_fen(again["gross"])
        report.add(PROVEN, "figures", f"{one}, computed again, is the same to the byte: score {score}, {gross}.")
        return again
    where, clause = _first(stored, again)
    report.add(BROKEN, "figures", f"{one} says something else than its facts: {where}.", one.leaf, clause)
    return None


def _papers(archive: Archive, facts: Sequence[Fact], report: Report, used: set[str]) -> None:
    """The files the log itself names have the bytes it names, whether a figure needed them or not."""
    named = {one.name: one.leaf for one in told(facts)}
    for at, fact in enumerate(facts):
        if fact.kind == "agreement.activated":
            for folder, sha256 in (("terms", fact.body["terms"]), ("calendars", fact.body["calendars"])):
                named.setdefault(f"{folder}/{sha256}.json", at)
    used.update(named)
    for name, leaf in named.items():
        if name not in archive:
            if not name.startswith("statements/"):  # said where they are looked for
                report.add(OPEN, "paper_missing", f"{name} is not in the bundle.", leaf)
        elif f"{canon.digest(archive.read(name))}.json" != name.partition("/")[2]:
            report.add(BROKEN, "other_bytes", f"{name} does not have the hash it is named by.", leaf)


def _force(archive: Archive, facts: Sequence[Fact], key: str) -> tuple[Agreement, Calendars]:
    """The versions of the agreement brought into force before, and the newest calendars."""
    versions: list[Terms] = []
    calendars: bytes | None = None
    for fact in facts:
        body = fact.body
        if fact.kind == "agreement.activated" and body["agreement"] == key:
            terms = read_terms(canon.loads(_named(archive, "terms", body["terms"])))
            if (terms.key, terms.no, terms.effective_from) != (key, body["version"], body["effective_from"]):
                text = "They are of another agreement, version or day than the log says came into force."
                raise unusable("terms", "other_terms", text)
            versions.append(terms)
            calendars = _named(archive, "calendars", body["calendars"])
    if calendars is None:
        raise unusable("terms", "never_in_force", f"The log does not bring {key} into force before.")
    return Agreement(versions), Calendars.from_data(canon.loads(calendars))


def _named(archive: Archive, folder: str, sha256: str) -> bytes:
    name = f"{folder}/{sha256}.json"
    data = archive.read(name)
    if canon.digest(data) != sha256:
        raise unusable(name, "other_bytes", "Its bytes do not have the hash it is named by.")
    return data


def _first(stored: bytes, again: Mapping[str, Any]) -> tuple[str, str | None]:
    try:
        document = canon.loads(stored)
        canon.check(document)
    except Problems as problems:
        return f"it is no statement ({problems.problems[0].message})", None
    return first_difference(document, again)


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
