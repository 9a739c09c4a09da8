"""A program asks what a report's words are understood as; nothing is written."""

import pytest

from weituo.work.models import Order

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(estate, program):
    return program(estate, "zheng")


def test_words_become_item_fault_severity_and_place(guard):
    before = Order.objects.count()
    status, said = guard.post("/understanding", {"text": "3号楼2单元1201厨房水管爆了漏到楼下"})
    assert status == 200, said
    assert (said["item"], said["danger"], said["severity"]) == ("unit.inside", True, "S0")
    assert said["where"] == {"building": "3", "unit": "2", "room": "1201"}
    assert any("爆" in word for word in said["words"])
    assert said["fault_label"]["zh"]
    assert Order.objects.count() == before


def test_a_code_tells_what_thing_it_is_about(estate, guard):
    status, said = guard.post("/understanding", {"text": "有异响", "code": estate.codes["L1-2-1"]})
    assert status == 200
    assert (said["item"], said["fault"], said["danger"]) == ("lift.car", "noise", False)


def test_nothing_clear_is_null_and_no_guess(guard):
    _, said = guard.post("/understanding", {"text": "你好"})
    assert (said["item"], said["fault"], said["severity"], said["words"]) == (None, None, None, [])


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "水" * 2001}, {"text": "漏水", "more": 1}])
def test_what_is_not_of_the_form_is_refused(guard, body):
    assert guard.post("/understanding", body)[0] == 422


def test_an_unknown_code_and_a_role_without_intake(estate, guard, program):
    assert guard.post("/understanding", {"text": "漏水", "code": "0000000000"})[0] == 404
    assert program(estate, "wang").post("/understanding", {"text": "漏水"})[0] == 403
