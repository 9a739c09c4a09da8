"""Lengths of time and moments in words, rounded the way people say them. Input: aware datetimes, whole seconds."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400


def words(seconds: int) -> str:
    """ "42 minutes", "3 hours 5 minutes", "2 days 4 hours": two units at most, rounded down."""
    seconds = max(0, seconds)
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        parts = [_days(days), _hours(hours) if hours else ""]
    elif hours:
        parts = [_hours(hours), _minutes(minutes) if minutes else ""]
    elif minutes:
        parts = [_minutes(minutes)]
    else:
        return _("under a minute")
    return " ".join(part for part in parts if part)


def exact(moment: datetime, now: datetime) -> str:
    """The moment in the active zone, as short as is unambiguous: 14:30 · tomorrow 09:00 · 24 Nov 09:00 · with year."""
    local, today = timezone.localtime(moment), timezone.localtime(now)
    clock = local.strftime("%H:%M")
    days = (local.date() - today.date()).days
    if days == 0:
        return clock
    if days == 1:
        return _("tomorrow %(time)s") % {"time": clock}
    if days == -1:
        return _("yesterday %(time)s") % {"time": clock}
    # Translators: Django date formats (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#date)
    pattern = _("j M") if local.year == today.year else _("j M Y")
    return f"{date_format(local, pattern)} {clock}"


def _days(n: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}


def _minutes(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
