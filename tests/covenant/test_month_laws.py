"""What holds for every month under terms/2: events, corrections, proration, records."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant import canon
from covenant.agreement import Agreement, read, worst_month
from covenant.assessment import assess
from covenant.facts import Fact, encode, leaf_hash
from covenant.incident import Incident, charge
from covenant.measures import Measured
from covenant.period import Month
from covenant.score import sheet
from covenant.settle import settle
from covenant.statement import settle_month, statement_bytes
from tests.covenant.example import HOUR, MINUTE, Story, at, calendars, second

TERMS = read(second())
AGREEMENT = Agreement([TERMS])
APRIL = Month(2026, 4)
SPAN = APRIL.span(calendars().zone)
AS_OF = at("05-03 09:00")
SEEDS = st.integers(0, 100_000)
KINDS = (
    ("S0", "lift.car", "trapped"),
    ("S1", "lift.car", "stuck"),
    ("S1", "water.pipe", "leak"),
    ("S2", "light.public", "no_light"),
)


def orders(seed, count, first=1):
    """Orders of every kind, most of them well done."""
    rng = random.Random(seed)
    out = []
    for number in range(first, first + count):
        severity, item, fault = rng.choice(KINDS)
        start = SPAN[0] + rng.randrange(28 * 24 * 60) * MINUTE
        story = Story(number, severity=severity, item=item, fault=fault, start=start)
        if rng.random() < 0.95:
            arrived = start + rng.randrange(5, 45) * MINUTE
            claimed = arrived + rng.randrange(10, 300) * MINUTE
            story.done(arrived, claimed, claimed + rng.randrange(1, 40) * HOUR)
            if rng.random() < 0.4:
                story.add("rated", claimed + 50 * HOUR, {"stars": rng.choice((3, 4, 5))}, "R")
        out.append(story)
    return out


def record(number, kind, when, body):
    """The leaf of one fact that is not about an order."""
    ms = when if isinstance(when, int) else at(when)
    uuid = f"10000000-0000-7000-8000-{number:012d}"
    fact = Fact(
        id=uuid, log="weituo/test", kind=kind, subject=f"{kind.split('.')[0]}/{uuid}", seq=1, prev=None, at=ms, recv=ms,
        actor="m-9", party="P", body={"agreement": "JASMINE-ENG-01", **body},
    )  # fmt: skip
    return encode(fact)


def records(seed):
    rng = random.Random(seed)
    out = [record(n, "duty.done", f"04-0{n} 10:00", {"duty": "site_visit"}) for n in range(1, rng.randrange(2, 6))]
    out += [
        record(20 + n, "inspection.recorded", f"04-1{n} 10:00", {"passed": rng.randrange(30, 41), "checked": 40})
        for n in range(3)
    ]
    out += [
        record(40 + n, "task.planned", f"04-0{n + 1} 00:00",
               {"task": "lift_visit", "item": "lift.car", "equipment": None, "from": at(f"04-0{n + 1} 00:00"),
                "to": at(f"04-1{n} 00:00"), "statutory": True})
        for n in range(3)
    ]  # fmt: skip
    out.append(record(60, "incident.found", "04-20 10:00", {"event": "false_record", "order": None, "equipment": None}))
    return out


def month(leaves, as_of=AS_OF, agreement=AGREEMENT):
    return settle_month(agreement, calendars(), leaves, APRIL, as_of)


def leaves_of(stories):
    return [leaf for story in stories for leaf in story.leaves]


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.randoms(use_true_random=False))
def test_neither_the_order_of_facts_nor_their_files_change_a_byte(seed, rng):
    leaves = leaves_of(orders(seed, 12)) + records(seed)
    cut = rng.randrange(len(leaves))
    shuffled = leaves[cut:] + leaves[:cut] + leaves[: cut // 2]  # two files, overlapping, in the other order
    rng.shuffle(shuffled)
    assert statement_bytes(month(leaves)) == statement_bytes(month(shuffled))


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_what_is_recorded_later_changes_nothing_that_was_known_before(seed):
    stories = orders(seed, 10)
    before = leaves_of(stories) + records(seed)
    issued = month(before)
    later = Story(900, severity="S0", item="lift.car", fault="trapped", start="05-10 09:00")
    claim = stories[0].add("excuse_claimed", "05-04 09:00", {"excuse": "city_power_cut"}).leaves[-1]
    again = month(
        [
            *before,
            claim,
            *later.leaves,
            record(77, "incident.found", "05-04 10:00", {"event": "false_record", "order": None, "equipment": None}),
        ]
    )
    assert statement_bytes(again) == statement_bytes(issued)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_late_order_costs_and_an_open_one_costs_no_less(seed):
    base = leaves_of(orders(seed, 8))

    def net(story):
        return month(base + story.leaves)["net"]

    def story():
        return Story(99, severity="S1", item="lift.car", fault="stuck", start="04-15 10:00")

    punctual = net(story().done("04-15 10:10", "04-15 12:00"))
    late = net(story().done("04-15 12:00", "04-15 20:00"))
    left_open = net(story())
    assert left_open <= late <= punctual


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_merging_a_report_into_a_later_one_never_improves(seed):
    base = leaves_of(orders(seed, 6))
    root = Story(98, severity="S1", item="lift.car", fault="stuck", start="04-15 11:00").done(
        "04-15 11:20", "04-15 14:30"
    )
    twin = Story(99, severity="S1", item="lift.car", fault="stuck", start="04-15 10:00")
    twin.add("cancelled", "04-15 11:05", {"reason": "duplicate", "into": root.id}, "P")
    assert month(base + root.leaves + twin.leaves)["net"] <= month(base + root.leaves)["net"]


@given(
    st.dictionaries(st.sampled_from(sorted(TERMS.measures)), st.tuples(st.integers(0, 60), st.integers(0, 60))),
    st.sampled_from(sorted(TERMS.measures)),
)
def test_pay_is_monotone_in_every_measure_and_stays_between_its_bounds(counts, key):
    measured = {}
    for name in TERMS.measures:
        good, bad = counts.get(name, (0, 0))
        measured[name] = Measured(good, good + bad) if name != "rework" else Measured(bad, good + bad)
    paid = settle(TERMS, sheet(TERMS, measured).coefficient).net
    one = measured[key]
    if one.den:
        better = (
            Measured(max(0, one.num - 1), one.den) if key == "rework" else Measured(min(one.den, one.num + 1), one.den)
        )
        assert settle(TERMS, sheet(TERMS, {**measured, key: better}).coefficient).net >= paid
    worst = worst_month(TERMS)
    assert worst.fixed + worst.performance <= paid <= TERMS.payment.monthly_fee


EVENTS = st.lists(
    st.tuples(st.sampled_from(sorted(TERMS.payment.events)), st.integers(0, 700), st.integers(1, 4)), max_size=30
)


@given(EVENTS, st.booleans())
def test_events_never_take_more_than_the_cap_and_one_more_never_takes_less(found, bedding_in):
    def priced(some):
        raw = sorted(
            (
                Incident(f"i{n}", key, SPAN[0] + hours * HOUR, f"o{order}", f"o{order}")
                for n, (key, hours, order) in enumerate(some)
            ),
            key=lambda one: (one.at, one.id),
        )
        return charge(TERMS, raw, SPAN, TERMS.payment.monthly_fee, bedding_in=bedding_in)

    every = priced(found)
    assert every.capped <= TERMS.payment.monthly_fee // 10
    assert every.capped + every.extinguished == every.within
    assert sum(one.charged for one in every.incidents) == every.within + every.red
    for order in {one.order for one in every.incidents}:
        assert sum(1 for one in every.incidents if one.order == order and one.charged) <= 1
    if found:
        fewer = priced(found[:-1])
        assert fewer.within + fewer.red <= every.within + every.red


@given(st.lists(st.integers(1, 29), min_size=1, max_size=4, unique=True))
def test_the_slices_of_a_month_add_up_to_its_fee(cuts):
    edges = [0, *sorted(cuts), 30]
    fees = []
    for start, end in pairwise(edges):
        document = second()
        document["agreement"]["term"] = {
            "start": f"2026-04-{start + 1:02d}",
            "end": "2026-05-01" if end == 30 else f"2026-04-{end + 1:02d}",
        }
        document["version"]["effective_from"] = f"2026-04-{start + 1:02d}T00:00:00+08:00"
        fees.append(assess(Agreement([read(document)]), calendars(), [], APRIL, AS_OF).fee)
    whole = TERMS.payment.monthly_fee
    # each party sees its own slice and the days around it; a fen may fall either way, never more
    assert abs(sum(fees) - whole) <= len(fees)
    if len(fees) == 2:
        assert sum(fees) == whole


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_correction_restores_exactly_what_should_have_been_paid(seed):
    stories = orders(seed, 12)
    leaves = leaves_of(stories)
    issued = month(leaves)
    late = next((one["order"] for one in issued["clocks"] if one["verdict"] == "late"), None)
    if late is None:
        return
    story = next(one for one in stories if one.id == late)
    claim = story.add("excuse_claimed", "05-04 09:00", {"excuse": "city_power_cut"}).facts[-1].id
    story.add("excuse_ruled", "05-05 09:00", {"claim": claim, "approved": True}, "P")
    restated = month(leaves_of(stories), at("05-06 09:00"))
    lines = {one["key"]: one["fen"] - two["fen"] for one, two in zip(restated["lines"], issued["lines"], strict=True)}
    body = {
        "agreement": "JASMINE-ENG-01", "month": "2026-04", "statement": canon.digest(statement_bytes(issued)),
        "restated": canon.digest(statement_bytes(restated)), "as_of": restated["as_of"], "into": "2026-05",
        "lines": lines, "net": restated["net"] - issued["net"], "vat": restated["vat"] - issued["vat"],
        "gross": restated["gross"] - issued["gross"],
    }  # fmt: skip
    first = Fact(
        id="20000000-0000-7000-8000-000000000001", log="weituo/test", kind="statement.issued",
        subject="statement/20000000-0000-7000-8000-000000000009", seq=1, prev=None, at=AS_OF, recv=AS_OF, actor="m",
        party="P", body={"agreement": "JASMINE-ENG-01", "month": "2026-04", "statement": body["statement"], "as_of": AS_OF},
    )  # fmt: skip
    leaf = encode(first)
    again = encode(
        first._replace(
            id="20000000-0000-7000-8000-000000000002",
            kind="statement.restated",
            seq=2,
            prev=leaf_hash(leaf),
            at=at("05-06 09:00"),
            recv=at("05-06 09:00"),
            body=body,
        )
    )
    may = Month(2026, 5)
    plain = settle_month(AGREEMENT, calendars(), leaves_of(stories), may, at("06-03 09:00"))
    corrected = settle_month(AGREEMENT, calendars(), [*leaves_of(stories), leaf, again], may, at("06-03 09:00"))
    assert corrected["net"] - plain["net"] == body["net"]
    assert corrected["gross"] - plain["gross"] == body["gross"]
    assert issued["gross"] + corrected["gross"] == restated["gross"] + plain["gross"]


def test_the_records_of_a_month_are_measured():
    document = month(records(3))
    found = {one["key"]: (one["num"], one["den"], one["note"]) for one in document["measures"]}
    assert found["planned"][:2] == (0, 3)
    assert found["inspection"][1] == 120
    assert document["incidents"][0]["fen"] == 200_000


@pytest.mark.parametrize(("visits", "note"), [(2, "principal_duty"), (3, "")])
def test_who_does_not_visit_cannot_judge(visits, note):
    leaves = [record(n, "duty.done", f"04-0{n} 10:00", {"duty": "site_visit"}) for n in range(1, visits + 1)]
    leaves.append(record(30, "inspection.recorded", "04-10 10:00", {"passed": 20, "checked": 40}))
    found = {one["key"]: one for one in month(leaves)["measures"]}
    assert found["inspection"]["note"] == note
    assert (found["inspection"]["score"] is None) is bool(note)


def test_the_quarter_rests_on_what_was_issued_for_its_earlier_months():
    """April is issued with a repair open that was on time after all, and known so only later by telephone."""
    april, june = Month(2026, 4), Month(2026, 6)
    late = Story(1, severity="S1", item="lift.car", fault="stuck", start="04-15 10:00").done(
        "04-15 12:00", "04-15 20:00"
    )
    as_of = at("05-01 00:30")
    issued = settle_month(AGREEMENT, calendars(), late.leaves, april, as_of)
    fact = Fact(
        id="20000000-0000-7000-8000-000000000001", log="weituo/test", kind="statement.issued",
        subject="statement/20000000-0000-7000-8000-000000000009", seq=1, prev=None, at=as_of, recv=as_of, actor="m",
        party="P", body={"agreement": "JASMINE-ENG-01", "month": "2026-04", "statement": canon.digest(statement_bytes(issued)), "as_of": as_of},
    )  # fmt: skip
    claim = late.add("excuse_claimed", "05-04 09:00", {"excuse": "city_power_cut"}).facts[-1].id
    late.add("excuse_ruled", "05-05 09:00", {"claim": claim, "approved": True}, "P")
    with_issue = settle_month(AGREEMENT, calendars(), [*late.leaves, encode(fact)], june, at("07-01 00:30"))
    without = settle_month(AGREEMENT, calendars(), late.leaves, june, at("07-01 00:30"))
    assert with_issue["quarter"]["total"] == issued["total"]["score"]
    assert without["quarter"]["total"] != issued["total"]["score"]
