"""`/o/reads`: what each look leaves behind, who may see that, and that taking it away is one more."""

import csv
import io

import pytest
from django.test import Client

from tests.weituo.conftest import TODAY
from tests.weituo.faces.phone import Page
from weituo.people.models import Membership, Person, ReadLog
from weituo.work.models import Order, Photo


@pytest.fixture
def at(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)

    def client(username):
        found = Client(HTTP_HOST="localhost")
        found.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return found

    return client


def rows(username):
    found = ReadLog.objects.filter(membership__person__username=username).order_by("id")
    return list(found.values_list("kind", "subject"))


@pytest.fixture
def order(world):
    return Order.objects.exclude(contact_phone="").filter(state="accepted").first()


def test_opening_an_order_is_written_down_once(order, at):
    li = at("li")
    for _ in range(3):
        assert li.get(f"/o/orders/{order.id}").status_code == 200
    assert rows("li") == [("order", f"order/{order.id}")]
    assert at("zhou").get(f"/o/orders/{order.id}").status_code == 200
    assert rows("zhou") == [], "the manager is shown no words and no number"
    assert at("li").get("/o/orders/00000000-0000-4000-8000-000000000000").status_code == 404
    assert len(rows("li")) == 1


def test_a_list_shows_no_words_and_the_api_s_does(order, at):
    li = at("li")
    li.get("/o/orders?state=all")
    assert rows("li") == []
    found = li.get("/api/v1/orders?state=accepted").json()["orders"]
    worded = {f"order/{one['id']}" for one in found if one["text"]}
    assert worded
    assert set(rows("li")) == {("words", one) for one in worded}
    auditor = at("chen").get("/api/v1/orders")
    assert auditor.status_code == 403 or not any(one["text"] for one in auditor.json()["orders"])


def test_photos_files_and_secrets(order, at):
    photo = Photo.objects.filter(order__isnull=False).first()
    li = at("li")
    if photo is not None:
        assert li.get(f"/files/{photo.id}/thumb").status_code == 200
        assert ("photo", f"order/{photo.order_id}") in rows("li")
    csv_file = li.get("/o/orders/export.csv?state=all")
    assert b"".join(csv_file.streaming_content)
    assert li.get("/o/orders/export.xlsx?state=all").status_code == 200
    li.get("/o/notices/robots")
    assert li.post("/o/notices/settings/calendar", {"open": "1"}).status_code == 200
    found = set(rows("li"))
    assert {("export", "orders.csv"), ("export", "orders.xlsx"), ("secret", "robots"), ("secret", "calendar")} <= found
    assert not any(kind == "words" for kind, _ in found)


def test_who_opens_the_record(order, at):
    at("li").get(f"/o/orders/{order.id}")
    for name, status in (("zhou", 200), ("admin", 200), ("chen", 200), ("li", 403), ("sun", 403), ("wang", 403)):
        answer = at(name).get("/o/reads")
        assert answer.status_code == status, name
        if status == 200:
            text = answer.content.decode()
            assert order.number in text
            assert order.contact_phone not in text
            assert order.contact_name not in text
            assert (f'href="/o/orders/{order.id}"' in text) == (name != "admin"), "a link only where it opens"


def test_filters_and_the_file(order, at):
    at("li").get(f"/o/orders/{order.id}")
    at("admin").get("/o/people")
    zhou = at("zhou")
    li = Membership.objects.get(person__username="li", until=None)
    assert "通讯录" not in Page(zhou.get(f"/o/reads?who={li.id}").content.decode()).text
    assert order.number not in Page(zhou.get("/o/reads?kind=people").content.decode()).text
    about = Page(zhou.get(f"/o/reads?about=order/{order.id}").content.decode()).text
    assert f"仅显示与“{order.number}”有关的记录" in about
    assert "没有符合条件的记录" in Page(zhou.get("/o/reads?kind=unlock").content.decode()).text
    for odd in ("who=x", "days=-1", "days=9999999", "before=x", "kind=%00", "about=%00", "before=99999999999999999999"):
        assert zhou.get(f"/o/reads?{odd}").status_code == 200, odd
    file = zhou.get(f"/o/reads/export.csv?who={li.id}").content.decode()
    lines = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"))))
    assert [line[1:2] + line[5:] for line in lines[1:]] == [["李主管", order.number, f"order/{order.id}"]]
    assert rows("zhou") == [("export", "reads")]


def test_without_the_row_no_answer(order, at, monkeypatch):
    from weituo.people import reading

    def full(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(reading, "write", full)
    li = at("li")
    li.raise_request_exception = False
    answer = li.get(f"/o/orders/{order.id}")
    assert answer.status_code == 500
    assert order.contact_phone.encode() not in answer.content
