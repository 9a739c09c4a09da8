"""Golden figures by their ids (agreement reference): clocks, measures, curves, payment."""

from datetime import date
from fractions import Fraction

import pytest

from covenant.agreement import Agreement, read
from covenant.clock import due, elapsed
from covenant.errors import Problems
from covenant.money import format_fen, round_fraction, show, split_largest_remainder
from covenant.obligation import obligations
from covenant.order import fold
from covenant.period import Month
from covenant.score import coefficient, curve_score, score_counts
from covenant.settle import settle
from tests.covenant.example import (
    CALENDARS,
    H24,
    HOUR,
    MINUTE,
    NOTICES,
    WD,
    Story,
    agreement,
    at,
    calendars,
    hours,
    said,
    terms,
)


def test_g01_make_up_saturday():
    wd = hours(WD)
    assert said(due(at("09-30 16:30"), 15 * HOUR, wd)) == "2026-10-09 16:30:00"
    assert said(due(at("09-30 16:30"), 45 * HOUR // 2, wd)) == "2026-10-10 16:30:00"


def test_g01c_without_the_make_up_day_two_days_of_slack():
    off_only = [{**n, "days": [d for d in n["days"] if d["off"]]} for n in NOTICES]
    assert said(due(at("09-30 16:30"), 45 * HOUR // 2, hours(WD, notices=off_only))) == "2026-10-12 16:30:00"


def test_g02_overlapping_pauses_count_once():
    pauses = [(at("04-08 10:00"), at("04-08 15:00")), (at("04-08 14:00"), at("04-08 16:00"))]
    h24 = hours(H24)
    assert elapsed(at("04-08 09:00"), at("04-08 18:00"), h24, pauses) == 3 * HOUR
    assert said(due(at("04-08 09:00"), 4 * HOUR, h24, pauses)) == "2026-04-08 19:00:00"


def test_g03_a_pause_over_night_takes_only_working_time():
    pauses = [(at("03-02 17:00"), at("03-03 09:30"))]
    assert said(due(at("03-02 16:30"), 4 * HOUR, hours(WD), pauses)) == "2026-03-03 14:30:00"


def test_g04_the_month_of_an_obligation_is_the_month_it_falls_due():
    story = Story(severity="S1", start="03-31 23:50")
    respond, repair = obligations(fold(story.facts), agreement(), calendars(), at("05-01 00:00"))
    assert (said(respond.due), said(repair.due)) == ("2026-04-01 00:20:00", "2026-04-01 03:50:00")
    assert Month.of(respond.due, calendars().zone) == Month(2026, 4)


def test_g05_a_rejected_claim_never_stopped_the_clock():
    story = (
        Story(severity="S1", start="04-10 13:00")
        .add("taken", "04-10 13:05")
        .add("arrived", "04-10 13:20", {"proof": "code"})
    )
    story.add("claimed", "04-10 15:00").add("rejected", "04-11 10:00", {"reason": "not_fixed"}, "P")
    story.add("taken", "04-11 10:30").add("arrived", "04-11 10:40", {"proof": "code"})
    story.add("claimed", "04-11 11:30").add("accepted", "04-11 11:30", party="P")
    repair = obligations(fold(story.facts), agreement(), calendars(), at("05-01 00:00"))[1]
    assert said(repair.due) == "2026-04-10 17:00:00"
    assert repair.done - repair.due == 18 * HOUR + 30 * MINUTE
    assert repair.verdict(at("05-01 00:00")) == "late"


def test_g07_a_limit_binds_by_the_start_of_its_clock():
    second = terms()
    second["version"] = {"no": 2, "effective_from": "2026-04-16T00:00:00+08:00", "supersedes": 1}
    second["levels"]["S1"]["respond"]["limit"] = "PT20M"
    both = Agreement([read(terms()), read(second)])
    found = []
    for number, (start, arrived) in enumerate((("04-15 23:50", "04-16 00:18"), ("04-16 00:00", "04-16 00:25")), 1):
        story = Story(number, severity="S1", start=start).add("taken", start).add("arrived", arrived, {"proof": "code"})
        found.append(obligations(fold(story.facts), both, calendars(), at("05-01 00:00"))[0].verdict(at("05-01 00:00")))
    assert found == ["met", "late"]


def test_g08_largest_remainder():
    assert [format_fen(x) for x in split_largest_remainder(10_000_000, [10, 10, 11])] == [
        "32,258.07",
        "32,258.06",
        "35,483.87",
    ]
    assert [format_fen(x) for x in split_largest_remainder(8_800_000, [18, 13])] == ["51,096.77", "36,903.23"]


@pytest.mark.parametrize(
    ("key", "num", "den", "score"),
    [
        ("response", 398, 412, "92.23"),
        ("repair", 381, 405, "86.70"),
        ("satisfaction", 170, 187, "95.04"),
        ("rework", 9, 396, "95.45"),
    ],
)
def test_g09_measures(key, num, den, score):
    measure = read(terms()).measures[key]
    assert show(round_fraction(curve_score(measure.curve, Fraction(num, den)), 2, "half_up"), 2) == score


def test_g09_an_exact_tie_and_the_payment():
    scores = [
        ("15", "92.23"),
        ("20", "86.70"),
        ("15", "95.04"),
        ("15", "95.45"),
        ("15", "75.00"),
        ("10", "83.33"),
        ("10", "94.74"),
    ]
    exact = sum(Fraction(w) * Fraction(s) for w, s in scores) / 100
    assert exact == Fraction(17761, 200)
    assert show(exact, 2, "half_up") == "88.81"
    assert show(exact, 2, "half_even") == "88.80"
    known = read(terms())
    factor = coefficient(known.payment.coefficient, Fraction("88.81"))
    assert factor == Fraction(19881, 20000)
    lines = settle(known, factor).lines
    assert [format_fen(line.fen) for line in lines] == ["61,600.00", "26,242.92"]


def test_g12_without_data_the_other_weights_count():
    known = read(terms())
    sheet = score_counts(
        known, {"response": (398, 412), "repair": (381, 405), "satisfaction": (11, 12), "rework": (9, 396)}
    )
    assert sheet.weight == 80
    assert sheet.lines[2].score is None or sheet.lines[3].score is None


def test_g13_printed_bands_are_refused_and_half_open_ones_accepted():
    bad = terms()
    bad["measures"]["repair"]["curve"] = {"step": [{"from": "85", "to": "94"}, {"from": "95", "to": "100"}]}
    with pytest.raises(Problems) as refused:
        read(bad)
    assert {problem.code for problem in refused.value.problems} == {"printed_bands"}
    good = terms()
    good["measures"]["repair"]["curve"] = {"step": [["0", "0"], ["0.85", "90"], ["0.95", "100"]]}
    assert curve_score(read(good).measures["repair"].curve, Fraction("0.945")) == 90


def test_g19_a_revised_notice():
    before, after = hours(WD, "2020-01-26 12:00"), hours(WD, "2020-01-27 12:00")
    start = at("2020-01-23 16:00")
    assert said(due(start, 15 * HOUR, before)) == "2020-02-01 16:00:00"
    assert said(due(start, 15 * HOUR, after)) == "2020-02-04 16:00:00"


@pytest.mark.parametrize(("arrived", "verdict"), [("04-10 13:30", "met"), ("04-10 13:31", "late")])
def test_g25_the_last_second_is_on_time(arrived, verdict):
    story = (
        Story(severity="S1", start="04-10 13:00").add("taken", "04-10 13:01").add("arrived", arrived, {"proof": "code"})
    )
    assert (
        obligations(fold(story.facts), agreement(), calendars(), at("05-01 00:00"))[0].verdict(at("05-01 00:00"))
        == verdict
    )


def test_g35_a_raised_severity_starts_a_new_clock_and_is_never_late_before():
    story = Story(severity="S2", start="04-03 09:00")
    story.add(
        "classified",
        "04-03 10:30",
        {"severity": "S1", "item": "light.public", "fault": "no_light", "cause": "wear"},
        "P",
    )
    assert (
        said(obligations(fold(story.facts), agreement(), calendars(), at("04-03 10:40"))[0].due)
        == "2026-04-03 11:00:00"
    )


def test_g37_a_period_ending_on_a_holiday_rolls():
    wd = hours(WD)

    assert wd.roll(date(2026, 10, 3).toordinal()) == date(2026, 10, 8).toordinal()


def test_g39_no_data_is_neither_0_nor_100():
    sheet = score_counts(read(terms()), {})
    assert sheet.total is None
    assert sheet.coefficient == 1


def test_g40_exact_where_floats_are_not():
    assert show(Fraction("0.35") * Fraction("80.0") + Fraction("0.65") * Fraction("84.1"), 2, "half_up") == "82.67"


def test_provisional_years():
    assert hours(WD).provisional(at("2027-01-04 10:00"))
    assert not hours(WD).provisional(at("2026-12-31 10:00"))
    assert CALENDARS["notices"]
