"""Buildings are moved together or not at all, and only those of the estate."""

from uuid import uuid4

import pytest

from covenant.errors import Refusal
from weituo.estate import actions as estates
from weituo.estate import positions

pytestmark = pytest.mark.django_db


def test_only_what_changed_is_counted_and_unknown_is_possible(world):
    before = positions.positions(world.estate_id)
    first, second, *_ = before
    to = {first.id: (-40, 7), second.id: (second.east, second.north)}
    assert positions.move(world.estate_id, to) == 1
    assert positions.move(world.estate_id, to) == 0
    assert positions.move(world.estate_id, {first.id: None}) == 1
    after = positions.positions(world.estate_id)
    assert [one.id for one in after] == [one.id for one in before]
    assert (after[0].known, after[0].east, after[1:]) == (False, None, before[1:])


@pytest.mark.parametrize("where", [(20_001, 0), (0, -20_001)])
def test_too_far_moves_nothing(world, where):
    first, second, *_ = before = positions.positions(world.estate_id)
    with pytest.raises(Refusal, match=r"place\.too_far"):
        positions.move(world.estate_id, {first.id: (1, 1), second.id: where})
    assert positions.positions(world.estate_id) == before


def test_another_estate_s_building_moves_nothing(world):
    from tests.weituo.conftest import TODAY

    other = estates.create_estate(slug="other", name_zh="别处", now=TODAY)
    theirs = estates.add_building(estate_id=other, label="1", name_zh="1幢", now=TODAY)
    first, *_ = before = positions.positions(world.estate_id)
    for key in (theirs, uuid4()):
        with pytest.raises(Refusal, match=r"place\.missing"):
            positions.move(world.estate_id, {first.id: (1, 1), key: (2, 2)})
    assert positions.positions(world.estate_id) == before
    assert not positions.positions(other)[0].known
