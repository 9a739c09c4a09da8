"""Before signing: the same engine over past months, a synthetic year, and what a failure costs beside the work."""

from dataclasses import replace
from fractions import Fraction

import pytest

from covenant.agreement import Agreement, read
from covenant.calibration import Rates, bench, replay, synthetic
from covenant.errors import Problems
from covenant.period import Month
from covenant.statement import settle_month
from tests.covenant.example import Story, at, calendars, second
from tests.covenant.test_month_laws import leaves_of, orders, records

TERMS = read(second())
APRIL = Month(2026, 4)


def test_an_agreement_over_its_own_months_gives_its_own_statements():
    document = second()
    document["payment"].pop("bedding_in")
    terms = read(document)
    leaves = leaves_of(orders(7, 40)) + records(7)
    issued = settle_month(Agreement([terms]), calendars(), leaves, APRIL, at("05-03 09:00"))
    samples = replay(terms, terms.key, calendars(), leaves, [APRIL], at("05-03 09:00"))
    [month] = bench(terms, samples, {}).months
    assert month.net == issued["net"]
    assert issued["total"]["score"] == f"{float(month.total):.2f}"


def test_a_draft_judges_the_past_by_its_own_limits():
    leaves = leaves_of(orders(7, 40))
    document = second()
    document["levels"]["S1"]["repair"]["limit"] = "PT10M"
    strict = replay(read(document), TERMS.key, calendars(), leaves, [APRIL], at("05-03 09:00"))
    mild = replay(TERMS, TERMS.key, calendars(), leaves, [APRIL], at("05-03 09:00"))
    assert strict[0].measured["repair"].num < mild[0].measured["repair"].num


def test_the_same_seed_gives_the_same_year():
    one, two, other = (synthetic(TERMS, Rates(), 2026, seed) for seed in ("a", "a", "b"))
    assert one == two
    assert one != other
    assert bench(TERMS, one, {}) == bench(TERMS, two, {})


def test_no_failure_ever_pays_and_a_cheap_one_is_named():
    found = bench(TERMS, synthetic(TERMS, Rates(), 2026, "a"), {"repair": 150_00, "false_record": 100_00})
    prices = {one.key: one for one in found.failures}
    assert all(one.price >= 0 for one in found.failures)
    assert prices["repair"].cheaper  # less than sending a man at night
    assert not prices["false_record"].cheaper
    assert prices["rework"].cost is None
    assert not prices["rework"].cheaper


def test_a_harsher_curve_never_pays_more():
    document = second()
    document["measures"]["repair"]["curve"] = {"linear": ["0.85", "0.99"]}
    samples = synthetic(TERMS, Rates(), 2026, "a")
    assert bench(read(document), samples, {}).year <= bench(TERMS, samples, {}).year


@pytest.mark.parametrize(("share", "chance"), [(Fraction(1, 2), 1), (Fraction(99, 100), 0)])
def test_the_chance_of_a_right_to_terminate(share, chance):
    rates = replace(Rates(), respond=share, repair=share, good=share, planned=share, passed=share)
    found = bench(TERMS, synthetic(TERMS, rates, 2026, "a"), {})
    assert found.exit_chance == chance
    low, high = found.exit_interval
    assert low <= found.exit_chance <= high


def test_without_a_month_it_says_so():
    with pytest.raises(Problems, match="no month"):
        bench(TERMS, [], {})


def test_events_repeat_over_months_in_a_replay_as_in_the_statements():
    document = second()
    document["payment"].pop("bedding_in")
    terms = read(document)
    leaves = []
    for number, day in enumerate(("02-10", "03-10", "04-10"), start=1):
        story = Story(number, severity="S0", item="lift.car", fault="trapped", start=f"{day} 09:00")
        leaves += story.done(f"{day} 09:45", f"{day} 10:30").leaves
    months = [Month(2026, number) for number in (2, 3, 4)]
    pays = bench(terms, replay(terms, terms.key, calendars(), leaves, months, at("05-03 09:00")), {}).months
    for pay in pays:
        issued = settle_month(Agreement([terms]), calendars(), leaves, pay.month, at("05-03 09:00"))
        assert pay.events == issued["events"]["capped"] + issued["events"]["red"]
    assert [pay.events for pay in pays] == [500_00, 750_00, 1000_00]


def test_what_goes_beyond_the_cap_costs_nothing_more():
    many = [replace(one, events=("false_record",) * 5) for one in synthetic(TERMS, Rates(), 2026, "a")]
    prices = {one.key: one.price for one in bench(TERMS, many, {}).failures}
    assert prices["false_record"] == 0
    assert prices["safety_breach"] == 5000_00
