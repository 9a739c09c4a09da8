"""A kept question gives what the same queryset would."""

from uuid import uuid4

import pytest
from django.db.models import F

from tests.weituo.ledger.example import reported
from weituo.ledger.kept import Kept
from weituo.ledger.models import Fact

COLUMNS = ["fact_id", "recv", "seq", "leaf_hash", "entry"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("by", ["subject", "fact_id", "seq"])
def test_one_value_after_another(by):
    for _ in range(3):
        reported()
    kept = Kept(Fact, by=by, columns=COLUMNS, order="id")
    for value in list(Fact.objects.values_list(by, flat=True)):
        asked = Fact.objects.filter(**{by: value}).order_by("id").values_list(*COLUMNS)
        assert [tuple(map(_plain, row)) for row in kept.rows(value)] == [tuple(map(_plain, row)) for row in asked]


def test_nothing_found():
    kept = Kept(Fact, by="fact_id", columns=COLUMNS, order="id")
    assert list(kept.rows(uuid4())) == []
    fact = reported()
    assert [row[0] for row in kept.rows(fact.id)] == list(Fact.objects.values_list("fact_id", flat=True))


def test_it_asks_for_one_value():
    with pytest.raises(ValueError, match="than one"):
        Kept(Fact, by="subject", columns=COLUMNS, order="id").rows(F("kind"))


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value
