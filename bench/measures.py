"""What is measured, in the order of docs/benchmarks.md."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import http
from bench.__main__ import line, timed
from bench.volume import grow
from covenant.period import Month
from covenant.statement import settle_month
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.month import reads, report
from weituo.month.models import Statement
from weituo.pact import reads as agreements
from weituo.people.models import Person
from weituo.people.reads import Actor
from weituo.work.actions.report import ReportDraft
from weituo.work.actions.report import report as report_order
from world.build import World, build

TODAY = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def run() -> None:
    """Everything; about twenty minutes, most of them dispatch and pictures."""
    began = time.perf_counter()
    with transaction.atomic():
        world = build(scale="full", seed=1, today=TODAY)
    line("demo world, 3,000 households, three months", [(time.perf_counter() - began) * 1000], "20,000 ms")
    create(world)
    trial(world)
    pages(world)
    month()
    subprocess.run([sys.executable, "-m", "bench.month"], check=True)  # alone, for its memory
    pdf(world)
    subprocess.run([sys.executable, "-m", "bench.likeness"], check=True)
    subprocess.run([sys.executable, "-m", "bench.slow"], check=True)
    subprocess.run([sys.executable, "-m", "bench.basement"], check=True)
    subprocess.run([sys.executable, "-m", "bench.dispatch"], check=True)


def create(world: World) -> None:
    """One report with clocks, responsibility, dispatch and two facts, each committed."""
    at = TODAY

    def one() -> None:
        nonlocal at
        at += timedelta(seconds=7)
        order = uuid7(at)
        draft = ReportDraft(
            estate_id=world.estate_id,
            item="lift.car",
            fault="noise",
            code=world.codes["L1-1-1"],
            equipment_id=world.equipment["L1-1-1"],
            text="异响",
        )
        who = Actor.reporter(f"r-{order.hex[-12:]}", world.estate_id)
        report_order(draft=draft, actor=who, now=at, order_id=order, fact_id=uuid7(at))

    line("create an order, committed, SQLite", timed(one, 200), "10 ms p50")


ADDRESSES = ("/o/orders?state=all", "/o/", "/o/orders?state=all&q=%E7%94%B5%E6%A2%AF")


def pages(world: World) -> None:
    """List of 80, dashboard and search with their queries in process; over HTTP at the largest size."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username="li"), backend="django.contrib.auth.backends.ModelBackend")
    for count in (1_000, 10_000, 100_000):
        grow(count)
        connection.cursor().execute("ANALYZE")
        for address in ADDRESSES:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked = len(queries.captured_queries)
            values = timed(lambda address=address: client.get(address), 30)
            line(f"GET {address[:24]} at {count:,} orders, {asked} queries", values, "60 ms p95")
    with http.serving(client.cookies["sessionid"].value) as get:
        for address in ADDRESSES:
            get(address)
            line(
                f"GET {address[:24]} at {count:,} orders, HTTP",
                timed(lambda address=address: get(address), 100),
                "60 ms p95",
            )


def trial(world: World) -> None:
    """One more fact, and the running month settled again by the statement's own engine."""
    pact = agreements.agreement_in_force(world.estate_id, TODAY)
    assert pact is not None
    values = timed(lambda: reads.trial(pact, reads.running_month(pact, TODAY)), 20)
    line("settle the running month again, 3,000 households", values, "300 ms")


def month() -> None:
    """Settling 5,000 orders' facts with the trace."""
    from tests.covenant.example import agreement, calendars
    from tests.covenant.test_laws import stories

    leaves = [leaf for story in stories(1, 5000) for leaf in story.leaves]
    end = ms(datetime(2026, 5, 2, tzinfo=ZoneInfo("Asia/Shanghai")))
    what = f"settle a month of 5,000 orders, {len(leaves):,} facts, checked"
    line(what, timed(lambda: settle_month(agreement(), calendars(), leaves, Month(2026, 4), end), 3), "2,000 ms")


def pdf(world: World) -> None:
    """《工程运维报告》, the first and later ones."""
    row = Statement.objects.order_by("month").first()
    assert row is not None
    view = reads.statement(world.actors["zhou"], row.id)
    assert view is not None
    line("monthly report PDF, first of a process", timed(lambda: report.pdf(view), 1), "1,000 ms")
    line("monthly report PDF, later", timed(lambda: report.pdf(view), 10), "1,000 ms")
