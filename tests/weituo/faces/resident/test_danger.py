"""A form open to everybody is limited; danger to people never is."""

from datetime import timedelta

import pytest

from tests.weituo.faces.phone import Page, Phone
from tests.weituo.faces.resident.example import code, report
from weituo.work.limits import BURST, REFILL
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def spent(estate, phone):
    """A telephone that has reported as often as it may for now."""
    for _ in range(BURST):
        report(phone, estate)
    return phone


def test_too_many_reports_give_429_the_telephone_number_and_the_words_back(estate, spent):
    form = spent.open(f"/q/{code(estate)}").form(code(estate))
    before = Order.objects.count()
    answer = spent.send(form, fault="lift.car/noise", text="第七次", room="2-1201")
    assert answer.status_code == 429
    assert Order.objects.count() == before
    page = Page(answer.content.decode())
    assert "请过几分钟再提交" in page.text
    assert "0571-5550 0119" in page.text
    again = page.form(code(estate))
    assert (again.values["text"], again.values["room"]) == ("第七次", "2-1201")
    assert again.values["order"] == form.values["order"]


def test_after_a_while_the_same_form_goes_through(estate, spent, clock):
    form = spent.open(f"/q/{code(estate)}").form(code(estate))
    assert spent.send(form, fault="lift.car/noise").status_code == 429
    clock.now += REFILL + timedelta(seconds=1)
    assert spent.send(form, fault="lift.car/noise").status_code == 303


def test_sending_an_arrived_report_again_is_answered_beyond_the_limit(estate, phone):
    form = phone.open(f"/q/{code(estate)}").form(code(estate))
    first = phone.send(form, fault="lift.car/noise")
    for _ in range(BURST - 1):
        report(phone, estate)
    again = phone.send(form, fault="lift.car/noise")
    assert (again.status_code, again["Location"]) == (303, first["Location"])


@pytest.mark.parametrize(
    "said",
    [
        {"fault": "lift.car/trapped"},
        {"fault": "lift.car/smoke"},
        {"text": "有人被困在里面"},
        {"text": "着火了！！"},
        {"text": "楼道里有燃气味"},
        {"text": "Somebody is TRAPPED"},
        {"fault": "lift.car/noise", "text": "孩子关在电梯里出不来"},
    ],
)
def test_danger_passes_every_limit_and_is_life_safety(estate, spent, said):
    form = spent.open(f"/q/{code(estate)}").form(code(estate))
    answer = spent.send(form, **said)
    assert answer.status_code == 303
    order = Order.objects.get(tracking=answer["Location"].rsplit("/", 1)[-1])
    assert order.severity == "S0"
    page = spent.open(answer["Location"])
    assert "危及人身安全，请立刻打电话" in page.text
    assert "tel:057155500119" in page.source


def test_twenty_dangers_in_a_row_are_twenty_orders(estate, phone):
    before = Order.objects.count()
    for _ in range(20):
        report(phone, estate, fault="lift.car/trapped")
    assert Order.objects.count() == before + 20


def test_the_limit_is_of_one_address_not_of_the_estate(estate, spent):
    elsewhere = Phone(REMOTE_ADDR="10.9.8.7")
    report(elsewhere, estate)


def test_the_page_carries_the_words_that_make_the_warning_loud(estate, phone):
    page = phone.open(f"/q/{code(estate)}")
    assert 'id="alarm-words"' in page.source
    assert "有人被困、起火、漏电、燃气味？" in page.text
