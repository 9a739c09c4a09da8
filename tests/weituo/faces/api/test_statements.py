"""Statements through the API: the same figures, and the very bytes that were signed."""

import hashlib
from types import SimpleNamespace

import pytest

from tests.weituo.conftest import TODAY
from weituo.month.models import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    return SimpleNamespace(now=TODAY)


def test_months_figures_and_bytes(world, program):
    auditor, row = program(world, "chen"), Statement.objects.get(month="2026-10")
    status, listed = auditor.get("/statements")
    assert status == 200
    assert listed["statements"][0]["state"] == "running"
    month = next(one for one in listed["statements"] if one["month"] == "2026-10")
    assert month["id"] == str(row.id)
    assert month["gross"] == row.gross
    status, one = auditor.get(f"/statements/{row.id}")
    assert status == 200
    assert one["sha256"] == row.sha256
    assert one["gross"] == one["net"] + one["vat"]
    assert all(line["formula"] and line["clause"] for line in one["lines"])
    document = auditor.client.get(f"/api/v1/statements/{row.id}/document")
    assert hashlib.sha256(document.content).hexdigest() == row.sha256
    assert document["ETag"] == f'"{row.sha256}"'


def test_who_may_not(world, program):
    row = Statement.objects.get(month="2026-10")
    engineer = program(world, "wang")
    for path in ("/statements", f"/statements/{row.id}", f"/statements/{row.id}/document"):
        status, problem = engineer.get(path)
        assert (status, problem["code"]) == (403, "api.forbidden")
    status, problem = program(world, "chen").get("/statements/00000000-0000-7000-8000-000000000000")
    assert (status, problem["code"]) == (404, "statement.missing")
