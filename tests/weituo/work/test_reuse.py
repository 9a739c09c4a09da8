"""A photo used before becomes a question about the later order, once; a person answers it, once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import translation
from PIL import Image

from bench import pictures
from covenant.errors import Refusal
from tests.weituo.conftest import TODAY
from tests.weituo.work import albums
from weituo.cli import main
from weituo.estate import actions as estates
from weituo.ledger import blobs
from weituo.ledger.models import Fact
from weituo.oversight.models import Record
from weituo.work import reads
from weituo.work.actions import reuse
from weituo.work.models import Order, Photo, PhotoFlag, PhotoPrint


@pytest.fixture
def world(world):
    """Without the demo world's own photos: here it is counted what is found."""
    Photo.objects.all().delete()
    return world


def found():
    return {(flag.photo_id, flag.earlier_id): flag.kind for flag in PhotoFlag.objects.all()}


def test_copies_across_orders_are_asked_about_and_the_later_one_is_meant(world):
    one, two, three, four = albums.orders(4)
    first = albums.put(one, albums.scene(), days=9)
    turned = albums.put(two, albums.mirrored(), days=5)
    cut = albums.put(three, albums.cropped(2), days=1)
    whole = albums.put(four, albums.scene(2), days=6)
    albums.put(four, albums.scene(3), days=6)
    done = reuse.find(now=TODAY)
    assert (done.made, done.unreadable, done.compared, done.flagged) == (5, 0, 5, 2)
    assert found() == {(turned.pk, first.pk): "mirrored", (cut.pk, whole.pk): "cropped"}
    assert {flag.state for flag in PhotoFlag.objects.all()} == {"open"}


def test_the_same_bytes_are_asked_about_even_when_nothing_can_be_compared(world):
    wall = pictures.jpeg(Image.new("RGB", (640, 480), (90, 90, 90)))
    one, two = albums.orders(2)
    first, second = albums.put(one, wall, days=2), albums.put(two, wall, days=1)
    reuse.find(now=TODAY)
    assert found() == {(second.pk, first.pk): "same"}


def test_photos_of_the_same_order_are_not_asked_about(world):
    [order] = albums.orders(1)
    albums.put(order, albums.scene(), role="before", days=1)
    albums.put(order, albums.mirrored(), role="after")
    albums.put(order, albums.scene(), role="after")
    assert reuse.find(now=TODAY).flagged == 0


def test_what_residents_send_is_never_asked_about_but_may_be_the_earlier_one(world):
    one, two, three = albums.orders(3)
    sent = albums.put(one, albums.scene(), role="report", days=4)
    shown = albums.put(two, albums.mirrored(), role="after", days=3)
    again = albums.put(three, albums.scene(), role="report", days=2)
    reuse.find(now=TODAY)
    assert found() == {(shown.pk, sent.pk): "mirrored"}
    assert again.pk not in {photo for photo, _ in found()}


def test_another_contractors_photos_are_not_compared(world):
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.scene(), days=3)
    Order.objects.filter(pk=one.pk).update(perform="P")
    assert reuse.find(now=TODAY).flagged == 0


def test_another_estates_photos_are_not_compared(world):
    one, two = albums.orders(2)
    mine, other = albums.put(one, albums.scene(), days=4), albums.put(two, albums.scene(), days=3)
    elsewhere = estates.create_estate(slug="elsewhere", name_zh="别处小区", now=TODAY)
    type(other).objects.filter(pk=other.pk).update(estate_id=elsewhere)
    assert reuse.find(now=TODAY).flagged == 0
    assert mine.estate_id != elsewhere


def test_repeating_and_stopping_changes_nothing(world, monkeypatch):
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.mirrored(), days=3)
    assert reuse.waiting()
    said = []

    def stop(done, total, what):
        said.append((done, total))
        if len(said) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reuse.find(now=TODAY, report=stop)
    assert PhotoPrint.objects.count() == 2
    reuse.find(now=TODAY)
    assert not reuse.waiting()
    before = list(PhotoFlag.objects.values_list("pk", flat=True))
    assert len(before) == 1
    assert reuse.find(now=TODAY) == reuse.Done(0, 0, 0, 0)
    PhotoPrint.objects.update(compared_at=None)  # as when two ran at once
    reuse.find(now=TODAY)
    assert list(PhotoFlag.objects.values_list("pk", flat=True)) == before


def test_a_photo_that_is_attached_late_is_still_found(world):
    one, two = albums.orders(2)
    first = albums.put(one, albums.scene(), days=9)
    type(first).objects.filter(pk=first.pk).update(order=None, fact_id=None)
    second = albums.put(two, albums.mirrored(), days=3)
    assert reuse.find(now=TODAY).flagged == 0
    type(first).objects.filter(pk=first.pk).update(order=one, fact_id=uuid4())
    assert reuse.find(now=TODAY).flagged == 1
    assert found() == {(second.pk, first.pk): "mirrored"}


def test_erased_and_damaged_pictures_are_passed_over(world):
    one, two = albums.orders(2)
    gone, spoiled = albums.put(one, albums.scene(), days=2), albums.put(two, albums.scene(4), days=1)
    blobs.erase(gone.picture)
    blobs.path(spoiled.picture).write_bytes(b"no picture at all")
    done = reuse.find(now=TODAY)
    assert (done.made, done.unreadable, done.flagged) == (2, 2, 0)
    assert set(PhotoPrint.objects.values_list("problem", flat=True)) == {"erased", "damaged"}
    blobs.erase(spoiled.picture)


def test_a_person_of_the_property_company_answers_once_and_nothing_is_charged(world):
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.scene(), days=3)
    reuse.find(now=TODAY)
    [flag] = PhotoFlag.objects.all()
    facts, records = Fact.objects.count(), Record.objects.count()
    with pytest.raises(Refusal):
        reuse.rule(flag_id=flag.pk, actor=world.actors["sun"], now=TODAY, confirmed=False)
    with pytest.raises(Refusal):
        reuse.rule(flag_id=uuid4(), actor=world.actors["li"], now=TODAY, confirmed=True)
    assert reuse.rule(flag_id=flag.pk, actor=world.actors["li"], now=TODAY, confirmed=True, words=" 同一张 ")
    assert not reuse.rule(flag_id=flag.pk, actor=world.actors["zhou"], now=TODAY, confirmed=False)
    view = reads.flag(world.actors["li"], flag.pk)
    assert (view.state, view.words, view.ruled_by, view.ruled_at) == (
        "confirmed",
        "同一张",
        world.actors["li"].name,
        TODAY,
    )
    assert (Fact.objects.count(), Record.objects.count()) == (facts, records)


def test_who_sees_what(world):
    one, two = albums.orders(2)
    sent = albums.put(one, albums.scene(), role="report", days=4)
    albums.put(two, albums.scene(), days=3)
    reuse.find(now=TODAY)
    [flag] = PhotoFlag.objects.all()
    assert flag.earlier_id == sent.pk
    manager, supervisor, contractor = (world.actors[name] for name in ("zhou", "li", "sun"))
    assert reads.flag(manager, flag.pk).seen == (True, False)
    assert reads.flag(supervisor, flag.pk).seen == (True, True)
    assert [one.id for one in reads.flags(contractor).flags] == [flag.pk]
    Order.objects.filter(pk=two.pk).update(perform="P")
    assert reads.flags(contractor).count == 0
    assert reads.flag(contractor, flag.pk) is None
    assert reads.flags_of(supervisor, two.pk)[0].earlier_number == one.number
    assert reads.flags_of(supervisor, one.pk) == ()
    assert reads.flags(supervisor, ruled=True).count == 0


def test_the_command_says_what_it_did(world, capsys, monkeypatch):
    monkeypatch.setenv("WEITUO_LANGUAGE", "en")
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY + timedelta(minutes=1))
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.mirrored(), days=3)
    with translation.override("en"):
        assert main(["photos", "fingerprint"]) == 0
        assert "2 fingerprints made, 2 photos compared, 1 to look at." in capsys.readouterr().out
        assert main(["photos", "fingerprint"]) == 0
        assert "0 fingerprints made, 0 photos compared, 0 to look at." in capsys.readouterr().out
