"""`/o/night`: what the desk sees and does, and what it may not."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import reported
from weituo.duty import actions as rosters
from weituo.duty import calls
from weituo.duty.models import Call
from weituo.ledger.ids import uuid7
from weituo.notice import actions as notices
from weituo.notice import sweep
from weituo.notice.models import Message
from weituo.people.models import Membership, Person, ReadLog
from weituo.work.models import Order

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(monkeypatch, world):
    seconds = iter(range(1000))  # every look at the clock a second later
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY + timedelta(seconds=next(seconds)))
    Order.objects.filter(is_open=True).update(paused=True)  # only what a test reports is open here


def client(username):
    made = Client(HTTP_HOST="localhost")
    made.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return made


def member(username):
    return Membership.objects.get(person__username=username, until=None)


def on_call(world, username="wang"):
    rosters.add(
        actor=world.actors["sun"], membership_id=member(username).pk, kind="call", starts_at=TODAY - HOUR,
        ends_at=TODAY + 9 * HOUR, now=TODAY - HOUR,
    )  # fmt: skip
    Person.objects.filter(username=username).update(phone="0571-5550 0111")


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_quiet_night_says_so(world):
    page = text(client("zheng").get("/o/night"))
    assert "现在不用叫人" in page
    assert "尚未排班" in page
    assert "登记报修" in page


def test_an_emergency_is_on_top_and_one_button_calls(world):
    on_call(world)
    zheng = client("zheng")
    order = reported(world, fault="trapped", text="有人被困").order.id
    page = text(zheng.get("/o/night"))
    assert "要叫人：1 件" in page
    assert "叫 王工" in page
    assert 'href="tel:057155500111"' in page
    key = uuid7(TODAY)
    for _ in range(2):  # a double tap
        assert zheng.post(f"/o/night/orders/{order}/call", {"call": str(key)}).status_code == 303
    made = Call.objects.get()
    assert (made.pk, made.membership.person.username, made.post) == (key, "wang", "sent")
    told = Message.objects.filter(kind="called")
    assert [(row.membership_id, row.urgent) for row in told.filter(channel="inapp")] == [(member("wang").pk, True)]
    sweep.sweep(TODAY + HOUR / 60)
    assert told.filter(channel="inapp").count() == 1, "the sweep finds it told"
    page = text(zheng.get("/o/night/board"))
    assert "已叫 王工" in page
    assert "尚未答复" in page
    notices.acknowledge(message_id=told.get(channel="inapp").pk, actor=world.actors["wang"], now=TODAY)
    assert "已读" in text(zheng.get("/o/night/board"))
    zheng.post(f"/o/night/calls/{key}/answer", {"answer": "none"})
    page = text(zheng.get("/o/night/board"))
    assert "没人接" in page
    assert "叫下一位：孙经理" in page
    zheng.post(f"/o/night/orders/{order}/call", {"call": str(uuid7(TODAY)), "again": "yes"})
    zheng.post(f"/o/night/orders/{order}/call", {"call": str(uuid7(TODAY))})
    names = [one.name for one in calls.of_orders([order])[order]]
    assert names == ["王工", "王工", "孙经理"]
    assert "已叫上一级" in text(zheng.get("/o/night/board"))
    last = calls.of_orders([order])[order][-1].id
    zheng.post(f"/o/night/calls/{last}/answer", {"answer": "coming"})
    page = text(zheng.get("/o/night/board"))
    assert "不用再叫人" in page


def test_the_orders_page_shows_the_calls(world):
    order = reported(world, fault="trapped").order.id
    li = client("li")
    assert "值班台叫修记录" not in text(li.get(f"/o/orders/{order}"))
    client("zheng").post(f"/o/night/orders/{order}/call", {"call": str(uuid7(TODAY))})
    page = text(li.get(f"/o/orders/{order}"))
    assert "值班台叫修记录" in page
    assert "由 郑师傅 叫" in page


def test_a_call_whose_page_was_cut_off_is_told_by_the_sweep(world):
    on_call(world)
    order = reported(world, fault="trapped").order.id
    from weituo.work.actions import calling

    made = calling.call_somebody(
        order_id=order, actor=world.actors["zheng"], now=TODAY, call_id=uuid7(TODAY), words="叫修"
    ).call
    assert not Message.objects.filter(kind="called").exists()
    sweep.sweep(TODAY + HOUR / 60)
    assert Message.objects.get(kind="called", channel="inapp").membership_id == made.membership_id


def test_managers_look_and_others_do_not(world):
    on_call(world)
    order = reported(world, fault="trapped").order.id
    for username, looks, acts in (
        ("zheng", 200, 303), ("li", 200, 303), ("zhou", 200, 403), ("sun", 200, 403), ("wang", 403, 403), ("feng", 403, 403),
    ):  # fmt: skip
        one = client(username)
        assert one.get("/o/night").status_code == looks, username
        assert (f"/o/night/orders/{order}/call" in text(one.get("/o/night"))) == (acts == 303), username
        assert one.post(f"/o/night/orders/{order}/call", {"call": str(uuid7(TODAY))}).status_code == acts, username


def test_whoever_sees_the_numbers_is_written_down_and_residents_stay_unseen(world):
    on_call(world)
    order = reported(world, fault="trapped", text="我家老人").order.id
    Order.objects.filter(pk=order).update(contact_name="住户", contact_phone="13800000000")
    page = text(client("zheng").get("/o/night"))
    assert "057155500111" in page
    assert ReadLog.objects.filter(membership=member("zheng"), kind="people", subject="duty").exists()
    assert not [secret for secret in ("我家老人", "13800000000", "住户") if secret in page.replace("住户姓名", "")]


def test_a_report_by_telephone_is_three_steps_and_comes_back_to_the_desk(world):
    zheng = client("zheng")
    found = text(zheng.get("/o/night/places", {"q": "电梯"}))
    place = re.search(r'data-place="(equipment:[0-9a-f-]+)"', found)[1]
    picked = text(zheng.get("/o/night/places", {"place": place}))
    what = re.search(r'name="what" value="(lift\.car/trapped)"', picked)[1]
    form = {
        "order": str(uuid7(TODAY)), "fact": str(uuid7(TODAY)), "back": "night", "channel": "telephone", "place": place,
        "what": what, "text": "电梯里有人", "contact_phone": "13911110000",
    }  # fmt: skip
    first, second = zheng.post("/o/intake", form), zheng.post("/o/intake", form)
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith("/o/night?sent=")
    row = Order.objects.get(pk=form["order"])
    assert (row.severity, row.channel) == ("S0", "telephone")
    assert row.number in text(zheng.get(first["Location"]))
    assert "没有这个位置" in text(zheng.get("/o/night/places", {"q": "火星"}))
    assert text(zheng.get("/o/night/places")).strip() == ""


def test_a_refusal_at_the_desk_is_a_sentence(world):
    order = reported(world, fault="trapped").order.id
    Order.objects.filter(pk=order).update(state="accepted", is_open=False)
    answer = client("zheng").post(f"/o/night/orders/{order}/call", {"call": str(uuid7(TODAY))}, follow=True)
    assert "已验收" in text(answer)
    assert "请选择对方是否前来" in text(
        client("zheng").post(f"/o/night/calls/{uuid7(TODAY)}/answer", {"answer": "?"}, follow=True)
    )


def test_the_board_asks_as_much_for_ten_orders_as_for_one(world, django_assert_max_num_queries):
    on_call(world)
    zheng = client("zheng")
    reported(world, fault="trapped")
    zheng.get("/o/night/board")
    with django_assert_max_num_queries(45):
        zheng.get("/o/night/board")
    for number in range(9):
        reported(world, fault="trapped", now=TODAY + timedelta(seconds=number))
    with django_assert_max_num_queries(45):
        zheng.get("/o/night/board")
