"""`{{ flag.kind|likeness }}`, `{{ photo.origin.ahead|apart }}`: pictures and their times in words."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from weituo.faces.office.photos import words
from weituo.faces.shared import duration

register = template.Library()


@register.filter
def likeness(key: str) -> str:
    """How one picture was made from the other."""
    return words.kind(key)


@register.filter
def apart(span: timedelta) -> str:
    """How long before it was received a photo was taken, by its camera's clock."""
    seconds = int(span.total_seconds())
    text = _("%(span)s before it was received") if seconds >= 0 else _("%(span)s after it was received")
    return text % {"span": duration.words(abs(seconds))}
