"""Who performs, who is accountable to the owners, who pays: the most specific row of the matrix decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from covenant.agreement.terms import Row, Terms
from covenant.errors import Refusal

CAUSES = ("wear", "sudden", "renewal")


@dataclass(frozen=True, slots=True)
class Answer:
    """谁负责: the parties and the clause that says so."""

    perform: str
    accountable: str
    pay: str
    clause: str
    row: Row


def fits(pattern: str, item: str) -> bool:
    """Whether a row's item covers an item: `*` covers all, `lift.*` everything under lift and lift itself."""
    if pattern == "*":
        return True
    if pattern.endswith(".*"):
        return item == pattern[:-2] or item.startswith(pattern[:-1])
    return pattern == item


def specificity(row: Row) -> tuple[int, int]:
    """How closely a row speaks of an item, then of a cause; greater is more specific."""
    exact = not row.item.endswith("*")
    depth = 0 if row.item == "*" else 2 * len(row.item.removesuffix(".*").split(".")) + exact
    return depth, int(row.cause != "any")


def candidates(rows: Iterable[Row], item: str, cause: str) -> list[Row]:
    """The rows that apply and are as specific as any; one when the matrix is sound, none for a hole."""
    fitting = [row for row in rows if fits(row.item, item) and row.cause in (cause, "any")]
    best = max((specificity(row) for row in fitting), default=None)
    return [row for row in fitting if specificity(row) == best]


def responsible(terms: Terms, item: str, cause: str) -> Answer:
    """The answer for an item and a cause; Refusal `matrix.no_row` or `matrix.two_rows` for unsound terms."""
    rows = candidates(terms.matrix, item, cause)
    if not rows:
        raise Refusal("matrix.no_row", item=item, cause=cause)
    if len(rows) > 1:
        raise Refusal("matrix.two_rows", rows[0].clause, item=item, cause=cause, other=rows[1].clause)
    row = rows[0]
    return Answer(row.perform, row.accountable, row.pay, row.clause, row)
