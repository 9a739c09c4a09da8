"""Photos: shrunk and kept, or refused with a sentence; what was typed stays, what was uploaded stays."""

import io
import struct
import zlib
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.weituo.faces.phone import Page, Phone
from tests.weituo.faces.resident.example import code, report
from weituo.ledger import blobs
from weituo.ledger import reads as facts
from weituo.ledger.ids import uuid7
from weituo.work.models import Order, Photo

pytestmark = pytest.mark.django_db


def picture(size=(2400, 1800), kind="JPEG", name="lift.jpg"):
    out = io.BytesIO()
    Image.effect_noise((300, 300), 60).resize(size).convert("RGB").save(out, kind, quality=60)
    return SimpleUploadedFile(name, out.getvalue(), content_type=f"image/{kind.lower()}")


def bomb():
    """A PNG of 30,000 × 30,000 pixels in a few kilobytes."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    lines = zlib.compress(b"\x00" * 3751 * 200, 9)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", content)


BAD = {
    "a PDF called .jpg": (lambda: SimpleUploadedFile("a.jpg", b"%PDF-1.7 " + b"x" * 500), "不是能识别的照片"),
    "a bomb": (bomb, "像素过多"),
    "an empty file": (lambda: SimpleUploadedFile("a.jpg", b""), "传坏了"),
    "half a photo": (lambda: SimpleUploadedFile("a.jpg", picture().read()[:3000]), "传坏了"),
    "a script": (lambda: SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"), "不是能识别的照片"),
    "thirteen megabytes": (lambda: SimpleUploadedFile("a.jpg", b"\xff\xd8" + b"x" * 13 * 1024 * 1024), "超过 12 MB"),
}


def upload(phone, estate, page, file, **more):
    form = page.form(code(estate))
    token = form.values["csrfmiddlewaretoken"]
    return phone.post(
        f"/q/{code(estate)}/photos",
        {"order": form.values["order"], "photo": file, **more},
        headers={"X-CSRFToken": token},
    )


def test_a_photo_sent_while_typing_belongs_to_the_report(estate, phone):
    page = phone.open(f"/q/{code(estate)}")
    answer = upload(phone, estate, page, picture())
    assert answer.status_code == 200
    photo = Photo.objects.get(pk=answer.json()["id"])
    assert (photo.order_id, photo.role) == (None, "report")
    sent = phone.send(page.form(code(estate)), fault="lift.car/noise", photo=[str(photo.id)])
    photo.refresh_from_db()
    assert str(photo.order_id) == page.form(code(estate)).values["order"]
    (told, *_rest) = facts.facts(estate.estate_id, subject=f"order/{photo.order_id}")
    assert [blob.sha256 for blob in told.blobs] == [photo.sha256]
    shown = phone.open(sent["Location"])
    sources = [named["src"] for tag, named in shown.marks if tag == "img"]
    assert len(sources) == 1
    thumb = phone.get(sources[0])
    assert thumb["Content-Type"] == "image/jpeg"
    small = Image.open(io.BytesIO(b"".join(thumb.streaming_content)))
    assert max(small.size) == 320
    assert Phone().get(sources[0].split("?")[0]).status_code == 404


def test_the_same_photo_sent_again_is_the_first_one(estate, phone):
    page, name = phone.open(f"/q/{code(estate)}"), str(uuid7(estate.start))
    first, second = (upload(phone, estate, page, picture(), id=name) for _ in range(2))
    assert first.json() == second.json() == {"id": name}
    assert Photo.objects.filter(pk=name).count() == 1


def test_an_id_that_is_somebody_elses_photo_opens_nothing(estate, phone):
    theirs = upload(phone, estate, phone.open(f"/q/{code(estate)}"), picture()).json()["id"]
    page = phone.open(f"/q/{code(estate)}")
    mine = upload(phone, estate, page, picture(), id=theirs).json()["id"]
    assert mine != theirs
    sent = phone.send(page.form(code(estate)), fault="lift.car/noise", photo=[theirs, mine])
    shown = phone.open(sent["Location"]).source
    assert mine in shown
    assert theirs not in shown


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_photo_is_refused_with_a_sentence(estate, phone, name):
    make, words = BAD[name]
    answer = upload(phone, estate, phone.open(f"/q/{code(estate)}"), make())
    assert answer.status_code == 422
    assert words in answer.json()["error"]


@pytest.mark.parametrize("name", BAD)
def test_without_scripts_the_words_and_the_good_photo_stay(estate, phone, name):
    make, words = BAD[name]
    page = phone.open(f"/q/{code(estate)}")
    before = Order.objects.count()
    answer = phone.send(page.form(code(estate)), fault="lift.car/noise", text="响得厉害", photos=[picture(), make()])
    assert answer.status_code == 422
    assert Order.objects.count() == before
    again = Page(answer.content.decode())
    assert words in again.text
    form = again.form(code(estate))
    assert (form.values["text"], form.values["fault"]) == ("响得厉害", "lift.car/noise")
    kept = form.values["photo"]
    assert Photo.objects.filter(pk=kept).exists()
    assert phone.send(form).status_code == 303
    assert Photo.objects.get(pk=kept).order_id is not None


def test_thirty_photos_are_nine_and_a_sentence(estate, phone):
    page = phone.open(f"/q/{code(estate)}")
    files = [picture((200, 150)) for _ in range(30)]
    answer = phone.send(page.form(code(estate)), fault="lift.car/noise", text="响", photos=files)
    assert answer.status_code == 422
    again = Page(answer.content.decode())
    assert "最多 9 张" in again.text
    assert len(again.form(code(estate)).values["photo"]) == 9
    assert phone.send(again.form(code(estate))).status_code == 303


def test_a_bad_photo_never_stands_in_the_way_of_danger(estate, phone):
    page = phone.open(f"/q/{code(estate)}")
    bad = SimpleUploadedFile("a.jpg", b"%PDF-1.7")
    answer = phone.send(page.form(code(estate)), fault="lift.car/trapped", photos=[bad])
    assert answer.status_code == 303
    assert "不是能识别的照片" in phone.open(answer["Location"]).text


def test_photos_need_the_page_and_a_report(estate, phone):
    page = phone.open(f"/q/{code(estate)}")
    assert phone.post(f"/q/{code(estate)}/photos", {"photo": picture()}).status_code == 403
    token = {"X-CSRFToken": page.form(code(estate)).values["csrfmiddlewaretoken"]}
    for wrong in ({}, {"order": "x", "photo": picture()}, {"order": str(uuid4())}):
        answer = phone.post(f"/q/{code(estate)}/photos", wrong, headers=token)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_a_stranger_cannot_add_photos_to_a_report_that_was_sent(estate, phone):
    order = report(phone, estate)
    thief = Phone()
    page = thief.open(f"/q/{code(estate)}")
    token = {"X-CSRFToken": page.form(code(estate)).values["csrfmiddlewaretoken"]}
    thief.post(f"/q/{code(estate)}/photos", {"order": str(order.id), "photo": picture()}, headers=token)
    assert "<img" not in phone.open(f"/t/{order.tracking}").source


def test_a_monstrous_request_is_turned_away_unread(estate, phone):
    answer = phone.generic("POST", f"/q/{code(estate)}", b"", CONTENT_LENGTH=str(10**10))
    assert answer.status_code == 413


def test_ten_megabytes_of_heic_become_an_upright_jpeg_that_says_nothing_of_where_it_was_taken(estate, phone):
    small = (Path(__file__).parent / "data/phone.heic").read_bytes()  # 160 × 120, turned by 90°, with a position
    filling = 10 * 1024 * 1024 - len(small)
    heavy = small + struct.pack(">I", filling) + b"free" + bytes(filling - 8)  # an empty box at the end is well-formed
    assert Image.open(io.BytesIO(small)).getexif().get_ifd(0x8825)[1] == "N"
    page = phone.open(f"/q/{code(estate)}")
    answer = upload(phone, estate, page, SimpleUploadedFile("IMG_0001.HEIC", heavy))
    assert answer.status_code == 200, answer.content
    row = Photo.objects.get()
    assert (row.width, row.height, row.size) == (120, 160, 10 * 1024 * 1024)
    kept = Image.open(io.BytesIO(blobs.read(row.picture)))
    assert (kept.format, kept.size) == ("JPEG", (120, 160))
    assert not dict(kept.getexif())
    red, green, _blue = kept.getpixel((110, 80))  # the red band that was on top now stands at the right
    assert red > 180 > 90 > green
