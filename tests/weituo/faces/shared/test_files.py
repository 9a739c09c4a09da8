"""Photos: to whoever reads the order, or holds its tracking address. To nobody else, by any name."""

import pytest
from django.test import Client

from tests.weituo.faces.conftest import NOW
from tests.weituo.faces.resident.example import code, report
from tests.weituo.faces.resident.test_photos import picture, upload
from weituo.estate import actions as estates
from weituo.ledger import blobs
from weituo.people.models import Membership, Person
from weituo.work import reads as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(estate, phone):
    """A report's photo."""
    page = phone.open(f"/q/{code(estate)}")
    kept = upload(phone, estate, page, picture()).json()["id"]
    answer = phone.send(page.form(code(estate)), fault="lift.car/noise", photo=kept)
    assert answer.status_code == 303
    found = work.photo(kept)
    assert found is not None
    return found


def status(client, photo, size="thumb", query=""):
    return client.get(f"/files/{photo.id}/{size}{query}").status_code


def member(name):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Person.objects.get(username=name))
    return client


def test_the_reporters_photo_is_for_those_who_may_read_personal_data(estate, photo):
    for name, allowed in {"li": 200, "wang": 200, "sun": 200, "zhou": 404, "chen": 404, "feng": 404, "wu": 404}.items():
        assert status(member(name), photo) == allowed, name


def test_a_stranger_needs_the_tracking_token_of_this_order(estate, phone, photo):
    stranger = Client(HTTP_HOST="localhost")
    other = report(phone, estate)
    assert status(stranger, photo) == 404
    assert status(stranger, photo, query=f"?t={other.tracking}") == 404
    assert status(stranger, photo, query="?t=") == 404
    assert status(stranger, photo, query=f"?t={photo.tracking}") == 200


def test_a_photo_nobody_has_sent_yet_is_shown_to_no_stranger(estate, phone):
    kept = upload(phone, estate, phone.open(f"/q/{code(estate)}"), picture()).json()["id"]
    assert phone.get(f"/files/{kept}/thumb?t=").status_code == 404


def test_another_estates_staff_does_not_see_it(estate, photo):
    other = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=NOW)
    client = member("li")
    Membership.objects.filter(person__username="li").update(estate_id=other)
    assert status(client, photo) == 404


def test_another_contractors_engineer_does_not_see_it(estate, photo):
    client = member("wang")
    Membership.objects.filter(person__username="wang").update(party="P")
    assert status(client, photo) == 404


def test_it_is_private_typed_and_kept_by_nobody_in_between(estate, photo):
    answer = member("li").get(f"/files/{photo.id}/full")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"].startswith("private")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")


@pytest.mark.parametrize("size", ["original", "sha256", "x"])
def test_there_are_two_sizes(estate, photo, size):
    assert status(member("li"), photo, size) == 404


def test_an_erased_photo_is_gone_without_an_error(estate, photo):
    blobs.erase(photo.thumb)
    assert status(member("li"), photo) == 404
