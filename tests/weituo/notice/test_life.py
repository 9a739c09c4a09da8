"""From a fact to a message that arrived: read once, told once, through kills, blocks and floods."""

from datetime import timedelta

import pytest

from weituo.ledger.ids import uuid7
from weituo.notice import actions, reader, reads, sender
from weituo.notice.channels.outcome import Outcome, Result
from weituo.notice.models import Alarm, Cursor, Ladder, Message, Robot
from weituo.people.reads import Actor
from weituo.work.actions import classify, take
from weituo.work.models import Order


def doer(house, order_id):
    row = Order.objects.get(pk=order_id)
    return next((name, one) for name, one in house.actors.items() if one.membership_id == row.assignee_id)


def queued(house, robot, count, urgent=False, start=0):
    Message.objects.bulk_create(
        Message(
            id=uuid7(house.now), estate_id=house.estate_id, kind="reported", severity="S0" if urgent else "S2", urgent=urgent, robot=robot,
            channel=robot.provider, dedupe=f"x/{robot.id}/{urgent}/{start + number}", state="queued", next_try_at=house.now, created_at=house.now,
            payload={"words": {"number": str(number), "fault": {"zh": "漏水"}, "place": {"zh": "1幢"}}},
        )
        for number in range(count)
    )  # fmt: skip


def states(robot):
    return sorted(set(Message.objects.filter(robot=robot).values_list("state", flat=True)))


def test_history_tells_nobody(house):
    assert Message.objects.count() == 0
    assert Cursor.objects.get().next > 0


def test_a_report_is_told_once_however_often_it_is_read(house):
    house.robot()
    order = house.report()
    house.read().read()
    name, _ = doer(house, order)
    assert house.told() == [("assigned", name), ("reported", "sun")]
    Cursor.objects.update(next=0, since=house.now - timedelta(days=1))
    house.read()
    assert house.told() == [("assigned", name), ("reported", "sun")]
    assert house.told(channel="dingtalk") == [("reported", "routine")]


def test_a_message_holds_nothing_personal(house):
    house.robot()
    house.report(contact_name="陈女士", contact_phone="13800000000", words_place="102室")
    house.read()
    for row in Message.objects.all():
        assert not {"异响", "陈女士", "13800000000", "102室"} & set(str(row.payload).split("'"))


def test_facts_without_a_place_wait(house):
    house.report()
    assert reader.read(house.estate_id, house.now) == 0
    assert house.told() == []
    assert house.read().told() != []


def test_one_fact_that_cannot_be_told_does_not_stop_the_others(house, monkeypatch, caplog):
    real, seen = reader.decide, []

    def decide(fact, people, standing):
        seen.append(fact.kind)
        if fact.kind == "order.reported":
            raise KeyError("odd")
        return real(fact, people, standing)

    monkeypatch.setattr(reader, "decide", decide)
    house.report()
    assert [kind for kind, _ in house.read().told()] == ["assigned"]
    assert "order.reported" in caplog.text


def test_time_tells_what_no_fact_says(house):
    order = house.report()
    row = Order.objects.get(pk=order)
    house.read()
    Message.objects.all().delete()
    house.now = row.reported_at + (row.respond_due - row.reported_at) / 2
    house.sweep().sweep()
    name, _ = doer(house, order)
    assert house.told() == [("half", name)]
    house.now = row.respond_due
    house.sweep().sweep()
    assert house.told("overdue") == sorted([("overdue", name), ("overdue", "sun"), ("overdue", "li")])
    house.later(days=30).sweep()
    assert len(house.told("overdue")) == 3, "what is long overdue is told by the pages"


def test_nobody_sent(house):
    house.report(dispatch=False)
    house.read().later(minutes=3).sweep()
    assert house.told("unassigned") == [("unassigned", "sun")]
    house.later(minutes=13).sweep()
    assert house.told("unassigned") == [("unassigned", "li"), ("unassigned", "sun")]


# ── emergencies ───────────────────────────────────────────────────────────


def test_the_ladder_climbs_until_somebody_acknowledges(house):
    _, routine = house.robot()
    _, urgent = house.robot("emergency", token="efgh5678")
    order = house.report("trapped")
    house.read().sweep()
    name, _ = doer(house, order)
    assert house.told() == sorted([("assigned", name), ("emergency", name), ("emergency", "zheng")])
    house.later(minutes=3).sweep()
    assert house.told("escalated") == [("escalated", "sun")]
    house.later(minutes=4).sweep()
    assert house.told("escalated") == [("escalated", "li"), ("escalated", "sun")]
    house.send()
    assert (len(urgent.taken), len(routine.taken)) == (3, 0)
    message = Message.objects.get(kind="escalated", membership_id=house.actors["li"].membership_id)
    assert not actions.acknowledge(message_id=message.id, actor=house.actors["sun"], now=house.now)
    assert actions.acknowledge(message_id=message.id, actor=house.actors["li"], now=house.now)
    assert not actions.acknowledge(message_id=message.id, actor=house.actors["li"], now=house.now)
    house.later(hours=1).sweep()
    assert ("escalated", "zhou") not in house.told()
    assert Alarm.objects.get().acknowledged_by_id == house.actors["li"].membership_id
    entry = next(one for one in reads.inbox(house.actors["sun"])[0] if one.kind == "escalated")
    assert (entry.alarm, entry.answered_by) == ("answered", "李主管")


def test_taking_the_order_ends_the_ladder(house):
    order = house.report("trapped")
    house.read()
    _, engineer = doer(house, order)
    take.take(order_id=order, actor=engineer, now=house.now, fact_id=uuid7(house.now))
    house.read().later(minutes=30).sweep()
    assert house.told("escalated") == []
    assert Alarm.objects.get().acknowledged_by_id == engineer.membership_id


def test_from_the_top_it_is_told_again(house):
    house.report("trapped")
    house.read()
    for _ in range(4):
        house.later(minutes=16).sweep()
    assert house.told("escalated").count(("escalated", "zhou")) >= 3


def test_an_estate_has_its_own_ladder(house):
    Ladder.objects.create(estate_id=house.estate_id, steps=[["manager", 1]])
    house.report("trapped")
    house.read().later(minutes=1).sweep()
    assert house.told("escalated") == [("escalated", "zhou")]


def test_what_became_an_emergency_again_rings_again(house):
    order = house.report("trapped")
    house.read()
    for severity in ("S1", "S0"):
        house.later(minutes=1)
        classify.classify(
            order_id=order, actor=house.actors["li"], severity=severity, now=house.now, fact_id=uuid7(house.now)
        )
        house.read()
    assert Alarm.objects.get().acknowledged_at is None
    assert len(house.told("emergency")) == 4


# ── quiet hours and digests ───────────────────────────────────────────────


def test_routine_waits_for_the_morning_and_an_emergency_does_not(house, mailoutbox):
    sun = house.actors["sun"]
    actions.reach(actor=sun, channel="mail", value="sun@example.cn", now=house.now)
    actions.prefer(actor=sun, channel="mail", unwanted=["claimed"], quiet_from=21 * 60, quiet_to=7 * 60, digest=False)
    house.later(hours=12)  # 22:30
    house.report()
    house.read().send()
    assert mailoutbox == []
    house.report("trapped")
    house.read().later(minutes=3).sweep().send()
    assert [mail.subject[:6] for mail in mailoutbox] == ["【无人响应】"]
    house.later(hours=9).send()
    assert len(mailoutbox) == 2


def test_an_unwanted_kind_is_not_sent_and_still_in_the_inbox(house, mailoutbox):
    sun = house.actors["sun"]
    actions.reach(actor=sun, channel="mail", value="sun@example.cn", now=house.now)
    actions.prefer(actor=sun, channel="mail", unwanted=["reported"], quiet_from=None, quiet_to=None, digest=False)
    house.report()
    house.read().send()
    assert mailoutbox == []
    assert ("reported", "sun") in house.told()


def test_what_is_collected_goes_as_one(house, mailoutbox):
    sun = house.actors["sun"]
    actions.reach(actor=sun, channel="mail", value="sun@example.cn", now=house.now)
    actions.prefer(actor=sun, channel="mail", unwanted=[], quiet_from=None, quiet_to=None, digest=True)
    for _ in range(3):
        house.later(minutes=1).report()
    house.read().send()
    assert mailoutbox == []
    house.later(hours=7).send()
    assert len(mailoutbox) == 1
    assert mailoutbox[0].body.count("新报修") == 3


# ── sending ───────────────────────────────────────────────────────────────


def test_a_killed_sender_loses_nothing(house):
    robot, hook = house.robot()
    queued(house, robot, 1)
    lot = sender.lease(house.now)
    assert sender.lease(house.now) is None
    assert house.later(minutes=1).send() == 0, "somebody is still sending it"
    assert house.later(minutes=2).send() == 1
    assert len(hook.taken) == 1
    sender.settle(lot, Outcome(Result.NEVER, "late"), house.now)
    assert states(robot) == ["sent"], "who comes too late settles nothing"


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(house):
    robot, _hook = house.robot()
    queued(house, robot, 1)
    house.broken = True
    assert house.send() == 1
    row = Message.objects.get()
    assert (row.state, row.provider_code, row.next_try_at - house.now) == (
        "failed",
        "unreachable",
        timedelta(seconds=15),
    )
    assert house.send() == 0
    for _ in range(sender.TRIES - 1):
        house.later(hours=1).send()
    assert states(robot) == ["dead"]
    house.broken = False
    assert house.later(hours=2).send() == 0
    house.sweep()
    assert ("trust", "li") in house.told("trust"), "somebody is told that the robot is silent"


def test_a_wrong_secret_is_not_taken_for_sent(house):
    robot, hook = house.robot()
    hook.secret = "another"
    queued(house, robot, 1)
    house.send()
    row = Message.objects.get()
    assert (row.state, row.provider_code, row.provider_text) == ("failed", "310000", "sign not match")


def test_a_flood_of_routine_never_blocks_the_robot_nor_an_emergency(house):
    robot, hook = house.robot()
    emergency, rings = house.robot("emergency", token="efgh5678")
    for second in range(180):
        queued(house, robot, 5, start=second * 5)
        if second == 90:
            queued(house, emergency, 1, urgent=True)
            queued(house, robot, 1, urgent=True)
        house.send()
        if second == 90:
            assert len(rings.taken) == 1
            assert not Message.objects.filter(urgent=True).exclude(state="sent").exists()
        house.later(seconds=1)
    assert hook.refused == []
    assert Message.objects.filter(state="sent").count() > 180 * 3, "they go together"


def test_a_blocked_robot_is_left_alone_until_it_may_speak(house):
    robot, hook = house.robot()
    hook.recent.extend([int(house.now.timestamp() * 1000)] * 20)
    queued(house, robot, 1)
    house.send()
    robot.refresh_from_db()
    assert robot.blocked_until == house.now + timedelta(minutes=10)
    queued(house, robot, 1, start=1)
    assert house.later(minutes=9).send() == 0
    assert len(hook.refused) == 1
    house.later(minutes=2).send()
    assert states(robot) == ["sent"]
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_a_removed_robot_sends_nothing_more(house):
    robot, _hook = house.robot()
    queued(house, robot, 2)
    assert actions.remove_robot(actor=house.actors["li"], robot_id=robot.id, now=house.now)
    assert house.send() == 0
    assert states(robot) == ["dead"]
    assert bytes(Robot.objects.get().webhook) == b""


def test_a_robot_of_another_estate_is_nobodys(house):
    robot, _ = house.robot()
    stranger = Actor(None, uuid7(house.now), uuid7(house.now), house.actors["li"].role, "P", "m-x", "外人")
    assert not actions.remove_robot(actor=stranger, robot_id=robot.id, now=house.now)
    assert not actions.test_robot(actor=stranger, robot_id=robot.id, now=house.now)
    assert reads.robots(stranger) == ()


def test_a_test_message_goes_out(house):
    robot, hook = house.robot(provider="wecom")
    assert actions.test_robot(actor=house.actors["li"], robot_id=robot.id, now=house.now)
    house.send()
    assert "测试消息" in str(hook.taken)
    assert reads.log(house.actors["li"])[0].state == "sent"


def test_the_badge_is_one_query(house, django_assert_num_queries):
    house.report()
    house.read()
    with django_assert_num_queries(1):
        assert reads.unread(house.actors["sun"]) == 1


@pytest.mark.parametrize("minutes", [-1, 1440])
def test_quiet_hours_are_minutes_of_a_day(house, minutes):
    with pytest.raises(ValueError):
        actions.prefer(
            actor=house.actors["sun"], channel="mail", unwanted=[], quiet_from=minutes, quiet_to=0, digest=False
        )


def test_a_message_the_program_cannot_send_is_given_up_and_holds_up_nobody(house, monkeypatch):
    broken, _ = house.robot(token="broken12")
    whole, _ = house.robot(token="whole123")
    for robot in (broken, whole):
        actions.test_robot(actor=house.actors["li"], robot_id=robot.id, now=house.now)
    true = sender.ways.to_robot

    def fails(provider, webhook, *rest):
        if "broken12" in webhook:
            raise KeyError("a mistake of ours")
        return true(provider, webhook, *rest)

    monkeypatch.setattr(sender.ways, "to_robot", fails)
    house.send()
    assert Message.objects.get(robot=whole).state == "sent"
    for _try in range(sender.TRIES):
        house.later(hours=1).send()
    row = Message.objects.get(robot=broken)
    assert (row.state, row.provider_code) == ("dead", "error")
