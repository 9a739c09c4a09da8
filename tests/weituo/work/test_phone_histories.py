"""Whatever happens on the way: every act of a phone counts once or is refused, never both, and none is lost.

Phones write down what they do; a network loses requests, loses answers, repeats and reorders; meanwhile the manager gives
orders to others and cancels them. In the end every act has one answer, the same each time it was given.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from covenant.errors import Refusal
from covenant.order import fold
from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import matches, reported
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.ledger.time import ms
from weituo.people.phones import Bearer
from weituo.people.roles import Role
from weituo.work.actions import acceptance, cancel, dispatch, phone
from weituo.work.models import PhoneAct
from weituo.work.reads import phone_acts

pytestmark = pytest.mark.django_db
PLACES = ("L1-1-1", "L1-2-1")
KINDS = ("take", "arrive", "arrive with take", "pause", "resume", "claim", "parts", "note", "sign")

acts = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(KINDS)), min_size=1, max_size=12)
events = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, 11), st.booleans()),
        st.tuples(st.just("assign"), st.integers(0, 1), st.integers(0, 1)),
        st.tuples(st.sampled_from(["cancel", "accept", "reject"]), st.integers(0, 1), st.just(0)),
    ),
    max_size=30,
)


class Server:
    """The estate, two engineers' phones, two orders."""

    def __init__(self, world):
        self.world, self.now = world, TODAY
        people = [one for one in world.actors.values() if one.role == Role.ENGINEER and one.party == "A"][:2]
        self.phones = [Bearer(uuid7(TODAY), one) for one in people]
        self.orders = [
            reported(world, key=key, fault=fault).order.id
            for key, fault in zip(PLACES, ("noise", "stuck"), strict=True)
        ]
        self.answers = {}

    def tick(self):
        self.now += timedelta(minutes=1)
        return uuid7(self.now)

    def write(self, choices):
        """What the phones did; nothing is sent yet. A taking may be named by a later arrival."""
        sent, takes = [], {}
        for who, where, kind in choices:
            body, act = {}, self.tick()
            if kind.startswith("arrive"):
                body = {"code": str(self.world.codes[PLACES[where]]), "take_id": None}
                if kind == "arrive with take":
                    body["take_id"] = str(takes.get((who, where), uuid7(self.now)))
            elif kind == "take":
                takes[who, where] = act
            else:
                body = {"reason": "parts", "words": "", "note": "", "parts": [], "name": "", "who": "resident"}
                body["file_id"] = str(uuid7(self.now))
            kind = kind.split()[0]
            sent.append((who, phone.Sent(act, self.orders[where], kind, ms(self.now), None, True, body)))
        return sent

    def send(self, who, sent):
        """The server answers; whether the phone hears it is another matter."""
        self.tick()
        given = phone.act(sent, self.phones[who], now=self.now)
        code = given.refusal.code if given.refusal else "held"
        assert self.answers.setdefault(sent.id, code) == code, "one answer for ever"

    def manage(self, what, where, whom):
        order, fact = self.orders[where], self.tick()
        li, lead = self.world.actors["li"], self.world.actors["sun"]
        try:
            if what == "assign":
                dispatch.assign(
                    order_id=order, actor=lead, now=self.now, fact_id=fact, words="换人",
                    membership_id=self.phones[whom].actor.membership_id,
                )  # fmt: skip
            elif what == "cancel":
                cancel.cancel(order_id=order, actor=li, now=self.now, fact_id=fact, reason="mistaken")
            elif what == "accept":
                acceptance.accept(order_id=order, actor=li, now=self.now, fact_id=fact)
            else:
                acceptance.reject(order_id=order, actor=li, now=self.now, fact_id=fact, reason="not_fixed")
        except Refusal:
            pass  # the desk is told so, too


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=acts, history=events)
def test_every_act_counts_once_or_is_refused(world, choices, history):
    with transaction.atomic():
        server = Server(world)
        sent = server.write(choices)
        for what, one, other in history:
            if what != "send":
                server.manage(what, one, other)
            elif one < len(sent):
                server.send(*sent[one])
                if other:  # the answer was lost: the same comes at once again
                    server.send(*sent[one])
        heard = {
            one.id for bearer in server.phones for one in phone_acts.holds(bearer.actor, [act.id for _, act in sent])
        }
        assert heard >= set(server.answers)
        for who, act in sent:  # at last there is network for good
            server.send(who, act)
        judge(server, sent)
        transaction.set_rollback(True)


def judge(server, sent):
    rows = {row.pk: row for row in PhoneAct.objects.filter(pk__in=[act.id for _, act in sent])}
    written = {fact.fact_id: fact for fact in Fact.objects.filter(fact_id__in=list(rows))}
    assert set(rows) == {act.id for _, act in sent}, "none is lost"
    for who, act in sent:
        row, fact = rows[act.id], written.get(act.id)
        held = row.state == PhoneAct.State.HELD
        assert (fact is not None) == (held and act.kind in phone.STEPS), (act.kind, row.state, row.code)
        assert bool(row.code) != held
        if fact is not None:
            assert fact.kind == phone.STEPS[act.kind]
            assert fact.subject == f"order/{act.order_id}"
            assert fact.actor == server.phones[who].actor.pseudonym
    for order in server.orders:
        chain = facts.chain(f"order/{order}")
        assert [fact.seq for fact in chain] == list(range(1, len(chain) + 1))
        assert fold(chain).seq == len(chain)
        matches(server.world, order, server.now)
