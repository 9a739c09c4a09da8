"""One line of the doctor's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, warn (works, but) or fail. `remedy` says what to do."""

    level: str
    text: str
    remedy: str = ""


def ok(text: str) -> Finding:
    return Finding("ok", text)


def warn(text: str, remedy: str = "") -> Finding:
    return Finding("warn", text, remedy)


def fail(text: str, remedy: str = "") -> Finding:
    return Finding("fail", text, remedy)
