"""What is written once stays, byte for byte, and follows its predecessor."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from covenant import facts
from covenant.errors import Problems
from tests.weituo.ledger.example import ESTATE, LOG, NOW, PRIVATE, reported
from weituo.ledger import actions, guard, reads
from weituo.ledger.models import Disclosure, Fact


@pytest.mark.django_db
def test_a_fact_is_its_canonical_bytes():
    fact = reported()
    row = Fact.objects.get()
    entry = bytes(row.entry)
    assert entry == facts.encode(fact)
    assert row.leaf_hash == facts.leaf_hash(entry)
    assert reads.find(UUID(fact.id)) == fact
    assert (row.at, row.recv, row.kind, row.subject) == (NOW, NOW, "order.reported", fact.subject)


@pytest.mark.django_db
def test_personal_values_are_not_in_the_fact():
    fact = reported()
    entry = bytes(Fact.objects.get().entry).decode()
    assert not any(value in entry for value in PRIVATE.values())
    assert len(fact.sd) == len(PRIVATE)
    assert reads.disclosed([UUID(fact.id)]) == {UUID(fact.id): PRIVATE}
    for row in Disclosure.objects.all():
        salt = urlsafe_b64decode(row.salt + "==")
        assert row.digest in fact.sd
        assert facts.matches(row.digest, row.name, row.value, salt)


@pytest.mark.django_db
def test_the_same_value_twice_gives_unlike_commitments():
    assert set(reported().sd).isdisjoint(reported().sd)


@pytest.mark.django_db
def test_erasing_a_value_leaves_the_fact_whole():
    fact = reported()
    before = bytes(Fact.objects.get().entry)
    assert actions.erase(fact_ids=[UUID(fact.id)], names=["contact"]) == 1
    assert reads.disclosed([UUID(fact.id)]) == {UUID(fact.id): {"text": PRIVATE["text"]}}
    assert bytes(Fact.objects.get().entry) == before


@pytest.mark.django_db
def test_the_chain_of_one_subject():
    order = uuid4()
    first = reported(order=order)
    seq, prev = reads.head(first.subject)
    second = reported(
        order=order, kind="order.taken", seq=2, prev=prev, body={}, private={}, at=NOW + timedelta(minutes=3),
        recv=NOW + timedelta(minutes=3), actor="m-1", party="A",
    )  # fmt: skip
    assert seq == 1
    assert reads.facts(ESTATE, subject=first.subject) == [first, second]
    assert facts.breaks([first, second]) == []
    assert reads.facts(ESTATE, kinds=["order.taken"]) == [second]
    assert reads.facts(ESTATE, until=NOW + timedelta(minutes=3)) == [first]
    assert reads.facts(uuid4()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"seq": 3}, {"prev": "0" * 64}, {"seq": 1, "prev": None}])
def test_a_fact_that_does_not_follow_is_refused(change):
    order = uuid4()
    first = reported(order=order)
    _, prev = reads.head(first.subject)
    given = {"kind": "order.taken", "seq": 2, "prev": prev, "body": {}, "private": {}, "party": "A"} | change
    with pytest.raises(IntegrityError):
        reported(order=order, **given)
    assert reads.facts(ESTATE) == [first]


@pytest.mark.django_db
def test_the_same_fact_again_is_recognised():
    fact_id = uuid4()
    first = reported(fact_id=fact_id)
    with pytest.raises(actions.AlreadyRecorded):
        reported(fact_id=fact_id)
    assert reads.facts(ESTATE) == [first]


@pytest.mark.django_db
def test_a_body_that_is_not_of_its_kind_is_refused():
    with pytest.raises(Problems):
        reported(body={"item": "lift.car", "telephone": "13800000000"})
    assert not Fact.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_written_only_inside_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"):
        actions.append(
            estate_id=ESTATE, log=LOG, fact_id=uuid4(), kind="order.taken", subject="order/x", seq=1, prev=None,
            at=NOW, recv=NOW, actor="m-1", party="A", body={},
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_leaves_no_fact():
    def order_and_fact():
        with transaction.atomic():
            reported()
            raise LookupError

    with pytest.raises(LookupError):
        order_and_fact()
    assert not Fact.objects.exists()
    assert not Disclosure.objects.exists()


CHANGES = [
    "UPDATE ledger_fact SET party = 'P'",
    "UPDATE ledger_fact SET seq = seq",
    "DELETE FROM ledger_fact",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_itself_refuses_to_change_a_fact(statement):
    fact = reported()
    with pytest.raises(DatabaseError, match=guard.MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert reads.facts(ESTATE) == [fact]


@pytest.mark.django_db
def test_the_orm_is_refused_too():
    reported()
    with pytest.raises(DatabaseError, match=guard.MESSAGE), transaction.atomic():
        Fact.objects.all().delete()
    with pytest.raises(DatabaseError, match=guard.MESSAGE), transaction.atomic():
        Fact.objects.update(actor="m-2")


@pytest.mark.django_db
def test_postgresql_refuses_to_truncate():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_fact CASCADE")


@pytest.mark.django_db
def test_the_guard_can_be_lifted_and_is_missed():
    assert guard.present(connection)
    with guard.lifted(connection):
        assert not guard.present(connection)
    assert guard.present(connection)


@pytest.mark.django_db
def test_entries_come_out_as_they_went_in():
    made = [reported() for _ in range(3)]
    lines = list(reads.entries(ESTATE))
    assert [json.loads(line)["id"] for line in lines] == [fact.id for fact in made]
    assert reads.leaves(UUID(fact.id) for fact in made) == {
        UUID(fact.id): facts.leaf_hash(line) for fact, line in zip(made, lines, strict=True)
    }
