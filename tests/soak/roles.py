"""What the processes of bench.ledger_write do, each on the database of DATABASE_URL; the last line they say is what they found."""

import cProfile
import pstats
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from covenant import facts
from covenant.errors import Refusal
from covenant.period import Month
from covenant.seal import Checkpoint as Text
from tests.soak import bulk, life
from tests.soak.bulk import DAY, ESTATE, ORIGIN
from weituo.ledger import actions, keys, proofs, publisher, sequencer, tree, witnesses
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Checkpoint, Fact, Leaf, Log
from weituo.month import actions as months
from weituo.month import bundle as bundles
from weituo.pact import reads as pacts
from weituo.work.models import Order

FIRST = datetime(2026, 9, 30, 16, tzinfo=UTC)  # October begins in Hangzhou


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def estate() -> None:
    """The small demo estate."""
    call_command("migrate", verbosity=0)
    life.built(timezone.now())
    connection.cursor().execute("ANALYZE")


def behind() -> None:
    """Seconds until a checkpoint covers everything."""
    Fact.objects.exists()  # the connection is there
    _go()
    began = time.perf_counter()
    while Fact.objects.count() > (Checkpoint.objects.aggregate(Max("size"))["size__max"] or 0):
        time.sleep(0.05)
    say(time.perf_counter() - began)


def orders(number: str, seconds: str) -> None:
    """Orders from report to rating for so many seconds: facts written, requests refused."""
    found = life.Estateful()
    lives = iter(found.lives())
    wanted, written, refused = next(lives), 0, Counter()
    _go()
    spent = time.process_time()
    end = time.perf_counter() + float(seconds)
    while time.perf_counter() < end:
        try:
            found.send(wanted)
            written += 2 if wanted.step == "report" else 1
        except Refusal as refusal:
            refused[refusal.code] += 1
            while wanted.step != life.STEPS[-1]:
                wanted = next(lives)
        wanted = next(lives)
    say(written, _told(refused), time.process_time() - spent)


def _told(refused: Counter[str]) -> str:
    return ",".join(f"{count}×{code}" for code, count in refused.items()) or "-"


def plain(number: str, seconds: str) -> None:
    """As little as a business row can be: one compared and set, its fact beside it."""
    found = life.Estateful()
    wanted = next(iter(found.lives()))
    found.send(wanted)
    row = Order.objects.get(pk=wanted.order)
    seq, head, written = row.seq, row.head, 0
    _go()
    spent = time.process_time()
    end = time.perf_counter() + float(seconds)
    while time.perf_counter() < end:
        now = timezone.now()
        with transaction.atomic():
            fact = _followed(found, row.pk, seq, head, now)
            head, seq = facts.leaf_hash(facts.encode(fact)), seq + 1
            assert Order.objects.filter(pk=row.pk, seq=seq - 1).update(seq=seq, head=head, touched_at=now) == 1
        written += 1
    say(written, "-", time.process_time() - spent)


def _followed(found: life.Estateful, order: UUID, seq: int, head: str, now: datetime) -> facts.Fact:
    return actions.append(
        estate_id=found.estate.id, log=found.log, fact_id=uuid7(now), kind="order.followed", subject=f"order/{order}",
        seq=seq + 1, prev=head, at=now, recv=now, actor="r-1", party="R", body={},
    )  # fmt: skip


def where() -> None:
    """Where one writer's time goes: queries and milliseconds of each request, and the share of the database."""
    found = life.Estateful()
    lives = iter(found.lives())
    for _ in life.STEPS:
        found.send(next(lives))
    parts = []
    for step in life.STEPS:
        with CaptureQueriesContext(connection) as queries:
            found.send(next(lives))
        parts.append(f"{step} {len(queries.captured_queries)} queries,")
    profile, rounds = cProfile.Profile(), 40 * len(life.STEPS)
    began, spent = time.perf_counter(), time.process_time()
    for _ in range(rounds):
        found.send(next(lives))
    each, cpu = (time.perf_counter() - began) / rounds * 1000, (time.process_time() - spent) / rounds * 1000
    profile.enable()
    for _ in range(rounds):
        found.send(next(lives))
    profile.disable()
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    for name, words in SHARES.items():
        share = sum(v[3] for k, v in stats.stats.items() if k[2] in words and any(w in k[0] for w in words[k[2]]))  # type: ignore[attr-defined]
        parts.append(f"{name} {share / total:.0%},")
    if "--full" in sys.argv:
        stats.sort_stats("cumulative").print_stats(70)
        stats.sort_stats("tottime").print_stats(40)
    say(*parts, f"{each:.1f} ms a request, {cpu:.1f} ms of it computing in the writer")


SHARES: dict[str, dict[str, list[str]]] = {
    "database calls": {"execute": ["backends/utils"], "commit": ["backends/base/base"]},
    "ledger.append": {"append": ["ledger/actions"]},
    "gather": {"gather": ["actions/step"]},
    "columns": {"columns": ["work/row"]},
}


def sequence(count: str) -> None:
    """So many facts wait; how long their places take."""
    call_command("migrate", verbosity=0)
    bulk.stored(int(count))
    began, spent = time.perf_counter(), time.process_time()
    made = sequencer.sequence(ORIGIN, DAY)
    say(made, time.perf_counter() - began, time.process_time() - spent)


def paced(pace: str, seconds: str) -> None:
    """So many facts a second, each committed alone; for each the milliseconds until a checkpoint with it was to be read."""
    found = life.Estateful()
    wanted = next(iter(found.lives()))
    found.send(wanted)
    head = facts.leaf_hash(bytes(Fact.objects.filter(subject=f"order/{wanted.order}").order_by("-seq")[0].entry))
    seq, written = Fact.objects.filter(subject=f"order/{wanted.order}").count(), []
    seen: list[tuple[float, int]] = []
    began = time.perf_counter()
    for number in range(int(pace) * int(seconds)):
        now = timezone.now()
        with transaction.atomic():
            fact = _followed(found, wanted.order, seq, head, now)
        head, seq = facts.leaf_hash(facts.encode(fact)), seq + 1
        written.append((UUID(fact.id), time.perf_counter()))
        _look(seen)
        time.sleep(max(0.0, began + (number + 1) / int(pace) - time.perf_counter()))
    places = {}
    while len(places) < len(written):
        places = dict(
            Leaf.objects.filter(fact__fact_id__in=[one for one, _ in written]).values_list("fact__fact_id", "index")
        )
    while not seen or seen[-1][1] <= max(places.values()):
        _look(seen)
    say(*(round((next(t for t, size in seen if size > places[one]) - at) * 1000) for one, at in written))


def _look(seen: list[tuple[float, int]]) -> None:
    size = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    if size and (not seen or seen[-1][1] != size):
        seen.append((time.perf_counter(), size))


def million(count: str) -> None:
    """So many leaves, made in bulk; then one checkpoint."""
    call_command("migrate", verbosity=0)
    log = sequencer.opened(ORIGIN, DAY, ESTATE)
    bulk.many(log, int(count))
    log.refresh_from_db()
    keys.ensure(log, DAY)
    Checkpoint.objects.create(log=log, size=log.size, signed_at=DAY, note=_note(log))


def _note(log: Log) -> str:
    return keys.signed(Text(log.origin, log.size, tree.root(log, log.size)).text, keys.present(log, DAY)).whole.decode()


def cold(index: str) -> None:
    """Milliseconds of this process's first question to the database, whatever it is; then of its first proof, of another."""
    took = []
    for ask in (Log.objects.count, lambda: _proven(int(index)), lambda: _proven(int(index) + 7919)):
        began = time.perf_counter()
        ask()
        took.append((time.perf_counter() - began) * 1000)
    say(*took)


def _proven(number: int) -> None:
    assert proofs.proof(bulk.name(number)) is not None


def bundle(folder: str) -> None:
    """A month of 10,000 orders with ten facts each in the log of the demo estate, closed and exported."""
    from world.build import build

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = build(scale="small", seed=1, today=DAY, days=20)
    pact = pacts.agreement_in_force(world.estate_id, DAY)
    assert pact is not None
    origin = life.Estateful().log
    bulk.month(world.estate_id, origin, pact.key, FIRST)
    closing = DAY + timedelta(days=13)
    months.close_month(estate_id=world.estate_id, month=Month(2026, 10), actor=world.actors["zhou"], now=closing)
    sequencer.settled(origin, world.estate_id, closing)
    log = Log.objects.get(origin=origin)
    assert publisher.publish(log, closing) is not None
    target = Path(folder) / "bundle.zip"
    with target.open("wb") as file:
        made = bundles.write(file, estate_id=world.estate_id, now=closing)
    (Path(folder) / "policy").write_text(witnesses.policy(log).text)
    say(made.size, target.stat().st_size // 1_000_000)


def _go() -> None:
    say("ready")
    sys.stdin.readline()


def run(words: list[str]) -> None:
    """The role that the first word names, with the others."""
    globals()[words[0]](*(word for word in words[1:] if not word.startswith("--")))
