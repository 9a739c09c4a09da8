"""The way out of an agreement: NORMAL → WARNED → TERMINABLE → NOTICE → HANDOVER → ENDED, read off the months' totals.

Nothing here ends anything. It says since when a right exists and when it lapses (民法典 562, 564); a notice takes
effect when it arrives (565). The totals are the ones that hold now, so a restatement is the same question asked again:
a right whose ground was restated away never existed, and a notice resting on it is void.

A period of days begins the day after and runs to the end of its last day (民法典 201, 203): a right of 8 June with 30
days can be used on 8 July and is gone on the 9th. The days are calendar days, no holiday moves them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from covenant.errors import unusable
from covenant.period import Month

NORMAL = "normal"
WARNED = "warned"
TERMINABLE = "terminable"
NOTICE = "notice"
HANDOVER = "handover"
ENDED = "ended"
STATES = (NORMAL, WARNED, TERMINABLE, NOTICE, HANDOVER, ENDED)  # from the mildest on

ACTS = ("notice", "withdrawn", "handover_done")
SKIP = "skip"
BREAK = "break"


@dataclass(frozen=True, slots=True)
class ExitTerms:
    """A total under `fail_below` fails. `need` failing months, in a row or else within twelve months, give the right to
    terminate; months not evaluated are passed over ("skip") or interrupt the row ("break"). The right is used within
    `exercise_within_days`; a notice runs `notice_days`; `handover` names what is then handed over."""

    clause: str
    fail_below: Fraction
    need: int
    consecutive: bool
    not_evaluated: str
    notice_days: int
    exercise_within_days: int
    handover: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthResult:
    """What a month's statement says now: `total` None when not evaluated, `counts` False while bedding in. `decided` is
    the day (ordinal) since which the month has had this verdict: a restatement moves it only if it changes whether the
    month fails. A month with a `red_line_ground` fails and gives the right at once."""

    month: Month
    total: Fraction | None
    counts: bool
    red_line_ground: bool
    decided: int


@dataclass(frozen=True, slots=True)
class Act:
    """Something a party did: `kind` of ACTS, on the `day` (ordinal) it arrived, with the id of the fact that says so."""

    kind: str
    day: int
    fact: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A step. `why`: fail, fails, red_line, pass, not_evaluated, lapsed, notice, no_right (without effect),
    withdrawn, notice_over, handover_done. `months` are those it rests on, `fact` the act's."""

    day: int
    before: str
    after: str
    why: str
    months: tuple[Month, ...]
    clause: str
    fact: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where things stand. `since` is None if they always stood so; `lapses` the last day for a notice while TERMINABLE;
    `notice_ends` the last day of a notice with effect. `void_notice`: the last notice has no ground (any more)."""

    state: str
    since: int | None
    lapses: int | None
    notice_ends: int | None
    void_notice: bool
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class _Right:
    """May be used from day `first` to day `last`; `lapsed` says that time, not a passing month, sets the end."""

    first: int
    last: int
    why: str
    months: tuple[Month, ...]
    lapsed: bool


def standing(results: Sequence[MonthResult], acts: Sequence[Act], terms: ExitTerms, today: int) -> Standing:
    """Where an agreement stands at the end of the day `today` (ordinal); what is decided or done later is left out.

    The order in which results and acts are listed does not matter. A month not listed is passed over, and so is one
    that does not count. Before a notice a passing month ends a right that rests on a row of failing months, not one
    that rests on failing months within twelve or on a red line. Raises Problems for a month listed twice, an unknown
    kind of act, or terms without sense."""
    _check(results, acts, terms)
    counted = sorted((one for one in results if one.counts and one.decided <= today), key=lambda one: one.month)
    walk = _Walk(terms, counted)
    for day in sorted(walk.days(acts, today)):
        walk.reach(day)
        for act in sorted((one for one in acts if one.day == day), key=lambda one: (ACTS.index(one.kind), one.fact)):
            walk.act(act)
    right = walk.right(today) if walk.state == TERMINABLE else None
    lapses = None if right is None else right.last
    return Standing(walk.state, walk.since, lapses, walk.notice_ends, walk.void, tuple(walk.edges))


class _Walk:
    """Day after day through what can change the standing."""

    __slots__ = ("counted", "edges", "notice_ends", "rights", "since", "state", "terms", "void")

    def __init__(self, terms: ExitTerms, counted: list[MonthResult]) -> None:
        self.terms = terms
        self.counted = counted
        self.rights = _rights(counted, terms)
        self.state = NORMAL
        self.since: int | None = None
        self.notice_ends: int | None = None
        self.void = False
        self.edges: list[Edge] = []

    def days(self, acts: Sequence[Act], today: int) -> set[int]:
        """Every day up to `today` on which something may change; the end of a notice is seen when it is passed."""
        days = {today, *(one.decided for one in self.counted), *(one.day for one in acts)}
        days.update(right.last + 1 for right in self.rights)
        return {day for day in days if day <= today}

    def reach(self, day: int) -> None:
        """What the months and the passing of time do by `day`."""
        if self.state == NOTICE and self.notice_ends is not None and self.notice_ends < day:
            self._step(self.notice_ends + 1, HANDOVER, "notice_over", ())
        if self.state in (NORMAL, WARNED, TERMINABLE):
            state, why, months = self._results(day)
            if state != self.state:
                self._step(day, state, why, months)

    def act(self, act: Act) -> None:
        """What a party's act does on its day; one that does not fit the state does nothing."""
        right = self.right(act.day)
        if act.kind == "notice" and self.state in (NORMAL, WARNED, TERMINABLE):
            self.void = right is None
            if right is None:
                self._step(act.day, self.state, "no_right", (), act.fact)
            else:
                self._step(act.day, NOTICE, "notice", right.months, act.fact)
                self.notice_ends = act.day + self.terms.notice_days
        elif act.kind == "withdrawn" and self.state != HANDOVER and self.state != ENDED:
            self.void = False
            if self.state == NOTICE:
                self.notice_ends = None
                state, _, months = self._results(act.day)
                self._step(act.day, state, "withdrawn", months, act.fact)
        elif act.kind == "handover_done" and self.state == HANDOVER:
            self._step(act.day, ENDED, "handover_done", (), act.fact)

    def right(self, day: int) -> _Right | None:
        """The right of that day that lasts longest."""
        standing = [right for right in self.rights if right.first <= day <= right.last]
        return max(standing, key=lambda right: (right.last, right.first, right.why), default=None)

    def _results(self, day: int) -> tuple[str, str, tuple[Month, ...]]:
        """(state, why it is reached, months) as the months alone have it on `day`."""
        right = self.right(day)
        if right is not None:
            return TERMINABLE, right.why, right.months
        known = [one for one in self.counted if one.decided <= day]
        tail = tuple(one.month for one in _tail(known, self.terms))
        gone = next((one for one in self.rights if one.last == day - 1 and one.lapsed), None)
        if gone is not None and self.state == TERMINABLE:
            return (WARNED if tail else NORMAL), "lapsed", gone.months
        last = known[-1:]
        cleared = "not_evaluated" if last and _verdict(last[0], self.terms) is None else "pass"
        months = tuple(one.month for one in last)
        if not tail:
            return NORMAL, cleared, months
        return (WARNED, cleared, months) if self.state == TERMINABLE else (WARNED, "fail", tail)

    def _step(self, day: int, state: str, why: str, months: tuple[Month, ...], fact: str | None = None) -> None:
        self.edges.append(Edge(day, self.state, state, why, months, self.terms.clause, fact))
        if state != self.state:
            self.state, self.since = state, day


def _verdict(one: MonthResult, terms: ExitTerms) -> bool | None:
    """True: it fails; False: it passes; None: not evaluated."""
    if one.red_line_ground:
        return True
    return None if one.total is None else one.total < terms.fail_below


def _rows(counted: list[MonthResult], terms: ExitTerms) -> list[list[MonthResult]]:
    """The failing months that count together: each row of them, the last one possibly empty; or for each failing month
    those of the twelve months that end with it."""
    if not terms.consecutive:
        failing = [one for one in counted if _verdict(one, terms)]
        return [[one for one in failing if 0 <= _number(last) - _number(one) < 12] for last in failing]
    rows: list[list[MonthResult]] = [[]]
    for one in counted:
        verdict = _verdict(one, terms)
        if verdict:
            rows[-1].append(one)
        elif verdict is False or terms.not_evaluated == BREAK:
            rows.append([])
    return rows


def _tail(known: list[MonthResult], terms: ExitTerms) -> list[MonthResult]:
    """The failing months for which a warning stands."""
    if terms.consecutive:
        return _rows(known, terms)[-1]
    return [one for one in known if _verdict(one, terms) and _number(known[-1]) - _number(one) < 12]


def _rights(counted: list[MonthResult], terms: ExitTerms) -> list[_Right]:
    """Every right the months give. In a row, each failing month from the `need`th to be decided on gives it anew, until
    a later month that passes is decided."""
    window = terms.exercise_within_days
    rights = []
    for row in _rows(counted, terms):
        after = [one.decided for one in counted if row and one.month > row[-1].month and _verdict(one, terms) is False]
        passed = min(after, default=None) if terms.consecutive else None
        decided = sorted(row, key=lambda one: (one.decided, one.month))
        for number in range(terms.need, len(decided) + 1):
            months = tuple(sorted(one.month for one in decided[:number]))
            first = decided[number - 1].decided
            last = first + window if passed is None else min(first + window, passed - 1)
            if last >= first:
                rights.append(_Right(first, last, "fails", months, last == first + window))
    for one in counted:
        if one.red_line_ground:
            rights.append(_Right(one.decided, one.decided + window, "red_line", (one.month,), True))
    return rights


def _number(one: MonthResult) -> int:
    return one.month.year * 12 + one.month.month


def _check(results: Sequence[MonthResult], acts: Sequence[Act], terms: ExitTerms) -> None:
    if len({one.month for one in results}) < len(results):
        raise unusable("results", "month_twice", "A month is listed twice.", "Give each month its present result.")
    if any(act.kind not in ACTS for act in acts):
        raise unusable("acts", "unknown_act", "There is an act of an unknown kind.", f"Use {', '.join(ACTS)}.")
    if terms.need < 1 or terms.notice_days < 0 or terms.exercise_within_days < 0:
        raise unusable("exit", "bad_exit", "At least one month is needed, and periods are not negative.")
    if terms.not_evaluated not in (SKIP, BREAK):
        raise unusable("exit.not_evaluated", "unknown_word", "Months not evaluated skip or break.")
