"""Roles and what each may do. Nothing is allowed that is not in this table."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is on an estate."""

    ENGINEER = "engineer"
    CONTRACTOR_MANAGER = "contractor_manager"
    GUARD = "guard"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    FINANCE = "finance"
    COMMITTEE = "committee"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_ENGINEER, _CONTRACTOR, _GUARD, _SUPERVISOR = (
    Role.ENGINEER,
    Role.CONTRACTOR_MANAGER,
    Role.GUARD,
    Role.SUPERVISOR,
)
_MANAGER, _FINANCE, _COMMITTEE, _AUDITOR, _ADMIN = (
    Role.MANAGER,
    Role.FINANCE,
    Role.COMMITTEE,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

PERMISSIONS: dict[str, frozenset[Role]] = {
    # orders: which ones an engineer sees (his party's, his own or nobody's) is decided where they are read
    "order.list": frozenset({_ENGINEER, _CONTRACTOR, _GUARD, _SUPERVISOR, _MANAGER}),
    "order.read": frozenset({_ENGINEER, _CONTRACTOR, _SUPERVISOR, _MANAGER, _AUDITOR}),
    "order.take": frozenset({_ENGINEER, _CONTRACTOR}),  # and arrive, pause, resume, claim
    "order.assign": frozenset({_CONTRACTOR, _SUPERVISOR}),  # the supervisor when the contractor is silent
    "dispatch.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER}),
    "dispatch.policy": frozenset({_CONTRACTOR, _SUPERVISOR}),
    "rules.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER}),
    "rules.edit": frozenset({_SUPERVISOR, _MANAGER}),
    "licence.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _ADMIN}),
    "licence.enter": frozenset({_CONTRACTOR, _SUPERVISOR, _ADMIN}),  # each its own party's people
    "order.classify": frozenset({_CONTRACTOR, _SUPERVISOR}),
    "order.accept": frozenset({_SUPERVISOR}),  # and reject, rule on pauses and recurrences
    "order.intake": frozenset({_GUARD, _SUPERVISOR}),  # reports by telephone or at the desk
    "phone.read": frozenset({_CONTRACTOR, _ADMIN}),  # their people's phones, and take one out of use
    "drawing.read": frozenset({_ENGINEER, _CONTRACTOR, _SUPERVISOR, _MANAGER, _ADMIN}),
    "drawing.edit": frozenset({_CONTRACTOR, _SUPERVISOR, _ADMIN}),
    "map.read": frozenset({_ENGINEER, _CONTRACTOR, _GUARD, _SUPERVISOR, _MANAGER}),
    "map.edit": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER}),
    "duty.read": frozenset({_ENGINEER, _CONTRACTOR, _GUARD, _SUPERVISOR, _MANAGER}),
    "duty.edit": frozenset({_CONTRACTOR, _SUPERVISOR}),  # each its own party's people
    "duty.night": frozenset({_GUARD, _SUPERVISOR, _CONTRACTOR, _MANAGER}),  # look at the night desk
    "duty.call": frozenset({_GUARD, _SUPERVISOR}),  # call somebody out from there
    "duty.handover": frozenset({_ENGINEER, _CONTRACTOR, _GUARD, _SUPERVISOR, _MANAGER}),  # each side its own hand-overs
    "dashboard.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _COMMITTEE}),
    "agreement.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _COMMITTEE, _AUDITOR, _ADMIN}),
    "agreement.calibrate": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER}),
    "draft.read": frozenset({_CONTRACTOR, _MANAGER, _COMMITTEE, _AUDITOR}),
    "draft.edit": frozenset({_MANAGER}),  # and propose, withdraw; the contractor answers by signing or not
    "draft.sign": frozenset({_CONTRACTOR, _MANAGER}),
    "statement.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _FINANCE, _COMMITTEE, _AUDITOR}),
    "statement.close": frozenset({_SUPERVISOR, _MANAGER}),
    "statement.sign": frozenset({_CONTRACTOR, _MANAGER}),
    "statement.pay": frozenset({_MANAGER, _FINANCE}),  # put down the day of payment
    "statement.report": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _FINANCE, _COMMITTEE, _AUDITOR}),
    "oversight.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _COMMITTEE, _AUDITOR}),
    "oversight.record": frozenset({_SUPERVISOR, _MANAGER}),  # visits, inspections, events that are charged
    "photo.flags": frozenset(
        {_CONTRACTOR, _SUPERVISOR, _MANAGER}
    ),  # photos that look used before; each of its own orders
    "photo.rule": frozenset({_SUPERVISOR, _MANAGER}),
    "ledger.read": frozenset({_CONTRACTOR, _SUPERVISOR, _MANAGER, _COMMITTEE, _AUDITOR}),
    "ledger.witness": frozenset({_COMMITTEE}),  # watch the log with one's own telephone
    "bundle.evidence": frozenset({_SUPERVISOR, _MANAGER, _AUDITOR}),  # photos of every party's orders
    "bundle.personal": frozenset({_SUPERVISOR}),
    "audit.read": frozenset({_AUDITOR}),
    "code.print": frozenset({_SUPERVISOR, _MANAGER, _ADMIN}),
    # residents' names, telephone numbers and words: those who do the work with the resident
    "personal.read": frozenset({_ENGINEER, _CONTRACTOR, _SUPERVISOR}),
    "people.read": frozenset({_MANAGER, _ADMIN}),
    "people.manage": frozenset({_ADMIN}),  # unlock somebody, take away their second factor
    "reads.read": frozenset({_MANAGER, _ADMIN, _AUDITOR}),  # who saw what of other people
    "notice.configure": frozenset({_SUPERVISOR, _MANAGER, _ADMIN}),  # the robots that carry messages outside
}


def allows(role: Role | str | None, permission: str) -> bool:
    """Whether the role holds the permission; an unknown role or permission holds nothing."""
    return role is not None and role in PERMISSIONS.get(permission, frozenset())
