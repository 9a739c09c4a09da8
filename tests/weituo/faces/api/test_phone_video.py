"""Videos by the resumable way: cut off, gone on with, damaged, too large; seen only by who sees the order."""

import errno
import hashlib
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from tests.weituo.faces.api.phone import ROOT, Phone, session
from tests.weituo.work.test_life import doer, reported
from weituo.ledger import blobs
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.work.actions import acceptance, phone_video
from weituo.work.models import PhoneAct, Photo, Upload

pytestmark = pytest.mark.django_db
LIFT = "L1-1-1"
FILM = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(range(256)) * 40


@pytest.fixture
def order(estate, clock):
    return reported(estate, key=LIFT, now=clock.now).order.id


@pytest.fixture
def wang(estate, clock, order):
    worker = doer(estate, order)
    phone = Phone(clock, next(n for n, one in estate.actors.items() if one.membership_id == worker.membership_id))
    phone.do(order, "take")
    phone.do(order, "arrive", code=str(estate.codes[LIFT]))
    return phone


class Film:
    """One video on its way."""

    def __init__(self, phone, order, data=FILM, *, sha256=None, id=None, length=None):
        self.phone, self.data, self.id = phone, data, id or uuid7(phone.clock.now)
        self.said = {
            "id": self.id, "order": order, "role": "video", "made_at": phone.own_time,
            "sha256": sha256 or hashlib.sha256(data).hexdigest(),
        }  # fmt: skip
        self.length = length or len(data)

    def call(self, method, path, data=b"", **headers):
        headers = {"Tus-Resumable": "1.0.0", **headers}
        return self.phone.client.generic(
            method, path, data, headers=headers, content_type="application/offset+octet-stream"
        )

    def begin(self):
        metadata = ",".join(f"{key} {b64encode(str(value).encode()).decode()}" for key, value in self.said.items())
        answer = self.call(
            "POST", f"{ROOT}/uploads", **{"Upload-Length": str(self.length), "Upload-Metadata": metadata}
        )
        self.location = answer.headers.get("Location", "")
        return answer

    def standing(self):
        return self.call("HEAD", self.location)

    def piece(self, start, end=None):
        return self.call("PATCH", self.location, self.data[start:end], **{"Upload-Offset": str(start)})

    def held(self):
        said = self.phone.holds(self.id)
        return "held" if said["held"] else said["refused"][0]["code"] if said["refused"] else "unknown"


def test_cut_off_and_gone_on_with(wang, order):
    film = Film(wang, order)
    answer = film.begin()
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "0")
    assert answer["Upload-Expires"]
    assert film.piece(0, 5000)["Upload-Offset"] == "5000"
    again = film.begin()
    assert (again["Location"], again["Upload-Offset"]) == (answer["Location"], "5000")
    assert film.piece(0, 5000).status_code == 409, "these bytes are there already"
    assert film.standing()["Upload-Offset"] == "5000"
    assert film.held() == "unknown"
    assert film.piece(5000).status_code == 204
    assert film.held() == "held"
    assert film.standing().status_code == 404, "finished"
    assert film.begin()["Upload-Offset"] == str(len(FILM)), "and known"
    row = Photo.objects.get(pk=film.id)
    assert (row.role, row.mime, blobs.read(row.picture)) == ("video", "video/mp4", FILM)
    assert not Upload.objects.exists()
    assert not list((Path(settings.DATA) / "uploads").iterdir())


def test_the_claim_takes_the_video_along_and_a_late_one_is_a_fact_of_its_own(wang, order):
    first = Film(wang, order)
    first.begin()
    first.piece(0)
    status, claimed = wang.do(order, "claim", note="")
    assert (status, claimed["state"]) == (200, "held")
    assert [blob.role for blob in facts.find(claimed["id"]).blobs] == ["video"]
    late = Film(wang, order, FILM + b"later")
    late.begin()
    late.piece(0)
    assert late.held() == "held"
    assert facts.find(late.id).kind == "order.evidenced"


def test_a_video_of_an_accepted_order_is_refused_and_kept_as_refused(estate, clock, wang, order):
    film = Film(wang, order)
    film.begin()
    film.piece(0, 100)
    wang.do(order, "claim", note="")
    acceptance.accept(order_id=order, actor=estate.actors["li"], now=clock.now, fact_id=uuid7(clock.now))
    assert film.piece(100).status_code == 204
    assert film.held() == "order.changed_since"
    assert PhoneAct.objects.get(pk=film.id).kind == "video"
    assert not Photo.objects.filter(pk=film.id).exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\0\0\x18ftypheic" + b"x" * 99, "video.not_a_video"),
        (b"MZ" + b"x" * 99, "video.not_a_video"),
        (b"\x1a\x45\xdf\xa3" + b"x" * 20 + b"matroska", "video.not_a_video"),
        (b"\x1a\x45\xdf\xa3" + b"x" * 20 + b"webm", "held"),
        (b"\0\0\0\x14ftypqt  " + b"x" * 20, "held"),
    ],
)
def test_told_by_its_first_bytes(wang, order, data, code):
    film = Film(wang, order, data)
    film.begin()
    film.piece(0)
    assert film.held() == code


def test_damaged_bytes_leave_nothing_and_may_be_sent_again(wang, order):
    film = Film(wang, order, b"\xff" + FILM[1:], sha256=hashlib.sha256(FILM).hexdigest())
    film.begin()
    film.piece(0)
    assert film.held() == "unknown"
    assert film.standing().status_code == 404
    good = Film(wang, order, id=film.id)
    good.said["made_at"] = film.said["made_at"]
    assert good.begin()["Upload-Offset"] == "0"
    good.piece(0)
    assert good.held() == "held"


def test_too_large_too_much_and_too_full(wang, order, monkeypatch):
    huge = Film(wang, order, length=200 * 1024 * 1024 + 1)
    assert huge.begin().status_code == 201
    assert huge.held() == "video.too_large"
    film = Film(wang, order)
    film.begin()
    film.data += b"more"
    assert film.piece(0).status_code == 413
    monkeypatch.setattr(phone_video.shutil, "disk_usage", lambda path: SimpleNamespace(free=1000))
    assert Film(wang, order).begin().status_code == 507


def test_a_full_disk_half_way_keeps_what_was_written(wang, order, monkeypatch):
    film = Film(wang, order)
    film.begin()
    film.piece(0, 3000)

    def full(*_):
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as change:
        change.setattr(phone_video.os, "pwrite", full)
        assert film.piece(3000).status_code == 507
    assert film.standing()["Upload-Offset"] == "3000"
    film.piece(3000)
    assert film.held() == "held"


def test_another_phone_does_not_see_it_and_seven_days_end_it(estate, clock, wang, order):
    film = Film(wang, order)
    film.begin()
    film.piece(0, 10)
    other = Phone(clock, next(n for n, one in estate.actors.items() if one.role == "engineer" and n != wang.username))
    stranger = Film(other, order)
    stranger.location = film.location
    assert stranger.standing().status_code == 404
    assert stranger.piece(10).status_code == 404
    clock.now += timedelta(days=7)
    assert film.standing().status_code == 404
    assert phone_video.tidy(clock.now) == 1
    assert not list((Path(settings.DATA) / "uploads").iterdir())


def test_whole_but_cut_off_before_it_was_looked_at(wang, order, monkeypatch):
    film = Film(wang, order)
    film.begin()
    with monkeypatch.context() as change:
        change.setattr(phone_video, "_finish", lambda *_: None)
        film.piece(0)
    assert film.held() == "unknown"
    film.standing()
    assert film.held() == "held"


def test_played_in_parts_by_who_sees_the_order(wang, order):
    film = Film(wang, order)
    film.begin()
    film.piece(0)
    wang.do(order, "claim", note="")
    address = f"/files/{film.id}/full"
    li = session("li")
    whole = li.get(address)
    assert (whole["Content-Type"], b"".join(whole.streaming_content)) == ("video/mp4", FILM)
    part = li.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, FILM[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(FILM)}"
    assert b"".join(li.get(address, headers={"Range": "bytes=-4"}).streaming_content) == FILM[-4:]
    assert li.get(address, headers={"Range": f"bytes={len(FILM)}-"}).status_code == 416
    assert li.get(f"/files/{film.id}/thumb").status_code == 404
    assert session("feng").get(address).status_code == 404
    assert wang.client.get(address).status_code == 404, "a phone's key opens no page"
