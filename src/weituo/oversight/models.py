"""What was seen, for pages. The truth for the month is the fact of the same id."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from weituo.estate.models import Equipment, Estate
from weituo.pact.models import Agreement
from weituo.work.models import Order


class Record(models.Model):
    """One visit, inspection, inventory or event. `key` is the duty's or event's word in the terms; `good` out of `count`
    for inspections and inventories. `words` are free text; the ledger holds a commitment to them."""

    class Kind(models.TextChoices):
        DUTY = "duty", _("visit or meeting")
        INSPECTION = "inspection", _("inspection")
        INVENTORY = "inventory", _("inventory")
        INCIDENT = "incident", _("event")

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=60, blank=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, related_name="+")
    equipment = models.ForeignKey(Equipment, on_delete=models.PROTECT, null=True, related_name="+")
    good = models.PositiveIntegerField(null=True)
    count = models.PositiveIntegerField(null=True)
    words = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        indexes = (models.Index(fields=["estate", "-at"], name="record_newest"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.at}"
