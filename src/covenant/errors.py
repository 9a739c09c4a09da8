"""The two ways in which covenant says no.

`Refusal`: a rule of the agreement forbids it; the reader is a person with a right to know which clause.
`Problem`: the input is unusable; the reader must mend a file. Problems are collected, not met one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Param = str | int


class Refusal(Exception):
    """A rule says no. `code` is stable, `clause` cites the terms (or None), `params` fill the face's sentence."""

    def __init__(self, code: str, clause: str | None = None, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.clause = clause
        self.params: Mapping[str, Param] = params

    def __str__(self) -> str:
        where = f" (clause {self.clause})" if self.clause else ""
        what = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code}{where}{': ' + what if what else ''}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input. `path` says where (`matrix[3].item`), `remedy` what would be right."""

    path: str
    code: str
    message: str
    remedy: str = ""
    clause: str | None = None
    params: Mapping[str, Param] = field(default_factory=dict)

    def __str__(self) -> str:
        where = f"{self.path} (clause {self.clause})" if self.clause else self.path
        return f"{where}: {self.message}" + (f" {self.remedy}" if self.remedy else "")


class Problems(ValueError):
    """Unusable input, with everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems[:3]))
        self.problems = tuple(problems)


def unusable(path: str, code: str, message: str, remedy: str = "") -> Problems:
    """Exactly one problem, ready to be raised."""
    return Problems([Problem(path, code, message, remedy)])
