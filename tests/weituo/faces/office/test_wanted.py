"""What the agreement wants before completion is taken in stands on the order's pages, with how much of it there is."""

import io
import sys

import pytest
from PIL import Image

from covenant.order import Need
from tests.weituo.faces.office.test_phones import browser
from tests.weituo.work.test_life import doer, reported
from weituo.ledger.ids import uuid7
from weituo.work import photos
from weituo.work.actions import arrival, take
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def dangerous(estate, clock):
    """Somebody was trapped; the engineer is there. His name and the order."""
    order = reported(estate, fault="trapped", now=clock.now).order.id
    engineer = doer(estate, order)
    take.take(order_id=order, actor=engineer, now=clock.now, fact_id=uuid7(clock.now))
    code = estate.codes["L1-1-1"]
    arrival.arrive(order_id=order, actor=engineer, now=clock.now, fact_id=uuid7(clock.now), code=code)
    return next(name for name, one in estate.actors.items() if one.membership_id == engineer.membership_id), order


def test_a_completion_without_the_photo_is_refused_with_the_clause_and_taken_with_it(estate, clock, dangerous):
    name, order = dangerous
    engineer = browser(name)
    page = engineer.open(f"/e/orders/{order}")
    assert "维修后照片 0/1 第 5.6 条" in page.text
    assert "完工需留痕 维修后照片 0/1" in browser("li").open(f"/o/orders/{order}").text
    answer = engineer.send(page.form(f"/e/orders/{order}/completion"))
    assert answer.status_code == 409
    assert "维修后照片" in answer.content.decode()
    picture = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(picture, "JPEG")
    picture.seek(0)
    photos.accept(
        picture, estate_id=estate.estate_id, draft=order, role="after", now=clock.now, photo_id=uuid7(clock.now)
    )
    page = engineer.open(f"/e/orders/{order}")
    assert "维修后照片 1/1" in page.text
    assert engineer.send(page.form(f"/e/orders/{order}/completion")).status_code == 303
    assert Order.objects.get(pk=order).state == "claimed"
    assert "完工需留痕" not in browser("li").open(f"/o/orders/{order}").text


def test_an_order_for_which_nothing_is_wanted_says_nothing(estate, clock):
    order = reported(estate, fault="noise", now=clock.now).order.id
    assert "完工需留痕" not in browser("li").open(f"/o/orders/{order}").text


def test_the_picture_of_a_signature_is_no_signature_yet(estate, clock, dangerous, monkeypatch):
    name, order = dangerous
    monkeypatch.setattr(sys.modules["weituo.work.reads.detail"], "needs", lambda *_: (Need("signature", 1, "5.7"),))
    picture = io.BytesIO()
    Image.effect_noise((320, 120), 60).convert("RGB").save(picture, "PNG")
    picture.seek(0)
    photos.accept(
        picture, estate_id=estate.estate_id, draft=order, role="signature", now=clock.now, photo_id=uuid7(clock.now)
    )
    assert "0/1 第 5.7 条" in browser(name).open(f"/e/orders/{order}").text
