"""One order's first facts, as the work room writes them."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from django.db import transaction

from weituo.ledger import actions

ESTATE = UUID("01930000-0000-7000-8000-000000000001")
LOG = f"weituo/estate/{ESTATE}"
NOW = datetime(2026, 4, 3, 1, 2, 3, 456_000, tzinfo=UTC)
PRIVATE = {"text": "电梯里有人被困,门打不开", "contact": "13800000000"}


def reported(**changes):
    order = changes.pop("order", None) or uuid4()
    given = {
        "estate_id": ESTATE,
        "log": LOG,
        "fact_id": uuid4(),
        "kind": "order.reported",
        "subject": f"order/{order}",
        "seq": 1,
        "prev": None,
        "at": NOW,
        "recv": NOW,
        "actor": "r-1",
        "party": "R",
        "body": {
            "agreement": "jasmine-2026",
            "item": "lift.car",
            "fault": "trapped",
            "cause": "sudden",
            "severity": "S0",
            "place": None,
            "equipment": None,
            "channel": "code",
            "recurrence_of": None,
            "source": None,
        },
        "private": PRIVATE,
    } | changes
    with transaction.atomic():
        return actions.append(**given)
