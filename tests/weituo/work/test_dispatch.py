"""Sending people: at once, by plan, by hand; what the law refuses, what words set aside, what is kept of the reasons."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from covenant.errors import Problems, Refusal
from tests.weituo.conftest import TODAY
from weituo.duty.models import Shift
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.notice import sweep
from weituo.people import licences
from weituo.people import reads as people
from weituo.people.models import Membership, Person
from weituo.people.reads import Actor
from weituo.people.roles import Role
from weituo.work import reads as work
from weituo.work.actions import dispatch, take
from weituo.work.actions.report import ReportDraft, report
from weituo.work.dispatching.situation import gather, spot, travel
from weituo.work.models import Companion, Dispatching, Order

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def quiet(world):
    """An estate without open orders, so that nobody is busy."""
    Order.objects.filter(is_open=True).update(is_open=False)


def actor(username):
    return people.actor_of(username, TODAY)


def engineers():
    return list(Membership.objects.filter(role=Role.ENGINEER, party="A").order_by("since", "id"))


def licensed(member, kind="lift", days=30, review=None, by="sun", now=TODAY):
    today = now.astimezone(ZONE).date()
    return licences.enter(
        actor=actor(by), licence_id=uuid4(), membership_id=member.pk, kind=kind, since=today - 100 * DAY,
        until=today + days * DAY, review=review, document="", now=now,
    )  # fmt: skip


def lift(world, now=TODAY, fault="noise", item="lift.car"):
    key = "L1-1-1"
    where = {"code": world.codes[key], "equipment_id": world.equipment[key]} if item == "lift.car" else {}
    draft = ReportDraft(estate_id=world.estate_id, item=item, fault=fault, text="异响", **where)
    order_id = uuid7(now)
    who = Actor.reporter(f"r-{order_id.hex[-12:]}", world.estate_id)
    report(draft=draft, actor=who, now=now, order_id=order_id, fact_id=uuid7(now))
    return Order.objects.get(pk=order_id)


def refused(call):
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def kinds(order):
    return [one.kind for one in facts.chain(f"order/{order.pk}")]


def test_before_a_licence_is_entered_nobody_is_refused_for_want_of_one(world):
    order = lift(world)
    assert order.assignee_id is not None
    assert Companion.objects.count() == 0
    kept = Dispatching.objects.get(order=order)
    assert (kept.mode, kept.why["licences"]) == ("auto", False)


def test_a_lift_goes_to_who_is_licensed_and_somebody_goes_along(world):
    one = engineers()[1]
    licensed(one)
    order = lift(world)
    assert order.assignee_id == one.pk
    assert [fact.kind for fact in facts.chain(f"order/{order.pk}")] == [
        "order.reported",
        "order.assigned",
        "order.accompanied",
    ]
    along = Companion.objects.get(order=order).membership_id
    assert along != one.pk
    seen = work.detail(people.actor(along, TODAY), order.pk, now=TODAY)
    assert seen is not None, "who goes along sees the order"
    assert str(order.pk) in {str(line.id) for line in work.jobs(people.actor(along, TODAY), now=TODAY)[0]}


def test_no_licence_on_the_day_means_nobody_and_why_is_kept(world):
    today = TODAY.astimezone(ZONE).date()
    licensed(engineers()[0], days=3)
    licensed(engineers()[1], days=300, review=today + 3 * DAY)
    assert lift(world).assignee_id is not None
    later = lift(world, now=TODAY + 4 * DAY)
    assert (later.assignee_id, later.state) == (None, "reported")
    kept = Dispatching.objects.get(order=later)
    assert kept.mode == "nobody"
    assert kept.why["against"]["dispatch.unlicensed"] == len(engineers())
    waiting = work.board(actor("sun"), now=TODAY + 4 * DAY).waiting
    assert [one.mode for one in waiting] == ["nobody"]


def test_a_withdrawn_licence_is_not_relied_on(world):
    key = licensed(engineers()[0])
    licensed(engineers()[1], kind="welding")
    licences.withdraw(actor=actor("sun"), licence_id=key, now=TODAY)
    assert lift(world).assignee_id is None


def test_the_law_is_not_set_aside_by_hand_nor_by_taking(world):
    able, other = engineers()[:2]
    licensed(able, kind="lv_electrician")
    order = lift(world)
    assert order.assignee_id is None

    def by_hand(who, words="", companions=()):
        return dispatch.assign(
            order_id=order.pk, actor=actor("sun"), now=TODAY, fact_id=uuid4(), membership_id=who.pk, words=words,
            companions=[one.pk for one in companions],
        )  # fmt: skip

    said = refused(lambda: by_hand(other, words="他会修"))
    assert said.code == "dispatch.unlicensed"
    assert "特种设备" in said.params["source"]
    mine = people.actor(other.pk, TODAY)
    own = refused(lambda: take.take(order_id=order.pk, actor=mine, now=TODAY, fact_id=uuid4()))
    assert own.code == "dispatch.unlicensed"
    licensed(able)
    assert refused(lambda: by_hand(able)).code == "dispatch.words_needed", "one person alone: a site rule, with words"
    by_hand(able, words="只是按钮灯不亮,物业同去")
    order.refresh_from_db()
    assert (order.assignee_id, order.pinned) == (able.pk, True)
    kept = Dispatching.objects.filter(order=order).order_by("-made_at", "-id")[0]
    assert (kept.mode, kept.words) == ("manual", "只是按钮灯不亮,物业同去")
    by_hand(able, companions=[other])
    assert [one.membership_id for one in Companion.objects.filter(order=order)] == [other.pk]


def test_the_same_choice_sent_twice_is_one(world):
    order, who, fact = lift(world, fault="trapped"), engineers()[2], uuid4()
    for _ in range(2):
        dispatch.assign(
            order_id=order.pk, actor=actor("sun"), now=TODAY, fact_id=fact, membership_id=who.pk,
            companions=[engineers()[0].pk],
        )  # fmt: skip
    assert kinds(order)[-2:] == ["order.assigned", "order.accompanied"]
    assert kinds(order).count("order.accompanied") == 1
    assert Dispatching.objects.filter(order=order, mode="manual").count() == 1


def test_a_plan_moves_what_nobody_took_and_leaves_what_a_person_chose(world):
    orders = [lift(world, now=TODAY + timedelta(seconds=n), item="public.area", fault="loose") for n in range(4)]
    one = engineers()[0]
    now = TODAY + timedelta(minutes=1)
    for order in orders[:3]:
        dispatch.assign(order_id=order.pk, actor=actor("sun"), now=now, fact_id=uuid4(), membership_id=one.pk)
    Order.objects.filter(pk__in=[order.pk for order in orders[1:3]]).update(pinned=False)
    sent = dispatch.plan_anew(world.estate_id, now)
    assert sent >= 1, "three orders of one person are shared out"
    assert Order.objects.get(pk=orders[0].pk).assignee_id == one.pk
    assert len(set(Order.objects.filter(pk__in=[o.pk for o in orders[1:3]]).values_list("assignee_id", flat=True))) == 2
    assert dispatch.plan_anew(world.estate_id, now) == 0, "what is good stays"


def test_a_plan_does_not_touch_who_has_taken_or_waits(world):
    order = lift(world, item="public.area", fault="loose")
    who = people.actor(order.assignee_id, TODAY)
    take.take(order_id=order.pk, actor=who, now=TODAY, fact_id=uuid4())
    before = kinds(order)
    assert dispatch.plan_anew(world.estate_id, TODAY) == 0
    assert kinds(order) == before


def test_when_somebody_comes_on_duty_the_waiting_order_is_theirs(world):
    one = engineers()[0]
    start = TODAY + timedelta(hours=2)
    Shift.objects.create(
        id=uuid4(), estate_id=world.estate_id, membership=one, kind="site", starts_at=start,
        ends_at=start + timedelta(hours=8), added_at=TODAY,
    )  # fmt: skip
    order = lift(world, item="public.area", fault="loose")
    assert order.assignee_id is None
    assert dispatch.plan_anew(world.estate_id, TODAY) == 0
    assert dispatch.plan_anew(world.estate_id, start) == 1
    order.refresh_from_db()
    assert order.assignee_id == one.pk
    assert Dispatching.objects.filter(order=order, mode="plan").count() == 1


def policy(**changes):
    return dispatch.set_policy(actor=actor("sun"), now=TODAY, policy_id=uuid4(), changes=changes)


def test_offered_first_and_assigned_when_nobody_takes(world):
    policy(mode="offer", offer=10)
    order = lift(world, item="public.area", fault="loose")
    grave = lift(world, fault="trapped")
    assert (order.assignee_id, grave.severity) == (None, "S0")
    assert grave.assignee_id is not None
    assert Dispatching.objects.get(order=order).mode == "offer"
    assert dispatch.plan_anew(world.estate_id, TODAY + timedelta(minutes=9)) == 0
    assert dispatch.plan_anew(world.estate_id, TODAY + timedelta(minutes=10)) == 1


def test_taking_turns(world):
    policy(mode="rotate")
    Order.objects.update(assignee=None)
    sent = [
        lift(world, now=TODAY + timedelta(minutes=n), item="public.area", fault="loose").assignee_id
        for n in range(len(engineers()))
    ]
    assert set(sent) == {one.pk for one in engineers()}


def test_a_policy_is_read_before_it_is_kept(world):
    with pytest.raises(Problems):
        policy(mode="lottery")
    assert work.policy(world.estate_id).mode == "assign"
    key = uuid4()
    for mode in ("offer", "rotate"):
        dispatch.set_policy(actor=actor("sun"), now=TODAY, policy_id=key, changes={"mode": mode})
    assert work.policy(world.estate_id).mode == "offer", "the same request again changes nothing"


def test_who_else_could_go_costs_and_what_stands_against_them(world):
    one = engineers()[0]
    licensed(one)
    order = lift(world)
    found = work.choices(actor("sun"), order.pk, now=TODAY)
    assert found.choices[0].names[0] == one.person.name
    assert found.choices[0].against == ()
    assert [each.cost for each in found.choices if not each.against] == sorted(
        each.cost for each in found.choices if not each.against
    )
    assert {each.members[0] for each in found.choices if each.law} == {who.pk for who in engineers()} - {one.pk}
    assert found.history[0].names[0] == one.person.name
    assert work.choices(Actor.system(uuid4()), order.pk, now=TODAY) is None


def test_licences_are_entered_by_their_own_side_and_never_twice(world):
    one = engineers()[0]
    today = TODAY.date()
    key = uuid4()

    def enter(by="sun", **more):
        values = {
            "licence_id": key, "membership_id": one.pk, "kind": "lift", "since": today, "until": today + DAY,
            "review": None, "document": "", **more,
        }  # fmt: skip
        return licences.enter(actor=actor(by), now=TODAY, **values)

    assert refused(lambda: enter(by="li")).code == "licence.no_such_person"
    assert refused(lambda: enter(until=today - DAY)).code == "licence.bad_days"
    assert refused(lambda: enter(review=today + 2 * DAY)).code == "licence.bad_days"
    assert refused(lambda: enter(kind="a b")).code == "licence.bad_kind"
    assert refused(lambda: enter(membership_id=uuid4())).code == "licence.no_such_person"
    assert enter() == enter() == key
    assert (
        refused(lambda: licences.withdraw(actor=actor("li"), licence_id=key, now=TODAY)).code
        == "licence.no_such_person"
    )


def test_how_far_it_is():
    one, other = uuid4(), uuid4()
    places = {str(one): (0, 0), str(other): (300, 150)}
    minute = 60_000
    assert travel(places, "", spot(one, "", None)) == 6 * minute
    assert travel(places, spot(one, "3", one), spot(one, "3", one)) == 2 * minute
    assert travel(places, spot(one, "B1", None), spot(one, "20", one)) == (2 + 4) * minute
    assert travel(places, spot(one, "", None), spot(other, "", None)) == (2 + 6) * minute
    assert travel(places, spot(one, "", None), spot(uuid4(), "", None)) == 6 * minute


def test_the_situation_asks_the_same_number_of_questions_however_many_orders(world, django_assert_max_num_queries):
    for number in range(12):
        lift(world, now=TODAY + timedelta(seconds=number), item="public.area", fault="loose")
    with django_assert_max_num_queries(9):
        estate = gather(world.estate_id, TODAY + timedelta(minutes=1))
    assert len(estate.jobs) == 12


@pytest.fixture
def now(time_machine):
    time_machine.move_to(TODAY, tick=False)
    return TODAY


@pytest.fixture
def client(world, now):
    def of(username):
        one = Client(HTTP_HOST="localhost")
        one.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
        return one

    return of


def test_the_board_and_the_choice_in_the_browser(world, client):
    licensed(engineers()[0], kind="lv_electrician")
    order = lift(world)
    board = client("sun").get("/o/dispatch").content.decode()
    assert order.number in board
    assert "无有效证书" in board
    page = client("sun").get(f"/o/orders/{order.pk}/dispatch").content.decode()
    assert "特种设备安全法" in page
    assert 'name="crew"' not in page, "nobody may be sent"
    form = {"crew": str(engineers()[0].pk), "fact": str(uuid4()), "words": "急"}
    answer = client("sun").post(f"/o/orders/{order.pk}/dispatch/choice", form)
    assert answer.status_code == 409
    assert "依法须持证上岗" in answer.content.decode()
    licensed(engineers()[0])
    answer = client("sun").post(f"/o/orders/{order.pk}/dispatch/choice", {**form, "with": str(engineers()[1].pk)})
    assert answer.status_code == 303
    assert client("sun").post(f"/o/orders/{order.pk}/dispatch/letting-go").status_code == 303
    assert Order.objects.get(pk=order.pk).pinned is False


@pytest.mark.parametrize("form", [{}, {"crew": "x"}, {"crew": ","}, {"crew": str(uuid4()), "fact": "x"}])
def test_a_choice_that_cannot_be_read_changes_nothing(world, client, form):
    order = lift(world)
    before = kinds(order)
    assert client("sun").post(f"/o/orders/{order.pk}/dispatch/choice", form).status_code == 422
    assert kinds(order) == before


def test_policy_and_plan_in_the_browser(world, client):
    form = {"mode": "offer", "S1": "60", "S2": "", "offer": "5", "policy": str(uuid4())}
    assert client("zhou").post("/o/dispatch/policy", form).status_code == 403
    assert client("sun").post("/o/dispatch/policy", {**form, "S1": "-1"}).status_code == 422
    assert client("sun").post("/o/dispatch/policy", {**form, "mode": "x"}).status_code == 422
    assert client("sun").post("/o/dispatch/policy", form).status_code == 303
    assert (work.policy(world.estate_id).mode, work.policy(world.estate_id).reserve) == ("offer", {"S1": 60})
    assert client("sun").post("/o/dispatch/plan").status_code == 303


def test_licences_in_the_browser(world, client):
    form = {
        "id": str(uuid4()), "member": str(engineers()[0].pk), "kind": "lift", "since": "2026-01-01",
        "until": "2026-12-01", "review": "", "document": "特种设备作业人员证",
    }  # fmt: skip
    assert client("wang").get("/o/licences").status_code == 403
    assert client("sun").post("/o/licences/new", {**form, "until": ""}).status_code == 422
    assert client("sun").post("/o/licences/new", {**form, "kind": "magic"}).status_code == 409
    assert client("sun").post("/o/licences/new", form).status_code == 303
    page = client("sun").get("/o/licences").content.decode()
    assert "即将到期" in page
    assert client("li").post(f"/o/licences/{form['id']}/withdrawal").status_code == 404
    assert client("sun").post(f"/o/licences/{form['id']}/withdrawal").status_code == 303
    assert "即将到期" not in client("sun").get("/o/licences").content.decode()


def test_those_who_may_take_an_offered_order_are_told_once(world):
    able = engineers()[:2]
    for one in able:
        licensed(one, kind="lv_electrician")
    policy(mode="offer")
    order = lift(world, item="light.public", fault="no_light")
    assert order.assignee_id is None
    offers = [one for one in sweep.orders(world.estate_id, TODAY + timedelta(minutes=3)) if one.kind == "offered"]
    assert [set(one.to) for one in offers if str(order.pk) in one.key] == [{one.pk for one in able}]
    told = {one.kind for one in sweep.orders(world.estate_id, TODAY + timedelta(minutes=3)) if str(order.pk) in one.key}
    assert "unassigned" not in told
    late = {
        one.kind for one in sweep.orders(world.estate_id, TODAY + timedelta(minutes=16)) if str(order.pk) in one.key
    }
    assert "unassigned" in late
