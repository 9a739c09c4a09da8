"""The running of one limit: net time on a calendar, with pauses taken out once however they overlap.

    due = the earliest t with  measure([start, t) ∩ hours − ∪ pauses) = limit

On time means done at or before due.
"""

from __future__ import annotations

from collections.abc import Sequence

from covenant.calendar import MAX_DAYS, Hours
from covenant.errors import unusable
from covenant.period import Span, subtract, union


def elapsed(start: int, end: int, hours: Hours, pauses: Sequence[Span] = ()) -> int:
    """Net milliseconds of the calendar between two instants, pauses excluded."""
    if end <= start:
        return 0
    if not pauses:
        return hours.measure(start, end)
    return sum(closes - opens for opens, closes in subtract(hours.spans(start, end), pauses))


def due(start: int, limit: int, hours: Hours, pauses: Sequence[Span] = ()) -> int:
    """The instant at which `limit` ms of net time are used up, counted from `start`.

    A limit that ends exactly when the hours close is due at that closing, not at the next opening (G01).
    Raises Problems when the calendar has no hours to count on.
    """
    if limit <= 0:
        return start
    holes = union(pauses) if pauses else []
    if hours.always:
        return _after(start, limit, holes)
    left = limit
    first = hours.zone.day(start)
    for day in range(first - 1, first + MAX_DAYS):
        for opens, closes in hours.of_day(day):
            if closes <= start:
                continue
            span = (max(opens, start), closes)
            for piece_start, piece_end in subtract([span], holes) if holes else (span,):
                if piece_end - piece_start >= left:
                    return piece_start + left
                left -= piece_end - piece_start
    raise unusable("calendar", "never_open", "The calendar has no hours, so the limit never ends.")


def _after(start: int, limit: int, holes: list[Span]) -> int:
    at = start
    for hole_start, hole_end in holes:
        if hole_end <= at:
            continue
        if hole_start - at >= limit:
            break
        limit -= max(0, hole_start - at)
        at = hole_end
    return at + limit
