"""Ending an agreement, letting it rest, letting it go on: facts, each once, refused in words."""

import pytest
from django.test import Client

from covenant.facts import decode
from tests.weituo.conftest import TODAY
from weituo.ledger.models import Fact
from weituo.people.models import Person


@pytest.fixture
def desk(world, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)
    client = Client()
    client.force_login(Person.objects.get(username="zhou"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def kinds():
    entries = Fact.objects.filter(kind__startswith="agreement.").order_by("id").values_list("entry", flat=True)
    return [decode(bytes(entry)).kind for entry in entries]


def test_it_rests_goes_on_and_ends(desk):
    assert desk.get("/o/agreement/ending").status_code == 200
    for what, day in (("suspend", "2026-12-01"), ("resume", "2026-12-10")):
        assert desk.post("/o/agreement/ending/act", {"what": what, "day": day}).status_code == 302
    assert (
        desk.post("/o/agreement/ending/act", {"what": "end", "day": "2027-01-01", "ground": "mutual"}).status_code
        == 302
    )
    assert kinds()[-3:] == ["agreement.suspended", "agreement.resumed", "agreement.ended"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"what": "end", "day": "", "ground": "term"}, "请选择日期"),
        ({"what": "resume", "day": "2026-12-01"}, "协议"),
        ({"what": "end", "day": "2026-12-01", "ground": "whim"}, "协议"),
    ],
)
def test_what_does_not_fit_is_said(desk, sent, words):
    answer = desk.post("/o/agreement/ending/act", sent)
    assert answer.status_code in (409, 422)
    assert words in answer.content.decode()
    assert kinds() == ["agreement.activated"]
