"""Visits, inspections and events, from the desk to the month."""

import pytest
from django.test import Client

from covenant.facts import decode
from tests.weituo.conftest import TODAY
from weituo.ledger.models import Fact
from weituo.oversight.models import Record
from weituo.people.models import Person
from world.cast import CAST


@pytest.fixture
def desk(world, monkeypatch):
    """Somebody signed in by name."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)

    def sign_in(name):
        client = Client()
        client.force_login(Person.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def told(kind):
    return [decode(bytes(entry)) for entry in Fact.objects.filter(kind=kind).values_list("entry", flat=True)]


def test_a_visit_is_one_tap_and_a_double_tap_is_one_visit(desk):
    li = desk("li")
    page = li.get("/o/oversight").content.decode()
    assert "物业方现场巡查" in page
    assert "至少 3 次" in page
    record = page.split('name="record" value="')[1].split('"')[0]
    fact = page.split('name="fact" value="')[1].split('"')[0]
    sent = {"kind": "duty", "key": "site_visit", "record": record, "fact": fact}
    for _ in range(2):
        assert li.post("/o/oversight/entries", sent).status_code == 302
    done = [one.body for one in told("duty.done") if one.id == fact]
    assert done == [{"agreement": "JASMINE-ENG-01", "duty": "site_visit"}]
    assert Record.objects.filter(pk=record).count() == 1
    assert "已完成 3 次" in li.get("/o/oversight").content.decode()


def test_an_event_is_charged_with_its_reason_and_can_be_withdrawn(desk):
    li = desk("li")
    refused = li.post("/o/oversight/entries", {"kind": "incident", "key": "false_record", "words": " "})
    assert refused.status_code == 422
    assert "凭什么认定" in refused.content.decode()
    li.post("/o/oversight/entries", {"kind": "incident", "key": "false_record", "words": "照片与上月同一张"})
    found = told("incident.found")[-1]
    assert found.body["event"] == "false_record"
    assert "照片" not in str(found.body)
    assert len(found.sd) == 1
    row = Record.objects.filter(kind="incident").order_by("-at").first()
    for _ in range(2):
        assert li.post(f"/o/oversight/{row.id}/withdrawal").status_code == 302
    assert len(told("incident.withdrawn")) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "inspection", "good": "41", "count": "40"}, "合格数不能超过总数"),
        ({"kind": "inspection", "good": "x", "count": ""}, "合格数不能超过总数"),
        ({"kind": "duty", "key": "dance"}, "没有这一项"),
        ({"kind": "incident", "key": "trapped_late", "words": "自动扣款的不能手工登记"}, "没有这一项"),
        ({"kind": "incident", "key": "false_record", "order": "不存在", "words": "?"}, "没有这张工单"),
        ({"kind": "??"}, "没有这一项"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(desk, sent, words):
    before = Record.objects.count()
    answer = desk("li").post("/o/oversight/entries", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Record.objects.count() == before


def test_the_contractor_reads_and_does_not_write(desk):
    before = Record.objects.count()
    manager = desk(next(one.username for one in CAST if one.role == "contractor_manager"))
    assert manager.get("/o/oversight").status_code == 200
    assert manager.post("/o/oversight/entries", {"kind": "duty", "key": "site_visit"}).status_code == 403
    assert Record.objects.count() == before
