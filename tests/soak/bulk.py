"""Many facts at once, made up and put in without the actions: what measurements of a large log begin with."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from covenant import facts, merkle, tile
from weituo.ledger.models import Fact, Log, Pending, Tile
from weituo.ledger.time import instant, ms
from weituo.work.models import Order

ESTATE = UUID("01930000-0000-7000-8000-000000000001")
ORIGIN = "weituo/bench"
DAY = datetime(2026, 10, 25, 4, tzinfo=UTC)


def name(number: int) -> UUID:
    """The id of the fact of this number."""
    return UUID(int=(7 << 76) | (2 << 62) | (number + 1))


def stored(count: int) -> None:
    """Facts as an order's are, of so many made-up orders, waiting for their places."""
    rows = []
    for number in range(count):
        fact_id = name(number)
        fact = facts.Fact(
            id=str(fact_id), log=ORIGIN, kind="order.taken", subject=f"order/{UUID(int=number)}", seq=1, prev=None,
            at=ms(DAY) + number, recv=ms(DAY) + number, actor="m-0123456789abcdef", party="A", body={},
        )  # fmt: skip
        entry = facts.encode(fact)
        rows.append(
            Fact(
                pk=number + 1, estate_id=ESTATE, fact_id=fact_id, kind=fact.kind, subject=fact.subject, seq=1,
                at=instant(fact.at), recv=instant(fact.recv), actor=fact.actor, party="A", entry=entry,
                leaf_hash=facts.leaf_hash(entry),
            )
        )  # fmt: skip
    Fact.objects.bulk_create(rows, batch_size=2000)
    Pending.objects.bulk_create((Pending(fact=row, origin=ORIGIN) for row in rows), batch_size=2000)


def many(log: Log, count: int) -> None:
    """So many leaves as plain rows, their entries nothing but 400 bytes, under hashes that fit them."""
    hashes: list[bytes] = []
    facts_in = "ledger_fact (id, estate_id, fact_id, kind, subject, seq, at, recv, actor, party, entry, leaf_hash)"
    _copied(facts_in, (_row(number, hashes) for number in range(count)))
    _copied("ledger_leaf (fact_id, log_id, index)", ((number + 1, log.pk, number) for number in range(count)))
    tiles = tile.grow(hashes, 0, lambda level, number: b"")
    Tile.objects.bulk_create(
        Tile(log=log, level=level, number=number, width=len(data) // merkle.WIDTH, hashes=data)
        for (level, number), data in tiles.items()
    )
    Log.objects.filter(pk=log.pk).update(size=count)
    connection.cursor().execute("ANALYZE")


def _row(number: int, hashes: list[bytes]) -> tuple:
    entry = number.to_bytes(8, "big") * 50
    hashes.append(merkle.leaf_hash(entry))
    ids = ESTATE, name(number)
    if connection.vendor == "sqlite":
        ids = ESTATE.hex, name(number).hex
    at = DAY.replace(tzinfo=None).isoformat(" ") if connection.vendor == "sqlite" else DAY
    told = "order.taken", f"order/{UUID(int=number)}", 1, at, at, "m-0123456789abcdef", "A"
    return number + 1, *ids, *told, entry, hashes[-1].hex()


def _copied(target: str, rows: Iterable[tuple]) -> None:
    """The quickest way into a table of either database."""
    target = target.replace(" index)", ' "index")')
    with connection.cursor() as cursor, transaction.atomic():
        if connection.vendor == "sqlite":
            places = ", ".join("?" * (target.count(",") + 1))
            cursor.connection.executemany(f"INSERT INTO {target} VALUES ({places})", rows)
        else:
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def month(estate_id: UUID, origin: str, agreement: str, start: datetime) -> None:
    """10,000 orders of ten facts each within 27 days from `start`, waiting for their places."""
    from bench.month import leaves

    begin, heads = Fact.objects.count(), {}
    rows: list[Fact] = []
    told = sorted(
        (facts.decode(one) for one in leaves(10_000, ms(start))), key=lambda one: (one.recv, one.subject, one.seq)
    )
    for number, one in enumerate(told, begin + 1):
        body: dict[str, Any] = dict(one.body)
        if one.seq == 1:
            body["agreement"] = agreement
        fact = one._replace(log=origin, body=body, prev=heads.get(one.subject))
        entry = facts.encode(fact)
        heads[one.subject] = facts.leaf_hash(entry)
        rows.append(
            Fact(
                pk=number, estate_id=estate_id, fact_id=UUID(one.id), kind=one.kind, subject=one.subject, seq=one.seq,
                at=instant(one.at), recv=instant(one.recv), actor=one.actor, party=one.party, entry=entry,
                leaf_hash=heads[one.subject],
            )
        )  # fmt: skip
    Fact.objects.bulk_create(rows, batch_size=2000)
    Pending.objects.bulk_create((Pending(fact=row, origin=origin) for row in rows), batch_size=2000)
    _orders(agreement, rows)


def _orders(agreement: str, rows: list[Fact]) -> None:
    """The row of each order, as far as closing asks it."""
    one = Order.objects.filter(agreement__key=agreement).first()
    assert one is not None
    values = {field.attname: getattr(one, field.attname) for field in Order._meta.concrete_fields}
    last = {row.subject: row for row in rows}
    values |= {"state": "accepted", "is_open": False, "recurrence_of_id": None, "source_key": None}
    Order.objects.bulk_create(
        (
            Order(
                **values
                | {"id": UUID(subject.removeprefix("order/")), "number": f"B{at:08d}", "tracking": f"b{at:031d}"}
                | {"seq": row.seq, "head": row.leaf_hash, "reported_at": row.at, "touched_at": row.at}
            )
            for at, (subject, row) in enumerate(last.items())
        ),
        batch_size=1000,
    )
