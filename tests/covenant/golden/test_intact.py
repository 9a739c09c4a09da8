"""完好率 over a year: the units are summed, never the monthly percentages."""

from fractions import Fraction

from covenant.agreement import read
from covenant.measures import MonthInput, intact_1
from covenant.money import show
from covenant.period import Month
from covenant.records import Count, Records
from tests.covenant.example import at, calendars, second


def test_g23_twelve_inventories_of_418_units():
    document = second()
    document["measures"]["planned"].update(function="intact_1", pool_months=12)
    terms = read(document).measures["planned"]
    spans, month = [], Month(2026, 12)
    for _ in range(12):
        spans.append(month.span(calendars().zone))
        month = month.previous()
    taken = tuple(Count(f"i{n}", at(f"{n:02d}-20 10:00"), 411, 418) for n in range(1, 13))
    measured = intact_1.evaluate(MonthInput(at("12-31 23:00"), spans, [{}], (), Records(inventories=taken)), terms)
    assert (measured.num, measured.den) == (4932, 5016)
    assert measured.value == Fraction(4932, 5016)
    assert show(measured.value * 100, 2) == "98.33"
    assert measured.value >= Fraction(98, 100)
