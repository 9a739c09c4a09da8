"""`/t/<token>`: 有人来吗，几点到？"""

from datetime import timedelta

import pytest

from tests.weituo.faces.phone import Phone
from tests.weituo.faces.resident.example import code, doer, report, work
from weituo.faces.resident import keys
from weituo.ledger.ids import uuid7
from weituo.work.actions import pause

pytestmark = pytest.mark.django_db


def test_it_says_who_comes_and_by_when_in_words_and_exactly(estate, phone, clock):
    order = report(phone, estate)
    page = phone.open(f"/t/{order.tracking}")
    who = doer(estate, order)
    assert f"{who.name}会来处理" in page.text
    assert "工程师 · 示范机电工程公司A" in page.text
    assert "还剩 3 小时" in page.text  # two working hours, with the lunch break in between
    assert "13:30 前" in page.text or "14:00 前" in page.text
    for step in ("已派单", "已报修"):
        assert step in page.text


def test_a_late_order_says_how_late(estate, phone, clock):
    order = report(phone, estate, fault="lift.car/stuck")
    clock.now += timedelta(hours=30)
    page = phone.open(f"/t/{order.tracking}")
    assert "已超时" in page.text
    assert "due-late" in page.source


def test_every_step_shows_with_its_time_newest_first(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="accepted")
    text = phone.open(f"/t/{order.tracking}").text
    history = text[text.index("处理经过") :]
    steps = ["物业已验收", "工程师报完工", "工程师已到场", "工程师已接单", "已派单", "已报修"]
    assert [history.index(step) for step in steps] == sorted(history.index(step) for step in steps)
    assert "11:10 · 李主管" in history
    assert "按时" in text


@pytest.mark.parametrize(
    ("until", "says"),
    [("taken", "正在赶来"), ("arrived", "已到场"), ("claimed", "已报修好，请您看一下"), ("accepted", "已修好")],
)
def test_the_first_line_follows_the_order(estate, phone, clock, until, says):
    order = report(phone, estate)
    work(estate, order, clock, until=until)
    assert says in phone.open(f"/t/{order.tracking}").text


def test_a_pause_says_why(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="arrived")
    clock.now += timedelta(minutes=5)
    pause.pause(order_id=order.id, actor=doer(estate, order), now=clock.now, fact_id=uuid7(clock.now), reason="parts")
    text = phone.open(f"/t/{order.tracking}").text
    assert "暂时挂起，还会继续处理" in text
    assert estate.pact.terms(clock.now).pauses["parts"].label["zh"] in text


def test_no_personal_telephone_number_is_shown(estate, phone):
    order = report(phone, estate, contact_phone="13900001111")
    assert "000-0000-" not in phone.get(f"/t/{order.tracking}").content.decode()


def test_it_refreshes_with_and_without_scripts(estate, phone, clock):
    order = report(phone, estate)
    page = phone.open(f"/t/{order.tracking}")
    live = next(named for _tag, named in page.marks if named.get("id") == "live")
    assert live["hx-trigger"] == "every 20s"
    assert '<noscript><meta http-equiv="refresh" content="20">' in page.source
    part = phone.get(live["hx-get"])
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
    assert 'hx-swap-oob="innerHTML"' in part.content.decode()


def test_it_does_not_refresh_under_somebodys_fingers(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="claimed")
    source = phone.open(f"/t/{order.tracking}").source
    assert "http-equiv" not in source  # there is something to type now
    live = source[source.index('id="live"') : source.index('id="news"')]
    assert "<textarea" not in live


def test_an_ended_order_no_longer_refreshes(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="accepted")
    assert "hx-trigger" not in phone.open(f"/t/{order.tracking}").source


@pytest.mark.parametrize("token", ["x", "f.x", "f." + "A" * 38, "0" * 32, "f.%00", "\u4e2d"])
def test_a_guessed_address_opens_nothing(estate, phone, token):
    report(phone, estate)
    for path in ("", "/state"):
        phone.open(f"/t/{token}{path}", status=404)


def test_followers_addresses_cannot_be_made_from_an_orders_id(estate, phone):
    order = report(phone, estate)
    token = keys.follower_token(order.id)
    assert keys.followed_order(token) == order.id
    assert len(order.tracking) >= 32
    forged = token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB")
    phone.open(f"/t/{forged}", status=404)


def test_it_is_not_cached_indexed_or_told_to_other_sites(estate, phone):
    order = report(phone, estate)
    for path in ("", "/state"):
        answer = phone.get(f"/t/{order.tracking}{path}")
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"


def test_the_address_can_be_kept_and_shared(estate, phone):
    order = report(phone, estate)
    page = phone.open(f"/t/{order.tracking}")
    assert f"http://localhost/t/{order.tracking}" in page.source
    shared = next(named["data-share"] for _tag, named in page.marks if "data-share" in named)
    assert order.tracking not in shared
    Phone().open(shared.removeprefix("http://localhost"))


def test_an_ended_order_offers_to_report_again(estate, phone, clock):
    order = report(phone, estate)
    work(estate, order, clock, until="accepted")
    page = phone.open(f"/t/{order.tracking}")
    assert "又坏了？再报一次" in page.text
    assert f"/q/{code(estate)}" in page.source


def test_it_is_complete_in_english(estate, phone, clock):
    order = report(phone, estate, text="")
    work(estate, order, clock, until="claimed")
    phone.cookies["weituo_language"] = "en"
    text = phone.open(f"/t/{order.tracking}").text
    for words in ("Reported as fixed", "On time", "What happened so far", "Yes, fixed", "Keep this page"):
        assert words in text


def test_who_has_it_is_named_in_the_readers_language(estate, phone, clock):
    order = report(phone, estate, text="")
    work(estate, order, clock, until="taken")
    assert "示范机电工程公司A" in phone.open(f"/t/{order.tracking}").text
    phone.cookies["weituo_language"] = "en"
    assert "Model Engineering Company A" in phone.open(f"/t/{order.tracking}").text
