"""Issued statements. The database refuses to change what was issued; only the signatures are added, once each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from weituo.estate.models import Estate
from weituo.pact.models import Agreement


class Statement(models.Model):
    """The statement of one agreement and month: its canonical bytes, their hash, and who signed them when."""

    id = models.UUIDField(primary_key=True)
    estate = models.ForeignKey(Estate, on_delete=models.PROTECT, related_name="statements")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="statements")
    month = models.CharField(_("month"), max_length=7)
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    as_of = models.DateTimeField()
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.CharField(max_length=60)
    score = models.CharField(max_length=10, blank=True)
    gross = models.BigIntegerField()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = (models.UniqueConstraint(fields=["agreement", "month"], name="statement_month"),)

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.month}"


class Signature(models.Model):
    """One party's signature under a statement: over exactly these bytes."""

    id = models.BigAutoField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=1)
    name = models.CharField(max_length=60)
    organisation = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    consent = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    fact_id = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = (models.UniqueConstraint(fields=["statement", "party"], name="signature_party"),)

    def __str__(self) -> str:
        return f"{self.party} {self.signed_at}"
