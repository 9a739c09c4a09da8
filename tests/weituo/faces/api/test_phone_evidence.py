"""What the terms want to see: the phone knows it beforehand, a claim without it does not count, and what comes late is a
fact of its own."""

from copy import deepcopy
from datetime import timedelta

import pytest

from covenant.order import fold
from tests.weituo.faces.api.phone import Phone, picture
from tests.weituo.work.test_life import doer, reported
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Disclosure, Fact
from weituo.pact import actions as pacts
from weituo.people.reads import names
from weituo.work.actions import acceptance, erasure
from weituo.work.models import Order, PhoneAct, Photo

pytestmark = pytest.mark.django_db
LIFT = "L1-1-1"
RULES = [
    {"clause": "4.30", "items": ["lift.*"], "role": "after", "least": 2},
    {"clause": "4.31", "items": ["lift.*"], "role": "signature", "least": 1},
]


@pytest.fixture
def strict(estate, clock):
    """The demo's terms with rules of evidence, in force from now on."""
    document = deepcopy(dict(estate.pact.terms(clock.now).document))
    document["evidence"] = RULES
    document["version"] = {**document["version"], "no": 2, "supersedes": 1, "effective_from": clock.now.isoformat()}
    pacts.activate(
        estate_id=estate.estate_id, document=document, principal_id=estate.pact.principal_id,
        contractor_id=estate.pact.contractor_id, actor=estate.actors["zhou"], now=clock.now,
    )  # fmt: skip
    clock.now += timedelta(minutes=1)
    return estate


def begin(world, clock):
    order = reported(world, key=LIFT, now=clock.now).order.id
    worker = doer(world, order)
    phone = Phone(clock, next(n for n, one in world.actors.items() if one.membership_id == worker.membership_id))
    assert phone.do(order, "take")[1]["state"] == "held"
    assert phone.do(order, "arrive", code=str(world.codes[LIFT]))[1]["state"] == "held"
    return order, phone


def signed(phone, order, name="业主李女士"):
    file = phone.photo(order, "signature", picture((255, 255, 255), "PNG"))[1]["file"]
    return phone.do(order, "sign", file_id=file, name=name, who="resident")


def test_a_claim_without_what_the_terms_want_does_not_count(strict, clock):
    order, phone = begin(strict, clock)
    seen = next(one for one in phone.day().json()["orders"] if one["id"] == str(order))
    assert {(one["role"], one["least"]) for one in seen["evidence"]} == {("after", 2), ("signature", 1)}
    assert all("4.3" in one["why"] for one in seen["evidence"])
    phone.photo(order)
    status, answer = phone.do(order, "claim", note="好了")
    assert (status, answer["state"], answer["code"]) == (200, "refused", "order.evidence_missing")
    assert "4.30" in answer["sentence"]
    assert "维修后照片" in answer["sentence"]
    assert Photo.objects.get(draft=order).fact_id is None, "the photo stays for the next try"
    phone.photo(order, data=picture((9, 9, 9)))
    assert "4.31" in phone.do(order, "claim", note="好了")[1]["sentence"]
    assert signed(phone, order)[1]["state"] == "held"
    status, answer = phone.do(order, "claim", note="好了")
    assert (answer["state"], answer["order"]["state"]) == ("held", "claimed")


def test_a_signature_is_a_fact_that_does_not_say_the_name(strict, clock):
    order, phone = begin(strict, clock)
    _status, answer = signed(phone, order)
    fact = Fact.objects.get(fact_id=answer["id"])
    assert fact.kind == "order.evidenced"
    assert "业主李女士".encode() not in bytes(fact.entry)
    assert Disclosure.objects.get(fact_id=fact.fact_id, name="signer").value == "业主李女士"
    state = fold(facts.facts(strict.estate_id, subject=f"order/{order}"))
    assert state.state == "arrived"
    _status, answer = phone.do(order, "sign", file_id=uuid7(clock.now), name="谁", who="resident")
    assert (answer["state"], answer["code"]) == ("refused", "order.no_signature")


def test_after_a_rejection_it_has_to_be_shown_anew(strict, clock):
    order, phone = begin(strict, clock)
    for shade in (1, 2):
        phone.photo(order, data=picture((shade, 0, 0)))
    signed(phone, order)
    assert phone.do(order, "claim", note="")[1]["state"] == "held"
    li = strict.actors["li"]
    acceptance.reject(order_id=order, actor=li, now=clock.now, fact_id=uuid7(clock.now), reason="poor_work")
    phone.do(order, "arrive", code=str(strict.codes[LIFT]))
    assert phone.do(order, "claim", note="")[1]["code"] == "order.evidence_missing"


def test_a_photo_after_the_claim_is_a_fact_of_its_own(estate, clock):
    order, phone = begin(estate, clock)
    assert phone.do(order, "claim", note="")[1]["state"] == "held", "these terms ask for nothing"
    _status, late = phone.photo(order)
    assert late["state"] == "held"
    fact = facts.find(Photo.objects.get(pk=late["file"]).fact_id)
    assert (fact.kind, fact.id, [blob.role for blob in fact.blobs]) == ("order.evidenced", late["file"], ["after"])
    row = Order.objects.get(pk=order)
    assert (row.state, row.seq) == ("claimed", fact.seq)
    assert fact.actor in names([fact.actor])
    assert PhoneAct.objects.get(pk=late["file"]).state == "held"


def test_what_is_erased_is_gone_from_what_phones_sent_too(strict, clock):
    order, phone = begin(strict, clock)
    signed(phone, order)
    phone.do(order, "claim", note="钥匙在门垫下")
    phone.do(order, "note", words="住户李女士不在家", about=None)
    erasure.erase(order_id=order, reason="request", now=clock.now)
    left = [row.said for row in PhoneAct.objects.filter(order_id=order)]
    assert left
    assert not any("李女士" in str(one) or "门垫" in str(one) for one in left)
    assert not Disclosure.objects.filter(name="signer").exists()
