"""The map shows each role its own open orders where they are; who looks after places moves buildings."""

import re

import pytest

from tests.weituo.faces.office.test_phones import browser
from tests.weituo.work.test_life import doer, reported
from weituo.estate import positions
from weituo.estate.models import Building
from weituo.faces.office.map.sheet import sheet
from weituo.work.models import Order
from weituo.work.reads import around

pytestmark = pytest.mark.django_db


def test_an_order_stands_at_its_building_and_outside_of_none(estate, clock):
    order = reported(estate, key="L1-1-1", now=clock.now).order
    house = Order.objects.get(pk=order.id).equipment.space.building
    found = around.by_building(estate.actors["li"], now=clock.now)
    assert order.id in {one.id for one in found[house.pk]}
    page = browser("li").open("/o/map")
    assert f'id="b-{house.pk}"' in page.source
    assert order.number in page.text


def test_an_engineer_sees_his_own_and_the_free_and_nobody_sees_another_estate(estate, clock):
    order = reported(estate, key="L1-1-1", now=clock.now).order
    his = doer(estate, order.id)
    name = next(key for key, one in estate.actors.items() if one.membership_id == his.membership_id)
    other = next(key for key in ("wang", "chen") if key != name)
    seen = [order.number in browser(one).open("/o/map").text for one in (name, other)]
    assert seen == [True, False]
    assert browser("zhou").get("/o/map").status_code == 200
    assert browser("feng").get("/o/map").status_code == 403


def saved(page, building, east, north):
    """The form with this building's fields typed anew, sent."""
    [form] = [one for one in page.open("/o/map/edit").forms if f"east-{building.pk}" in one]
    return page.send(form, **{f"east-{building.pk}": east, f"north-{building.pk}": north})


def test_metres_typed_are_saved_and_what_is_wrong_is_said_and_kept_on_the_page(estate):
    page = browser("li")
    first, second, *_ = Building.objects.order_by("id")
    assert saved(page, first, "-12", "34").status_code == 303
    assert saved(page, second, "", "").status_code == 303
    assert [(one.east, one.north) for one in Building.objects.order_by("id")[:2]] == [(-12, 34), (None, None)]
    assert "还有 1 幢未标位置" in page.open("/o/map").text
    for east, north in (("1", ""), ("x", "1"), ("99999", "0"), ("1e3", "2")):
        answer = saved(page, first, east, north)
        assert answer.status_code == 422, (east, north)
        assert f'value="{east}"' in answer.content.decode()
    assert [one.east for one in Building.objects.order_by("id")[:1]] == [-12]
    assert browser("wang").get("/o/map/edit").status_code == 403


def test_an_estate_whose_buildings_nobody_placed_says_what_to_do(estate):
    Building.objects.update(east=None, north=None)
    assert "标注楼栋位置" in browser("li").open("/o/map").text
    assert "还没有标注楼栋位置" in browser("wang").open("/o/map").text
    drawn = browser("li").open("/o/map/edit").source
    assert drawn.count("mark-loose") == Building.objects.count()


def test_nothing_lies_outside_of_the_sheet_or_on_another(estate):
    Building.objects.filter(label__in=("1", "2", "3")).update(east=None, north=None)
    made = sheet(positions.positions(estate.estate_id), {}, all_of_them=True)
    left, top, wide, high = made.frame
    assert all(left < one.x < left + wide and top < one.y < top + high for one in made.marks)
    assert len({(one.x, one.y) for one in made.marks}) == len(made.marks)
    assert re.fullmatch(r"-?\d+ -?\d+ \d+ \d+", made.box)
