"""Chinese unless somebody asks for English, and then all of it."""

import pytest
from django.test import Client

from weituo.people.models import Person

pytestmark = pytest.mark.django_db


def test_chinese_whatever_the_telephone_prefers(estate, phone):
    answer = phone.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "登录" in answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in answer.content.decode()


def test_the_switch_is_remembered_and_stays_on_the_page(estate, phone):
    form = phone.open(f"/q/{estate.codes['L1-1-1']}").form("/language")
    answer = phone.send(form, **form.buttons)
    assert (answer.status_code, answer["Location"]) == (302, f"/q/{estate.codes['L1-1-1']}")
    page = phone.open(answer["Location"])
    assert "Report" in page.text
    assert 'lang="en"' in page.source
    back = page.form("/language")
    assert back.buttons == {"language": "zh-hans"}
    phone.send(back, **back.buttons)
    assert "哪里坏了" in phone.open(answer["Location"]).text


def test_a_persons_own_language_counts_until_this_device_says_otherwise(estate):
    person = Person.objects.get(username="li")
    person.language = "en"
    person.save()
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    assert 'lang="en"' in client.get("/o/orders").content.decode()
    client.cookies["weituo_language"] = "zh-hans"
    assert 'lang="zh-Hans"' in client.get("/o/orders").content.decode()


@pytest.mark.parametrize("nonsense", ["fr", "../../etc", "", "zh-hans; x"])
def test_an_unknown_language_changes_nothing(estate, phone, nonsense):
    form = phone.open("/sign-in").form("/language")
    answer = phone.send(form, language=nonsense)
    assert answer.status_code == 302
    assert "weituo_language" not in answer.cookies
    phone.cookies["weituo_language"] = "xx"
    assert "登录" in phone.open("/sign-in").text


def test_switching_never_leaves_the_site(estate, phone):
    form = phone.open("/sign-in").form("/language")
    assert phone.send(form, language="en", next="https://evil.example/")["Location"] == "/"
