"""`/account` and the second step of signing in, as a browser without scripts goes through them."""

import json
from datetime import timedelta

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from tests.weituo.faces.conftest import NOW
from tests.weituo.faces.phone import Page, Phone
from tests.weituo.faces.shared.test_signing import sign_in
from weituo.ledger.ids import uuid7
from weituo.notice.models import Message
from weituo.people import actions, factors, phones
from weituo.people.models import CodeApp, Membership, Person, ReadLog, SignIn
from world.cast import PASSWORD

pytestmark = pytest.mark.django_db
FORM = "/account/app"


def set_up(phone):
    """Codes for whoever is signed in; the app and the recovery codes the page showed."""
    page = phone.open("/account/app")
    text = next(
        value for tag, named in page.marks if tag == "a" and (value := named.get("href", "")).startswith("otpauth")
    )
    app = pyotp.parse_uri(text)
    clock = phone.session["proved"]
    answer = phone.send(page.form(FORM), code=app.at(int(clock)))
    assert answer.status_code == 200
    codes = [word for word in Page(answer.content.decode()).text.split() if word.count("-") == 3]
    assert len(codes) == 10
    return app, codes


def told(name, kind):
    return Message.objects.filter(membership__person__username=name, kind=kind, channel="inapp").count()


def second(phone, code, name="li"):
    answer = sign_in(phone, name)
    assert answer["Location"].startswith("/sign-in/second")
    return phone.send(phone.open(answer["Location"]).form("/sign-in/second"), code=code)


def test_after_the_password_comes_the_code(estate, phone, clock):
    sign_in(phone, "li")
    app, _ = set_up(phone)
    assert told("li", "account_changed") == 1
    other = Phone()
    answer = sign_in(other, "li", address="/sign-in?next=/o/orders")
    assert other.get("/o/").status_code == 302, "half signed in is not signed in"
    assert other.get("/api/v1/orders").status_code == 401
    page = other.open(answer["Location"])
    assert other.send(page.form("/sign-in/second"), code="000000").status_code == 400
    clock.now += timedelta(seconds=60)
    answer = other.send(page.form("/sign-in/second"), code=app.at(clock.now))
    assert answer["Location"] == "/o/orders"
    assert other.get("/o/orders").status_code == 200
    third = Phone()
    assert second(third, app.at(clock.now)).status_code == 400, "the same code again"
    assert SignIn.objects.filter(way="app", person__username="li").count() == 1


def test_a_recovery_code_opens_once(estate, phone):
    sign_in(phone, "li")
    _, codes = set_up(phone)
    assert second(Phone(), codes[0])["Location"] == "/"
    assert second(Phone(), codes[0]).status_code == 400


def test_the_second_step_waits_ten_minutes(estate, phone, clock):
    sign_in(phone, "li")
    _, codes = set_up(phone)
    other = Phone()
    page = other.open(sign_in(other, "li")["Location"])
    clock.now += timedelta(minutes=11)
    assert other.send(page.form("/sign-in/second"), code=codes[0])["Location"] == "/sign-in"
    assert other.get("/o/").status_code == 302
    assert Phone().get("/sign-in/second")["Location"] == "/sign-in", "nobody typed a password"


def test_guessing_codes_locks_whatever_the_address_and_the_person_is_told(estate):
    phone = Phone()  # on the real clock: the counter keeps its own
    sign_in(phone, "li")
    _, codes = set_up(phone)
    for number in range(8):
        answer = second(Phone(REMOTE_ADDR=f"192.0.2.{number}"), "000000")
    assert answer.status_code == 429
    assert second(Phone(REMOTE_ADDR="192.0.2.99"), codes[0]).status_code == 429
    assert told("li", "account_locked") == 1
    admin = Phone()
    sign_in(admin, "admin")
    page = admin.open("/o/people")
    assert "已暂时锁定" in page.text
    li = Person.objects.get(username="li")
    admin.send(page.form(f"/o/people/{li.pk}/lock"))
    assert ReadLog.objects.filter(kind="unlock", subject=f"person/{li.pk}").count() == 1
    assert second(Phone(REMOTE_ADDR="192.0.2.99"), codes[0])["Location"] == "/"


def test_guessed_passwords_lock_one_address_and_the_person_is_told(estate):
    phone = Phone(REMOTE_ADDR="192.0.2.7")
    for _ in range(9):
        answer = sign_in(phone, "li", "guess")
    assert answer.status_code == 429
    assert told("li", "account_locked") == 1
    assert sign_in(Phone(REMOTE_ADDR="192.0.2.8"), "li")["Location"] == "/", "a stranger elsewhere locks nobody out"
    for _ in range(8):
        sign_in(phone, "nobody-at-all", "guess")
    assert Message.objects.filter(kind="account_locked").count() == 1


def test_what_is_kept_of_a_failure_holds_no_code(estate):
    from axes.models import AccessAttempt

    phone = Phone()
    sign_in(phone, "li")
    set_up(phone)
    second(Phone(), "424242")
    kept = AccessAttempt.objects.get(username="code/li")
    assert "424242" not in kept.post_data


def test_a_reset_by_the_administrator_is_told_and_leaves_the_password(estate, phone):
    sign_in(phone, "li")
    set_up(phone)
    admin = Phone()
    sign_in(admin, "admin")
    li = Person.objects.get(username="li")
    answer = admin.send(admin.open("/o/people").form(f"/o/people/{li.pk}/factors"))
    assert answer["Location"] == "/o/people"
    assert not factors.factors(li.pk).any
    assert told("li", "account_reset") == 1
    assert phone.get("/o/").status_code == 302, "their sessions ended"
    assert sign_in(Phone(), "li")["Location"] == "/"
    zhou = Phone()
    sign_in(zhou, "zhou")
    form = admin.open("/o/people").forms[0]
    form.action = f"/o/people/{li.pk}/factors"
    form.values["csrfmiddlewaretoken"] = zhou.open("/o/people").forms[0].values["csrfmiddlewaretoken"]
    assert zhou.send(form).status_code == 403


def test_changes_need_a_recent_proof(estate, phone, clock):
    sign_in(phone, "li")
    set_up(phone)
    clock.now += timedelta(minutes=11)
    page = phone.open("/account")
    answer = phone.send(page.form("/account/app/removal"))
    assert answer["Location"].startswith("/account/proof")
    assert CodeApp.objects.count() == 1
    proof = phone.open(answer["Location"]).form("/account/proof")
    assert phone.send(proof, password="wrong").status_code == 400
    assert phone.send(proof, password=PASSWORD)["Location"] == "/account"
    assert phone.send(page.form("/account/app/removal"))["Location"] == "/account"
    assert CodeApp.objects.count() == 0


def test_a_new_password_ends_the_other_sessions(estate, phone):
    sign_in(phone, "li")
    other = Phone()
    sign_in(other, "li")
    form = phone.open("/account/password").form("/account/password")
    new = "ein-neues-langes-Wort-42"
    assert phone.send(form, old="wrong", new=new, again=new).status_code == 400
    assert phone.send(form, old=PASSWORD, new=new, again=new + "x").status_code == 400
    assert phone.send(form, old=PASSWORD, new="1234567890", again="1234567890").status_code == 400
    assert phone.send(form, old=PASSWORD, new=new, again=new)["Location"] == "/account"
    assert phone.get("/o/").status_code == 200
    assert other.get("/o/").status_code == 302
    assert sign_in(Phone(), "li", new)["Location"] == "/"


def test_a_new_password_ends_the_keys_of_ones_phones_and_nobody_elses(estate, phone, clock):
    keys = {}
    for name in ("wang", "zhao"):
        keys[name] = phones.pair(device_id=uuid7(clock.now), actor=estate.actors[name], name="手机", now=clock.now)
    sign_in(phone, "wang")
    form = phone.open("/account/password").form("/account/password")
    new = "ein-neues-langes-Wort-42"
    assert phone.send(form, old=PASSWORD, new=new, again=new)["Location"] == "/account"
    assert phones.use(secret=keys["wang"], now=clock.now) is None
    assert phones.use(secret=keys["zhao"], now=clock.now) is not None
    actions.set_password(username="zhao", password=new, now=clock.now)
    assert phones.use(secret=keys["zhao"], now=clock.now) is None


def test_a_session_is_ended_from_another_device(estate, phone):
    sign_in(phone, "li")
    other = Phone()
    sign_in(other, "li")
    row = SignIn.objects.exclude(key=phone.session.session_key).get()
    phone.send(phone.open("/account").form(f"/account/sessions/{row.id}/end"))
    assert other.get("/o/").status_code == 302
    assert phone.get("/o/").status_code == 200
    strange = Phone()
    sign_in(strange, "zhou")
    mine = SignIn.objects.get(key=phone.session.session_key)
    page = strange.open("/account")
    form = page.form("/sign-out")
    form.action = f"/account/sessions/{mine.id}/end"
    strange.send(form)
    assert phone.get("/o/").status_code == 200, "nobody ends another person's"
    sign_in(other, "li")
    phone.send(phone.open("/account").form("/account/sessions/end"))
    assert other.get("/o/").status_code == 302


def test_signing_out_leaves_the_list(estate, phone):
    sign_in(phone, "li")
    phone.send(phone.open("/o/").form("/sign-out"))
    assert SignIn.objects.get().ended_at == NOW
    assert Session.objects.count() == 0


def test_asked_is_a_line_that_can_be_put_away(estate, phone):
    sign_in(phone, "zhou")
    page = phone.open("/o/orders")
    assert "建议在密码之外" in page.text
    phone.send(page.form("/account/later"))
    assert "建议在密码之外" not in phone.open("/o/orders").text
    wang = Phone()
    sign_in(wang, "zheng")
    assert "建议在密码之外" not in wang.open("/o/intake").text, "a guard signs nothing"
    with override_settings(SECOND_FACTOR="off"):
        other = Phone()
        sign_in(other, "zhou")
        assert "建议在密码之外" not in other.open("/o/orders").text


def test_required_opens_nothing_else_until_it_is_set_up(estate, phone):
    with override_settings(SECOND_FACTOR="required"):
        sign_in(phone, "zhou")
        assert phone.get("/o/orders")["Location"] == "/account"
        assert phone.get("/api/v1/orders").status_code == 403
        assert phone.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/account"
        assert "之后才能使用其他页面" in phone.open("/account").text
        set_up(phone)
        assert phone.get("/o/orders").status_code == 200
        phone.send(phone.open("/account").form("/account/app/removal"))
        assert phone.get("/o/orders")["Location"] == "/account"
        guard = Phone()
        sign_in(guard, "zheng")
        assert guard.get("/o/intake").status_code == 200


def test_the_admin_site_has_no_way_of_its_own(estate, phone):
    answer = phone.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in?next=%2Fadmin%2F")
    sign_in(phone, "li")
    assert phone.get("/admin/", follow=True).status_code == 403, "signed in, no superuser: no circle"
    phone = Phone()
    assert phone.get("/admin/login/?next=//evil.example")["Location"] == "/sign-in?next=%2F"


def test_a_false_passkey_opens_nothing(estate, phone):
    token = phone.open("/sign-in").form("/sign-in").values["csrfmiddlewaretoken"]

    def post(address, body=""):
        return phone.post(address, body, content_type="application/json", headers={"X-CSRFToken": token})

    assert post("/sign-in/passkey", "{}").status_code == 400, "never asked"
    question = post("/sign-in/passkey/question").json()["publicKey"]
    assert question["userVerification"] == "required"
    assert question["rpId"] == "localhost"
    empty = {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}
    for body in ("", "[]", "{", json.dumps(empty), json.dumps({"rawId": 7}), "x" * 70_000):
        post("/sign-in/passkey/question")
        assert post("/sign-in/passkey", body).status_code == 400, body[:40]
    assert phone.get("/o/").status_code == 302
    assert phone.post("/sign-in/passkey/question").status_code == 403, "needs the page's token"


def test_numbers_are_no_place_for_passkeys(estate, phone):
    sign_in(phone, "li")
    assert phone.open("/account").source.count('data-passkey="make"') == 1
    lan = Client(HTTP_HOST="192.168.1.5:8000")
    lan.force_login(Person.objects.get(username="li"))
    assert b'data-passkey="make"' not in lan.get("/account").content


def test_a_superuser_without_a_role_has_an_account_page(estate, clock):
    from weituo.people import actions

    actions.create_person(username="root", name="运维", now=NOW, is_superuser=True)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username="root"))
    assert client.get("/account").status_code == 200
    assert not Membership.objects.filter(person__username="root").exists()
