"""Who is told of what: by example for each kind, and what holds for all of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covenant.facts import Fact
from weituo.notice import bucket, ladder, quiet
from weituo.notice.decide import (
    KINDS,
    RULES,
    Order,
    People,
    Standing,
    Who,
    climbed,
    decide,
    half,
    overdue,
    silences,
    unassigned,
)
from weituo.notice.words import WORDS, say

ROLES = (
    ("wang", "engineer", "A"), ("zhao", "engineer", "A"), ("sun", "contractor_manager", "A"), ("li", "supervisor", "P"),
    ("zhou", "manager", "P"), ("zheng", "guard", "P"), ("wu", "finance", "P"), ("feng", "committee", None),
)  # fmt: skip
IDS = {name: UUID(int=number + 1) for number, (name, _, _) in enumerate(ROLES)}
NAMES = {value: key for key, value in IDS.items()}
PEOPLE = People(tuple(Who(IDS[name], role, party, f"m-{name}") for name, role, party in ROLES))
ZONE = ZoneInfo("Asia/Shanghai")
BODIES = {
    "severity": "S1", "recurrence_of": None, "to": "m-wang", "with": ["m-wang"], "reason": "parts", "excuse": "supplier", "approved": True,
    "confirmed": False, "month": "2026-10", "agreement": "jasmine-2026", "event": "late",
}  # fmt: skip


def fact(kind, actor="r-1", basis=None, **body):
    subject = f"{kind.split('.')[0]}/{uuid4()}"
    return Fact(str(uuid4()), "log", kind, subject, 1, None, 0, 0, actor, "R", {**BODIES, **body}, basis=basis)


def order(severity="S1", assignee="wang", state="assigned", perform="A"):
    labels = {"zh": "漏水", "en": "leak"}
    return Order(uuid4(), "2026-0001", severity, state, perform, IDS.get(assignee), labels, {"zh": "1幢", "en": "B1"})


def told(found):
    return {one.kind: (sorted(NAMES[who] for who in one.to), one.robots) for one in found}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("order.reported", {"reported": (["sun"], "routine")}),
        ("order.assigned", {"assigned": (["wang"], "")}),
        ("order.accompanied", {"accompanied": (["wang"], "")}),
        ("order.paused", {"paused": (["li"], "")}),
        ("order.excuse_claimed", {"excused": (["li"], "")}),
        ("order.pause_ruled", {"pause_ruled": (["sun", "wang"], "")}),
        ("order.claimed", {"claimed": (["li"], "routine")}),
        ("order.rejected", {"rejected": (["sun", "wang"], "routine")}),
        ("order.accepted", {"accepted": (["wang"], "")}),
        ("order.called_out", {"called_out": (["sun", "wang"], "")}),
        ("order.followed", {}),
        ("statement.issued", {"statement_issued": (["li", "sun", "wu", "zhou"], "routine")}),
        ("statement.disputed", {"statement_disputed": (["li", "sun", "wu", "zhou"], "routine")}),
        ("incident.found", {"charged": (["sun"], "")}),
        ("exit.noticed", {"exit_noticed": (["feng", "li", "sun", "zhou"], "")}),
        ("log.anchored", {}),
    ],
)
def test_who_is_told_of_a_fact(kind, expected):
    assert told(decide(fact(kind), PEOPLE, Standing(order=order()))) == expected


def test_by_night_the_guard_is_told_too():
    found = decide(fact("order.reported"), PEOPLE, Standing(order=order(), minute=23 * 60))
    assert told(found) == {"reported": (["sun", "zheng"], "routine")}


def test_an_emergency_goes_to_whoever_is_sent_the_guard_and_the_emergency_robot():
    found = decide(fact("order.reported", severity="S0"), PEOPLE, Standing(order=order("S0")))
    assert told(found) == {"emergency": (["wang", "zheng"], "emergency")}
    assert found[0].alarm
    assert found[0].urgent


def test_what_becomes_an_emergency_rings_once():
    raised = fact("order.classified", severity="S0")
    assert told(decide(raised, PEOPLE, Standing(order=order("S0"), before="S1"))).keys() == {"emergency"}
    assert decide(raised, PEOPLE, Standing(order=order("S0"), before="S0")) == ()


def test_a_recurrence_asks_the_supervisor():
    found = decide(fact("order.reported", recurrence_of=str(uuid4())), PEOPLE, Standing(order=order()))
    assert told(found)["recurred"] == (["li"], "")


def test_a_right_to_terminate_is_told_with_the_statement():
    found = decide(fact("statement.issued"), PEOPLE, Standing(month="2026-10", right="terminable"))
    assert told(found)["right"] == (["feng", "li", "sun", "zhou"], "routine")


def test_nobody_sent_climbs_from_the_contractor_to_the_supervisor():
    free = order(assignee=None, state="reported")
    assert [told([one]) for one in unassigned(free, PEOPLE, 1)] == []
    assert [told([one]) for one in unassigned(free, PEOPLE, 2)] == [{"unassigned": (["sun"], "")}]
    assert told(unassigned(free, PEOPLE, 15)[1:]) == {"unassigned": (["li"], "routine")}


def test_the_clock_tells_whoever_can_still_do_something():
    assert told([half(order(), PEOPLE, "respond", 5)]) == {"half": (["wang"], "")}
    assert told([half(order(assignee=None), PEOPLE, "respond", 5)]) == {"half": (["sun"], "")}
    assert told([overdue(order(), PEOPLE, "repair", 5)]) == {"overdue": (["li", "sun", "wang"], "routine")}


def test_the_ladder_climbs_by_role():
    def climb(role, one=None, minutes=3):
        return told([climbed(one or order("S0"), PEOPLE, "emergency/x/y", 1, role, minutes)])

    assert climb("engineer", minutes=0) == {"emergency": (["wang"], "emergency")}
    assert climb("engineer", order("S0", assignee=None)) == {"escalated": (["wang", "zhao"], "emergency")}
    assert climb("contractor_manager") == {"escalated": (["sun"], "emergency")}
    assert climb("manager") == {"escalated": (["zhou"], "emergency")}


@settings(deadline=None)  # the first one reads all addresses
@given(st.sampled_from(sorted(RULES)), st.sampled_from([None, *sorted(IDS)]), st.sampled_from(["S0", "S1", "S2"]))
def test_of_every_fact(kind, assignee, severity):
    """Nobody twice, nobody from elsewhere, nobody of what they did themselves; imported facts tell nobody; keys are the
    fact's or the order's; the words fit."""
    standing = Standing(order=order(severity, assignee), month="2026-10", right="warned")
    for doer in ("r-1", "m-li", "m-wang"):
        one = fact(kind, actor=doer, severity=severity)
        assert decide(one._replace(basis="import"), PEOPLE, standing) == ()
        found = decide(one, PEOPLE, standing)
        assert decide(one, PEOPLE, standing) == found
        for notice in found:
            assert notice.kind in KINDS
            assert len(set(notice.to)) == len(notice.to)
            assert set(notice.to) <= set(IDS.values())
            assert notice.alarm or PEOPLE.named(doer) not in notice.to
            assert one.id in notice.key or str(standing.order.id) in notice.key
            said = say(notice.kind, {"words": notice.words, "page": notice.page, "of": notice.of}, ZONE)
            assert said.title
            assert "%(" not in said.title + said.body
            assert said.path or not notice.page


def test_every_kind_has_words():
    assert set(KINDS) | {"account_locked", "account_reset", "account_changed"} == set(WORDS)  # `notice.account`


def test_whoever_works_at_it_has_seen_it():
    assert silences(fact("order.taken"), order("S0"))
    assert silences(fact("order.classified", severity="S1"), order())
    assert not silences(fact("order.classified", severity="S0"), order("S0"))
    assert not silences(fact("order.followed"), order("S0"))


# ── quiet hours ───────────────────────────────────────────────────────────

NIGHT = quiet.Hours(22 * 60, 7 * 60)


def local(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (local(21, 59), local(21, 59)),
        (local(22), local(7, day=24)),
        (local(23, 59), local(7, day=24)),
        (local(0, 30), local(7)),
        (local(6, 59), local(7)),
        (local(7), local(7)),
    ],
)
def test_quiet_hours_across_midnight(at, until):
    assert quiet.when(at.astimezone(UTC), NIGHT, False, ZONE) == until


def test_a_digest_is_sent_at_its_time_and_not_in_quiet_hours():
    assert quiet.when(local(9), None, True, ZONE) == local(17, 30)
    assert quiet.when(local(18), None, True, ZONE) == local(8, day=24)
    assert quiet.when(local(18), quiet.Hours(20 * 60, 9 * 60), True, ZONE) == local(9, day=24)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1)),
    st.tuples(*[st.integers(0, 1439)] * 2),
    st.booleans(),
)
def test_a_message_is_never_sent_in_quiet_hours_and_at_most_two_days_late(at, hours, digest):
    now, kept = at.replace(tzinfo=UTC), quiet.Hours(*hours)
    found = quiet.when(now, kept, digest, ZONE)
    assert now <= found <= now + timedelta(days=2)
    assert not quiet.quiet(kept, found, ZONE)


# ── ladder and bucket ─────────────────────────────────────────────────────


def test_the_ladder_is_data_and_read_strictly():
    assert ladder.read([["engineer", 0], ["manager", 5]]) == (ladder.Step("engineer", 0), ladder.Step("manager", 5))
    for bad in (
        [],
        [["resident", 0]],
        [["engineer", 5], ["manager", 0]],
        [["engineer", True]],
        "engineer",
        [["engineer", -1]],
    ):
        with pytest.raises(ValueError):
            ladder.read(bad)


def test_steps_are_due_in_turn():
    began = local(10)
    assert [one.role for one in ladder.due(ladder.DEFAULT, began, 0, began)] == ["engineer"]
    assert [one.role for one in ladder.due(ladder.DEFAULT, began, 1, began + timedelta(minutes=7))] == [
        "contractor_manager",
        "supervisor",
    ]
    assert ladder.following(ladder.DEFAULT, began, 4) is None


@given(st.lists(st.tuples(st.integers(0, 20_000), st.booleans()), min_size=1, max_size=200))
def test_in_no_minute_go_more_than_eighteen(gaps):
    now = local(10).astimezone(UTC)
    level, sent = bucket.Level(bucket.CAPACITY, now), []
    for gap, urgent in gaps:
        now += timedelta(milliseconds=gap)
        level, wait = bucket.take(level, now, urgent=urgent)
        if wait is None:
            sent.append(now)
        else:
            assert bucket.take(level, now + wait, urgent=urgent)[1] is None
    for at in sent:
        assert sum(at <= one < at + timedelta(seconds=60) for one in sent) <= 18


def test_routine_leaves_room_for_an_emergency():
    now = local(10).astimezone(UTC)
    level, wait = bucket.Level(bucket.CAPACITY, now), None
    while wait is None:
        level, wait = bucket.take(level, now, urgent=False)
    for _ in range(2):
        level, wait = bucket.take(level, now, urgent=True)
        assert wait is None
