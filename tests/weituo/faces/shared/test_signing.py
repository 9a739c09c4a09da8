"""Signing in, out, and to which page."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from tests.weituo.faces.conftest import NOW
from tests.weituo.faces.phone import Page, Phone
from weituo.estate import actions as estates
from weituo.people import actions as people
from weituo.people.models import Membership, Organisation, Person
from world.cast import CAST, PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(phone, name, password=PASSWORD, address="/sign-in", **more):
    return phone.send(phone.open(address).form("/sign-in"), username=name, password=password, **more)


def test_the_right_password_opens_the_role_s_own_first_page(estate, phone):
    assert sign_in(phone, "li")["Location"] == "/"
    assert phone.get("/")["Location"] == "/o/"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("wang", "/e/"),
        ("sun", "/o/"),
        ("li", "/o/"),
        ("zhou", "/o/"),
        ("zheng", "/o/night"),
        ("wu", "/o/statements"),
        ("feng", "/o/"),
        ("chen", "/a/"),
        ("admin", "/o/people"),
    ],
)
def test_each_role_starts_where_its_question_is_answered(estate, clock, name, first):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username=name))
    answer = client.get("/")
    assert answer["Location"] == first
    assert client.get(first).status_code == 200


def test_every_role_of_the_cast_has_a_first_page(estate):
    assert {member.role for member in CAST} == {
        "engineer", "contractor_manager", "guard", "supervisor", "manager", "finance", "committee", "auditor",
        "administrator",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", PASSWORD), ("", ""), ("li\x00", "x")])
def test_a_wrong_one_is_told_without_saying_which_and_keeps_the_name(estate, phone, name, password):
    answer = sign_in(phone, name, password)
    assert answer.status_code == 400
    page = Page(answer.content.decode())
    assert "用户名或密码不对" in page.text
    assert page.form("/sign-in").values["password"] == ""
    assert page.form("/sign-in").values["username"] == name.replace("\x00", "").strip()


def test_back_to_the_page_that_asked(estate, phone):
    answer = sign_in(phone, "li", address="/sign-in?next=/o/orders%3Flate%3D1")
    assert answer["Location"] == "/o/orders?late=1"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "http:///x"]
)
def test_never_to_another_site(estate, phone, elsewhere):
    assert sign_in(phone, "li", next=elsewhere)["Location"] == "/"


def test_guessing_is_stopped_and_says_for_how_long(estate):
    phone = Phone()  # on the real clock: the counter keeps its own
    for _ in range(8):
        answer = sign_in(phone, "li", "guess")
    assert answer.status_code == 429
    assert "请过一刻钟再试" in answer.content.decode()
    assert sign_in(phone, "li").status_code == 429


def test_signing_in_needs_its_page(estate, phone):
    assert phone.post("/sign-in", {"username": "li", "password": PASSWORD}).status_code == 403


def test_signing_out_ends_it(estate, phone):
    sign_in(phone, "li")
    form = phone.open("/o/").form("/sign-out")
    assert phone.send(form)["Location"] == "/sign-in"
    assert phone.get("/o/").status_code == 302
    assert phone.get("/sign-out").status_code == 302


def test_somebody_without_a_role_is_told_whom_to_ask(estate, phone):
    hashed = make_password("a-long-password")
    people.create_person(username="nobody", name="无职", hashed=hashed, now=NOW)
    sign_in(phone, "nobody", "a-long-password")
    answer = phone.get("/")
    assert answer.status_code == 403
    assert "请联系管理员" in answer.content.decode()


def test_a_person_with_two_estates_chooses_and_the_clock_follows(estate, phone, clock):
    other = estates.create_estate(slug="queens", name_zh="纽约小区", zone="America/New_York", now=NOW)
    li, organisation = Person.objects.get(username="li"), Organisation.objects.get(kind="principal")
    people.grant(
        person_id=li.id, organisation_id=organisation.id, estate_id=other, role="supervisor", party="P", now=NOW
    )
    sign_in(phone, "li")
    assert phone.get("/o/orders").wsgi_request.actor.estate_id == estate.estate_id
    second = Membership.objects.get(person=li, estate_id=other)
    form = phone.open("/o/orders").form("/membership")
    assert phone.send(form, membership=str(second.id))["Location"] == "/"
    assert phone.get("/o/orders").wsgi_request.actor.estate_id == other
    strangers = Membership.objects.get(person__username="zhou")
    phone.send(form, membership=str(strangers.id))
    assert phone.get("/o/orders").wsgi_request.actor.membership_id == second.id
