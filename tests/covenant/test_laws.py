"""What holds for every month, not only for the examples."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant.clock import due, elapsed
from covenant.facts import decode, encode
from covenant.order import STATES, TABLE, fold, may
from covenant.period import Month, measure, subtract, union
from covenant.statement import settle_month, statement_bytes
from tests.covenant.example import H24, HOUR, MINUTE, WD, Story, agreement, at, calendars, hours

START = at("04-01 00:00")
MONTH = 30 * 24 * HOUR
OFFSETS = st.integers(0, MONTH // MINUTE).map(lambda minutes: START + minutes * MINUTE)
SPANS = st.lists(st.tuples(OFFSETS, st.integers(0, 48)).map(lambda one: (one[0], one[0] + one[1] * HOUR)), max_size=5)
LIMITS = st.integers(1, 60).map(lambda halves: halves * HOUR // 2)
AS_OF = at("05-02 00:00")


@given(OFFSETS, LIMITS, SPANS, st.sampled_from([WD, H24]))
def test_due_uses_the_limit_up_exactly(start, limit, pauses, shape):
    ends = due(start, limit, hours(shape), pauses)
    assert elapsed(start, ends, hours(shape), pauses) == limit


@given(OFFSETS, LIMITS, SPANS, SPANS, st.sampled_from([WD, H24]))
def test_a_further_pause_never_moves_due_earlier(start, limit, pauses, more, shape):
    assert due(start, limit, hours(shape), pauses + more) >= due(start, limit, hours(shape), pauses)


@given(SPANS, SPANS)
def test_spans_add_up(a, b):
    assert measure(subtract(a, b)) + measure(b) == measure(union(a + b))


def month_of(stories):
    leaves = [leaf for story in stories for leaf in story.leaves]
    return settle_month(agreement(), calendars(), leaves, Month(2026, 4), AS_OF)


def stories(seed, count):
    rng = random.Random(seed)
    out = []
    for number in range(1, count + 1):
        start = START + rng.randrange(MONTH // MINUTE) * MINUTE
        story = Story(number, severity=rng.choice(("S1", "S2")), start=start)
        if rng.random() < 0.9:
            arrived = start + rng.randrange(5, 200) * MINUTE
            story.done(arrived, arrived + rng.randrange(10, 2000) * MINUTE)
        out.append(story)
    return out


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_repeats_change_nothing(seed, rng):
    leaves = [leaf for story in stories(seed, 12) for leaf in story.leaves]
    shuffled = leaves + leaves[:5]
    rng.shuffle(shuffled)
    args = (agreement(), calendars())
    one = settle_month(*args, leaves, Month(2026, 4), AS_OF)
    two = settle_month(*args, shuffled, Month(2026, 4), AS_OF)
    assert statement_bytes(one) == statement_bytes(two)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_each_obligation_lands_in_exactly_one_month(seed):
    leaves = [leaf for story in stories(seed, 10) for leaf in story.leaves]
    seen = []
    for month in (Month(2026, 4), Month(2026, 5), Month(2026, 6)):
        document = settle_month(agreement(), calendars(), leaves, month, at("07-02 00:00"))
        seen += [(one["order"], one["clock"]) for one in document["clocks"]]
    assert sorted(seen) == sorted(set(seen))
    assert len(seen) == 20


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_a_late_order_never_raises_the_pay_and_its_price_is_what_being_on_time_adds(seed):
    base = stories(seed, 8)
    late = Story(99, severity="S1", start="04-15 10:00").done("04-15 12:00", "04-15 20:00")
    punctual = Story(99, severity="S1", start="04-15 10:00").done("04-15 10:10", "04-15 12:00")
    with_late, with_punctual = month_of([*base, late]), month_of([*base, punctual])
    assert with_late["net"] <= with_punctual["net"]
    price = next(one["net"] for one in with_late["costs"] if one["order"] == late.id)
    assert with_late["net"] + price == with_punctual["net"]
    still_open = month_of([*base, Story(99, severity="S1", start="04-15 10:00")])
    assert still_open["net"] <= with_late["net"]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_claiming_early_and_being_rejected_never_helps(seed):
    base = stories(seed, 6)

    def ending(early):
        story = (
            Story(99, severity="S1", start="04-15 10:00")
            .add("taken", "04-15 10:05")
            .add("arrived", "04-15 10:10", {"proof": "code"})
        )
        if early:
            story.add("claimed", "04-15 10:30").add("rejected", "04-15 18:00", {"reason": "not_fixed"}, "P")
            story.add("taken", "04-15 18:05").add("arrived", "04-15 18:10", {"proof": "code"})
        return story.add("claimed", "04-15 19:00").add("accepted", "04-15 19:30", party="P")

    assert month_of([*base, ending(True)])["net"] <= month_of([*base, ending(False)])["net"]


@given(st.data())
def test_a_changed_byte_never_passes(data):
    leaf = Story().leaves[0]
    place = data.draw(st.integers(0, len(leaf) - 1))
    changed = leaf[:place] + bytes([leaf[place] ^ data.draw(st.integers(1, 255))]) + leaf[place + 1 :]
    try:
        fact = decode(changed)
    except ValueError:
        return
    assert encode(fact) == changed != leaf


def test_nobody_judges_their_own_work():
    for state in STATES:
        for kind in ("order.accepted", "order.rejected", "order.pause_ruled", "order.recurrence_ruled"):
            assert not may(state, kind, "performer")
    assert {kind for (_, kind), (_, roles) in TABLE.items() if "system" in roles} == {
        "order.assigned",
        "order.accompanied",
    }


def test_folding_does_not_depend_on_storage_order():
    story = Story().done("04-10 14:00", "04-10 15:00")
    one, two = fold(story.facts), fold(reversed(story.facts))
    assert (one.state, one.arrived_at, one.claimed_at) == (two.state, two.arrived_at, two.claimed_at)


def test_one_fact_has_one_byte_string():
    leaf = Story().leaves[0].replace(b'"blobs":', b'"basis":null,"blobs":')
    with pytest.raises(ValueError, match="leaves the key out"):
        decode(leaf)
