"""The small estate without history, robots whose provider is a fake, and a clock that a test moves."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from django.db import transaction

from weituo.estate import reads as estates
from weituo.ledger import sequencer
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.notice import actions, reader, sender, sweep
from weituo.notice.fake import rules
from weituo.notice.models import Message, Robot
from weituo.people.reads import Actor
from weituo.work.actions.report import ReportDraft, report
from world.build import build

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # Monday 10:30 in Hangzhou


class House:
    """The estate, its clock, what the providers took."""

    def __init__(self, world):
        self.world, self.now = world, NOW
        self.estate_id, self.actors = world.estate_id, world.actors
        self.log = estates.estate(world.estate_id).log
        self.hooks, self.broken = {}, False
        self.transport = httpx.MockTransport(self.answer)
        self.read()

    def answer(self, request):
        if self.broken:
            raise httpx.ConnectError("no")
        hook = self.hooks.setdefault(str(request.url).partition("&")[0], rules.Hook())
        return httpx.Response(
            200, json=rules.rule(request.url.path)(hook, request.url.query.decode(), request.content, ms(self.now))
        )

    def later(self, **span):
        self.now += timedelta(**span)
        return self

    def read(self):
        sequencer.sequence(self.log, self.now)
        while reader.read(self.estate_id, self.now):
            pass
        return self

    def sweep(self):
        sweep.sweep(self.now)
        return self

    def send(self):
        return sender.round_(lambda: self.now, self.transport)

    def robot(self, purpose="routine", provider="dingtalk", token="abcd1234"):
        urls = {
            "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=",
            "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        }
        robot_id = actions.add_robot(
            actor=self.actors["li"], name=purpose, provider=provider, purpose=purpose, webhook=urls[provider] + token,
            secret="SEC", now=self.now,
        )  # fmt: skip
        return Robot.objects.get(pk=robot_id), self.hooks.setdefault(
            urls[provider] + token, rules.Hook("SEC" if provider == "dingtalk" else "")
        )

    def report(self, fault="noise", dispatch=True, **more):
        order, fact = uuid7(self.now), uuid7(self.now)
        draft = ReportDraft(
            estate_id=self.estate_id, item="lift.car", fault=fault, code=self.world.codes["L1-1-1"],
            equipment_id=self.world.equipment["L1-1-1"], space_id=self.world.spaces["lobby-1-1"], text="异响",
            dispatch=dispatch, **more,
        )  # fmt: skip
        sent = report(
            draft=draft,
            actor=Actor.reporter(f"r-{order.hex[-12:]}", self.estate_id),
            now=self.now,
            order_id=order,
            fact_id=fact,
        )
        return sent.order.id

    def told(self, kind=None, channel="inapp"):
        rows = Message.objects.filter(channel=channel).select_related("membership__person")
        rows = rows.filter(kind=kind) if kind else rows
        return sorted((row.kind, row.membership.person.username if row.membership else row.robot.name) for row in rows)


@pytest.fixture(scope="module")
def bare(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(scale="small", today=NOW - timedelta(days=20), days=0)
        transaction.set_rollback(True)


@pytest.fixture
def house(bare, db):
    return House(bare)
