"""The reporter's own word: fixed, not fixed, stars, no longer needed. Each once, each only by the address's holder."""

from datetime import timedelta

import pytest

from tests.weituo.faces.phone import Page, Phone
from tests.weituo.faces.resident.example import report, work
from weituo.ledger import reads as facts
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="claimed")
    clock.now += timedelta(minutes=3)
    return order


def kinds(order):
    return [fact.kind for fact in facts.facts(order.estate_id, subject=f"order/{order.id}")]


def say(phone, order, what, **typed):
    return phone.send(phone.open(f"/t/{order.tracking}").form(f"/{what}"), **typed)


def test_fixed_then_stars(phone, claimed):
    answer = say(phone, claimed, "confirm")
    assert answer.status_code == 303
    assert "谢谢您的确认" in phone.open(answer["Location"]).text
    assert say(phone, claimed, "rate", stars="5", words="很快").status_code == 303
    claimed.refresh_from_db()
    assert claimed.stars == 5
    assert claimed.confirmed_at is not None
    page = phone.open(f"/t/{claimed.tracking}")
    assert "★★★★★" in page.text
    assert not any(form.action.endswith(("/rate", "/confirm")) for form in page.forms)


def test_not_fixed_goes_back_with_the_reason_and_the_clock_runs_on(phone, claimed):
    answer = say(phone, claimed, "reject", words="还是响")
    assert answer.status_code == 303
    claimed.refresh_from_db()
    assert claimed.state == "taken"
    told = facts.facts(claimed.estate_id, subject=f"order/{claimed.id}")[-1]
    assert (told.kind, told.party, dict(told.body)) == ("order.rejected", "R", {"reason": "not_fixed"})
    assert "还是响" not in str(told)
    text = phone.open(answer["Location"]).text
    assert "退回：还没修好" in text
    assert "没修好" in text


def test_after_acceptance_only_stars_are_asked_for(estate, phone, claimed, clock):
    work(estate, claimed, clock, until="accepted")
    page = phone.open(f"/t/{claimed.tracking}")
    assert [form.action.rsplit("/", 1)[-1] for form in page.forms if form.action.startswith("/t/")] == ["rate"]
    assert page.options["stars"] == ["5", "4", "3", "2", "1"]
    say(phone, claimed, "rate", stars="4")
    claimed.refresh_from_db()
    assert claimed.stars == 4


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "4.5", "五", "1" * 400, None])
def test_stars_are_one_to_five_and_the_words_come_back(estate, phone, claimed, clock, stars):
    work(estate, claimed, clock, until="accepted")
    answer = say(phone, claimed, "rate", stars=stars, words="师傅很好")
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert "请选择一到五颗星" in page.text
    assert page.form("/rate").values["words"] == "师傅很好"


@pytest.mark.parametrize(("what", "kind"), [("confirm", "order.confirmed"), ("reject", "order.rejected")])
def test_a_double_tap_is_one_fact(phone, claimed, what, kind):
    form = phone.open(f"/t/{claimed.tracking}").form(f"/{what}")
    answers = [phone.send(form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {303}
    assert kinds(claimed).count(kind) == 1


def test_rating_twice_from_two_pages_is_refused_with_a_sentence(estate, phone, claimed, clock):
    work(estate, claimed, clock, until="accepted")
    forms = [phone.open(f"/t/{claimed.tracking}").form("/rate") for _ in range(2)]
    assert phone.send(forms[0], stars="5").status_code == 303
    answer = phone.send(forms[1], stars="1")
    assert answer.status_code == 409
    claimed.refresh_from_db()
    assert claimed.stars == 5


def test_the_property_company_was_faster_and_the_page_says_so(estate, phone, claimed, clock):
    form = phone.open(f"/t/{claimed.tracking}").form("/reject")
    work(estate, claimed, clock, until="accepted")
    answer = phone.send(form, words="还是响")
    assert answer.status_code == 409
    assert "现在不能这样做了：工单当前是“已验收”" in Page(answer.content.decode()).text
    assert kinds(claimed).count("order.rejected") == 0


def test_withdrawing_before_somebody_is_there(estate, phone):
    order = report(phone, estate)
    answer = say(phone, order, "withdraw")
    assert answer.status_code == 303
    order.refresh_from_db()
    assert order.state == "cancelled"
    text = phone.open(answer["Location"]).text
    assert "这次报修已结束" in text
    assert "报修人撤回" in text


def test_no_withdrawing_once_the_engineer_is_there(estate, phone, clock):
    order = report(phone, estate)
    form = phone.open(f"/t/{order.tracking}").form("/withdraw")
    work(estate, order, clock, until="arrived")
    assert not any(one.action.endswith("/withdraw") for one in phone.open(f"/t/{order.tracking}").forms)
    assert phone.send(form).status_code == 409


def test_before_the_work_is_handed_in_there_is_nothing_to_confirm(estate, phone):
    order = report(phone, estate)
    page = phone.open(f"/t/{order.tracking}")
    token = page.form("/language").values["csrfmiddlewaretoken"]
    for what in ("confirm", "reject", "rate"):
        answer = phone.post(f"/t/{order.tracking}/{what}", {"stars": "5"}, headers={"X-CSRFToken": token})
        assert answer.status_code == 409
    assert kinds(order) == ["order.reported", "order.assigned"]


@pytest.mark.parametrize("what", ["confirm", "reject", "rate", "withdraw"])
def test_every_answer_needs_its_page(phone, claimed, what):
    assert phone.post(f"/t/{claimed.tracking}/{what}", {"stars": "5"}).status_code == 403
    assert phone.get(f"/t/{claimed.tracking}/{what}").status_code == 405
    stranger = Phone()
    stranger.open(f"/t/{claimed.tracking}")
    token = stranger.cookies["csrftoken"].value
    assert stranger.post(f"/t/guess/{what}", {"stars": "5"}, headers={"X-CSRFToken": token}).status_code == 404
    assert Order.objects.get(pk=claimed.pk).state == "claimed"
