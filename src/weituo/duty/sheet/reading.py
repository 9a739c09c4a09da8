"""From cells to wanted shifts, with everything that is wrong by its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from covenant.errors import Refusal
from weituo.duty.sheet import legend as legends
from weituo.duty.sheet.cells import Sheet, name, sheets
from weituo.duty.sheet.legend import DEFAULT, Times
from weituo.people.reads import Member

HEADS: Mapping[str, str] = {
    "姓名": "name", "人员": "name", "name": "name", "用户名": "username", "账号": "username", "user name": "username",
    "username": "username", "日期": "day", "date": "day", "day": "day", "开始": "start", "from": "start", "start": "start",
    "结束": "end", "to": "end", "end": "end", "until": "end", "方式": "kind", "班次": "shift", "kind": "kind",
    "shift": "shift",
}  # fmt: skip
LEGENDS = ("班次表", "班次", "legend")
HEAD_ROWS = 6  # a heading stands within these
MOST_SHIFTS = 6_000
FAR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell. `code` has its sentence in `words`."""

    sheet: str
    cell: str
    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One shift the file asks for, and the cell that does."""

    cell: str
    membership_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class Reading:
    """What a file says. `covered`: the persons and days it speaks about; nothing else is touched."""

    sheet: str
    shape: str  # grid or list
    wanted: list[Wanted] = field(default_factory=list)
    covered: dict[tuple[UUID, date], str] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    def wrong(self, row: int, column: int, code: str, **params: Any) -> None:
        """Puts an error down."""
        self.errors.append(CellError(self.sheet, name(row, column), code, params))


class Persons:
    """Who may stand in a file, by user name and by name."""

    def __init__(self, members: Iterable[Member], party: str | None) -> None:
        self.party = party
        self.by_username = {one.username.lower(): one for one in members}
        self.by_name: dict[str, list[Member]] = defaultdict(list)
        for one in members:
            self.by_name[one.name].append(one)

    def find(self, reading: Reading, row: int, columns: Mapping[str, int], sheet: Sheet) -> Member | None:
        """The person of a row; what is wrong is put down. None too for an empty row."""
        called = sheet.text(row, columns["name"]) if "name" in columns else ""
        username = sheet.text(row, columns["username"]).lower() if "username" in columns else ""
        at = columns.get("username" if username else "name", columns.get("name", columns.get("username", 0)))
        if not called and not username:
            return None
        same = self.by_name.get(called, [])
        member = self.by_username.get(username) if username else (same[0] if len(same) == 1 else None)
        if member is None:
            code = "roster.same_name" if len(same) > 1 and not username else "roster.no_such_person"
            reading.wrong(row, at, code, value=username or called)
        elif username and called and member.name != called:
            reading.wrong(row, columns["name"], "roster.other_name", value=called, name=member.name)
        elif member.party != self.party:
            reading.wrong(row, at, "roster.not_yours", value=member.name)
        else:
            return member
        return None


def read(raw: bytes, members: Sequence[Member], party: str | None, zone: ZoneInfo, today: date) -> Reading:
    """The file as wanted shifts. Refusals roster.too_large, roster.unreadable, roster.no_table."""
    book = sheets(raw)
    persons = Persons(members, party)
    legend, errors = _legend(book)
    tables = [found for one in book if (found := _table(one, persons, legend, zone)) is not None]
    filled = [one for one in tables if one.covered or one.errors]
    if not tables:
        raise Refusal("roster.no_table")
    if len(filled) > 1:
        raise Refusal("roster.two_tables", first=filled[0].sheet, second=filled[1].sheet)
    reading = filled[0] if filled else tables[0]
    reading.errors[:0] = errors
    _bounds(reading, today)
    return reading


def _table(sheet: Sheet, persons: Persons, legend: Mapping[str, Times], zone: ZoneInfo) -> Reading | None:
    """What a sheet says; None for one without a heading of ours."""
    if sheet.name.strip().lower() in LEGENDS:
        return None
    for row in range(min(HEAD_ROWS, len(sheet.rows))):
        columns = _heads(sheet, row)
        if not {"name", "username"} & set(columns):
            continue
        if "day" in columns:
            reading = Reading(sheet.name, "list")
            _list(reading, sheet, row, columns, persons, legend, zone)
            return reading
        if days := _days(sheet, row):
            reading = Reading(sheet.name, "grid")
            _grid(reading, sheet, row, columns, days, persons, legend, zone)
            return reading
    return None


def _legend(book: Iterable[Sheet]) -> tuple[Mapping[str, Times], list[CellError]]:
    """The file's own legend; the default one where it has none."""
    sheet = next((one for one in book if one.name.strip().lower() in LEGENDS), None)
    if sheet is None:
        return DEFAULT, []
    found: dict[str, Times] = {}
    wrong = Reading(sheet.name, "legend")
    for row in range(1, len(sheet.rows)):
        word = sheet.text(row, 0)
        kind = legends.kind(sheet.at(row, 3))
        if not word or kind == "rest" or word in legends.REST:
            continue
        start, end = legends.clock(sheet.at(row, 1)), legends.clock(sheet.at(row, 2))
        if word in found:
            wrong.wrong(row, 0, "roster.twice_in_legend", value=word)
        elif start is None or end is None:
            at = 1 if start is None else 2
            wrong.wrong(row, at, "roster.bad_time", value=sheet.text(row, at))
        elif not kind:
            wrong.wrong(row, 3, "roster.bad_kind", value=sheet.text(row, 3))
        else:
            found[word] = Times(kind, start, end)
    return found, wrong.errors


def _heads(sheet: Sheet, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in range(len(sheet.rows[row])):
        known = HEADS.get(sheet.text(row, column).lower())
        if known:
            found.setdefault(known, column)
    return found


def _days(sheet: Sheet, row: int) -> dict[int, int]:
    """Column → day of the month, for headings like 1 or 1日."""
    found = {}
    for column in range(len(sheet.rows[row])):
        word = sheet.text(row, column).removesuffix("日").removesuffix("号")
        if word.isascii() and word.isdigit() and 1 <= int(word) <= 31:
            found[column] = int(word)
    return found


def _grid(
    reading: Reading,
    sheet: Sheet,
    head: int,
    columns: Mapping[str, int],
    days: Mapping[int, int],
    persons: Persons,
    legend: Mapping[str, Times],
    zone: ZoneInfo,
) -> None:
    first = next(
        (
            (found, row, column)
            for row in range(head)
            for column in range(len(sheet.rows[row]))
            if (found := legends.month(sheet.at(row, column)))
        ),
        None,
    )
    if first is None:
        reading.wrong(0, 1, "roster.no_month", value=sheet.text(0, 1))
        return
    if len(set(days.values())) < len(days):
        reading.wrong(head, min(days), "roster.day_twice")
        return
    seen: dict[UUID, int] = {}
    for row in range(head + 1, len(sheet.rows)):
        if not any(sheet.text(row, column) for column in days):
            continue  # a row that says nothing about anybody changes nothing: a day off is written 休
        member = persons.find(reading, row, columns, sheet)
        if member is None:
            continue
        if member.membership_id in seen:
            at = columns.get("name", columns.get("username", 0))
            reading.wrong(row, at, "roster.person_twice", value=member.name, line=seen[member.membership_id] + 1)
            continue
        seen[member.membership_id] = row
        for column, number in days.items():
            try:
                day = first[0].replace(day=number)
            except ValueError:
                if sheet.text(row, column):
                    reading.wrong(row, column, "roster.no_such_day", value=number)
                continue
            _cell(reading, sheet, row, column, member, day, legend, zone)


def _cell(
    reading: Reading,
    sheet: Sheet,
    row: int,
    column: int,
    member: Member,
    day: date,
    legend: Mapping[str, Times],
    zone: ZoneInfo,
) -> None:
    found, unknown = legends.shifts(sheet.at(row, column), legend)
    if unknown:
        reading.wrong(row, column, "roster.unknown_shift", value=unknown)
        return
    _want(reading, row, column, member, day, found, zone)


def _list(
    reading: Reading,
    sheet: Sheet,
    head: int,
    columns: Mapping[str, int],
    persons: Persons,
    legend: Mapping[str, Times],
    zone: ZoneInfo,
) -> None:
    for row in range(head + 1, len(sheet.rows)):
        member = persons.find(reading, row, columns, sheet)
        if member is None:
            if any(sheet.text(row, column) for column in columns.values()) and not _named(reading, row):
                reading.wrong(row, min(columns.values()), "roster.no_person")
            continue
        day = legends.day(sheet.at(row, columns["day"]))
        if day is None:
            reading.wrong(row, columns["day"], "roster.bad_day", value=sheet.text(row, columns["day"]))
            continue
        if "shift" in columns and sheet.text(row, columns["shift"]):
            _cell(reading, sheet, row, columns["shift"], member, day, legend, zone)
            continue
        times = _times(reading, sheet, row, columns)
        if times is not None:
            _want(reading, row, columns["day"], member, day, times, zone)


def _named(reading: Reading, row: int) -> bool:
    return any(one.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(row + 1) for one in reading.errors)


def _times(reading: Reading, sheet: Sheet, row: int, columns: Mapping[str, int]) -> list[Times] | None:
    """The times of a row of a list; none for a rest; None when they cannot be read, which is put down."""
    kind = legends.kind(sheet.at(row, columns["kind"])) if "kind" in columns else "site"
    if kind == "rest":
        return []
    if not kind and sheet.text(row, columns["kind"]):
        reading.wrong(row, columns["kind"], "roster.bad_kind", value=sheet.text(row, columns["kind"]))
        return None
    found = []
    for which in ("start", "end"):
        if which not in columns:
            reading.wrong(row, columns["day"], "roster.no_times")
            return None
        moment = legends.clock(sheet.at(row, columns[which]))
        if moment is None:
            reading.wrong(row, columns[which], "roster.bad_time", value=sheet.text(row, columns[which]))
            return None
        found.append(moment)
    return [Times(kind or "site", found[0], found[1])]


def _want(
    reading: Reading, row: int, column: int, member: Member, day: date, times: Iterable[Times], zone: ZoneInfo
) -> None:
    cell = name(row, column)
    reading.covered.setdefault((member.membership_id, day), cell)
    for one in times:
        starts_at, ends_at = one.on(day, zone)
        if (member.until is not None and starts_at >= member.until) or starts_at < member.since:
            reading.wrong(row, column, "roster.not_there_then", value=member.name)
            continue
        reading.wanted.append(Wanted(cell, member.membership_id, one.kind, starts_at, ends_at))


def _bounds(reading: Reading, today: date) -> None:
    if len(reading.wanted) > MOST_SHIFTS:
        raise Refusal("roster.too_large")
    days = [day for _, day in reading.covered]
    if days and (min(days) < today - FAR or max(days) > today + FAR):
        reading.errors.append(CellError(reading.sheet, "", "roster.far_away", {}))
    if not reading.covered and not reading.errors:
        reading.errors.append(CellError(reading.sheet, "", "roster.nothing", {}))
