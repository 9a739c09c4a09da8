"""What a photo's file says about itself is kept beside it, in bounds, and for few eyes."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from tests.weituo.conftest import TODAY
from tests.weituo.work import albums
from weituo.work import reads
from weituo.work.actions import erasure
from weituo.work.models import PhotoOrigin
from weituo.work.origin import LONGEST, Origin, origin

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def photo(taken="2026:11:18 09:30:00", offset=None, place=True, model="Mate 60", **more):
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "HUAWEI", model
    inner = {ExifTags.Base.DateTimeOriginal: taken} | ({ExifTags.Base.OffsetTimeOriginal: offset} if offset else {})
    exif[ExifTags.IFD.Exif] = inner
    if place:
        exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (30.0, 16.0, 30.0), 3: "E", 4: (120.0, 9.0, 0.0)} | more.get("gps", {})
    out = io.BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_time_camera_and_place_are_read():
    found = origin(photo(), zone=ZONE, now=NOW)
    assert found.taken_at == datetime(2026, 11, 18, 1, 30, tzinfo=UTC)
    assert found.data == {"make": "HUAWEI", "camera": "Mate 60", "latitude": "30.27500", "longitude": "120.15000"}


def test_a_zone_in_the_file_counts():
    found = origin(photo(offset="-03:30"), zone=ZONE, now=NOW)
    assert found.taken_at == datetime(2026, 11, 18, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "1980:01:01 00:00:00", "2031:01:01 00:00:00", "gestern"])
def test_a_time_that_cannot_be_believed_is_none(taken):
    assert origin(photo(taken), zone=ZONE, now=NOW).taken_at is None


def test_half_a_place_is_none():
    assert "latitude" not in origin(photo(gps={4: (400.0, 0.0, 0.0)}), zone=ZONE, now=NOW).data


def test_values_are_short_and_plain():
    found = origin(photo(model="x\x07" * 500), zone=ZONE, now=NOW)
    assert found.data["camera"] == "x" * LONGEST


@pytest.mark.parametrize("data", [b"", b"no picture", albums.scene(1)])
def test_a_file_that_says_nothing(data):
    assert origin(data, zone=ZONE, now=NOW) == Origin()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_nonsense_never_fails(at, junk):
    whole = bytearray(photo())
    whole[at : at + len(junk)] = junk
    found = origin(bytes(whole), zone=ZONE, now=NOW)
    assert len(found.data) <= 6
    assert all(len(value) <= LONGEST for value in found.data.values())


def test_it_is_kept_beside_the_photo_and_shown_only_to_who_may_read_it(world):
    [order] = albums.orders(1)
    local = (order.reported_at - timedelta(days=3)).astimezone(ZONE)
    albums.put(order, photo(f"{local:%Y:%m:%d %H:%M:%S}"))
    albums.put(order, albums.scene())
    assert PhotoOrigin.objects.count() == 1
    seen = reads.detail(world.actors["li"], order.pk, now=TODAY).photos[0].origin
    assert seen.camera == "HUAWEI Mate 60"
    assert seen.long_before
    assert seen.ahead > timedelta(days=3)
    assert not hasattr(seen, "latitude"), "where it was taken is on no page"
    for name in ("zhou", "feng"):
        view = reads.detail(world.actors[name], order.pk, now=TODAY)
        assert view is None or [one.origin for one in view.photos] == [None, None]
    assert reads.detail(world.actors["li"], order.pk, now=TODAY).photos[1].origin is None


def test_a_photo_taken_on_the_spot_is_not_marked(world):
    [order] = albums.orders(1)
    local = (order.reported_at + timedelta(hours=1)).astimezone(ZONE)
    albums.put(order, photo(f"{local:%Y:%m:%d %H:%M:%S}"))
    assert not reads.detail(world.actors["li"], order.pk, now=TODAY).photos[0].origin.long_before


def test_it_is_erased_with_what_the_reporter_left(world):
    [order] = albums.orders(1)
    albums.put(order, photo())
    erasure.erase(order_id=order.pk, reason="request", now=TODAY)
    assert not PhotoOrigin.objects.exists()


def test_it_goes_when_claims_over_the_work_are_time_barred(world):
    [order] = albums.orders(1)
    albums.put(order, photo(), days=2)
    estate = order.estate
    erasure.retain(estate_id=estate.pk, now=TODAY, log=estate.log)
    assert PhotoOrigin.objects.count() == 1
    assert erasure.retain(estate_id=estate.pk, now=TODAY + timedelta(days=1096), log=estate.log) >= 1
    assert not PhotoOrigin.objects.exists()
