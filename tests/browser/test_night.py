"""The night desk in a real browser: a report by telephone in seconds, one call by the keyboard, a network that goes away."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.test_line import serious, sign_in
from weituo.duty import actions as rosters
from weituo.duty.models import Call, Handover
from weituo.people.models import Membership
from weituo.work.models import Order
from world.build import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(transactional_db):
    """The estate without history, wang on call, committed for the live server."""
    now = timezone.now()
    made = build(scale="small", today=now - timedelta(days=1), days=0)
    wang = Membership.objects.get(person__username="wang", until=None)
    rosters.add(
        actor=made.actors["sun"], membership_id=wang.pk, kind="call", starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=9), now=now,
    )  # fmt: skip
    return made


def test_a_call_by_night(world, live_server, desk, phone):
    base = live_server.url
    sign_in(desk, base, "zheng")
    desk.wait_for_url(re.compile("/o/night"))
    assert serious(desk) == []
    desk.keyboard.press("n")
    desk.keyboard.type("电梯")
    desk.wait_for_selector("[data-place]")
    desk.keyboard.press("Enter")
    desk.locator("label.tile-danger").first.click()
    desk.fill("textarea[name=text]", "有人困在里面")
    desk.get_by_role("button", name="登记并派人").click()
    desk.wait_for_selector("#board .night-s0")
    order = Order.objects.get(severity="S0", is_open=True)
    assert serious(desk) == []

    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("1")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("text=尚未答复")
    assert Call.objects.get().order_id == order.pk
    desk.get_by_role("button", name="马上来").click()
    desk.wait_for_selector("#board .night-s0 .due-met")

    sign_in(phone, base, "zheng")
    phone.goto(f"{base}/o/night")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = (
        "[...document.querySelectorAll('.night .big')].filter(one => one.offsetParent && one.offsetHeight < 56).length"
    )
    assert phone.evaluate(small) == 0
    phone.evaluate("scrollTo(0, 200)")
    before = phone.evaluate("scrollY")
    with phone.expect_response("**/o/night/board"):
        phone.evaluate("document.getElementById('board').dispatchEvent(new Event('refresh'))")
    phone.wait_for_selector("#board:not(.htmx-request)")
    assert phone.evaluate("scrollY") == before
    phone.context.set_offline(True)
    phone.evaluate("document.getElementById('board').dispatchEvent(new Event('refresh'))")
    phone.wait_for_selector("#stale:not([hidden])")
    assert "网络中断" in phone.inner_text("#stale")
    phone.context.set_offline(False)
    with phone.expect_response("**/o/night/board"):
        phone.evaluate("document.getElementById('board').dispatchEvent(new Event('refresh'))")
    phone.wait_for_selector("#stale", state="hidden")

    phone.goto(f"{base}/o/handovers")
    assert serious(phone) == []
    phone.fill("textarea[name=words]", "泵房门锁不上")
    phone.get_by_role("button", name="交班").click()
    phone.wait_for_url(re.compile("/o/handovers/[0-9a-f-]{36}"))
    assert Handover.objects.get().lines.filter(order_id=order.pk).count() == 1
    desk.context.clear_cookies()
    sign_in(desk, base, "li")
    desk.goto(f"{base}/o/handovers/{Handover.objects.get().pk}")
    assert serious(desk) == []
    desk.get_by_role("button", name="已阅读，接班").click()
    desk.wait_for_selector("text=已接班。")
    assert Handover.objects.get().taken_by.person.username == "li"
