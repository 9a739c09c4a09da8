"""Hand-overs: written, acknowledged once by somebody else, added to, never changed; told when nobody takes over."""

import re
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import reported
from weituo.duty import handing
from weituo.duty.handing import LineView
from weituo.duty.models import Handover, HandoverLine, HandoverNote
from weituo.ledger.ids import uuid7
from weituo.notice import sweep
from weituo.notice.models import Message
from weituo.people.models import Person
from weituo.work.models import Order

MINUTE = timedelta(minutes=1)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def now(monkeypatch, world):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


def client(username):
    made = Client(HTTP_HOST="localhost")
    made.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return made


def written(world, by="zheng", at=TODAY, words="一切正常", lines=(), key=None):
    made, _again = handing.write(
        actor=world.actors[by], handover_id=key or uuid7(at), lines=list(lines), words=words, now=at
    )
    return made


def taken(world, made, by="li", at=TODAY + MINUTE, taking=None):
    return handing.acknowledge(actor=world.actors[by], handover_id=made.id, taking=taking or uuid4(), now=at)


def refused(run):
    with pytest.raises(Refusal) as caught:
        run()
    return caught.value.code


def test_written_read_and_taken_over_once(world):
    key, taking = uuid7(TODAY), uuid4()
    lines = [LineView("alarm", "电梯困人，已放人"), LineView("thing", "  "), LineView("thing", "泵房钥匙 2 把")]
    made = written(world, lines=lines, key=key)
    assert [one.words for one in made.lines] == ["电梯困人，已放人", "泵房钥匙 2 把"]
    again, repeated = handing.write(actor=world.actors["zheng"], handover_id=key, lines=[], words="别的", now=TODAY)
    assert (again, repeated) == (made, True)
    assert refused(lambda: taken(world, made, by="zheng")) == "duty.own_handover"
    first, second = taken(world, made, taking=taking), taken(world, made, taking=taking, at=TODAY + 9 * MINUTE)
    assert (first[1], second[1], second[0]) == (False, True, first[0])
    assert (first[0].taker, first[0].taken_at) == ("李主管", TODAY + MINUTE)
    assert refused(lambda: taken(world, made, by="zhou")) == "duty.already_taken"


def test_the_other_side_neither_reads_nor_takes(world):
    made = written(world)
    assert handing.handover(world.actors["sun"], made.id) is None
    assert refused(lambda: taken(world, made, by="sun")) == "duty.no_such_handover"
    assert refused(lambda: written(world, by="wang", key=made.id)) == "duty.no_such_handover"
    assert client("wang").get(f"/o/handovers/{made.id}").status_code == 404
    assert handing.last(world.actors["wang"]) is None
    assert refused(lambda: written(world, words=" ", lines=[LineView("thing", "")])) == "duty.empty_handover"


def test_what_was_acknowledged_never_changes(world):
    made = written(world, lines=[LineView("thing", "钥匙")])
    Handover.objects.filter(pk=made.id).update(words="一切正常。")  # not yet
    taken(world, made)
    note = uuid4()
    for _ in range(2):
        handing.add_note(
            actor=world.actors["zheng"], handover_id=made.id, note_id=note, words="钥匙是 3 把", now=TODAY + 2 * MINUTE
        )
    shown = handing.handover(world.actors["li"], made.id)
    assert [one.words for one in shown.notes] == ["钥匙是 3 把"]
    for change in (
        lambda: Handover.objects.filter(pk=made.id).update(words="x"),
        lambda: HandoverLine.objects.filter(handover=made.id).update(words="x"),
        lambda: HandoverNote.objects.filter(pk=note).update(words="x"),
        lambda: HandoverNote.objects.filter(pk=note)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


def test_nobody_takes_over_so_somebody_is_told(world):
    made = written(world)
    other = written(world, by="wang", at=TODAY + MINUTE)

    def told(after):
        sweep.sweep(TODAY + after)
        rows = Message.objects.filter(kind="handover", channel="inapp").order_by("created_at", "id")
        return [row.membership.person.username for row in rows]

    assert told(29 * MINUTE) == []
    assert told(30 * MINUTE) == ["li"]
    assert sorted(told(31 * MINUTE)) == ["li", "sun"]
    taken(world, other, by="sun")
    assert sorted(told(61 * MINUTE)) == ["li", "sun", "zhou"]
    taken(world, made)
    assert len(told(120 * MINUTE)) == 3


def test_a_list_by_day_and_words(world):
    written(world, at=TODAY - timedelta(days=1), words="换了门禁卡")
    written(world, lines=[LineView("thing", "万用表")])
    li = world.actors["li"]
    day = TODAY.astimezone(ZONE).date()
    assert [one.words for one in handing.listed(li, ZONE, day=day)[0]] == ["一切正常"]
    assert [one.words for one in handing.listed(li, ZONE, words="门禁")[0]] == ["换了门禁卡"]
    assert [len(one.lines) for one in handing.listed(li, ZONE, words="万用表")[0]] == [1]
    assert handing.listed(li, ZONE, page=2) == ((), False)
    page = client("li").get("/o/handovers", {"day": "x", "q": "没有的词", "page": "-1"}).content.decode()
    assert "没有符合条件" in page


def test_the_page_fills_in_what_is_open(world):
    order = reported(world, fault="trapped").order
    zheng = client("zheng")
    page = zheng.get("/o/handovers").content.decode()
    number = re.search(rf'name="order-(\d+)" value="{order.id}"', page)[1]
    form = {
        "handover": str(uuid7(TODAY)), f"keep-{number}": "on", f"kind-{number}": "order",
        f"order-{number}": str(order.id), f"words-{number}": f"{order.number} 困人，王工在路上",
        "kind-50": "order", "words-50": "不勾的不写", "kind-70": "thing", "words-70": "对讲机 4 台",
        "kind-71": "thing", "words-71": "", "kind-72": "nonsense", "words-72": "x", "words": "注意 3 号梯",
    }  # fmt: skip
    for _ in range(2):
        answer = zheng.post("/o/handovers/entries", form)
        assert (answer.status_code, answer["Location"]) == (303, f"/o/handovers/{form['handover']}")
    row = Handover.objects.get()
    assert [(line.kind, line.words) for line in row.lines.order_by("number")] == [
        ("order", f"{order.number} 困人，王工在路上"),
        ("thing", "对讲机 4 台"),
    ]
    page = zheng.get(f"/o/handovers/{row.pk}").content.decode()
    assert "由接班人在此确认" in page
    assert f"/o/orders/{order.id}" not in page, "the guard opens no order"
    li = client("li")
    page = li.get(f"/o/handovers/{row.pk}").content.decode()
    assert f"/o/orders/{order.id}" in page
    taking = re.search(r'name="taking" value="([^"]+)"', page)[1]
    assert (
        "已接班" in li.post(f"/o/handovers/{row.pk}/acknowledgement", {"taking": taking}, follow=True).content.decode()
    )
    assert "李主管 已接班" in zheng.get("/o/night").content.decode()
    li.post(f"/o/handovers/{row.pk}/notes", {"note": str(uuid4()), "words": "对讲机实为 3 台"})
    assert "对讲机实为 3 台" in zheng.get(f"/o/handovers/{row.pk}").content.decode()


def test_nothing_written_keeps_what_was_typed(world):
    answer = client("zheng").post("/o/handovers/entries", {"handover": str(uuid7(TODAY)), "words": "  "})
    assert answer.status_code == 422
    assert "请至少填写一项" in answer.content.decode()
    assert Order.objects.exists()
    assert not Handover.objects.exists()
