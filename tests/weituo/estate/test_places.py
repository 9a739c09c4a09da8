import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from covenant.errors import Refusal
from tests.weituo.estate.example import NOW, codes_for, small
from weituo.estate import actions, reads
from weituo.estate.actions import Target
from weituo.estate.models import Code, Estate, Unit

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)


def test_an_estate_has_a_ledger_of_its_own():
    first = actions.create_estate(slug="one", name_zh="一号院", now=NOW)
    second = actions.create_estate(slug="two", name_zh="二号院", now=NOW)
    logs = {reads.estate(each).log for each in (first, second)}
    assert len(logs) == 2
    assert all(" " not in log and "+" not in log for log in logs)  # as a checkpoint's origin must be


@pytest.mark.parametrize("zone", ["Asia/Hangzhou", "", "../../etc/passwd"])
def test_a_zone_nobody_knows_is_refused(zone):
    with pytest.raises(Refusal, match=r"estate\.unknown_zone"):
        actions.create_estate(slug="x", name_zh="某小区", zone=zone, now=NOW)


def test_a_short_name_is_given_once():
    actions.create_estate(slug="x", name_zh="某小区", now=NOW)
    with pytest.raises(Refusal, match=r"estate\.slug_taken"):
        actions.create_estate(slug="x", name_zh="另一小区", now=NOW)


def test_a_code_leads_to_its_place(django_assert_num_queries):
    place = small()
    lift, plant, unit = codes_for(place)
    with django_assert_num_queries(1):
        found = reads.resolve(lift.lower())
    assert isinstance(found, reads.Place)
    assert (found.kind, found.id, found.item, found.code) == ("equipment", place.lift, "lift.car", lift)
    assert (found.space_id, found.building_zh, found.floor) == (place.lobby, "3幢", "1F")
    assert found.estate.duty_phone == "0571-88001234"
    assert found.name("en") == "Building 3-1 lift 2"
    assert reads.resolve(plant).name("en") == "1号生活水泵房"  # no English name: the Chinese one
    assert reads.resolve(unit).name_zh == "3幢 1-0301"
    assert reads.resolve(unit).unit_id == place.units[0]


@pytest.mark.parametrize("code", ["", "ZZZZZZZZZZ", "x' OR 1=1 --"])
def test_a_code_that_never_was_is_none(code):
    codes_for(small())
    assert reads.resolve(code) is None


def test_a_replaced_code_leads_to_the_new_one():
    place = small()
    old, *_ = codes_for(place)
    new = actions.replace_code(code=old, now=LATER)
    found = reads.resolve(old)
    assert isinstance(found, reads.Retired)
    assert (found.replaced_by, found.retired_at, found.place.id) == (new, LATER, place.lift)
    assert found.estate.slug == "jasmine"
    assert reads.resolve(new).id == place.lift
    with pytest.raises(Refusal, match=r"code\.replaced"):
        actions.replace_code(code=old, now=LATER)
    with pytest.raises(Refusal, match=r"code\.unknown"):
        actions.replace_code(code="ZZZZZZZZZZ", now=LATER)


def test_a_retired_code_stays_retired():
    old, *_ = codes_for(small())
    actions.retire_code(code=old, now=NOW)
    actions.retire_code(code=old, now=LATER)
    found = reads.resolve(old)
    assert (found.retired_at, found.replaced_by) == (NOW, None)


def test_a_code_is_never_given_twice():
    place = small()
    given = codes_for(place, random.Random(5).choice)
    again = codes_for(place, random.Random(5).choice)  # the same draws once more
    assert set(given).isdisjoint(again)
    assert Code.objects.count() == 6


def test_codes_are_for_places_of_the_estate_only():
    place, other = small(), small("other")
    targets = [Target(equipment_id=place.lift), Target(space_id=other.plant)]
    with pytest.raises(Refusal, match=r"estate\.other_estate"):
        actions.issue_codes(estate_id=place.estate, targets=targets, now=NOW)
    with pytest.raises(Refusal, match=r"estate\.other_estate"):
        actions.add_space(estate_id=place.estate, building_id=other.building, kind="roof", name_zh="屋面", now=NOW)
    assert not Code.objects.exists()


@pytest.mark.parametrize("given", [{}, {"space_id": uuid4(), "unit_id": uuid4()}])
def test_a_code_stands_for_exactly_one_place(given):
    with pytest.raises(ValueError, match="exactly one"):
        Target(**given)


def test_the_database_says_so_too():
    place = small()
    codes_for(place)
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.filter(equipment=place.lift).update(space=place.lobby)
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.filter(equipment=place.lift).update(replaced_by=Code.objects.filter(unit=None).last())


def test_all_labels_of_an_estate(django_assert_num_queries):
    place, other = small(), small("other")
    lift, plant, unit = codes_for(place)
    codes_for(other)
    with django_assert_num_queries(1):
        assert {label.code for label in reads.labelled(place.estate)} == {lift, plant, unit}
    assert [label.code for label in reads.labelled(place.estate, kinds=["unit"])] == [unit]
    actions.retire_code(code=lift, now=LATER)
    assert {label.code for label in reads.labelled(place.estate)} == {plant, unit}


def test_labels_are_in_walking_order():
    estate = actions.create_estate(slug="x", name_zh="某小区", now=NOW)
    spaces = []
    for number in (10, 9, 1, 2):
        building = actions.add_building(estate_id=estate, label=str(number), name_zh=f"{number}幢", now=NOW)
        name = f"{number}幢大堂"
        spaces.append(actions.add_space(estate_id=estate, building_id=building, kind="lobby", name_zh=name, now=NOW))
    actions.issue_codes(estate_id=estate, targets=[Target(space_id=each) for each in spaces], now=NOW)
    assert [label.building_zh for label in reads.labelled(estate)] == ["1幢", "2幢", "9幢", "10幢"]


def test_places_by_id_stay_inside_the_estate():
    place, other = small(), small("other")
    found = reads.places(
        place.estate, equipment=[place.lift, other.lift], spaces=[place.plant], units=[*place.units, other.units[0]]
    )
    assert set(found) == {place.lift, place.plant, *place.units}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("2号电梯", ["3幢一单元2号电梯"]),
        ("dt-0312", ["3幢一单元2号电梯"]),
        ("lift", ["3幢一单元2号电梯"]),
        ("0302", ["3幢 1-0302"]),
        ("3幢 0401", ["3幢 1-0401"]),
        ("水泵", ["1号生活水泵房"]),
        ("  ", []),
        ("%", []),
    ],
)
def test_searching_for_a_place(words, names):
    place = small()
    small("other")
    assert [found.name_zh for found in reads.search(place.estate, words)] == names


def test_many_units_at_once():
    place = small()
    doors = [(f"9-{number:04d}", number // 100) for number in range(1200)]
    made = actions.add_units(building_id=place.building, doors=doors, now=NOW)
    assert made == sorted(set(made))
    assert Unit.objects.filter(estate=place.estate).count() == 1204


def test_the_admin_site_makes_an_estate(admin_client):
    given = {"slug": "new", "name_zh": "新小区", "name_en": "", "zone": "Asia/Shanghai", "duty_phone": ""}
    assert admin_client.post("/admin/estate/estate/add/", given).status_code == 302
    made = Estate.objects.get(slug="new")
    assert made.log == f"weituo/estate/{made.id}"
    changed = admin_client.post(f"/admin/estate/estate/{made.id}/change/", given | {"name_zh": "改名小区"})
    assert changed.status_code == 302
    again = Estate.objects.get(slug="new")
    assert (again.log, again.name_zh) == (made.log, "改名小区")
