"""One press merges a later report into an earlier one; without the other's number nothing is cancelled."""

from datetime import timedelta

import pytest

from tests.weituo.faces.office.test_phones import browser
from tests.weituo.faces.phone import Phone
from tests.weituo.work.test_life import reported
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def twice(estate, clock):
    first = reported(estate, now=clock.now).order
    clock.now += timedelta(minutes=5)
    return first, reported(estate, now=clock.now).order


def test_from_the_proposal_to_the_reporter_s_page(estate, twice):
    first, second = twice
    li = browser("li")
    page = li.open(f"/o/orders/{second.id}")
    assert "可能是同一故障" in page.text
    assert "同一位置 · 同一故障" in page.text
    form = next(one for one in page.forms if one.values.get("into") == first.number)
    assert li.send(form).status_code == 303
    assert f"已并入工单 {first.number}" in li.open(f"/o/orders/{second.id}").text
    kept = li.open(f"/o/orders/{first.id}").text
    assert "并入本单的报修" in kept
    assert second.number in kept
    resident = Phone()
    tracked = resident.open(f"/t/{second.tracking}")
    assert "已与先前的报修一并处理" in tracked.text
    link = next(values["href"] for tag, values in tracked.marks if tag == "a" and values.get("href", "").startswith("/t/f."))
    assert first.number in resident.open(link).text


def test_the_earlier_one_is_not_offered_the_later_to_end_in(twice):
    first, second = twice
    page = browser("li").open(f"/o/orders/{first.id}")
    assert second.number in page.text
    assert all(one.values.get("into") != second.number for one in page.forms)


@pytest.mark.parametrize("number", ["", "20991231-0001", "' OR 1=1"])
def test_a_duplicate_of_nothing_stays_open_and_says_why(twice, number):
    _, second = twice
    li = browser("li")
    form = next(one for one in li.open(f"/o/orders/{second.id}").forms if "words" in one and "into" in one)
    answer = li.send(form, reason="duplicate", into=number)
    assert answer.status_code == 422
    assert "请填写已有工单的编号。" in answer.content.decode()
    assert Order.objects.get(pk=second.id).is_open


def test_only_the_supervisor_merges(twice):
    _, second = twice
    page = browser("sun").open(f"/o/orders/{second.id}")
    assert "可能是同一故障" in page.text
    assert all("into" not in one for one in page.forms)
