"""What the managers see of phones: whose they are, what did not count, drawings."""

import io
from datetime import timedelta

import pytest

from tests.weituo.faces.api.phone import Phone, session
from tests.weituo.faces.phone import Page
from tests.weituo.faces.phone import Phone as Browser
from tests.weituo.work.test_life import doer, reported
from weituo.estate.models import Drawing
from weituo.ledger.ids import uuid7
from weituo.work.actions import cancel

pytestmark = pytest.mark.django_db
LIFT = "L1-1-1"


@pytest.fixture
def order(estate, clock):
    return reported(estate, key=LIFT, now=clock.now).order.id


@pytest.fixture
def wang(estate, clock, order):
    worker = doer(estate, order)
    return Phone(clock, next(n for n, one in estate.actors.items() if one.membership_id == worker.membership_id))


def browser(username):
    from django.contrib.auth import get_user_model

    opened = Browser()
    opened.force_login(get_user_model().objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return opened


def test_a_lost_phone_is_taken_out_of_use(estate, clock, wang, order):
    sun = browser("sun")
    page = sun.open("/o/phones")
    assert "王工的手机" in page.text
    answer = sun.send(page.form(f"{wang.device}/revocation"))
    assert answer.status_code == 303
    assert "已停用" in sun.open("/o/phones").text
    assert wang.day().status_code == 401
    assert browser("li").get("/o/phones").status_code == 403


def test_a_phone_of_another_firm_is_not_shown(estate, clock, wang):
    from weituo.people import actions as people

    other = people.create_organisation(kind="contractor", name_zh="别家", now=clock.now)
    person = people.create_person(username="lead", name="别家经理", now=clock.now)
    people.grant(
        person_id=person,
        organisation_id=other,
        estate_id=estate.estate_id,
        role="contractor_manager",
        party="A",
        now=clock.now,
    )
    lead = browser("lead")
    assert "王工的手机" not in lead.open("/o/phones").text
    assert session("lead").post(f"/o/phones/{wang.device}/revocation").status_code == 404
    assert wang.day().status_code == 200


def test_what_was_done_and_did_not_count_stands_on_the_orders_page(estate, clock, wang, order):
    take = wang.made(order, "take")
    note = wang.made(order, "note", words="现场已处理，当时无网络", about=take["id"])
    cancel.cancel(order_id=order, actor=estate.actors["li"], now=clock.now, fact_id=uuid7(clock.now), reason="mistaken")
    clock.now += timedelta(hours=3)
    wang.send(take)
    wang.send(note)
    text = Page(session("sun").get(f"/o/orders/{order}").content.decode()).text
    assert "手机上做过、未计入" in text
    assert f"{estate.actors['li'].name}已于" in text
    assert "离线" in text
    assert "现场已处理" in text
    manager = Page(session("zhou").get(f"/o/orders/{order}").content.decode()).text
    assert "手机上做过、未计入" in manager
    assert "现场已处理" not in manager, "words only for who may read them"


def test_the_checklist_is_printed_with_what_is_unusual(estate, clock, wang, order):
    wang.do(order, "take")
    lines = [{"id": "talk", "value": True}, {"id": "level", "value": 14.5}, {"id": "light", "value": False}]
    wang.do(order, "check", checklist_id="lift-1", lines=lines)
    wang.do(order, "parts", parts=[{"name": "导靴", "count": 2, "unit": "个"}])
    text = Page(session("li").get(f"/o/orders/{order}").content.decode()).text
    assert "电梯检修" in text
    assert "14.5 mm · 请复核" in text
    assert "否 · 请复核" in text
    assert "导靴 2 个" in text
    assert "手机上做过、未计入" not in text


def test_the_signs_that_photos_may_carry_are_shown_to_who_looks_at_them(estate, clock, wang, order):
    assert "当日校验码" not in Page(session("li").get(f"/o/orders/{order}").content.decode()).text
    first = next(one["challenge"] for one in wang.day().json()["orders"] if one["id"] == str(order))
    clock.now += timedelta(days=1)
    second = next(one["challenge"] for one in wang.day().json()["orders"] if one["id"] == str(order))
    wang.photo(order)
    text = Page(session("li").get(f"/o/orders/{order}").content.decode()).text
    assert f"11-23 {first} · 11-24 {second}" in text


def test_drawings_are_added_seen_and_withdrawn(estate, clock):
    li = browser("li")
    page = li.open("/o/drawings")
    form = page.form("/drawings/new")
    file = io.BytesIO(b"%PDF-1.7 plan")
    file.name = "plan.pdf"
    answer = li.send(form, title="一号楼电梯原理图", place=str(estate.equipment[LIFT]), file=file)
    assert answer.status_code == 303, answer.content.decode()
    page = li.open("/o/drawings")
    assert "一号楼电梯原理图" in page.text
    drawing = Drawing.objects.get()
    shown = session("wang").get(f"/o/drawings/{drawing.id}/file")
    assert (shown.status_code, b"".join(shown.streaming_content)) == (200, b"%PDF-1.7 plan")
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert session("feng").get(f"/o/drawings/{drawing.id}/file").status_code == 403
    assert session("wang").post(f"/o/drawings/{drawing.id}/withdrawal").status_code == 403
    li.send(page.form(f"{drawing.id}/withdrawal"))
    assert "一号楼电梯原理图" not in li.open("/o/drawings").text
    assert li.get(f"/o/drawings/{drawing.id}/file").status_code == 404


@pytest.mark.parametrize(("content", "says"), [(b"<svg onload=alert(1)>", "PDF、PNG"), (None, "请选择文件")])
def test_what_is_no_drawing(estate, clock, content, says):
    li = browser("li")
    more = {}
    if content:
        more["file"] = io.BytesIO(content)
        more["file"].name = "plan.svg"
    answer = li.send(li.open("/o/drawings").form("/drawings/new"), title="图", place="", **more)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Drawing.objects.exists()
