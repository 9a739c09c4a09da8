"""The month as an .xlsx file: to fill in, to keep, to bring back. An exported file that is read again changes nothing."""

from __future__ import annotations

import io
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import xlsxwriter

from weituo.duty import reads
from weituo.duty.reads import Duty
from weituo.duty.sheet import legend
from weituo.duty.sheet.legend import DEFAULT, Times
from weituo.people import reads as people
from weituo.people.reads import Member

WEEKDAYS = "一二三四五六日"
# Sheets are read back by these words, so they are the same in every language of the screen.
ROSTER, LEGEND, LIST, PEOPLE = "排班", "班次表", "明细", "人员"
SPARE_ROWS = 200


def month(
    estate_id: UUID, party: str | None, first: date, zone: ZoneInfo, now: datetime, *, empty: bool = False
) -> bytes:
    """The month that begins on `first`: a side's people, their shifts or, `empty`, none."""
    days = monthrange(first.year, first.month)[1]
    start = datetime.combine(first, time(), zone)
    members = people.members(estate_id, max(now, start), roles=reads.POSTS, party=party)
    shifts = () if empty else reads.between(estate_id, start, start + timedelta(days=days + 1))
    words = _words(shifts, zone)
    cells: dict[tuple[UUID, int], list[str]] = {}
    for one in shifts:
        local = one.starts_at.astimezone(zone)
        if (local.year, local.month) == (first.year, first.month):
            cells.setdefault((one.membership_id, local.day), []).append(words[_times(one, zone)])
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _grid(book, members, first, days, cells, empty)
    _legend(book)
    if empty:
        _list(book, members)
    book.close()
    return out.getvalue()


def _times(one: Duty, zone: ZoneInfo) -> Times:
    start, end = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    return Times(one.kind, start.time(), end.time())


def _words(shifts: Sequence[Duty], zone: ZoneInfo) -> Mapping[Times, str]:
    """The legend's name of a shift; its times written out where the legend has none."""
    names = {one: name for name, one in DEFAULT.items()}
    found = {_times(one, zone) for one in shifts}
    return {one: names.get(one, legend.written(one)) for one in found}


def _grid(
    book: xlsxwriter.Workbook,
    members: Sequence[Member],
    first: date,
    days: int,
    cells: Mapping[tuple[UUID, int], Sequence[str]],
    empty: bool,
) -> None:
    sheet = book.add_worksheet(ROSTER)
    bold, centre = book.add_format({"bold": True}), book.add_format({"align": "center"})
    free = book.add_format({"align": "center", "bg_color": "#EEEEEE"})
    sheet.write_string(0, 0, "月份", bold)
    sheet.write_string(0, 1, f"{first:%Y-%m}", bold)
    sheet.write_row(1, 0, ["姓名", "用户名"], bold)
    for number in range(1, days + 1):
        weekday = first.replace(day=number).weekday()
        sheet.write_string(0, number + 1, WEEKDAYS[weekday], free if weekday > 4 else centre)
        sheet.write_number(1, number + 1, number, free if weekday > 4 else centre)
    for row, member in enumerate(members, start=2):
        sheet.write_string(row, 0, member.name)
        sheet.write_string(row, 1, member.username)
        for number in range(1, days + 1):
            words = cells.get((member.membership_id, number), ())
            sheet.write_string(row, number + 1, "、".join(words), centre)
    if members and empty:
        rule = {"validate": "list", "source": [*DEFAULT, "休"], "error_type": "warning", "ignore_blank": True}
        sheet.data_validation(2, 2, len(members) + 1, days + 1, rule)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, days + 1, 5 if empty else 7)
    sheet.freeze_panes(2, 2)


def _legend(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(LEGEND)
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, ["班次", "开始", "结束", "方式"], bold)
    for row, (name, one) in enumerate(DEFAULT.items(), start=1):
        kind = "待命" if one.kind == legend.CALL else "在岗"
        sheet.write_row(row, 0, [name, f"{one.start:%H:%M}", f"{one.end:%H:%M}", kind])
    sheet.write_row(len(DEFAULT) + 1, 0, ["休", "", "", "休"])
    notes = (
        "结束不晚于开始的班次，到次日结束。可在此增改班次。",
        "一格可写两个班次（白、备），也可直接写时间：09:00-18:00，待命写作 备18:00-08:00。",
        "空格与“休”表示当天不排班；整行空白或未列出的人员不受影响；已开始的班次不会改动。",
    )
    for row, note in enumerate(notes, start=len(DEFAULT) + 3):
        sheet.write_string(row, 5, note)
    sheet.data_validation(1, 3, 40, 3, {"validate": "list", "source": ["在岗", "待命", "休"]})
    sheet.set_column(0, 3, 10)


def _list(book: xlsxwriter.Workbook, members: Sequence[Member]) -> None:
    """The other shape, for whoever would rather write a list; only one of the two is filled in."""
    sheet = book.add_worksheet(LIST)
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, ["姓名", "用户名", "日期", "开始", "结束", "方式"], bold)
    sheet.write_string(0, 7, "“排班”与本表只填一张。")
    everybody = book.add_worksheet(PEOPLE)
    everybody.write_row(0, 0, ["人员", "账号一览"], bold)
    for row, member in enumerate(members, start=1):
        everybody.write_row(row, 0, [member.name, member.username])
    if members:
        for column, letter in ((0, "A"), (1, "B")):
            source = f"={PEOPLE}!${letter}$2:${letter}${len(members) + 1}"
            sheet.data_validation(1, column, SPARE_ROWS, column, {"validate": "list", "source": source})
    sheet.data_validation(1, 5, SPARE_ROWS, 5, {"validate": "list", "source": ["在岗", "待命", "休"]})
    sheet.set_column(0, 5, 12)
