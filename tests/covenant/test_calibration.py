"""Before signing: the same engine over past months, a synthetic year, and what a failure costs beside the work."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant.agreement import Agreement, read
from covenant.calibration import CHEAPER, Rates, Sample, bench, replay, synthetic
from covenant.errors import Problems
from covenant.measures import Measured
from covenant.period import Month
from covenant.statement import settle_month
from tests.covenant.example import HOUR, MINUTE, Story, at, calendars, second
from tests.covenant.test_month_laws import KINDS, leaves_of, orders, record, records

TERMS = read(second())
APRIL = Month(2026, 4)
QUARTER = [Month(2026, number) for number in (4, 5, 6)]
SHARES = st.integers(0, 100).map(lambda share: Fraction(share, 100))
SEEDS = st.integers(0, 100_000)


def quarter_of_orders(seed):
    """Orders of three months, some of them open over a month's end, and what the principal found."""
    rng, out = random.Random(seed), []
    for number in range(1, 46):
        severity, item, fault = rng.choice(KINDS)
        start = at("04-01 00:00") + rng.randrange(90 * 24 * 60) * MINUTE
        story = Story(number, severity=severity, item=item, fault=fault, start=start)
        arrived = start + rng.randrange(5, 60) * MINUTE
        claimed = arrived + rng.randrange(10, 600) * MINUTE
        story.done(arrived, claimed, claimed + rng.randrange(1, 200) * HOUR)
        if rng.random() < 0.7:
            story.add("rated", claimed + 250 * HOUR, {"stars": rng.choice((2, 4, 5))}, "R")
        out += story.leaves
    for number, key in enumerate(("false_record", "safety_breach", "fire_room_unmanned")):
        day = f"0{rng.randrange(4, 7)}-1{number} 10:00"
        out.append(record(number, "incident.found", day, {"event": key, "order": None, "equipment": None}))
    return out


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
    many = [replace(one, events={"false_record": 5}) for one in synthetic(TERMS, Rates(), 2026, "a")]
    prices = {one.key: one.price for one in bench(TERMS, many, {}).failures}
    assert prices["false_record"] == 0
    assert prices["safety_breach"] == 5000_00


@settings(max_examples=8, deadline=None)
@given(SEEDS)
def test_a_replay_under_the_own_terms_is_the_statements_totals_and_nets(seed):
    leaves, as_of = quarter_of_orders(seed), at("08-01 09:00")
    months = bench(TERMS, replay(TERMS, TERMS.key, calendars(), leaves, QUARTER, as_of), {}).months
    for pay in months:
        issued = settle_month(Agreement([TERMS]), calendars(), leaves, pay.month, as_of)
        said = issued["total"]["score"]
        assert (pay.total, str(pay.coefficient)) == (None if said is None else Fraction(said), issued["coefficient"])
        assert (pay.net, pay.gross) == (issued["net"], issued["gross"])
    assert months[-1].quarter == issued["quarter"]["fen"]
    assert str(months[-1].band) == issued["quarter"]["share"]


@settings(max_examples=6, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_of_facts_changes_a_replay(seed, rng):
    leaves = quarter_of_orders(seed)
    shuffled = [*leaves, *leaves[:40]]
    rng.shuffle(shuffled)
    once, again = (replay(TERMS, TERMS.key, calendars(), one, QUARTER, at("08-01 09:00")) for one in (leaves, shuffled))
    assert once == again


def test_months_before_complete_the_first_quarter_and_nothing_else():
    samples = synthetic(TERMS, Rates(), 2026, "a")
    whole, part = bench(TERMS, samples, {}), bench(TERMS, samples, {}, lead=2)
    assert part.months == whole.months[2:]
    assert part.year == sum(month.net for month in part.months)
    with pytest.raises(Problems, match="no month"):
        bench(TERMS, samples[:2], {}, lead=2)


@settings(max_examples=15, deadline=None)
@given(SHARES, SHARES, SEEDS)
def test_a_more_severe_curve_never_pays_more(zero, full, seed):
    rates = replace(Rates(), repair=Fraction(90, 100), respond=Fraction(93, 100))
    samples = synthetic(TERMS, rates, 2026, str(seed))
    low, high = sorted((zero, full))
    mild, severe = (
        replace(
            TERMS.measures["repair"].curve, points=((start / 2, Fraction(0)), (end / 4 + Fraction(3, 4), Fraction(100)))
        )
        for start, end in ((low, low), (high, high))
    )
    assert pay(samples, repair={"curve": severe}) <= pay(samples, repair={"curve": mild})


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(sorted(TERMS.measures)), st.integers(0, 60), SEEDS)
def test_more_weight_on_a_measure_that_is_always_full_never_pays_less(key, more, seed):
    samples = [
        replace(one, measured={**one.measured, key: Measured(0 if key == "rework" else 100, 100)})
        for one in synthetic(TERMS, Rates(), 2026, str(seed))
    ]
    own = TERMS.measures[key].weight
    weights = {
        name: {"weight": own + more if name == key else one.weight * (100 - own - more) / (100 - own)}
        for name, one in TERMS.measures.items()
    }
    assert pay(samples, **weights) >= pay(samples)


def pay(samples, **changes):
    """The year's pay with measures changed."""
    measures = {key: replace(one, **changes.get(key, {})) for key, one in TERMS.measures.items()}
    return bench(replace(TERMS, measures=measures), samples, {}).year


@settings(max_examples=20, deadline=None)
@given(SHARES, SHARES, SHARES, st.integers(0, 80), SEEDS)
def test_the_price_of_a_failure_is_never_negative(respond, repair, rework, orders, seed):
    rates = replace(Rates(), respond=respond, repair=repair, rework=rework, orders=orders, ratings=orders, events=24)
    found = bench(TERMS, synthetic(TERMS, rates, 2026, str(seed)), {})
    assert all(one.price >= 0 for one in found.failures)


def test_a_late_order_that_is_charged_would_have_been_one_more_success():
    rates = replace(Rates(), orders=40, respond=Fraction(9, 10), repair=Fraction(9, 10))
    prices = {one.key: one for one in bench(TERMS, synthetic(TERMS, rates, 2026, "a"), {}).failures}
    assert prices["trapped_late"].price > TERMS.payment.events["trapped_late"].amount
    assert prices["false_record"].price == 2000_00
    assert prices["response"].price > 0


def test_what_is_never_judged_is_free_to_fail():
    rates = replace(Rates(), ratings=5)  # even three months together are fewer than thirty
    found = bench(TERMS, synthetic(TERMS, rates, 2026, "a"), {"satisfaction": 1_00})
    [one] = [one for one in found.failures if one.key == "satisfaction"]
    assert (one.judged, one.price, one.cheaper) == (False, 0, True)
    assert [(said.code, said.path, said.clause) for said in found.findings] == [
        (CHEAPER, "measures.satisfaction", "6.3")
    ]


def test_a_red_line_takes_the_quarters_reward():
    full = [
        Sample(one.month, {key: Measured(0 if key == "rework" else 100, 100) for key in TERMS.measures})
        for one in synthetic(TERMS, Rates(), 2026, "a")[:3]
    ]
    crossed = [replace(full[0], events={"safety_breach": 1}), *full[1:]]
    best, worse = bench(TERMS, full, {}), bench(TERMS, crossed, {})
    assert (best.months[2].quarter, worse.months[2].quarter) == (5280_00, 0)
    assert best.months[2].net == best.best
    assert worse.months[0].net == full_fee() - 5000_00


def full_fee():
    return TERMS.payment.monthly_fee


def test_five_points_more_are_taken_from_the_others():
    found = bench(TERMS, synthetic(TERMS, replace(Rates(), repair=Fraction(80, 100)), 2026, "a"), {})
    assert found.sensitivity["repair"] < 0 < found.sensitivity["response"]
