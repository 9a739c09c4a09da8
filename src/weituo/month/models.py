"""Issued statements. The database refuses to change what was issued; signatures, disputes, corrections and the day of
payment are added."""

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


class Dispute(models.Model):
    """One side disagrees with a figure of a statement; the other side decides. Both are facts; this is for pages."""

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="disputes")
    figure = models.CharField(max_length=120)
    words = models.CharField(max_length=400)
    party = models.CharField(max_length=1)
    name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.CharField(max_length=400, blank=True)
    decided_by = models.CharField(max_length=60, blank=True)
    decided_party = models.CharField(max_length=1, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        indexes = (models.Index(fields=["statement", "opened_at"], name="dispute_statement"),)

    def __str__(self) -> str:
        return f"{self.statement_id} {self.figure}"


class Restatement(models.Model):
    """A statement computed again with later knowledge: its bytes, and the difference that is posted into another month.
    What was issued stays as it was."""

    id = models.UUIDField(primary_key=True)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="restatements")
    document = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    as_of = models.DateTimeField()
    into = models.CharField(max_length=7)
    lines = models.JSONField()
    net = models.BigIntegerField()
    vat = models.BigIntegerField()
    gross = models.BigIntegerField()
    made_by = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        indexes = (models.Index(fields=["statement", "as_of"], name="restatement_statement"),)

    def __str__(self) -> str:
        return f"{self.statement_id} → {self.into}"


class Payment(models.Model):
    """The day on which a statement was paid: a note beside it, no fact, and so it may be put right."""

    id = models.BigAutoField(primary_key=True)
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="payment")
    day = models.DateField(_("paid on"))
    entered_by = models.CharField(max_length=60)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")

    def __str__(self) -> str:
        return f"{self.statement_id} {self.day}"
