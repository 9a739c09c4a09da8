"""The engineer's app on a phone: paired once, then without network; with the real server, and with one that loses replies."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.test_line import serious, sign_in, world  # noqa: F401
from tests.support.chromium import until
from tests.support.phone_history import MAKE, History
from tests.support.phone_server import PhoneServer, real_shell
from weituo.people.models import Membership
from weituo.work.models import Order, PhoneAct

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HISTORIES = 25


@pytest.fixture
def double(db):
    server = PhoneServer(real_shell())
    yield server
    server.close()


def kept(page, name):
    """A picture of the page, when a folder for pictures is named."""
    if folder := os.environ.get("WEITUO_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sound(page, name):
    """Nothing serious for axe, nothing beyond the right edge."""
    page.wait_for_timeout(0)
    kept(page, name)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_random_histories_lose_nothing_and_show_the_truth(double, browser):
    for seed in range(5000, 5000 + HISTORIES):
        History(browser, double, seed, steps=12).run()


def pair_by_hand(page, base):
    page.goto(f"{base}/e/app/#/device")
    page.get_by_role("button", name="绑定", exact=True).click()
    expect(page.locator("#said")).to_contain_text("已绑定")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def test_a_week_in_the_basement_and_back(double, phone):
    double.order(evidence=[{"role": "after", "least": 1, "why": "5.3"}], text="门夹到买菜车")
    double.order(number="WX-0102", item_words="生活水泵", fault_words="异响", severity="S2")
    pair_by_hand(phone, double.url)
    sound(phone, "phone-device")
    phone.context.set_offline(True)
    double.down = True
    phone.reload()  # from the phone alone
    phone.goto(f"{double.url}/e/app/#/")
    phone.locator(".job").first.click()
    phone.get_by_role("button", name="接单").click()
    expect(phone.locator("#said")).to_contain_text("联网后自动上传")
    sound(phone, "phone-order")
    phone.get_by_role("link", name="到场").click()
    phone.get_by_role("button", name="确认到场").click()
    phone.get_by_role("link", name="报完工").click()
    phone.locator("textarea").fill("已更换门机皮带")
    sound(phone, "phone-claim")
    expect(phone.locator(".standing")).to_contain_text("草稿 1")
    phone.get_by_role("button", name="报完工").click()
    expect(phone.locator("#said")).to_contain_text("联网后自动上传")
    expect(phone.locator("textarea")).to_have_count(0)  # it goes back to the order by itself
    phone.locator(".standing").click()
    expect(phone.locator(".outbox > li")).to_have_count(3)
    assert phone.locator(".outbox .chip").all_inner_texts() == ["仅存于本机"] * 3
    sound(phone, "phone-outbox-offline")
    double.down = False
    double.reassign(double.decided[0][0] if double.decided else next(iter(double.orders)))
    phone.context.set_offline(False)
    expect(phone.locator(".outbox [data-kept=refused]").first).to_be_visible()
    phone.get_by_role("button", name="立即同步").click()
    expect(phone.locator(".standing")).to_contain_text("被拒绝 3")
    expect(phone.locator(".outbox")).to_contain_text("该工单已改派给李工。")
    sound(phone, "phone-outbox-refused")
    phone.locator(".outbox a").first.click()
    phone.locator("textarea").fill("我已修好，请核实。")
    phone.get_by_role("button", name="发给经理").click()
    expect(phone.locator(".standing")).to_contain_text("被拒绝 3")
    until(phone, "(await weituoPhone.scene()).items.filter((one) => one.state === 'held').length === 1")
    with phone.expect_download() as taken:
        phone.get_by_role("button", name="导出此项").click()
    assert taken.value.suggested_filename.endswith(".zip")


def test_a_signature_is_where_the_finger_is_and_goes_before_its_act(double, phone):
    order = double.order(state="arrived", mine=True)
    pair_by_hand(phone, double.url)
    phone.goto(f"{double.url}/e/app/#/o/{order}/sign")
    pad = phone.locator("canvas.pad")
    box = pad.bounding_box()
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 20, steps=8)
    phone.mouse.up()
    inked = """(canvas) => {
      const { width, height } = canvas, around = 12 * devicePixelRatio, brush = canvas.getContext("2d");
      const dark = (x, y) => brush.getImageData(x - around, y - around, 2 * around, 2 * around).data.some((value, at) => at % 4 === 0 && value < 128);
      return [dark(width / 2, height / 2), dark(width - 24 * devicePixelRatio, 24 * devicePixelRatio)];
    }"""
    assert pad.evaluate(inked) == [True, False]
    kept(phone, "phone-sign")
    phone.get_by_label("姓名").fill("周女士")
    phone.get_by_role("button", name="保存").click()
    expect(phone.locator(".mine .chip")).to_have_text(["已上传", "已上传"])
    (_, file), (_, act) = double.decided
    assert double.content[act]["body"] == {"file_id": file, "name": "周女士", "who": "resident"}
    assert double.content[file]["role"] == "signature"


def test_a_full_disk_refuses_in_words_and_keeps_what_is_there(double, phone):
    order = double.order()
    phone.goto(f"{double.url}/static/phone-192.png")
    disk = phone.context.new_cdp_session(phone)
    disk.send("Storage.overrideQuotaForOrigin", {"origin": double.url, "quotaSize": 3_000_000})
    pair_by_hand(phone, double.url)
    double.down = True
    assert phone.evaluate(MAKE, [order, "take", {}]) != "full"
    large = """async (id) => {
      const found = (await weituoPhone.days.kept()).day.orders.find((one) => one.id === id);
      return weituoPhone.film(found, new Blob([new Uint8Array(6e6)])).catch((error) => error.name);
    }"""
    assert phone.evaluate(large, order) == "Full"
    items = phone.evaluate("async () => (await weituoPhone.scene()).items.map((one) => [one.kind, one.state])")
    assert [kind for kind, _ in items] == ["take"]
    double.down = False
    disk.send("Storage.overrideQuotaForOrigin", {"origin": double.url})
    phone.evaluate("() => weituoPhone.sync()")
    assert len(double.decided) == 1


def test_with_the_real_server_an_act_made_offline_becomes_a_fact(world, live_server, phone):  # noqa: F811
    base = live_server.url
    phone.goto(f"{base}/q/{world.codes['L2-1-1']}")
    phone.locator("label.tile:has(input[value='lift.car/door'])").click()
    phone.get_by_role("button", name="提交报修").click()
    phone.wait_for_url(lambda url: "/t/" in url)
    reported = Order.objects.latest("reported_at")
    # whoever dispatch sent at this hour of the day: here it is wang
    Order.objects.filter(pk=reported.pk).update(
        state="assigned", assignee=Membership.objects.get(person__username="wang")
    )
    sign_in(phone, base, "wang")
    phone.goto(f"{base}/e/")
    phone.get_by_role("link", name="离线使用").click()
    phone.get_by_role("link", name="绑定这台手机").click()
    phone.get_by_role("button", name="绑定", exact=True).click()
    expect(phone.locator("#said")).to_contain_text("已绑定")
    until(phone, "await weituoPhone.days.kept()")
    phone.context.clear_cookies()  # a week later: no session any more
    phone.goto(f"{base}/e/app/#/")
    kept(phone, "phone-today")
    phone.context.set_offline(True)
    phone.goto(f"{base}/e/app/#/o/{reported.pk}")
    phone.get_by_role("button", name="接单").click()
    expect(phone.locator(".mine .chip")).to_have_text("仅存于本机")
    phone.context.set_offline(False)
    expect(phone.locator(".mine .chip")).to_have_text("已上传")
    act = PhoneAct.objects.get()
    assert (act.kind, act.order_id, Order.objects.get(pk=reported.pk).state) == ("take", reported.pk, "taken")
    phone.get_by_role("link", name="小区地图").click()
    expect(phone.locator(".mark-here text").first).to_contain_text("幢")
    for where in ("#/", "#/outbox", "#/plans", "#/device"):
        phone.goto(f"{base}/e/app/{where}")
        phone.wait_for_selector(f'main[data-ready="{where[1:]}"]')
        sound(phone, f"phone-real{where.replace('#/', '-')}")
    assert [one for one in phone.problems if "ERR_INTERNET_DISCONNECTED" not in one] == []
