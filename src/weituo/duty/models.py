"""Who is on duty when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from weituo.estate.models import Estate
from weituo.people.models import Membership


class Shift(models.Model):
    """One person's duty on an estate, from `starts_at` until before `ends_at`."""

    class Kind(models.TextChoices):
        SITE = "site", pgettext_lazy("shift", "On site")
        CALL = "call", pgettext_lazy("shift", "On call")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="shifts")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="shifts")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="shifts_added")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_later"),)
        indexes = (
            models.Index(fields=["estate", "ends_at", "starts_at"], name="shift_when"),
            models.Index(fields=["membership", "starts_at"], name="shift_whose"),
        )
