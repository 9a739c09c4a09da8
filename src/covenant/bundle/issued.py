"""Statements and corrections as the log tells of them; what a correction posts into a later month is the difference of two
statements, to the fen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from covenant.bundle.report import BROKEN, PROVEN, Report
from covenant.facts import Fact
from covenant.money import format_fen

SUMS = ("net", "vat", "gross")


@dataclass(frozen=True, slots=True)
class Issued:
    """A statement or a correction of one, as the log tells of it at place `leaf`."""

    leaf: int
    subject: str
    agreement: str
    month: str
    sha256: str
    as_of: int
    corrected: bool

    @property
    def name(self) -> str:
        """Its file."""
        return f"statements/{self.sha256}.json"

    def __str__(self) -> str:
        return f"The {'correction' if self.corrected else 'statement'} of {self.month} ({self.agreement})"


def told(facts: Sequence[Fact]) -> list[Issued]:
    """Every statement and correction the log tells of."""
    found = []
    for at, fact in enumerate(facts):
        if fact.kind in ("statement.issued", "statement.restated"):
            body, corrected = fact.body, fact.kind == "statement.restated"
            sha256 = body["restated"] if corrected else body["statement"]
            found.append(Issued(at, fact.subject, body["agreement"], body["month"], sha256, body["as_of"], corrected))
    return found


def corrected(
    one: Issued,
    known: Sequence[Issued],
    body: Mapping[str, Any],
    proven: Mapping[str, Mapping[str, Any]],
    report: Report,
) -> None:
    """Whether a correction is of a statement that was issued, goes into a month still open then, and is the difference
    from the last word on its month before it. `proven`: the documents computed again, by hash."""
    before = [other for other in known if other.subject == one.subject and other.leaf < one.leaf]
    first = next((other for other in before if not other.corrected), None)
    if first is None or (first.sha256, first.agreement, first.month) != (body["statement"], one.agreement, one.month):
        report.add(BROKEN, "correction", f"{one} is of a statement the log did not issue before.", one.leaf)
        return
    closed = {other.month for other in known if other.leaf < one.leaf and other.agreement == one.agreement}
    if body["into"] <= one.month or body["into"] in closed:
        text = f"{one} is posted into {body['into']}, which already had its statement."
        report.add(BROKEN, "correction", text, one.leaf)
        return
    last = max((other for other in before if other.corrected), key=lambda other: other.as_of, default=first)
    if one.sha256 not in proven or last.sha256 not in proven:
        return  # said where the documents are looked for
    difference = _difference(proven[last.sha256], proven[one.sha256])
    said = {**body["lines"], **{f"{key} in sum": body[key] for key in SUMS}}
    for key in sorted({*difference, *said}):
        if difference.get(key, 0) != said.get(key, 0):
            text = f"{one} posts {format_fen(said.get(key, 0))} as {key}; its statements differ by "
            report.add(BROKEN, "correction", f"{text}{format_fen(difference.get(key, 0))}.", one.leaf)
            return
    text = f"{one} posts the difference of its statements into {body['into']}: {format_fen(body['gross'])}."
    report.add(PROVEN, "correction", text)


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, int]:
    """Fen by line of the net, and the sums."""
    found = {f"{key} in sum": new[key] - old[key] for key in SUMS}
    for sign, document in ((1, new), (-1, old)):
        for line in document["lines"]:
            if line["key"] != "vat":  # its difference stands among the sums
                found[line["key"]] = found.get(line["key"], 0) + sign * line["fen"]
    return found
