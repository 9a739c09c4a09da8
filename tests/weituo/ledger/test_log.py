"""The log: places without gaps, tiles and roots as the tree says, checkpoints that are only signed when all is well."""

import random
from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from covenant import merkle
from covenant.seal import Policy, Proof
from tests.weituo.ledger.example import ESTATE, LOG, NOW, reported
from weituo.ledger import guard, keys, proofs, publisher, receipts, record, sequencer, standing, tree, witnesses
from weituo.ledger.log_guard import GUARD
from weituo.ledger.models import Checkpoint, Fact, Leaf, Log, Pending, Tile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data(settings, tmp_path):
    """A data folder for each test: the record of what was signed outlives a database that is rolled back."""
    settings.DATA = tmp_path


def filled(count: int) -> Log:
    for _ in range(count):
        reported()
    sequencer.sequence(LOG, NOW)
    return Log.objects.get(origin=LOG)


def test_a_fact_waits_until_the_sequencer_gives_it_a_place():
    facts = [reported() for _ in range(3)]
    assert sequencer.waiting() == [LOG]
    assert sequencer.sequence(LOG, NOW) == 3
    assert sequencer.waiting() == []
    assert sequencer.sequence(LOG, NOW) == 0
    assert [tree.place(UUID(one.id))[1] for one in facts] == [0, 1, 2]
    assert Log.objects.get().estate_id == ESTATE


def test_batches_of_any_size_give_the_same_tree():
    for _ in range(300):
        reported()
    draw = random.Random(4)
    while Pending.objects.exists():
        sequencer.sequence(LOG, NOW, limit=draw.randint(1, 90))
    log = Log.objects.get()
    leaves = [merkle.leaf_hash(bytes(entry)) for entry in Fact.objects.order_by("pk").values_list("entry", flat=True)]
    assert log.size == 300
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(300))
    for size in (1, 2, 255, 256, 257, 300):
        assert tree.root(log, size) == merkle.root_of(leaves[:size])
    assert sorted(Tile.objects.values_list("level", "number", "width")) == [(0, 0, 256), (0, 1, 44), (1, 0, 1)]


def test_what_is_rolled_back_leaves_no_gap():
    for turn in range(20):
        try:
            with transaction.atomic():
                reported()
                if turn % 3 == 0:
                    raise RuntimeError
        except RuntimeError:
            pass
    sequencer.sequence(LOG, NOW)
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(13))


def test_a_fact_is_placed_before_all_others_that_wait():
    filled(2)
    other, mine = reported(), reported()
    assert sequencer.settled(LOG, ESTATE, NOW) == 4
    late, now = reported(), reported()
    with transaction.atomic():
        assert sequencer.place(UUID(now.id)) == 4
    sequencer.sequence(LOG, NOW)
    assert [tree.place(UUID(one.id))[1] for one in (other, mine, now, late)] == [2, 3, 4, 5]


def test_a_checkpoint_is_signed_once_for_each_size_and_proves_each_leaf():
    facts = [reported() for _ in range(7)]
    log = filled(0)
    row = publisher.publish(log, NOW)
    assert row.size == 7
    assert publisher.publish(log, NOW) is None
    policy = Policy.parse(witnesses.policy(log).text.encode())
    for fact in facts:
        entry = bytes(Fact.objects.get(fact_id=fact.id).entry)
        proof = Proof.parse(proofs.proof(UUID(fact.id)))
        assert proof.proven(entry, policy, LOG).checkpoint.size == 7
    assert record.last(LOG).size == 7
    assert standing.examine(LOG) == ""


def test_growing_checkpoints_are_consistent():
    log, sizes = filled(3), []
    for more in (0, 1, 260, 5):
        filled(more)
        sizes.append(publisher.publish(log, NOW).size)
    assert sizes == [3, 4, 264, 269]
    for old, new in pairwise(sizes):
        proof = tree.consistency(log, old, new)
        assert merkle.verify_consistency(old, new, proof, tree.root(log, old), tree.root(log, new))


def test_the_receipt_is_the_same_whenever_it_is_asked_for_and_names_the_leaf():
    from covenant.seal import Receipt

    fact = reported()
    one = receipts.receipt(UUID(fact.id), LOG, NOW)
    filled(0)
    assert receipts.receipt(UUID(fact.id), LOG, NOW + timedelta(days=1)) == one
    log = Log.objects.get()
    promised = Receipt.promised(one, keys.all_of(log))
    assert promised.leaf == merkle.leaf_hash(bytes(Fact.objects.get().entry))
    assert receipts.receipt(uuid4(), LOG, NOW) is None


def _rewrite(sql: str, values: list[object]) -> None:
    """What a database's superuser can do: triggers off, change, triggers on."""
    guard.lift(connection)
    GUARD.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    guard.install(connection)
    GUARD.install(connection)


def test_the_database_itself_refuses_to_change_places_full_tiles_and_checkpoints():
    log = filled(257)
    publisher.publish(log, NOW)
    for rows, change in (
        (Leaf.objects.all(), {"index": 900}),
        (Tile.objects.filter(width=256), {"hashes": b"x"}),
        (Checkpoint.objects.all(), {"note": "x"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)


def test_a_superuser_who_edits_a_waiting_entry_stops_the_sequencer():
    reported()
    _rewrite("UPDATE ledger_fact SET entry = %s", [b"{}"])
    with pytest.raises(sequencer.Spoiled):
        sequencer.sequence(LOG, NOW)


def test_a_superuser_who_edits_a_new_entry_halts_the_log_before_it_is_signed():
    log = filled(5)
    _rewrite("UPDATE ledger_fact SET entry = %s WHERE id = %s", [b"{}", Leaf.objects.get(index=3).fact_id])
    assert publisher.publish(log, NOW) is None
    assert "leaf 3" in Log.objects.get().halted


def test_a_superuser_who_edits_a_signed_entry_is_found_by_the_examination():
    log = filled(5)
    publisher.publish(log, NOW)
    _rewrite("UPDATE ledger_fact SET entry = %s WHERE id = %s", [b"{}", Leaf.objects.get(index=1).fact_id])
    assert standing.examine(LOG) == "Leaf 1 has other bytes than were hashed."


def test_a_superuser_who_edits_entry_hashes_and_tiles_too_meets_the_record_outside():
    log = filled(5)
    publisher.publish(log, NOW)
    fact_id = Leaf.objects.get(index=1).fact_id
    forged = merkle.leaf_hash(b"{}")
    _rewrite("UPDATE ledger_fact SET entry = %s, leaf_hash = %s WHERE id = %s", [b"{}", forged.hex(), fact_id])
    tile = Tile.objects.get()
    data = bytes(tile.hashes)
    _rewrite("UPDATE ledger_tile SET hashes = %s", [data[:32] + forged + data[64:]])
    assert "checkpoint 5" in standing.examine(LOG)
    filled(1)
    assert publisher.publish(log, NOW) is None
    assert "others than were signed" in Log.objects.get().halted


def test_a_database_restored_from_an_older_backup_signs_nothing():
    log = filled(4)
    publisher.publish(log, NOW)
    record.swap(LOG, record.last(LOG), record.Signed(9, b"\1" * 32))
    filled(1)
    assert publisher.publish(log, NOW) is None
    assert "older copy" in Log.objects.get().halted


def test_a_record_that_was_lost_signs_nothing():
    log = filled(4)
    publisher.publish(log, NOW)
    record.path().unlink()
    filled(1)
    assert publisher.publish(log, NOW) is None
    assert "does not know this log" in Log.objects.get().halted


def test_a_kill_between_record_and_signature_is_made_good():
    log = filled(4)
    record.swap(LOG, None, record.Signed(4, tree.root(log, 4)))
    assert publisher.publish(log, NOW).size == 4
    filled(2)
    record.swap(LOG, record.last(LOG), record.Signed(6, tree.root(log, 6)))
    filled(1)
    assert publisher.publish(log, NOW).size == 7


def test_a_key_is_changed_while_the_old_one_signs_along():
    log = filled(1)
    publisher.publish(log, NOW)
    old, new = keys.present(log, NOW)[0], keys.rotate(log, NOW)
    filled(1)
    assert publisher.publish(log, NOW).note.count("— ") == 2
    later = NOW + keys.OVERLAP + timedelta(seconds=1)
    assert keys.present(log, later) == [new]
    filled(1)
    assert publisher.publish(log, later).note.count("— ") == 1
    assert keys.all_of(log) == [old, new]


def test_private_keys_lie_encrypted_and_open_to_nobody_else(tmp_path):
    log = filled(1)
    publisher.publish(log, NOW)
    (file,) = (tmp_path / "keys").iterdir()
    assert b"ENCRYPTED" in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
