"""What is wrong with a cell, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weituo.duty.sheet.reading import CellError

SENTENCES: Mapping[str, Promise] = {
    "roster.no_such_person": gettext_lazy("“%(value)s” is nobody who can be on duty here."),
    "roster.same_name": gettext_lazy("Several people are called “%(value)s”: enter the user name."),
    "roster.other_name": gettext_lazy("“%(value)s”, but the user name belongs to “%(name)s”."),
    "roster.not_yours": gettext_lazy("“%(value)s” is not one of your own people."),
    "roster.not_there_then": gettext_lazy("“%(value)s” does not work here at that time."),
    "roster.person_twice": gettext_lazy("“%(value)s” stands in row %(line)s already."),
    "roster.no_person": gettext_lazy("The row names nobody."),
    "roster.unknown_shift": gettext_lazy("“%(value)s” is not in the legend."),
    "roster.twice_in_legend": gettext_lazy("“%(value)s” stands twice in the legend."),
    "roster.bad_time": gettext_lazy("“%(value)s” is not a time such as 08:00."),
    "roster.bad_kind": gettext_lazy("“%(value)s” is neither on site nor on call nor a rest."),
    "roster.bad_day": gettext_lazy("“%(value)s” is not a day such as 2026-11-03."),
    "roster.no_such_day": gettext_lazy("This month has no day %(value)s."),
    "roster.no_month": gettext_lazy("Above the table a month such as 2026-11 is missing."),
    "roster.day_twice": gettext_lazy("A day stands twice in the heading."),
    "roster.no_times": gettext_lazy("The columns of beginning and end are missing."),
    "roster.overlap": gettext_lazy("Overlaps another shift of the same person (%(when)s)."),
    "roster.far_away": gettext_lazy("A day lies more than 400 days away."),
    "roster.nothing": gettext_lazy("The table names no shift."),
}


def sentence(error: CellError) -> str:
    """The error with its cell: C7: “夜” is not in the legend."""
    said = str(SENTENCES[error.code]) % error.params
    if not error.cell:
        return said
    return _("%(cell)s: %(said)s") % {"cell": error.cell, "said": said}
