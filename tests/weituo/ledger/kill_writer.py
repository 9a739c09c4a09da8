"""Run by the test of kills. `write`: facts until it is killed, a line for each that is committed: fact, then its receipt in
base64. `check FILE`: whether everything acknowledged in these lines is there once, in a log that continues all that was
signed."""

import sys
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID


def write() -> None:
    """Until somebody kills it."""
    from tests.weituo.ledger.example import LOG, reported
    from weituo.ledger import receipts

    while True:
        now = datetime.now(UTC)
        fact = reported(at=now, recv=now)
        receipt = receipts.receipt(UUID(fact.id), LOG, now)
        sys.stdout.write(f"{fact.id} {b64encode(receipt).decode()}\n")
        sys.stdout.flush()


def check(lines: list[str]) -> None:
    """AssertionError when something is lost, doubled, missing or forked."""
    from covenant import merkle
    from covenant.seal import Receipt
    from tests.weituo.ledger.example import LOG
    from weituo.ledger import keys, publisher, record, sequencer, standing, tree
    from weituo.ledger.models import Fact, Leaf, Log

    now = datetime.now(UTC)
    sequencer.sequence(LOG, now)
    log = Log.objects.get(origin=LOG)
    publisher.publish(log, now)
    log.refresh_from_db()
    assert log.halted == "", log.halted
    assert standing.examine(LOG) == "", standing.examine(LOG)
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(log.size)), "a gap"
    assert Fact.objects.count() == log.size, "facts without a place"
    assert record.last(LOG).size == log.size
    places = {merkle.leaf_hash(entry) for entry in tree.entries(log, 0, log.size)}
    assert len(places) == log.size, "a fact twice"
    assert lines, "the writers wrote nothing"
    for line in lines:
        receipt = line.split()[1]
        assert Receipt.promised(b64decode(receipt), keys.all_of(log)).leaf in places, "an acknowledged fact is lost"
    sys.stdout.write(f"{len(lines)} acknowledged facts of {log.size}, all in their places\n")


if __name__ == "__main__":
    import django

    django.setup()
    write() if sys.argv[1] == "write" else check(Path(sys.argv[2]).read_text().splitlines())
