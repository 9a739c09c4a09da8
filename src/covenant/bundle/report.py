"""What an audit found, in sentences: proven, could not be shown, broken."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

PROVEN, OPEN, BROKEN = "proven", "open", "broken"
MARK = {PROVEN: "proven ", OPEN: "open   ", BROKEN: "BROKEN "}


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence. `leaf` is the place in the log it is about, `clause` the clause of the terms."""

    level: str
    code: str
    text: str
    leaf: int | None = None
    clause: str | None = None

    def __str__(self) -> str:
        where = f" (leaf {self.leaf})" if self.leaf is not None else ""
        clause = f" (clause {self.clause})" if self.clause else ""
        return f"{MARK[self.level]}{self.text}{clause}{where}"


@dataclass(slots=True)
class Report:
    """The findings in the order they were made; what is broken ends most audits early."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, level: str, code: str, text: str, leaf: int | None = None, clause: str | None = None) -> None:
        """One more. What a bundle says of itself stays inside its sentence: no line feed, no control character."""
        self.findings.append(Finding(level, code, plain(text, 600), leaf, plain(clause, 20) if clause else None))

    @property
    def broken(self) -> Sequence[Finding]:
        """What does not hold."""
        return [one for one in self.findings if one.level == BROKEN]

    @property
    def text(self) -> str:
        """All of it to read: what holds, what stays open, what is broken, then the verdict."""
        lines = [str(one) for level in (PROVEN, OPEN, BROKEN) for one in self.findings if one.level == level]
        if self.broken:
            lines.append(f"NOT PROVEN. The first thing that does not hold: {self.broken[0].text}")
        else:
            still = sum(one.level == OPEN for one in self.findings)
            lines.append(f"Everything this bundle can prove holds; {still or 'nothing'} stays open.")
        return "\n".join(lines)


def plain(text: str, most: int) -> str:
    """The text with what cannot be printed written as an escape, in Unicode normal form C, cut to a length."""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    written = "".join(one if one.isprintable() else ascii(one)[1:-1] for one in unicodedata.normalize("NFC", cut))
    return unicodedata.normalize("NFC", written)
