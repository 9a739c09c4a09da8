"""The permission table is the whole of what a role may do; some of it must never come about by mistake."""

import pytest

from weituo.people.reads import Actor
from weituo.people.roles import PERMISSIONS, Role, allows


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_nobody_and_strangers_hold_nothing(permission):
    assert not allows(None, permission)
    assert not allows("resident", permission)
    assert not Actor.reporter("r-1").may(permission)
    assert not Actor.system().may(permission)


def test_an_unknown_permission_is_held_by_nobody():
    assert not any(allows(role, "ledger.erase") for role in Role)


def test_every_role_has_something_to_do_here():
    assert all(any(allows(role, permission) for permission in PERMISSIONS) for role in Role)


@pytest.mark.parametrize("role", ["engineer", "contractor_manager"])
def test_the_contractor_never_judges_its_own_work(role):
    assert not allows(role, "order.accept")
    assert not allows(role, "statement.close")


@pytest.mark.parametrize("role", ["committee", "auditor", "finance", "manager", "administrator", "guard"])
def test_readers_see_no_personal_data(role):
    assert not allows(role, "personal.read")


def test_both_sides_sign_and_nobody_else():
    assert PERMISSIONS["statement.sign"] == {Role.CONTRACTOR_MANAGER, Role.MANAGER}
