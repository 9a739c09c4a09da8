"""“已有人报修”: following instead of repeating."""

import pytest

from tests.weituo.faces.phone import Phone
from tests.weituo.faces.resident.example import code, report, work
from weituo.ledger import reads as facts
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


def follow(phone, estate):
    form = phone.open(f"/q/{code(estate)}").form("/follow")
    return phone.send(form, **form.buttons)


def followers(order):
    order.refresh_from_db()
    return order.followers


def test_two_neighbours_follow_one_order_and_both_see_where_it_stands(estate, phone):
    order = report(phone, estate)
    before = Order.objects.count()
    answers = [follow(Phone(), estate) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert followers(order) == 2
    assert Order.objects.count() == before
    page = Phone().open(answers[0]["Location"])
    assert "异响抖动" in page.text
    assert "您关注了这次报修" in page.text
    assert "2 人关注" in Phone().open(f"/q/{code(estate)}").text


def test_a_double_tap_and_coming_back_count_once(estate, phone):
    order = report(phone, estate)
    neighbour = Phone()
    form = neighbour.open(f"/q/{code(estate)}").form("/follow")
    first, second = (neighbour.send(form, **form.buttons) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert followers(order) == 1
    page = neighbour.open(f"/q/{code(estate)}")
    assert "您已关注" in page.text
    assert first["Location"] in page.source


def test_a_double_tap_without_cookies_counts_once_by_its_id(estate, phone):
    order = report(phone, estate)
    neighbour = Phone()
    form = neighbour.open(f"/q/{code(estate)}").form("/follow")
    neighbour.send(form, **form.buttons)
    del neighbour.cookies["weituo_followed"]
    neighbour.send(form, **form.buttons)
    assert followers(order) == 1


def test_a_follower_reads_and_nothing_more(estate, phone, clock):
    order = report(
        phone, estate, text="老人出门不便", room="9-9901", contact_name="陈女士", contact_phone="13900001111"
    )
    neighbour = Phone()
    address = follow(neighbour, estate)["Location"]
    work(estate, order, clock, until="claimed")
    page = neighbour.open(address)
    for secret in ("老人出门不便", "9-9901", "陈女士", "13900001111", order.tracking):
        assert secret not in page.source
    assert not any(form.action.startswith("/t/") for form in page.forms)
    token = page.form("/language").values["csrfmiddlewaretoken"]
    for what in ("confirm", "reject", "rate", "withdraw"):
        answer = neighbour.post(f"{address}/{what}", {"stars": "1"}, headers={"X-CSRFToken": token})
        assert answer.status_code == 404
    order.refresh_from_db()
    assert (order.state, order.stars, order.confirmed_at) == ("claimed", None, None)


def test_following_leaves_no_trace_of_who(estate, phone):
    order = report(phone, estate)
    follow(Phone(), estate)
    follow(Phone(), estate)
    told = [
        fact for fact in facts.facts(estate.estate_id, subject=f"order/{order.id}") if fact.kind == "order.followed"
    ]
    assert len({fact.actor for fact in told}) == 2
    assert all(fact.party == "R" and not fact.sd for fact in told)


@pytest.mark.parametrize("value", ["", "x", "f.AAAA:1", ":", "f." + "A" * 38 + ":0" * 16, "\x00"])
def test_a_made_up_order_is_not_followed(estate, phone, value):
    report(phone, estate)
    form = phone.open(f"/q/{code(estate)}").form("/follow")
    answer = phone.send(form, follow=value)
    assert (answer.status_code, answer["Location"]) == (302, f"/q/{code(estate)}")


def test_an_order_that_has_just_ended_says_so(estate, phone, clock):
    order = report(phone, estate)
    form = phone.open(f"/q/{code(estate)}").form("/follow")
    work(estate, order, clock, until="accepted")
    answer = phone.send(form, **form.buttons)
    assert "刚刚已经结束" in phone.open(answer["Location"]).text
    assert followers(order) == 0


def test_an_order_of_another_place_cannot_be_followed_from_here(estate, phone):
    report(phone, estate)
    form = phone.open(f"/q/{code(estate)}").form("/follow")
    elsewhere = f"/q/{estate.codes['L1-1-1']}"
    form.action = f"{elsewhere}/follow"
    assert phone.send(form, **form.buttons)["Location"] == elsewhere


def test_following_needs_the_page(estate, phone):
    order = report(phone, estate)
    form = phone.open(f"/q/{code(estate)}").form("/follow")
    assert phone.send(form, csrfmiddlewaretoken=None, **form.buttons).status_code == 403
    assert followers(order) == 0
