"""Words of the glossary as shown: states, severities, roles, steps, rejection and cancelling reasons."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

STATES: Mapping[str, Promise] = {
    "reported": pgettext_lazy("order state", "Waiting for dispatch"),
    "assigned": pgettext_lazy("order state", "Dispatched"),
    "taken": pgettext_lazy("order state", "Taken"),
    "arrived": pgettext_lazy("order state", "On site"),
    "claimed": pgettext_lazy("order state", "Waiting for acceptance"),
    "accepted": pgettext_lazy("order state", "Accepted"),
    "cancelled": pgettext_lazy("order state", "Cancelled"),
}
PAUSED = pgettext_lazy("order state", "Paused")

SEVERITIES: Mapping[str, Promise] = {
    "S0": pgettext_lazy("severity", "Life safety"),
    "S1": pgettext_lazy("severity", "Urgent"),
    "S2": pgettext_lazy("severity", "Routine"),
}

ROLES: Mapping[str, Promise] = {
    "engineer": pgettext_lazy("role", "Engineer"),
    "contractor_manager": pgettext_lazy("role", "Contractor's manager"),
    "guard": pgettext_lazy("role", "Duty guard"),
    "supervisor": pgettext_lazy("role", "Engineering supervisor"),
    "manager": pgettext_lazy("role", "Property manager"),
    "finance": pgettext_lazy("role", "Finance"),
    "committee": pgettext_lazy("role", "Owners' committee"),
    "auditor": pgettext_lazy("role", "Auditor"),
    "administrator": pgettext_lazy("role", "Administrator"),
}

PARTIES: Mapping[str, Promise] = {
    "R": pgettext_lazy("party", "Reporter"),
    "S": pgettext_lazy("party", "System"),
    "P": pgettext_lazy("party", "Property company"),
    "A": pgettext_lazy("party", "Contractor"),
}

STEPS: Mapping[str, Promise] = {
    "order.reported": pgettext_lazy("step", "Reported"),
    "order.followed": pgettext_lazy("step", "Somebody else follows this too"),
    "order.classified": pgettext_lazy("step", "Urgency or kind corrected"),
    "order.assigned": pgettext_lazy("step", "Dispatched"),
    "order.accompanied": pgettext_lazy("step", "Somebody goes along"),
    "order.taken": pgettext_lazy("step", "Engineer took the order"),
    "order.arrived": pgettext_lazy("step", "Engineer on site"),
    "order.paused": pgettext_lazy("step", "Paused"),
    "order.resumed": pgettext_lazy("step", "Resumed"),
    "order.called_out": pgettext_lazy("step", "Called out"),
    "order.transferred": pgettext_lazy("step", "Transferred"),
    "order.excuse_claimed": pgettext_lazy("step", "Excuse claimed"),
    "order.excuse_ruled": pgettext_lazy("step", "Excuse decided"),
    "order.pause_ruled": pgettext_lazy("step", "Pause decided"),
    "order.evidenced": pgettext_lazy("step", "Evidence added"),
    "order.claimed": pgettext_lazy("step", "Engineer says it is done"),
    "order.accepted": pgettext_lazy("step", "Accepted"),
    "order.rejected": pgettext_lazy("step", "Sent back: not done yet"),
    "order.confirmed": pgettext_lazy("step", "Reporter confirms: fixed"),
    "order.rated": pgettext_lazy("step", "Rated"),
    "order.recurrence_ruled": pgettext_lazy("step", "Recurrence decided"),
    "order.cancelled": pgettext_lazy("step", "Cancelled"),
}

LICENCES: Mapping[str, Promise] = {
    "lift": pgettext_lazy("licence", "Lift operation and repair"),
    "lv_electrician": pgettext_lazy("licence", "Low-voltage electrician"),
    "hv_electrician": pgettext_lazy("licence", "High-voltage electrician"),
    "fire_operator": pgettext_lazy("licence", "Fire system operator"),
    "height": pgettext_lazy("licence", "Work at height"),
    "welding": pgettext_lazy("licence", "Welding and hot cutting"),
    "refrigeration": pgettext_lazy("licence", "Refrigeration and air conditioning"),
    "boiler": pgettext_lazy("licence", "Boiler operation"),
    "confined": pgettext_lazy("licence", "Work in confined spaces"),
}

EVIDENCE: Mapping[str, Promise] = {
    "before": pgettext_lazy("evidence", "photo from before the work"),
    "after": pgettext_lazy("evidence", "photo from after the work"),
    "video": pgettext_lazy("evidence", "video"),
    "signature": pgettext_lazy("evidence", "signature on the spot"),
}

REJECTIONS: Mapping[str, Promise] = {
    "not_fixed": pgettext_lazy("rejection", "Not fixed"),
    "poor_work": pgettext_lazy("rejection", "Poor work"),
    "no_evidence": pgettext_lazy("rejection", "Evidence missing"),
    "wrong_place": pgettext_lazy("rejection", "Wrong place"),
    "other": pgettext_lazy("rejection", "Something else"),
}

CANCELLINGS: Mapping[str, Promise] = {
    "duplicate": pgettext_lazy("cancelling", "Already reported in another order"),
    "mistaken": pgettext_lazy("cancelling", "Reported by mistake"),
    "withdrawn": pgettext_lazy("cancelling", "Withdrawn by the reporter"),
    "outside": pgettext_lazy("cancelling", "Not covered by the agreement"),
}

ALIKE: Mapping[str, Promise] = {
    "spot": pgettext_lazy("alike", "same spot"),
    "building": pgettext_lazy("alike", "same building"),
    "fault": pgettext_lazy("alike", "same fault"),
    "item": pgettext_lazy("alike", "same kind of thing"),
    "words": pgettext_lazy("alike", "similar words"),
    "day": pgettext_lazy("alike", "within a day"),
}


def label(table: Mapping[str, Promise], key: str) -> str:
    """The word for a key; an unknown key shows itself, so that nothing is ever blank."""
    return str(table.get(key, key))
