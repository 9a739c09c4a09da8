"""Buildings moved on the map: by hand, by keys, and back as it was."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_line import serious, sign_in
from weituo.estate.actions import add_building
from weituo.estate.models import Building
from world.build import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def houses(transactional_db):
    """The estate without history, and a building more that has no place."""
    now = timezone.now()
    world = build(scale="small", today=now, days=0)
    add_building(estate_id=world.estate_id, label="9", name_zh="9幢", now=now)
    return list(Building.objects.order_by("id"))


def test_moved_by_hand_and_by_keys_saved_together(houses, live_server, desk):
    first, second, loose = houses
    sign_in(desk, live_server.url, "li")
    desk.goto(f"{live_server.url}/o/map")
    assert serious(desk) == []
    desk.get_by_role("link", name="调整位置").click()
    desk.wait_for_url("**/o/map/edit")
    assert serious(desk) == []

    mark = desk.locator(f"[data-building='{first.pk}']")
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.mouse.move(x, y)
    desk.mouse.down()
    desk.mouse.move(x + 60, y - 30, steps=5)
    desk.mouse.up()
    east, north = (desk.locator(f"input[name='{side}-{first.pk}']") for side in ("east", "north"))
    assert int(east.input_value()) > first.east
    assert int(north.input_value()) > first.north

    desk.get_by_role("button", name="恢复原样").click()
    expect(east).to_have_value(str(first.east))
    expect(mark).to_have_attribute("transform", f"translate({first.east} {-first.north})")

    desk.locator(f"[data-building='{second.pk}']").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowUp")
    desk.fill(f"input[name='east-{loose.pk}']", "5")
    expect(desk.locator(f"[data-building='{loose.pk}']")).to_have_class("mark mark-loose")
    desk.fill(f"input[name='north-{loose.pk}']", "-300")
    expect(desk.locator(f"[data-building='{loose.pk}']")).to_have_attribute("transform", "translate(5 300)")
    desk.get_by_role("button", name="保存位置").click()
    desk.get_by_text("已更新 2 幢楼的位置。").wait_for()
    now = {one.pk: (one.east, one.north) for one in Building.objects.all()}
    assert now[second.pk] == (second.east + 10, second.north + 1)
    assert now[loose.pk] == (5, -300)
    assert now[first.pk] == (first.east, first.north)
    assert desk.problems == []
