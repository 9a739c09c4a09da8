"""The pages: an inbox that only buttons change, settings, robots whose credentials are never shown, a calendar."""

import re

import pytest
from django.test import Client
from icalendar import Calendar

from weituo.notice.models import Alarm, Feed, Ladder, Message, Preference, Robot
from weituo.people.models import Person
from weituo.work.models import Order

HOOK = "https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"
FORBIDDEN = ("0123456789abcdef", "SEC-secret")


@pytest.fixture
def sign_in(house, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: house.now)

    def client(name, language=""):
        found = Client(HTTP_HOST="localhost")
        found.force_login(Person.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        if language:
            found.cookies["weituo_language"] = language
        return found

    return client


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_inbox_is_changed_by_buttons_only(house, sign_in):
    house.report("trapped")
    house.read()
    guard = sign_in("zheng")
    page = text(guard, "/o/notices/")
    assert "【紧急】" in page
    assert "尚无人响应" in page
    assert 'aria-label="通知，1 条未读"' in page
    assert "EMERGENCY" in text(sign_in("zheng", "en"), "/o/notices/")
    path = re.search(r'action="(/o/notices/[0-9a-f-]+/acknowledgement)"', page)[1]
    assert guard.get(path).status_code == 405
    assert Alarm.objects.get().acknowledged_at is None
    assert guard.post("/o/notices/acknowledgement").status_code == 302
    assert Alarm.objects.get().acknowledged_at is None, "an emergency wants a look"
    assert sign_in("li").post(path).status_code == 302
    assert Alarm.objects.get().acknowledged_at is None, "nobody acknowledges for another"
    assert guard.post(path).status_code == 302
    assert Alarm.objects.get().acknowledged_at == house.now
    assert "郑师傅已响应" in text(guard, "/o/notices/")


def test_an_engineer_sees_the_bell_on_the_telephone(house, sign_in):
    order = house.report()
    house.read()
    name = next(n for n, a in house.actors.items() if a.membership_id == Order.objects.get(pk=order).assignee_id)
    assert "通知，1 条未读" in text(sign_in(name), "/e/")


def test_a_page_of_nonsense_is_the_first(sign_in):
    for page in ("0", "x", "99999999999999", "-1", "²"):
        assert "暂无通知" in text(sign_in("li"), f"/o/notices/?page={page}") or page == "99999999999999"


def test_choices_are_kept_and_wrong_ones_said(house, sign_in):
    li = sign_in("li")
    assert (
        li.post(
            "/o/notices/settings/mail",
            {"address": "li@example.cn", "from": "22:00", "to": "07:00", "kind": ["claimed"], "digest": "on"},
        ).status_code
        == 302
    )
    whole = Preference.objects.get(kind="")
    assert (whole.quiet_from, whole.quiet_to, whole.digest) == (1320, 420, True)
    assert not Preference.objects.filter(kind="claimed").exists()
    assert Preference.objects.filter(kind="reported", wanted=False).exists()
    page = text(li, "/o/notices/settings")
    assert "l…@example.cn" in page
    assert "li@example.cn" not in page
    for wrong in ({"address": "nobody"}, {"from": "25:00", "to": "07:00"}):
        assert li.post("/o/notices/settings/mail", wrong).status_code == 422
    assert li.post("/o/notices/settings/pigeon").status_code == 404
    assert li.post("/o/notices/settings/mail", {"forget": "1"}).status_code == 302
    assert "l…@" not in text(li, "/o/notices/settings")


def test_a_robot_is_entered_tried_rotated_and_removed(house, sign_in):
    li = sign_in("li")
    entered = {
        "name": "工程群",
        "provider": "dingtalk",
        "purpose": "emergency",
        "webhook": HOOK,
        "secret": "SEC-secret",
    }
    assert li.post("/o/notices/robots", entered | {"webhook": "https://10.0.0.1/x"}).status_code == 422
    assert li.post("/o/notices/robots", entered | {"provider": "pigeon"}).status_code == 422
    assert li.post("/o/notices/robots", entered).status_code == 302
    robot = Robot.objects.get()
    assert b"0123456789abcdef" not in bytes(robot.webhook) + bytes(robot.secret)
    assert li.post(f"/o/notices/robots/{robot.id}/test").status_code == 302
    page = text(li, "/o/notices/robots")
    assert "oapi.dingtalk.com/…cdef" in page
    assert "测试消息" in page
    assert not any(word in page for word in FORBIDDEN)
    bad = li.post(f"/o/notices/robots/{robot.id}/address", {"webhook": "https://evil.example/" + FORBIDDEN[0]})
    assert bad.status_code == 422
    assert not any(word in bad.content.decode() for word in FORBIDDEN)
    assert li.post(f"/o/notices/robots/{robot.id}/address", {"webhook": HOOK[:-4] + "9999"}).status_code == 302
    assert "…9999" in text(li, "/o/notices/robots")
    assert li.post(f"/o/notices/robots/{robot.id}/removal").status_code == 302
    assert li.post(f"/o/notices/robots/{robot.id}/removal").status_code == 404
    assert "尚未登记机器人" in text(li, "/o/notices/robots")


@pytest.mark.parametrize("name", ["sun", "wang", "zheng", "feng", "chen"])
def test_who_may_not_configure(sign_in, name):
    assert sign_in(name).get("/o/notices/robots").status_code == 403
    assert sign_in(name).get("/o/notices/settings").status_code == 200


def test_the_ladder_is_changed_in_a_form(house, sign_in):
    li = sign_in("li")
    assert li.post("/o/notices/robots/ladder", {"engineer": "0", "manager": "5", "supervisor": ""}).status_code == 302
    assert Ladder.objects.get().steps == [["engineer", 0], ["manager", 5]]
    for wrong in ({}, {"engineer": "x"}, {"engineer": "9999"}):
        assert li.post("/o/notices/robots/ladder", wrong).status_code == 422


def test_a_calendar_of_what_is_due(house, sign_in):
    order = house.report(contact_name="陈女士", contact_phone="13800000000")
    house.report()
    sun, nobody = sign_in("sun"), Client(HTTP_HOST="localhost")
    page = sun.post("/o/notices/settings/calendar", {"open": "1"}).content.decode()
    path = re.search(r"http://[^<]*(/ical/[\w-]+\.ics)", page)[1]
    answer = nobody.get(path)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "陈女士" not in answer.content.decode()
    events = {str(one["uid"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    row = Order.objects.get(pk=order)
    mine = next(one for uid, one in events.items() if uid.startswith(str(order)))
    assert mine["dtend"].dt == row.repair_due.replace(microsecond=0)
    assert mine["sequence"] == row.seq
    assert nobody.get(path).content == answer.content, "the same until something happens"
    secret = path.removeprefix("/ical/").removesuffix(".ics")
    assert not Feed.objects.filter(hash__contains=secret).exists()
    sun.post("/o/notices/settings/calendar", {"close": "1"})
    assert nobody.get(path).status_code == 404
    assert nobody.get("/ical/another.ics").status_code == 404


def test_an_engineers_calendar_has_his_own_orders(house, sign_in):
    order = house.report()
    taker = Order.objects.get(pk=order).assignee_id
    for name in ("wang", "zhao", "qian", "he", "lin"):
        page = sign_in(name).post("/o/notices/settings/calendar", {"open": "1"}).content.decode()
        found = Client(HTTP_HOST="localhost").get(re.search(r"(/ical/[\w-]+\.ics)", page)[1])
        assert (str(order).encode() in found.content) == (house.actors[name].membership_id == taker)


def test_messages_of_others_are_not_in_my_inbox(house, sign_in):
    house.report()
    house.read()
    assert Message.objects.filter(kind="reported").exists()
    assert "新报修" not in text(sign_in("zhou"), "/o/notices/")
    assert "新报修" in text(sign_in("sun"), "/o/notices/")
