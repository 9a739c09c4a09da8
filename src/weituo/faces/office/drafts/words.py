"""Words of the terms as a form offers them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from weituo.faces.office.drafts.field import Choice

Table = Mapping[str, Promise]

COVERS: Table = {
    "maintenance": pgettext_lazy("part of the service", "Maintenance"),
    "sanitation": pgettext_lazy("part of the service", "Cleaning"),
    "order": pgettext_lazy("part of the service", "Order"),
}
SIZES: Table = {
    "large": pgettext_lazy("size of a company", "Large"),
    "medium": pgettext_lazy("size of a company", "Medium"),
    "small": pgettext_lazy("size of a company", "Small"),
    "micro": pgettext_lazy("size of a company", "Micro"),
}
LICENCES: Table = {
    "lift_maintenance": pgettext_lazy("licence", "Lift maintenance"),
    "fire_maintenance": pgettext_lazy("licence", "Fire system maintenance"),
    "low_voltage": pgettext_lazy("licence", "Low-voltage electrical work"),
}
ROLES: Table = {
    "principal": pgettext_lazy("role of a party", "Property company"),
    "contractor": pgettext_lazy("role of a party", "Contractor"),
    "specialist": pgettext_lazy("role of a party", "Specialist firm"),
    "utility": pgettext_lazy("role of a party", "Utility"),
    "owner": pgettext_lazy("role of a party", "Owners"),
}
DEDUCTIONS: Table = {
    "price_reduction": pgettext_lazy("nature of deductions", "Price reduction"),
    "damages": pgettext_lazy("nature of deductions", "Damages"),
}
CURVES: Table = {
    "linear": pgettext_lazy("curve", "Straight line"),
    "step": pgettext_lazy("curve", "Steps"),
    "points": pgettext_lazy("curve", "Lines through points"),
    "at_least": pgettext_lazy("curve", "All or nothing, at least"),
    "at_most": pgettext_lazy("curve", "All or nothing, at most"),
}
FUNCTIONS: Table = {
    "response_1": pgettext_lazy("measure function", "Arrivals on time"),
    "repair_1": pgettext_lazy("measure function", "Repairs on time"),
    "satisfaction_1": pgettext_lazy("measure function", "Satisfied residents"),
    "rework_1": pgettext_lazy("measure function", "Rework among repairs"),
    "planned_1": pgettext_lazy("measure function", "Planned work done in time"),
    "inspection_1": pgettext_lazy("measure function", "Inspection points passed"),
    "availability_1": pgettext_lazy("measure function", "Equipment available"),
    "intact_1": pgettext_lazy("measure function", "Units found intact"),
}
MODES: Table = {
    "half_up": pgettext_lazy("rounding", "Half rounds up"),
    "half_even": pgettext_lazy("rounding", "Half rounds to even"),
    "down": pgettext_lazy("rounding", "Always down"),
    "up": pgettext_lazy("rounding", "Always up"),
}
FIXED: Table = {
    "new_clock_from_event": pgettext_lazy("rule", "the stricter limits count anew from that moment"),
    "keep": pgettext_lazy("rule", "the limits it had are kept"),
    "continuous": pgettext_lazy("rule", "never stopped: it runs on from the beginning"),
}
SAME: Table = {
    "equipment": pgettext_lazy("repeated where", "At the same equipment"),
    "event": pgettext_lazy("repeated where", "Anywhere on the estate"),
}
SKIP: Table = {
    "skip": pgettext_lazy("month without score", "Is passed over"),
    "break": pgettext_lazy("month without score", "Breaks the row"),
}
HANDOVER: Table = {
    "assets": pgettext_lazy("handover", "Equipment and tools"),
    "records": pgettext_lazy("handover", "Records"),
    "keys": pgettext_lazy("handover", "Keys and access"),
    "open_orders": pgettext_lazy("handover", "Open orders"),
    "personal_data": pgettext_lazy("handover", "Personal data"),
    "deposit": pgettext_lazy("handover", "Deposit"),
}
NOT_CAPPED: Table = {
    "injury": pgettext_lazy("not capped", "Injury"),
    "intent": pgettext_lazy("not capped", "Intent"),
    "gross_negligence": pgettext_lazy("not capped", "Gross negligence"),
}
EVIDENCE: Table = {
    "utility_notice": pgettext_lazy("evidence", "Notice of the utility"),
    "notice_within_48h": pgettext_lazy("evidence", "Told within 48 hours"),
    "proof": pgettext_lazy("evidence", "Proof"),
}
DATA: Table = {
    "name": pgettext_lazy("personal data", "Name"),
    "phone": pgettext_lazy("personal data", "Telephone"),
    "address": pgettext_lazy("personal data", "Address"),
    "photos": pgettext_lazy("personal data", "Photos"),
}
ON_END: Table = {
    "return": pgettext_lazy("data at the end", "Return"),
    "delete": pgettext_lazy("data at the end", "Delete"),
    "return_or_delete": pgettext_lazy("data at the end", "Return or delete"),
}
RANKS: Table = {
    "score": pgettext_lazy("rank", "Score, higher first"),
    "-score": pgettext_lazy("rank", "Score, lower first"),
    "red_lines": pgettext_lazy("rank", "More red lines first"),
    "-red_lines": pgettext_lazy("rank", "Fewer red lines first"),
    "satisfaction": pgettext_lazy("rank", "Satisfaction, higher first"),
    "-satisfaction": pgettext_lazy("rank", "Satisfaction, lower first"),
}
TIES: Table = {
    "share": pgettext_lazy("tie", "Share the rank"),
    "all": pgettext_lazy("tie", "All of them count"),
}
STATES: Table = {
    "editing": pgettext_lazy("state of a draft", "Being drafted"),
    "proposed": pgettext_lazy("state of a draft", "Waiting for signatures"),
    "activated": pgettext_lazy("state of a draft", "In force"),
    "withdrawn": pgettext_lazy("state of a draft", "Withdrawn"),
}
TEMPLATES: Table = {
    "full": pgettext_lazy("template", "Full delegation"),
    "partial": pgettext_lazy("template", "Partial delegation"),
    "co-managed": pgettext_lazy("template", "Managed together"),
}
ABOUT: Table = {
    "full": pgettext_lazy("template", "The whole engineering department goes to one contractor."),
    "partial": pgettext_lazy(
        "template", "The contractor does the listed equipment; the rest stays with your own people."
    ),
    "co-managed": pgettext_lazy("template", "One does the work and is scored, the other assists."),
}


def choices(table: Mapping[str, Promise | str]) -> tuple[Choice, ...]:
    """A table as options of a select."""
    return tuple((key, str(word)) for key, word in table.items())
