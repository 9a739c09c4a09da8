"""Words are found by pairs of characters, the same on both databases; what was erased is not found any more."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.weituo.conftest import TODAY
from tests.weituo.work.test_life import reported
from weituo.people import reads as people
from weituo.work import reads as work
from weituo.work import search
from weituo.work.actions import erasure
from weituo.work.models import Order

CJK = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40), max_size=12)


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("漏水", ["漏", "水", "漏水"]),
        ("漏水,漏", ["漏", "水", "漏水"]),
        ("3号楼B座", ["号", "楼", "号楼", "座"]),
        ("20261124-0004", ["20", "02", "26", "61", "11", "12", "24", "00", "04"]),
        ("ABC abc", ["ab", "bc"]),
        ("7-1", []),
        ("", []),
        ("' OR \" * NEAR(", ["or", "ne", "ea", "ar"]),
    ],
)
def test_grams(text, grams):
    assert search.grams(text) == grams


@given(CJK, CJK, CJK)
def test_whatever_stands_in_a_text_has_all_its_grams_there(before, word, after):
    assert set(search.grams(word)) <= set(search.grams(before + word + after))


def found(q, username="li"):
    actor = people.actor_of(username, TODAY)
    return {one.id for one in work.orders(actor, work.Filters(q=q), now=TODAY, size=1000).lines}


def spoken(world, text):
    key = reported(world).order.id
    Order.objects.filter(pk=key).update(text=text)
    row = Order.objects.get(pk=key)
    search.put([(key, row.number, f"{row.text} {row.place_words}")], new=False)
    return key


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("q", "there"),
    [
        ("漏到", True), ("漏", True), ("下水", False), ("楼下", True), ("厨房 楼下", True), ("厨房 屋顶", False), ("ppr管", True),
        ("PPR", True), ("PR管", True), ("楼下厨房", False), ("%", False), ("\"", False), ("'; --", False), ("漏 到", True),
    ],
)  # fmt: skip
def test_words_in_what_was_said(world, q, there):
    key = spoken(world, "厨房PPR管爆了，漏到楼下。水很多")
    assert (key in found(q)) == there


@pytest.mark.django_db
def test_every_order_is_found_by_its_number_and_by_parts_of_it(world):
    row = Order.objects.get(pk=reported(world).order.id)
    for part in (row.number, row.number[:8], row.number[2:6], row.number[-4:]):
        assert row.pk in found(part)


@pytest.mark.django_db
def test_the_index_finds_what_reading_everything_finds(world):
    for word in ("电梯", "漏水", "1幢", "水", "灯", "异响"):
        plain = {
            row.pk
            for row in Order.objects.filter(estate_id=world.estate_id).select_related("equipment", "space", "unit")
            if any(
                word in (each or "")
                for each in (
                    row.number, row.text, row.place_words, row.equipment and row.equipment.name_zh,
                    row.space and row.space.name_zh, row.unit and row.unit.label,
                )
            )
        }  # fmt: skip
        assert found(word) == plain, word


@pytest.mark.django_db
def test_who_may_not_read_what_was_said_does_not_find_by_it(world):
    key = spoken(world, "密室漏水")
    assert key in found("密室")
    assert key not in found("密室", "zhou")
    assert key in found(Order.objects.get(pk=key).number, "zhou")


@pytest.mark.django_db
def test_what_was_erased_is_not_found(world):
    key = spoken(world, "只有这一句")
    assert key in found("只有这")
    assert erasure.erase(order_id=key, reason="request", now=TODAY) > 0
    assert key not in found("只有这")
    column = "private" if connection.vendor == "sqlite" else "array_to_string(private, ' ')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM work_search WHERE {column} LIKE %s", ["%只有%"])
        assert cursor.fetchone()[0] == 0
    assert key in found(Order.objects.get(pk=key).number)


@pytest.mark.django_db
@pytest.mark.parametrize("frequent", [0, 1, 10_000])
def test_frequent_words_are_found_without_the_index_all_the_same(world, monkeypatch, frequent):
    keys = {spoken(world, f"厨房漏水 {number}") for number in range(3)}
    other = spoken(world, "门禁失灵")
    monkeypatch.setattr(search, "FREQUENT", frequent)
    assert keys <= found("厨房漏水")
    assert other not in found("厨房漏水")
    assert found("厨房漏 失灵") == set()


@pytest.mark.django_db
def test_pages_of_a_search_are_the_newest_first_and_none_is_shown_twice(world):
    keys = {spoken(world, "化粪池外溢") for _ in range(5)}
    actor = people.actor_of("li", TODAY)
    pages = [work.orders(actor, work.Filters(q="化粪池"), now=TODAY, page=n, size=2) for n in (1, 2, 3)]
    lines = [one for page in pages for one in page.lines]
    assert {one.id for one in lines} == keys
    assert [page.count for page in pages] == [5, 5, 5]
    order = [(one.reported_at, one.id) for one in lines]
    assert order == sorted(order, reverse=True)
