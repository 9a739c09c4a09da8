"""Facts that counted in no figure: by reason, on the page, in the report and the text, and never in the signed bytes."""

from datetime import timedelta

import pytest
from django.test import Client

from covenant import canon
from covenant.facts import decode
from weituo.ledger.time import instant
from weituo.month import leaves, reads
from weituo.month.models import Statement
from weituo.month.report import words
from weituo.month.text import statement_text
from weituo.pact import reads as pacts


@pytest.fixture
def october(world):
    return Statement.objects.get(month="2026-10")


@pytest.fixture
def document(october):
    return canon.loads(bytes(october.document))


@pytest.fixture
def pact(october):
    return pacts.agreement(october.agreement_id)


@pytest.fixture
def stored(monkeypatch, pact, october):
    """Puts other bytes beside those of the ledger, or instead of some of them."""

    def put(change):
        real = leaves.entries
        monkeypatch.setattr(leaves, "entries", lambda *asked: change(real(*asked)))

    return put


def known(found, october):
    """A claim of an order in the middle of its chain, known before the statement."""
    return next(
        leaf
        for leaf in found
        if (fact := decode(leaf)).kind == "order.claimed" and instant(fact.recv) < october.as_of - timedelta(days=10)
    )


def test_what_came_in_order_leaves_nothing_aside(pact, document):
    assert reads.left_aside(pact, document) == {}
    assert reads.left_aside(pact, document, issued=True) == {}
    assert words.left_aside({}) == ""


def test_each_reason_is_counted(pact, document, october, stored):
    stored(lambda found: [*found, known(found, october), b"{not a fact", b'{"schema":"facts/9"}'])
    assert reads.left_aside(pact, document) == {"duplicate": 1, "unusable": 2}


def test_a_missing_fact_takes_those_after_it_along(pact, document, october, stored):
    stored(lambda found: [leaf for leaf in found if leaf != known(found, october)])
    assert set(reads.left_aside(pact, document)) == {"gap"}


def test_what_came_in_after_the_statement_counts_only_when_it_tells_of_before(pact, document, october, stored):
    def late(found):
        fact = canon.loads(known(found, october))
        fact |= {"recv": document["as_of"] + 60_000, "basis": "offline"}
        return [*found, canon.encode(fact)]

    stored(late)
    assert reads.left_aside(pact, document) == {"after_as_of": 1}
    assert reads.left_aside(pact, document, issued=True) == {}  # the report gives the same bytes for ever


def test_the_text_and_the_report_say_it_in_words(document):
    text = statement_text(document, aside={"gap": 3, "duplicate": 1})
    assert "未计入的记录 3 条 · 前面的记录缺失或被改动，不能作为依据" in text
    assert "未计入" not in statement_text(document)
    assert words.left_aside({"gap": 3}) == (
        "存证账本中另有记录未计入本结算单：3 条前面的记录缺失或被改动，不能作为依据。"
    )


def test_every_reason_has_words_on_the_page(world, october, monkeypatch):
    from django.contrib.auth import get_user_model

    from weituo.faces.office.statements.templatetags.statements import aside_word
    from weituo.month.text import ASIDE

    client = Client()
    client.force_login(
        get_user_model().objects.get(username="chen"), backend="django.contrib.auth.backends.ModelBackend"
    )
    client.cookies["weituo_language"] = "zh-hans"
    path = f"/o/statements/{october.id}"
    assert "未计入的记录" not in client.get(path).content.decode()
    monkeypatch.setattr(reads, "left_aside", lambda *_: dict.fromkeys(ASIDE, 2))
    page = client.get(path).content.decode()
    assert "未计入的记录" in page
    assert page.count("2 条：") == len(ASIDE)
    assert all(aside_word(reason) != reason for reason in ASIDE)
    monkeypatch.setattr(reads, "AT_ONCE", 1)
    assert f"{path}?aside=1#aside" in client.get(path).content.decode()
    assert "2 条：" in client.get(path + "?aside=1").content.decode()
