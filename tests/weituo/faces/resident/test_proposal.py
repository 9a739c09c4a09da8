"""What the resident's words are understood as, proposed before sending; empty when a tile is chosen or nothing is clear."""

import pytest

from tests.weituo.faces.phone import Page
from weituo.work.models import Order

pytestmark = pytest.mark.django_db


def asked(client, code, **said):
    answer = client.post(f"/q/{code}/proposal", said)
    assert answer.status_code == 200
    return Page(answer.content.decode())


def chosen(page):
    return [values["data-choose"] for tag, values in page.marks if "data-choose" in values]


def test_words_at_a_lift_become_one_of_its_tiles(estate, clock, client):
    before = Order.objects.count()
    page = asked(client, estate.codes["L1-2-1"], text="上行的时候有异响")
    assert chosen(page) == ["lift.car/noise"]
    assert "因为您写了 “异响”" in page.text
    assert Order.objects.count() == before
    assert chosen(asked(client, estate.codes["L1-2-1"], text="上行的时候有异响", fault="lift.car/door")) == []


@pytest.mark.parametrize("text", ["", "水", "你好你好", "\x00", "厨房水龙头滴水" * 3])
def test_what_is_not_clear_or_no_tile_of_this_place_is_not_proposed(estate, clock, client, text):
    page = asked(client, estate.codes["L1-2-1"], text=text)
    assert chosen(page) == []
    assert page.text == ""


def test_danger_that_several_things_know_is_the_tile_without_an_item(estate, clock, client):
    page = asked(client, estate.codes["L1-2-1"], text="电梯里有人被困住了")
    assert [one.endswith("/trapped") for one in chosen(page)] == [True]
    assert "危及人身" in page.text


def test_without_a_known_place_the_whole_agreement_is_there_and_a_look_is_not_enough(estate, clock, client):
    assert chosen(asked(client, "0000000000", text="漏水了")) == ["other/leak"]
    assert client.get(f"/q/{estate.codes['L1-2-1']}/proposal").status_code == 405
