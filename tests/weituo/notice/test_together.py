"""Several processes at once: each message is written once and leaves once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from django.db import connection, connections

from tests.weituo.notice.conftest import NOW
from weituo.estate import actions as estates
from weituo.ledger.ids import uuid7
from weituo.ledger.time import ms
from weituo.notice import actions, outbox, sender
from weituo.notice.decide import Notice
from weituo.notice.fake import rules
from weituo.notice.models import Message, Robot
from weituo.people import actions as people
from weituo.people import reads
from weituo.people.roles import Role

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def actor(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time by itself")
    estate = estates.create_estate(slug="two", name_zh="双人小区", now=NOW)
    organisation = people.create_organisation(kind="principal", name_zh="物业", now=NOW)
    person = people.create_person(username="two", name="二", now=NOW)
    people.grant(
        person_id=person, organisation_id=organisation, estate_id=estate, role=Role.SUPERVISOR, party="P", now=NOW
    )
    return reads.actor_of("two", NOW, estate)


def together(work, count=4):
    barrier = threading.Barrier(count)

    def one(number):
        barrier.wait(10)
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_the_same_notice_written_at_once_is_one(actor):
    notices = [Notice("trust", f"k/{number}", (actor.membership_id,)) for number in range(40)]
    together(lambda number: outbox.tell(actor.estate_id, notices if number % 2 else notices[::-1], ZONE, NOW))
    assert Message.objects.count() == 40


def test_each_message_leaves_once_and_no_robot_speaks_too_fast(actor):
    for token in ("aaaa1111", "bbbb2222"):
        actions.add_robot(
            actor=actor, name=token, provider="dingtalk", purpose="routine", secret="", now=NOW,
            webhook=f"https://oapi.dingtalk.com/robot/send?access_token={token}",
        )  # fmt: skip
    robots = list(Robot.objects.all())
    Message.objects.bulk_create(
        Message(
            id=uuid7(NOW), estate_id=actor.estate_id, kind="test", robot=robot, channel="dingtalk", dedupe=str(uuid4()),
            payload={"words": {}}, state="queued", next_try_at=NOW, created_at=NOW,
        )
        for robot in robots
        for _ in range(10)
    )  # fmt: skip
    hooks, lock = {}, threading.Lock()

    def answer(request):
        with lock:
            hook = hooks.setdefault(request.url.query, rules.Hook())
            return httpx.Response(200, json=rules.dingtalk(hook, request.url.query.decode(), request.content, ms(NOW)))

    sent = sum(together(lambda number: sender.round_(lambda: NOW, httpx.MockTransport(answer))))
    assert sent == 8, "four for each robot; two are kept for emergencies"
    assert [len(hook.taken) for hook in hooks.values()] == [4, 4]
    assert Message.objects.filter(state="sent").count() == 8
