"""The page: past months or a synthetic year, costs typed into the address, bad input in words."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from covenant.agreement import Agreement
from covenant.statement import settle_month
from tests.weituo.conftest import TODAY
from weituo.ledger.time import ms
from weituo.month import calibration, leaves
from weituo.pact import reads as pacts
from weituo.people.models import Person


@pytest.fixture
def desk(world, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    client = Client()
    client.force_login(Person.objects.get(username="zhou"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_last_months_under_the_terms_in_force(desk):
    page = desk.get("/o/calibration/").content.decode()
    assert "2026年10月" in page
    assert "最少付多少" in page


def test_a_cheap_penalty_is_called_so(desk):
    page = desk.get("/o/calibration/?over=year&cost-repair=150").content.decode()
    assert "比干活便宜" in page
    assert 'value="150.00"' in page


@pytest.mark.parametrize("query", ["terms=x", "terms=01a1a96f-3500-7000-9142-3c28324078b2"])
def test_terms_that_are_not_there(desk, query):
    answer = desk.get(f"/o/calibration/?{query}")
    assert answer.status_code == 422
    assert "没有可供试算的条款" in answer.content.decode()


def test_what_cannot_be_read_is_said_and_nothing_is_computed(desk):
    answer = desk.get("/o/calibration/?over=year&orders=viele&repair=200%25&seed=-1&cost-repair=-3&cost-rework=80")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有计算" in page
    for typed in ("viele", "200%", "-1", "-3", "80.00"):
        assert f'value="{typed}"' in page
    assert page.count("aria-invalid") == 4
    assert "比例应在 0% 到 100% 之间" in page
    assert "逐月" not in page


def test_the_address_alone_gives_the_same_page(desk):
    address = "/o/calibration/?over=year&orders=120&repair=88.5%25&seed=4&cost-planned=60"
    one, two = (desk.get(address).content.decode() for _ in range(2))
    facts = [text[text.index('<form method="get"') :] for text in (one, two)]
    assert facts[0] == facts[1]
    assert 'value="88.5%"' in one
    other = desk.get(address.replace("seed=4", "seed=5")).content.decode()
    assert other[other.index('<form method="get"') :] != facts[0]


def test_the_figures_as_a_file(desk):
    answer = desk.get("/o/calibration/figures.csv?over=year&cost-repair=9999")
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    assert "罚得比干活便宜" in text
    assert len(text.splitlines()) > 30
    back = desk.get("/o/calibration/figures.csv?orders=x")
    assert (back.status_code, back["Location"]) == (302, "/o/calibration/?orders=x")


def test_before_any_month_is_over_a_year_is_drawn(desk, monkeypatch):
    monkeypatch.setattr("weituo.month.calibration.past_months", lambda pact, now: ())
    page = desk.get("/o/calibration/?over=past").content.decode()
    assert "还没有结束的月份" in page
    assert "2026年12月" in page


def test_drafts_are_tried_by_those_who_may_read_them(desk, world):
    desk.post("/o/drafts/start", {"base": "full"})
    pact_page = desk.get("/o/calibration/").content.decode()
    drafts = re.findall(r'<option value="([0-9a-f-]{36})"', pact_page)
    assert drafts
    assert desk.get(f"/o/calibration/?terms={drafts[0]}").status_code == 200
    other = Client()
    other.force_login(Person.objects.get(username="li"), backend="django.contrib.auth.backends.ModelBackend")
    assert drafts[0] not in other.get("/o/calibration/").content.decode()
    assert other.get(f"/o/calibration/?terms={drafts[0]}").status_code == 422


def test_the_last_months_under_their_own_terms_are_what_they_would_settle_to_today(desk, world):
    page = desk.get("/o/calibration/").content.decode()
    pact = pacts.agreement_in_force(world.estate_id, TODAY)
    agreement = Agreement([replace(one, payment=replace(one.payment, bedding=None)) for one in pact.agreement.versions])
    months = calibration.past_months(pact, TODAY)
    assert months
    for month in months:
        now = settle_month(agreement, pact.calendars, leaves.of_month(pact, month), month, ms(TODAY))
        own = now["net"] - sum(one["net"] for one in now["adjustments"])
        assert f"¥{own // 100:,}.{own % 100:02d}" in page
