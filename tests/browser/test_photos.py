"""Photos used before on a phone, and without any script."""

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.browser.test_line import serious, sign_in, world  # noqa: F401
from tests.weituo.work import albums
from tests.weituo.work.test_origin import photo as taken
from weituo.work.actions import reuse
from weituo.work.models import PhotoFlag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def kept(page, name):
    """A picture of the page, when a folder for pictures is named."""
    if folder := os.environ.get("WEITUO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def narrow(page):
    """Nothing sticks out to the right."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_on_a_phone_a_supervisor_compares_rules_and_finds_the_form_filled(world, live_server, phone):  # noqa: F811
    base = live_server.url
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.mirrored(), days=3)
    local = (two.reported_at - timedelta(days=3)).astimezone(ZoneInfo("Asia/Shanghai"))
    albums.put(two, taken(f"{local:%Y:%m:%d %H:%M:%S}"), days=3)
    reuse.find(now=timezone.now())
    sign_in(phone, base, "li")
    phone.goto(f"{base}/o/photos/flags")
    assert serious(phone) == []
    assert narrow(phone)
    kept(phone, "photo-flags")
    phone.goto(f"{base}/o/orders/{two.pk}")
    assert serious(phone) == []
    assert narrow(phone)
    kept(phone, "photo-order")
    assert phone.locator("article img").count() == 2
    phone.get_by_role("button", name="确认重复使用").click()
    phone.wait_for_url(lambda url: "/o/oversight" in url)
    assert two.number in phone.locator("#event input[name=order]").input_value()
    assert narrow(phone)
    kept(phone, "photo-event")
    assert phone.problems == []


def test_without_script(world, live_server, browser):  # noqa: F811
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.mirrored(), days=3)
    reuse.find(now=timezone.now())
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    sign_in(page, live_server.url, "zhou")
    page.goto(f"{live_server.url}/o/photos/flags")
    page.get_by_role("button", name="不是同一张").click()
    page.wait_for_load_state()
    assert PhotoFlag.objects.get().state == "dismissed"
    context.close()
