"""Photos used before, on the order's page and in the list: who sees them, who rules, and that a person charges."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.weituo.conftest import TODAY
from tests.weituo.work import albums
from tests.weituo.work.test_origin import photo as taken
from weituo.oversight.models import Record
from weituo.people.models import Person
from weituo.work.actions import reuse
from weituo.work.models import Order, PhotoFlag


@pytest.fixture
def desk(world, monkeypatch):
    """Somebody signed in by name."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)

    def sign_in(name):
        client = Client()
        client.force_login(Person.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def flag(world):
    one, two = albums.orders(2)
    albums.put(one, albums.scene(), days=4)
    albums.put(two, albums.mirrored(), days=3)
    reuse.find(now=TODAY)
    return PhotoFlag.objects.select_related("photo__order", "earlier__order").get()


def text(answer):
    return answer.content.decode()


def test_the_orders_page_shows_both_pictures_and_two_buttons(desk, flag):
    for name in ("li", "zhou"):
        page = text(desk(name).get(f"/o/orders/{flag.photo.order_id}"))
        assert "这张照片与工单" in page
        assert "的照片相同（镜像）" in page
        assert f"/files/{flag.photo_id}/thumb" in page
        assert f"/files/{flag.earlier_id}/thumb" in page
        assert "不是同一张" in page
        assert "确认重复使用" in page
    assert "的照片相同" not in text(desk("li").get(f"/o/orders/{flag.earlier.order_id}"))


def test_the_contractor_sees_it_without_buttons_and_rules_nothing(desk, flag):
    sun = desk("sun")
    for address in (f"/o/orders/{flag.photo.order_id}", "/o/photos/flags"):
        page = text(sun.get(address))
        assert "的照片相同（镜像）" in page
        assert "物业方尚未查看" in page
        assert "确认重复使用" not in page
    assert sun.post(f"/o/photos/flags/{flag.pk}/ruling", {"ruling": "dismissed"}).status_code == 403
    Order.objects.filter(pk=flag.photo.order_id).update(perform="P")
    assert "的照片相同" not in text(sun.get("/o/photos/flags"))


def test_a_dismissed_pair_is_gone_from_what_waits_and_kept_among_the_ruled(desk, flag):
    li = desk("li")
    answer = li.post(f"/o/photos/flags/{flag.pk}/ruling", {"ruling": "dismissed", "words": "两台水泵"})
    assert (answer.status_code, answer["Location"]) == (303, f"/o/orders/{flag.photo.order_id}#photo-flags")
    assert "没有待查看的照片" in text(li.get("/o/photos/flags"))
    ruled = text(li.get("/o/photos/flags?state=ruled"))
    assert "两台水泵" in ruled
    assert "不是同一张" in ruled
    li.post(f"/o/photos/flags/{flag.pk}/ruling", {"ruling": "confirmed"})
    flag.refresh_from_db()
    assert flag.state == "dismissed"


def test_a_confirmed_pair_leads_to_the_form_and_a_person_sends_it(desk, flag):
    li = desk("li")
    before = Record.objects.count()
    answer = li.post(f"/o/photos/flags/{flag.pk}/ruling", {"ruling": "confirmed", "words": "门牌也一样"})
    assert answer["Location"] == f"/o/oversight?flag={flag.pk}#event"
    assert Record.objects.count() == before
    page = text(li.get(answer["Location"]))
    assert '<option value="false_record" selected>' in page
    assert f'value="{flag.photo.order.number}"' in page
    assert "（镜像）。照片编号" in page
    assert "门牌也一样" in page
    words = page.split("required>")[-1].split("</textarea>")[0]
    sent = {"kind": "incident", "key": "false_record", "order": flag.photo.order.number, "words": words}
    assert li.post("/o/oversight/entries", sent).status_code == 302
    row = Record.objects.latest("at")
    assert (row.key, row.order_id) == ("false_record", flag.photo.order_id)
    assert "门牌也一样" in row.words


def test_the_form_is_not_filled_for_an_open_pair_or_who_may_not_charge(desk, flag):
    assert "照片编号" not in text(desk("li").get(f"/o/oversight?flag={flag.pk}"))
    assert desk("li").get("/o/oversight?flag=nonsense").status_code == 200
    PhotoFlag.objects.update(state="confirmed")
    assert "照片编号" in text(desk("zhou").get(f"/o/oversight?flag={flag.pk}"))
    assert "照片编号" not in text(desk("sun").get(f"/o/oversight?flag={flag.pk}"))


def test_without_a_price_in_the_terms_there_is_only_the_finding(desk, flag, monkeypatch):
    monkeypatch.setattr("weituo.faces.office.photos.words.FALSE_RECORD", "no_such_event")
    li = desk("li")
    answer = li.post(f"/o/photos/flags/{flag.pk}/ruling", {"ruling": "confirmed"}, follow=True)
    assert "条款没有约定扣款" in text(answer)


def test_what_is_not_there_is_not_there(desk, flag):
    li = desk("li")
    assert li.post(f"/o/photos/flags/{uuid4()}/ruling", {"ruling": "confirmed"}).status_code == 404
    assert li.post(f"/o/photos/flags/{flag.pk}/ruling", {"ruling": "priced"}).status_code == 404
    assert li.get(f"/o/photos/flags/{flag.pk}/ruling").status_code == 405
    for page in ("x", "0", "99", "-1", "9" * 40):
        assert li.get(f"/o/photos/flags?page={page}").status_code == 200


def test_a_reporters_picture_is_not_shown_to_the_manager(desk, flag):
    type(flag.earlier).objects.filter(pk=flag.earlier_id).update(role="report")
    page = text(desk("zhou").get("/o/photos/flags"))
    assert "报修人自己的照片" in page
    assert f"/files/{flag.earlier_id}" not in page
    assert f"/files/{flag.earlier_id}" in text(desk("li").get("/o/photos/flags"))


def test_many_pairs_are_a_few_queries_and_pages(desk, flag, django_assert_max_num_queries):
    others = [albums.put(order, albums.scene(50)) for order in albums.orders(30)[5:]]
    for at, one in enumerate(others):
        PhotoFlag.objects.create(
            id=uuid4(), estate_id=one.estate_id, photo=one, earlier=flag.earlier, kind="same", distance=0,
            found_at=TODAY - timedelta(minutes=at),
        )  # fmt: skip
    li = desk("li")
    with django_assert_max_num_queries(12):
        page = text(li.get("/o/photos/flags"))
    assert page.count("<article") == 20
    assert "较早" in page
    assert text(li.get("/o/photos/flags?page=2")).count("<article") == len(others) + 1 - 20


def test_when_it_was_taken_stands_beside_when_it_came(desk, world):
    [order] = albums.orders(1)
    at = (order.reported_at - timedelta(days=3)).astimezone(ZoneInfo("Asia/Shanghai"))
    albums.put(order, taken(f"{at:%Y:%m:%d %H:%M:%S}"))
    page = text(desk("li").get(f"/o/orders/{order.pk}"))
    assert "拍摄时间" in page
    assert "早于收到" in page
    assert "拍摄时间远早于报修时间，请留意" in page
    assert "Mate 60" in page
    assert "30.27" not in page
    for name in ("zhou", "sun", "feng"):
        assert "拍摄时间" not in text(desk(name).get(f"/o/orders/{order.pk}"))
