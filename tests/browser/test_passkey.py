"""Passkeys in a real browser with Chromium's virtual authenticator, and codes beside them."""

import re

import pyotp
import pytest

from tests.browser.test_line import serious, sign_in
from weituo.people.models import Passkey, Person, SignIn
from world.build import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def world(transactional_db):
    from django.utils import timezone

    return build(scale="small", seed=3, today=timezone.now(), days=2)


@pytest.fixture
def key(desk):
    """The page's own authenticator: the session to speak to it, and its id."""
    session = desk.context.new_cdp_session(desk)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def test_a_passkey_alone_signs_in_and_is_the_second_step_after_a_password(world, live_server, desk, key):
    base = live_server.url.replace("127.0.0.1", "localhost")
    session, authenticator = key
    sign_in(desk, base, "zhou")
    desk.goto(f"{base}/account")
    assert serious(desk) == []
    desk.fill("input[name=name]", "办公室电脑")
    desk.get_by_role("button", name="添加通行密钥").click()
    desk.get_by_text("通行密钥已添加").wait_for()
    assert serious(desk) == []
    row = Passkey.objects.get()
    assert (row.name, row.person.username) == ("办公室电脑", "zhou")
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]) == 1

    desk.context.clear_cookies()
    desk.goto(f"{base}/sign-in?next=/o/statements")
    assert serious(desk) == []
    desk.get_by_role("button", name="用通行密钥登录").click()
    desk.wait_for_url(f"{base}/o/statements")
    assert SignIn.objects.filter(way="passkey", person__username="zhou").count() == 1
    used = Passkey.objects.get().counter
    assert used > 0

    desk.context.clear_cookies()
    sign_in_half(desk, base, "zhou")
    assert serious(desk) == []
    desk.get_by_role("button", name="用通行密钥继续").click()
    desk.wait_for_url(lambda url: "/sign-in" not in url)
    assert Passkey.objects.get().counter > used

    desk.context.clear_cookies()
    Passkey.objects.update(counter=10_000)  # as if a copy of the key had signed in meanwhile
    desk.goto(f"{base}/sign-in")
    desk.get_by_role("button", name="用通行密钥登录").click()
    desk.get_by_text("未能识别通行密钥").wait_for()
    assert "/sign-in" in desk.url

    Passkey.objects.update(counter=0)
    Person.objects.filter(username="zhou").update(is_active=False)
    desk.get_by_role("button", name="用通行密钥登录").click()
    desk.get_by_text("未能识别通行密钥").wait_for()
    assert "/sign-in" in desk.url


def test_nobody_uses_a_passkey_for_another_s_password(world, live_server, desk, key):
    base = live_server.url.replace("127.0.0.1", "localhost")
    sign_in(desk, base, "zhou")
    desk.goto(f"{base}/account")
    desk.get_by_role("button", name="添加通行密钥").click()
    desk.get_by_text("通行密钥已添加").wait_for()
    person = Person.objects.get(username="li")
    Passkey.objects.update(person=person)  # now li's row, while the key itself still says it is zhou's
    desk.context.clear_cookies()
    desk.goto(f"{base}/sign-in")
    desk.get_by_role("button", name="用通行密钥登录").click()
    desk.get_by_text("未能识别通行密钥").wait_for()


def test_codes_on_a_phone(world, live_server, phone):
    base = live_server.url
    sign_in(phone, base, "li")
    phone.goto(f"{base}/account/app")
    assert serious(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    app = pyotp.parse_uri(phone.locator("a[href^='otpauth']").get_attribute("href"))
    phone.fill("input[name=code]", app.now())
    phone.get_by_role("button", name="启用", exact=True).click()
    phone.get_by_text("只显示这一次").wait_for()
    assert serious(phone) == []
    code = phone.locator(".account-codes code").nth(2).inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
    phone.get_by_role("link", name="我已保存好").click()
    phone.wait_for_url(f"{base}/account")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.context.clear_cookies()
    sign_in_half(phone, base, "li")
    phone.fill("input[name=code]", code)
    phone.get_by_role("button", name="登录", exact=True).click()
    phone.wait_for_url(lambda url: "/sign-in" not in url)
    assert phone.problems == []


def sign_in_half(page, base, username):
    page.goto(f"{base}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", "weituo-demo")
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile("/sign-in/second"))
