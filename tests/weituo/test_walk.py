"""Every address as every role, as a stranger from another estate, and as nobody: deny by default."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.weituo.conftest import TODAY
from weituo.estate import actions as estates
from weituo.estate.models import Code
from weituo.faces.shared import access
from weituo.month.models import Statement
from weituo.people import actions as people
from weituo.people import reading
from weituo.people.models import Membership, Person, ReadLog
from weituo.people.roles import PERMISSIONS
from weituo.work.models import Order
from world.cast import CAST

ROLES = {member.role: member.username for member in CAST}


def signed_in(username):
    client = Client(HTTP_HOST="localhost", raise_request_exception=True)
    client.force_login(Person.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(route, world):
    """A real address for a route: ids of things that exist."""
    order, statement = Order.objects.filter(state="accepted").first(), Statement.objects.first()
    values = {
        "order_id": order.id, "statement_id": statement.id, "month": "2026-10", "code": world.codes["L1-1-1"],
        "token": order.tracking, "photo": uuid4(), "size": "thumb", "kind": "csv", "record_id": uuid4(), "dispute_id": uuid4(), "draft_id": uuid4(),
        "fact_id": uuid4(), "flag_id": uuid4(), "shift_id": uuid4(), "call_id": uuid4(), "handover_id": uuid4(), "licence_id": uuid4(), "rule_id": uuid4(), "robot_id": uuid4(), "message_id": uuid4(), "passkey_id": uuid4(), "session_id": uuid4(), "device_id": uuid4(), "drawing_id": uuid4(), "person_id": uuid4(),
    }  # fmt: skip
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), route)


def staff_pages():
    return [page for page in access.pages() if not page.public and not page.delegated]


def test_every_page_declares_who_may_open_it():
    pages = list(access.pages())
    assert len(pages) > 40
    assert [page.route for page in staff_pages() if page.permission is None] == []
    assert get_resolver().url_patterns


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_opens_what_its_permissions_say_and_nothing_else(world, role):
    client = signed_in(ROLES[role])
    for page in staff_pages():
        answer = client.get(address(page.route, world))
        if page.permission not in (access.SIGNED_IN, access.ACCOUNT) and role not in PERMISSIONS[page.permission]:
            assert answer.status_code == 403, (page.route, answer.status_code)
        else:
            assert answer.status_code in (200, 302, 303, 404, 405), (page.route, answer.status_code)


def test_nobody_signed_in_sees_only_what_is_public(world):
    client = Client(HTTP_HOST="localhost")
    for page in staff_pages():
        answer = client.get(address(page.route, world))
        assert answer.status_code == 302, page.route
        assert answer["Location"].startswith("/sign-in"), page.route
        assert client.post(address(page.route, world)).status_code == 403, page.route


@pytest.mark.parametrize("role", sorted(ROLES))
def test_whoever_is_shown_a_telephone_number_is_written_down(world, role, monkeypatch):
    noted = []
    write = reading.write
    monkeypatch.setattr(reading, "write", lambda seen, now: noted.extend(seen) or write(seen, now))
    numbers = {one for one in Person.objects.values_list("phone", flat=True) if one}
    numbers |= {one for one in Order.objects.values_list("contact_phone", flat=True) if one}
    client, shown = signed_in(ROLES[role]), 0
    orders = Order.objects.exclude(contact_phone="")
    order = orders.filter(assignee__person__username=ROLES[role]).first() or orders.first()
    routes = [address(page.route, world) for page in staff_pages()] + [f"/o/orders/{order.id}", f"/e/orders/{order.id}"]
    routes += ["/api/v1/orders", f"/api/v1/orders/{order.id}"]
    for route in routes:
        del noted[:]
        answer = client.get(route)
        if answer.status_code == 200 and not answer.streaming:
            text = answer.content.decode(errors="replace")
            if any(number in text for number in numbers):
                shown += 1
                assert noted, route
    assert shown or role in {"finance", "committee", "auditor", "guard"}
    reader = Membership.objects.get(person__username=ROLES[role], until=None).pk
    assert ReadLog.objects.filter(membership_id=reader).exists() or not shown


@pytest.mark.parametrize("role", ["engineer", "contractor_manager", "supervisor", "manager", "administrator"])
def test_a_stranger_from_another_estate_finds_nothing_of_ours(world, role):
    other = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=TODAY)
    organisation = people.create_organisation(kind="principal", name_zh="别处物业", now=TODAY)
    person = people.create_person(username="stranger", name="外人", now=TODAY)
    party = {"engineer": "A", "contractor_manager": "A", "administrator": None}.get(role, "P")
    people.grant(person_id=person, organisation_id=organisation, estate_id=other, role=role, party=party, now=TODAY)
    client = signed_in("stranger")
    ours = [Order.objects.filter(state="accepted").first().number, "茉莉园", world.codes["L1-1-1"]]
    for page in staff_pages():
        answer = client.get(address(page.route, world))
        if "<" in page.route and "export" not in page.route and answer.status_code not in (403, 405):
            assert answer.status_code in (404, 302), (page.route, answer.status_code)
        if answer.status_code == 200:
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            for secret in ours:
                assert secret.encode() not in content, (page.route, secret)


def test_public_pages_name_nobody(world):
    order = Order.objects.exclude(contact_name="").filter(equipment__isnull=False).first()
    code = Code.objects.get(equipment=order.equipment)
    page = Client(HTTP_HOST="localhost").get(f"/q/{code.code}").content.decode()
    assert order.contact_phone not in page
    assert order.contact_name not in page
