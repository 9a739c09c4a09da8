"""Codes that stand for nothing: the page still takes the report, with the place in words."""

from datetime import timedelta

import pytest

from tests.weituo.faces.conftest import NOW
from tests.weituo.faces.phone import Page
from tests.weituo.faces.resident.example import code
from weituo.estate import actions as estates
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


def test_an_unknown_code_takes_the_report_with_the_place_in_words(estate, phone):
    page = phone.open("/q/0000000000")
    assert "没有认出这张码，但照样可以报修" in page.text
    answer = phone.send(page.form("/q/0000000000"), fault="lift.car/noise", where="3幢旁边的自行车棚", text="灯坏了")
    order = Order.objects.get(tracking=answer["Location"].rsplit("/", 1)[-1])
    assert (order.estate_id, order.place_words, order.code_id) == (estate.estate_id, "3幢旁边的自行车棚", None)
    assert "3幢旁边的自行车棚" in phone.open(answer["Location"]).text


@pytest.mark.parametrize("strange", ["x", "a-b_c", "7" * 300, "0000000000"])
def test_any_code_opens_a_page(estate, phone, strange):
    assert "照样可以报修" in phone.open(f"/q/{strange}").text


def test_files_under_q_are_left_for_others(estate, phone):
    phone.open("/q/MP_verify.txt", status=404)


def test_a_retired_code_says_so_and_takes_the_report(estate, phone):
    estates.retire_code(code=code(estate), now=NOW - timedelta(days=1))
    page = phone.open(f"/q/{code(estate)}")
    assert "这张码已停用，但照样可以报修" in page.text
    before = Order.objects.count()
    assert phone.send(page.form(code(estate)), where="1幢电梯", text="不动了").status_code == 303
    assert Order.objects.count() == before + 1


def test_a_replaced_code_leads_to_its_successor(estate, phone):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    new = estates.replace_code(code=code(estate), now=NOW, choose=lambda letters: letters[7])
    answer = phone.get(f"/q/{code(estate)}")
    assert (answer.status_code, answer["Location"]) == (302, f"/q/{new}")
    sent = phone.send(form, fault="lift.car/noise")  # the page was open when the label changed
    order = Order.objects.get(tracking=sent["Location"].rsplit("/", 1)[-1])
    assert order.code_id == new


def test_with_several_estates_the_page_asks_which(estate, phone):
    estates.create_estate(slug="elsewhere", name_zh="别处小区", duty_phone="1", now=NOW)
    page = phone.open("/q/0000000000")
    assert "在哪个小区？" in page.text
    form = page.form("/q/0000000000")
    answer = phone.send(form, text="路灯不亮", where="北门")
    assert answer.status_code == 422
    again = Page(answer.content.decode())
    assert "请选择小区" in again.text
    assert again.form("/q/0000000000").values["text"] == "路灯不亮"
    sent = phone.send(again.form("/q/0000000000"), estate=str(estate.estate_id))
    assert sent.status_code == 303
    order = Order.objects.get(tracking=sent["Location"].rsplit("/", 1)[-1])
    assert order.estate_id == estate.estate_id


def test_an_estate_without_an_agreement_says_whom_to_call_and_keeps_the_words(estate, phone):
    other = estates.create_estate(slug="elsewhere", name_zh="别处小区", duty_phone="0571-1234", now=NOW)
    form = phone.open("/q/0000000000").form("/q/0000000000")
    answer = phone.send(form, estate=str(other), text="路灯不亮", where="北门")
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert "请拨打值班电话" in page.text
    assert "0571-1234" in page.text
    assert page.form("/q/0000000000").values["text"] == "路灯不亮"


@pytest.mark.parametrize("chosen", ["", "x", "00000000-0000-7000-8000-000000000000"])
def test_a_made_up_estate_is_none(estate, phone, chosen):
    estates.create_estate(slug="elsewhere", name_zh="别处小区", now=NOW)
    form = phone.open("/q/0000000000").form("/q/0000000000")
    assert phone.send(form, estate=chosen, text="路灯不亮").status_code == 422
