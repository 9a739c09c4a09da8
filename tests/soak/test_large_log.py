"""What holds of a log that is larger than a test's usual one: of three levels of tiles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from covenant import merkle
from tests.soak import bulk
from weituo.ledger import sequencer, tree
from weituo.ledger.models import Fact

SIZE = 256 * 256 + 3 * 256 + 5


@pytest.mark.django_db
def test_a_proof_reads_its_tiles_with_one_query():
    log = sequencer.opened(bulk.ORIGIN, bulk.DAY, bulk.ESTATE)
    bulk.many(log, SIZE)
    hashes = [bytes.fromhex(one) for one in Fact.objects.order_by("pk").values_list("leaf_hash", flat=True)]
    for size in (1, 255, 256, 257, 65_535, 65_536, 65_537, SIZE):
        root = merkle.root_of(hashes[:size])
        for index in {0, size // 2, max(0, size - 258), size - 1}:
            with CaptureQueriesContext(connection) as queries:
                proof = tree.inclusion(log, index, size)
            assert merkle.verify_inclusion(hashes[index], index, size, proof, root)
            assert len(queries.captured_queries) == 1
