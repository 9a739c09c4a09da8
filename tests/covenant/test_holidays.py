"""The packaged Chinese holidays, as an agreement gets them: what a notice says, when it said so, what a clock makes of it."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from covenant.calendar import Calendars, Hours
from covenant.clock import due
from tests.covenant.example import HOUR, WD, at, said
from weituo.pact.calendars import HOLIDAYS, announced, chinese_notices, document

# (year, published): how many days each year's notice gives the public beyond what weekends it takes back.
# The law gave 11 days until 2024 and gives 13 since; the notice of January 2020 added two.
STATUTORY = {2018: 11, 2019: 11, 2020: 13, 2021: 11, 2022: 11, 2023: 11, 2024: 11, 2025: 13, 2026: 13}


def known(as_of: str) -> Hours:
    """Working days as they were known at a local time."""
    return Calendars.from_data(document("Asia/Shanghai")).hours(WD, at(as_of))


def days(*published: str) -> dict[str, bool]:
    """date → off, of the notices published on these days."""
    return {d["date"]: d["off"] for n in chinese_notices() if n["published"] in published for d in n["days"]}


def weekend(day: str) -> bool:
    return date.fromisoformat(day).weekday() >= 5


def balance(year: int) -> Iterator[int]:
    """+1 for a weekday given, -1 for a weekend day taken back."""
    final = {d["date"]: d["off"] for n in chinese_notices() if n["year"] == year for d in n["days"]}
    yield from (1 for day, off in final.items() if off and not weekend(day))
    yield from (-1 for day, off in final.items() if not off and weekend(day))


@pytest.mark.parametrize(("year", "count"), STATUTORY.items())
def test_a_notice_gives_the_days_of_the_law_and_takes_back_the_rest(year, count):
    assert sum(balance(year)) == count


def test_every_notice_says_what_it_is():
    notices = chinese_notices()
    assert {notice["year"] for notice in notices} == set(STATUTORY)
    assert len({notice["source"] for notice in notices}) == len(notices)
    for notice in notices:
        assert set(notice) == {"year", "published", "source", "days"}
        listed = [day["date"] for day in notice["days"]]
        assert listed == sorted(set(listed))
        # a notice may begin in the last days of the year before
        assert listed[0] >= f"{notice['year'] - 1}-12-25"
        assert listed[-1] <= f"{notice['year']}-12-31"
        assert all(set(day) == {"date", "off", "name"} and day["name"] for day in notice["days"])


def test_a_notice_comes_before_its_year_unless_it_revises_one():
    first = {}
    for notice in chinese_notices():
        first.setdefault(notice["year"], notice["published"])
    assert all(published < f"{year}-01-01" for year, published in first.items())
    later = [n["published"] for n in chinese_notices() if n["published"] != first[n["year"]]]
    assert later == ["2019-03-22", "2020-01-27"]


def test_the_notices_before_their_revisions_say_what_they_said_then():
    assert {day: off for day, off in days("2018-12-06").items() if day[5:7] in ("04", "05")} == {
        "2019-04-05": True,
        "2019-05-01": True,
    }
    spring = {day: off for day, off in days("2019-11-21").items() if "2020-01-02" <= day <= "2020-02-29"}
    assert [day for day, off in spring.items() if off] == [f"2020-01-{number}" for number in range(24, 31)]
    assert [day for day, off in spring.items() if not off] == ["2020-01-19", "2020-02-01"]


def test_the_credit_travels_with_the_days():
    credit = json.loads(HOLIDAYS.read_text(encoding="utf-8"))["credit"]
    assert credit["days"] == "NateScarlet/holiday-cn"
    assert credit["terms"].startswith("Permission is hereby granted")


# ── clocks ────────────────────────────────────────────────────────────────


def test_g01_a_make_up_saturday_counts():
    start, wd = at("2026-09-30 16:30"), known("2026-10-01 00:00")
    assert said(due(start, 15 * HOUR, wd)) == "2026-10-09 16:30:00"
    assert said(due(start, 45 * HOUR // 2, wd)) == "2026-10-10 16:30:00"


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2020-01-26 23:59", "2020-02-01 16:00:00"), ("2020-01-27 00:00", "2020-02-04 16:00:00")]
)
def test_g19_spring_festival_2020_before_and_after_its_revision(as_of, expected):
    assert said(due(at("2020-01-23 16:00"), 15 * HOUR, known(as_of))) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2019-03-21 23:59", "2019-05-03 16:00:00"), ("2019-03-22 00:00", "2019-05-06 16:00:00")]
)
def test_labour_day_2019_before_and_after_its_revision(as_of, expected):
    """Once revised, 2 and 3 May are off and Sunday 5 May is worked."""
    assert said(due(at("2019-04-30 16:00"), 15 * HOUR, known(as_of))) == expected


def test_what_was_known_then_is_still_known_when_asked_as_of_then():
    start = at("2020-01-23 16:00")
    assert due(start, 15 * HOUR, known("2020-01-26 12:00")) != due(start, 15 * HOUR, known("2026-11-01 12:00"))
    without = [n for n in chinese_notices() if n["published"] <= "2020-01-26"]
    then = Calendars.from_data({**document("Asia/Shanghai"), "notices": without})
    for days_later in range(60):
        begun = start + days_later * 24 * HOUR
        assert due(begun, 15 * HOUR, then.hours(WD, at("2020-01-26 12:00"))) == due(
            begun, 15 * HOUR, known("2020-01-26 12:00")
        )


def test_a_year_without_a_notice_is_provisional_and_nothing_is_invented_for_it():
    assert not announced(2027)
    assert known("2026-11-23 00:00").provisional(at("2027-01-04 10:00"))
    assert not known("2026-11-23 00:00").provisional(at("2026-12-31 10:00"))
    assert known("2025-11-03 23:59").provisional(at("2026-01-05 10:00"))
    assert not known("2025-11-04 00:00").provisional(at("2026-01-05 10:00"))
    # Friday 1 January 2027 is surely a holiday, but no notice has said so: the weekly hours stand
    assert known("2026-11-23 00:00").working(date(2027, 1, 1).toordinal())


def test_chinese_notices_are_for_chinese_time_only():
    assert document("America/New_York")["notices"] == []
