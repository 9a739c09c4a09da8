"""The main line through the API: report, take, arrive, claim, accept; each once, however often it is sent."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from weituo.ledger.ids import uuid7
from weituo.ledger.models import Fact
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


def code(world):
    return str(world.codes["L1-2-1"])  # a lift


@pytest.fixture
def ids(clock):
    def fresh():
        clock.now += timedelta(minutes=1)
        return uuid7(clock.now)

    return fresh


@pytest.fixture
def guard(estate, program):
    return program(estate, "zheng")


def report(guard, estate, ids, **more):
    body = {"id": ids(), "fact_id": ids(), "code": code(estate), "fault": "stuck", "text": "停在二楼不动", **more}
    return body, *guard.post("/orders", body)


def test_a_report_sent_twice_is_one_order_and_one_answer(estate, guard, ids):
    body, status, first = report(guard, estate, ids)
    assert status == 201, first
    assert first["tracking"].startswith("/t/")
    again, second = guard.post("/orders", body)
    assert again == 200
    assert second == {**first, "repeated": True}
    assert Order.objects.filter(pk=body["id"]).count() == 1
    order = Order.objects.get(pk=body["id"])
    assert (order.channel, order.item, order.fault) == ("api", "lift.car", "stuck")


@pytest.mark.parametrize("same_fact", [True, False])
def test_knowing_an_orders_ids_does_not_lead_to_its_reporters_address(estate, guard, program, ids, same_fact):
    body, _status, first = report(guard, estate, ids)
    other = program(estate, "li")
    tried = {**body, "fact_id": body["fact_id"] if same_fact else ids()}
    status, answer = other.post("/orders", tried)
    assert status == 404
    assert first["tracking"] not in json.dumps(answer)


def engineer_of(order_id):
    return Order.objects.select_related("assignee__person").get(pk=order_id).assignee.person.username


def test_from_report_to_acceptance(estate, guard, program, ids):
    body, _status, _first = report(guard, estate, ids)
    order_id = body["id"]
    engineer, supervisor = program(estate, engineer_of(order_id)), program(estate, "li")
    fact = ids()
    status, taken = engineer.post(f"/orders/{order_id}/taking", {"fact_id": fact})
    assert (status, taken["state"], taken["repeated"]) == (200, "taken", False)
    assert engineer.post(f"/orders/{order_id}/taking", {"fact_id": fact}) == (200, {**taken, "repeated": True})
    wrong = next(value for key, value in estate.codes.items() if value != body["code"] and key in estate.equipment)
    status, refused = engineer.post(f"/orders/{order_id}/arrival", {"fact_id": ids(), "code": wrong})
    assert (status, refused["code"]) == (409, "order.not_here")
    status, arrived = engineer.post(f"/orders/{order_id}/arrival", {"fact_id": ids(), "code": body["code"]})
    assert (status, arrived["state"]) == (200, "arrived")
    status, claimed = engineer.post(f"/orders/{order_id}/claim", {"fact_id": ids(), "note": "更换门机皮带"})
    assert (status, claimed["state"]) == (200, "claimed")
    status, back = supervisor.post(f"/orders/{order_id}/rejection", {"fact_id": ids(), "reason": "no_evidence"})
    assert (status, back["state"]) == (200, "taken")
    engineer.post(f"/orders/{order_id}/arrival", {"fact_id": ids(), "code": body["code"]})
    engineer.post(f"/orders/{order_id}/claim", {"fact_id": ids()})
    status, accepted = supervisor.post(f"/orders/{order_id}/acceptance", {"fact_id": ids()})
    assert (status, accepted["state"]) == (200, "accepted")
    kinds = Fact.objects.filter(subject=f"order/{order_id}").order_by("seq").values_list("kind", flat=True)
    assert [kind.removeprefix("order.") for kind in kinds] == [
        "reported", "assigned", "taken", "arrived", "claimed", "rejected", "arrived", "claimed",
        "accepted",
    ]  # fmt: skip


def test_a_no_is_a_problem_object_in_both_languages(estate, guard, program, ids):
    body, *_ = report(guard, estate, ids)
    supervisor = program(estate, "li")
    status, problem = supervisor.post(f"/orders/{body['id']}/acceptance", {"fact_id": ids()})
    assert status == 409
    assert problem["code"] == "order.wrong_state"
    assert problem["type"] == "urn:weituo:order.wrong_state"
    assert problem["params"]["state"] in ("assigned", "reported")
    assert "已派单" in problem["sentences"]["zh"] or "待派单" in problem["sentences"]["zh"]
    assert problem["sentences"]["en"].isascii() or "“" in problem["sentences"]["en"]
    assert problem["detail"] == problem["sentences"]["zh"]


def test_the_list_and_one_order(estate, guard, program, ids):
    body, *_ = report(guard, estate, ids, contact_phone="139-0000")
    manager, supervisor = program(estate, "zhou"), program(estate, "li")
    status, page = manager.get("/orders", open="true", severity="S1")
    assert status == 200
    assert page["orders"][0]["id"] == str(body["id"])  # the newest first
    assert page["count"] == len(page["orders"])
    assert {one["severity"] for one in page["orders"]} == {"S1"}
    assert page["orders"][0]["text"] == ""  # no personal.read
    assert manager.get("/orders", state="accepted")[1]["orders"] == []
    status, order = supervisor.get(f"/orders/{body['id']}")
    assert status == 200
    assert order["text"] == "停在二楼不动"
    assert order["contact_phone"] == "139-0000"
    assert {clock["clock"] for clock in order["clocks"]} == {"respond", "repair"}
    assert order["steps"][0]["kind"] == "order.reported"
    assert len(order["steps"][0]["leaf"]) == 64
    status, seen = manager.get(f"/orders/{body['id']}")
    assert (seen["text"], seen["contact_phone"]) == ("", "")


def test_an_engineer_acts_only_on_what_he_sees(estate, guard, program, ids):
    body, *_ = report(guard, estate, ids)
    engineers = [name for name in ("wang", "zhao", "qian", "sun2") if name in estate.actors]
    other = next(name for name in engineers if name != engineer_of(body["id"]))
    status, problem = program(estate, other).post(f"/orders/{body['id']}/taking", {"fact_id": ids()})
    assert (status, problem["code"]) == (404, "order.missing")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "x"}, "id"),
        ({"unknown": 1}, "unknown"),
        ({"code": None}, "said"),
        ({"fault": None, "text": " "}, "said"),
        ({"text": "x" * 2001}, "text"),
    ],
)
def test_a_malformed_report_is_refused_with_its_paths(estate, guard, ids, change, path):
    _body, status, problem = report(guard, estate, ids, **change)
    assert (status, problem["code"]) == (422, "api.invalid")
    assert any(path in one["path"] for one in problem["errors"])
    assert not Order.objects.filter(channel="api").exists()


def test_what_the_agreement_does_not_know(estate, guard, ids):
    _body, status, problem = report(guard, estate, ids, fault="haunted")
    assert (status, problem["code"]) == (422, "report.bad_fault")
    _body, status, problem = report(guard, estate, ids, code="0000000000")
    assert (status, problem["code"]) == (404, "place.missing")


def test_tokens(estate, guard, program, ids):
    assert Client().get("/api/v1/orders").status_code == 401
    stranger = Client(headers={"Authorization": "Bearer nonsense"}).get("/api/v1/orders")
    assert stranger.status_code == 401
    assert stranger["WWW-Authenticate"].startswith("Bearer")
    assert json.loads(stranger.content)["code"] == "api.unauthorized"
    status, problem = guard.post(f"/orders/{uuid4()}/acceptance", {"fact_id": ids()})
    assert (status, problem["code"], problem["params"]) == (403, "api.forbidden", {"permission": "order.accept"})


def test_a_session_needs_its_csrf_token_to_change_anything(estate, clock):
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(username="li"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/orders").status_code == 200
    refused = client.post(
        f"/api/v1/orders/{uuid4()}/acceptance",
        json.dumps({"fact_id": str(uuid4())}),
        content_type="application/json",
    )
    assert refused.status_code == 403
    # a bad token is not made good by the cookie
    assert client.get("/api/v1/orders", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_places(estate, program):
    wanted = code(estate)
    engineer = program(estate, "wang")
    status, place = engineer.get(f"/places/{wanted}")
    assert status == 200
    assert place["item"] == "lift.car"
    assert "trapped" in [fault["fault"] for fault in place["faults"]]
    status, found = engineer.get("/places", q="电梯")
    assert status == 200
    assert found["places"]
    assert engineer.get("/places/0000000000")[1]["code"] == "place.missing"
    assert engineer.get("/places")[0] == 422
