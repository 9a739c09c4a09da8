"""Words of the desk that are no terms of the glossary: permissions, kinds of place, channels, who pays."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PERMISSIONS: Mapping[str, Promise] = {
    "order.list": _("See the list of orders"),
    "order.read": _("Open an order"),
    "order.take": _("Take orders and do them"),
    "order.assign": _("Dispatch"),
    "order.classify": _("Correct urgency and kind"),
    "order.accept": _("Accept, send back, decide on pauses"),
    "order.intake": _("Take reports at the desk"),
    "duty.read": _("See who is on duty"),
    "duty.edit": _("Make the roster of one's own people"),
    "dashboard.read": _("See the day's overview"),
    "agreement.read": _("Read the agreement"),
    "draft.read": _("Read drafts of the agreement"),
    "draft.edit": _("Draft and propose the agreement"),
    "draft.sign": _("Sign the agreement"),
    "statement.read": _("Read statements"),
    "statement.close": _("Close a month"),
    "statement.sign": _("Sign statements"),
    "statement.pay": _("Put down the day of payment"),
    "statement.report": _("Get the monthly report"),
    "oversight.read": _("See visits, inspections and events"),
    "oversight.record": _("Record visits, inspections and events"),
    "agreement.calibrate": _("Try terms before they are signed"),
    "code.print": _("Make and print code labels"),
    "personal.read": _("See residents' words and telephone numbers"),
    "people.read": _("See who is who"),
    "people.manage": _("Unlock accounts and take away second factors"),
    "reads.read": _("See who read personal data"),
}

KINDS: Mapping[str, Promise] = {
    "equipment": pgettext_lazy("kind of place", "Equipment"),
    "space": pgettext_lazy("kind of place", "Space"),
    "unit": pgettext_lazy("kind of place", "Household"),
}

RATES: Mapping[str, Promise] = {
    "orders": pgettext_lazy("rate", "Orders a month"),
    "respond": pgettext_lazy("rate", "Arrivals on time"),
    "repair": pgettext_lazy("rate", "Repairs on time"),
    "ratings": pgettext_lazy("rate", "Ratings a month"),
    "good": pgettext_lazy("rate", "Good ratings"),
    "rework": pgettext_lazy("rate", "Rework"),
    "tasks": pgettext_lazy("rate", "Planned tasks a month"),
    "planned": pgettext_lazy("rate", "Planned tasks done in time"),
    "points": pgettext_lazy("rate", "Points checked a month"),
    "passed": pgettext_lazy("rate", "Points passed"),
    "availability": pgettext_lazy("rate", "Equipment available"),
    "events": pgettext_lazy("rate", "Priced events a year"),
}

SEEN: Mapping[str, Promise] = {
    "duty": pgettext_lazy("entry", "Visit or meeting"),
    "inspection": pgettext_lazy("entry", "Inspection"),
    "inventory": pgettext_lazy("entry", "Inventory"),
    "incident": pgettext_lazy("entry", "Event"),
}

CHANNELS: Mapping[str, Promise] = {
    "code": pgettext_lazy("channel", "Scanned code"),
    "telephone": pgettext_lazy("channel", "Telephone"),
    "desk": pgettext_lazy("channel", "At the desk"),
    "api": pgettext_lazy("channel", "Another program"),
    "import": pgettext_lazy("channel", "Imported"),
}

CAUSES: Mapping[str, Promise] = {
    "wear": pgettext_lazy("cause", "Wear"),
    "sudden": pgettext_lazy("cause", "Sudden damage"),
    "renewal": pgettext_lazy("cause", "Renewal"),
    "any": pgettext_lazy("cause", "Any cause"),
}

CLOCKS: Mapping[str, Promise] = {
    "respond": pgettext_lazy("clock", "Arrival"),
    "repair": pgettext_lazy("clock", "Repair"),
    "callout": pgettext_lazy("clock", "Call-out"),
    "accept": pgettext_lazy("clock", "Ruling"),
}

CALENDARS: Mapping[str, Promise] = {
    "H24": pgettext_lazy("calendar", "All hours, every day"),
    "WD": pgettext_lazy("calendar", "Working hours"),
}

PAYERS: Mapping[str, Promise] = {
    "fee": pgettext_lazy("who pays", "Covered by the monthly fee"),
    "P": pgettext_lazy("who pays", "Property company"),
    "A": pgettext_lazy("who pays", "Contractor"),
    "owner": pgettext_lazy("who pays", "Owner"),
    "maintenance_fund": pgettext_lazy("who pays", "Maintenance fund"),
    "insurance": pgettext_lazy("who pays", "Insurance"),
    "pending_finding": pgettext_lazy("who pays", "Decided by the inquiry"),
    "utility": pgettext_lazy("who pays", "Utility company"),
}

MODES: Mapping[str, Promise] = {
    "full": pgettext_lazy("mode", "Fully entrusted"),
    "partial": pgettext_lazy("mode", "Partly entrusted"),
    "co_managed": pgettext_lazy("mode", "Managed together"),
}

VERDICTS: Mapping[str, Promise] = {
    "met": pgettext_lazy("verdict", "On time"),
    "late": pgettext_lazy("verdict", "Late"),
    "open": pgettext_lazy("verdict", "Still running"),
}
