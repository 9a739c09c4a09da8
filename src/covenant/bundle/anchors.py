"""Anchors a log tells of: what of them can be checked without a network."""

from __future__ import annotations

from collections.abc import Sequence

from covenant.bundle.report import OPEN, Report
from covenant.facts import Fact


def check(facts: Sequence[Fact], hashes: Sequence[bytes], report: Report) -> None:
    """Says how many there are; their own signatures are checked where they were made (docs/anchors.md)."""
    told = [fact for fact in facts if fact.kind == "log.anchored"]
    if told:
        report.add(OPEN, "anchors", f"{len(told)} anchors outside are named; `weituo anchor verify` checks them there.")
    else:
        report.add(OPEN, "no_anchor", "Nothing outside says when this log had which size: it was not anchored.")
