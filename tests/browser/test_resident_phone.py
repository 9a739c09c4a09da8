"""What the resident's page promises a telephone with scripts: nothing typed is lost, nothing is sent twice."""

import gzip
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from weituo.work.models import Order, Photo
from world.build import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALLOWED_KILOBYTES = 100  # before photos


@pytest.fixture
def code(transactional_db):
    """A lift's code in the demo world without history."""
    from django.utils import timezone

    return build(scale="small", seed=5, today=timezone.now(), days=0).codes["L1-2-1"]


@pytest.fixture
def pictures(tmp_path):
    """A photo as large as phones make them, and something that only has its name."""
    photo, fake = tmp_path / "lift.jpg", tmp_path / "fake.jpg"
    Image.effect_noise((800, 600), 80).resize((3200, 2400)).convert("RGB").save(photo, quality=92)
    fake.write_bytes(b"%PDF-1.7 " + b"x" * 900)
    return photo, fake


def fill(phone, words):
    phone.locator("label.tile:has(input[value='lift.car/noise'])").click()
    phone.fill("textarea[name=text]", words)


def send(phone):
    phone.get_by_role("button", name="提交报修").click()


def test_photos_go_one_by_one_small_and_the_refused_one_says_why(code, live_server, phone, pictures):
    phone.goto(f"{live_server.url}/q/{code}")
    fill(phone, "运行时有响声")
    phone.set_input_files("input[type=file]", [str(picture) for picture in pictures])
    phone.locator(".shot[data-state=done]").wait_for()
    refused = phone.locator(".shot[data-state=failed]")
    refused.wait_for()
    assert "不是能识别的照片" in refused.inner_text()
    assert phone.input_value("textarea[name=text]") == "运行时有响声"
    photo = Photo.objects.get()
    assert (photo.width, photo.height) == (1600, 1200)  # shrunk before it was sent
    refused.get_by_role("button", name="删除").click()
    send(phone)
    phone.wait_for_url(re.compile("/t/"))
    assert phone.locator(".photos img").count() == 1
    photo.refresh_from_db()
    assert photo.order_id is not None


def test_a_closed_page_comes_back_with_everything(code, live_server, phone, pictures):
    phone.goto(f"{live_server.url}/q/{code}")
    fill(phone, "运行时有响声")
    phone.set_input_files("input[type=file]", str(pictures[0]))
    phone.locator(".shot[data-state=done]").wait_for()
    order = phone.input_value("input[name=order]")
    phone.goto("about:blank")
    phone.goto(f"{live_server.url}/q/{code}")
    phone.get_by_text("已恢复上次没提交的内容。").wait_for()
    assert phone.input_value("textarea[name=text]") == "运行时有响声"
    assert phone.locator("input[name=fault]:checked").input_value() == "lift.car/noise"
    assert phone.locator(".shot[data-state=done]").count() == 1
    assert phone.input_value("input[name=order]") == order
    send(phone)
    phone.wait_for_url(re.compile("/t/"))
    assert str(Order.objects.get(pk=order).photos.get().order_id) == order
    assert phone.evaluate("Object.keys(localStorage)") == []


def test_without_a_network_it_waits_and_goes_out_by_itself(code, live_server, phone):
    phone.goto(f"{live_server.url}/q/{code}")
    fill(phone, "运行时有响声")
    phone.context.set_offline(True)
    send(phone)
    phone.get_by_text("恢复网络后会自动提交").wait_for()
    phone.context.set_offline(False)
    phone.wait_for_url(re.compile("/t/"))
    phone.get_by_text("已收到您的报修").wait_for()


def test_the_back_button_and_a_second_tap_are_the_first_report(code, live_server, phone):
    phone.goto(f"{live_server.url}/q/{code}")
    before = Order.objects.count()
    fill(phone, "运行时有响声")
    phone.reload()  # the draft's ids, not the new page's, are what is sent
    phone.get_by_text("已恢复").wait_for()
    send(phone)
    phone.wait_for_url(re.compile("/t/"))
    tracking = phone.url
    phone.go_back()
    phone.get_by_text("这份报修已经提交。").wait_for()
    send(phone)
    phone.wait_for_url(tracking)
    assert Order.objects.count() == before + 1
    phone.go_back()
    phone.get_by_role("button", name="报别的问题").click()
    expect(phone.locator("#kept")).to_be_empty()
    assert phone.input_value("textarea[name=text]") == ""


def test_words_of_danger_make_the_warning_loud_while_they_are_typed(code, live_server, phone):
    phone.goto(f"{live_server.url}/q/{code}")
    loud = phone.locator(".alarm-loud")
    assert not loud.is_visible()
    phone.fill("textarea[name=text]", "有人被困")
    assert loud.is_visible()
    phone.fill("textarea[name=text]", "有响声")
    assert not loud.is_visible()
    phone.locator("label.tile:has(input[value='lift.car/trapped'])").click()
    assert loud.is_visible()


def test_at_320_pixels_nothing_is_cut_off_in_either_language(code, live_server, browser):
    context = browser.new_context(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/q/{code}")
    fill(page, "很长的一句话" * 40 + "Donaudampfschifffahrtsgesellschaft" * 4)
    send(page)
    page.wait_for_url(re.compile("/t/"))
    for address in (f"{live_server.url}/q/{code}", page.url, f"{live_server.url}/q/x", f"{live_server.url}/sign-in"):
        for language in ("zh-hans", "en"):
            context.add_cookies([{"name": "weituo_language", "value": language, "url": live_server.url}])
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, (address, language)
    context.close()


def test_everything_to_tap_is_large_enough(code, live_server, phone):
    for address in (f"/q/{code}", "/q/x", "/sign-in"):
        phone.goto(live_server.url + address)
        small = phone.evaluate(
            """() => [...document.querySelectorAll('button, .button, .tile, summary, select, textarea, input:not([type=hidden]):not([type=radio])')]
              .filter((one) => one.checkVisibility() && !one.matches('.camera-button input'))
              .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
              .filter(([, height]) => height < 44)"""
        )
        assert small == [], address


def test_the_page_needs_less_than_100_kilobytes_and_nothing_from_elsewhere(code, live_server, phone):
    asked = []
    phone.on("response", lambda answer: asked.append(answer))
    phone.goto(f"{live_server.url}/q/{code}")
    phone.wait_for_load_state("networkidle")
    assert {answer.url.split("/q/")[0].split("/static/")[0] for answer in asked} == {live_server.url}
    sizes = {answer.url.rsplit("/", 1)[-1]: len(gzip.compress(answer.body())) for answer in asked}
    assert sum(sizes.values()) < ALLOWED_KILOBYTES * 1000, sizes
    assert phone.problems == []


def test_what_the_words_are_understood_as_is_one_tap_away_and_forces_nothing(code, live_server, phone):
    phone.goto(f"{live_server.url}/q/{code}")
    phone.locator("textarea[name=text]").press_sequentially("上行时有异响")
    phone.get_by_role("button", name="就是这个").click()
    chosen = phone.locator("input[name=fault]:checked")
    expect(chosen).to_have_value("lift.car/noise")
    expect(phone.locator("#proposal")).to_be_empty()
    phone.locator("label.tile:has(input[value='lift.car/door'])").click()
    phone.locator("textarea[name=text]").press_sequentially(",很响")
    expect(chosen).to_have_value("lift.car/door")
    send(phone)
    phone.wait_for_url(re.compile("/t/"))
    assert Order.objects.latest("reported_at").fault == "door"
    assert phone.problems == []
