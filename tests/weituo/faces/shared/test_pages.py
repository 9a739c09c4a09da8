"""Error pages, headers, and what no page of ours may contain."""

import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

import weituo.faces
from covenant.errors import Refusal
from weituo.faces.shared import errors

FACES = Path(weituo.faces.__file__).parent
TEMPLATES = sorted(FACES.rglob("templates/**/*.html"))
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on")
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FACES)))
def test_a_template_needs_nothing_inline_and_nothing_from_elsewhere(template):
    text = template.read_text("utf-8")
    assert INLINE.findall(text) == []
    assert FOREIGN.findall(text) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nowhere", "/sign-in", "/healthz", "/q/x"])
def test_every_answer_carries_the_policy(estate, address):
    answer = Client(HTTP_HOST="localhost").get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_missing_page_says_so_in_both_languages_and_leads_on(phone):
    page = phone.open("/nowhere", status=404)
    assert "没有找到这个页面" in page.text
    assert any(named.get("href") == "/" for tag, named in page.marks if tag == "a")
    phone.cookies["weituo_language"] = "en"
    assert "There is no such page" in phone.open("/nowhere", status=404).text


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.denied, 403),
        (errors.missing, 404),
        (errors.too_many, 429),
        (errors.broken, 500),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_error_page_stands_without_our_middleware(view, status, language):
    with translation.override(language):
        answer = view(RequestFactory().get("/x"))
    text = answer.content.decode()
    assert answer.status_code == status
    assert bool(re.search("[\u4e00-\u9fff]", re.sub("<(title|form).*?</\\1>", "", text, flags=re.S))) == (
        language == "zh-hans"
    )


@pytest.mark.django_db
def test_a_view_that_breaks_shows_no_insides(estate, monkeypatch):
    def broken(*args):
        raise RuntimeError("secret insides")

    monkeypatch.setattr("weituo.faces.shared.views.home.navigation.first_page", broken)
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    from weituo.people.models import Person

    client.force_login(Person.objects.get(username="li"))
    answer = client.get("/")
    assert answer.status_code == 500
    assert "此前已保存的内容都在" in answer.content.decode()
    assert "secret insides" not in answer.content.decode()


def test_a_refusal_as_a_page_cites_its_clause():
    answer = errors.refused(RequestFactory().get("/x"), Refusal("order.not_yours", "3.2"))
    assert answer.status_code == 409
    assert "这单不归您处理。（协议第 3.2 条）" in answer.content.decode()


@pytest.mark.django_db
def test_health_is_the_databases(monkeypatch):
    client = Client(HTTP_HOST="localhost")
    assert client.get("/healthz").json() == {"ok": True}

    def down(*args, **kwargs):
        from django.db import OperationalError

        raise OperationalError

    monkeypatch.setattr("weituo.faces.shared.views.health.connection.cursor", down)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["ok"]) == (503, False)
