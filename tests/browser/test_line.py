"""The main line in a real browser: report, follow, take, arrive, finish, send back, accept, rate, close the month."""

import re
from pathlib import Path

import pytest

from weituo.month.models import Statement
from weituo.work.models import Order
from world.build import build
from world.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"


@pytest.fixture
def world(transactional_db):
    """The demo world as of now, committed, for the live server."""
    from django.utils import timezone

    return build(scale="small", seed=3, today=timezone.now(), days=40)


def sign_in(page, base, username):
    page.goto(f"{base}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def serious(page):
    """What axe finds serious or critical. It runs as the page's own script would be forbidden to."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        (one["id"], [node["html"][:120] for node in one["nodes"][:3]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_from_a_scanned_code_to_a_signed_statement(world, live_server, phone, desk, browser):
    base = live_server.url
    code = world.codes["L2-1-1"]

    phone.goto(f"{base}/q/{code}")
    assert serious(phone) == []
    phone.locator("label.tile:has(input[value='lift.car/door'])").click()
    phone.fill("textarea[name=text]", "门反复开合,夹到买菜车")
    phone.get_by_role("button", name="提交报修").click()
    phone.wait_for_url(re.compile("/t/"))
    tracking = phone.url
    assert serious(phone) == []
    order = Order.objects.get(tracking=tracking.rsplit("/", 1)[-1])
    assert order.assignee.person.name in phone.content()

    phone.goto(f"{base}/q/{code}")
    assert "关注" in phone.content(), "already reported: follow this one"

    engineer = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN").new_page()
    sign_in(engineer, base, order.assignee.person.username)
    assert serious(engineer) == []
    engineer.goto(f"{base}/e/orders/{order.id}")
    engineer.get_by_role("button", name="接单").click()
    engineer.goto(f"{base}/q/{code}")
    engineer.wait_for_url(re.compile("/e/here/"))
    engineer.locator(f"form[action*='{order.id}'] button").click()
    engineer.goto(f"{base}/e/orders/{order.id}")
    engineer.fill("textarea[name=note]", "调整门刀,更换滑块")
    engineer.get_by_role("button", name="完工").click()
    engineer.get_by_text("等待验收", exact=False).first.wait_for()

    sign_in(desk, base, "li")
    assert serious(desk) == []
    desk.goto(f"{base}/o/orders/{order.id}")
    assert serious(desk) == []
    desk.get_by_text("退回……").click()
    desk.select_option("select[name=reason] >> nth=0", "not_fixed")
    desk.get_by_role("button", name="退回").click()
    desk.get_by_text("已退回", exact=False).first.wait_for()

    engineer.goto(f"{base}/e/here/{code}")
    engineer.locator(f"form[action*='{order.id}'] button").click()
    engineer.goto(f"{base}/e/orders/{order.id}")
    engineer.get_by_role("button", name="完工").click()
    engineer.get_by_text("等待验收", exact=False).first.wait_for()
    desk.goto(f"{base}/o/orders/{order.id}")
    desk.get_by_role("button", name="验收通过").click()
    desk.get_by_text("验收通过。").first.wait_for()

    phone.goto(tracking)
    phone.locator("label[for=star-5]").click()
    phone.locator("form:has(input[name=stars]) button").last.click()
    phone.get_by_text("谢谢您的评价。").first.wait_for()
    order.refresh_from_db()
    assert (order.state, order.stars) == ("accepted", 5)
    assert phone.problems == []
    assert desk.problems == []


def test_every_figure_opens_and_both_sides_sign(world, live_server, desk):
    base = live_server.url
    statement = Statement.objects.order_by("-month").first()
    sign_in(desk, base, "sun")
    desk.goto(f"{base}/o/statements/{statement.id}")
    assert serious(desk) == []
    links = desk.locator(".statement > .stack a[hx-get]:visible")
    assert links.count() > 10
    for number in range(links.count()):
        fig = links.nth(number).get_attribute("hx-push-url")
        links.nth(number).click()
        desk.wait_for_url(f"**{fig}")
        desk.locator("#figure .figure-panel dd").first.wait_for()
    assert serious(desk) == []
    desk.locator("#figure .figure-close").click()
    desk.locator("#figure .figure-none").wait_for()
    desk.fill("input[name=consent]", "孙经理")
    desk.get_by_role("button", name="签字", exact=True).click()
    desk.get_by_text("已签字", exact=False).first.wait_for()
    assert {one.party for one in statement.signatures.all()} == {"P", "A"}
    assert desk.problems == []


def test_on_a_phone_the_reason_takes_the_screen_and_back_closes_it(world, live_server, phone):
    base = live_server.url
    sign_in(phone, base, "feng")
    page = f"{base}/o/statements/{Statement.objects.order_by('-month').first().id}"
    phone.goto(page)
    phone.locator(".pay-big a").click()
    phone.locator("#figure .figure-panel").wait_for()
    box = phone.locator("#figure").bounding_box()
    assert (box["x"], box["y"], box["width"]) == (0, 0, 390)
    assert phone.evaluate("document.activeElement.textContent") == "含税应付款"
    assert serious(phone) == []
    phone.go_back()
    phone.locator(".pay-big").wait_for()
    phone.locator("#figure .figure-panel").wait_for(state="detached")
    assert phone.url == page
    phone.goto(f"{base}/o/statements/running")
    assert serious(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.goto(f"{base}/o/statements")
    assert serious(phone) == []
    assert phone.problems == []
